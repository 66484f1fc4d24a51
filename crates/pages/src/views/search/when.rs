//! The filter for time: a day, a part of it, or what is open now; and what does not say.

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{NaiveDate, NaiveTime};
use directory::Found;
use domain::schedule::weekday_name;
use domain::when::{self, DayPart};

use super::Link;
use crate::govuk::{Checkboxes, Choice, Select};
use crate::search_query::SearchQuery;
use crate::views::search_box::FORM;
use crate::wording::{self, counted, number, sentence};

/// Days that are not days of the week: value and words.
const NAMED_DAYS: [(&str, &str); 3] = [
    ("today", "Today"),
    ("tomorrow", "Tomorrow"),
    ("this_weekend", "This weekend"),
];

/// The controls.
#[derive(Debug, Template)]
#[template(path = "when_filter.html")]
pub(super) struct WhenFilter {
    day: Select,
    time: Select,
    open_now: Checkboxes,
    /// What was asked in an address that has no control here.
    kept: Vec<(&'static str, String)>,
    form: &'static str,
    useful: bool,
}

impl WhenFilter {
    pub(super) fn new(query: &SearchQuery, found: &Found) -> Self {
        let says_when = |count: &usize| *count > 0;
        let mut chosen_here = Vec::new();
        let kept = query.when.iter().filter(|(name, _)| match *name {
            "date" | "from" | "to" => true,
            // A list shows the first of several.
            "day" | "time" if chosen_here.contains(name) => true,
            name => {
                chosen_here.push(name);
                false
            }
        });
        let kept = kept.cloned().collect();
        Self {
            day: days(query, found),
            time: times(query, found),
            open_now: Checkboxes {
                name: "open_now",
                legend: "Right now?",
                small: true,
                form: Some(FORM),
                error: None,
                items: vec![Choice {
                    value: "true".to_owned(),
                    text: "Open now".to_owned(),
                    checked: query.when("open_now").is_some(),
                }],
            },
            kept,
            form: FORM,
            useful: !query.when.is_empty()
                || found.days.iter().map(|(_, count)| count).any(says_when),
        }
    }

    /// Whether anything says when it is.
    pub(super) fn is_useful(&self) -> bool {
        self.useful
    }
}

fn days(query: &SearchQuery, found: &Found) -> Select {
    let chosen = query.when("day").unwrap_or_default();
    let any = (String::new(), "Any day".to_owned());
    let named = NAMED_DAYS
        .into_iter()
        .map(|(value, text)| (value.to_owned(), text.to_owned()));
    let of_week = found.days.iter().map(|(day, count)| {
        let name = weekday_name(*day);
        let text = format!("{name} ({})", number(*count as u64));
        (name.to_lowercase(), text)
    });
    let mut items: Vec<(String, String)> =
        std::iter::once(any).chain(named).chain(of_week).collect();
    if !items.iter().any(|(value, _)| same_day(value, chosen)) {
        items.push((chosen.to_owned(), said("day", chosen)));
    }
    Select {
        id: "day",
        label: "Day",
        form: Some(FORM),
        items: items
            .into_iter()
            .map(|(value, text)| Choice {
                checked: same_day(&value, chosen),
                value,
                text,
            })
            .collect(),
    }
}

/// "tue" and "Tuesday" are the same day.
fn same_day(name: &str, chosen: &str) -> bool {
    let chosen = chosen.to_lowercase();
    name == chosen || (chosen.len() >= 3 && name.ends_with("day") && name.starts_with(&chosen))
}

fn times(query: &SearchQuery, found: &Found) -> Select {
    let chosen = query.when("time").unwrap_or_default();
    let any = (String::new(), "Any time".to_owned());
    let parts = found.day_parts.iter().map(|(part, count)| {
        let text = format!("{} ({})", part_words(*part), number(*count as u64));
        (part.code().to_owned(), text)
    });
    Select {
        id: "time",
        label: "Time of day",
        form: Some(FORM),
        items: std::iter::once(any)
            .chain(parts)
            .map(|(value, text)| Choice {
                checked: value == chosen,
                value,
                text,
            })
            .collect(),
    }
}

fn part_words(part: DayPart) -> &'static str {
    match part {
        DayPart::Morning => "Morning, before noon",
        DayPart::Afternoon => "Afternoon, noon to 5pm",
        DayPart::Evening => "Evening, after 5pm",
    }
}

/// What was asked about time, each with the way to take it back.
pub(super) fn chosen(query: &SearchQuery) -> impl Iterator<Item = Link> {
    query.when.iter().map(|(name, value)| Link {
        text: said(name, value),
        href: query.without_when(name, value).href(),
    })
}

fn said(name: &str, value: &str) -> String {
    let clock = || {
        let read = NaiveTime::parse_from_str(value, "%H:%M");
        read.map_or_else(|_| value.to_owned(), wording::time)
    };
    match name {
        "open_now" => "Open now".to_owned(),
        "unsaid" => "Does not say when".to_owned(),
        "from" => format!("From {}", clock()),
        "to" => format!("Until {}", clock()),
        "date" => {
            let read = value.parse::<NaiveDate>();
            read.map_or_else(|_| value.to_owned(), wording::date)
        }
        "day" => {
            let read = when::parse(&value.replace('_', " "), NaiveDate::default());
            match read.as_ref().map(|read| read.days.as_slice()) {
                Some([day]) => weekday_name(*day).to_owned(),
                _ => sentence(&value.replace('_', " ")),
            }
        }
        _ => sentence(value),
    }
}

/// The way to what may be on at that time and does not say; nothing when there is none.
pub(super) fn unsaid(query: &SearchQuery, found: &Found) -> Option<Link> {
    let asked = !found.when.is_empty() && query.when("unsaid").is_none();
    (asked && found.unsaid > 0).then(|| Link {
        text: format!(
            "{} {} that {} not say when",
            if found.hits.is_empty() { "See" } else { "And" },
            counted(found.unsaid as u64, "service", "services"),
            if found.unsaid == 1 { "does" } else { "do" },
        ),
        href: query.with_unsaid().href(),
    })
}

// Its template escapes every text.
impl HtmlSafe for WhenFilter {}
