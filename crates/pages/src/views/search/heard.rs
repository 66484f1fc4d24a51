//! What was heard in the words besides the need, told with a way to have it otherwise.

use directory::{Found, HeardPlace, HeardReach, LostPlace, Wish};
use domain::when::When;

use super::Link;
use super::filters::within;
use crate::search_query::SearchQuery;
use crate::wording::{attendance, days, full_sentence, listed, sentence};

/// Something that was heard: what we did with it, and links to do something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeardView {
    pub(super) told: String,
    pub(super) links: Vec<Link>,
}

/// Everything that was heard, the place first.
pub(super) fn heard(query: &SearchQuery, found: &Found) -> Vec<HeardView> {
    let literal = Link {
        text: "search for exactly these words".to_owned(),
        href: query.as_typed().href(),
    };
    let mut views: Vec<HeardView> = found
        .heard
        .place
        .iter()
        .map(|said| place(said, &literal))
        .chain(
            found
                .heard
                .lost
                .iter()
                .map(|lost| unknown(lost, query, found)),
        )
        .collect();
    let reach = found.heard.reach.iter();
    views.extend(reach.filter_map(|said| how_far(said, found)));
    let names: Vec<String> = found.heard.wishes.iter().map(name).collect();
    if !names.is_empty() {
        let mut links: Vec<Link> = found
            .heard
            .wishes
            .iter()
            .filter_map(|wish| only(wish, query))
            .collect();
        if views.is_empty() {
            links.push(literal);
        }
        views.push(HeardView {
            told: format!("What is {} comes first.", listed(&names)),
            links,
        });
    }
    views
}

fn place(said: &HeardPlace, literal: &Link) -> HeardView {
    HeardView {
        told: format!("Searching near {}. Not what you meant?", said.label),
        links: vec![Link {
            text: sentence(&literal.text),
            ..literal.clone()
        }],
    }
}

/// How far was looked because the words said so.
fn how_far(said: &HeardReach, found: &Found) -> Option<HeardView> {
    let Some(miles) = found.widened_from.or(found.radius) else {
        return Some(HeardView {
            told: format!(
                "You said “{}”, but not from where. Enter a place to look near it.",
                said.said
            ),
            links: Vec::new(),
        });
    };
    let is_taken = (miles - said.miles).abs() < f64::EPSILON;
    is_taken.then(|| HeardView {
        told: format!(
            "You said “{}”, so we looked {}.",
            said.said,
            within(miles).to_lowercase()
        ),
        links: Vec::new(),
    })
}

/// A postcode that is nowhere, with those that may have been meant.
fn unknown(lost: &LostPlace, query: &SearchQuery, found: &Found) -> HeardView {
    let note = full_sentence(&lost.note);
    let meant = lost.alternatives.iter();
    HeardView {
        told: if found.hits.is_empty() {
            note
        } else {
            format!("{note} These are from everywhere.")
        },
        links: meant
            .map(|other| Link {
                text: format!("Search near {other}"),
                href: query.with_near(other).href(),
            })
            .collect(),
    }
}

fn name(wish: &Wish) -> String {
    match wish {
        Wish::Free => "free".to_owned(),
        Wish::Open => "taking new people now".to_owned(),
        Wish::Ages(ages) => match (*ages.start(), *ages.end()) {
            (0, most) if most < 120 => format!("for ages up to {most}"),
            (least, most) if most >= 120 => format!("for people over {least}"),
            (least, most) if least == most => format!("for people aged {least}"),
            (least, most) => format!("for ages {least} to {most}"),
        },
        Wish::When { said, when } => match days(&when.days) {
            Some(days) if is_days_alone(when) => format!("on {days}"),
            _ => format!("at the time you said, “{said}”"),
        },
        Wish::Attendance(way) => attendance(*way).unwrap_or("in person").to_lowercase(),
        Wish::Language(_, language) => format!("in {language}"),
        Wish::Access(_, feature) => format!("known for “{}”", feature.to_lowercase()),
    }
}

fn is_days_alone(when: &When) -> bool {
    let days = When {
        days: when.days.clone(),
        ..When::default()
    };
    *when == days
}

/// The link that makes a filter of a wish.
fn only(wish: &Wish, query: &SearchQuery) -> Option<Link> {
    let (filter, value, text) = match wish {
        Wish::Free => (
            "free",
            "true".to_owned(),
            "Only show what is free".to_owned(),
        ),
        Wish::Open => (
            "open",
            "true".to_owned(),
            "Only show what is taking new people now".to_owned(),
        ),
        Wish::Ages(ages) => (
            "age",
            format!("{}-{}", ages.start(), ages.end().min(&120)),
            "Only show what is for these ages".to_owned(),
        ),
        Wish::Language(code, name) => (
            "language",
            short(code),
            format!("Only show what is in {name}"),
        ),
        Wish::Access(code, name) => (
            "access",
            short(code),
            format!("Only show what is known for “{}”", name.to_lowercase()),
        ),
        Wish::When { .. } | Wish::Attendance(_) => return None,
    };
    (!query.has_filter(filter, &value)).then(|| Link {
        text,
        href: query.with_filter(filter, &value).href(),
    })
}

fn short(code: &str) -> String {
    code.split_once(':')
        .map_or(code, |(_, short)| short)
        .to_owned()
}
