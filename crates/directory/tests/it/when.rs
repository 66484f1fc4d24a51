//! What is asked about time, on Sunday 22 November 2026 at ten in the morning.

use directory::{Error, FindRequest, WhenRequest};
use domain::hours;
use domain::statement::Item;

use crate::rig::{Rig, Said as _, category_counts, item, on_each};

fn timed(id: &str, name: &str, words: &str) -> Item {
    let mut item = item(id, name, "SW9 8DJ");
    item.service.schedules = hours::read(words).schedules;
    item.service.hours_text = Some(words.to_owned());
    item
}

async fn furnished(rig: &Rig) {
    let camden = rig.source("camden", 1).await;
    rig.crawl(
        &camden,
        &[
            timed("1", "Choir", "Tuesdays 7pm to 9pm").term("Music"),
            timed("2", "Baby group", "Tuesdays and Sundays 9.30am to 11am").term("Families"),
            timed("3", "Repair café", "First Saturday of the month 2pm to 5pm").term("Green"),
            timed("4", "Lunch club", "Wednesdays").term("Food"),
            timed("5", "Talking line", "ring us any time").term("Music"),
        ],
    )
    .await;
}

async fn named(rig: &Rig, query: &[(&str, &str)]) -> (String, usize) {
    let query: Vec<_> = query.iter().copied().chain([("sort", "name")]).collect();
    let found = rig.find(&query).await;
    let names: Vec<&str> = found
        .hits
        .iter()
        .map(|hit| hit.listing.listing.service.name.as_str())
        .collect();
    (names.join(", "), found.unsaid)
}

#[tokio::test]
async fn days_parts_dates_hours_and_now_are_filters() {
    on_each(async |rig| {
        furnished(&rig).await;
        for (query, expect, unsaid) in [
            (&[("day", "tue")][..], "Baby group, Choir", 1),
            (&[("day", "tue"), ("time", "evening")], "Choir", 1),
            (
                &[("day", "tue"), ("day", "saturday")],
                "Baby group, Choir, Repair café",
                1,
            ),
            (&[("day", "weekend")], "Baby group, Repair café", 1),
            (&[("day", "today")], "Baby group", 1),
            (&[("day", "tomorrow")], "", 1),
            (&[("day", "this_weekend")], "Baby group", 1),
            (&[("date", "2026-12-05")], "Repair café", 1),
            (&[("date", "2026-12-12")], "", 1),
            (&[("from", "18:00")], "Choir", 2),
            (
                &[("time", "morning"), ("time", "afternoon")],
                "Baby group, Repair café",
                2,
            ),
            (&[("open_now", "true")], "Baby group", 1),
            (&[("day", "wed"), ("time", "evening")], "", 2),
            (
                &[("day", "wed"), ("time", "evening"), ("unsaid", "true")],
                "Lunch club, Talking line",
                2,
            ),
            (
                &[],
                "Baby group, Choir, Lunch club, Repair café, Talking line",
                0,
            ),
        ] {
            assert_eq!(
                named(&rig, query).await,
                (expect.to_owned(), unsaid),
                "{query:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn days_and_parts_are_counted_as_choosing_them_would_find() {
    on_each(async |rig| {
        furnished(&rig).await;
        let found = rig.find(&[("time", "morning"), ("day", "wed")]).await;
        let days: Vec<usize> = found.days.iter().map(|(_, count)| *count).collect();
        assert_eq!(days, [0, 1, 0, 0, 0, 0, 1], "in the morning, Monday first");
        let parts: Vec<usize> = found.day_parts.iter().map(|(_, count)| *count).collect();
        assert_eq!(parts, [0, 0, 0], "the lunch club does not say at what time");
        let found = rig.find(&[("day", "tue"), ("category", "music")]).await;
        let parts: Vec<usize> = found.day_parts.iter().map(|(_, count)| *count).collect();
        assert_eq!(parts, [0, 0, 1]);
        let codes: Vec<&str> = category_counts(&found)
            .iter()
            .map(|counted| counted.value.as_str())
            .collect();
        assert_eq!(codes, ["families", "music"]);
    })
    .await;
}

#[tokio::test]
async fn a_hit_has_its_next_three_dates() {
    on_each(async |rig| {
        furnished(&rig).await;
        let found = rig.find(&[("q", "baby")]).await;
        let dates: Vec<String> = found.hits[0]
            .next_dates
            .iter()
            .map(|once| once.starts.unwrap().to_rfc3339())
            .collect();
        assert_eq!(
            dates,
            [
                "2026-11-22T09:30:00+00:00",
                "2026-11-24T09:30:00+00:00",
                "2026-11-29T09:30:00+00:00"
            ]
        );
        let found = rig.find(&[("q", "talking")]).await;
        assert!(found.hits[0].next_dates.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_no_time_is_told_with_one_that_is() {
    on_each(async |rig| {
        let request = FindRequest {
            when: WhenRequest {
                days: vec!["someday".into()],
                times: vec!["teatime".into()],
                date: Some("1st of May".into()),
                from: Some("six".into()),
                to: Some("25:00".into()),
                ..WhenRequest::default()
            },
            ..FindRequest::default()
        };
        let Err(Error::Invalid(violations)) = rig.directory.find(&request).await else {
            panic!("this must be refused");
        };
        let named: Vec<&str> = violations.iter().map(|v| v.parameter).collect();
        assert_eq!(named, ["day", "time", "date", "from", "to"]);
        let backwards = [("from", "18:00"), ("to", "17:00")];
        let request = FindRequest::from_pairs(backwards).unwrap();
        assert!(rig.directory.find(&request).await.is_err());
    })
    .await;
}
