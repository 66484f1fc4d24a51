//! Three instances in a ring, each a process of its own: A ↔ B ↔ C ↔ A.
//!
//! A thousand random edits at random homes, each home with a group of its own that writes while the
//! others do; then all three agree, no change was applied twice, and all is still. The numbers are
//! printed.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use domain::statement::StatementKey;
use store::{Subject, statement_id};
use testkit::database::{Database, postgres, sqlite_file};
use uuid::Uuid;

use crate::group::{Dice, Group, edits, kinds};
use crate::instance::{Instance, until};

const EDITS: usize = 1_000;
/// Edits before one of the three goes away, and while it is.
const EDITS_BEFORE: usize = 200;
const EDITS_APART: usize = 150;
/// When it is back, all agree within this.
const SOON: Duration = Duration::from_secs(30);
/// They are given up on after this.
const PATIENCE: Duration = Duration::from_secs(120);
/// Edits whose way is timed.
const TIMED: usize = 20;
/// Nothing may happen for so long.
const STILL: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ring_on_sqlite_agrees_and_falls_silent() {
    agrees((0..3).map(|_| sqlite_file()).collect()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ring_on_sqlite_heals_when_one_was_away() {
    heals((0..3).map(|_| sqlite_file()).collect()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ring_on_postgresql_heals_when_one_was_away() {
    if let Some(databases) = three_servers().await {
        heals(databases).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ring_on_postgresql_agrees_and_falls_silent() {
    if let Some(databases) = three_servers().await {
        agrees(databases).await;
    }
}

async fn three_servers() -> Option<Vec<Database>> {
    let mut databases = Vec::new();
    for _ in 0..3 {
        databases.extend(postgres().await);
    }
    if databases.len() == 3 {
        return Some(databases);
    }
    eprintln!("PostgreSQL is left out: no server is named");
    None
}

async fn agrees(databases: Vec<Database>) {
    let kind = databases[0].kind;
    let ring = start(databases).await;
    let mut groups = Group::of_each(20_261_125);

    let began = Instant::now();
    at_all(&ring, &mut groups, EDITS).await;
    let edited = began.elapsed();
    let agreed = until_agreed(&ring).await;
    let listings = ring[0].listings().await.len();
    println!(
        "{kind}: {} edits in {:.1} s ({}), agreed {:.1} s later on {listings} listings",
        edits(&groups),
        edited.as_secs_f64(),
        kinds(&groups),
        agreed.as_secs_f64()
    );
    assert!(listings > 50, "there is something to agree on");
    let applied = applied_once(&ring).await;
    let (asked, knocks) = still(&ring).await;
    println!(
        "{kind}: {applied} changes of others applied, none twice; {asked} requests and {knocks} knocks for it"
    );

    let mut ways = Vec::new();
    for edit in 0..TIMED {
        ways.push(time_one(&ring, &mut groups[0].dice, edit).await);
    }
    ways.sort_unstable();
    println!(
        "{kind}: an edit is at both others after {} ms (half of them), {} ms at most",
        ways[ways.len() / 2].as_millis(),
        ways[ways.len() - 1].as_millis()
    );
}

/// One dies while the others, and its own group, go on; when it is back, all agree again.
async fn heals(databases: Vec<Database>) {
    let kind = databases[0].kind;
    let mut ring = start(databases).await;
    let mut groups = Group::of_each(20_261_126);
    at_all(&ring, &mut groups, EDITS_BEFORE).await;
    until_agreed(&ring).await;

    ring[2].kill();
    let before = edits(&groups);
    at_all(&ring, &mut groups, before + EDITS_APART).await;
    let apart = edits(&groups) - before;
    until("the two that are left agree", async || {
        sees_all_of(&ring[0], &ring[1]).await && sees_all_of(&ring[1], &ring[0]).await
    })
    .await;
    assert!(!agree(&ring).await, "the third knows nothing of it");
    ring[2].start().await;
    let healed = until_agreed(&ring).await;
    let applied = applied_once(&ring).await;
    let (asked, knocks) = still(&ring).await;
    println!(
        "{kind}: after {apart} edits apart, agreed {:.1} s after the third came back; {applied} changes applied in all, none twice; {asked} requests and {knocks} knocks for it",
        healed.as_secs_f64()
    );
    assert!(healed < SOON, "it took {healed:?}");
}

/// Everybody's groups write at one time, until there were so many edits in all.
async fn at_all(ring: &[Instance], groups: &mut [Group], in_all: usize) {
    let each = in_all / ring.len() + 1;
    let [a, b, c] = groups else {
        panic!("one for each of three");
    };
    tokio::join!(
        a.writes(&ring[0], each),
        b.writes(&ring[1], each),
        c.writes(&ring[2], each)
    );
}

async fn start(databases: Vec<Database>) -> Vec<Instance> {
    let mut ring = Vec::new();
    for ((name, seed), database) in [("a", 1), ("b", 2), ("c", 3)].into_iter().zip(databases) {
        ring.push(Instance::new(name, seed * 1_000_003, database).await);
    }
    for at in 0..3 {
        let others: Vec<&Instance> = (0..3)
            .filter(|other| *other != at)
            .map(|other| &ring[other])
            .collect();
        ring[at].follows(&others);
    }
    for instance in &mut ring {
        instance.start().await;
    }
    until("everybody knocks at everybody's door", async || {
        for instance in &ring {
            if !instance.is_knocked_at().await {
                return false;
            }
        }
        true
    })
    .await;
    ring
}

async fn agree(ring: &[Instance]) -> bool {
    let first = ring[0].shown().await;
    first == ring[1].shown().await && first == ring[2].shown().await
}

/// Waits until all three agree; says what they differ on when they do not.
async fn until_agreed(ring: &[Instance]) -> Duration {
    let began = Instant::now();
    loop {
        let looked = Instant::now();
        if agree(ring).await {
            return began.elapsed();
        }
        if began.elapsed() > PATIENCE {
            panic!("they do not agree: {}", difference(ring).await);
        }
        // To look is work too, and should not be most of what this machine does.
        tokio::time::sleep(looked.elapsed().max(Duration::from_millis(25))).await;
    }
}

/// On what they differ, and how far each has read the others.
async fn difference(ring: &[Instance]) -> String {
    let mut said = String::new();
    let first = ring[0].shown().await;
    for other in &ring[1..] {
        let there = other.shown().await;
        let ids: BTreeSet<&Uuid> = first.keys().chain(there.keys()).collect();
        let apart = ids.iter().filter(|id| first.get(**id) != there.get(**id));
        for id in apart.take(3) {
            let (a, b) = (first.get(*id), there.get(*id));
            let _ = writeln!(said, "{id}: {a:?} at a, {b:?} at {}", other.name);
        }
    }
    for instance in ring {
        for peer in instance.store.peers().await.unwrap() {
            let _ = writeln!(
                said,
                "{} has read {} up to {}, fault {:?}",
                instance.name, peer.name, peer.after, peer.fault
            );
        }
    }
    said
}

/// Whether everything that is said at home is known, at its last version, at `other`.
async fn sees_all_of(other: &Instance, home: &Instance) -> bool {
    let told = home.directory.told(0, 500, None).await.unwrap();
    let mut after = 0;
    let there = versions(other).await;
    let mut page = told;
    loop {
        for record in &page.records {
            if record.path.len() == 1 && !there.contains(&(record.home, record.version)) {
                return false;
            }
        }
        if !page.more || page.next == after {
            return true;
        }
        after = page.next;
        page = home.directory.told(after, 500, None).await.unwrap();
    }
}

async fn versions(instance: &Instance) -> HashSet<(Uuid, i64)> {
    let told = instance.store.told_ever(0, 1_000_000).await.unwrap();
    let origins = told.into_iter().filter_map(|told| told.origin);
    origins
        .map(|origin| (origin.home, origin.version))
        .collect()
}

/// Changes of others that were applied; fails when one was applied twice.
async fn applied_once(ring: &[Instance]) -> usize {
    let mut all = 0;
    for instance in ring {
        let mut counts: HashMap<(Subject, Uuid, i64), usize> = HashMap::new();
        for told in instance.store.told_ever(0, 1_000_000).await.unwrap() {
            if let Some(origin) = told.origin {
                *counts
                    .entry((told.subject, origin.home, origin.version))
                    .or_default() += 1;
                all += 1;
            }
        }
        let twice = counts.values().filter(|count| **count > 1).count();
        assert_eq!(twice, 0, "{} applied changes twice", instance.name);
        let peers = instance.store.peers().await.unwrap();
        let taken: i64 = peers.iter().map(|peer| peer.taken).sum();
        assert_eq!(
            usize::try_from(taken).unwrap(),
            counts.len(),
            "{}",
            instance.name
        );
    }
    all
}

/// Waits until nobody asks or knocks any more, and sees that it stays so; requests and knocks in all.
async fn still(ring: &[Instance]) -> (i64, i64) {
    let traffic = async || {
        let mut all = (0, 0);
        for instance in ring {
            let (asked, knocks) = instance.traffic().await;
            all = (all.0 + asked, all.1 + knocks);
        }
        all
    };
    let began = Instant::now();
    loop {
        let before = traffic().await;
        tokio::time::sleep(STILL).await;
        let after = traffic().await;
        if before == after {
            return after;
        }
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "it goes on and on: {after:?}"
        );
    }
}

/// How long one edit takes to be at both others.
async fn time_one(ring: &[Instance], dice: &mut Dice, edit: usize) -> Duration {
    let home = edit % 3;
    let id = format!("timed-{edit}");
    let item = dice.item(&id);
    let key = StatementKey {
        source: ring[home].source.clone(),
        external_id: id,
    };
    let began = Instant::now();
    ring[home].edit(vec![item], Vec::new()).await;
    let row = statement_id(&key);
    until("an edit is everywhere", async || {
        for instance in ring {
            if instance
                .store
                .statement_heads_by_id(&[row])
                .await
                .unwrap()
                .is_empty()
            {
                return false;
            }
        }
        true
    })
    .await;
    began.elapsed()
}
