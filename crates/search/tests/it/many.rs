//! What holds where listings are so many that they are found by short cuts: by cells, or the likeliest
//! of them alone.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use domain::service::Attendance;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;
use search::{Document, Facet, Order, Query, Update};
use uuid::Uuid;

use crate::invented::{AREAS, found, near};
use crate::{BRIXTON, index_of, position};

/// A spiral of places around Brixton, every ninth listing with a second place, every hundredth serving a
/// borough; some are by phone for everybody, or online for that borough. All speak of soup, half of them of chess as
/// well, a few in their titles. Some are removed.
static MANY: LazyLock<(search::Index, Vec<Document>)> = LazyLock::new(|| {
    let documents: Vec<Document> = (0..12_000_u32)
        .map(|number| {
            let spiral = |turn: f64, reach: f64| {
                let (sin, cos) = (turn * 2.399_963).sin_cos();
                let out = (turn / 12_000.0).sqrt() * reach;
                position(BRIXTON.0 + out * sin * 0.2, BRIXTON.1 + out * cos * 0.32)
            };
            let first = spiral(f64::from(number), 1.0);
            let second = number
                .is_multiple_of(9)
                .then(|| spiral(f64::from(number), 0.4));
            let is_phone = number % 40 == 1;
            let is_online = number % 60 == 2;
            let serves = (number.is_multiple_of(100) || is_online).then(|| AREAS[0].to_owned());
            let mut positions: Vec<_> = std::iter::once(first).chain(second).collect();
            if is_phone || is_online {
                positions.clear();
            }
            Document {
                id: Uuid::from_u128(u128::from(number)),
                title: if number.is_multiple_of(50) || number % 280 == 41 {
                    format!("Chess and soup {}", number % 7)
                } else {
                    format!("Number {number}")
                },
                description: Some(if speaks_of_chess(number.into()) {
                    "soup and chess ".repeat(1 + number as usize * 7_919 % 5)
                } else {
                    "soup".to_owned()
                }),
                positions,
                attendance: match (is_phone, is_online) {
                    (true, _) => vec![Attendance::Phone],
                    (_, true) => vec![Attendance::Online],
                    _ => vec![Attendance::InPerson],
                },
                service_areas: serves.into_iter().collect(),
                ..Document::default()
            }
        })
        .collect();
    let index = index_of(&documents);
    let is_removed = |document: &Document| document.id.as_u128().is_multiple_of(11);
    let (removed, kept) = documents.into_iter().partition::<Vec<_>, _>(is_removed);
    let removed = removed
        .into_iter()
        .map(|document| Update::Remove(document.id));
    index.apply(removed.collect(), 2).unwrap();
    (index, kept)
});

fn speaks_of_chess(number: u128) -> bool {
    (number / 7).is_multiple_of(2) || number.is_multiple_of(50) || number % 280 == 41
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn cells_find_what_looking_at_every_listing_finds(
        near in near(), text in select(vec!["", "chess", "chess soup"]),
    ) {
        let (index, documents) = &*MANY;
        let is_served = near.serving_codes.iter().any(|code| code == AREAS[0]);
        let mut expected = BTreeSet::new();
        for document in documents {
            let distances = document.positions.iter().map(|there| near.centre.distance_m(*there));
            let nearest = distances.fold(f64::INFINITY, f64::min);
            let has_words = text.is_empty() || speaks_of_chess(document.id.as_u128());
            if !has_words {
                continue;
            }
            let is_phone = document.attendance == [Attendance::Phone];
            let serves = is_phone || (is_served && !document.service_areas.is_empty());
            let is_wanted = if document.positions.is_empty() {
                near.include_online
            } else {
                near.include_serving
            };
            if nearest <= near.radius_m || (serves && is_wanted) {
                expected.insert(document.id);
            }
        }
        let query = Query { near: Some(near), text: text.to_owned(), limit: 500, ..Query::default() };
        // Positions are kept to the centimetre: one may lie that close to the edge.
        let total = index.search(&query).unwrap().total;
        prop_assert!(total.abs_diff(expected.len() as u64) <= 1);
        if expected.len() <= 500 {
            prop_assert!(found(index, &query).symmetric_difference(&expected).count() <= 1);
        }
    }

    #[test]
    fn a_page_is_the_same_whether_or_not_all_are_weighed(
        text in select(vec!["chess", "soup", "chess soup", "che", "soup number", "chess 3"]),
        as_you_type in any::<bool>(), offset in 0..400_usize, limit in 1..60_usize,
    ) {
        let (index, _) = &*MANY;
        let query = Query { text: text.to_owned(), as_you_type, offset, limit, ..Query::default() };
        // Where anything is counted every listing is looked at.
        let counting = Query { facets: vec![Facet::Free], ..query.clone() };
        let (quick, whole) = (index.search(&query).unwrap(), index.search(&counting).unwrap());
        prop_assert_eq!(quick.total, whole.total);
        prop_assert_eq!(quick.hits, whole.hits);
    }

    #[test]
    fn a_page_at_a_place_is_the_same_whether_or_not_all_are_looked_at(
        near in near(), text in select(vec!["", "chess", "soup", "chess soup", "che", "chess 3"]),
        as_you_type in any::<bool>(), by_distance in any::<bool>(), offset in 0..100_usize, limit in 1..40_usize,
    ) {
        let (index, _) = &*MANY;
        let order = if by_distance { Order::Nearest } else { Order::Relevance };
        let query = Query {
            near: Some(near),
            text: text.to_owned(),
            as_you_type,
            order,
            offset,
            limit,
            ..Query::default()
        };
        // Where anything is counted every listing is looked at, and a long page leaves few out.
        let long = Query { facets: vec![Facet::Free], offset: 0, limit: 500, ..query.clone() };
        let (quick, whole) = (index.search(&query).unwrap(), index.search(&long).unwrap());
        prop_assert_eq!(quick.total, whole.total);
        let page: Vec<_> = whole.hits.into_iter().skip(offset).take(limit).collect();
        prop_assert_eq!(quick.hits, page);
    }
}
