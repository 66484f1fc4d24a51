//! However it came to be, a directory is what its statements and people's answers say now.
//!
//! Random crawls, edits, withdrawals, merges and un-merges, and then a fresh directory that is told
//! only what counts in the end: both must show the same listings. Whoever compares by the log of
//! changes may see other roads, never another end.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc, Weekday};
use directory::{By, Error, MatchId, RunEnd};
use domain::authority::Actor;
use domain::clock::Clock as _;
use domain::listing::{ListingStatus, Provenance};
use domain::matching::cluster::Answer;
use domain::service::Service;
use domain::source::SourceId;
use domain::statement::{Item, StatementKey};
use proptest::prelude::{Just, ProptestConfig, Strategy, prop, prop_oneof, proptest};
use proptest::test_runner::{Config, TestRunner};
use testkit::database::{Database, postgres, sqlite_in_memory};
use uuid::Uuid;

use crate::rig::{Rig, Said as _, item};

/// Sources, and services that each may list.
const SOURCES: usize = 3;
const EACH: usize = 3;

#[derive(Debug, Clone, Copy)]
enum Step {
    /// A source says something of one of its services, in one of some ways.
    Say(usize, usize),
    /// A source takes a service away.
    Withdraw(usize),
    /// Somebody answers a pair.
    Answer(usize, usize, Answer),
    /// Somebody takes an answer back.
    Undo(usize, usize),
}

fn any_step() -> impl Strategy<Value = Step> {
    let who = 0..SOURCES * EACH;
    let answer = prop::sample::select(vec![Answer::Same, Answer::Different, Answer::Later]);
    prop_oneof![
        6 => (who.clone(), 0..WAYS).prop_map(|(who, way)| Step::Say(who, way)),
        1 => who.clone().prop_map(Step::Withdraw),
        2 => (who.clone(), who.clone(), answer).prop_map(|(a, b, said)| Step::Answer(a, b, said)),
        1 => (who.clone(), who).prop_map(|(a, b)| Step::Undo(a, b)),
    ]
}

/// In how many ways a service can be told.
const WAYS: usize = 5;

fn told(who: usize, way: usize) -> Item {
    let id = (who % EACH).to_string();
    let lunch = item(&id, "Kentish Town Lunch Club", "NW5 2TJ").phone("020 7946 0018");
    match way {
        0 => lunch,
        1 => lunch.on(Weekday::Mon),
        2 => item(&id, "kentish town lunch-club", "NW5 2TJ")
            .phone("020 7946 0018")
            .on(Weekday::Thu),
        3 => item(&id, "Kentish Town Lunch Club", "NW5 2TJ").phone("020 7946 0999"),
        _ => item(&id, "Brixton choir", "SW9 8DJ"),
    }
}

fn source_of(who: usize) -> SourceId {
    SourceId::parse(&format!("source-{}", who / EACH)).unwrap()
}

fn key_of(who: usize) -> StatementKey {
    StatementKey {
        source: source_of(who),
        external_id: (who % EACH).to_string(),
    }
}

fn by() -> By {
    By {
        actor: Actor::Operator,
        name: "A. Moderator".to_owned(),
        reason: "it is so".to_owned(),
    }
}

/// What was last said of a service, and when.
#[derive(Debug, Clone, Copy)]
struct Word {
    first: (usize, DateTime<Utc>),
    last: (usize, DateTime<Utc>),
    live: bool,
}

/// An answer, and when it was given.
type Given = (Answer, DateTime<Utc>);

/// What counts in the end.
#[derive(Debug, Clone, Default)]
struct Model {
    words: BTreeMap<usize, Word>,
    answers: BTreeMap<(usize, usize), Vec<Given>>,
    anything_withdrawn: bool,
}

/// What people see: by the statements that it rests on.
type Shown = BTreeMap<BTreeSet<String>, Entry>;

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    id: Uuid,
    service: Service,
    provenance: Provenance,
    status: ListingStatus,
}

