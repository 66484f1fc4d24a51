//! Three ways to prove that somebody speaks for an organization, and what happens when two do.

use directory::{ClaimWay, Error};
use domain::authority::{Actor, Grant};
use domain::claim::ClaimState;
use domain::service::Organization;
use domain::statement::Item;

use crate::rig::{Rig, item, on_each};

const ADA: &str = "ada@brixtonlunch.org.uk";
const BOB: &str = "bob@elsewhere.org.uk";
const LAMBETH: &str = "E09000022";

fn lunch() -> Item {
    let mut item = item("1", "Brixton lunch club", "SW9 8DJ");
    item.service.organization = Some(Organization {
        name: "Brixton Lunch".to_owned(),
        email: Some("info@brixtonlunch.org.uk".to_owned()),
        website: Some("https://www.brixtonlunch.org.uk/".to_owned()),
        ..Organization::default()
    });
    item
}

/// A directory that lists the lunch club; the slug of its organization.
async fn listed(rig: &Rig) -> &'static str {
    let source = rig.source("lambeth", 2).await;
    rig.crawl(&source, &[lunch()]).await;
    "brixton-lunch"
}

async fn person(rig: &Rig, email: &str) -> Actor {
    rig.actor(&rig.sign_in(email).await).await
}

fn is_steward(actor: &Actor) -> bool {
    matches!(actor, Actor::Person(person) if person.grants.iter().any(|g| matches!(g, Grant::Steward { .. })))
}

#[tokio::test]
async fn an_address_at_its_own_domain_is_enough_for_the_first() {
    on_each(async |rig| {
        let organization = listed(&rig).await;
        let session = rig.sign_in(ADA).await;
        let ada = rig.actor(&session).await;
        let ways = rig
            .directory
            .ways_to_claim(&ada, organization)
            .await
            .unwrap();
        assert_eq!(ways[0], ClaimWay::OwnDomain);
        let claim = rig
            .directory
            .claim(&ada, organization, ClaimWay::OwnDomain)
            .await
            .unwrap();
        assert_eq!(claim.state, ClaimState::Accepted);
        assert!(is_steward(&rig.actor(&session).await));
        let mails = rig.mails().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject, "Brixton Lunch: accepted");
        let again = rig
            .directory
            .claim(
                &rig.actor(&session).await,
                organization,
                ClaimWay::OwnDomain,
            )
            .await;
        assert!(matches!(again, Err(Error::Conflict(_))));
    })
    .await;
}

