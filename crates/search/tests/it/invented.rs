//! Listings and questions, invented: what the laws are tried on.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime, TimeDelta, Weekday};
use domain::calendar::{SOME_WEEK, Session, day_bits};
use domain::position::Position;
use domain::service::Attendance;
use domain::when::{DayPart, When};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::{select, subsequence};
use search::{
    Document, Facet, Filters, Meaning, Near, Order, Query, Scope, Sense, Target, Term, Wishes,
};
use uuid::Uuid;

use crate::position;

pub(crate) const WORDS: [&str; 12] = [
    "chess",
    "club",
    "debt",
    "advice",
    "soup",
    "kitchen",
    "garden",
    "gardening",
    "loneliness",
    "café",
    "drop-in",
    "the",
];
pub(crate) const AREAS: [&str; 3] = ["E09000022", "E09000028", "any-uk"];
pub(crate) const CODES: [&str; 3] = ["food", "money", "company"];

pub(crate) fn text(most: usize) -> impl Strategy<Value = String> {
    vec(select(&WORDS[..]), 0..most).prop_map(|words| words.join(" "))
}

pub(crate) fn some_of(all: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    subsequence(all, 0..=all.len()).prop_map(|some| some.into_iter().map(str::to_owned).collect())
}

/// Within some five miles of Brixton.
pub(crate) fn around() -> impl Strategy<Value = Position> {
    (51.39..51.53_f64, -0.23..0.0_f64)
        .prop_map(|(latitude, longitude)| position(latitude, longitude))
}

pub(crate) fn attendance() -> impl Strategy<Value = Vec<Attendance>> {
    let all = vec![
        Attendance::InPerson,
        Attendance::Phone,
        Attendance::Online,
        Attendance::Home,
    ];
    subsequence(all, 0..=4)
}

pub(crate) fn weekdays() -> impl Strategy<Value = Vec<Weekday>> {
    subsequence(vec![Weekday::Mon, Weekday::Tue, Weekday::Sun], 0..=3)
}

pub(crate) fn sessions() -> impl Strategy<Value = Vec<Session>> {
    let hours = select(vec![
        (None, None),
        (Some(600), Some(720)),
        (Some(660), Some(900)),
        (Some(1110), None),
    ]);
    let until = select(vec![None, Some(-3), Some(2), Some(5)]);
    let session = (weekdays(), hours, until, select(vec![0, 1, SOME_WEEK])).prop_map(
        |(days, (from, to), until, weeks)| Session {
            days: day_bits(&days),
            weeks,
            from,
            to,
            last: until.map(|days: i64| today() + TimeDelta::days(days)),
            ..Session::default()
        },
    );
    vec(session, 0..3).prop_map(|mut all| {
        all.retain(|session| session.days != 0);
        all
    })
}

pub(crate) fn when() -> impl Strategy<Value = When> {
    let dates = select(vec![None, None, Some(0_i64), Some(3), Some(6)]);
    let from = select(vec![None, None, NaiveTime::from_hms_opt(11, 30, 0)]);
    let parts = subsequence(DayPart::ALL.to_vec(), 0..=2);
    (
        weekdays(),
        parts,
        dates,
        from,
        proptest::bool::weighted(0.1),
    )
        .prop_map(|(days, parts, dates, from, now)| When {
            days,
            parts,
            dates: dates.map(|on| (today(), today() + TimeDelta::days(on))),
            from,
            now,
            ..When::default()
        })
}

/// A Wednesday.
pub(crate) fn today() -> NaiveDate {
    crate::date(2026, 11, 25)
}

