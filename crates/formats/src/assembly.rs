//! Services whose pieces come in several documents: places in a list of their own, dated sessions in a
//! feed of their own.
//!
//! A reader gives [`Piece`]s beside its items; an [`Assembly`] remembers them, from one run to the next
//! where a feed only tells what changed, and puts those of a service into it. **It does no I/O and has
//! no clock**: whoever crawls keeps it and says what day it is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate, NaiveTime, TimeDelta};
use domain::schedule::{Frequency, Schedule};
use domain::service::{Service, ServiceAtLocation};
use domain::statement::Item;
use serde::{Deserialize, Serialize};

use crate::reading::Reading;

/// Days from today within which dated sessions count.
const WINDOW: TimeDelta = TimeDelta::days(60);
/// Days from today after which they are not even remembered.
const REMEMBERED: TimeDelta = TimeDelta::days(120);
/// Dated sessions that one service keeps one by one.
const MOST_SINGLE: usize = 30;
/// Sessions of one day and hour that make a weekly one.
const MAKES_WEEKLY: usize = 3;
/// How the keys of sessions begin.
pub(crate) const SESSION: &str = "session/";

/// A piece of a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    /// Its own key in the source.
    pub id: String,
    /// The service: its external id.
    pub of: String,
    /// What it is.
    pub part: Part,
}

/// What a piece is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A place, with its times.
    Place(ServiceAtLocation),
    /// One session on one day.
    Session {
        /// The day, in London.
        on: NaiveDate,
        /// When it begins, in London.
        from: Option<NaiveTime>,
        /// When it ends, in London.
        to: Option<NaiveTime>,
    },
}

/// What a feed says of one of its records: which it is, and when it last changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The feed's own key: kind and id.
    pub key: String,
    /// The external id of the item, or the key of the piece, that the record gave.
    pub of: String,
    /// The feed's own mark of time or order, as written.
    pub modified: String,
}

/// What is known of the pieces of a source's services.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assembly {
    /// Pieces by service, each by its own key.
    pieces: BTreeMap<String, BTreeMap<String, Part>>,
    /// The service of each piece.
    owners: BTreeMap<String, String>,
    /// Records by the feed's own key.
    versions: BTreeMap<String, Version>,
}

impl Assembly {
    /// Takes the pieces of a reading, drops from it what is older than what is known, and names in
    /// `gone` the external ids that the source says it no longer has.
    pub fn absorb(&mut self, reading: &mut Reading) {
        let mut stale: BTreeSet<String> = BTreeSet::new();
        for version in std::mem::take(&mut reading.versions) {
            let known = self.versions.get(&version.key);
            if known.is_some_and(|known| is_older(&version.modified, &known.modified)) {
                stale.insert(version.of.clone());
                continue;
            }
            self.versions.insert(version.key.clone(), version);
        }
        reading
            .items
            .retain(|item| !stale.contains(&item.external_id));
        for piece in std::mem::take(&mut reading.pieces) {
            if !stale.contains(&piece.id) {
                self.put(piece);
            }
        }
        let mut gone = Vec::new();
        for key in std::mem::take(&mut reading.gone) {
            let of = self.versions.remove(&key).map_or(key, |known| known.of);
            if stale.contains(&of) {
                continue;
            }
            if self.remove(&of) {
                continue;
            }
            gone.push(of);
        }
        reading.gone = gone;
    }

    fn put(&mut self, piece: Piece) {
        self.remove(&piece.id);
        self.owners.insert(piece.id.clone(), piece.of.clone());
        self.pieces
            .entry(piece.of)
            .or_default()
            .insert(piece.id, piece.part);
    }

    /// Forgets a piece; true when there was one.
    fn remove(&mut self, id: &str) -> bool {
        let Some(owner) = self.owners.remove(id) else {
            return false;
        };
        if let Some(pieces) = self.pieces.get_mut(&owner) {
            pieces.remove(id);
            if pieces.is_empty() {
                self.pieces.remove(&owner);
            }
        }
        true
    }

    /// Whether a record of this external id came at first hand, and not inside another.
    #[must_use]
    pub fn knows(&self, external_id: &str) -> bool {
        self.versions
            .values()
            .any(|version| version.of == external_id)
    }

    /// Forgets sessions that are over, and those that are far off.
    pub fn forget_past(&mut self, today: NaiveDate) {
        let over: Vec<String> = self
            .pieces
            .values()
            .flatten()
            .filter(|(_, part)| matches!(part, Part::Session { on, .. } if *on < today || *on - today > REMEMBERED))
            .map(|(id, _)| id.clone())
            .collect();
        for id in over {
            self.remove(&id);
        }
        // A record that gave a session is of no more use once the session is forgotten.
        let owners = &self.owners;
        self.versions.retain(|_, version| {
            !version.of.starts_with(SESSION) || owners.contains_key(&version.of)
        });
    }

