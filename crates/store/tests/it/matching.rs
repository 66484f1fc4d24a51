//! Blocking keys, pairs, answers, and who founds what.

use std::collections::{BTreeMap, BTreeSet};

use domain::lifecycle::Standing;
use domain::matching::cluster::Answer;
use domain::matching::{Comparison, Contribution, Feature, Verdict};
use domain::source::{Source, SourceId};
use domain::statement::StatementKey;
use store::{
    MatchDecision, MatchKeys, MatchPair, QueueFilter, QueuePlace, QueueState, StatementWrite,
    StoreError, statement_id, stored_key,
};
use uuid::Uuid;

use crate::stage::{Stage, day, id, key, listing, on_each, source, statement};

/// Three statements, each in a listing of its own: a in 1, b in 2, c in 3.
async fn three(stage: &Stage) {
    stage
        .write(async |tx| {
            let listings = [1, 2, 3].map(|n| listing(n, "any"));
            tx.insert_listings(&listings).await.unwrap();
            let writes = [("a", 1), ("b", 2), ("c", 3)].map(|(name, n)| StatementWrite {
                listing: Some(id(n)),
                ..statement(name, name)
            });
            tx.put_statements(&writes, None, day(1)).await.unwrap();
        })
        .await;
}

fn row(name: &str) -> Uuid {
    statement_id(&key(name))
}

fn set(keys: &[&str]) -> BTreeSet<String> {
    keys.iter().map(|key| stored_key(key)).collect()
}

fn pair(one: &str, other: &str, score: f64, verdict: Verdict) -> MatchPair {
    let (one, other) = (row(one), row(other));
    MatchPair {
        a: one.min(other),
        b: one.max(other),
        comparison: Comparison {
            score,
            verdict,
            features: vec![Contribution {
                feature: Feature::Name,
                weight: score,
                words: "the same name".to_owned(),
            }],
        },
        settled: None,
        area: Some("E09000022".to_owned()),
        at: day(2),
    }
}

fn decision(one: &str, other: &str, answer: Answer) -> MatchDecision {
    let (one, other) = (row(one), row(other));
    MatchDecision {
        a: one.min(other),
        b: one.max(other),
        answer,
        decided_by: "moderator 7".to_owned(),
        reason: "two evenings".to_owned(),
        decided_at: day(3),
    }
}

#[tokio::test]
async fn statements_are_found_by_the_keys_they_have_now() {
    on_each(async |stage| {
        three(&stage).await;
        let long = format!("name:{}", "very ".repeat(2_000));
        let held = |names: &[&str]| names.iter().map(|name| row(name)).collect::<BTreeSet<_>>();
        stage
            .write(async |tx| {
                let first = MatchKeys::from([
                    (row("a"), set(&["phone:1", "post:sw9"])),
                    (row("b"), set(&["phone:1", &long])),
                    (row("c"), set(&["phone:2"])),
                ]);
                tx.set_match_keys(&first, &MatchKeys::new()).await.unwrap();
                let asked = set(&["phone:1", "post:sw9", "nothing", &long]);
                let counted = tx.holders_counted(&asked).await.unwrap();
                let expected: BTreeMap<String, u64> = [
                    (stored_key("phone:1"), 2),
                    (stored_key("post:sw9"), 1),
                    (stored_key(&long), 1),
                ]
                .into();
                assert_eq!(counted, expected);
                let holders = tx.holders_of(&asked).await.unwrap();
                let of = |key: &str| holders[&stored_key(key)].iter().copied().collect();
                assert_eq!(held(&["a", "b"]), of("phone:1"));
                assert_eq!(held(&["b"]), of(&long));
                assert_eq!(
                    tx.match_keys_of(&[row("a")]).await.unwrap()[&row("a")],
                    set(&["phone:1", "post:sw9"])
                );
                let second =
                    MatchKeys::from([(row("a"), BTreeSet::new()), (row("c"), set(&["phone:3"]))]);
                tx.set_match_keys(&second, &first).await.unwrap();
                let asked = set(&["phone:1", "phone:2", "phone:3"]);
                let left = tx.holders_counted(&asked).await.unwrap();
                let expected = ["phone:1", "phone:3"].map(|key| (stored_key(key), 1));
                assert_eq!(left, BTreeMap::from(expected));
            })
            .await;
    })
    .await;
}

