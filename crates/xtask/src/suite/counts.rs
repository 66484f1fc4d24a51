//! How many tests passed and failed, by what each runner prints at its end.
//!
//! Only the runner's own words are read, never inferred from its exit code: the closing line of
//! the check repeats what the runners said.

use crate::suite::report::Counts;

/// From the last summary of cargo-nextest: `Summary [ 0.4s] 39 tests run: 37 passed (1 slow), 2 failed, 0 skipped`.
/// A failed test's own output is printed too, so earlier lines are not trusted.
pub(crate) fn of_nextest(lines: &[String]) -> Counts {
    let summary = lines
        .iter()
        .rev()
        .find(|line| line.trim_start().starts_with("Summary ["));
    let Some((_, tail)) = summary.and_then(|line| line.split_once(" run: ")) else {
        return Counts::default();
    };
    let mut counts = Counts::default();
    for part in tail.split(", ") {
        let (number, what) = part.split_once(' ').unwrap_or_default();
        let number = number.parse().unwrap_or(0);
        match what.split(" (").next() {
            Some("passed") => counts.passed += number,
            Some("failed" | "exec failed" | "timed out") => counts.failed += number,
            _ => {}
        }
    }
    counts
}

/// From every `test result: ok. 3 passed; 0 failed; …` of `cargo test`.
pub(crate) fn of_libtest(lines: &[String]) -> Counts {
    let mut counts = Counts::default();
    for result in lines
        .iter()
        .filter_map(|line| line.strip_prefix("test result: "))
    {
        let words: Vec<&str> = result.split([' ', ';']).collect();
        for pair in words.windows(2) {
            match pair {
                [number, "passed"] => counts.passed += number.parse().unwrap_or(0),
                [number, "failed"] => counts.failed += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
    counts
}

/// From the last `# pass 5`, `# fail 0`, `# cancelled 0` of `node --test` (newer ones print `ℹ` for `#`).
pub(crate) fn of_node(lines: &[String]) -> Counts {
    let last = |word: &str| {
        let number = |line: &String| -> Option<usize> {
            let said = line
                .strip_prefix("# ")
                .or_else(|| line.strip_prefix("ℹ "))?;
            said.strip_prefix(word)?.strip_prefix(' ')?.parse().ok()
        };
        lines.iter().rev().find_map(number).unwrap_or(0)
    };
    Counts {
        passed: last("pass"),
        failed: last("fail") + last("cancelled"),
    }
}

#[cfg(test)]
mod tests {
    use super::{of_libtest, of_nextest, of_node};
    use crate::suite::report::Counts;

    #[test]
    fn nextest_is_believed_in_its_summary_only() {
        let said = lines(
            "test result: FAILED. 0 passed; 1 failed; 0 ignored\n     Summary [   0.419s] 27/39 tests run: 20 passed (2 slow), 2 failed, 1 timed out, 4 skipped\n        FAIL x",
        );
        assert_eq!(
            of_nextest(&said),
            Counts {
                passed: 20,
                failed: 3
            }
        );
    }

    #[test]
    fn one_test_is_counted_too() {
        assert_eq!(
            of_nextest(&lines(
                "     Summary [   0.006s] 1 test run: 1 passed, 38 skipped"
            )),
            Counts {
                passed: 1,
                failed: 0
            }
        );
    }

    #[test]
    fn the_results_of_all_test_binaries_are_summed() {
        let said = lines(
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s\nrunning 2 tests\ntest result: FAILED. 1 passed; 1 failed; 0 ignored",
        );
        assert_eq!(
            of_libtest(&said),
            Counts {
                passed: 4,
                failed: 1
            }
        );
    }

    #[test]
    fn node_is_understood_old_and_new() {
        assert_eq!(
            of_node(&lines("# tests 5\n# pass 4\n# fail 1\n# cancelled 0")),
            Counts {
                passed: 4,
                failed: 1
            }
        );
        assert_eq!(
            of_node(&lines("ℹ pass 6\nℹ fail 0\nℹ cancelled 1")),
            Counts {
                passed: 6,
                failed: 1
            }
        );
    }

    #[test]
    fn a_runner_that_says_nothing_counts_nothing() {
        for count in [of_nextest, of_libtest, of_node] {
            assert_eq!(count(&lines("error: could not compile")), Counts::default());
        }
    }

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }
}
