//! OpenActive: a dataset's site, series, sessions that are folded into them, and where a feed ends.

use chrono::NaiveDate;
use formats::{Assembly, Problem};

use super::{list, read, shown};
use formats::LinkKind;

const SITE: &str = include_str!("../../feeds/openactive-site.html");
const SERIES: &str = include_str!("../../feeds/openactive-series.json");
const SESSIONS: &str = include_str!("../../feeds/openactive-sessions.json");

#[test]
fn a_dataset_site_names_its_feeds_sessions_first_and_no_slots() {
    let reading = read(
        "openactive",
        "https://feeds.example/",
        LinkKind::List,
        SITE.as_bytes(),
    );
    let urls: Vec<&str> = reading.links.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            "https://feeds.example/scheduled-sessions",
            "https://feeds.example/session-series"
        ]
    );
}

#[test]
fn series_are_services_and_people_are_left_out() {
    let reading = list("openactive", "https://feeds.example/session-series", SERIES);
    assert!(
        reading
            .items
            .iter()
            .all(|item| !item.raw.contains("Some Body") && !item.raw.contains("Private Person"))
    );
    insta::assert_json_snapshot!("openactive_series", shown(&reading));
}

#[test]
fn sessions_are_folded_into_their_series() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let mut known = Assembly::default();
    let mut sessions = list(
        "openactive",
        "https://feeds.example/scheduled-sessions",
        SESSIONS,
    );
    insta::assert_json_snapshot!("openactive_sessions", shown(&sessions));
    known.absorb(&mut sessions);
    let mut series = list("openactive", "https://feeds.example/session-series", SERIES);
    known.absorb(&mut series);
    for item in &mut series.items {
        known.complete(item, today);
    }
    insta::assert_json_snapshot!("openactive_folded", series.items[0].service.schedules);
    assert_eq!(
        series.items[1].service.schedules.len(),
        1,
        "its own timetable is better"
    );
    assert_eq!(series.gone, ["SessionSeries/12"]);
    // What was in the sessions' own pages comes back from what is kept, as it was.
    let kept = serde_json::to_string(&known).unwrap();
    assert_eq!(serde_json::from_str::<Assembly>(&kept).unwrap(), known);
    // A series that is deleted later is known by the id that its item had.
    let mut deleted = list(
        "openactive",
        "https://feeds.example/session-series?x=2",
        r#"{"next":"?x=2","license":"l","items":[{"state":"deleted","kind":"SessionSeries","id":87,"modified":637884288000000005}]}"#,
    );
    known.absorb(&mut deleted);
    assert_eq!(deleted.gone, ["https://feeds.example/session-series/87"]);
}

#[test]
fn an_older_copy_of_a_record_is_not_taken() {
    let mut known = Assembly::default();
    let page = |modified: &str, name: &str| {
        list(
            "openactive",
            "https://feeds.example/session-series",
            &format!(
                r#"{{"next":"?x=2","license":"l","items":[{{"state":"updated","kind":"SessionSeries","id":1,"modified":{modified},
                "data":{{"@type":"SessionSeries","name":"{name}"}}}}]}}"#
            ),
        )
    };
    let mut newer = page("637884288000000001", "New");
    known.absorb(&mut newer);
    let mut older = page("637884288000000000", "Old");
    known.absorb(&mut older);
    assert_eq!((newer.items.len(), older.items.len()), (1, 0));
}

#[test]
fn a_series_that_only_sessions_carry_is_at_second_hand() {
    let reading = list(
        "openactive",
        "https://feeds.example/scheduled-sessions",
        SESSIONS,
    );
    let [series] = reading.second_hand.as_slice() else {
        panic!("one series")
    };
    assert_eq!(series.service.name, "Inline Yoga");
    let reader = formats::Reader::built_in("openactive").unwrap();
    assert_eq!(
        reader.reread(&series.raw).unwrap().external_id,
        series.external_id
    );
}

#[test]
fn a_feed_ends_where_an_empty_page_leads_to_itself() {
    let url = "https://feeds.example/f?afterTimestamp=1&afterId=a%20b";
    let page = |next: &str, items: &str| {
        list(
            "openactive",
            url,
            &format!(r#"{{"next":"{next}","items":[{items}],"license":"l"}}"#),
        )
    };
    let item = r#"{"state":"updated","kind":"SessionSeries","id":"1","modified":1,"data":{"@type":"SessionSeries","name":"Tea walk"}}"#;

    let end = page("https://feeds.example/f?afterId=a+b&afterTimestamp=1", "");
    assert_eq!(
        (end.links.len(), end.problem, end.resume.as_deref()),
        (0, None, Some(url))
    );

    let filtered = page("?afterTimestamp=2", "");
    assert_eq!(
        filtered.links[0].url, "https://feeds.example/f?afterTimestamp=2",
        "an empty page is not the end"
    );

    let defective = page(url, item);
    assert_eq!(defective.items.len(), 1, "its items are taken");
    assert!(matches!(defective.problem, Some(Problem::CutOff(_))) && defective.resume.is_none());

    let nowhere = page("", item);
    assert!(matches!(nowhere.problem, Some(Problem::CutOff(_))));
}