async fn directory_on(database: Database) -> Rig {
    let rig = Rig::over(database).await;
    for n in 0..SOURCES {
        // Each with a rank of its own: who is believed does not hang on the second.
        let rank = u16::try_from(n).unwrap() + 1;
        rig.source(&format!("source-{n}"), rank).await;
    }
    rig
}

async fn say(rig: &Rig, who: usize, way: usize) {
    let run = rig.directory.begin_run(&source_of(who)).await.unwrap();
    let item = told(who, way);
    rig.page(&run, &item.external_id, std::slice::from_ref(&item))
        .await;
    rig.directory
        .finish_run(run, RunEnd::default())
        .await
        .unwrap();
}

async fn withdraw(rig: &Rig, who: usize) {
    let run = rig.directory.begin_run(&source_of(who)).await.unwrap();
    let url = (who % EACH).to_string();
    rig.directory
        .page_gone(&run, &url, "it is gone")
        .await
        .unwrap();
    let report = rig
        .directory
        .finish_run(run, RunEnd::default())
        .await
        .unwrap();
    assert_eq!(report.withdrawn, 1);
}

async fn shown(rig: &Rig) -> Shown {
    rig.directory.catch_up().await.unwrap();
    let found = rig.find(&[("per_page", "100")]).await;
    let mut all = Shown::new();
    for hit in &found.hits {
        let id = hit.listing.listing.id.to_string();
        let directory::Shown::Listing(view) = rig.directory.show(&id).await.unwrap() else {
            panic!("{id} is found and has moved");
        };
        let listing = &view.listing;
        let rests_on = view.statements.iter().map(|said| said.key.to_string());
        let entry = Entry {
            id: listing.id,
            service: listing.service.clone(),
            provenance: listing.provenance.clone(),
            status: listing.status,
        };
        all.insert(rests_on.collect(), entry);
    }
    all
}

/// Takes the steps, and remembers what counts.
async fn live_through(rig: &Rig, steps: &[Step]) -> Model {
    let mut model = Model::default();
    let mut ever: BTreeSet<Uuid> = BTreeSet::new();
    for step in steps {
        rig.clock.advance(TimeDelta::seconds(1));
        let now = rig.clock.now();
        match *step {
            Step::Say(who, way) => {
                say(rig, who, way).await;
                let word = model.words.entry(who).or_insert(Word {
                    first: (way, now),
                    last: (way, now),
                    live: true,
                });
                word.live = true;
                if word.last.0 != way {
                    word.last = (way, now);
                }
            }
            Step::Withdraw(who) => {
                let Some(word) = model.words.get_mut(&who).filter(|word| word.live) else {
                    continue;
                };
                withdraw(rig, who).await;
                word.live = false;
                model.anything_withdrawn = true;
            }
            Step::Answer(a, b, answer) => {
                let known = [a, b].iter().all(|who| model.words.contains_key(who));
                if a == b || !known {
                    continue;
                }
                let id = MatchId::of(&key_of(a), &key_of(b));
                rig.directory.decide_match(id, answer, &by()).await.unwrap();
                let pair = (a.min(b), a.max(b));
                model.answers.entry(pair).or_default().push((answer, now));
            }
            Step::Undo(a, b) => {
                if a == b {
                    continue;
                }
                let id = MatchId::of(&key_of(a), &key_of(b));
                let undone = rig.directory.undo_match(id, &by()).await;
                let stood = model.answers.get_mut(&(a.min(b), a.max(b)));
                match stood.and_then(Vec::pop) {
                    Some(_) => assert!(undone.is_ok(), "{undone:?}"),
                    None => assert!(matches!(undone, Err(Error::NotFound { .. })), "{undone:?}"),
                }
            }
        }
        ever.extend(shown(rig).await.values().map(|entry| entry.id));
    }
    for id in ever {
        // Found, moved, or gone; never unknown.
        if let Err(error) = rig.directory.show(&id.to_string()).await {
            assert!(matches!(error, Error::Gone { .. }), "{id}: {error}");
        }
    }
    model
}

