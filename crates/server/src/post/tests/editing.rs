//! Mails about edits, about what others newly say, about the account and about webhooks, over real SMTP.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use directory::{MailKind, Saved, WebhookWanted};
use domain::authority::{Actor, Grant};
use domain::webhook::{Event, Filter};
use serde_json::{Value, json};

use super::kitemark::ADA;
use super::{Rig, secret, subjects};

const MO: &str = "mo@council.gov.uk";

impl Rig {
    /// Says at first hand what the lunch club is.
    async fn edit(&self, actor: &Actor, change: impl Fn(&mut Value)) -> Saved {
        self.clock.advance(TimeDelta::seconds(1));
        let own = self.directory.own_words(actor, "lunch-club").await.unwrap();
        let mut body = own.body;
        change(&mut body);
        self.directory
            .save_statement(actor, "lunch-club", &body, &[own.version])
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn an_edit_that_waits_is_told_to_moderators_and_the_decision_to_its_writer() {
    held_edits().await;
}

pub(super) async fn held_edits() -> BTreeSet<MailKind> {
    let rig = Rig::new().await;
    rig.list().await;
    let ada = rig.steward().await;
    let grant = Grant::Moderator { area: None };
    rig.directory
        .give_role(&Actor::Operator, MO, &grant)
        .await
        .unwrap();
    rig.deliver().await;
    for (publish, subject, words) in [
        (
            false,
            "Your change to Lunch club is not published",
            "It sells loans",
        ),
        (
            true,
            "Your change to Lunch club is published",
            "It is shown now",
        ),
    ] {
        let link = |body: &mut Value| body["website"] = json!("https://cheap-loans.co.uk/");
        let Saved::Held(held) = rig.edit(&ada, link).await else {
            panic!("it was not held");
        };
        let mails = rig.deliver().await;
        assert_eq!(
            subjects(&mails),
            [(MO, "A change to Lunch club waits for you")]
        );
        rig.directory
            .decide_held_edit(&Actor::Operator, held.id, publish, "It sells loans")
            .await
            .unwrap();
        let mails = rig.deliver().await;
        assert_eq!(subjects(&mails), [(ADA, subject)]);
        assert!(mails[0].text.contains(words), "{}", mails[0].text);
    }
    rig.arrived.into_inner()
}

#[tokio::test]
async fn what_others_newly_say_is_told_to_the_steward_in_one_mail() {
    news_of_others().await;
}

pub(super) async fn news_of_others() -> BTreeSet<MailKind> {
    let rig = Rig::new().await;
    rig.list().await;
    let ada = rig.steward().await;
    let ring = |body: &mut Value| body["phones"] = json!([{ "number": "020 7946 0999" }]);
    rig.edit(&ada, ring).await;
    rig.clock.advance(TimeDelta::seconds(1));
    rig.crawl("Lunch club", Some("020 7946 0111")).await;
    assert_eq!(rig.directory.tell_suggestions().await.unwrap(), 1);
    let mails = rig.deliver().await;
    assert_eq!(
        subjects(&mails),
        [(ADA, "Others say something new about your entries")]
    );
    let text = &mails[0].text;
    assert!(
        text.contains("- Lunch club: Lambeth's directory now says 020 7946 0111"),
        "{text}"
    );
    assert!(text.contains("https://directory.example/listings/lunch-club/suggestions"));
    assert!(text.lines().count() < 25, "it is one screen");
    rig.arrived.into_inner()
}

#[tokio::test]
async fn both_addresses_hear_of_a_change_and_the_last_mail_says_that_it_is_the_last() {
    another_address_and_the_end().await;
}

pub(super) async fn another_address_and_the_end() -> BTreeSet<MailKind> {
    let rig = Rig::new().await;
    let (_, bea) = rig.sign_in("bea@brixtonhub.org.uk").await;
    let (signed_in, ada) = rig.sign_in(ADA).await;
    let cookie = signed_in.cookie.reveal();
    let directory = &rig.directory;
    directory
        .ask_for_address(&ada, cookie, "bea@brixtonhub.org.uk")
        .await
        .unwrap();
    let mails = rig.deliver().await;
    assert_eq!(
        subjects(&mails),
        [("bea@brixtonhub.org.uk", "Your address on Café Directory")]
    );
    let wanted = "ada@brixtonhub.org.uk";
    directory
        .ask_for_address(&ada, cookie, wanted)
        .await
        .unwrap();
    let mails = rig.deliver().await;
    assert_eq!(
        subjects(&mails),
        [(wanted, "Your new address for Café Directory")]
    );
    let link = secret(&mails[0], "/account/address/");
    directory
        .confirm_address(&ada, cookie, &link)
        .await
        .unwrap();
    let mails = rig.deliver().await;
    assert_eq!(
        subjects(&mails),
        [(ADA, "Your address on Café Directory was changed")]
    );
    let account = bea.account().unwrap();
    directory.erase_account(&bea, account).await.unwrap();
    let mails = rig.deliver().await;
    assert_eq!(
        subjects(&mails),
        [(
            "bea@brixtonhub.org.uk",
            "Your account on Café Directory is erased"
        )]
    );
    assert!(mails[0].text.contains("This is the last mail."));
    rig.arrived.into_inner()
}

#[tokio::test]
async fn whoever_set_up_a_webhook_hears_that_it_was_stopped() {
    a_webhook_that_is_stopped().await;
}

pub(super) async fn a_webhook_that_is_stopped() -> BTreeSet<MailKind> {
    let rig = Rig::new().await;
    let (_, ada) = rig.sign_in(ADA).await;
    let wanted = WebhookWanted {
        url: "https://hub.example/hook".to_owned(),
        event: Event::Listings,
        filter: Filter::default(),
        instance: None,
    };
    rig.directory.make_webhook(&ada, &wanted).await.unwrap();
    for day in 0..4 {
        rig.crawl(&format!("Lunch club {day}"), None).await;
        for parcel in rig.directory.due_parcels().await.unwrap() {
            rig.directory
                .parcel_failed(&parcel, "no answer in time")
                .await
                .unwrap();
        }
        rig.clock.advance(TimeDelta::days(1));
    }
    let mails = rig.deliver().await;
    assert_eq!(subjects(&mails), [(ADA, "A webhook of yours was stopped")]);
    assert!(mails[0].text.contains("https://hub.example/hook"));
    rig.arrived.into_inner()
}
