//! Days, times and ages: how those of two statements agree.

use std::collections::BTreeSet;

use super::sketch::{Sketch, Slot};
use crate::schedule::weekday_name;

/// Two sessions that begin within so many minutes begin at the same time.
const SAME_START_MIN: u32 = 15;
/// More days than this are opening hours, not sessions, unless they are short.
const SESSION_DAYS: usize = 3;
/// What lasts longer than this, in minutes, is opening hours.
const SESSION_MIN: u32 = 240;
/// A band of more years than this is hardly a band.
const BAND_YEARS: u8 = 25;

/// How days and times agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeLevel {
    SameTimes,
    SameDays,
    SameHours,
    SameOpenDays,
    SomeDays,
    OtherTimes,
    OtherDays,
    OtherWeeks,
}

/// Nothing when one does not say when.
pub(super) fn compare_times(a: &[Slot], b: &[Slot]) -> Option<TimeLevel> {
    let (days_a, days_b) = (days(a), days(b));
    if days_a.is_empty() || days_b.is_empty() {
        return None;
    }
    if days_a.is_disjoint(&days_b) {
        return Some(TimeLevel::OtherDays);
    }
    if weeks_apart(a, b) {
        return Some(TimeLevel::OtherWeeks);
    }
    if days_a != days_b {
        return Some(TimeLevel::SomeDays);
    }
    let sessions = days_a.len() <= SESSION_DAYS || (are_short(a) && are_short(b));
    let (mut same, mut other) = (0, 0);
    for day in &days_a {
        match starts_agree(a, b, *day) {
            Some(Agreement::Same) => same += 1,
            Some(Agreement::Apart) => other += 1,
            Some(Agreement::Overlap) | None => {}
        }
    }
    Some(if other > 0 && same == 0 {
        TimeLevel::OtherTimes
    } else if !sessions && same > 0 && other == 0 {
        TimeLevel::SameHours
    } else if !sessions {
        TimeLevel::SameOpenDays
    } else if same > 0 && other == 0 {
        TimeLevel::SameTimes
    } else {
        TimeLevel::SameDays
    })
}

fn are_short(slots: &[Slot]) -> bool {
    slots.iter().all(|slot| {
        slot.opens
            .zip(slot.closes)
            .is_some_and(|(opens, closes)| closes > opens && closes - opens <= SESSION_MIN)
    })
}

enum Agreement {
    Same,
    Overlap,
    Apart,
}

/// Nothing when one does not say at what time.
fn starts_agree(a: &[Slot], b: &[Slot], day: u32) -> Option<Agreement> {
    let timed = |slots: &[Slot]| -> Vec<(u32, Option<u32>)> {
        slots
            .iter()
            .filter(|slot| slot.day.num_days_from_monday() == day)
            .filter_map(|slot| Some((slot.opens?, slot.closes)))
            .collect()
    };
    let (of_a, of_b) = (timed(a), timed(b));
    if of_a.is_empty() || of_b.is_empty() {
        return None;
    }
    let pairs = || {
        of_a.iter()
            .flat_map(|one| of_b.iter().map(move |other| (*one, *other)))
    };
    if pairs().any(|((one, _), (other, _))| one.abs_diff(other) <= SAME_START_MIN) {
        return Some(Agreement::Same);
    }
    // Without an end a session is taken for an hour and a half.
    let end = |(opens, closes): (u32, Option<u32>)| closes.unwrap_or(opens + 90);
    let meet = pairs().any(|(one, other)| one.0 < end(other) && other.0 < end(one));
    Some(if meet {
        Agreement::Overlap
    } else {
        Agreement::Apart
    })
}

fn days(slots: &[Slot]) -> BTreeSet<u32> {
    slots
        .iter()
        .map(|slot| slot.day.num_days_from_monday())
        .collect()
}

/// Both are monthly, in other weeks.
fn weeks_apart(a: &[Slot], b: &[Slot]) -> bool {
    let weeks = |slots: &[Slot]| -> Option<BTreeSet<i8>> {
        (!slots.is_empty() && slots.iter().all(|slot| !slot.weeks.is_empty())).then(|| {
            slots
                .iter()
                .flat_map(|slot| slot.weeks.iter().copied())
                .collect()
        })
    };
    match (weeks(a), weeks(b)) {
        // The fourth and the last can be one week.
        (Some(a), Some(b)) => {
            a.is_disjoint(&b)
                && !(a.contains(&-1) && b.contains(&4) || a.contains(&4) && b.contains(&-1))
        }
        _ => false,
    }
}

/// The days of a statement in words: "Monday and Thursday".
pub(super) fn day_words(slots: &[Slot]) -> String {
    let mut days: Vec<_> = slots.iter().map(|slot| slot.day).collect();
    days.sort_by_key(chrono::Weekday::num_days_from_monday);
    days.dedup();
    let names: Vec<&str> = days.into_iter().map(weekday_name).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// How age bands agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AgeLevel {
    SameBand,
    Same,
    Overlap,
    Apart,
}

/// Nothing when one is for all ages or does not say.
pub(super) fn compare_ages(a: (u8, u8), b: (u8, u8)) -> Option<AgeLevel> {
    // A band upside down is a slip, and says nothing.
    let said = |band: (u8, u8)| band != (0, u8::MAX) && band.0 <= band.1;
    if !said(a) || !said(b) {
        return None;
    }
    if a.1 < b.0 || b.1 < a.0 {
        return Some(AgeLevel::Apart);
    }
    if a != b {
        return Some(AgeLevel::Overlap);
    }
    let banded = a.1 != u8::MAX && a.1 - a.0 <= BAND_YEARS;
    Some(if banded {
        AgeLevel::SameBand
    } else {
        AgeLevel::Same
    })
}

/// An age band in words: "7 to 11", "under 5", "50 and over".
pub(super) fn age_words((low, high): (u8, u8)) -> String {
    match (low, high) {
        (low, u8::MAX) => format!("{low} and over"),
        (0, high) => format!("up to {high}"),
        (low, high) => format!("{low} to {high}"),
    }
}

/// Whether nobody or no day can be in both: what [`super::contradicts`] asks.
pub(super) fn times_apart(a: &Sketch, b: &Sketch) -> bool {
    matches!(
        compare_times(&a.slots, &b.slots),
        Some(TimeLevel::OtherDays | TimeLevel::OtherWeeks)
    )
}
