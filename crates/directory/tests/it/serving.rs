//! Whom a listing serves: areas that are named, drawn, or those of the source that lists it.

use directory::Presence;
use domain::service::{Service, ServiceArea};
use domain::source::Area;
use domain::statement::Item;

use crate::rig::{Rig, item, on_each};

/// A right-angled triangle north of Brixton: its long side runs from south-west to north-east.
const OUTLINE: &str = r#"{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates":
    [[[-0.12, 51.46], [-0.10, 51.46], [-0.10, 51.48], [-0.12, 51.46]]]}}"#;

/// Something that is nowhere, for these areas.
fn for_areas(id: &str, areas: Vec<ServiceArea>) -> Item {
    let bare = item(id, id, "");
    Item {
        service: Service {
            service_at_locations: Vec::new(),
            service_areas: areas,
            ..bare.service
        },
        ..bare
    }
}

fn named(name: &str) -> ServiceArea {
    ServiceArea {
        name: name.to_owned(),
        ..ServiceArea::default()
    }
}

fn drawn(name: &str) -> ServiceArea {
    ServiceArea {
        name: name.to_owned(),
        code: None,
        extent: Some(OUTLINE.to_owned()),
    }
}

async fn near(rig: &Rig, place: &str) -> Vec<String> {
    let query = [
        ("near", place),
        ("radius", "0.25"),
        ("sort", "name"),
        ("widen", "false"),
    ];
    rig.names(&query).await
}

#[tokio::test]
async fn ground_that_a_source_draws_is_served_to_its_border_and_no_further() {
    on_each(async |rig| {
        let source = rig.source("map", 1).await;
        rig.crawl(&source, &[for_areas("Visits", vec![drawn("the estate")])])
            .await;
        let found = rig.find(&[("near", "51.462, -0.105")]).await;
        assert_eq!(found.hits[0].presence, Presence::Serves);
        // Five metres or so on either side of the long side, far from any corner.
        assert_eq!(near(&rig, "51.46995, -0.11").await, ["Visits"]);
        assert_eq!(near(&rig, "51.47005, -0.11").await, [""; 0]);
        assert_eq!(near(&rig, "NW5 2TJ").await, [""; 0]);
        // A rebuilt index says the same.
        rig.directory.reindex(|_, _| {}).await.unwrap();
        assert_eq!(near(&rig, "51.46995, -0.11").await, ["Visits"]);
        assert_eq!(near(&rig, "51.47005, -0.11").await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn areas_that_a_source_names_are_served_whatever_their_size() {
    on_each(async |rig| {
        let source = rig.source("lists", 1).await;
        let items = [
            for_areas("a London", vec![named("Greater London")]),
            for_areas("b England", vec![named("England")]),
            for_areas("c kingdom", vec![named("national")]),
            for_areas("d districts", vec![named("SW9 and SE5")]),
            for_areas("e boroughs", vec![named("Lambeth, Southwark")]),
            for_areas("f two", vec![drawn("the estate"), named("Leeds")]),
        ];
        rig.crawl(&source, &items).await;
        let initials = async |place: &str| -> String {
            let names = near(&rig, place).await;
            names.iter().map(|name| &name[..1]).collect()
        };
        assert_eq!(initials("SW9 8DJ").await, "abcdef");
        assert_eq!(initials("SW9 9").await, "abcde");
        assert_eq!(initials("SW4 7AA").await, "abce");
        assert_eq!(initials("LS1 4AP").await, "bcf");
        assert_eq!(initials("EH1 1YZ").await, "c");
        assert_eq!(initials("51.462, -0.105").await, "abcdef");
    })
    .await;
}

#[tokio::test]
async fn what_names_neither_place_nor_area_is_for_the_area_of_its_source() {
    on_each(async |rig| {
        let parts = vec![named("Lambeth"), drawn("the estate")];
        let area = Area {
            name: "Our patch".to_owned(),
            code: None,
            parts,
        };
        let patch = rig.source_of("patch", 1, Some(area)).await;
        let camden = Area {
            name: "Camden".to_owned(),
            ..Area::default()
        };
        let camden = rig.source_of("camden", 1, Some(camden)).await;
        let nameless = rig.source("nameless", 1).await;
        let items = |id: &str| [for_areas(id, Vec::new())];
        rig.crawl(&patch, &items("Patch line")).await;
        rig.crawl(&camden, &items("Camden line")).await;
        rig.crawl(&nameless, &items("Lost")).await;
        let vague = for_areas("Estate line", vec![named("residents of the estate")]);
        rig.crawl(&camden, &[vague, items("Camden line")[0].clone()])
            .await;
        let hall = item("Hall", "Hall", "NW5 2TJ");
        rig.crawl(&nameless, &[hall, items("Lost")[0].clone()])
            .await;
        assert_eq!(near(&rig, "SW9 8DJ").await, ["Patch line"]);
        assert_eq!(near(&rig, "51.4602, -0.1005").await, ["Patch line"]);
        assert_eq!(
            near(&rig, "NW5 2TJ").await,
            ["Camden line", "Estate line", "Hall"]
        );
        assert_eq!(near(&rig, "NW1 1AA").await, ["Camden line", "Estate line"]);
    })
    .await;
}

#[tokio::test]
async fn an_outline_that_makes_no_sense_loses_nothing_but_itself() {
    on_each(async |rig| {
        let source = rig.source("map", 1).await;
        let broken = ServiceArea {
            extent: Some("{\"type\": \"Polygon\", \"coordinates\": [[[0, 0]]]}".to_owned()),
            ..named("Lambeth")
        };
        rig.crawl(&source, &[for_areas("Visits", vec![broken])])
            .await;
        assert_eq!(near(&rig, "SW9 8DJ").await, ["Visits"]);
        assert_eq!(rig.names(&[("q", "visits")]).await, ["Visits"]);
    })
    .await;
}
