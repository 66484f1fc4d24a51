//! Freshness: when those who run a service are asked whether its details are still right, what a
//! "yes" is worth, and what silence means.
//!
//! How soon a question comes depends on how fast such details go off ([`Risk`]). A "yes" is for the
//! words that stood there: when a source changes them afterwards, nobody has confirmed them. Silence
//! takes nothing away; after two mails it is said to readers.
//!
//! Everything follows from what is stored and the time, not from a timetable: an instance that was
//! down for a year owes each person one mail, not twelve.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::fold::Folded;
use crate::listing::{Field, Listing, ListingStatus};
use crate::service::{Service, ServiceStatus};

/// How long after somebody began to speak for a group they are first asked.
pub const FIRST_AFTER: TimeDelta = TimeDelta::days(14);
/// Whatever becomes due within so long of a mail is asked about in that mail.
pub const BUNDLED_WITHIN: TimeDelta = TimeDelta::days(30);
/// How long the link in a mail works.
pub const LINK_LIFETIME: TimeDelta = TimeDelta::days(60);
/// Two mails to one person are so far apart at least; each that stays unanswered doubles it.
const APART: TimeDelta = TimeDelta::days(28);
/// The distance is doubled so often at most: 112 days.
const MOST_DOUBLINGS: u32 = 2;
/// So many questions have to stay unanswered before readers are told.
const ASKED_BEFORE_TOLD: u32 = 2;

/// How fast the details of a service go off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// No source mentions it any more, or it is closed for a while: only the group can tell.
    Doubtful,
    /// It says whether it takes people now, which changes from week to week.
    Quick,
    /// It gives days and hours, which change with the terms.
    Timed,
    /// Only who and where.
    Steady,
}

impl Risk {
    /// The risk of a listing.
    #[must_use]
    pub fn of(listing: &Listing) -> Self {
        let service = &listing.service;
        let has_times = service.all_schedules().next().is_some() || service.hours_text.is_some();
        if listing.status == ListingStatus::Stale
            || service.status == ServiceStatus::TemporarilyClosed
        {
            Self::Doubtful
        } else if service.capacity.is_some() {
            Self::Quick
        } else if has_times {
            Self::Timed
        } else {
            Self::Steady
        }
    }

    /// How long a confirmation is good for.
    #[must_use]
    pub fn interval(self) -> TimeDelta {
        TimeDelta::days(match self {
            Self::Doubtful => 30,
            Self::Quick => 90,
            Self::Timed => 180,
            Self::Steady => 365,
        })
    }
}

/// From when on those who have spoken for a listing since `since` are to be asked about it.
#[must_use]
pub fn due_at(listing: &Listing, since: DateTime<Utc>) -> DateTime<Utc> {
    let first = since + FIRST_AFTER;
    listing.last_confirmed.map_or(first, |day| {
        let confirmed = day.and_time(chrono::NaiveTime::MIN).and_utc();
        first.max(confirmed + Risk::of(listing).interval())
    })
}

/// From when on somebody may be written to again, who was last written to then and has left so many
/// mails unanswered, that one among them.
#[must_use]
pub fn next_mail(last: DateTime<Utc>, unanswered: u32) -> DateTime<Utc> {
    let doublings = unanswered.saturating_sub(1).min(MOST_DOUBLINGS);
    last + APART * (1 << doublings)
}

/// How often, and since when, there has been a question about a listing without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The first of those questions.
    pub first: DateTime<Utc>,
    /// The last of them.
    pub last: DateTime<Utc>,
    /// How many there were.
    pub times: u32,
}

impl Asked {
    /// Whether readers are to be told that there is no answer.
    #[must_use]
    pub fn is_unanswered(&self, now: DateTime<Utc>) -> bool {
        self.times >= ASKED_BEFORE_TOLD && now >= self.last + APART
    }
}

/// What is known of a listing beside what its sources say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupsWord {
    /// When the group last said that all is right, and the fingerprint of what it was shown: of
    /// [`confirmable`].
    pub confirmed: Option<(NaiveDate, String)>,
    /// Since when nobody has confirmed it, once questions have stayed unanswered.
    pub unanswered_since: Option<NaiveDate>,
}

impl GroupsWord {
    /// Lets the group's word count in a folded listing of this fingerprint; gives since when it has
    /// been silent, if so.
    pub fn apply(&self, folded: &mut Folded, fingerprint: &str) -> Option<NaiveDate> {
        if let Some((day, shown)) = &self.confirmed
            && folded.last_confirmed < Some(*day)
            && shown == fingerprint
        {
            folded.last_confirmed = Some(*day);
            folded.service.assured_date = Some(*day);
            // No source says so.
            folded.provenance.0.remove(&Field::AssuredDate);
        }
        self.unanswered_since
            .filter(|since| folded.last_confirmed.is_none_or(|day| day <= *since))
    }
}

/// What of a service a confirmation is about: all but when it was checked and written down, and a
/// closure that ends by itself.
#[must_use]
pub fn confirmable(service: &Service) -> Service {
    let mut service = Service {
        assured_date: None,
        last_modified: None,
        ..service.clone()
    };
    service.reopen(NaiveDate::MAX);
    service
}

#[cfg(test)]
mod tests;
