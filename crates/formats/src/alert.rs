//! What somebody should know before they go: full, a waiting list, closed until when.
//!
//! HSDS has no field for any of these but `alert`, in words, and `wait_time`. The sentences that are
//! written here are also those that are read, with what other publishers say in the same place.

use chrono::NaiveDate;
use domain::listing::{Listing, ListingStatus};
use domain::service::{Capacity, Service, ServiceStatus};
use domain::text;

use crate::rows::dates;

const CLOSED_UNTIL: &str = "Closed until";
const FULL: &str = "This is full at the moment.";
const WAITING_LIST: &str = "There is a waiting list.";
const NO_WAIT: &str = "None: new people can come now.";
/// About our sources and not about the service: it is never read back as its own words.
const UNANSWERED: &str = "Every source has stopped mentioning this service; ask before you go.";

/// What stands before "until" in a sentence that says until when a service is closed, folded.
const CLOSINGS: [&str; 4] = [
    "closed",
    "temporarily closed",
    "currently closed",
    "we are closed",
];
/// Sentences that say that there is no room, folded.
const FULLS: [&str; 5] = [
    "this is full at the moment",
    "full",
    "currently full",
    "fully booked",
    "full at the moment",
];
/// Sentences that say that people wait for a place, folded.
const WAITS: [&str; 4] = [
    "there is a waiting list",
    "there is currently a waiting list",
    "waiting list",
    "waiting list in operation",
];
/// Beginnings of what is said where nobody waits, folded.
const NO_WAITS: [&str; 4] = ["none", "no wait", "no waiting", "there is no wait"];

/// The alert of a listing, as HSDS has it.
pub(crate) fn of_listing(listing: &Listing) -> Option<String> {
    let service = &listing.service;
    let closed = service
        .closed_until
        .filter(|_| service.status == ServiceStatus::TemporarilyClosed)
        .map(|day| format!("{CLOSED_UNTIL} {}.", day.format("%-d %B %Y")));
    let room = match service.capacity {
        Some(Capacity::Full) => Some(FULL),
        Some(Capacity::WaitingList) => Some(WAITING_LIST),
        Some(Capacity::Open) | None => None,
    };
    let unanswered = (listing.status == ListingStatus::Stale).then_some(UNANSWERED);
    let sentences: Vec<String> = closed
        .into_iter()
        .chain(room.into_iter().chain(unanswered).map(str::to_owned))
        .collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// For how long people wait, where it is known that they do not.
pub(crate) fn wait_time(service: &Service) -> Option<&'static str> {
    (service.capacity == Some(Capacity::Open)).then_some(NO_WAIT)
}

/// An alert, understood: what it says, and the words that are left.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Alert {
    pub(crate) closed_until: Option<NaiveDate>,
    pub(crate) capacity: Option<Capacity>,
    pub(crate) rest: String,
}

/// Reads an alert, sentence by sentence.
pub(crate) fn read(raw: &str) -> Alert {
    let mut alert = Alert::default();
    let mut rest: Vec<&str> = Vec::new();
    for sentence in raw.split_inclusive(". ") {
        let folded = text::fold(sentence);
        if let Some(day) = closing(sentence) {
            alert.closed_until = Some(day);
        } else if let Some(capacity) = room(&folded) {
            alert.capacity = Some(capacity);
        } else if folded != text::fold(UNANSWERED) {
            rest.push(sentence);
        }
    }
    rest.concat().trim().clone_into(&mut alert.rest);
    alert
}

/// What a waiting time says of whether there is room.
pub(crate) fn room_by_wait(raw: &str) -> Option<Capacity> {
    let folded = text::fold(raw);
    let is_whole = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    let begins = |start: &&str| folded.strip_prefix(*start).is_some_and(is_whole);
    if NO_WAITS.iter().any(begins) {
        return Some(Capacity::Open);
    }
    room(&folded)
}

fn closing(sentence: &str) -> Option<NaiveDate> {
    let (said, day) = sentence.split_once(" until ")?;
    let day = day.trim().trim_end_matches('.');
    // A sentence that goes on says more than a day.
    let is_day = day.split(' ').count() <= 4;
    dates::day(day, false).filter(|_| is_day && CLOSINGS.contains(&text::fold(said).as_str()))
}

fn room(folded: &str) -> Option<Capacity> {
    if FULLS.contains(&folded) {
        Some(Capacity::Full)
    } else if WAITS.contains(&folded) {
        Some(Capacity::WaitingList)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use domain::service::Capacity;

    use super::{FULL, NO_WAIT, UNANSWERED, WAITING_LIST, read, room_by_wait};

    fn check(raw: &str, closed_until: Option<&str>, capacity: Option<Capacity>, rest: &str) {
        let alert = read(raw);
        let day = alert.closed_until.map(|day| day.to_string());
        assert_eq!(
            (day.as_deref(), alert.capacity, alert.rest.as_str()),
            (closed_until, capacity, rest),
            "{raw}"
        );
    }

    #[test]
    fn what_is_understood_is_no_description() {
        check(FULL, None, Some(Capacity::Full), "");
        check(WAITING_LIST, None, Some(Capacity::WaitingList), "");
        check(UNANSWERED, None, None, "");
        let all = format!("Closed until 31 December 2026. {WAITING_LIST} {UNANSWERED}");
        check(&all, Some("2026-12-31"), Some(Capacity::WaitingList), "");
        check(
            "Temporarily closed until 05/01/2027",
            Some("2027-01-05"),
            None,
            "",
        );
    }

    #[test]
    fn other_words_are_kept() {
        for raw in [
            "The lift is broken. Ring first.",
            "Closed until further notice.",
            "Closed until 31 December 2026 while the roof of the hall is mended.",
        ] {
            check(raw, None, None, raw);
        }
        check(
            "The lift is broken. Fully booked.",
            None,
            Some(Capacity::Full),
            "The lift is broken.",
        );
    }

    #[test]
    fn a_waiting_time_tells_of_room() {
        for (raw, expected) in [
            (NO_WAIT, Some(Capacity::Open)),
            ("None", Some(Capacity::Open)),
            ("No waiting list", Some(Capacity::Open)),
            ("Waiting list in operation", Some(Capacity::WaitingList)),
            ("Two weeks", None),
            ("No idea", None),
        ] {
            assert_eq!(room_by_wait(raw), expected, "{raw}");
        }
    }
}
