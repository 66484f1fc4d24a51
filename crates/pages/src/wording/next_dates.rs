//! The next dates of something: "Tue 1 Dec 10am, Tue 8 Dec 10am".

use domain::calendar::Occurrence;

use super::schedule::time;

/// The dates in a line, with what a person should know of them; nothing when there are none.
pub(crate) fn next_dates(dates: &[Occurrence]) -> Option<String> {
    let printed: Vec<String> = dates.iter().map(one).collect();
    let mut line = printed.join(", ");
    if dates.iter().any(|once| once.term_time_only) {
        line.push_str(". In school terms only: check the date");
    }
    (!line.is_empty()).then_some(line)
}

fn one(once: &Occurrence) -> String {
    let mut printed = once.date.format("%a %-d %b").to_string();
    if let Some(starts) = once.starts {
        printed.push(' ');
        printed.push_str(&time(starts.time()));
    }
    if once.is_bank_holiday {
        printed.push_str(" (bank holiday: may be closed)");
    }
    printed
}

#[cfg(test)]
mod tests {
    use domain::calendar::next;
    use domain::hours;

    use super::next_dates;

    fn check(words: &str, expect: &str) {
        let now = "2026-12-17T18:00:00Z".parse().unwrap();
        let dates = next(&hours::read(words).schedules, now, 2);
        assert_eq!(next_dates(&dates).as_deref().unwrap_or(""), expect);
    }

    #[test]
    fn dates_are_short_and_say_what_may_be_wrong_with_them() {
        check(
            "Fridays 10am to 12 noon",
            "Fri 18 Dec 10am, Fri 25 Dec 10am (bank holiday: may be closed)",
        );
        check(
            "Mondays 1.30pm to 3pm, term time only",
            "Mon 21 Dec 1:30pm, Mon 28 Dec 1:30pm (bank holiday: may be closed). \
             In school terms only: check the date",
        );
        check("Tuesdays", "Tue 22 Dec, Tue 29 Dec");
        check("by appointment", "");
    }
}
