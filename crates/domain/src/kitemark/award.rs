//! An award: until when it holds, when to remind, and what it falls back to.
//!
//! It ends with the tier's term or with the first piece of evidence to run out, whichever is
//! earlier. Then the listing keeps the tier below, for that tier's own term. **Nothing is ever
//! unpublished because a mark ran out.**

use chrono::{Datelike as _, Months, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::answers::{Answers, earliest_expiry};
use super::scheme::Scheme;

/// Days before the end at which a group is reminded.
pub const REMINDERS: [u16; 3] = [60, 30, 7];

/// What was awarded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Award {
    /// The scheme's id.
    pub scheme: String,
    /// Its version when this was awarded.
    pub version: u32,
    /// The tier's code.
    pub tier: String,
    /// Who decided, as it is published: "Lambeth Voluntary Sector Network"; none where complete
    /// answers were enough.
    pub assessed_by: Option<String>,
    /// The day from which it holds.
    pub awarded_on: NaiveDate,
    /// The last day on which this tier holds.
    pub until: NaiveDate,
    /// Why it does not hold for the time being, for those who decide; the public sees only that
    /// there is no mark.
    pub suspended: Option<String>,
}

/// What a listing shows of its award on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The tier's code.
    pub tier: String,
    /// Its place from the lowest, 0 first.
    pub rank: usize,
    /// The last day on which it holds.
    pub until: NaiveDate,
    /// Whether a higher tier has run out.
    pub fallen_back: bool,
}

/// The last day on which a tier holds that is awarded on a day.
///
/// `None` when the scheme has no such tier.
#[must_use]
pub fn until(
    scheme: &Scheme,
    tier: &str,
    awarded_on: NaiveDate,
    answers: &Answers,
    tiny: bool,
) -> Option<NaiveDate> {
    let (_, tier) = scheme.tier(tier)?;
    let term = awarded_on
        .checked_add_months(Months::new(u32::from(tier.months)))?
        .pred_opt()?;
    Some(earliest_expiry(scheme, answers, tiny).map_or(term, |evidence| evidence.min(term)))
}

/// What a listing shows of an award on `today`: the tier, or after its end and the days of grace
/// the highest tier below that still holds. Nothing while it is suspended, or when the last has
/// run out.
#[must_use]
pub fn standing(scheme: &Scheme, award: &Award, today: NaiveDate) -> Option<Standing> {
    if award.suspended.is_some() || today < award.awarded_on {
        return None;
    }
    let (top, _) = scheme.tier(&award.tier)?;
    let grace = TimeDelta::days(i64::from(scheme.grace_days));
    let mut until = award.until;
    for rank in (0..=top).rev() {
        let tier = &scheme.tiers[rank];
        if rank < top {
            // It was passed on the same day as the tier above, and rests on no evidence of its own.
            let term = award
                .awarded_on
                .checked_add_months(Months::new(u32::from(tier.months)))?
                .pred_opt()?;
            // The one below takes over where the one above ends, for one step at least a month.
            let least = until.checked_add_months(Months::new(1))?;
            until = term.max(least);
        }
        if today <= until + grace {
            return Some(Standing {
                tier: tier.code.clone(),
                rank,
                until,
                fallen_back: rank < top,
            });
        }
    }
    None
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

#[cfg(test)]
mod tests;
