//! What holds for every set of listings and every question.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveTime, TimeDelta, Weekday};
use domain::calendar::{SOME_WEEK, Session, day_bits, meet};
use domain::position::Position;
use domain::service::Attendance;
use domain::when::{DayPart, When};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::sample::{select, subsequence};
use search::{
    Document, Facet, Filters, Meaning, Near, Order, Query, Reach, Scope, Sense, Target, Term,
    Wishes,
};
use uuid::Uuid;

use crate::{index_of, position};

const WORDS: [&str; 12] = [
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
const AREAS: [&str; 3] = ["E09000022", "E09000028", "any-uk"];
const CODES: [&str; 3] = ["food", "money", "company"];

fn text(most: usize) -> impl Strategy<Value = String> {
    vec(select(&WORDS[..]), 0..most).prop_map(|words| words.join(" "))
}

fn some_of(all: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    subsequence(all, 0..=all.len()).prop_map(|some| some.into_iter().map(str::to_owned).collect())
}

/// Within some five miles of Brixton.
fn around() -> impl Strategy<Value = Position> {
    (51.39..51.53_f64, -0.23..0.0_f64)
        .prop_map(|(latitude, longitude)| position(latitude, longitude))
}

fn attendance() -> impl Strategy<Value = Vec<Attendance>> {
    let all = vec![
        Attendance::InPerson,
        Attendance::Phone,
        Attendance::Online,
        Attendance::Home,
    ];
    subsequence(all, 0..=4)
}

fn weekdays() -> impl Strategy<Value = Vec<Weekday>> {
    subsequence(vec![Weekday::Mon, Weekday::Tue, Weekday::Sun], 0..=3)
}

fn sessions() -> impl Strategy<Value = Vec<Session>> {
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

fn when() -> impl Strategy<Value = When> {
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
fn today() -> NaiveDate {
    crate::date(2026, 11, 25)
}

fn document() -> impl Strategy<Value = Document> {
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

fn near() -> impl Strategy<Value = Near> {
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

fn query() -> impl Strategy<Value = Query> {
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

fn senses() -> impl Strategy<Value = Vec<Sense>> {
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

fn wishes() -> impl Strategy<Value = Wishes> {
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

fn filters() -> impl Strategy<Value = Filters> {
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

fn found(index: &search::Index, query: &Query) -> BTreeSet<Uuid> {
    index
        .search(query)
        .unwrap()
        .hits
        .iter()
        .map(|hit| hit.id)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn paging_shows_every_hit_once_and_in_the_same_order(
        documents in vec(document(), 0..60), query in query(), page in 1..9_usize,
    ) {
        let index = index_of(&documents);
        let whole = index.search(&query).unwrap();
        prop_assert_eq!(whole.total, whole.hits.len() as u64);
        let mut paged = Vec::new();
        for offset in (0..whole.hits.len() + page).step_by(page) {
            let results = index.search(&Query { offset, limit: page, ..query.clone() }).unwrap();
            prop_assert_eq!(results.total, whole.total);
            prop_assert_eq!(&results.facets, &whole.facets);
            paged.extend(results.hits);
        }
        prop_assert_eq!(paged, whole.hits);
    }

    #[test]
    fn nothing_is_found_or_lost_because_of_a_wish(
        documents in vec(document(), 0..60), query in query(),
    ) {
        let index = index_of(&documents);
        let plain = Query { wishes: Wishes::default(), ..query.clone() };
        prop_assert_eq!(found(&index, &query), found(&index, &plain));
    }

    #[test]
    fn a_meaning_only_adds_and_says_so(
        documents in vec(document(), 0..60), query in query(),
    ) {
        let index = index_of(&documents);
        let plain = Query { senses: Vec::new(), as_you_type: false, ..query.clone() };
        let meant = Query { as_you_type: false, ..query };
        let (bare, rich) = (index.search(&plain).unwrap(), index.search(&meant).unwrap());
        if bare.relaxed.is_none() && bare.spellings.is_empty() && rich.relaxed.is_none() {
            let known: BTreeSet<Uuid> = bare.hits.iter().map(|hit| hit.id).collect();
            let all: BTreeSet<Uuid> = rich.hits.iter().map(|hit| hit.id).collect();
            prop_assert!(known.is_subset(&all));
            for hit in rich.hits.iter().filter(|hit| !known.contains(&hit.id)) {
                prop_assert!(!hit.because.is_empty());
            }
        }
    }

    #[test]
    fn a_title_beats_a_long_description(
        rest in vec(select(&WORDS[1..]), 40..90), at in around(), radius_m in 500.0..9_000.0_f64,
    ) {
        let titled = Document { id: Uuid::from_u128(2), title: "chess".to_owned(), positions: vec![at], ..Document::default() };
        let told = Document {
            id: Uuid::from_u128(1),
            title: "club".to_owned(),
            description: Some(format!("{} chess", rest.join(" "))),
            positions: vec![at],
            ..Document::default()
        };
        let index = index_of(&[told, titled]);
        let query = Query { text: "chess".to_owned(), near: Some(Near::new(at, radius_m)), limit: 9, ..Query::default() };
        let order: Vec<Uuid> = index.search(&query).unwrap().hits.iter().map(|hit| hit.id).collect();
        prop_assert_eq!(order, [Uuid::from_u128(2), Uuid::from_u128(1)]);
    }

    #[test]
    fn of_two_that_fit_alike_the_nearer_comes_first(
        centre in around(), first in around(), second in around(),
    ) {
        let of = |id, at| Document { id: Uuid::from_u128(id), title: "chess".to_owned(), positions: vec![at], ..Document::default() };
        let index = index_of(&[of(1, first), of(2, second)]);
        let query = Query { text: "chess".to_owned(), near: Some(Near::new(centre, 40_000.0)), limit: 9, ..Query::default() };
        let results = index.search(&query).unwrap();
        let away: Vec<f64> = results.hits.iter().filter_map(|hit| hit.distance_m).collect();
        // Distances are kept to a few metres.
        prop_assert!(away.windows(2).all(|pair| pair[0] <= pair[1] + 5.0), "{:?}", away);
    }

    #[test]
    fn adding_a_filter_never_adds_a_hit(
        documents in vec(document(), 0..60), query in query(), filters in filters(), near in near(),
    ) {
        let index = index_of(&documents);
        let bare = Query { filters: Filters::default(), ..query.clone() };
        let narrowed = Query { filters, ..query.clone() };
        prop_assert!(found(&index, &narrowed).is_subset(&found(&index, &bare)));
        let placed = Query { near: Some(near), ..query.clone() };
        let anywhere = Query { near: None, ..query };
        prop_assert!(found(&index, &placed).is_subset(&found(&index, &anywhere)));
    }

    #[test]
    fn neither_order_nor_facets_change_what_is_found(
        documents in vec(document(), 0..60), query in query(),
    ) {
        let index = index_of(&documents);
        let plain = Query { order: Order::AtoZ, facets: Vec::new(), ..query.clone() };
        prop_assert_eq!(found(&index, &plain), found(&index, &query));
    }

    #[test]
    fn a_radius_finds_what_looking_at_every_listing_finds(
        documents in vec(document(), 0..80), near in near(),
    ) {
        let index = index_of(&documents);
        let query = Query { near: Some(near.clone()), limit: 500, order: Order::Nearest, ..Query::default() };
        let hits = index.search(&query).unwrap().hits;
        for document in &documents {
            let hit = hits.iter().find(|hit| hit.id == document.id);
            let distances = document.positions.iter().map(|there| near.centre.distance_m(*there));
            let nearest = distances.fold(f64::INFINITY, f64::min);
            // Positions are kept to the centimetre.
            if (nearest - near.radius_m).abs() > 0.02 {
                let is_within = hit.is_some_and(|hit| hit.reach == Some(Reach::Within));
                prop_assert_eq!(is_within, nearest <= near.radius_m);
            }
            if let Some(distance_m) = hit.and_then(|hit| hit.distance_m) {
                prop_assert!((distance_m - nearest).abs() < 0.02);
            }
        }
        let distances: Vec<f64> = hits.iter().map(|hit| hit.distance_m.unwrap_or(f64::INFINITY)).collect();
        prop_assert!(distances.is_sorted());
    }

    #[test]
    fn a_ring_counts_what_a_circle_of_its_radius_finds(
        documents in vec(document(), 0..40), query in query(), near in near(), part in 0.0..1.0_f64,
    ) {
        let index = index_of(&documents);
        let radius_m = near.radius_m * part;
        let wide = Query { near: Some(near.clone()), rings_m: vec![radius_m], ..query.clone() };
        let narrow = Query { near: Some(Near { radius_m, ..near }), ..query };
        let counted = index.search(&wide).unwrap().rings;
        prop_assert_eq!(counted, vec![index.search(&narrow).unwrap().total]);
    }

    #[test]
    fn a_facet_counts_what_ticking_its_value_would_give(
        documents in vec(document(), 0..60), query in query(),
    ) {
        let index = index_of(&documents);
        let query = Query { facets: vec![Facet::Category, Facet::Weekday, Facet::PartOfDay], ..query };
        let results = index.search(&query).unwrap();
        let all = results.facets.iter().flat_map(|(facet, counts)| counts.iter().map(|count| (*facet, count)));
        for (facet, count) in all {
            let mut filters = query.filters.clone();
            match facet {
                Facet::Category => filters.categories = vec![count.value.clone()],
                Facet::Weekday => filters.when.days = vec![named(&count.value)],
                _ => filters.when.parts = DayPart::from_code(&count.value).into_iter().collect(),
            }
            let ticked = index.search(&Query { filters, ..query.clone() }).unwrap();
            if ticked.relaxed == results.relaxed {
                prop_assert_eq!(ticked.total, count.count);
            }
        }
    }
}

fn named(letters: &str) -> Weekday {
    match letters {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        _ => Weekday::Sun,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_time_finds_what_holding_every_session_against_it_finds(
        documents in vec(document(), 0..40), when in when(),
    ) {
        let index = index_of(&documents);
        let ask = |unsaid| {
            let filters = Filters { when: when.clone(), unsaid, ..Filters::default() };
            let time = NaiveTime::from_hms_opt(11, 0, 0).unwrap();
            let query = Query { filters, limit: 500, today: today(), time, ..Query::default() };
            index.search(&query).unwrap()
        };
        let met = |document: &Document| meet(&document.sessions, &when, today(), NaiveTime::from_hms_opt(11, 0, 0).unwrap());
        let fits: BTreeSet<Uuid> = documents.iter().filter(|document| when.is_empty() || met(document).passes(&when)).map(|document| document.id).collect();
        let results = ask(false);
        prop_assert_eq!(results.hits.iter().map(|hit| hit.id).collect::<BTreeSet<_>>(), fits.clone());
        if !when.is_empty() {
            let silent: BTreeSet<Uuid> = documents
                .iter()
                .filter(|document| met(document).is_unsaid && !fits.contains(&document.id))
                .map(|document| document.id)
                .collect();
            prop_assert_eq!(results.unsaid, silent.len() as u64);
            prop_assert_eq!(ask(true).hits.iter().map(|hit| hit.id).collect::<BTreeSet<_>>(), silent);
        }
    }
}

/// So many listings that small circles are found by their cells and not one by one: a spiral of
/// places around Brixton, every ninth with a second place, every hundredth serving a borough.
static MANY: LazyLock<(search::Index, Vec<Document>)> = LazyLock::new(|| {
    let documents: Vec<Document> = (0..12_000_u32)
        .map(|number| {
            let spiral = |turn: f64, reach: f64| {
                let (sin, cos) = (turn * 2.399_963).sin_cos();
                let out = (turn / 12_000.0).sqrt() * reach;
                position(
                    crate::BRIXTON.0 + out * sin * 0.2,
                    crate::BRIXTON.1 + out * cos * 0.32,
                )
            };
            let first = spiral(f64::from(number), 1.0);
            let second = number
                .is_multiple_of(9)
                .then(|| spiral(f64::from(number), 0.4));
            let serves = number.is_multiple_of(100).then(|| AREAS[0].to_owned());
            Document {
                id: Uuid::from_u128(u128::from(number)),
                positions: std::iter::once(first).chain(second).collect(),
                service_areas: serves.into_iter().collect(),
                ..Document::default()
            }
        })
        .collect();
    (index_of(&documents), documents)
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn cells_find_what_looking_at_every_listing_finds(near in near()) {
        let (index, documents) = &*MANY;
        let serves = near.include_serving && near.serving_codes.iter().any(|code| code == AREAS[0]);
        let mut expected = BTreeSet::new();
        for document in documents {
            let distances = document.positions.iter().map(|there| near.centre.distance_m(*there));
            let nearest = distances.fold(f64::INFINITY, f64::min);
            if nearest <= near.radius_m || (serves && !document.service_areas.is_empty()) {
                expected.insert(document.id);
            }
        }
        let query = Query { near: Some(near), limit: 500, ..Query::default() };
        // Positions are kept to the centimetre: one may lie that close to the edge.
        let total = index.search(&query).unwrap().total;
        prop_assert!(total.abs_diff(expected.len() as u64) <= 1);
        if expected.len() <= 500 {
            prop_assert!(found(index, &query).symmetric_difference(&expected).count() <= 1);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_a_question(
        text in prop_oneof![any::<String>(), "[a-e\"'“” .&-]{0,40}", "\\PC{0,600}"], as_you_type in any::<bool>(),
    ) {
        static INDEX: LazyLock<search::Index> = LazyLock::new(|| {
            index_of(&[crate::described("Abba & Co. day-care", "bad bee's “cab” a.b.c, dead beef"), crate::listing("café")])
        });
        let query = Query { text, as_you_type, limit: 5, ..Query::default() };
        prop_assert!(INDEX.search(&query).unwrap().hits.len() <= 2);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn any_text_can_be_indexed(texts in vec(any::<String>(), 40)) {
        let documents: Vec<Document> = (1..)
            .zip(&texts)
            .map(|(id, text)| Document {
                id: Uuid::from_u128(id),
                keywords: vec![text.clone()],
                ..crate::described(text, text)
            })
            .collect();
        prop_assert_eq!(index_of(&documents).count(), 40);
    }
}