    /// The services whose pieces are not those of `before`.
    #[must_use]
    pub fn changed_since(&self, before: &Self) -> BTreeSet<String> {
        self.pieces
            .keys()
            .chain(before.pieces.keys())
            .filter(|of| self.pieces.get(*of) != before.pieces.get(*of))
            .cloned()
            .collect()
    }

    /// How many pieces are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.owners.len()
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty() && self.versions.is_empty()
    }

    /// Puts what is known of its pieces into a service.
    pub fn complete(&self, item: &mut Item, today: NaiveDate) {
        let Some(pieces) = self.pieces.get(&item.external_id) else {
            return;
        };
        let service = &mut item.service;
        let mut sessions: Vec<(NaiveDate, Option<NaiveTime>, Option<NaiveTime>)> = Vec::new();
        for part in pieces.values() {
            match part {
                Part::Place(at) if !service.service_at_locations.contains(at) => {
                    service.service_at_locations.push(at.clone());
                }
                Part::Place(_) => {}
                Part::Session { on, from, to } => sessions.push((*on, *from, *to)),
            }
        }
        // Where the source says how it repeats, that is better than the days that follow from it.
        if !has_times(service) {
            service.schedules = timetable(sessions, today);
        }
    }
}

fn has_times(service: &Service) -> bool {
    !service.schedules.is_empty()
        || service
            .service_at_locations
            .iter()
            .any(|at| !at.schedules.is_empty())
}

/// Whether one mark of time or order is before another: as numbers of any length where both are,
/// else letter by letter.
fn is_older(one: &str, other: &str) -> bool {
    match (one.parse::<i128>(), other.parse::<i128>()) {
        (Ok(one), Ok(other)) => one < other,
        _ => one < other,
    }
}

type Hour = (u32, Option<NaiveTime>, Option<NaiveTime>);

/// Dated sessions as a timetable: three or more a week apart are a weekly session, others stand alone.
fn timetable(
    mut sessions: Vec<(NaiveDate, Option<NaiveTime>, Option<NaiveTime>)>,
    today: NaiveDate,
) -> Vec<Schedule> {
    sessions.retain(|(on, ..)| *on >= today && *on - today <= WINDOW);
    sessions.sort_unstable();
    sessions.dedup();
    let mut by_hour: BTreeMap<Hour, Vec<NaiveDate>> = BTreeMap::new();
    for (on, from, to) in sessions {
        let hour = (on.weekday().num_days_from_monday(), from, to);
        by_hour.entry(hour).or_default().push(on);
    }
    let (mut weekly, mut single): (Vec<Schedule>, Vec<Schedule>) = (Vec::new(), Vec::new());
    for ((_, opens_at, closes_at), days) in by_hour {
        let base = Schedule {
            opens_at,
            closes_at,
            ..Schedule::default()
        };
        let regular = days
            .windows(2)
            .all(|pair| pair[1] - pair[0] == TimeDelta::days(7));
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            continue;
        };
        if regular && days.len() >= MAKES_WEEKLY {
            weekly.push(Schedule {
                weekdays: vec![first.weekday()],
                valid_from: Some(*first).filter(|first| *first - today > TimeDelta::days(7)),
                // What stops well within the window stops; else the feed just tells no more yet.
                valid_to: Some(*last).filter(|last| *last - today < TimeDelta::days(21)),
                ..base
            });
        } else {
            single.extend(days.iter().map(|day| Schedule {
                frequency: Frequency::Once,
                weekdays: vec![day.weekday()],
                valid_from: Some(*day),
                valid_to: Some(*day),
                ..base.clone()
            }));
        }
    }
    single.sort_by_key(|schedule| (schedule.valid_from, schedule.opens_at));
    single.truncate(MOST_SINGLE);
    weekly.into_iter().chain(single).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};
    use domain::schedule::Frequency;

    use super::{is_older, timetable};

    #[test]
    fn marks_beyond_what_a_float_can_hold_are_told_apart() {
        assert!(is_older("637884288000000000", "637884288000000001"));
        assert!(!is_older("637884288000000001", "637884288000000000"));
        assert!(is_older("9", "10"));
        assert!(is_older("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"));
    }

    #[test]
    fn sessions_a_week_apart_are_a_weekly_one() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let on = |days: i64| (today + TimeDelta::days(days), None, None);
        let weekly = timetable(vec![on(1), on(8), on(15), on(22), on(-6)], today);
        assert_eq!(weekly.len(), 1);
        assert_eq!(
            (weekly[0].frequency, weekly[0].valid_to),
            (Frequency::Weekly, None)
        );
        let apart = timetable(vec![on(1), on(15), on(22), on(90)], today);
        assert_eq!(apart.len(), 3);
        assert!(apart.iter().all(|one| one.frequency == Frequency::Once));
    }
}
