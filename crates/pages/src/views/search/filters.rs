//! The filter panel: distances and categories to choose, and the chosen ones to take away.

use directory::{DEFAULT_RADIUS_MILES, Found};

use super::Link;
use super::when::{self, WhenFilter};
use crate::govuk::{Checkboxes, Choice, Radios};
use crate::search_query::SearchQuery;
use crate::views::search_box::FORM;
use crate::wording::number;

/// Distances that are offered, in miles.
pub(super) const DISTANCES: [f64; 6] = [0.5, 1.0, 3.0, 5.0, 10.0, 30.0];

/// Categories that are offered, the commonest; chosen ones come on top.
const MOST_CATEGORIES: usize = 12;

/// The panel beside the results.
#[derive(Debug)]
pub(super) struct Filters {
    pub(super) chosen: Vec<Link>,
    pub(super) clear: String,
    pub(super) distance: Option<Radios>,
    pub(super) when: WhenFilter,
    pub(super) categories: Option<Checkboxes>,
}

impl Filters {
    pub(super) fn new(query: &SearchQuery, found: &Found) -> Self {
        Self {
            chosen: chosen(query, found),
            clear: query.without_filters().href(),
            distance: found.radius.map(distance),
            when: WhenFilter::new(query, found),
            categories: categories(query, found),
        }
    }

    /// Whether there is anything to choose.
    pub(super) fn is_useful(&self) -> bool {
        self.distance.is_some() || self.categories.is_some() || self.when.is_useful()
    }
}

/// "Within 1 mile", "Within half a mile".
pub(super) fn within(miles: f64) -> String {
    match miles {
        0.25 => "Within a quarter of a mile".to_owned(),
        0.5 => "Within half a mile".to_owned(),
        1.0 => "Within 1 mile".to_owned(),
        _ => format!("Within {miles} miles"),
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
    let categories = query.categories.iter().map(|code| Link {
        text: name_of(code, found).to_owned(),
        href: query.without_category(code).href(),
    });
    distance
        .into_iter()
        .chain(when::chosen(query))
        .chain(categories)
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

fn categories(query: &SearchQuery, found: &Found) -> Option<Checkboxes> {
    let is_chosen = |code: &str| query.categories.iter().any(|chosen| chosen == code);
    let chosen = query.categories.iter().map(|code| Choice {
        value: code.clone(),
        text: labelled(name_of(code, found), count_of(code, found)),
        checked: true,
    });
    let common = found
        .categories
        .iter()
        .filter(|category| !is_chosen(&category.code))
        .take(MOST_CATEGORIES)
        .map(|category| Choice {
            value: category.code.clone(),
            text: labelled(&category.name, category.count),
            checked: false,
        });
    let items: Vec<Choice> = chosen.chain(common).collect();
    (!items.is_empty()).then_some(Checkboxes {
        name: "category",
        legend: "What kind?",
        small: true,
        form: Some(FORM),
        items,
    })
}

fn name_of<'a>(code: &'a str, found: &'a Found) -> &'a str {
    let known = found
        .categories
        .iter()
        .find(|category| category.code == code);
    known.map_or(code, |category| category.name.as_str())
}

fn count_of(code: &str, found: &Found) -> usize {
    let known = found
        .categories
        .iter()
        .find(|category| category.code == code);
    known.map_or(0, |category| category.count)
}

fn labelled(name: &str, count: usize) -> String {
    format!("{name} ({})", number(count as u64))
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}