pub(crate) fn document() -> impl Strategy<Value = Document> {
    let words = (text(4), text(12), option::of(text(3)), some_of(&CODES));
    let place = (vec(around(), 0..4), some_of(&AREAS), attendance());
    let rest = (
        any::<bool>(),
        sessions(),
        option::of(0..80_u8),
        option::of(0..80_u8),
        any::<u128>(),
    );
    (words, place, rest).prop_map(|(words, place, rest)| Document {
        id: Uuid::from_u128(rest.4),
        title: words.0,
        description: Some(words.1),
        organization: words.2,
        needs: words.3.clone(),
        is_open: rest.0,
        terms: words
            .3
            .into_iter()
            .map(|code| Term {
                name: code.clone(),
                code,
            })
            .collect(),
        positions: place.0,
        service_areas: place.1,
        attendance: place.2,
        is_free: rest.0,
        sessions: rest.1,
        minimum_age: rest.2,
        maximum_age: rest.3,
        ..Document::default()
    })
}

pub(crate) fn near() -> impl Strategy<Value = Near> {
    let radius = (1.5..4.2_f64).prop_map(|exponent| 10_f64.powf(exponent));
    (
        around(),
        radius,
        some_of(&AREAS[..2]),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(centre, radius_m, serving_codes, include_serving, include_online)| Near {
                asked_m: None,
                centre,
                radius_m,
                serving_codes,
                include_serving,
                include_online,
            },
        )
}

pub(crate) fn query() -> impl Strategy<Value = Query> {
    let order = select(vec![
        Order::Relevance,
        Order::Nearest,
        Order::AtoZ,
        Order::Newest,
    ]);
    let facets = subsequence(
        vec![
            Facet::Category,
            Facet::Need,
            Facet::Area,
            Facet::Free,
            Facet::Age,
            Facet::Weekday,
            Facet::PartOfDay,
        ],
        0..=7,
    );
    (
        text(4),
        (any::<bool>(), senses(), wishes()),
        option::of(near()),
        filters(),
        order,
        facets,
    )
        .prop_map(
            |(text, (as_you_type, senses, wishes), near, filters, order, facets)| Query {
                text,
                senses,
                wishes,
                as_you_type,
                near,
                filters,
                order,
                facets,
                limit: 500,
                today: today(),
                time: NaiveTime::from_hms_opt(11, 0, 0).unwrap(),
                ..Query::default()
            },
        )
}

pub(crate) fn senses() -> impl Strategy<Value = Vec<Sense>> {
    let target = prop_oneof![
        (
            select(&WORDS[..]),
            select(vec![Scope::Title, Scope::Terms, Scope::Any])
        )
            .prop_map(|(word, scope)| Target::Words(word.to_owned(), scope)),
        select(&CODES[..]).prop_map(|code| Target::Code(Facet::Need, code.to_owned())),
    ];
    let meaning = (target, 0.1..0.9_f32).prop_map(|(target, weight)| Meaning { target, weight });
    let words = vec(select(vec!["chess", "debt", "soup", "garden"]), 1..3);
    let sense = (words, vec(meaning, 0..3)).prop_map(|(words, meanings)| Sense {
        words: words.into_iter().map(str::to_owned).collect(),
        meanings,
    });
    vec(sense, 0..3)
}

pub(crate) fn wishes() -> impl Strategy<Value = Wishes> {
    (any::<bool>(), when(), attendance(), option::of(0..80_u8)).prop_map(
        |(free, when, attendance, age)| Wishes {
            free,
            when,
            attendance,
            ages: age.map(|age| age..=age),
            ..Wishes::default()
        },
    )
}

pub(crate) fn filters() -> impl Strategy<Value = Filters> {
    prop_oneof![
        2 => Just(Filters::default()),
        3 => (some_of(&CODES), some_of(&AREAS[..2]), attendance(), when(), any::<bool>(), option::of(0..80_u8))
            .prop_map(|(categories, areas, attendance, when, free, age)| Filters {
                needs: categories.iter().take(1).cloned().collect(),
                open: free,
                categories,
                areas,
                attendance,
                when,
                free,
                ages: age.map(|age| age..=age),
                ..Filters::default()
            }),
    ]
}

pub(crate) fn found(index: &search::Index, query: &Query) -> BTreeSet<Uuid> {
    index
        .search(query)
        .unwrap()
        .hits
        .iter()
        .map(|hit| hit.id)
        .collect()
}
