//! The seven feeds of the demonstration, crawled from a server that serves them as they are: the
//! numbers must be those that the facts promise.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crawler::{Silent, SourceConfig, read_sources};
use directory::{ListingView, RunReport, Sought, StatementView};
use serde::Deserialize;

use crate::rig::Rig;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

fn text(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn sources(origin: &str) -> Vec<SourceConfig> {
    let load = |name: &str| std::fs::read_to_string(folder().join(name));
    read_sources(
        &text("sources.toml").replace("{origin}", origin),
        "fixtures/sources.toml",
        &load,
    )
    .unwrap_or_else(|error| panic!("{error}"))
}

#[derive(Deserialize)]
struct Expected {
    listings: u64,
    feed: BTreeMap<String, Feed>,
}

#[derive(Deserialize)]
struct Feed {
    listings: u64,
    oddities: Vec<Oddity>,
}

#[derive(Deserialize)]
struct Oddity {
    kind: String,
    count: u64,
    outcome: String,
}

#[derive(Deserialize)]
struct Truth {
    overlap: Vec<Group>,
    apart: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    listings: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    feed: String,
    id: String,
}

/// The demonstration, crawled.
struct Demo {
    rig: Rig,
    reports: BTreeMap<String, RunReport>,
    /// Statements, each as feed and id, in the listing where they are.
    homes: HashMap<(String, String), usize>,
    listings: Vec<Arc<ListingView>>,
}

async fn crawl() -> Demo {
    let rig = Rig::with(|options| options.bounds.body = 5_000_000).await;
    rig.origin.serve_folder(folder().join("feeds"));
    let sources = sources(&rig.origin.url(""));
    let mut reports = BTreeMap::new();
    for (id, report) in rig.crawler.crawl_all(&sources, &Silent).await {
        reports.insert(id.to_string(), report.expect("the directory takes it"));
    }
    rig.directory.catch_up().await.expect("the index follows");
    let listings = rig.listings().await;
    let homes = listings
        .iter()
        .enumerate()
        .flat_map(|(at, view)| view.statements.iter().map(move |said| (said, at)))
        .map(|(said, at)| {
            (
                (said.key.source.to_string(), said.key.external_id.clone()),
                at,
            )
        })
        .collect();
    Demo {
        rig,
        reports,
        homes,
        listings,
    }
}

#[test]
fn the_sources_file_is_sound_and_its_ids_do_not_depend_on_the_port() {
    let (one, other) = (sources("http://127.0.0.1:1"), sources("http://127.0.0.1:2"));
    assert_eq!(one.len(), 7);
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one.source, other.source);
        assert!(one.source.uri.starts_with("https://"), "{}", one.source.uri);
        assert!(
            one.source
                .area
                .as_ref()
                .is_some_and(|area| area.code.is_some())
        );
    }
}

/// One crawl, because it is by far the longest part of this.
#[tokio::test]
async fn the_demonstration_is_as_the_facts_promise() {
    let demo = crawl().await;
    every_feed_gives_what_the_facts_promise(&demo);
    services_fold_as_the_facts_say_and_sessions_stay_apart(&demo).await;
}

fn every_feed_gives_what_the_facts_promise(demo: &Demo) {
    let expected: Expected = toml::from_str(&text("facts/expected.toml")).expect("the numbers");
    let mut faults = Vec::new();
    for (id, feed) in &expected.feed {
        let report = &demo.reports[id];
        if !report.complete {
            faults.push(format!("{id} is not complete: {:?}", report.problems));
        }
        if report.kept != feed.listings {
            faults.push(format!(
                "{id} has {} listings, not {}",
                report.kept, feed.listings
            ));
        }
        let aside: u64 = report.set_aside.iter().map(|(_, count)| count).sum();
        let planted: u64 = feed
            .oddities
            .iter()
            .filter(|oddity| matches!(oddity.outcome.as_str(), "set-aside" | "not-live"))
            // A map shows one place in two layers: that is one place, and nothing is lost.
            .filter(|oddity| (id.as_str(), oddity.kind.as_str()) != ("mymaps-lambeth", "repeat"))
            .map(|oddity| oddity.count)
            .sum();
        if aside != planted {
            let reasons = &report.set_aside;
            faults.push(format!(
                "{id} set {aside} aside, not {planted}: {reasons:?}"
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let all: u64 = demo.reports.values().map(|report| report.kept).sum();
    assert_eq!(all, expected.listings);
    for path in demo.rig.origin.paths() {
        let closed =
            path.contains("results.action") || path.contains("/Search") || path.contains("?f");
        assert!(!closed, "robots.txt disallows {path}");
    }
}

async fn services_fold_as_the_facts_say_and_sessions_stay_apart(demo: &Demo) {
    let truth: Truth = toml::from_str(&text("facts/overlaps.toml")).expect("the truth");
    let map = map_ids(demo).await;
    let key_of = |named: &Named| -> Option<(String, String)> {
        let id = if named.feed == "mymaps-lambeth" {
            map.get(&named.id)?
        } else {
            &named.id
        };
        Some((named.feed.clone(), id.clone()))
    };
    let home = |named: &Named| key_of(named).and_then(|key| demo.homes.get(&key)).copied();

    let mut same: BTreeSet<((String, String), (String, String))> = BTreeSet::new();
    let (mut pairs, mut folded) = (0, 0);
    for group in &truth.overlap {
        for (at, one) in group.listings.iter().enumerate() {
            let found = home(one);
            assert!(
                found.is_some(),
                "{}/{} is not in the directory",
                one.feed,
                one.id
            );
            for other in &group.listings[at + 1..] {
                pairs += 1;
                folded += usize::from(found == home(other));
                if let (Some(one), Some(other)) = (key_of(one), key_of(other)) {
                    same.insert((one.clone(), other.clone()));
                    same.insert((other, one));
                }
            }
        }
    }
    eprintln!(
        "{folded} of {pairs} overlapping pairs are one listing; {} listings",
        demo.listings.len()
    );

    let key = |said: &StatementView| (said.key.source.to_string(), said.key.external_id.clone());
    let mut wrong = Vec::new();
    for view in &demo.listings {
        for (at, one) in view.statements.iter().enumerate() {
            for other in &view.statements[at + 1..] {
                if !same.contains(&(key(one), key(other))) {
                    wrong.push(format!(
                        "{}: {} and {}",
                        view.listing.service.name, one.key, other.key
                    ));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "folded although they are different services:\n{}",
        wrong.join("\n")
    );
    assert_eq!(truth.apart.len(), 13);
    for group in &truth.apart {
        assert!(group.listings.iter().all(|named| home(named).is_some()));
    }
}

/// The map gives its items no ids: by layer and name, the ids that were derived.
async fn map_ids(demo: &Demo) -> HashMap<String, String> {
    let mut ids = HashMap::new();
    for view in &demo.listings {
        let id = view.listing.id.to_string();
        let said = demo.rig.directory.statements(&id).await;
        let Ok(Sought::Found(said)) = said else {
            panic!("{id} is listed: {said:?}");
        };
        for said in said.statements {
            if said.key.source.as_str() != "mymaps-lambeth" {
                continue;
            }
            for term in &said.service.taxonomy_terms {
                ids.insert(
                    format!("{}/{}", term.name, said.service.name),
                    said.key.external_id.clone(),
                );
            }
        }
    }
    ids
}
