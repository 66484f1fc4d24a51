//! The filter panel: distances and everything else to choose, and the chosen ones to take away.

use directory::{DEFAULT_RADIUS_MILES, FilterCounts, Found, ValueCount};

use super::Link;
use super::when::{self, WhenFilter};
use crate::govuk::{Checkboxes, Choice, Radios};
use crate::search_query::SearchQuery;
use crate::views::search_box::FORM;
use crate::wording::number;

/// Distances that are offered, in miles.
pub(super) const DISTANCES: [f64; 6] = [0.5, 1.0, 3.0, 5.0, 10.0, 30.0];

/// Values that are offered of one filter, the commonest; chosen ones come on top.
const MOST_VALUES: usize = 12;

/// The filters in the order of the panel, each with its question; the directory's word for a value
/// follows.
const GROUPS: [(&str, &str); 15] = [
    ("need", "What is it about?"),
    ("for", "Who is it for?"),
    ("how", "How do you take part?"),
    ("free", "What does it cost?"),
    ("open", "Is there room?"),
    ("age", "How old is the person?"),
    ("access", "What access is needed?"),
    ("language", "Which language?"),
    ("type", "What sort of thing?"),
    ("joining", "How do you join?"),
    ("kitemark", "How was it checked?"),
    ("way", "Which way to wellbeing?"),
    ("area", "Which area?"),
    ("source", "Who says so?"),
    ("category", "What does its directory call it?"),
];
/// These stand open, so that people see what the panel is for.
const OPEN: [&str; 2] = ["need", "how"];

/// The panel beside the results.
#[derive(Debug)]
pub(super) struct Filters {
    pub(super) chosen: Vec<Link>,
    pub(super) clear: String,
    pub(super) distance: Option<Radios>,
    pub(super) when: WhenFilter,
    pub(super) groups: Vec<Group>,
}

/// One filter.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) question: &'static str,
    pub(super) is_open: bool,
    pub(super) values: Checkboxes,
}

impl Filters {
    pub(super) fn new(query: &SearchQuery, found: &Found) -> Self {
        Self {
            chosen: chosen(query, found),
            clear: query.without_filters().href(),
            distance: found.radius.map(distance),
            when: WhenFilter::new(query, found),
            groups: GROUPS
                .iter()
                .filter_map(|(filter, question)| group(filter, question, query, found))
                .collect(),
        }
    }

    /// Whether there is anything to choose.
    pub(super) fn is_useful(&self) -> bool {
        self.distance.is_some() || !self.groups.is_empty() || self.when.is_useful()
    }
}

/// "Within 1 mile", "Within half a mile".
pub(super) fn within(miles: f64) -> String {
    match miles {
        0.25 => "Within a quarter of a mile".to_owned(),
        0.5 => "Within half a mile".to_owned(),
        1.0 => "Within 1 mile".to_owned(),
        _ => format!("Within {} miles", (miles * 10.0).round() / 10.0),
    }
}

/// The distances again, with what is wrong with the one that was asked for.
pub(super) fn faulty_distance(error: String) -> Radios {
    Radios {
        error: Some(error),
        ..distance(DEFAULT_RADIUS_MILES)
    }
}

fn chosen(query: &SearchQuery, found: &Found) -> Vec<Link> {
    let distance = found
        .radius
        .filter(|miles| !query.radius.is_empty() && !same(*miles, DEFAULT_RADIUS_MILES))
        .map(|miles| Link {
            text: within(miles),
            href: query.with_radius("").href(),
        });
    let filters = query.filters.iter().map(|(filter, value)| Link {
        text: name_of(filter, value, found).to_owned(),
        href: query.without_filter(filter, value).href(),
    });
    distance
        .into_iter()
        .chain(when::chosen(query))
        .chain(filters)
        .collect()
}

fn distance(radius: f64) -> Radios {
    let mut offered: Vec<f64> = DISTANCES.to_vec();
    if !offered.iter().any(|miles| same(*miles, radius)) {
        offered.push(radius);
        offered.sort_by(f64::total_cmp);
    }
    let items = offered.into_iter().map(|miles| Choice {
        value: miles.to_string(),
        text: within(miles),
        checked: same(miles, radius),
    });
    Radios {
        name: "radius",
        legend: "How far?",
        small: true,
        form: Some(FORM),
        error: None,
        items: items.collect(),
    }
}

fn group(
    filter: &'static str,
    question: &'static str,
    query: &SearchQuery,
    found: &Found,
) -> Option<Group> {
    let is_chosen = |value: &str| query.has_filter(filter, value);
    let own = query.filters.iter().filter(|(name, _)| *name == filter);
    let chosen = own.map(|(_, value)| Choice {
        value: value.clone(),
        text: labelled(
            name_of(filter, value, found),
            count_of(filter, value, found),
        ),
        checked: true,
    });
    let counts = counts(filter, found).map_or(&[][..], |counts| &counts.values);
    let common = counts
        .iter()
        .filter(|value| !is_chosen(&value.value))
        .take(MOST_VALUES)
        .map(|value| Choice {
            value: value.value.clone(),
            text: labelled(&value.name, value.count),
            checked: false,
        });
    let items: Vec<Choice> = chosen.chain(common).collect();
    (!items.is_empty()).then(|| Group {
        question,
        is_open: OPEN.contains(&filter) || items.iter().any(|item| item.checked),
        values: Checkboxes {
            name: filter,
            legend: question,
            small: true,
            form: Some(FORM),
            error: None,
            items,
        },
    })
}

fn counts<'a>(filter: &str, found: &'a Found) -> Option<&'a FilterCounts> {
    found.filters.iter().find(|counts| counts.filter == filter)
}

fn known<'a>(filter: &str, value: &str, found: &'a Found) -> Option<&'a ValueCount> {
    counts(filter, found)?
        .values
        .iter()
        .find(|known| known.value == value)
}

fn name_of<'a>(filter: &str, value: &'a str, found: &'a Found) -> &'a str {
    known(filter, value, found).map_or_else(
        || match (filter, value) {
            ("free", _) => "Free",
            ("open", _) => "Taking people now",
            _ => value,
        },
        |known| known.name.as_str(),
    )
}

fn count_of(filter: &str, value: &str, found: &Found) -> usize {
    known(filter, value, found).map_or(0, |known| known.count)
}

fn labelled(name: &str, count: usize) -> String {
    format!("{name} ({})", number(count as u64))
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}