#[tokio::test]
async fn a_link_to_the_published_address_is_followed_once() {
    on_each(async |rig| {
        let organization = listed(&rig).await;
        let session = rig.sign_in(BOB).await;
        let bob = rig.actor(&session).await;
        let wrong = rig
            .directory
            .claim(&bob, organization, ClaimWay::OwnDomain)
            .await;
        assert!(matches!(wrong, Err(Error::Invalid(_))));
        let claim = rig
            .directory
            .claim(&bob, organization, ClaimWay::PublishedEmail)
            .await
            .unwrap();
        assert_eq!(claim.state, ClaimState::Proving);
        let mails = rig.mails().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to, "info@brixtonlunch.org.uk");
        assert!(
            !mails[0].body.contains("bob@"),
            "who asks is not told to a mailbox that many read"
        );
        let link = mails[0].secret("/claims/prove/");
        rig.directory.look_at_proof(&link).await.unwrap();
        assert!(
            !is_steward(&rig.actor(&session).await),
            "a look proves nothing"
        );
        assert_eq!(
            rig.directory.prove_claim(&link).await.unwrap().state,
            ClaimState::Accepted
        );
        assert!(is_steward(&rig.actor(&session).await));
        assert!(rig.directory.prove_claim(&link).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_link_is_too_late_after_a_week() {
    on_each(async |rig| {
        let organization = listed(&rig).await;
        let bob = person(&rig, BOB).await;
        rig.directory
            .claim(&bob, organization, ClaimWay::PublishedEmail)
            .await
            .unwrap();
        let link = rig.mails().await[0].secret("/claims/prove/");
        rig.days_pass(7);
        assert!(matches!(
            rig.directory.prove_claim(&link).await,
            Err(Error::Conflict(_))
        ));
    })
    .await;
}

#[tokio::test]
async fn evidence_is_weighed_by_a_moderator_of_the_area() {
    on_each(async |rig| {
        let organization = listed(&rig).await;
        let session = rig.sign_in(BOB).await;
        let bob = rig.actor(&session).await;
        let silent = rig
            .directory
            .claim(&bob, organization, ClaimWay::Evidence("  ".to_owned()))
            .await;
        assert!(matches!(silent, Err(Error::Invalid(_))));
        let evidence = ClaimWay::Evidence("I am the treasurer; ring the hall".to_owned());
        let claim = rig
            .directory
            .claim(&bob, organization, evidence)
            .await
            .unwrap();
        assert_eq!(claim.state, ClaimState::AwaitingModerator);

        let camden = Grant::Moderator {
            area: Some("E09000007".to_owned()),
        };
        let of_camden = rig.official("c@council.gov.uk", camden).await;
        assert_eq!(
            rig.directory.claims_to_decide(&of_camden).await.unwrap(),
            []
        );
        let refused = rig
            .directory
            .decide_claim(&of_camden, claim.id, true, "")
            .await;
        assert!(matches!(refused, Err(Error::Forbidden(_))));
        assert!(matches!(
            rig.directory.decide_claim(&bob, claim.id, true, "").await,
            Err(Error::Forbidden(_))
        ));

        let lambeth = Grant::Moderator {
            area: Some(LAMBETH.to_owned()),
        };
        let of_lambeth = rig.official("l@council.gov.uk", lambeth).await;
        let queue = rig.directory.claims_to_decide(&of_lambeth).await.unwrap();
        assert_eq!(
            queue
                .iter()
                .map(|claim| claim.claimant.as_str())
                .collect::<Vec<_>>(),
            [BOB]
        );
        let mute = rig
            .directory
            .decide_claim(&of_lambeth, claim.id, false, "")
            .await;
        assert!(matches!(mute, Err(Error::Invalid(_))), "a no has a reason");
        let decided = rig
            .directory
            .decide_claim(&of_lambeth, claim.id, true, "")
            .await
            .unwrap();
        assert_eq!(decided.state, ClaimState::Accepted);
        assert!(is_steward(&rig.actor(&session).await));
        let twice = rig
            .directory
            .decide_claim(&of_lambeth, claim.id, false, "a mistake")
            .await;
        assert!(matches!(twice, Err(Error::Conflict(_))));
    })
    .await;
}

#[tokio::test]
async fn a_second_claimant_is_agreed_to_by_the_first() {
    on_each(async |rig| {
        let organization = listed(&rig).await;
        let ada = rig.sign_in(ADA).await;
        rig.directory
            .claim(&rig.actor(&ada).await, organization, ClaimWay::OwnDomain)
            .await
            .unwrap();
        rig.mails().await;
        let eve = rig.sign_in("eve@brixtonlunch.org.uk").await;
        let claim = rig
            .directory
            .claim(&rig.actor(&eve).await, organization, ClaimWay::OwnDomain)
            .await
            .unwrap();
        assert_eq!(claim.state, ClaimState::AwaitingSteward);
        assert!(!is_steward(&rig.actor(&eve).await));
        let told: Vec<String> = rig.mails().await.into_iter().map(|mail| mail.to).collect();
        assert_eq!(told.len(), 2);
        assert!(told.contains(&ADA.to_owned()));

        let first = rig.actor(&ada).await;
        assert_eq!(
            rig.directory.claims_to_decide(&first).await.unwrap().len(),
            1
        );
        rig.directory
            .decide_claim(&first, claim.id, true, "")
            .await
            .unwrap();
        assert!(is_steward(&rig.actor(&eve).await));
    })
    .await;
}

#[tokio::test]
async fn leaving_handing_over_and_revoking_take_the_rights_away_at_once() {
    on_each(async |rig| {
        let organization = listed(&rig).await;
        let ada = rig.sign_in(ADA).await;
        rig.directory
            .claim(&rig.actor(&ada).await, organization, ClaimWay::OwnDomain)
            .await
            .unwrap();
        rig.directory
            .hand_over(&rig.actor(&ada).await, organization, BOB)
            .await
            .unwrap();
        assert!(!is_steward(&rig.actor(&ada).await));
        let again = rig
            .directory
            .hand_over(&rig.actor(&ada).await, organization, BOB)
            .await;
        assert!(matches!(again, Err(Error::Forbidden(_))));
        rig.mails().await;

        let bob = rig.sign_in(BOB).await;
        let heir = rig.actor(&bob).await;
        assert!(is_steward(&heir));
        let claims = rig
            .directory
            .my_claims(&rig.actor(&ada).await)
            .await
            .unwrap();
        assert_eq!(claims[0].state, ClaimState::Ended);

        let mo = rig
            .official("mo@council.gov.uk", Grant::Moderator { area: None })
            .await;
        let account = heir.account().unwrap();
        let mute = rig
            .directory
            .revoke_steward(&mo, organization, account, "")
            .await;
        assert!(matches!(mute, Err(Error::Invalid(_))));
        rig.directory
            .revoke_steward(&mo, organization, account, "the committee asked us to")
            .await
            .unwrap();
        assert!(!is_steward(&rig.actor(&bob).await));
        let mails = rig.mails().await;
        assert!(
            mails
                .iter()
                .any(|mail| mail.to == BOB && mail.body.contains("the committee asked us to"))
        );
    })
    .await;
}

#[tokio::test]
async fn a_claim_is_ones_own_to_withdraw() {
    on_each(async |rig| {
        let organization = listed(&rig).await;
        let bob = person(&rig, BOB).await;
        let claim = rig
            .directory
            .claim(&bob, organization, ClaimWay::PublishedEmail)
            .await
            .unwrap();
        rig.mails().await;
        let twice = rig
            .directory
            .claim(&bob, organization, ClaimWay::PublishedEmail)
            .await;
        assert!(matches!(twice, Err(Error::Conflict(_))));
        let ada = person(&rig, ADA).await;
        assert!(matches!(
            rig.directory.withdraw_claim(&ada, claim.id).await,
            Err(Error::NotFound { .. })
        ));
        let withdrawn = rig.directory.withdraw_claim(&bob, claim.id).await.unwrap();
        assert_eq!(withdrawn.state, ClaimState::Withdrawn);
        assert!(matches!(
            rig.directory.withdraw_claim(&bob, claim.id).await,
            Err(Error::Conflict(_))
        ));
        let nobody = rig
            .directory
            .claim(&Actor::Anybody, organization, ClaimWay::PublishedEmail)
            .await;
        assert!(matches!(nobody, Err(Error::Unauthenticated(_))));
    })
    .await;
}
