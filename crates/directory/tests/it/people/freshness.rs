//! "Are your details still right?", on both databases, with the clock moved.

use chrono::TimeDelta;
use directory::{AskedAbout, Error, Shown};
use domain::authority::{Actor, Grant};
use domain::service::Organization;
use domain::statement::Item;

use crate::people::Mail;
use crate::rig::{Rig, item, on_each};

const ADA: &str = "ada@brixtonlunch.org.uk";

fn of_lunch(id: &str, name: &str, postcode: &str) -> Item {
    let mut item = item(id, name, postcode);
    item.service.organization = Some(Organization {
        name: "Brixton Lunch".to_owned(),
        ..Organization::default()
    });
    item
}

/// A directory with two entries of one group, for which Ada speaks.
async fn listed(rig: &Rig) -> Vec<Item> {
    let items = vec![
        of_lunch("1", "Brixton lunch club", "SW9 8DJ"),
        of_lunch("2", "Clapham supper", "SW4 7AA"),
    ];
    let source = rig.source("lambeth", 2).await;
    rig.crawl(&source, &items).await;
    let organization = rig
        .directory
        .read_role(
            &Actor::Operator,
            &directory::RoleWanted {
                role: "steward".to_owned(),
                organization: Some("brixton-lunch".to_owned()),
                ..directory::RoleWanted::default()
            },
        )
        .await
        .unwrap();
    rig.directory
        .give_role(&Actor::Operator, ADA, &organization)
        .await
        .unwrap();
    rig.mails().await;
    items
}

async fn remind(rig: &Rig) -> Vec<Mail> {
    rig.directory.remind().await.unwrap();
    rig.mails().await
}

async fn asked(rig: &Rig, link: &str) -> Vec<AskedAbout> {
    rig.directory.look_at_reminder(link).await.unwrap().unwrap()
}

fn shown(asked: &[AskedAbout]) -> Vec<(uuid::Uuid, i64)> {
    let shown = asked
        .iter()
        .map(|asked| (asked.listing.id, asked.listing.version));
    shown.collect()
}

async fn entry(rig: &Rig, slug: &str) -> domain::listing::Listing {
    match rig.directory.show(slug).await.unwrap() {
        Shown::Listing(view) => view.listing.clone(),
        Shown::Moved(_) => panic!("{slug} has moved"),
    }
}

#[tokio::test]
async fn one_mail_tells_of_all_and_its_button_confirms_what_was_shown() {
    on_each(async |rig| {
        let items = listed(&rig).await;
        rig.clock.advance(TimeDelta::days(14));
        let mails = remind(&rig).await;
        assert_eq!(mails.len(), 1, "both entries in one");
        assert!(
            mails[0].body.contains("Brixton lunch club")
                && mails[0].body.contains("Clapham supper")
        );
        let link = mails[0].secret("/still-right/");
        let both = asked(&rig, &link).await;
        assert_eq!(
            entry(&rig, "clapham-supper").await.last_confirmed,
            None,
            "a look confirms nothing"
        );

        // One of them says something else by the time the button is pressed.
        let mut changed = items.clone();
        changed[1].service.email = Some("new@brixtonlunch.org.uk".to_owned());
        let source = rig.source("lambeth", 2).await;
        rig.crawl(&source, &changed).await;
        let outcome = rig
            .directory
            .confirm_by_link(&link, &shown(&both))
            .await
            .unwrap();
        assert_eq!(
            (outcome.confirmed, outcome.changed),
            (1, vec!["Clapham supper".to_owned()])
        );
        let lunch = entry(&rig, "brixton-lunch-club").await;
        assert_eq!(lunch.last_confirmed, Some(rig.directory.now().date_naive()));
        assert_eq!(lunch.service.assured_date, lunch.last_confirmed);
        assert_eq!(entry(&rig, "clapham-supper").await.last_confirmed, None);

        // Crawled again as it was, it stays confirmed; saying something else, it is not any more.
        rig.crawl(&source, &changed).await;
        assert!(
            entry(&rig, "brixton-lunch-club")
                .await
                .last_confirmed
                .is_some()
        );
        changed[0].service.email = Some("other@brixtonlunch.org.uk".to_owned());
        rig.crawl(&source, &changed).await;
        assert_eq!(entry(&rig, "brixton-lunch-club").await.last_confirmed, None);
        // And saying what it said, it is again: the confirmation was for these words.
        changed[0].service.email = None;
        rig.crawl(&source, &changed).await;
        assert!(
            entry(&rig, "brixton-lunch-club")
                .await
                .last_confirmed
                .is_some()
        );
    })
    .await;
}

