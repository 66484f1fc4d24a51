//! What clustering promises, for any likenesses and any answers.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc, Weekday};
use proptest::prelude::{Just, Strategy, any, prop, proptest};
use proptest::{prop_assert, prop_assert_eq};

use super::{Answer, Clusters, Likeness, Ruling, cluster, sort};
use crate::matching::Sketched;
use crate::matching::tests::statement;
use crate::schedule::Schedule;
use crate::source::SourceId;
use crate::statement::StatementKey;

fn key(n: usize) -> StatementKey {
    StatementKey {
        source: SourceId::parse("s").unwrap(),
        external_id: n.to_string(),
    }
}

fn day(n: u8) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(i64::from(n))
}

fn like(a: usize, b: usize, score: f64) -> Likeness {
    Likeness {
        a: key(a),
        b: key(b),
        score,
    }
}

fn ruling(a: usize, b: usize, answer: Answer, at: u8) -> Ruling {
    Ruling {
        a: key(a),
        b: key(b),
        answer,
        at: day(at),
    }
}

/// What the clusters of `0..count` look like: "0 1|2".
fn check(count: usize, alike: &[Likeness], said: &[Ruling], expected: &str) -> Clusters {
    let keys: Vec<StatementKey> = (0..count).map(key).collect();
    let keys: Vec<&StatementKey> = keys.iter().collect();
    let sorted = sort(&keys, alike, said, |_, _| false);
    let words: Vec<String> = sorted
        .clusters
        .iter()
        .map(|part| {
            let ids: Vec<&str> = part.iter().map(|key| key.external_id.as_str()).collect();
            ids.join(" ")
        })
        .collect();
    assert_eq!(words.join("|"), expected);
    sorted
}

#[test]
fn a_chain_ends_at_a_persons_different() {
    let chain = [like(0, 1, 9.0), like(1, 2, 8.0)];
    check(3, &chain, &[], "0 1 2");
    check(3, &chain, &[ruling(2, 0, Answer::Different, 1)], "0 1|2");
    check(3, &chain, &[ruling(0, 2, Answer::Later, 1)], "0 1 2");
}

#[test]
fn the_stronger_likeness_is_followed_first() {
    let apart = [ruling(0, 2, Answer::Different, 1)];
    check(3, &[like(0, 1, 8.0), like(2, 1, 9.0)], &apart, "0|1 2");
    check(3, &[like(0, 1, 9.0), like(2, 1, 9.0)], &apart, "0 1|2");
}

#[test]
fn of_peoples_words_different_wins_and_then_the_later_same() {
    let words = [
        ruling(0, 1, Answer::Same, 1),
        ruling(1, 2, Answer::Same, 2),
        ruling(0, 2, Answer::Different, 0),
    ];
    let sorted = check(3, &[], &words, "0|1 2");
    assert_eq!(sorted.overruled, [(key(0), key(1))]);
}

#[test]
fn a_persons_same_is_followed_against_what_contradicts() {
    let on = |id: &str, source: &str, day: Weekday| {
        let mut session = statement(source, id, "Chair yoga", "NW5 2TJ");
        session.service.schedules = vec![Schedule {
            weekdays: vec![day],
            ..Schedule::default()
        }];
        session
    };
    let vague = statement("map", "v", "Chair yoga", "NW5 2TJ");
    let (monday, thursday) = (
        on("1", "camden", Weekday::Mon),
        on("2", "camden", Weekday::Thu),
    );
    let all = [&vague, &monday, &thursday].map(|said| Sketched::from(said.clone()));
    let all: Vec<&Sketched> = all.iter().collect();
    let alike = [
        Likeness {
            a: vague.key.clone(),
            b: monday.key.clone(),
            score: 9.0,
        },
        Likeness {
            a: thursday.key.clone(),
            b: vague.key.clone(),
            score: 8.5,
        },
    ];
    assert_eq!(
        cluster(&all, &alike, &[], &BTreeSet::new()).clusters.len(),
        2
    );
    let same = Ruling {
        a: monday.key.clone(),
        b: thursday.key.clone(),
        answer: Answer::Same,
        at: day(1),
    };
    assert_eq!(
        cluster(&all, &alike, &[same], &BTreeSet::new())
            .clusters
            .len(),
        1
    );
}

/// Some statements, likenesses, answers, and pairs that contradict each other.
#[derive(Debug, Clone)]
struct Drawn {
    count: usize,
    alike: Vec<Likeness>,
    said: Vec<Ruling>,
    contradicting: BTreeSet<(usize, usize)>,
}

fn any_case() -> impl Strategy<Value = Drawn> {
    (2..9_usize).prop_flat_map(|count| {
        let pair = (0..count, 0..count).prop_filter("two", |(a, b)| a != b);
        let answers = prop::sample::select(vec![Answer::Same, Answer::Different, Answer::Later]);
        (
            prop::collection::vec((pair.clone(), 0..4_u8), 0..14),
            prop::collection::btree_map(pair.clone(), (answers, 0..4_u8), 0..5),
            prop::collection::btree_set(pair, 0..4),
        )
            .prop_map(move |(alike, said, contradicting)| {
                let mut decided = BTreeSet::new();
                Drawn {
                    count,
                    alike: alike
                        .into_iter()
                        .map(|((a, b), score)| like(a, b, f64::from(score)))
                        .collect(),
                    said: said
                        .into_iter()
                        .filter(|((a, b), _)| decided.insert((*a.min(b), *a.max(b))))
                        .map(|((a, b), (answer, at))| ruling(a, b, answer, at))
                        .collect(),
                    contradicting: contradicting
                        .into_iter()
                        .map(|(a, b)| (a.min(b), a.max(b)))
                        .collect(),
                }
            })
    })
}

