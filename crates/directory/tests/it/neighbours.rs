//! Instances in one process that follow one another, and what happens at them by chance.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{TimeDelta, Weekday};
use directory::{By, FeedOutcome, MatchId, RunEnd, Silence};
use domain::federation::Feed;
use domain::listing::Listing;
use domain::source::SourceId;
use domain::statement::Item;
use testkit::database::{Database, postgres, sqlite_in_memory};
use uuid::Uuid;

use crate::rig::{Rig, Said as _, item};

/// Three instances, each of which follows both others.
pub(crate) struct Ring {
    pub(crate) rigs: Vec<Rig>,
    pub(crate) ids: Vec<Uuid>,
}

impl Ring {
    pub(crate) async fn of(databases: Vec<Database>) -> Self {
        let (mut rigs, mut ids) = (Vec::new(), Vec::new());
        for (seed, database) in (100..).zip(databases) {
            let rig = Rig::seeded(database, seed).await;
            ids.push(rig.directory.instance().await.unwrap().id);
            rigs.push(rig);
        }
        for (at, rig) in rigs.iter().enumerate() {
            for (other, id) in ids.iter().enumerate().filter(|(other, _)| *other != at) {
                let name = format!("peer-{other}");
                rig.directory.know_peer(&name, *id).await.unwrap();
            }
        }
        Self { rigs, ids }
    }

    /// What `from` tells `to` now, page by page; what came of it.
    pub(crate) async fn pass(&self, from: usize, to: usize) -> FeedOutcome {
        let mut all = FeedOutcome::default();
        loop {
            let feed = self.page(from, to).await;
            let outcome = self.take(from, to, &feed).await;
            all.taken += outcome.taken;
            all.passed_over += outcome.passed_over;
            if !outcome.more {
                return all;
            }
        }
    }

    pub(crate) async fn page(&self, from: usize, to: usize) -> Feed {
        let peer = self.rigs[to].directory.peer(&format!("peer-{from}")).await;
        let after = peer.unwrap().unwrap().after;
        let told = self.rigs[from].directory.told(after, 7, Some(self.ids[to]));
        // As it travels.
        let text = serde_json::to_string(&told.await.unwrap()).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    pub(crate) async fn take(&self, from: usize, to: usize, feed: &Feed) -> FeedOutcome {
        let peer = format!("peer-{from}");
        let taken = self.rigs[to].directory.take_feed(&peer, feed);
        taken.await.unwrap()
    }

    /// Everybody asks everybody until nobody tells anything; how often somebody was asked, and how
    /// many records were taken.
    pub(crate) async fn settle(&self) -> (usize, usize) {
        let (mut rounds, mut taken) = (0, 0);
        loop {
            rounds += 1;
            let mut news = 0;
            for from in 0..self.rigs.len() {
                for to in (0..self.rigs.len()).filter(|to| *to != from) {
                    let outcome = self.pass(from, to).await;
                    news += outcome.taken;
                }
            }
            taken += news;
            if news == 0 {
                return (rounds, taken);
            }
            assert!(rounds < 10, "it goes round and round");
        }
    }

    /// What people see at an instance.
    pub(crate) async fn shown(&self, at: usize) -> BTreeMap<Uuid, (String, String)> {
        let listings = listings(&self.rigs[at]).await;
        listings
            .into_iter()
            .map(|listing| {
                let folded = (
                    listing.status,
                    serde_json::to_value(&listing.provenance).unwrap(),
                );
                let body = serde_json::to_string(&listing.service).unwrap();
                (listing.id, (body, format!("{folded:?}")))
            })
            .collect()
    }

    pub(crate) async fn agree(&self) {
        if let Err(why) = self.compare().await {
            panic!("{why}");
        }
    }

    /// Whether all show the same; what does not fit, otherwise.
    pub(crate) async fn compare(&self) -> Result<(), String> {
        let first = self.shown(0).await;
        for at in 1..self.rigs.len() {
            let there = self.shown(at).await;
            let ids: BTreeSet<&Uuid> = first.keys().chain(there.keys()).collect();
            for id in ids {
                let (ours, theirs) = (first.get(id), there.get(id));
                if ours != theirs {
                    return Err(format!(
                        "{id} is {ours:?} at the first and {theirs:?} at instance {at}"
                    ));
                }
            }
        }
        Ok(())
    }
}

pub(crate) async fn listings(rig: &Rig) -> Vec<Listing> {
    let mut all = Vec::new();
    let mut after = None;
    while let Some((views, last)) = rig.directory.next_given(after).await.unwrap() {
        all.extend(views.iter().map(|view| view.listing.clone()));
        after = Some(last);
    }
    all
}

/// A ring on each kind of database.
pub(crate) async fn on_rings<F: AsyncFn(Ring)>(test: F) {
    test(Ring::of((0..3).map(|_| sqlite_in_memory()).collect()).await).await;
    let mut servers = Vec::new();
    for _ in 0..3 {
        servers.extend(postgres().await);
    }
    if servers.len() == 3 {
        test(Ring::of(servers).await).await;
    }
}

/// One look at a source that tells changes: these items, and those that are gone.
pub(crate) async fn hear(rig: &Rig, source: &SourceId, items: &[Item], gone: &[&str]) {
    rig.clock.advance(TimeDelta::seconds(1));
    let run = rig.directory.begin_run(source).await.unwrap();
    rig.page(&run, "changes", items).await;
    let end = RunEnd {
        complete: true,
        silence: Silence::NoNews,
        gone: gone.iter().map(|id| (*id).to_owned()).collect(),
        ..RunEnd::default()
    };
    rig.directory.finish_run(run, end).await.unwrap();
}

pub(crate) fn by() -> By {
    By {
        actor: domain::authority::Actor::Operator,
        name: "A. Moderator".to_owned(),
        reason: "I rang them".to_owned(),
    }
}

/// What happens by chance: to each instance a source of its own, and edits, withdrawals, merges and
/// their undoing at random.
pub(crate) struct Life {
    pub(crate) dice: Dice,
    sources: Vec<SourceId>,
    undoable: Vec<(usize, MatchId)>,
    /// Of so many services each source speaks.
    most: usize,
}

impl Life {
    pub(crate) async fn at(ring: &Ring, seed: u64, most: usize) -> Self {
        let mut sources = Vec::new();
        for (at, rig) in ring.rigs.iter().enumerate() {
            // Clocks differ a little.
            rig.clock.advance(TimeDelta::milliseconds(37 * at as i64));
            sources.push(rig.source(&format!("home-{at}"), 1).await);
        }
        Self {
            dice: Dice(seed),
            sources,
            undoable: Vec::new(),
            most,
        }
    }