#[tokio::test]
async fn pairs_are_kept_with_their_explanation_until_a_statement_of_theirs_changes() {
    on_each(async |stage| {
        three(&stage).await;
        let (ab, bc) = (
            pair("a", "b", 9.5, Verdict::Same),
            pair("c", "b", 3.25, Verdict::Unsure),
        );
        stage
            .write(async |tx| {
                tx.insert_match_pairs(&[ab.clone(), bc.clone()])
                    .await
                    .unwrap();
                let links = tx.same_links_of(&[row("b")]).await.unwrap();
                assert_eq!(links.len(), 1, "an unsure pair ties nothing together");
                assert_eq!((links[0].a, links[0].b, links[0].score), (ab.a, ab.b, 9.5));
            })
            .await;
        stage
            .write(async |tx| {
                let settled = [(ab.a, ab.b, Some(Verdict::Different))];
                tx.settle_match_pairs(&settled).await.unwrap();
            })
            .await;
        let settled = stage.store.match_pair(ab.a, ab.b).await.unwrap().unwrap();
        assert_eq!(settled.settled, Some(Verdict::Different));
        assert_eq!(
            stage.store.waiting_matches().await.unwrap(),
            1,
            "no other than b and c"
        );
        stage
            .write(async |tx| tx.settle_match_pairs(&[(ab.a, ab.b, None)]).await.unwrap())
            .await;
        let store = &stage.store;
        assert_eq!(
            store.match_pair(ab.b, ab.a).await.unwrap(),
            Some(ab.clone())
        );
        let forget = async |of: &str, spared: &[Uuid]| {
            let spared = spared.iter().copied().collect();
            stage
                .write(async |tx| tx.remove_match_pairs_of(&[row(of)], &spared).await.unwrap())
                .await;
        };
        forget("b", &[row("a"), row("c")]).await;
        assert!(store.match_pair(ab.a, ab.b).await.unwrap().is_some());
        forget("b", &[row("c")]).await;
        assert_eq!(store.match_pair(ab.a, ab.b).await.unwrap(), None);
        forget("a", &[]).await;
        assert_eq!(store.match_pair(bc.a, bc.b).await.unwrap(), Some(bc));
    })
    .await;
}

#[tokio::test]
async fn an_answer_stands_whichever_way_round_the_pair_is_named_until_it_is_undone() {
    on_each(async |stage| {
        three(&stage).await;
        let (later, different, same) = (
            decision("a", "b", Answer::Later),
            decision("a", "b", Answer::Different),
            decision("c", "b", Answer::Same),
        );
        stage
            .write(async |tx| {
                for decision in [&later, &different, &same] {
                    let turned = MatchDecision {
                        a: decision.b,
                        b: decision.a,
                        ..decision.clone()
                    };
                    tx.put_match_decision(&turned).await.unwrap();
                }
            })
            .await;
        let of = async |name: &str| stage.store.match_decisions(&[row(name)]).await.unwrap();
        assert_eq!(of("a").await, std::slice::from_ref(&different));
        assert_eq!(of("b").await.len(), 2);
        let undo = async || {
            stage
                .write(async |tx| tx.undo_match_decision(row("b"), row("a")).await.unwrap())
                .await
        };
        assert_eq!(undo().await, Some(different));
        assert_eq!(
            of("a").await,
            std::slice::from_ref(&later),
            "what it replaced stands again"
        );
        assert_eq!(undo().await, Some(later));
        assert_eq!(undo().await, None);
        assert_eq!(of("b").await, [same]);
    })
    .await;
}