impl Drawn {
    fn clusters(&self) -> Clusters {
        let keys: Vec<StatementKey> = (0..self.count).map(key).collect();
        let keys: Vec<&StatementKey> = keys.iter().collect();
        sort(&keys, &self.alike, &self.said, |a, b| {
            self.contradicting.contains(&(a, b))
        })
    }
}

fn together(clusters: &Clusters, a: &StatementKey, b: &StatementKey) -> bool {
    clusters
        .clusters
        .iter()
        .any(|part| part.contains(a) && part.contains(b))
}

proptest! {
    #[test]
    fn clusters_do_not_depend_on_the_order_of_arrival(
        (first, alike, said, turned) in any_case().prop_flat_map(|drawn| {
            let (alike, said) = (drawn.alike.clone(), drawn.said.clone());
            (Just(drawn), Just(alike).prop_shuffle(), Just(said).prop_shuffle(), any::<bool>())
        })
    ) {
        let mut second = Drawn { alike, said, ..first.clone() };
        if turned {
            for like in &mut second.alike {
                std::mem::swap(&mut like.a, &mut like.b);
            }
            for said in &mut second.said {
                std::mem::swap(&mut said.a, &mut said.b);
            }
        }
        prop_assert_eq!(first.clusters(), second.clusters());
    }

    #[test]
    fn every_statement_is_in_one_cluster(drawn in any_case()) {
        let mut all: Vec<StatementKey> =
            drawn.clusters().clusters.into_iter().flatten().collect();
        all.sort();
        prop_assert_eq!(all, (0..drawn.count).map(key).collect::<Vec<_>>());
    }

    #[test]
    fn every_different_of_a_person_is_kept(drawn in any_case()) {
        let clusters = drawn.clusters();
        for said in drawn.said.iter().filter(|said| said.answer == Answer::Different) {
            prop_assert!(!together(&clusters, &said.a, &said.b));
        }
    }

    #[test]
    fn every_same_of_a_person_is_followed_unless_people_contradict_it(drawn in any_case()) {
        let clusters = drawn.clusters();
        let has_different = drawn.said.iter().any(|said| said.answer == Answer::Different);
        for said in drawn.said.iter().filter(|said| said.answer == Answer::Same) {
            let (a, b) = (said.a.clone().min(said.b.clone()), said.a.clone().max(said.b.clone()));
            let overruled = clusters.overruled.contains(&(a, b));
            prop_assert_eq!(overruled, !together(&clusters, &said.a, &said.b));
            prop_assert!(has_different || !overruled);
        }
    }

    #[test]
    fn without_people_no_cluster_contradicts_itself(drawn in any_case()) {
        let drawn = Drawn { said: Vec::new(), ..drawn };
        let clusters = drawn.clusters();
        for (a, b) in &drawn.contradicting {
            prop_assert!(!together(&clusters, &key(*a), &key(*b)));
        }
    }

    #[test]
    fn what_has_no_bearing_on_each_other_is_sorted_apart(drawn in any_case()) {
        // The ground of examining only a block: two heaps side by side are sorted as each alone.
        let shift = |key: &StatementKey| StatementKey {
            external_id: format!("9{}", key.external_id),
            ..key.clone()
        };
        let keys: Vec<StatementKey> = (0..drawn.count).map(key).collect();
        let others: Vec<StatementKey> = keys.iter().map(shift).collect();
        let mut all: Vec<&StatementKey> = keys.iter().chain(&others).collect();
        all.sort();
        let alike: Vec<Likeness> = drawn.alike.iter().cloned().chain(drawn.alike.iter().map(|like| {
            Likeness { a: shift(&like.a), b: shift(&like.b), score: like.score }
        })).collect();
        let said: Vec<Ruling> = drawn.said.iter().cloned().chain(drawn.said.iter().map(|said| {
            Ruling { a: shift(&said.a), b: shift(&said.b), ..said.clone() }
        })).collect();
        let number = |at: usize| -> usize {
            all[at].external_id.trim_start_matches('9').parse().unwrap()
        };
        let both = sort(&all, &alike, &said, |a, b| {
            let heap = |at: usize| all[at].external_id.starts_with('9');
            let (x, y) = (number(a), number(b));
            heap(a) == heap(b) && drawn.contradicting.contains(&(x.min(y), x.max(y)))
        });
        let alone = drawn.clusters();
        let mut expected: Vec<Vec<StatementKey>> = alone.clusters.iter().cloned()
            .chain(alone.clusters.iter().map(|part| part.iter().map(shift).collect()))
            .collect();
        expected.sort();
        prop_assert_eq!(both.clusters, expected);
    }
}
