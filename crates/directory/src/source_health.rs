//! How a source does: whether it is read, whether it still says as much as it did, whether it still
//! changes at all.
//!
//! These are rules over the runs that were, and nothing else; whoever runs an instance is told of every
//! source that is not well.

use chrono::{DateTime, TimeDelta, Utc};
use store::Run;

/// Days without a change, or without a run to the end, after which something may be wrong.
const QUIET: TimeDelta = TimeDelta::days(9);
/// A source that gives less than this share of what is usual is shrinking.
const SHRINKING: f64 = 0.90;
/// Below this many listings shares say nothing.
const FEW: u64 = 10;
/// Complete runs that are looked at.
pub(crate) const RUNS: u64 = 20;
/// Of these, how many tell what is usual.
const USUAL: usize = 5;

/// How a source does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceHealth {
    /// In a word.
    pub state: SourceState,
    /// Why, as a sentence without a full stop; `None` when all is well.
    pub why: Option<String>,
    /// Services that its latest complete runs found, oldest first.
    pub trend: Vec<u64>,
    /// When it last said something new.
    pub last_change: Option<DateTime<Utc>>,
    /// Whole days since then.
    pub days_since_change: Option<i64>,
}

/// How a source does, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceState {
    /// Nothing is wrong.
    Well,
    /// It was never read.
    Unread,
    /// The last run did not get to its end.
    Failing,
    /// So much is missing that a person must look.
    Held,
    /// It gives less than it did.
    Shrinking,
    /// It changes no more, or is not read.
    Stalled,
}

impl SourceState {
    /// The name on the wire and in logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Unread => "unread",
            Self::Failing => "failing",
            Self::Held => "held",
            Self::Shrinking => "shrinking",
            Self::Stalled => "stalled",
        }
    }
}

/// Judges a source by its runs, newest first.
pub(crate) fn judge(
    runs: &[Run],
    last_change: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> SourceHealth {
    let complete: Vec<&Run> = runs
        .iter()
        .filter(|run| run.complete && run.finished_at.is_some())
        .collect();
    let mut trend: Vec<u64> = complete
        .iter()
        .take(10)
        .map(|run| run.counts.found)
        .collect();
    trend.reverse();
    let (state, why) = verdict(runs, &complete, last_change, now);
    SourceHealth {
        state,
        why,
        trend,
        last_change,
        days_since_change: last_change.map(|at| (now - at).num_days().max(0)),
    }
}

/// Of a source that is read nowhere, or by another instance: how that does is not for us to judge.
pub(crate) fn not_read_here(
    last_change: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> SourceHealth {
    SourceHealth {
        state: SourceState::Well,
        why: None,
        trend: Vec::new(),
        last_change,
        days_since_change: last_change.map(|at| (now - at).num_days().max(0)),
    }
}

fn verdict(
    runs: &[Run],
    complete: &[&Run],
    last_change: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> (SourceState, Option<String>) {
    let Some(last) = runs.iter().find(|run| run.finished_at.is_some()) else {
        return (SourceState::Unread, Some("it was never read".to_owned()));
    };
    if let Some(why) = &last.quarantined {
        return (SourceState::Held, Some(why.clone()));
    }
    if let Some(read) = complete.first()
        && now - read.started_at >= QUIET
    {
        let days = (now - read.started_at).num_days();
        let why = format!("it was not read to its end for {days} days");
        return (SourceState::Stalled, Some(why));
    }
    if !last.complete {
        let why = match complete.first() {
            Some(_) => "the last run did not get to its end",
            None => "no run got to its end yet",
        };
        return (SourceState::Failing, Some(why.to_owned()));
    }
    let mut earlier: Vec<u64> = complete
        .iter()
        .skip(1)
        .take(USUAL)
        .map(|run| run.counts.found)
        .collect();
    earlier.sort_unstable();
    let found = last.counts.found;
    if let Some(usual) = earlier.get(earlier.len() / 2).copied()
        && usual >= FEW
        && share(found, usual) < SHRINKING
    {
        let why = format!("it gave {found} listings where {usual} are usual");
        return (SourceState::Shrinking, Some(why));
    }
    if let Some(at) = last_change
        && now - at >= QUIET
        && usual_pause(complete).is_some_and(|pause| now - at > pause * 3)
    {
        let days = (now - at).num_days();
        return (
            SourceState::Stalled,
            Some(format!("nothing in it has changed for {days} days")),
        );
    }
    (SourceState::Well, None)
}

/// The longest pause between runs that brought news, where there were enough of them to tell.
fn usual_pause(complete: &[&Run]) -> Option<TimeDelta> {
    let news: Vec<DateTime<Utc>> = complete
        .iter()
        .filter(|run| run.counts.new + run.counts.changed + run.counts.withdrawn > 0)
        .map(|run| run.started_at)
        .collect();
    let pauses = news.windows(2).map(|pair| pair[0] - pair[1]);
    pauses.max().filter(|_| news.len() > 3)
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use domain::source::SourceId;
    use store::{Run, RunCounts};
    use uuid::Uuid;

    use super::{SourceState, judge};

    fn day(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000 + n)
    }

    /// A run on a day that found so many, of which so many were news.
    fn run(on: i64, found: u64, changed: u64) -> Run {
        Run {
            ruling: None,
            id: Uuid::from_u128(u128::from(on.unsigned_abs())),
            source: SourceId::parse("camden").unwrap(),
            started_at: day(on),
            finished_at: Some(day(on)),
            complete: true,
            counts: RunCounts {
                found,
                changed,
                ..RunCounts::default()
            },
            problems: serde_json::json!([]),
            quarantined: None,
        }
    }

    fn check(runs: &[Run], changed: i64, today: i64, expected: SourceState) {
        let mut newest_first = runs.to_vec();
        newest_first.reverse();
        let health = judge(&newest_first, Some(day(changed)), day(today));
        assert_eq!(health.state, expected, "{health:?}");
        assert_eq!(health.why.is_none(), expected == SourceState::Well);
    }

    #[test]
    fn each_way_of_not_doing_well_has_its_word() {
        let daily = |found: [u64; 6], changed: u64| -> Vec<Run> {
            (0..6)
                .map(|on| run(on, found[usize::try_from(on).unwrap()], changed))
                .collect()
        };
        check(&daily([100; 6], 1), 5, 5, SourceState::Well);
        check(&[], 0, 5, SourceState::Unread);
        check(
            &daily([100, 100, 100, 100, 100, 85], 1),
            5,
            5,
            SourceState::Shrinking,
        );
        check(&daily([6, 6, 6, 6, 6, 3], 1), 5, 5, SourceState::Well);
        check(&daily([100; 6], 1), 5, 20, SourceState::Stalled);
        let mut failing = daily([100; 6], 1);
        failing[5].complete = false;
        check(&failing, 4, 5, SourceState::Failing);
        let mut held = daily([100; 6], 1);
        held[5].quarantined = Some("too much".to_owned());
        check(&held, 5, 5, SourceState::Held);
    }

    #[test]
    fn a_source_that_changed_daily_and_does_so_no_more_is_stalled_and_a_quiet_one_is_not() {
        let mut runs: Vec<Run> = (0..6).map(|on| run(on, 100, 2)).collect();
        runs.extend((6..16).map(|on| run(on, 100, 0)));
        check(&runs, 5, 15, SourceState::Stalled);
        let mut quiet: Vec<Run> = vec![run(0, 100, 100)];
        quiet.extend((1..16).map(|on| run(on, 100, 0)));
        check(&quiet, 0, 15, SourceState::Well);
    }
}
