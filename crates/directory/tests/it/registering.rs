//! The Charity Commission's register: what it confirms, what it contradicts, and what it may not do.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use directory::{ListingView, RegisterTaken, RegisterWeight, Shown};
use domain::authority::Actor;
use domain::charity::{Charity, CharityNumber, CharityStatus};
use domain::service::{Organization, OrganizationIdentifier, Service};
use domain::source::SourceId;
use domain::statement::Item;

use crate::rig::{Rig, on_each};

fn number(n: u32) -> CharityNumber {
    CharityNumber::new(9_900_000 + n).unwrap()
}

fn charity(n: u32, name: &str) -> Charity {
    Charity {
        number: number(n),
        name: name.to_owned(),
        status: CharityStatus::Registered,
        removed_on: None,
        website: Some(format!("https://charity-{n}.example/")),
        company_number: None,
        other_names: Vec::new(),
    }
}

fn removed(n: u32, name: &str) -> Charity {
    Charity {
        status: CharityStatus::Removed,
        removed_on: day(1),
        ..charity(n, name)
    }
}

fn day(n: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 11, n)
}

/// A service of an organization that gives this number.
fn run_by(name: &str, organization: &str, n: u32) -> Item {
    let service = Service {
        name: name.to_owned(),
        organization: Some(Organization {
            name: organization.to_owned(),
            identifiers: vec![OrganizationIdentifier::new("GB-CHC", number(n).to_string())],
            ..Organization::default()
        }),
        ..Service::default()
    };
    Item {
        external_id: name.to_owned(),
        url: None,
        raw: format!("{name} {organization} {n}"),
        service,
    }
}

/// Four services: of Larder (1), Singers (2), Ramblers (3), and one without a right number (4).
async fn four(rig: &Rig) -> SourceId {
    let source = rig.source("map", 10).await;
    rig.crawl(
        &source,
        &[
            run_by("Lunch club", "Lisson Larder", 1),
            run_by("Choir practice", "Stockwell Singers", 2),
            run_by("Sunday walk", "Brockwell Ramblers", 3),
            run_by("Homework help", "Orchard Collective", 4),
        ],
    )
    .await;
    source
}

fn register() -> Vec<Charity> {
    let mut all: Vec<Charity> = (100..130).map(|n| charity(n, "Another body")).collect();
    all.push(charity(1, "The Lisson Larder Limited"));
    all.push(removed(2, "Stockwell Singers"));
    all.push(charity(3, "Harrow Hedgerow Association"));
    all
}

async fn weigh(rig: &Rig, charities: &[Charity], on: u32) -> RegisterWeight {
    let mut weighing = rig.directory.weigh_register().await.unwrap();
    for batch in charities.chunks(7) {
        weighing.add(batch).await.unwrap();
    }
    weighing.done(day(on).unwrap(), (0, charities.len() as u64))
}

async fn import(rig: &Rig, charities: &[Charity], on: u32) -> RegisterTaken {
    let weight = weigh(rig, charities, on).await;
    let mut taking = rig.directory.take_register(weight).await.unwrap();
    for batch in charities.chunks(5) {
        taking.add(batch).await.unwrap();
    }
    let taken = taking.done().await.unwrap();
    rig.directory.catch_up().await.unwrap();
    taken
}

async fn show(rig: &Rig, slug: &str) -> ListingView {
    match rig.directory.show(slug).await.unwrap() {
        Shown::Listing(view) => ListingView::clone(&view),
        Shown::Moved(to) => panic!("{slug} is {to}"),
    }
}

fn organization(view: &ListingView) -> &Organization {
    view.listing.service.organization.as_ref().unwrap()
}

#[tokio::test]
async fn number_and_name_together_confirm_and_fill_the_web_site() {
    on_each(async |rig| {
        four(&rig).await;
        let before = show(&rig, "lunch-club").await;
        assert!(before.charity.is_none());
        let taken = import(&rig, &register(), 20).await;
        let reviewed = taken.reviewed;
        assert_eq!(
            (
                reviewed.confirmed,
                reviewed.removed,
                reviewed.other_name,
                reviewed.unknown
            ),
            (1, 1, 1, 1)
        );
        assert_eq!(
            (taken.charities, taken.registered, taken.written),
            (33, 32, 33)
        );

        let lunch = show(&rig, "lunch-club").await;
        let entry = lunch.charity.clone().unwrap();
        assert_eq!(entry.number, number(1));
        assert!(entry.gives_website);
        assert_eq!(
            organization(&lunch).website.as_deref(),
            Some("https://charity-1.example/")
        );
        assert_eq!(organization(&lunch).identifiers[0].confirmed_on, day(20));
        assert_eq!(lunch.listing.version, before.listing.version + 1);
        let given = rig.directory.given(&[lunch.listing.id]).await.unwrap();
        assert_eq!(organization(&given[0]), organization(&lunch));

        for (slug, numbers) in [
            ("choir-practice", 1),
            ("sunday-walk", 0),
            ("homework-help", 0),
        ] {
            let view = show(&rig, slug).await;
            assert_eq!(view.charity, None, "{slug}");
            assert_eq!(organization(&view).identifiers.len(), numbers, "{slug}");
            assert_eq!(organization(&view).website, None, "{slug}");
        }
    })
    .await;
}

