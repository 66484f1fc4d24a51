//! What became of each step, and the summary of all.

use std::fmt;
use std::time::Duration;

/// How many tests a runner counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub passed: usize,
    pub failed: usize,
}

/// What became of a step.
pub(crate) enum Verdict {
    Passed(Counts),
    /// With the reason.
    Failed(Counts, String),
    /// With the reason, and how to have it run.
    Skipped(String),
}

impl Verdict {
    /// Success of a step that counts no tests.
    pub(crate) fn passed() -> Verdict {
        Verdict::Passed(Counts::default())
    }

    /// The verdict of a test runner that counted `counts` and, unless it was content, failed.
    pub(crate) fn of_tests(counts: Counts, failure: Option<String>) -> Verdict {
        match failure {
            Some(reason) => Verdict::Failed(counts, reason),
            None if counts.failed > 0 => Verdict::Failed(
                counts,
                "the runner ended well but counted failures".to_owned(),
            ),
            None if counts.passed == 0 => {
                Verdict::Failed(counts, "the runner counted no test at all".to_owned())
            }
            None => Verdict::Passed(counts),
        }
    }
}

/// A step that ran.
pub(crate) struct Outcome {
    pub name: String,
    pub verdict: Verdict,
    pub time: Duration,
}

impl Outcome {
    pub(crate) fn is_failure(&self) -> bool {
        matches!(self.verdict, Verdict::Failed(..))
    }

    /// What it adds to the closing line. A failure that no runner counted is one failure, so that
    /// the line never reads well when the check failed.
    fn counts(&self) -> Counts {
        match &self.verdict {
            Verdict::Passed(counts) => *counts,
            Verdict::Failed(counts, _) => Counts {
                failed: counts.failed.max(1),
                ..*counts
            },
            Verdict::Skipped(_) => Counts::default(),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, counts, reason) = match &self.verdict {
            Verdict::Passed(counts) => ("passed", *counts, None),
            Verdict::Failed(counts, reason) => ("FAILED", *counts, Some(reason)),
            Verdict::Skipped(reason) => ("skipped", Counts::default(), Some(reason)),
        };
        write!(
            f,
            "{:<12}{word:<9}{:>8.1} s",
            self.name,
            self.time.as_secs_f64()
        )?;
        if counts != Counts::default() {
            write!(f, "  {} passed, {} failed", counts.passed, counts.failed)?;
        }
        if let Some(reason) = reason {
            write!(f, "  {}", reason.lines().next().unwrap_or_default())?;
        }
        Ok(())
    }
}

/// One line a step, and the tests of all runners together.
pub(crate) fn summary(outcomes: &[Outcome]) -> String {
    let mut lines = vec!["=== summary".to_owned()];
    lines.extend(outcomes.iter().map(ToString::to_string));
    let total = outcomes
        .iter()
        .map(Outcome::counts)
        .fold(Counts::default(), |sum, counts| Counts {
            passed: sum.passed + counts.passed,
            failed: sum.failed + counts.failed,
        });
    let time: Duration = outcomes.iter().map(|outcome| outcome.time).sum();
    lines.push(format!(
        "{} of {} steps failed, {} min {} s in all",
        outcomes
            .iter()
            .filter(|outcome| outcome.is_failure())
            .count(),
        outcomes.len(),
        time.as_secs() / 60,
        time.as_secs() % 60
    ));
    lines.push(format!("{} passed, {} failed", total.passed, total.failed));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Counts, Outcome, Verdict, summary};

    fn outcome(name: &str, verdict: Verdict) -> Outcome {
        Outcome {
            name: name.to_owned(),
            verdict,
            time: Duration::from_millis(61_240),
        }
    }

    #[test]
    fn the_summary_has_a_line_for_each_step_and_closes_with_the_sum() {
        let outcomes = [
            outcome("clippy", Verdict::passed()),
            outcome(
                "tests",
                Verdict::Passed(Counts {
                    passed: 40,
                    failed: 0,
                }),
            ),
            outcome(
                "spelling",
                Verdict::Skipped("typos is not installed".to_owned()),
            ),
            outcome(
                "browser",
                Verdict::Failed(
                    Counts {
                        passed: 8,
                        failed: 2,
                    },
                    "npm test ended badly\nmore".to_owned(),
                ),
            ),
        ];
        insta::assert_snapshot!(summary(&outcomes), @r"
        === summary
        clippy      passed       61.2 s
        tests       passed       61.2 s  40 passed, 0 failed
        spelling    skipped      61.2 s  typos is not installed
        browser     FAILED       61.2 s  8 passed, 2 failed  npm test ended badly
        1 of 4 steps failed, 4 min 4 s in all
        48 passed, 2 failed
        ");
    }

    #[test]
    fn a_failure_that_nobody_counted_is_one_failure() {
        let outcomes = [outcome(
            "clippy",
            Verdict::Failed(Counts::default(), "warnings".to_owned()),
        )];
        assert!(summary(&outcomes).ends_with("\n0 passed, 1 failed"));
    }

    #[test]
    fn a_runner_that_ran_nothing_or_counted_failures_has_failed() {
        let is_failure = |passed, failed| {
            outcome("tests", Verdict::of_tests(Counts { passed, failed }, None)).is_failure()
        };
        assert!(is_failure(0, 0));
        assert!(is_failure(3, 1));
        assert!(!is_failure(3, 0));
    }
}
