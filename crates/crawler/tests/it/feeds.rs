//! Feeds of platforms: lists that lead to records, changes that go on where the last run ended, pieces
//! that come from several lists.

use chrono::TimeDelta;
use crawler::SourceConfig;
use serde_json::{Value, json};
use testkit::origin::Answer;

use crate::rig::{Rig, codes};

fn json_of(value: &Value) -> Answer {
    Answer::ok("application/json", value.to_string())
}

fn list_page(page: u64, pages: u64, total: u64, entries: &[Value]) -> Answer {
    json_of(&json!({
        "total_items": total, "total_pages": pages, "page_number": page,
        "first_page": page == 1, "last_page": page == pages, "contents": entries,
    }))
}

fn thin(id: &str, modified: &str) -> Value {
    json!({ "id": id, "name": format!("Club {id}"), "status": "active", "last_modified": modified })
}

fn whole(id: &str) -> Value {
    json!({ "id": id, "name": format!("Club {id}"), "status": "active", "phones": [{"number": "020 7946 0100"}] })
}

#[tokio::test]
async fn records_behind_a_thin_list_are_fetched_and_only_again_when_the_list_says_so() {
    let rig = Rig::new().await;
    rig.origin
        .on(
            "/v3/services",
            [list_page(
                1,
                2,
                3,
                &[
                    thin("a", "2026-01-01T00:00:00"),
                    thin("b", "2026-01-01T00:00:00"),
                ],
            )],
        )
        .on(
            "/v3/services?page=2",
            [list_page(2, 2, 3, &[thin("c", "2026-01-01T00:00:00")])],
        );
    for id in ["a", "b", "c"] {
        rig.origin
            .on(&format!("/v3/services/{id}"), [json_of(&whole(id))]);
    }
    // The base of the API says what it is.
    rig.origin.on(
        "/v3",
        [json_of(
            &json!({"version": "HSDS-UK-3.0", "profile": "x", "openapi_url": "y"}),
        )],
    );
    let source = rig.source("oruk", "/v3", "open-referral", "");
    let report = rig.crawl(&source).await;
    assert!(report.complete, "{report:?}");
    assert_eq!(rig.names().await, ["Club a", "Club b", "Club c"]);

    rig.origin.forget();
    rig.origin.on(
        "/v3/services",
        [list_page(
            1,
            2,
            3,
            &[
                thin("a", "2026-01-01T00:00:00"),
                thin("b", "2026-02-02T00:00:00"),
            ],
        )],
    );
    let report = rig.crawl(&source).await;
    assert!(report.complete && report.missing == 0, "{report:?}");
    let details: Vec<String> = rig
        .origin
        .paths()
        .into_iter()
        .filter(|path| path.starts_with("/v3/services/"))
        .collect();
    assert_eq!(details, ["/v3/services/b"], "only what changed");

    rig.origin.forget();
    rig.clock.advance(TimeDelta::days(31));
    rig.crawl(&source).await;
    assert_eq!(
        rig.origin.asked_for("/v3/services/a"),
        1,
        "and all of them after a month"
    );
}

#[tokio::test]
async fn a_base_address_without_an_answer_leads_to_its_services() {
    let rig = Rig::new().await;
    let page = json!({"totalElements": 1, "totalPages": 1, "number": 1, "last": true, "content": [whole("a")]});
    rig.origin.on("/o/v2/services", [json_of(&page)]);
    let report = rig
        .crawl(&rig.source("oruk", "/o/v2", "open-referral", ""))
        .await;
    assert!(report.complete, "{report:?}");
    assert_eq!(rig.names().await, ["Club a"]);
}

#[tokio::test]
async fn a_server_that_does_not_heed_the_page_gives_no_complete_run() {
    let rig = Rig::new().await;
    let same = list_page(1, 9, 17, &[whole("a"), whole("b")]);
    rig.origin
        .on("/services", [same.clone()])
        .on("/services?page=2", [same.clone()])
        .on("/services?page=3", [same]);
    let report = rig
        .crawl(&rig.source("oruk", "/services", "open-referral", ""))
        .await;
    assert!(!report.complete);
    assert!(codes(&report).contains(&"page-loop"), "{report:?}");
    assert_eq!(
        rig.names().await,
        ["Club a", "Club b"],
        "what there is, is taken"
    );
}