    /// Something happens at an instance.
    pub(crate) async fn happens_at(&mut self, ring: &Ring, at: usize) {
        let rig = &ring.rigs[at];
        match self.dice.below(10) {
            0..7 => {
                let id = self.dice.below(self.most).to_string();
                let item = self.dice.item(&id);
                hear(rig, &self.sources[at], &[item], &[]).await;
            }
            7 => {
                let id = self.dice.below(self.most).to_string();
                hear(rig, &self.sources[at], &[], &[&id]).await;
            }
            8 => self.merge_at(rig, at).await,
            _ => {
                if let Some((at, id)) = self.undoable.pop() {
                    let undone = ring.rigs[at].directory.undo_match(id, &by()).await;
                    undone.unwrap();
                }
            }
        }
    }

    async fn merge_at(&mut self, rig: &Rig, at: usize) {
        let all = listings(rig).await;
        if all.len() < 2 {
            return;
        }
        let mut one = || all[self.dice.below(all.len())].id.to_string();
        let (one, other) = (one(), one());
        rig.clock.advance(TimeDelta::seconds(1));
        let merged = rig.directory.merge_listings(&one, &other, &by()).await;
        let matches = merged.iter().flat_map(|done| &done.matches);
        self.undoable.extend(matches.map(|id| (at, *id)));
    }
}

/// A row of numbers that is the same in each run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn item(&mut self, id: &str) -> Item {
        let names = [
            "Lunch club",
            "Chair yoga",
            "Repair cafe",
            "Walking group",
            "Chess evening",
            "Baby rhymes",
        ];
        let postcodes = ["NW5 2TJ", "SW9 8DJ", "SE1 9SG", "E8 1AA"];
        let days = [Weekday::Mon, Weekday::Thu, Weekday::Sat];
        let made = item(id, names[self.below(6)], postcodes[self.below(4)])
            .phone(&format!("020 7946 00{:02}", self.below(30)));
        if self.below(2) == 0 {
            made.on(days[self.below(3)])
        } else {
            made
        }
    }
}