/// Tells a fresh directory what counts, each thing at the time at which it was said.
async fn tell(rig: &Rig, model: &Model) {
    let live = |who: &usize| model.words.get(who).is_some_and(|word| word.live);
    let mut events: Vec<(DateTime<Utc>, Step)> = Vec::new();
    for (who, word) in model.words.iter().filter(|(who, _)| live(who)) {
        let changed = word.last.1 > word.first.1;
        // What was said at first does not count, only that something was.
        let first = if changed {
            (word.last.0 + 1) % WAYS
        } else {
            word.first.0
        };
        events.push((word.first.1, Step::Say(*who, first)));
        if changed {
            events.push((word.last.1, Step::Say(*who, word.last.0)));
        }
    }
    for ((a, b), said) in &model.answers {
        if let Some((answer, at)) = said.last().filter(|_| live(a) && live(b)) {
            events.push((*at, Step::Answer(*a, *b, *answer)));
        }
    }
    events.sort_by_key(|(at, _)| *at);
    for (at, step) in events {
        rig.clock.advance(at - rig.clock.now());
        match step {
            Step::Say(who, way) => say(rig, who, way).await,
            Step::Answer(a, b, answer) => {
                let id = MatchId::of(&key_of(a), &key_of(b));
                rig.directory.decide_match(id, answer, &by()).await.unwrap();
            }
            Step::Withdraw(_) | Step::Undo(..) => {}
        }
    }
}

async fn check(lived: Rig, fresh: Rig, steps: &[Step]) {
    let model = live_through(&lived, steps).await;
    tell(&fresh, &model).await;
    let (mut was, mut is) = (shown(&lived).await, shown(&fresh).await);
    if model.anything_withdrawn {
        // A listing goes on under the id of one that is withdrawn; the fresh one never heard of it.
        for entry in was.values_mut().chain(is.values_mut()) {
            entry.id = Uuid::nil();
        }
    }
    assert_eq!(was, is);
}

fn block_on(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happened_the_end_is_what_counts_in_the_end(
        steps in prop::collection::vec(any_step(), 1..24)
    ) {
        block_on(async {
            let lived = directory_on(sqlite_in_memory()).await;
            let fresh = directory_on(sqlite_in_memory()).await;
            check(lived, fresh, &steps).await;
        });
    }

    #[test]
    fn the_order_in_which_sources_are_heard_makes_no_difference(
        (first, second) in prop::collection::btree_map(0..SOURCES * EACH, 0..WAYS, 1..9)
            .prop_map(|said| said.into_iter().collect::<Vec<_>>())
            .prop_flat_map(|said| (Just(said.clone()), Just(said).prop_shuffle()))
    ) {
        block_on(async {
            let (one, other) =
                (directory_on(sqlite_in_memory()).await, directory_on(sqlite_in_memory()).await);
            for (rig, said) in [(&one, &first), (&other, &second)] {
                for (who, way) in said {
                    say(rig, *who, *way).await;
                }
            }
            assert_eq!(shown(&one).await, shown(&other).await);
        });
    }
}

#[test]
fn on_postgresql_the_end_is_what_counts_in_the_end_too() {
    let mut runner = TestRunner::new(Config {
        cases: 3,
        ..Config::default()
    });
    let steps = prop::collection::vec(any_step(), 12..20);
    runner
        .run(&steps, |steps| {
            block_on(async {
                let Some(database) = postgres().await else {
                    return eprintln!("PostgreSQL is left out: no server is named");
                };
                let lived = directory_on(database).await;
                let fresh = directory_on(sqlite_in_memory()).await;
                check(lived, fresh, &steps).await;
            });
            Ok(())
        })
        .unwrap();
}