#[tokio::test]
async fn silence_is_told_after_two_mails_takes_nothing_away_and_ends_with_an_answer() {
    on_each(async |rig| {
        listed(&rig).await;
        rig.clock.advance(TimeDelta::days(400));
        assert_eq!(remind(&rig).await.len(), 1, "a year is one mail");
        assert_eq!(remind(&rig).await.len(), 0);
        rig.clock.advance(TimeDelta::days(28));
        let second = remind(&rig).await;
        assert_eq!(second.len(), 1);
        assert_eq!(entry(&rig, "clapham-supper").await.unanswered_since, None);
        rig.clock.advance(TimeDelta::days(28));
        assert_eq!(remind(&rig).await.len(), 0, "mails become rarer");
        let silent = entry(&rig, "clapham-supper").await;
        assert!(silent.unanswered_since.is_some() && silent.status.is_visible());
        rig.directory.catch_up().await.unwrap();
        let link = second[0].secret("/still-right/");
        let both = asked(&rig, &link).await;
        rig.directory
            .confirm_by_link(&link, &shown(&both))
            .await
            .unwrap();
        let answered = entry(&rig, "clapham-supper").await;
        assert_eq!(answered.unanswered_since, None);
        assert_eq!(
            answered.last_confirmed,
            Some(rig.directory.now().date_naive())
        );
        rig.clock.advance(TimeDelta::days(200));
        assert_eq!(
            remind(&rig).await.len(),
            0,
            "who and where is good for a year"
        );
    })
    .await;
}

#[tokio::test]
async fn a_link_stands_for_the_person_as_they_are_now_and_for_their_groups_alone() {
    on_each(async |rig| {
        listed(&rig).await;
        let other = rig.source("camden", 2).await;
        rig.crawl(&other, &[item("9", "Kentish choir", "NW5 2TJ")])
            .await;
        rig.clock.advance(TimeDelta::days(14));
        let link = remind(&rig).await[0].secret("/still-right/");
        let both = asked(&rig, &link).await;
        let choir = entry(&rig, "kentish-choir").await;
        let mut more = shown(&both);
        more.push((choir.id, choir.version));
        let refused = rig.directory.confirm_by_link(&link, &more).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        assert_eq!(
            entry(&rig, "clapham-supper").await.last_confirmed,
            None,
            "none of them"
        );
        let session = rig.sign_in(ADA).await;
        let ada = rig.actor(&session).await;
        rig.directory
            .leave_organization(&ada, "brixton-lunch")
            .await
            .unwrap();
        let late = rig.directory.confirm_by_link(&link, &shown(&both)).await;
        assert!(matches!(late, Err(Error::Forbidden(_))), "{late:?}");
        assert!(
            rig.directory
                .look_at_reminder("guessed")
                .await
                .unwrap()
                .is_none()
        );
        let mo = rig
            .official("mo@here.example", Grant::Moderator { area: None })
            .await;
        let moderator = rig.directory.confirm_listings(&mo, &shown(&both)).await;
        assert!(
            matches!(moderator, Err(Error::Forbidden(_))),
            "it is the group's word"
        );
    })
    .await;
}
