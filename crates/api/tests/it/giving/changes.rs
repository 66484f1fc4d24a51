//! The change log as others read it, and as an RPDE feed.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::Value;

use super::rig::{Rig, SECRET_NAME, advice, homework, lunch, on_each};

/// Follows the feed to its end: what a client holds then, by id.
async fn follow(rig: &Rig, from: &str) -> (HashMap<String, Value>, String) {
    let mut held = HashMap::new();
    let mut address = from.to_owned();
    loop {
        let page = rig.get(&address).await;
        assert_eq!(page.status, 200, "{address}");
        let page = page.json();
        let next = page["next"].as_str().unwrap();
        let next = next
            .strip_prefix("https://here.example")
            .unwrap()
            .to_owned();
        let items = page["items"].as_array().unwrap();
        if items.is_empty() {
            assert_eq!(next, address, "the last page leads to itself");
            return (held, address);
        }
        let mut last = 0;
        for item in items {
            let modified = item["modified"].as_i64().unwrap();
            assert!(modified > last, "items rise");
            last = modified;
            let id = item["id"].as_str().unwrap().to_owned();
            assert!(!held.contains_key(&id), "each comes once");
            held.insert(id, item.clone());
        }
        address = next;
    }
}

fn names(held: &HashMap<String, Value>, state: &str) -> Vec<String> {
    let mut names: Vec<String> = held
        .values()
        .filter(|item| item["state"] == state)
        .map(|item| item["data"]["name"].as_str().unwrap_or_default().to_owned())
        .collect();
    names.sort();
    names
}

const START: &str = "/api/v1/changes/rpde?afterChangeNumber=0&limit=2";

#[actix_web::test]
async fn a_follower_ends_with_what_there_is() {
    on_each(async |rig: Rig| {
        let (held, end) = follow(&rig, START).await;
        let all = [
            "=Advice line",
            "Homework club",
            "Lunch club",
            "Stockwell singers",
        ];
        assert_eq!(names(&held, "updated"), all);
        assert_eq!(names(&held, "deleted"), Vec::<String>::new());
        let mut changed = lunch();
        changed.service.name = "Luncheon club".into();
        rig.crawl("open", &[changed, homework(), advice()]).await;
        let (new, _) = follow(&rig, &end).await;
        assert_eq!(names(&new, "updated"), ["Luncheon club"]);
    })
    .await;
}

#[actix_web::test]
async fn what_ended_is_told_for_ever_and_what_was_never_given_is_not_mentioned() {
    on_each(async |rig: Rig| {
        let (before, end) = follow(&rig, START).await;
        assert_eq!(before.len(), 4);
        // A listing that was given for a while, and no longer may be.
        rig.source("hushed", true).await;
        let (given, _) = follow(&rig, START).await;
        assert!(names(&given, "updated").contains(&SECRET_NAME.to_owned()));
        rig.source("hushed", false).await;
        let (after, _) = follow(&rig, &end).await;
        let gone: Vec<&Value> = after
            .values()
            .filter(|item| item["state"] == "deleted")
            .collect();
        assert_eq!(gone.len(), 1);
        assert!(gone[0].get("data").is_none());
        let whole = rig.get("/api/v1/changes?limit=1000").await.json();
        let kinds = whole["changes"].as_array().unwrap();
        assert_eq!(kinds.last().unwrap()["sequence"], whole["next"]);
        assert!(kinds.iter().any(|change| change["kind"] == "deleted"));
    })
    .await;
}

#[actix_web::test]
async fn one_who_waits_is_told_at_once() {
    let rig = Rig::furnished().await;
    let next = rig.get("/api/v1/changes?limit=1000").await.json()["next"]
        .as_i64()
        .unwrap();
    let nothing = rig
        .get(&format!("/api/v1/changes?after={next}"))
        .await
        .json();
    assert_eq!(nothing["changes"].as_array().unwrap().len(), 0);
    assert_eq!(nothing["next"], next);
    let address = format!("/api/v1/changes?after={next}&wait=20");
    let began = std::time::Instant::now();
    let mut changed = lunch();
    changed.service.name = "Luncheon club".into();
    let items = [changed, homework(), advice()];
    let (told, ()) = futures::join!(rig.get(&address), rig.crawl("open", &items));
    assert!(began.elapsed() < Duration::from_secs(15));
    assert_eq!(told.json()["changes"][0]["kind"], "updated");
    assert!(told.json()["changes"][0]["url"].is_string());
}

#[actix_web::test]
async fn what_is_asked_wrongly_is_refused() {
    let rig = Rig::furnished().await;
    for query in [
        "after=x",
        "after=-1",
        "wait=31",
        "wait=x",
        "limit=0",
        "limit=5000",
    ] {
        let reply = rig.get(&format!("/api/v1/changes?{query}")).await;
        assert_eq!(reply.status, 400, "{query}");
    }
    let reply = rig.get("/api/v1/changes/rpde?afterChangeNumber=x").await;
    assert_eq!(reply.status, 400);
}