#[tokio::test]
async fn a_list_that_gives_fewer_than_it_counts_takes_nothing_away() {
    let rig = Rig::new().await;
    let source = rig.source("outpost", "/services", "outpost", "");
    let page = |entries: &[Value]| {
        json_of(&json!({"totalElements": 3, "totalPages": 1, "number": 1, "content": entries}))
    };
    rig.origin
        .on("/services", [page(&[whole("1"), whole("2"), whole("3")])]);
    assert!(rig.crawl(&source).await.complete);
    // Its order changed between two pages: one record came twice and one not at all.
    rig.origin
        .on("/services", [page(&[whole("1"), whole("3"), whole("3")])]);
    let report = rig.crawl(&source).await;
    assert_eq!(
        (report.complete, codes(&report)),
        (false, vec!["short-count"])
    );
    assert_eq!(report.missing, 0);
    assert_eq!(rig.names().await.len(), 3);
}

#[tokio::test]
async fn places_from_a_list_of_their_own_are_part_of_their_service() {
    let rig = Rig::new().await;
    let service =
        json!({"id": "s1", "name": "Feltham Lunch", "status": "active", "category_taxonomies": []});
    let services =
        json!({"data": [service], "meta": {"current_page": 1, "last_page": 1, "total": 1}});
    let place = json!({"id": "p1", "service_id": "s1", "location_id": "l1", "regular_opening_hours": [],
        "location": {"address_line_1": "Feltham Library", "city": "Feltham", "postcode": "TW13 4GU"}});
    let places = json!({"data": [place], "meta": {"current_page": 1, "last_page": 1, "total": 1}});
    rig.origin.on("/core/v1/services", [json_of(&services)]).on(
        "/core/v1/service-locations?include=location&per_page=100",
        [json_of(&places)],
    );
    let source = rig.source("hounslow", "/core/v1/services", "connected-places", "");
    for _ in 0..2 {
        let report = rig.crawl(&source).await;
        assert!(report.complete, "{report:?}");
        let listings = rig.listings().await;
        let place = &listings[0].listing.service.service_at_locations[0].location;
        assert_eq!(
            place
                .postcode
                .as_ref()
                .map(domain::postcode::Postcode::as_str),
            Some("TW13 4GU")
        );
    }
    let report = rig.crawl(&source).await;
    assert_eq!(
        (report.new, report.changed),
        (0, 0),
        "the same again is no change: {report:?}"
    );
}

fn series(id: u32, modified: u64) -> Value {
    json!({"state": "updated", "kind": "SessionSeries", "id": id, "modified": modified, "data": {
        "@type": "SessionSeries", "@id": format!("https://data.example/series/{id}"), "name": format!("Aqua {id}"),
        "location": {"@type": "Place", "name": "Lido", "address": "London Fields West Side, London E8 3EU"},
    }})
}

fn session(id: u32, of: u32, day: &str) -> Value {
    json!({"state": "updated", "kind": "ScheduledSession", "id": id, "modified": 1, "data": {
        "@type": "ScheduledSession", "superEvent": format!("https://data.example/series/{of}"),
        "startDate": format!("{day}T10:00:00Z"), "endDate": format!("{day}T11:00:00Z"),
    }})
}

fn deleted(id: u32) -> Value {
    json!({"state": "deleted", "kind": "SessionSeries", "id": id, "modified": 9})
}

fn feed(next: &str, items: &[Value]) -> Answer {
    json_of(
        &json!({"next": next, "items": items, "license": "https://creativecommons.org/licenses/by/4.0/"}),
    )
}

