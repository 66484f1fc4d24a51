//! Withdrawal: when silence of a source may take a statement away, and when it must not.
//!
//! Thresholds are from 601 real crawl runs over 198 council sources (December 2022 to August 2026):
//! of 435 falls of a source to zero, 346 came back, most within a fortnight, so a source's collapse
//! never deletes anything by itself. Absence of single records in a healthy, complete crawl is the
//! opposite: nearly all of those had really gone.
//!
//! **Nothing here deletes**: these functions only say which state follows.

use chrono::{DateTime, TimeDelta, Utc};

use crate::statement::StatementState;

/// Complete crawls without it, and days since the first of them, before a statement is stale.
pub const STALE_AFTER: (u16, i64) = (3, 14);
/// The same before it is withdrawn.
pub const WITHDRAWN_AFTER: (u16, i64) = (5, 30);
/// A source that loses more than this share of its statements in one crawl is held for a person.
pub const GUARD_SHARE: f64 = 0.10;
/// … but only when it loses more than this many, so that a tiny source can lose one of five.
pub const GUARD_FLOOR: usize = 5;
/// Of explicit deletions in one crawl, the share above which they too are held.
pub const EXPLICIT_GUARD_SHARE: f64 = 0.30;
/// A crawl that yields less than this share of the median of the last five is held.
pub const MEDIAN_SHARE: f64 = 0.70;

/// Of the records that a crawl met, the share that may be unreadable in a crawl that still counts as
/// complete; a single one always may. What cannot be read still counts as heard.
pub const UNREAD_SHARE: f64 = 0.01;
/// When this share of the sources that were crawled within a day …
pub const BREAKER_SHARE: f64 = 0.20;
/// … and at least this many of them failed or are held, no absence counts: the fault is ours.
pub const BREAKER_FLOOR: usize = 5;

/// How a statement stands after one more complete crawl in which it was absent.
#[must_use]
pub fn after_absence(before: Standing, now: DateTime<Utc>) -> Standing {
    let absences = before.absences.saturating_add(1);
    let since = before.absent_since.unwrap_or(now);
    let silent_for = now - since;
    let past = |(times, days): (u16, i64)| absences >= times && silent_for >= TimeDelta::days(days);
    let state = if before.state == StatementState::Withdrawn || past(WITHDRAWN_AFTER) {
        StatementState::Withdrawn
    } else if past(STALE_AFTER) {
        StatementState::Stale
    } else {
        StatementState::Missing
    };
    Standing {
        state,
        absences,
        absent_since: Some(since),
    }
}

/// How a statement stands: what the store keeps beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: StatementState,
    /// Complete crawls in a row without it.
    pub absences: u16,
    /// When the first of them was.
    pub absent_since: Option<DateTime<Utc>>,
}

impl Standing {
    /// Heard just now.
    #[must_use]
    pub fn present() -> Self {
        Self {
            state: StatementState::Active,
            absences: 0,
            absent_since: None,
        }
    }

    /// Taken away by its source, explicitly.
    #[must_use]
    pub fn withdrawn(now: DateTime<Utc>) -> Self {
        Self {
            state: StatementState::Withdrawn,
            absences: 0,
            absent_since: Some(now),
        }
    }
}

/// What a complete crawl found, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Census<'a> {
    /// Statements that were live before the crawl.
    pub live_before: usize,
    /// Of those, how many the crawl did not find.
    pub absent: usize,
    /// Of those, how many were already absent in earlier complete crawls.
    pub absent_before: usize,
    /// Statements that the crawl found.
    pub found: usize,
    /// Statements found by up to five earlier complete crawls, newest first; none from before a
    /// person last released a crawl of the source, because what that one found is usual now.
    pub found_before: &'a [usize],
    /// True when a person has said that the source has nothing any more, and it has had nothing since.
    pub nothing_is_usual: bool,
}

/// Whether a crawl that read every page to its end may count as complete, when so many records of
/// those that it met could not be read.
#[must_use]
pub fn reads_well(found: usize, unread: usize) -> bool {
    unread <= 1 || share(unread, found.max(unread)) <= UNREAD_SHARE
}

/// Why no absence may count just now: of the sources that were crawled lately, too many are in trouble.
#[must_use]
pub fn breaker(crawled: usize, in_trouble: usize) -> Option<String> {
    (in_trouble >= BREAKER_FLOOR && share(in_trouble, crawled) >= BREAKER_SHARE).then(|| {
        format!(
            "{in_trouble} of {crawled} sources failed or were held within a day, so the fault may be on this side"
        )
    })
}

