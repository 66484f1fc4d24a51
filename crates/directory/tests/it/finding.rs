//! What find understands, refuses and counts.

use directory::{Error, FindRequest, Presence};
use domain::service::ServiceArea;

use crate::rig::{Rig, Said as _, item, on_each};

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
            rig.names(&[("q", "lunch"), ("near", "SW9 8DJ")]).await,
            ["Brixton lunch club"]
        );
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
        let counts: Vec<(&str, &str, usize)> = found
            .categories
            .iter()
            .map(|category| {
                (
                    category.code.as_str(),
                    category.name.as_str(),
                    category.count,
                )
            })
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
