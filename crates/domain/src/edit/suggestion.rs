//! When the new word of another source becomes a question: "Camden now says 020 7…: take it, or keep
//! yours?"
//!
//! That others differ from the group is no news: often that is why the group spoke. It is news when a
//! source has *changed* what it says of a field since the group last spoke of that field, or answered
//! such a question about it, and what it says now is not what the group says.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::fold::{FIELDS, Kind};
use crate::listing::Field;
use crate::service::Service;

/// What somebody says now, and said before.
#[derive(Debug, Clone, Copy)]
pub struct Spoken<'a> {
    /// What is said now.
    pub now: &'a Service,
    /// Since when.
    pub since: DateTime<Utc>,
    /// What was said before and from when, the latest first.
    pub before: &'a [(DateTime<Utc>, &'a Service)],
}

impl Spoken<'_> {
    /// What was said at a time; `None` before the first word.
    fn at(&self, time: DateTime<Utc>) -> Option<&Service> {
        if self.since <= time {
            return Some(self.now);
        }
        self.before
            .iter()
            .find(|(from, _)| *from <= time)
            .map(|(_, said)| *said)
    }

    /// Since when, without a break, that is said of a field which is said now.
    fn unchanged_since(&self, voice: impl Fn(&Service) -> BTreeSet<String>) -> DateTime<Utc> {
        let now = voice(self.now);
        self.before
            .iter()
            .take_while(|(_, said)| voice(said) == now)
            .last()
            .map_or(self.since, |(from, _)| *from)
    }
}

/// The fields on which another source has news for whoever speaks at first hand; `answered` says when
/// they last answered that source on a field.
#[must_use]
pub fn suggestions(
    own: &Spoken<'_>,
    other: &Spoken<'_>,
    answered: impl Fn(Field) -> Option<DateTime<Utc>>,
) -> Vec<Field> {
    let mut fields = Vec::new();
    for (field, kind, voice) in &FIELDS {
        let (ours, theirs) = (voice(own.now), voice(other.now));
        let differs = match kind {
            Kind::One => ours != theirs,
            Kind::Several => !theirs.is_subset(&ours),
        };
        let speaks = !ours.is_empty() || own.now.denied.contains(field);
        if theirs.is_empty() || !differs || !speaks {
            continue;
        }
        let spoken = own.unchanged_since(voice);
        let known = answered(*field).map_or(spoken, |answered| answered.max(spoken));
        let heard_then = other.at(known).map(voice);
        if heard_then.as_ref() != Some(&theirs) {
            fields.push(*field);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{Spoken, suggestions};
    use crate::listing::Field;
    use crate::service::{Phone, Service};

    fn day(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(n)
    }

    fn ringing(number: &str) -> Service {
        Service {
            name: "Lunch club".into(),
            phones: vec![Phone {
                number: number.into(),
                description: None,
            }],
            ..Service::default()
        }
    }

    const OLD: &str = "020 7946 0018";
    const OURS: &str = "020 7946 0999";
    const NEWS: &str = "020 7946 0123";

    struct Case {
        own: (Service, i64),
        other: (Service, i64),
        other_before: Vec<(Service, i64)>,
        own_before: Vec<(Service, i64)>,
        answered: Option<i64>,
    }

    fn check(case: &Case, expected: &[Field]) {
        let dated = |list: &[(Service, i64)]| -> Vec<(DateTime<Utc>, Service)> {
            list.iter().map(|(s, n)| (day(*n), s.clone())).collect()
        };
        let (own_before, other_before) = (dated(&case.own_before), dated(&case.other_before));
        let own_before: Vec<_> = own_before.iter().map(|(at, s)| (*at, s)).collect();
        let other_before: Vec<_> = other_before.iter().map(|(at, s)| (*at, s)).collect();
        let own = Spoken {
            now: &case.own.0,
            since: day(case.own.1),
            before: &own_before,
        };
        let other = Spoken {
            now: &case.other.0,
            since: day(case.other.1),
            before: &other_before,
        };
        let answered = |field| case.answered.filter(|_| field == Field::Phones).map(day);
        assert_eq!(suggestions(&own, &other, answered), expected);
    }

    fn corrected() -> Case {
        Case {
            own: (ringing(OURS), 5),
            other: (ringing(OLD), 1),
            other_before: Vec::new(),
            own_before: Vec::new(),
            answered: None,
        }
    }

    #[test]
    fn what_the_group_corrected_is_no_news() {
        check(&corrected(), &[]);
    }

    #[test]
    fn a_source_that_changes_its_word_is_news_until_it_is_answered() {
        let mut case = corrected();
        case.other = (ringing(NEWS), 8);
        case.other_before = vec![(ringing(OLD), 1)];
        check(&case, &[Field::Phones]);
        case.answered = Some(9);
        check(&case, &[]);
        case.other = (ringing(OLD), 12);
        case.other_before = vec![(ringing(NEWS), 8), (ringing(OLD), 1)];
        check(&case, &[Field::Phones]);
    }

    #[test]
    fn another_edit_of_the_group_does_not_answer_it() {
        let mut case = corrected();
        case.other = (ringing(NEWS), 8);
        case.other_before = vec![(ringing(OLD), 1)];
        let mut reworded = ringing(OURS);
        reworded.description = Some("Lunch".into());
        case.own_before = vec![(ringing(OURS), 5)];
        case.own = (reworded, 10);
        check(&case, &[Field::Phones]);
    }

    #[test]
    fn a_source_that_comes_round_to_the_group_is_no_news() {
        let mut case = corrected();
        case.other = (ringing(OURS), 8);
        case.other_before = vec![(ringing(OLD), 1)];
        check(&case, &[]);
    }

    #[test]
    fn a_source_that_is_new_says_something_new() {
        let mut case = corrected();
        case.other = (ringing(NEWS), 8);
        check(&case, &[Field::Phones]);
    }

    #[test]
    fn what_the_group_leaves_open_is_no_contradiction_and_what_it_denies_is() {
        let mut case = corrected();
        case.own.0.phones.clear();
        case.other = (ringing(NEWS), 8);
        check(&case, &[]);
        case.own.0.denied = vec![Field::Phones];
        check(&case, &[Field::Phones]);
    }
}
