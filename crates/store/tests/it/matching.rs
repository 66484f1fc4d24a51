//! Blocking keys and judgements.

use domain::lifecycle::Standing;
use domain::statement::StatementState;
use store::{MatchDecision, StatementWrite};

use crate::stage::{Stage, day, id, key, listing, on_each, statement};

async fn three(stage: &Stage) {
    stage
        .write(async |tx| {
            tx.insert_listings(&[listing(1, "any")]).await.unwrap();
            let writes = ["a", "b", "c"].map(|name| statement(name, name));
            tx.put_statements(&writes, None, day(1)).await.unwrap();
            let in_listing = StatementWrite {
                listing: Some(id(1)),
                ..statement("a", "a")
            };
            tx.put_statements(&[in_listing], None, day(1))
                .await
                .unwrap();
        })
        .await;
}

fn keys(keys: &[&str]) -> Vec<String> {
    keys.iter().map(ToString::to_string).collect()
}

async fn found(stage: &Stage, asked: &[&str]) -> Vec<(String, String)> {
    let hits = stage
        .write(async |tx| tx.statements_with_match_keys(&keys(asked)).await.unwrap())
        .await;
    hits.into_iter()
        .map(|hit| (hit.match_key, hit.statement.external_id))
        .collect()
}

#[tokio::test]
async fn statements_are_found_by_the_keys_they_have_now() {
    on_each(async |stage| {
        three(&stage).await;
        let long = format!("name:{}", "very ".repeat(2_000));
        stage
            .write(async |tx| {
                let set = [
                    (key("a"), keys(&["phone:1", "post:sw9", "phone:1"])),
                    (key("b"), keys(&["phone:1", &long])),
                    (key("c"), keys(&["phone:2"])),
                ];
                tx.set_match_keys(&set).await.unwrap();
                let gone = [(key("b"), Standing::withdrawn(day(2)))];
                tx.set_standings(&gone).await.unwrap();
            })
            .await;
        let pair = |key: &str, id: &str| (key.to_owned(), id.to_owned());
        assert_eq!(
            found(&stage, &["phone:1", "post:sw9", "nothing"]).await,
            [
                pair("phone:1", "a"),
                pair("phone:1", "b"),
                pair("post:sw9", "a")
            ]
        );
        assert_eq!(found(&stage, &[&long]).await, [pair(&long, "b")]);
        assert_eq!(found(&stage, &[]).await, []);
        let hits = stage
            .write(async |tx| {
                tx.statements_with_match_keys(&keys(&["phone:1"]))
                    .await
                    .unwrap()
            })
            .await;
        assert_eq!(
            (hits[0].listing, hits[0].state),
            (Some(id(1)), StatementState::Active)
        );
        assert_eq!(
            (hits[1].listing, hits[1].state),
            (None, StatementState::Withdrawn)
        );

        stage
            .write(async |tx| tx.set_match_keys(&[(key("a"), Vec::new())]).await.unwrap())
            .await;
        assert_eq!(found(&stage, &["phone:1"]).await, [pair("phone:1", "b")]);
    })
    .await;
}

#[tokio::test]
async fn a_judgement_stands_whichever_way_round_the_pair_is_named_until_it_is_undone() {
    on_each(async |stage| {
        three(&stage).await;
        let decision = |a: &str, b: &str, same| MatchDecision {
            a: key(a),
            b: key(b),
            same,
            decided_by: "moderator 7".to_owned(),
            reason: "two evenings".to_owned(),
            decided_at: day(3),
        };
        stage
            .write(async |tx| {
                tx.put_match_decision(&decision("a", "b", true))
                    .await
                    .unwrap();
                tx.put_match_decision(&decision("b", "a", false))
                    .await
                    .unwrap();
                tx.put_match_decision(&decision("c", "b", true))
                    .await
                    .unwrap();
            })
            .await;
        let of = async |id: &str| stage.store.match_decisions(&[key(id)]).await.unwrap();
        let (ab, bc) = (decision("a", "b", false), decision("b", "c", true));
        assert_eq!(of("a").await, std::slice::from_ref(&ab));
        assert_eq!(of("b").await, [ab, bc.clone()]);
        let undo = async || {
            stage
                .write(async |tx| {
                    tx.remove_match_decision(&key("b"), &key("a"))
                        .await
                        .unwrap()
                })
                .await
        };
        assert!(undo().await);
        assert!(!undo().await);
        assert_eq!(of("b").await, [bc]);
    })
    .await;
}
