//! One hit in a list of results.

use chrono::Weekday;
use directory::{Card, FoundHit, Matched, Part, Presence};
use domain::listing::ListingStatus;
use domain::service::{Capacity, Service};

use crate::search_query::SearchQuery;
use crate::views::statements::{named, organisation};
use crate::wording::{self, away, days, next_dates, opening, sentence};

/// How much of a description is shown, in characters.
const ABOUT_LENGTH: usize = 180;
/// How much of a source's words about times is shown, in characters.
const HOURS_LENGTH: usize = 90;

/// One hit.
#[derive(Debug)]
pub(super) struct HitView {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) organisation: Option<String>,
    pub(super) warning: Option<String>,
    /// The piece of the description that has the words, or its beginning.
    pub(super) about: Vec<Part>,
    pub(super) facts: Vec<Fact>,
    pub(super) matched: Vec<Matched>,
    pub(super) from: String,
}

/// Where, when, cost: a label and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) label: &'static str,
    pub(super) strong: Option<String>,
    pub(super) text: String,
}

impl HitView {
    pub(super) fn new(query: &SearchQuery, hit: &FoundHit) -> Self {
        let view: &Card = &hit.listing;
        let service = &view.listing.service;
        Self {
            href: query.listing_href(&view.listing.slug),
            name: service.name.clone(),
            organisation: organisation(service),
            warning: warning(view),
            about: about(hit),
            facts: [
                place(hit),
                when(service),
                next(hit),
                cost(service),
                checked(view),
            ]
            .into_iter()
            .flatten()
            .collect(),
            matched: hit.matched.clone(),
            from: named(view),
        }
    }
}

fn about(hit: &FoundHit) -> Vec<Part> {
    if let Some(snippet) = &hit.snippet {
        return snippet.parts.clone();
    }
    let whole = hit.listing.listing.service.description.as_deref();
    let text = opening(whole.unwrap_or_default(), ABOUT_LENGTH);
    if text.is_empty() {
        return Vec::new();
    }
    vec![Part {
        text,
        is_marked: false,
    }]
}

/// What a person should know before reading on.
fn warning(view: &Card) -> Option<String> {
    let service = &view.listing.service;
    if let Some(closed) = wording::status(service) {
        return Some(format!("{closed}."));
    }
    let said = match (view.listing.status, service.capacity) {
        (ListingStatus::Stale, _) => "Its sources have stopped mentioning it.",
        (_, Some(Capacity::Full)) => "Full at the moment.",
        (_, Some(Capacity::WaitingList)) => "There is a waiting list.",
        _ if view.listing.unanswered_since.is_some() => {
            "Not confirmed by those who run it. Ring before you go."
        }
        _ => return None,
    };
    Some(said.to_owned())
}

fn place(hit: &FoundHit) -> Option<Fact> {
    let service = &hit.listing.listing.service;
    let at = hit
        .nearest
        .and_then(|at| service.service_at_locations.get(at));
    let at = at.or_else(|| service.service_at_locations.first());
    let mut text = at
        .map(|at| wording::place_line(&at.location))
        .unwrap_or_default();
    let others = service.service_at_locations.len().saturating_sub(1);
    if others > 0 && !text.is_empty() {
        text.push_str(&format!(
            ", and {}",
            wording::counted(others as u64, "other place", "other places")
        ));
    }
    let published = at.is_some_and(|at| !at.location.area_only);
    let strong = match hit.presence {
        Presence::Within => hit.distance_m.filter(|_| published).map(away),
        Presence::Serves => Some("Serves your area".to_owned()),
        Presence::Remote => Some(remote(service)),
        Presence::Anywhere => None,
    };
    // Beside the distance and not part of it: that is never broken, and a small screen has no room for both.
    if strong.is_some()
        && let Some(minutes) = hit.walk_minutes
    {
        let walk = wording::walk(minutes);
        text = match text.as_str() {
            "" => walk,
            place => format!("{walk}, {place}"),
        };
    }
    if text.is_empty() && strong.is_none() && service.service_at_locations.is_empty() {
        return (!service.attendance.is_empty()).then(|| Fact {
            label: "Where",
            strong: None,
            text: remote(service),
        });
    }
    (!text.is_empty() || strong.is_some()).then_some(Fact {
        label: "Where",
        strong,
        text,
    })
}

/// How to take part without going anywhere: "Online or by phone".
fn remote(service: &Service) -> String {
    let ways: Vec<&str> = service
        .attendance
        .iter()
        .filter_map(|way| wording::attendance(*way))
        .collect();
    match ways.as_slice() {
        [] => "Online or by phone".to_owned(),
        ways => sentence(&ways.join(" or ")),
    }
}

fn when(service: &Service) -> Option<Fact> {
    let weekdays: Vec<Weekday> = service
        .all_schedules()
        .flat_map(|schedule| schedule.weekdays.iter().copied())
        .collect();
    let text = days(&weekdays).map(|days| sentence(&days)).or_else(|| {
        service
            .hours_text
            .as_deref()
            .map(|words| opening(words, HOURS_LENGTH))
    })?;
    (!text.is_empty()).then_some(Fact {
        label: "When",
        strong: None,
        text,
    })
}

fn next(hit: &FoundHit) -> Option<Fact> {
    next_dates(&hit.next_dates).map(|text| Fact {
        label: "Next",
        strong: None,
        text,
    })
}

fn checked(view: &Card) -> Option<Fact> {
    view.said.mark.as_ref().map(|mark| Fact {
        label: "Checked",
        strong: None,
        text: format!("{} ({})", mark.tier_name, mark.scheme_name),
    })
}

fn cost(service: &Service) -> Option<Fact> {
    service.is_free().then(|| Fact {
        label: "Cost",
        strong: None,
        text: "Free".to_owned(),
    })
}
