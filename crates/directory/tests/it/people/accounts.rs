//! Another address, and the end of an account, on both databases.

use chrono::TimeDelta;
use directory::{ClaimWay, Error};
use domain::authority::{Actor, Grant, Scope};
use domain::report::ReportKind;
use domain::service::Organization;

use crate::rig::{Rig, item, on_each};

const ADA: &str = "ada@brixtonlunch.org.uk";
const NEW: &str = "ada@elsewhere.org.uk";

async fn listed(rig: &Rig) {
    let mut item = item("1", "Brixton lunch club", "SW9 8DJ");
    item.service.organization = Some(Organization {
        name: "Brixton Lunch".to_owned(),
        website: Some("https://www.brixtonlunch.org.uk/".to_owned()),
        ..Organization::default()
    });
    let source = rig.source("lambeth", 2).await;
    rig.crawl(&source, &[item]).await;
}

#[tokio::test]
async fn a_new_address_counts_once_its_mailbox_was_read_and_the_old_one_is_told() {
    on_each(async |rig| {
        let session = rig.sign_in(ADA).await;
        let elsewhere = rig.sign_in(ADA).await;
        let ada = rig.actor(&session).await;
        let cookie = session.cookie.reveal();
        rig.directory
            .ask_for_address(&ada, cookie, NEW)
            .await
            .unwrap();
        let mails = rig.mails().await;
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, NEW));
        assert!(!mails[0].body.contains(ADA), "a stranger may read it");
        let link = mails[0].secret("/account/address/");

        let eve = rig.sign_in("eve@elsewhere.org.uk").await;
        let stranger = rig.actor(&eve).await;
        let stolen = rig
            .directory
            .confirm_address(&stranger, eve.cookie.reveal(), &link)
            .await;
        assert!(matches!(stolen, Err(Error::Forbidden(_))), "{stolen:?}");

        rig.directory
            .confirm_address(&ada, cookie, &link)
            .await
            .unwrap();
        let mails = rig.mails().await;
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, ADA));
        assert!(!mails[0].body.contains(NEW));
        assert_eq!(rig.directory.me(&ada).await.unwrap().unwrap().email, NEW);
        assert_eq!(
            rig.actor(&elsewhere).await,
            Actor::Anybody,
            "other sessions end"
        );
        assert_ne!(rig.actor(&session).await, Actor::Anybody);
        let again = rig.directory.confirm_address(&ada, cookie, &link).await;
        assert!(again.is_err(), "a link works once");
    })
    .await;
}

#[tokio::test]
async fn an_address_needs_a_fresh_session_and_nobody_learns_whether_it_is_taken() {
    on_each(async |rig| {
        rig.sign_in(NEW).await;
        let session = rig.sign_in(ADA).await;
        let ada = rig.actor(&session).await;
        let cookie = session.cookie.reveal();
        rig.directory
            .ask_for_address(&ada, cookie, NEW)
            .await
            .unwrap();
        let mails = rig.mails().await;
        assert_eq!(mails[0].to, NEW);
        assert!(
            !mails[0].body.contains("/account/address/"),
            "it has an account"
        );
        rig.clock.advance(TimeDelta::minutes(15));
        let late = rig
            .directory
            .ask_for_address(&ada, cookie, "x@elsewhere.org.uk")
            .await;
        assert!(matches!(late, Err(Error::Unauthenticated(_))), "{late:?}");
        let wrong = rig.sign_in(ADA).await;
        let wrong = rig
            .directory
            .ask_for_address(&ada, wrong.cookie.reveal(), "nobody")
            .await;
        assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
    })
    .await;
}

#[tokio::test]
async fn an_erased_account_leaves_the_public_record_and_names_nobody() {
    on_each(async |rig| {
        listed(&rig).await;
        let session = rig.sign_in(ADA).await;
        let ada = rig.actor(&session).await;
        rig.directory
            .claim(&ada, "brixton-lunch", ClaimWay::OwnDomain)
            .await
            .unwrap();
        let ada = rig.actor(&session).await;
        let key = rig
            .directory
            .make_key(&ada, "our site", &[Scope::Read])
            .await
            .unwrap();
        rig.directory
            .report(
                &Actor::Anybody,
                "brixton-lunch-club",
                ReportKind::Problem,
                "It moved",
                Some(ADA),
            )
            .await
            .unwrap();
        let me = rig.directory.me(&ada).await.unwrap().unwrap();
        let eve = rig.actor(&rig.sign_in("eve@elsewhere.org.uk").await).await;
        let refused = rig.directory.erase_account(&eve, me.account).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        let before = rig.shown("brixton-lunch-club").await;
        rig.mails().await;

        rig.directory.erase_account(&ada, me.account).await.unwrap();
        let mails = rig.mails().await;
        assert_eq!((mails.len(), mails[0].to.as_str()), (1, ADA));
        assert_eq!(rig.actor(&session).await, Actor::Anybody);
        assert!(rig.directory.who_by_key(key.secret.reveal()).await.is_err());
        assert_eq!(rig.shown("brixton-lunch-club").await, before);
        let holders = rig.directory.role_holders(&Actor::Operator).await.unwrap();
        assert!(holders.is_empty(), "{holders:?}");
        let gone = rig.directory.account_with(&Actor::Operator, ADA).await;
        assert!(matches!(gone, Err(Error::NotFound { .. })), "{gone:?}");
        let reports = rig.directory.reports_to_answer(&Actor::Operator).await;
        let reports = reports.unwrap();
        assert_eq!((reports.len(), &reports[0].reporter), (1, &None));
        if let Some(store) = rig.store().await {
            assert_eq!(store.account_of(ADA).await.unwrap(), None);
            let claims = store.claims_of_account(me.account).await.unwrap();
            assert!(claims.is_empty(), "{claims:?}");
            let audit = format!("{:?}", store.audit_after(0, 1_000).await.unwrap());
            assert!(!audit.contains("ada@"), "{audit}");
            assert!(
                audit.contains("erase_account"),
                "that it happened stays: {audit}"
            );
        }
        let again = rig
            .directory
            .erase_account(&Actor::Operator, me.account)
            .await;
        assert!(matches!(again, Err(Error::NotFound { .. })), "{again:?}");

        // Whoever has the address begins anew.
        let anew = rig.actor(&rig.sign_in(ADA).await).await;
        assert_ne!(
            rig.directory.me(&anew).await.unwrap().unwrap().account,
            me.account
        );
    })
    .await;
}

#[tokio::test]
async fn an_administrator_erases_at_somebodys_wish() {
    on_each(async |rig| {
        let session = rig.sign_in(ADA).await;
        let account = rig
            .directory
            .account_with(&Actor::Operator, ADA)
            .await
            .unwrap();
        let admin = rig
            .official("root@here.example", Grant::Administrator)
            .await;
        rig.directory.erase_account(&admin, account).await.unwrap();
        assert_eq!(rig.actor(&session).await, Actor::Anybody);
    })
    .await;
}
