//! An award: until when it holds, when to remind, and what it falls back to.
//!
//! It ends with the tier's term or with the first piece of evidence to run out, whichever is
//! earlier. Then the group keeps the tier below, for that tier's own term. **Nothing is ever
//! unpublished because a mark ran out.**

use chrono::{Datelike as _, Months, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::answers::{Answers, Group, earliest_expiry, missing};
use super::scheme::Scheme;

/// Days before the end at which a group is reminded.
pub const REMINDERS: [u16; 3] = [60, 30, 7];

/// One rung: a tier, and the last day on which it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// The tier's code.
    pub tier: String,
    /// The last day.
    pub until: NaiveDate,
}

/// What an award comes to on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Its place in the ladder: 0 is what was awarded.
    pub at: usize,
    /// The tier that holds.
    pub rung: &'a Rung,
}

/// The rungs of a tier that is awarded on a day: itself, then what it falls back to, tier by tier.
///
/// A tier below is a rung when the answers are enough for it and its own evidence still holds by
/// then; it holds for a month at least, so that nobody loses two tiers at once. None when the scheme
/// has no such tier.
#[must_use]
pub fn ladder(
    scheme: &Scheme,
    tier: &str,
    on: NaiveDate,
    answers: &Answers,
    group: Group,
) -> Vec<Rung> {
    let Some((top, _)) = scheme.tier(tier) else {
        return Vec::new();
    };
    let mut rungs: Vec<Rung> = Vec::new();
    for tier in scheme.tiers[..=top].iter().rev() {
        let Some(term) = on
            .checked_add_months(Months::new(u32::from(tier.months)))
            .and_then(|end| end.pred_opt())
        else {
            continue;
        };
        let above = rungs.last().map(|rung| rung.until);
        if above.is_some() && !missing(scheme, &tier.code, answers, group).is_empty() {
            continue;
        }
        let least = above.and_then(|above| above.checked_add_months(Months::new(1)));
        let term = least.map_or(term, |least| term.max(least));
        let until = earliest_expiry(scheme, &tier.code, answers, group)
            .map_or(term, |evidence| evidence.min(term));
        if above.is_none_or(|above| until > above) {
            rungs.push(Rung {
                tier: tier.code.clone(),
                until,
            });
        }
    }
    rungs
}

/// The rung that holds on `today`; `grace_days` after the last day of each the one below takes over.
/// `None` when the last has run out.
#[must_use]
pub fn standing(rungs: &[Rung], grace_days: u16, today: NaiveDate) -> Option<Standing<'_>> {
    let grace = TimeDelta::days(i64::from(grace_days));
    rungs
        .iter()
        .enumerate()
        .find(|(_, rung)| today <= rung.until + grace)
        .map(|(at, rung)| Standing { at, rung })
}

/// The reminder that is due on `today`, as days before the end, when the last one sent was for
/// `sent` days. A job that did not run for a while sends the one that counts now, once.
#[must_use]
pub fn reminder_due(until: NaiveDate, today: NaiveDate, sent: Option<u16>) -> Option<u16> {
    let left = (until - today).num_days();
    if left < 0 {
        return None;
    }
    REMINDERS
        .into_iter()
        .rev()
        .find(|days| left <= i64::from(*days))
        .filter(|days| sent.is_none_or(|sent| *days < sent))
}

/// Whether an award that no person decided is drawn for checking: one in so many, by chance.
#[must_use]
pub fn is_drawn(one_in: u16, draw: u32) -> bool {
    one_in > 0 && draw.is_multiple_of(u32::from(one_in))
}

/// A date as people read it: "3 March 2027".
#[must_use]
pub fn words(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), date.format("%B"), date.year())
}

/// Whether an award that no person decided is to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// It was drawn, and an assessor has to look.
    Due,
    /// An assessor has looked, and it is as it was declared.
    Passed,
    /// An assessor has looked, and it is not.
    Failed,
}

impl Check {
    /// The name in the store and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }

    /// The check of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Due, Self::Passed, Self::Failed]
            .into_iter()
            .find(|check| check.as_str() == name)
    }
}

/// How an award stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AwardState {
    /// It holds, as high as its ladder says today.
    Holds,
    /// It does not hold for the time being. The public sees only that there is no mark.
    Suspended,
    /// An assessor took it away, with a reason.
    TakenAway,
    /// The group gave it back.
    GivenUp,
    /// Its last tier has run out.
    Lapsed,
    /// A newer one took its place.
    Renewed,
}

/// Something that happens to an award.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AwardStep {
    /// It is put aside while something is looked into.
    Suspend,
    /// It holds again.
    Lift,
    /// An assessor takes it away.
    TakeAway,
    /// The group gives it back.
    GiveUp,
    /// Its last tier runs out.
    Lapse,
    /// A newer one takes its place.
    Renew,
}

/// A step that is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an award that {} cannot be {}", .from.words(), .step.words())]
pub struct IllegalAwardStep {
    /// How it stands.
    pub from: AwardState,
    /// What was to happen.
    pub step: AwardStep,
}

/// Where a step leads.
///
/// # Errors
/// [`IllegalAwardStep`] when the award does not stand so that this can happen.
pub fn next(from: AwardState, step: AwardStep) -> Result<AwardState, IllegalAwardStep> {
    use AwardState::{GivenUp, Holds, Lapsed, Renewed, Suspended, TakenAway};
    Ok(match (from, step) {
        (Holds, AwardStep::Suspend) => Suspended,
        (Suspended, AwardStep::Lift) => Holds,
        (Holds | Suspended, AwardStep::TakeAway) => TakenAway,
        (Holds | Suspended, AwardStep::GiveUp) => GivenUp,
        (Holds | Suspended, AwardStep::Lapse) => Lapsed,
        (Holds, AwardStep::Renew) => Renewed,
        _ => return Err(IllegalAwardStep { from, step }),
    })
}

impl AwardState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Holds,
        Self::Suspended,
        Self::TakenAway,
        Self::GivenUp,
        Self::Lapsed,
        Self::Renewed,
    ];

    /// Whether something can still happen to it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Holds | Self::Suspended)
    }

    /// The name in the store and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Suspended => "suspended",
            Self::TakenAway => "taken_away",
            Self::GivenUp => "given_up",
            Self::Lapsed => "lapsed",
            Self::Renewed => "renewed",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// For people, after "an award that" or "the mark".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Suspended => "is suspended",
            Self::TakenAway => "was taken away",
            Self::GivenUp => "was given back",
            Self::Lapsed => "has run out",
            Self::Renewed => "was renewed",
        }
    }
}

impl AwardStep {
    /// Every step.
    pub const ALL: [Self; 6] = [
        Self::Suspend,
        Self::Lift,
        Self::TakeAway,
        Self::GiveUp,
        Self::Lapse,
        Self::Renew,
    ];

    /// The name on the wire and in the audit.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Lift => "lift",
            Self::TakeAway => "take_away",
            Self::GiveUp => "give_up",
            Self::Lapse => "lapse",
            Self::Renew => "renew",
        }
    }

    /// The step of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == name)
    }

    /// For people, after "cannot be".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Suspend => "suspended",
            Self::Lift => "put in force again",
            Self::TakeAway => "taken away",
            Self::GiveUp => "given back",
            Self::Lapse => "ended by its term",
            Self::Renew => "renewed",
        }
    }
}

#[cfg(test)]
mod tests;