/// The same, where the table of other names did not come with it.
async fn import_without_names(rig: &Rig, charities: &[Charity], on: u32) -> RegisterTaken {
    let weight = weigh(rig, charities, on).await;
    let taking = rig.directory.take_register(weight).await.unwrap();
    let mut taking = taking.keeping_names();
    taking.add(charities).await.unwrap();
    taking.done().await.unwrap()
}

#[tokio::test]
async fn a_charity_is_known_by_the_name_that_it_works_under() {
    on_each(async |rig| {
        four(&rig).await;
        let before = register();
        assert_eq!(import(&rig, &before, 20).await.reviewed.other_name, 1);

        let mut named = before.clone();
        let rambling = named.iter_mut().find(|one| one.number == number(3));
        rambling.unwrap().other_names =
            vec!["Walks & Talks".to_owned(), "Brockwell Ramblers".to_owned()];
        let taken = import(&rig, &named, 21).await;
        assert_eq!((taken.written, taken.reviewed.changed), (1, 1));
        assert_eq!(
            (taken.reviewed.confirmed, taken.reviewed.other_name),
            (2, 0)
        );
        let walk = show(&rig, "sunday-walk").await;
        assert_eq!(
            walk.charity.as_ref().unwrap().name,
            "Harrow Hedgerow Association"
        );
        assert_eq!(organization(&walk).identifiers[0].confirmed_on, day(21));

        let taken = import_without_names(&rig, &before, 22).await;
        assert_eq!((taken.written, taken.reviewed.confirmed), (0, 2));
        let taken = import(&rig, &before, 23).await;
        assert_eq!((taken.written, taken.reviewed.confirmed), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn what_a_group_would_edit_is_without_the_registers_word() {
    on_each(async |rig| {
        four(&rig).await;
        import(&rig, &register(), 20).await;
        let own = rig
            .directory
            .own_words(&Actor::Operator, "lunch-club")
            .await
            .unwrap();
        assert!(
            !own.body.to_string().contains("charity-1.example"),
            "{}",
            own.body
        );
    })
    .await;
}

#[tokio::test]
async fn people_are_asked_to_look_once_and_nothing_is_unpublished() {
    on_each(async |rig| {
        let source = four(&rig).await;
        assert_eq!(import(&rig, &register(), 20).await.reviewed.reports, 3);
        let reports = rig
            .directory
            .reports_to_answer(&Actor::Operator)
            .await
            .unwrap();
        let mut about: BTreeMap<String, String> = BTreeMap::new();
        for report in &reports {
            about.insert(report.listing_slug.clone().unwrap(), report.words.clone());
            assert_eq!(report.reporter, None);
        }
        assert!(about["choir-practice"].contains("was removed on 1 November 2026"));
        assert!(about["sunday-walk"].contains("is the number of Harrow Hedgerow Association"));
        assert!(about["homework-help"].contains("No charity has that number"));
        rig.directory
            .answer_report(
                &Actor::Operator,
                reports[0].id,
                false,
                "It goes on under another roof",
            )
            .await
            .unwrap();
        for on in [21, 22] {
            assert_eq!(import(&rig, &register(), on).await.reviewed.reports, 0);
        }
        for slug in [
            "lunch-club",
            "choir-practice",
            "sunday-walk",
            "homework-help",
        ] {
            assert!(show(&rig, slug).await.listing.status.is_visible());
        }
        // Between two imports somebody else begins to name the removed charity.
        let items = [
            run_by("Lunch club", "Lisson Larder", 1),
            run_by("Choir practice", "Stockwell Singers", 2),
            run_by("Sunday walk", "Brockwell Ramblers", 3),
            run_by("Homework help", "Orchard Collective", 4),
            run_by("Carol concert", "Stockwell Singers", 2),
        ];
        rig.crawl(&source, &items).await;
        assert_eq!(import(&rig, &register(), 23).await.reviewed.reports, 1);
    })
    .await;
}

#[tokio::test]
async fn only_what_changed_gets_a_new_version() {
    on_each(async |rig| {
        four(&rig).await;
        import(&rig, &register(), 20).await;
        let again = import(&rig, &register(), 21).await;
        assert_eq!(
            (again.written, again.forgotten, again.reviewed.changed),
            (0, 0, 0)
        );
        let view = show(&rig, "lunch-club").await;
        assert_eq!(view.charity.clone().unwrap().as_of, day(21).unwrap());

        let mut other = register();
        other[30].website = Some("https://larder.example/".into());
        other.retain(|charity| charity.number != number(129));
        let taken = import(&rig, &other, 22).await;
        assert_eq!(
            (taken.written, taken.forgotten, taken.reviewed.changed),
            (1, 1, 1)
        );
        let view = show(&rig, "lunch-club").await;
        assert_eq!(view.charity.clone().unwrap().as_of, day(22).unwrap());
        assert_eq!(
            organization(&view).website.as_deref(),
            Some("https://larder.example/")
        );
    })
    .await;
}

#[tokio::test]
async fn no_listing_comes_from_the_register() {
    on_each(async |rig| {
        let before = rig.directory.health().await.listings;
        import(&rig, &register(), 20).await;
        let health = rig.directory.health().await;
        assert_eq!((before, health.listings), (0, 0));
        assert!(rig.directory.next_given(None).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_register_that_is_not_itself_is_objected_to() {
    on_each(async |rig| {
        let first = weigh(&rig, &register()[..3], 20).await;
        assert_eq!(
            first.objections(),
            [""; 0],
            "there is nothing to hold it against"
        );
        import(&rig, &register(), 20).await;
        assert_eq!(weigh(&rig, &register(), 21).await.objections(), [""; 0]);

        let lost: Vec<Charity> = register().into_iter().skip(10).collect();
        let why = weigh(&rig, &lost, 21).await.objections();
        assert!(why[0].contains("30 in a hundred are missing"), "{why:?}");
        let fewer: Vec<Charity> = register().into_iter().skip(9).collect();
        assert_eq!(weigh(&rig, &fewer, 21).await.objections(), [""; 0]);

        let remove = |most: u32| -> Vec<Charity> {
            let change = |charity: Charity| match charity.number < number(100 + most) {
                true if charity.number >= number(100) => {
                    removed(charity.number.get() - 9_900_000, &charity.name)
                }
                _ => charity,
            };
            register().into_iter().map(change).collect()
        };
        let why = weigh(&rig, &remove(10), 21).await.objections();
        assert_eq!(
            why,
            ["10 of 32 registered charities are newly removed in it"]
        );
        assert_eq!(weigh(&rig, &remove(9), 21).await.objections(), [""; 0]);

        let why = weigh(&rig, &register(), 19).await.objections();
        assert_eq!(
            why,
            ["it is of 2026-11-19 and the one in use of 2026-11-20"]
        );
        let weighing = rig.directory.weigh_register().await.unwrap();
        let why = weighing.done(day(21).unwrap(), (2, 100)).objections();
        assert!(why[0].contains("2 of 100 rows cannot be read"), "{why:?}");
    })
    .await;
}

#[tokio::test]
async fn an_import_that_broke_off_is_gone_through_again() {
    on_each(async |rig| {
        four(&rig).await;
        import(&rig, &register(), 20).await;
        let mut newer = register();
        newer[30].website = Some("https://larder.example/".into());
        let weight = weigh(&rig, &newer, 21).await;
        let mut taking = rig.directory.take_register(weight).await.unwrap();
        taking.add(&newer).await.unwrap();
        drop(taking);
        let state = rig.directory.charity_register().await.unwrap().unwrap();
        assert!(state.unfinished);
        assert_eq!(state.extracted_on, day(20));
        // Every row is equal now, but listings have not followed.
        let taken = import(&rig, &newer, 21).await;
        assert_eq!((taken.written, taken.reviewed.changed), (0, 4));
        let state = rig.directory.charity_register().await.unwrap().unwrap();
        assert!(!state.unfinished);
        assert_eq!(state.extracted_on, day(21));
    })
    .await;
}

#[tokio::test]
async fn a_charity_that_was_registered_anew_counts_as_registered() {
    on_each(async |rig| {
        four(&rig).await;
        let rows = [
            removed(2, "Stockwell Singers"),
            charity(2, "Stockwell Singers"),
            charity(1, "Lisson Larder"),
            charity(5, "Fifth"),
            charity(6, "Sixth"),
            removed(1, "Lisson Larder"),
        ];
        let taken = import(&rig, &rows, 20).await;
        assert_eq!((taken.charities, taken.registered), (4, 4));
        assert_eq!((taken.reviewed.confirmed, taken.reviewed.removed), (2, 0));
        let again = import(&rig, &rows, 21).await;
        assert_eq!(
            (again.registered, again.written, again.reviewed.changed),
            (4, 0, 0)
        );
    })
    .await;
}