/// Why absences must wait for a person, or `None` when they may count.
#[must_use]
pub fn quarantine(census: &Census<'_>) -> Option<String> {
    let Census {
        live_before,
        absent,
        absent_before,
        found,
        found_before,
        nothing_is_usual,
    } = *census;
    if live_before > 0 && found == 0 && !nothing_is_usual {
        return Some(format!(
            "the source fell from {live_before} listings to none"
        ));
    }
    let newly_absent = absent.saturating_sub(absent_before);
    if newly_absent > GUARD_FLOOR && share(newly_absent, live_before) > GUARD_SHARE {
        return Some(format!(
            "{newly_absent} of {live_before} listings disappeared at once, more than {:.0} %",
            GUARD_SHARE * 100.0
        ));
    }
    let median = median(found_before)?;
    if median > GUARD_FLOOR && share(found, median) < MEDIAN_SHARE {
        return Some(format!(
            "{found} listings were found where {median} are usual, less than {:.0} %",
            MEDIAN_SHARE * 100.0
        ));
    }
    None
}

/// Why explicit deletions must wait for a person, or `None` when they may act at once.
#[must_use]
pub fn quarantine_explicit(live_before: usize, deleted: usize) -> Option<String> {
    (deleted > GUARD_FLOOR && share(deleted, live_before) > EXPLICIT_GUARD_SHARE).then(|| {
        format!(
            "{deleted} of {live_before} listings were deleted at once, more than {:.0} %",
            EXPLICIT_GUARD_SHARE * 100.0
        )
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

fn median(counts: &[usize]) -> Option<usize> {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{
        Census, Standing, after_absence, breaker, quarantine, quarantine_explicit, reads_well,
    };
    use crate::statement::StatementState;

    fn day(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000 + n)
    }

    /// The state after a complete absence on each of these days.
    fn check(days: &[i64], expected: StatementState) {
        let standing = days.iter().fold(Standing::present(), |before, n| {
            after_absence(before, day(*n))
        });
        assert_eq!(standing.state, expected, "after absences on days {days:?}");
    }

    #[test]
    fn silence_needs_both_crawls_and_days() {
        check(&[0], StatementState::Missing);
        check(&[0, 1, 2, 3, 4, 5], StatementState::Missing);
        check(&[0, 20], StatementState::Missing);
        check(&[0, 7, 14], StatementState::Stale);
        check(&[0, 7, 14, 21], StatementState::Stale);
        check(&[0, 7, 14, 21, 30], StatementState::Withdrawn);
    }

    #[test]
    fn a_few_unreadable_records_do_not_make_a_crawl_incomplete() {
        for (found, unread, expected) in [
            (0, 0, true),
            (0, 1, true),
            (50, 1, true),
            (50, 2, false),
            (200, 2, true),
            (200, 3, false),
            (0, 40, false),
        ] {
            assert_eq!(reads_well(found, unread), expected, "{unread} of {found}");
        }
    }

    #[test]
    fn many_sources_in_trouble_at_once_are_a_fault_of_ours() {
        assert!(breaker(134, 64).is_some());
        assert!(breaker(25, 5).is_some());
        assert!(
            breaker(4, 4).is_none(),
            "four sources can fail each by itself"
        );
        assert!(breaker(26, 5).is_none());
    }

    #[test]
    fn a_collapse_is_held_for_a_person() {
        let healthy = Census {
            live_before: 200,
            absent: 3,
            absent_before: 0,
            found: 199,
            found_before: &[200, 201, 199],
            nothing_is_usual: false,
        };
        assert_eq!(quarantine(&healthy), None);
        assert!(
            quarantine(&Census {
                found: 0,
                absent: 200,
                ..healthy
            })
            .is_some()
        );
        assert!(
            quarantine(&Census {
                absent: 25,
                found: 175,
                ..healthy
            })
            .is_some()
        );
        assert!(
            quarantine(&Census {
                absent: 25,
                absent_before: 20,
                ..healthy
            })
            .is_none()
        );
        assert!(
            quarantine(&Census {
                found: 120,
                absent: 0,
                ..healthy
            })
            .is_some()
        );
        assert_eq!(
            quarantine(&Census {
                found: 0,
                absent: 200,
                absent_before: 200,
                found_before: &[0],
                nothing_is_usual: true,
                ..healthy
            }),
            None,
            "a person has said that there is nothing any more"
        );
        assert!(quarantine_explicit(100, 40).is_some());
        assert!(quarantine_explicit(10, 4).is_none());
    }
}