/// A dataset of twenty series, whose first has sessions.
async fn dataset() -> (Rig, SourceConfig) {
    let rig = Rig::new().await;
    let site = json!({"@context": "https://schema.org", "@type": "Dataset", "distribution": [
        {"name": "SessionSeries", "encodingFormat": "application/vnd.openactive.rpde+json; version=1", "contentUrl": rig.origin.url("/series")},
        {"name": "ScheduledSession", "encodingFormat": "application/vnd.openactive.rpde+json; version=1", "contentUrl": rig.origin.url("/sessions")},
    ]});
    rig.origin.on(
        "/",
        [Answer::html(format!(
            "<!DOCTYPE html><html><script type=\"application/ld+json\">{site}</script></html>"
        ))],
    );
    let all: Vec<Value> = (1..=20)
        .map(|id| series(id, 637_884_288_000_000_000))
        .collect();
    rig.origin
        .on("/series", [feed("/series?after=a", &all[..12])])
        // What a filter left empty is not the end.
        .on("/series?after=a", [feed("/series?after=b", &[])])
        .on("/series?after=b", [feed("/series?after=c", &all[12..])])
        .on("/series?after=c", [feed("/series?after=c", &[])])
        .on(
            "/sessions",
            [feed("/sessions?after=z", &[session(1, 1, "2026-11-24"), session(2, 1, "2026-12-01"), session(3, 1, "2026-12-08"), session(4, 99, "2026-12-08")])],
        )
        .on("/sessions?after=z", [feed("/sessions?after=z", &[])]);
    let source = rig.source("lido", "/", "openactive", "");
    let report = rig.crawl(&source).await;
    assert!(report.complete, "{report:?}");
    assert_eq!(
        codes(&report),
        ["orphans"],
        "a session of nothing is told of"
    );
    assert_eq!(report.kept, 20);
    (rig, source)
}

fn weekly_sessions(rig: &[std::sync::Arc<directory::ListingView>], name: &str) -> usize {
    rig.iter()
        .find(|view| view.listing.service.name == name)
        .map_or(0, |view| view.listing.service.schedules.len())
}

#[tokio::test]
async fn a_feed_is_taken_up_where_the_last_run_ended_and_its_silence_means_nothing() {
    let (rig, source) = dataset().await;
    assert_eq!(weekly_sessions(&rig.listings().await, "Aqua 1"), 1);

    rig.origin.forget();
    rig.clock.advance(TimeDelta::days(1));
    rig.origin
        .on(
            "/series?after=c",
            [feed(
                "/series?after=d",
                &[deleted(20), series(21, 637_884_288_000_000_001)],
            )],
        )
        .on("/series?after=d", [feed("/series?after=d", &[])])
        .on(
            "/sessions?after=z",
            [feed("/sessions?after=y", &[session(9, 2, "2026-11-25")])],
        )
        .on("/sessions?after=y", [feed("/sessions?after=y", &[])]);
    let report = rig.crawl(&source).await;
    assert!(report.complete, "{report:?}");
    assert_eq!(
        rig.origin.asked_for("/series"),
        0,
        "it goes on from the last page"
    );
    assert_eq!(
        (report.new, report.withdrawn, report.missing),
        (1, 1, 0),
        "{report:?}"
    );
    let listings = rig.listings().await;
    assert_eq!(listings.len(), 20);
    assert_eq!(
        weekly_sessions(&listings, "Aqua 2"),
        1,
        "a session that came later is part of its series"
    );
    assert_eq!(weekly_sessions(&listings, "Aqua 1"), 1);
    assert!(
        rig.standings()
            .await
            .iter()
            .all(|standing| standing.ends_with(": active"))
    );

    let report = rig.crawl(&source).await;
    assert_eq!(
        (report.new, report.changed, report.withdrawn),
        (0, 0, 0),
        "{report:?}"
    );
}

