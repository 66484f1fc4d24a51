//! What is suggested while a person types.

use directory::Suggestion;
use domain::service::Organization;
use domain::statement::Item;
use proptest::prelude::{Just, ProptestConfig, Strategy as _, TestCaseError, any, prop_oneof};
use proptest::test_runner::TestRunner;
use testkit::database::sqlite_in_memory;

use crate::rig::{Rig, Said as _, item, on_each};

trait By {
    fn by(self, name: &str) -> Self;
}

impl By for Item {
    fn by(mut self, name: &str) -> Self {
        self.service.organization = Some(Organization {
            name: name.to_owned(),
            ..Organization::default()
        });
        self
    }
}

async fn furnished(rig: &Rig) {
    let camden = rig.source("camden", 1).await;
    rig.crawl(
        &camden,
        &[
            item("1", "Debt clinic", "SW9 8DJ")
                .term("Debt & money")
                .by("Brixton Advice"),
            item("2", "Benefits help", "SW9 8DJ")
                .term("Debt & money")
                .by("Brixton Advice"),
            item("3", "Debt clinic", "NW5 2TJ")
                .term("Debt & money")
                .by("Camden Debt Project"),
            item("4", "Lunch club", "NW5 2TJ").term("Food"),
        ],
    )
    .await;
}

async fn suggested(rig: &Rig, typed: &str, near: Option<&str>) -> String {
    let found = rig.directory.suggest(typed, near).await.unwrap();
    let lines: Vec<String> = found
        .iter()
        .map(|suggestion| match suggestion {
            Suggestion::Need {
                name,
                matched,
                count,
                ..
            } => {
                let words = matched.as_ref().map(|words| format!(" for {words}"));
                format!("need {name}{} ({count})", words.unwrap_or_default())
            }
            Suggestion::Service(listing) => format!("service {}", listing.service.name),
            Suggestion::Organization { name, count } => format!("organization {name} ({count})"),
            Suggestion::Place { text, .. } => format!("place {text}"),
        })
        .collect();
    lines.join("; ")
}

#[tokio::test]
async fn needs_services_organisations_and_places_come_in_one_list_each_once() {
    on_each(async |rig| {
        furnished(&rig).await;
        assert_eq!(
            suggested(&rig, "debt", None).await,
            "need Debt (2); service Debt clinic; organization Camden Debt Project (1)"
        );
        let brixton = suggested(&rig, "brixt", None).await;
        assert!(
            brixton.starts_with("organization Brixton Advice (2); place Brixton"),
            "{brixton}"
        );
        assert!(suggested(&rig, "SW9 8", None).await.contains("place SW9 8"));
    })
    .await;
}

#[tokio::test]
async fn counts_are_of_what_is_near() {
    on_each(async |rig| {
        furnished(&rig).await;
        let near = suggested(&rig, "debt", Some("SW9 8DJ")).await;
        assert_eq!(near, "need Debt (1); service Debt clinic");
        let nowhere = suggested(&rig, "debt", Some("qqqqqq")).await;
        assert!(
            nowhere.starts_with("need Debt (2)"),
            "a place that is none is passed over"
        );
        let far = suggested(&rig, "lunch", Some("SW9 8DJ")).await;
        assert_eq!(far, "service Lunch club", "a name is found wherever it is");
        let fed = suggested(&rig, "eating al", Some("NW5 2TJ")).await;
        assert_eq!(
            fed, "need Meals and lunch clubs for eating alone (1)",
            "a need is known by the words of the vocabulary"
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_hard_to_read_is_suggested_to_those_who_say_it() {
    on_each(async |rig| {
        let camden = rig.source("camden", 1).await;
        rig.crawl(
            &camden,
            &[
                item("1", "Baby loss support", "SW9 8DJ").term("Bereavement"),
                item("2", "Songs for babies", "SW9 8DJ").term("Families"),
            ],
        )
        .await;
        let baby = suggested(&rig, "baby", None).await;
        assert!(baby.starts_with("need Pregnancy and new babies"), "{baby}");
        assert!(!baby.contains("Bereavement"), "{baby}");
        let died = suggested(&rig, "baby di", None).await;
        assert_eq!(died, "need Bereavement for baby died (1)");
        let by_name = suggested(&rig, "bereav", None).await;
        assert_eq!(by_name, "need Bereavement (1)");
    })
    .await;
}

#[tokio::test]
async fn one_slip_is_forgiven_from_the_third_letter() {
    on_each(async |rig| {
        furnished(&rig).await;
        assert_eq!(
            suggested(&rig, "dbet", None).await,
            "need Debt (2); service Debt clinic; organization Camden Debt Project (1)"
        );
        assert!(
            suggested(&rig, "lnu", None)
                .await
                .contains("service Lunch club")
        );
        assert_eq!(suggested(&rig, "l", None).await, "");
    })
    .await;
}

#[test]
fn suggestions_never_leave_the_visible_listings() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let rig = runtime.block_on(async {
        let rig = Rig::over(sqlite_in_memory()).await;
        furnished(&rig).await;
        let camden = rig.source("camden", 1).await;
        // Everything but the lunch club goes.
        for _ in 0..8 {
            rig.days_pass(10);
            rig.crawl(&camden, &[item("4", "Lunch club", "NW5 2TJ").term("Food")])
                .await;
        }
        rig
    });
    let visible = runtime.block_on(rig.names(&[]));
    let typed = prop_oneof![
        any::<String>(),
        Just("debt".to_owned()),
        "(de|lu|fo|br|ca|ben|clinic)[a-z]{0,4}",
    ];
    let near = prop_oneof![Just(None), Just(Some("SW9 8DJ")), Just(Some("NW5 2TJ"))];
    let config = ProptestConfig::with_cases(200);
    let mut runner = TestRunner::new(config);
    runner
        .run(&(typed, near).prop_map(|pair| pair), |(typed, near)| {
            let found = runtime
                .block_on(rig.directory.suggest(&typed, near))
                .unwrap();
            for suggestion in found {
                let is_visible = match suggestion {
                    Suggestion::Need { count, .. } | Suggestion::Organization { count, .. } => {
                        count > 0
                    }
                    Suggestion::Service(listing) => visible.contains(&listing.service.name),
                    Suggestion::Place { .. } => true,
                };
                if !is_visible {
                    return Err(TestCaseError::fail(format!("{typed:?} leaves the index")));
                }
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(visible, ["Lunch club"], "the rest is withdrawn");
}