#[tokio::test]
async fn the_queue_holds_what_nobody_has_answered_the_likeliest_first() {
    on_each(async |stage| {
        three(&stage).await;
        stage
            .write(async |tx| {
                let pairs = [
                    pair("a", "b", 3.5, Verdict::Unsure),
                    pair("b", "c", 5.1, Verdict::Unsure),
                    pair("a", "c", 5.1, Verdict::Unsure),
                ];
                tx.insert_match_pairs(&pairs).await.unwrap();
            })
            .await;
        let filter = |state, after| QueueFilter {
            state,
            source: None,
            area: None,
            after,
        };
        let mut walked: Vec<QueuePlace> = Vec::new();
        while let [place] = stage
            .store
            .match_queue(&filter(QueueState::Waiting, walked.last().copied()), 1)
            .await
            .unwrap()[..]
        {
            walked.push(place);
        }
        assert_eq!(
            walked.iter().map(|p| p.score).collect::<Vec<_>>(),
            [5.1, 5.1, 3.5]
        );
        assert!((walked[0].a, walked[0].b) < (walked[1].a, walked[1].b));
        assert_eq!(stage.store.waiting_matches().await.unwrap(), 3);

        stage
            .write(async |tx| {
                tx.put_match_decision(&decision("a", "b", Answer::Later))
                    .await
                    .unwrap();
                tx.put_match_decision(&decision("a", "c", Answer::Different))
                    .await
                    .unwrap();
                // Together in one listing: nothing is left to ask.
                tx.move_statements(&[(key("b"), id(3))]).await.unwrap();
            })
            .await;
        let count =
            async |filter: QueueFilter| stage.store.match_queue(&filter, 10).await.unwrap().len();
        assert_eq!(count(filter(QueueState::Waiting, None)).await, 0);
        assert_eq!(count(filter(QueueState::Later, None)).await, 1);
        assert_eq!(count(filter(QueueState::Decided, None)).await, 1);
        for (source, area, expected) in [
            (Some("lambeth-map"), Some("E09000022"), 1),
            (Some("other"), None, 0),
            (None, Some("E09000007"), 0),
        ] {
            let filter = QueueFilter {
                source: source.map(|id| SourceId::parse(id).unwrap()),
                area: area.map(str::to_owned),
                ..filter(QueueState::Decided, None)
            };
            assert_eq!(count(filter).await, expected, "{source:?} {area:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn each_statement_founds_one_listing_and_leaves_it_to_an_heir() {
    on_each(async |stage| {
        three(&stage).await;
        let other = Source {
            id: SourceId::parse("other").unwrap(),
            ..source()
        };
        stage
            .write(async |tx| {
                tx.put_source(&other, true).await.unwrap();
                let heads = tx.statement_heads(&[key("a"), key("b")]).await.unwrap();
                let founds = heads[&key("a")].founds;
                assert_eq!(
                    tx.founded_already(&[founds, id(77)]).await.unwrap(),
                    [founds].into()
                );
                // b leaves to a, a to c: c carries both.
                tx.set_standings(&[
                    (key("a"), Standing::withdrawn(day(4))),
                    (key("b"), Standing::withdrawn(day(4))),
                ])
                .await
                .unwrap();
                tx.set_heirs(&[(row("b"), Some(row("a"))), (row("a"), Some(row("c")))])
                    .await
                    .unwrap();
                let carried: BTreeSet<StatementKey> = tx
                    .predecessors_of(&[row("c")])
                    .await
                    .unwrap()
                    .into_iter()
                    .map(|head| head.key)
                    .collect();
                assert_eq!(carried, [key("a"), key("b")].into());
                let end = tx.end_of_line(row("b")).await.unwrap().unwrap();
                assert_eq!(end.key, key("c"));
                assert_eq!(
                    tx.live_members_of(&[id(1), id(3)]).await.unwrap(),
                    [row("c")]
                );
            })
            .await;
        let clash = StatementWrite {
            key: StatementKey {
                source: other.id.clone(),
                external_id: "x".to_owned(),
            },
            ..statement("a", "a")
        };
        let write = stage.store.begin().await.unwrap();
        let error = write
            .put_statements(&[clash], None, day(1))
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::Conflict { .. }), "{error:?}");
    })
    .await;
}

#[tokio::test]
async fn statements_remember_by_which_rules_they_were_matched() {
    on_each(async |stage| {
        three(&stage).await;
        stage
            .write(async |tx| {
                assert_eq!(tx.not_keyed_by("1", 2).await.unwrap().len(), 2);
                tx.mark_keyed(&[row("a"), row("b"), row("c")], "1")
                    .await
                    .unwrap();
                tx.mark_matched(&[row("a")], "1").await.unwrap();
                // Heard again, it has still been matched.
                tx.put_statements(&[statement("a", "new words")], None, day(2))
                    .await
                    .unwrap();
            })
            .await;
        assert_eq!(stage.store.not_matched_by("1").await.unwrap(), (0, 2));
        assert_eq!(stage.store.not_matched_by("2").await.unwrap(), (3, 3));
        stage
            .write(async |tx| tx.forget_matching().await.unwrap())
            .await;
        assert_eq!(stage.store.not_matched_by("1").await.unwrap(), (3, 3));
    })
    .await;
}
