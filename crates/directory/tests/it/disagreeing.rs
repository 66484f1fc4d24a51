//! What each source says of a listing, said before, and where they differ.

use directory::{ListingDisagreements, ListingStatements, Sought};
use domain::listing::Field;
use domain::service::Contact;
use domain::statement::{Item, StatementState};

use crate::rig::{Rig, Said as _, item, on_each};

async fn statements(rig: &Rig, slug: &str) -> ListingStatements {
    match rig.directory.statements(slug).await.unwrap() {
        Sought::Found(found) => found,
        Sought::Moved(to) => panic!("{slug} moved to {to}"),
    }
}

async fn disagreements(rig: &Rig, slug: &str) -> ListingDisagreements {
    match rig.directory.disagreements(slug).await.unwrap() {
        Sought::Found(found) => found,
        Sought::Moved(to) => panic!("{slug} moved to {to}"),
    }
}

fn club(id: &str, phone: &str) -> Item {
    item(id, "Lunch club", "NW5 2TJ").phone(phone)
}

#[tokio::test]
async fn what_is_said_is_told_with_what_was_said_before() {
    on_each(async |rig| {
        let (camden, map) = (rig.source("camden", 1).await, rig.source("map", 2).await);
        rig.crawl(&camden, &[club("1", "020 7946 0018")]).await;
        rig.crawl(&map, &[club("a", "020 7946 0018")]).await;
        assert!(disagreements(&rig, "lunch-club").await.fields.is_empty());
        rig.days_pass(3);
        rig.crawl(&map, &[club("a", "020 7946 0999")]).await;

        let said = statements(&rig, "lunch-club").await.statements;
        assert_eq!(said.len(), 2);
        assert_eq!(said[1].service.phones[0].number, "020 7946 0999");
        let [before] = &said[1].before[..] else {
            panic!("{:?}", said[1].before);
        };
        assert_eq!(before.service.phones[0].number, "020 7946 0018");
        assert_eq!(before.until, said[1].changed_at);
        assert!(said[0].before.is_empty());

        let fields = disagreements(&rig, "lunch-club").await.fields;
        assert_eq!(fields.len(), 1);
        assert_eq!(fields[0].field, Field::Phones);
        let speakers: Vec<&str> = fields[0]
            .sides
            .iter()
            .map(|side| side.statements[0].key.source.as_str())
            .collect();
        assert_eq!(speakers, ["camden", "map"]);
    })
    .await;
}

#[tokio::test]
async fn what_one_source_hides_is_told_by_none_and_in_no_history() {
    on_each(async |rig| {
        let (camden, map) = (rig.source("camden", 1).await, rig.source("map", 2).await);
        let person = |personal| Contact {
            name: Some("Canary Person".to_owned()),
            email: Some("canary@example.org".to_owned()),
            personal,
            ..Contact::default()
        };
        let mut open = club("1", "020 7946 0018");
        open.service.contacts = vec![person(false)];
        open.service.service_at_locations[0].location.address = vec!["1 Canary Street".into()];
        let mut hidden = club("a", "020 7946 0018");
        rig.crawl(&camden, &[open.clone()]).await;
        rig.crawl(&map, &[hidden.clone()]).await;
        // Now the other source asks that person and place stay hidden; the first says a little else.
        hidden.service.contacts = vec![person(true)];
        hidden.service.service_at_locations[0].location.area_only = true;
        rig.crawl(&map, &[hidden]).await;
        open.service.description = Some("A hot meal.".into());
        rig.crawl(&camden, &[open]).await;

        let told = format!(
            "{:?} {:?}",
            statements(&rig, "lunch-club").await,
            disagreements(&rig, "lunch-club").await
        );
        assert!(told.contains("A hot meal") && told.contains("E09000007"));
        for secret in ["Canary", "canary@", "NW5 2TJ"] {
            assert!(!told.contains(secret), "{secret}");
        }
        let page = format!("{:?}", rig.find(&[("q", "lunch")]).await);
        assert!(!page.contains("Canary"), "nor by the listing");
    })
    .await;
}

#[tokio::test]
async fn a_withdrawn_statement_is_still_known_to_have_been() {
    on_each(async |rig| {
        let (camden, map) = (rig.source("camden", 1).await, rig.source("map", 2).await);
        rig.crawl(&camden, &[club("1", "020 7946 0018")]).await;
        rig.crawl(&map, &[club("a", "020 7946 0999")]).await;
        let run = rig.directory.begin_run(&map).await.unwrap();
        rig.directory
            .page_gone(&run, "a", "it is gone")
            .await
            .unwrap();
        rig.directory
            .finish_run(run, directory::RunEnd::default())
            .await
            .unwrap();
        let said = statements(&rig, "lunch-club").await.statements;
        let states: Vec<StatementState> = said.iter().map(|said| said.state).collect();
        assert_eq!(states, [StatementState::Active, StatementState::Withdrawn]);
        assert!(disagreements(&rig, "lunch-club").await.fields.is_empty());
    })
    .await;
}
