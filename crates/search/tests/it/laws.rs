//! What holds for every set of listings and every question.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{NaiveTime, Weekday};
use domain::calendar::meet;
use domain::when::DayPart;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;
use search::{Document, Facet, Filters, Near, Order, Query, Reach, Wishes};
use uuid::Uuid;

use crate::index_of;
use crate::invented::{WORDS, around, document, filters, found, near, query, today, when};

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