#[tokio::test]
async fn a_poll_that_is_too_old_begins_anew_and_sweeps_what_is_gone() {
    let (rig, source) = dataset().await;
    rig.clock.advance(TimeDelta::days(7));
    rig.origin.forget();
    let fewer: Vec<Value> = (14..=20)
        .map(|id| series(id, 637_884_288_000_000_000))
        .collect();
    rig.origin
        .on("/series?after=b", [feed("/series?after=c", &fewer)]);
    let report = rig.crawl(&source).await;
    assert_eq!(rig.origin.asked_for("/series"), 1, "from the beginning");
    assert_eq!((report.complete, report.withdrawn), (true, 1), "{report:?}");
    assert_eq!(rig.listings().await.len(), 19);
}

#[tokio::test]
async fn too_many_deletions_at_once_wait_for_a_person_and_are_not_forgotten() {
    let (rig, source) = dataset().await;
    rig.clock.advance(TimeDelta::days(1));
    let gone: Vec<Value> = (1..=10).map(deleted).collect();
    rig.origin
        .on("/series?after=c", [feed("/series?after=d", &gone)])
        .on("/series?after=d", [feed("/series?after=d", &[])]);
    for _ in 0..2 {
        let report = rig.crawl(&source).await;
        assert!(
            report.quarantined.is_some() && report.withdrawn == 0,
            "{report:?}"
        );
        assert_eq!(rig.listings().await.len(), 20);
    }
}

#[tokio::test]
async fn a_feed_that_does_not_end_gives_no_complete_run() {
    for next in ["/series?after=c", "/series"] {
        let (rig, source) = dataset().await;
        rig.clock.advance(TimeDelta::days(1));
        // A page with items that leads to itself, or back to the beginning.
        rig.origin.on(
            "/series?after=c",
            [feed(next, &[series(22, 637_884_288_000_000_001)])],
        );
        if next == "/series" {
            rig.origin.on("/series", [feed("/series?after=c", &[])]);
        }
        let report = rig.crawl(&source).await;
        assert!(!report.complete, "{report:?}");
        assert_eq!(rig.listings().await.len(), 21, "what it said is taken");
    }
}

#[tokio::test]
async fn a_feed_on_another_host_must_be_named() {
    let rig = Rig::new().await;
    let site = json!({"@type": "Dataset", "distribution": [
        {"name": "SessionSeries", "encodingFormat": "application/vnd.openactive.rpde+json", "contentUrl": "http://feeds.example/series"},
    ]});
    rig.origin.on(
        "/",
        [Answer::html(format!(
            "<html><script type=\"application/ld+json\">{site}</script></html>"
        ))],
    );
    let report = rig.crawl(&rig.source("lido", "/", "openactive", "")).await;
    assert_eq!(
        (report.complete, codes(&report)),
        (false, vec!["other-host"])
    );
}

#[tokio::test]
async fn single_events_that_are_over_are_set_aside() {
    let rig = Rig::new().await;
    let calendar = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Long ago\r\nDTSTART:20260101T100000Z\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Soon\r\nDTSTART:20261224T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    rig.origin
        .on("/hall.ics", [Answer::ok("text/calendar", calendar)]);
    let report = rig
        .crawl(&rig.source("hall", "/hall.ics", "calendar", ""))
        .await;
    assert!(report.complete, "{report:?}");
    assert_eq!(rig.names().await, ["Soon"]);
    assert_eq!(rig.set_aside("hall").await, ["it is over"]);
}

#[tokio::test]
async fn a_tag_that_stays_while_the_page_changes_is_not_believed_again() {
    let rig = Rig::new().await;
    let page = |name: &str| Answer::kml(crate::rig::kml(&[name]));
    let source = rig.map("map", "/map.kml");
    rig.origin
        .on("/map.kml", [page("Lunch club").header("etag", "\"same\"")]);
    rig.crawl(&source).await;
    rig.origin
        .on("/map.kml", [page("Tea dance").header("etag", "\"same\"")]);
    rig.crawl(&source).await;
    rig.origin.forget();
    rig.crawl(&source).await;
    let asked = rig.origin.requests();
    let map = asked
        .iter()
        .find(|request| request.header("host").is_some() && request.path.starts_with("/map"))
        .expect("asked");
    assert_eq!(map.header("if-none-match"), None);
}
