//! Services whose own description says that they are over: "This group is now closed".
//!
//! Sources keep such records as if they ran, and say so in words alone: who goes there stands at a locked door. **Only a
//! sentence that says nothing else is believed**: "The office is now closed on Fridays" and "Our waiting list has
//! closed" are about something less.

use domain::service::{Service, ServiceStatus};
use domain::text;

/// What may stand before the service.
const BEFORE: [&str; 4] = ["please note that", "this", "the", "our"];
/// What a sentence calls the service.
const SUBJECTS: [&str; 13] = [
    "it",
    "charity",
    "class",
    "club",
    "course",
    "group",
    "organisation",
    "project",
    "scheme",
    "service",
    "session",
    "sessions",
    "society",
];
/// What may stand between it and what is said of it.
const BETWEEN: [&str; 4] = ["is", "are", "has", "have"];
/// What is said of what has ended.
const ENDED: [&str; 10] = [
    "closed permanently",
    "permanently closed",
    "now closed",
    "now permanently closed",
    "now ended",
    "been dissolved",
    "no longer exists",
    "no longer running",
    "no longer runs",
    "no longer available",
];
/// What is said of what may run again.
const PAUSED: [&str; 9] = [
    "currently inactive",
    "currently not active",
    "currently not running",
    "not active at the moment",
    "not currently active",
    "not currently running",
    "not running at the moment",
    "no longer active",
    "paused until further notice",
];

/// Believes a description that says that the service is over, where no field says that it does not run: that it runs is
/// what most sources say of everything.
pub(crate) fn hear(service: &mut Service) {
    let description = service.description.as_deref().unwrap_or_default();
    let sentences = description.split(['.', '!', ';', '\n']);
    let sentences: Vec<&str> = sentences.filter(|said| !said.trim().is_empty()).collect();
    let is_alone = sentences.len() == 1;
    let mut said = sentences.into_iter();
    if service.status == ServiceStatus::Active
        && let Some(status) = said.find_map(|sentence| said_in(sentence, is_alone))
    {
        service.status = status;
    }
}

/// How a service stands by one sentence about it. One that does not name the service must be all that is said: in a
/// list, "no longer available" is about the line above it.
fn said_in(sentence: &str, is_alone: bool) -> Option<ServiceStatus> {
    let folded = text::fold(sentence);
    let named = without(without(&folded, &BEFORE[..1]), &BEFORE[1..]);
    let rest = without(named, &SUBJECTS);
    if rest == named && !is_alone {
        return None;
    }
    let said = without(rest, &BETWEEN);
    if ENDED.contains(&said) {
        Some(ServiceStatus::Defunct)
    } else if PAUSED.contains(&said) {
        Some(ServiceStatus::Inactive)
    } else {
        None
    }
}

/// What follows the first of these words, where the text begins with one.
fn without<'a>(text: &'a str, words: &[&str]) -> &'a str {
    let after = |word: &&str| text.strip_prefix(*word)?.strip_prefix(' ');
    words.iter().find_map(after).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use domain::service::{Service, ServiceStatus};

    use super::hear;

    fn check(description: &str, expected: ServiceStatus) {
        let mut service = Service {
            description: Some(description.to_owned()),
            ..Service::default()
        };
        hear(&mut service);
        assert_eq!(service.status, expected, "{description}");
    }

    #[test]
    fn a_sentence_that_says_nothing_else_is_believed() {
        for ended in [
            "This group is now closed",
            "Songs and tea. Please note that this service has now ended.",
            "PERMANENTLY CLOSED",
            "The club no longer exists.",
            "Our sessions are no longer running!",
        ] {
            check(ended, ServiceStatus::Defunct);
        }
        check("Not Currently Active", ServiceStatus::Inactive);
        check(
            "The charity is currently inactive.",
            ServiceStatus::Inactive,
        );
    }

    #[test]
    fn a_sentence_about_something_less_is_not() {
        for runs in [
            "",
            "The office is now closed on Fridays.",
            "Our waiting list is now closed.",
            "For people whose day centre has closed.",
            "Registration for this course is now closed.",
            "We help when a service is no longer available to you.",
            "Baby massage\nNo longer available\nStay and play on Fridays",
        ] {
            check(runs, ServiceStatus::Active);
        }
    }

    #[test]
    fn a_field_that_says_that_it_does_not_run_stands() {
        let mut service = Service {
            description: Some("This group is now closed.".to_owned()),
            status: ServiceStatus::TemporarilyClosed,
            ..Service::default()
        };
        hear(&mut service);
        assert_eq!(service.status, ServiceStatus::TemporarilyClosed);
    }
}
