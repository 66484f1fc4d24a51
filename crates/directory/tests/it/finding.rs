//! What find understands, refuses and counts.

use directory::{Error, FindRequest, Presence};
use domain::service::{Capacity, CostOption, ServiceArea};

use crate::rig::{Rig, Said as _, category_counts, item, on_each};

async fn furnished(rig: &Rig) {
    let camden = rig.source("camden", 1).await;
    let mut online = item("3", "Talking line", "");
    online.service.service_at_locations.clear();
    online.service.service_areas = vec![ServiceArea {
        name: "Lambeth".into(),
        ..ServiceArea::default()
    }];
    rig.crawl(
        &camden,
        &[
            item("1", "Brixton lunch club", "SW9 8DJ").term("Food & drink"),
            item("2", "Kentish Town lunch club", "NW5 2TJ")
                .term("Food & drink")
                .term("LGBT+"),
            online,
        ],
    )
    .await;
}

#[tokio::test]
async fn near_beats_far_and_distance_is_told() {
    on_each(async |rig| {
        furnished(&rig).await;
        let query = [("q", "lunch"), ("near", "sw98dj"), ("radius", "10")];
        assert_eq!(
            rig.names(&query).await,
            ["Brixton lunch club", "Kentish Town lunch club"]
        );
        let found = rig.find(&query).await;
        assert!(found.hits[0].distance_m.is_some_and(|metres| metres < 50.0));
        assert_eq!(found.hits[0].presence, Presence::Within);
        assert_eq!(
            rig.names(&[("q", "lunch"), ("near", "SW9 8DJ"), ("widen", "false")])
                .await,
            ["Brixton lunch club"]
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_in_a_list_of_one_kind_is_found_by_it() {
    on_each(async |rig| {
        let list = rig.list("leeds", "Food banks in Leeds").await;
        let banks = [
            item("1", "Chelwood", "LS1 4AP"),
            item("2", "Hyde Park Foodbank", "LS6 1BL"),
        ];
        rig.crawl(&list, &banks).await;
        let camden = rig.source("camden", 2).await;
        rig.crawl(&camden, &[item("3", "Chelsea walks", "SW3 4RP")])
            .await;
        let query = [("q", "food bank"), ("near", "LS1 4AP")];
        assert_eq!(rig.find(&query).await.total, 2);
        assert_eq!(rig.find(&[("need", "food-bank")]).await.total, 2);
        let once_more = rig.crawl(&list, &banks).await;
        assert_eq!((once_more.changed, once_more.unchanged), (0, 2));
    })
    .await;
}

#[tokio::test]
async fn what_a_source_files_as_a_library_is_one_though_its_name_does_not_say_so() {
    on_each(async |rig| {
        let england = rig.source("england", 1).await;
        let libraries = [
            item("1", "Carnegie Library", "SE24 0AG").term("Library"),
            item("2", "Brixton", "SW2 1JQ").term("Library"),
            item("3", "Baby bounce", "SW2 1JQ").term("Libraries"),
        ];
        rig.crawl(&england, &libraries).await;
        let near = |q| [("q", q), ("near", "SW9 8DJ")];
        assert_eq!(
            rig.names(&near("library")).await,
            ["Brixton", "Carnegie Library", "Baby bounce"]
        );
        assert_eq!(rig.names(&near("brixton library")).await[0], "Brixton");
    })
    .await;
}

#[tokio::test]
async fn what_serves_the_area_is_found_without_a_place() {
    on_each(async |rig| {
        furnished(&rig).await;
        let query = |near| [("q", "talking"), ("near", near)];
        let found = rig.find(&query("SW9 8DJ")).await;
        assert_eq!(found.hits.len(), 1);
        assert_ne!(found.hits[0].presence, Presence::Within);
        assert_eq!(
            rig.find(&query("NW5 2TJ")).await.total,
            0,
            "Camden is not Lambeth"
        );
    })
    .await;
}

#[tokio::test]
async fn categories_are_counted_and_keep_their_names() {
    on_each(async |rig| {
        furnished(&rig).await;
        let found = rig.find(&[("q", "lunch"), ("category", "lgbt")]).await;
        assert_eq!(found.total, 1);
        let counts: Vec<(&str, &str, usize)> = category_counts(&found)
            .iter()
            .map(|counted| (counted.value.as_str(), counted.name.as_str(), counted.count))
            .collect();
        assert_eq!(
            counts,
            [("food-and-drink", "Food & drink", 2), ("lgbt", "LGBT+", 1)]
        );
    })
    .await;
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_with_a_value_that_would_do() {
    on_each(async |rig| {
        let request = FindRequest {
            q: Some("x".repeat(201)),
            near: Some("qqqqqq".into()),
            radius: Some(500.0),
            page: Some(0),
            per_page: Some(1_000),
            sources: vec!["Not An Id".into()],
            ..FindRequest::default()
        };
        let Err(Error::Invalid(violations)) = rig.directory.find(&request).await else {
            panic!("this must be refused");
        };
        let named: Vec<&str> = violations
            .iter()
            .map(|violation| violation.parameter)
            .collect();
        assert_eq!(named, ["q", "radius", "per_page", "page", "source", "near"]);
        assert!(
            violations
                .iter()
                .all(|violation| !violation.example.is_empty())
        );
    })
    .await;
}

#[test]
fn a_parameter_that_is_not_a_number_is_named() {
    let asked = [
        ("radius", "wide"),
        ("page", "two"),
        ("sort", "cheapest"),
        ("unknown", "x"),
    ];
    let violations = FindRequest::from_pairs(asked).unwrap_err();
    let named: Vec<&str> = violations
        .iter()
        .map(|violation| violation.parameter)
        .collect();
    assert_eq!(named, ["radius", "page", "sort"]);
}

/// Groups such as link workers look for, around Brixton and one far away.
async fn groups(rig: &Rig) {
    let lambeth = rig.source("lambeth", 1).await;
    let mut pantry = item("2", "Cooks Road Pantry", "SW9 8DJ").term("Food & warm spaces");
    pantry.service.cost_options = vec![CostOption {
        amount_pence: Some(0),
        ..CostOption::default()
    }];
    pantry.service.capacity = Some(Capacity::Open);
    pantry.service.accessibility = vec!["Step-free; hearing loop".to_owned()];
    pantry.service.application_process = Some("Just turn up".to_owned());
    let mut line = item("4", "Debt line", "");
    line.service.service_at_locations.clear();
    line.service.attendance = vec![domain::service::Attendance::Phone];
    rig.crawl(
        &lambeth,
        &[
            item("1", "Doorstep Befriending", "SW9 8DJ"),
            pantry,
            item("3", "Tuesday drop-in for gardeners", "SW2 1JQ").on(chrono::Weekday::Tue),
            line,
            item("5", "Kentish Town pantry", "NW5 2TJ"),
            item("6", "Chess group", "SW9 8DJ"),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_word_finds_what_it_means_and_the_hit_says_so() {
    on_each(async |rig| {
        groups(&rig).await;
        let found = rig.find(&[("q", "lonely")]).await;
        assert_eq!(
            rig.names(&[("q", "lonely")]).await,
            ["Doorstep Befriending"]
        );
        let matched = &found.hits[0].matched[0];
        assert_eq!(matched.typed, "lonely");
        assert!(["befriending", "Company and friendship"].contains(&matched.meaning.as_str()));
        assert_eq!(
            rig.find(&[("q", "lonely"), ("as_typed", "true")])
                .await
                .total,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_misspelt_word_means_what_the_right_one_does() {
    on_each(async |rig| {
        groups(&rig).await;
        let found = rig.find(&[("q", "lonly")]).await;
        assert_eq!(
            found.spellings,
            [("lonly".to_owned(), vec!["lonely".to_owned()])]
        );
        assert_eq!(found.total, 1);
    })
    .await;
}

#[tokio::test]
async fn a_place_in_the_words_is_the_place_unless_one_is_given() {
    on_each(async |rig| {
        groups(&rig).await;
        let found = rig
            .find(&[("q", "pantry nr brixton"), ("widen", "false")])
            .await;
        let names: Vec<_> = found
            .hits
            .iter()
            .map(|hit| hit.listing.listing.service.name.as_str())
            .collect();
        assert_eq!(names, ["Cooks Road Pantry"]);
        assert_eq!(
            found.heard.place.map(|place| place.said),
            Some("nr brixton".to_owned())
        );
        let apart = [
            ("q", "pantry nr brixton"),
            ("near", "NW5 2TJ"),
            ("widen", "false"),
        ];
        let found = rig.find(&apart).await;
        assert!(found.heard.place.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_place_beside_the_need_is_the_place_where_there_are_listings() {
    on_each(async |rig| {
        groups(&rig).await;
        let said = async |text| {
            let found = rig.find(&[("q", text)]).await;
            found.heard.place.map(|place| place.said)
        };
        assert_eq!(
            said("pantry brixton").await,
            None,
            "with so few there it is a word"
        );
        let more: Vec<_> = ["7", "8"]
            .map(|id| item(id, &format!("Sewing circle {id}"), "SW9 8DJ"))
            .into();
        let other = rig.source("sewing", 1).await;
        rig.crawl(&other, &more).await;
        assert_eq!(said("pantry brixton").await.as_deref(), Some("brixton"));
        assert_eq!(said("brixton pantry").await.as_deref(), Some("brixton"));
        let query = [("q", "pantry brixton"), ("widen", "false")];
        assert_eq!(rig.names(&query).await, ["Cooks Road Pantry"]);
        assert_eq!(said("pantry york").await, None);
        let elsewhere = item("9", "Blood Bikes Brixton", "NW5 2TJ");
        let mut nowhere = item("10", "Finnish School in Brixton", "");
        nowhere.service.service_at_locations.clear();
        let named = [elsewhere, nowhere];
        rig.crawl(&rig.source("bikes", 1).await, &named).await;
        for (text, name) in [
            ("blood bikes brixton", "Blood Bikes Brixton"),
            ("blood bieks brixton", "Blood Bikes Brixton"),
            ("finnish school in brixton", "Finnish School in Brixton"),
        ] {
            assert_eq!(said(text).await, None, "{text} is a name");
            assert_eq!(rig.names(&[("q", text)]).await[0], name);
        }
        assert_eq!(
            said("pantry in brixton").await.as_deref(),
            Some("in brixton")
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_said_beside_the_need_loses_no_hit() {
    on_each(async |rig| {
        groups(&rig).await;
        assert_eq!(
            rig.names(&[("q", "free pantry")]).await,
            ["Cooks Road Pantry", "Kentish Town pantry"]
        );
        assert_eq!(rig.names(&[("q", "gardeners wednesday")]).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn filters_are_counted_under_one_another_and_combined() {
    on_each(async |rig| {
        groups(&rig).await;
        let count = |found: &directory::Found, filter: &str, value: &str| {
            let counts = found.filters.iter().find(|counts| counts.filter == filter);
            let values = counts.into_iter().flat_map(|counts| &counts.values);
            values
                .into_iter()
                .find(|known| known.value == value)
                .map_or(0, |known| known.count)
        };
        let found = rig.find(&[("need", "food-bank"), ("free", "true")]).await;
        assert_eq!(found.total, 1);
        assert_eq!(count(&found, "free", "true"), 1);
        assert_eq!(
            count(&found, "need", "food-bank"),
            1,
            "under the filter for cost"
        );
        let found = rig
            .find(&[("need", "food-bank"), ("need", "befriending")])
            .await;
        assert_eq!(found.total, 3, "values of one filter are alternatives");
        for (filter, value) in [
            ("access", "step-free"),
            ("joining", "turn-up"),
            ("open", "true"),
        ] {
            assert_eq!(
                rig.names(&[(filter, value)]).await,
                ["Cooks Road Pantry"],
                "{filter}"
            );
        }
        assert_eq!(rig.names(&[("how", "phone")]).await, ["Debt line"]);
    })
    .await;
}

#[tokio::test]
async fn a_circle_that_holds_little_is_widened_and_says_so() {
    on_each(async |rig| {
        groups(&rig).await;
        let query = [("q", "pantry"), ("near", "SW9 8DJ"), ("radius", "1")];
        let found = rig.find(&query).await;
        assert_eq!((found.total, found.widened_from), (2, Some(1.0)));
        assert_eq!(found.radius, Some(10.0));
        let filtered = [&query[..], &[("free", "true")]].concat();
        let found = rig.find(&filtered).await;
        assert_eq!(
            (found.total, found.radius),
            (1, Some(10.0)),
            "settled without the filter"
        );
    })
    .await;
}

#[tokio::test]
async fn an_empty_answer_says_what_there_is_elsewhere_and_whom_to_ring() {
    on_each(async |rig| {
        groups(&rig).await;
        let found = rig
            .find(&[("q", "debt"), ("near", "SW9 8DJ"), ("how", "in_person")])
            .await;
        assert_eq!(found.total, 0);
        let elsewhere = found.elsewhere.unwrap();
        assert_eq!((elsewhere.remote, elsewhere.unfiltered), (1, 1));
        assert_eq!(
            found.helplines[0].name, "Citizens Advice",
            "the one for England"
        );
    })
    .await;
}

#[tokio::test]
async fn words_of_danger_bring_numbers_whatever_is_found() {
    on_each(async |rig| {
        groups(&rig).await;
        for (text, total) in [("i want to die", 0), ("suicidal chess", 1)] {
            let found = rig.find(&[("q", text)]).await;
            assert_eq!(
                found.dangers[0].lines[0].call.as_deref(),
                Some("999"),
                "{text}"
            );
            assert_eq!(found.total, total, "{text}");
        }
        assert!(rig.find(&[("q", "chess")]).await.dangers.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_a_danger_calls_for_comes_before_what_has_its_word() {
    on_each(async |rig| {
        let lambeth = rig.source("lambeth", 1).await;
        let after = item("1", "After suicide: a group for the bereaved", "SW9 8DJ");
        let line = item("2", "Night line", "SW9 8DJ").term("Crisis support");
        rig.crawl(&lambeth, &[after.clone(), line]).await;
        let names = async |text| rig.names(&[("q", text)]).await;
        let (group, line) = (after.service.name.as_str(), "Night line");
        assert_eq!(names("suicide").await, [line, group]);
        assert_eq!(names("suicide bereavement").await[0], group);
    })
    .await;
}

#[tokio::test]
async fn an_operators_words_are_in_use_at_once_and_bad_ones_never() {
    on_each(async |rig| {
        groups(&rig).await;
        let file = |text: &str| vec![("own.toml".to_owned(), text.to_owned())];
        assert_eq!(rig.find(&[("q", "checkmate")]).await.total, 0);
        rig.directory
            .replace_wording(&file("[activity]\ncheckmate = [\"chess\"]"))
            .unwrap();
        assert_eq!(rig.names(&[("q", "checkmate")]).await, ["Chess group"]);
        let errors = rig
            .directory
            .replace_wording(&file("[activity]\ncheckmate = 7"))
            .unwrap_err();
        assert_eq!((errors[0].line, errors[0].key.as_str()), (2, "checkmate"));
        assert_eq!(rig.names(&[("q", "checkmate")]).await, ["Chess group"]);
    })
    .await;
}
