//! The group of an instance: what it says, takes back, merges and takes apart by chance.

use std::collections::BTreeSet;

use chrono::Weekday;
use directory::{By, MatchId};
use domain::postcode::Postcode;
use domain::schedule::Schedule;
use domain::service::{Location, Phone, Service, ServiceAtLocation};
use domain::statement::Item;

use crate::instance::{Instance, patiently};

/// The group of one instance, and what it has done so far.
pub(crate) struct Group {
    pub(crate) dice: Dice,
    said: usize,
    withdrawn: usize,
    merged: usize,
    undone: usize,
    /// Answers that can be taken back.
    answers: Vec<MatchId>,
}

/// Edits in all.
pub(crate) fn edits(groups: &[Group]) -> usize {
    groups.iter().map(Group::edits).sum()
}

/// How many of each kind.
pub(crate) fn kinds(groups: &[Group]) -> String {
    let sum = |of: fn(&Group) -> usize| groups.iter().map(of).sum::<usize>();
    format!(
        "{} said, {} withdrawn, {} merged, {} taken apart",
        sum(|group| group.said),
        sum(|group| group.withdrawn),
        sum(|group| group.merged),
        sum(|group| group.undone)
    )
}

impl Group {
    /// One for each of three.
    pub(crate) fn of_each(seed: u64) -> Vec<Self> {
        (0..3)
            .map(|at| Self {
                dice: Dice(seed + at * 1_000_003),
                said: 0,
                withdrawn: 0,
                merged: 0,
                undone: 0,
                answers: Vec::new(),
            })
            .collect()
    }

    fn edits(&self) -> usize {
        self.said + self.withdrawn + self.merged + self.undone
    }

    /// Writes until it has done so many edits.
    pub(crate) async fn writes(&mut self, home: &Instance, edits: usize) {
        while self.edits() < edits {
            self.some_at(home).await;
        }
    }

    /// Some random edits: a page of a few that say something new, or one of another kind.
    async fn some_at(&mut self, home: &Instance) {
        match self.dice.below(10) {
            0 => {
                self.withdrawn += 1;
                let id = self.dice.id();
                home.edit(Vec::new(), vec![id]).await;
            }
            1 => self.merge(home).await,
            2 => self.take_back(home).await,
            _ => {
                let few = self.dice.below(9);
                let ids: BTreeSet<String> = (0..=few).map(|_| self.dice.id()).collect();
                self.said += ids.len();
                let items = ids.iter().map(|id| self.dice.item(id)).collect();
                home.edit(items, Vec::new()).await;
            }
        }
    }

    async fn merge(&mut self, home: &Instance) {
        let listings = home.listings().await;
        if listings.len() < 2 {
            return;
        }
        let mut one = || listings[self.dice.below(listings.len())].id.to_string();
        let (one, other) = (one(), one());
        // They may be one already, or have gone meanwhile.
        if let Ok(done) = home.directory.merge_listings(&one, &other, &by()).await {
            self.merged += 1;
            self.answers.extend(done.matches);
        }
    }

    async fn take_back(&mut self, home: &Instance) {
        if self.answers.is_empty() {
            return;
        }
        let id = self.answers.remove(0);
        let reason = by();
        patiently(async || home.directory.undo_match(id, &reason).await).await;
        self.undone += 1;
    }
}

fn by() -> By {
    By {
        actor: domain::authority::Actor::Operator,
        name: "A. Moderator".to_owned(),
        reason: "they are one, or are not".to_owned(),
    }
}

/// A row of numbers that is the same in each run.
pub(crate) struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn id(&mut self) -> String {
        self.below(60).to_string()
    }

    /// Some are much like others, here and elsewhere: those are matched.
    pub(crate) fn item(&mut self, id: &str) -> Item {
        const NAMES: [&str; 12] = [
            "Lunch club",
            "Chair yoga",
            "Repair cafe",
            "Walking group",
            "Chess evening",
            "Baby rhymes",
            "Community choir",
            "Job club",
            "Men's shed",
            "Craft circle",
            "Food bank",
            "Advice desk",
        ];
        const POSTCODES: [&str; 6] = [
            "NW5 2TJ", "SW9 8DJ", "SE1 9SG", "E8 1AA", "N1 2XX", "CR0 1SZ",
        ];
        const DAYS: [Weekday; 3] = [Weekday::Mon, Weekday::Wed, Weekday::Sat];
        let location = Location {
            postcode: Postcode::parse(POSTCODES[self.below(6)]).ok(),
            ..Location::default()
        };
        let schedules = if self.below(3) > 0 {
            vec![Schedule {
                weekdays: vec![DAYS[self.below(3)]],
                ..Schedule::default()
            }]
        } else {
            Vec::new()
        };
        let service = Service {
            name: NAMES[self.below(12)].to_owned(),
            description: Some(format!("Come along. Version {}.", self.below(100_000))),
            phones: vec![Phone {
                number: format!("020 7946 0{:03}", self.below(300)),
                description: None,
            }],
            schedules,
            service_at_locations: vec![ServiceAtLocation {
                location,
                ..ServiceAtLocation::default()
            }],
            ..Service::default()
        };
        Item {
            external_id: id.to_owned(),
            service,
            url: None,
            raw: String::new(),
        }
    }
}
