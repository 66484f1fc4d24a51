//! What was heard in the words of a search, what its filters would leave, and who helps when it
//! finds little or speaks of danger.

use directory::{Danger, FilterCounts, HelpLine, Helpline, LostPlace, Wish};
use serde::Serialize;
use utoipa::ToSchema;

use super::parts::attendance_word;

/// What was heard besides the need. Wishes move hits up and lose none.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Heard {
    /// The words that were taken for the place; `as_typed=true` looks for them instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    place_said: Option<String>,
    /// The words that were taken for how far to look, unless `radius` says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    radius_said: Option<String>,
    /// A postcode in the words that is nowhere we know of: the hits are from everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    place_unknown: Option<UnknownPlace>,
    /// What hits had better be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    wishes: Vec<HeardWish>,
}

/// A postcode that is nowhere we know of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnknownPlace {
    /// As printed: `SW99 9ZZ`.
    postcode: String,
    /// For the person who asked.
    note: String,
    /// What may have been meant; each can be asked for as `near`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<String>,
}

/// Something that hits had better be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeardWish {
    /// `free`, `open`, `age`, `how`, `language` or `access`, the filter that would do; or `when`, with the words.
    filter: &'static str,
    /// The value that the filter would take.
    value: String,
}

/// A filter and what its values would leave.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Filter {
    /// The parameter: `need`.
    filter: &'static str,
    /// Commonest first.
    values: Vec<FilterValue>,
}

/// One value of a filter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FilterValue {
    /// For the parameter.
    value: String,
    /// What people read.
    name: String,
    /// What it alone would leave, under all other filters.
    count: usize,
}

/// Somebody may be in danger: show these numbers before the hits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Urgent {
    /// "If you are hurting yourself".
    heading: String,
    /// The most important first.
    lines: Vec<Line>,
}

/// A number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Line {
    /// Who answers.
    name: String,
    /// The number to call.
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<String>,
    /// What to send where.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// For whom and when.
    about: String,
}

/// What another question would find, where this one finds nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Elsewhere {
    /// By phone or online, wherever it is.
    remote: usize,
    /// Anywhere.
    anywhere: usize,
    /// Here, without filters.
    unfiltered: usize,
    /// Words that may have been meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    did_you_mean: Vec<Meant>,
}

/// A word that may have been meant.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Meant {
    /// As typed.
    typed: String,
    /// What may have been meant.
    meant: String,
}

/// Why a hit is one although it does not have the words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Matched {
    /// The words of the question.
    typed: String,
    /// What they were taken to mean: a word, or the name of a category.
    meaning: String,
}

impl Heard {
    /// `None` where there was nothing besides the need.
    pub(crate) fn of(heard: &directory::Heard) -> Option<Self> {
        let is_something = *heard != directory::Heard::default();
        is_something.then(|| Self {
            place_said: heard.place.as_ref().map(|place| place.said.clone()),
            radius_said: heard.reach.as_ref().map(|reach| reach.said.clone()),
            place_unknown: heard.lost.as_ref().map(UnknownPlace::of),
            wishes: heard.wishes.iter().flat_map(HeardWish::of).collect(),
        })
    }
}

impl UnknownPlace {
    fn of(lost: &LostPlace) -> Self {
        Self {
            postcode: lost.postcode.clone(),
            note: lost.note.clone(),
            alternatives: lost.alternatives.clone(),
        }
    }
}

impl HeardWish {
    fn of(wish: &Wish) -> Vec<Self> {
        let one = |filter, value: String| vec![Self { filter, value }];
        match wish {
            Wish::Free => one("free", "true".to_owned()),
            Wish::Open => one("open", "true".to_owned()),
            Wish::Ages(ages) => one("age", format!("{}-{}", ages.start(), ages.end().min(&120))),
            Wish::Attendance(way) => one("how", attendance_word(*way).to_owned()),
            Wish::Language(code, _) => one("language", code.clone()),
            Wish::Access(code, _) => one("access", code.clone()),
            Wish::When { said, .. } => one("when", said.clone()),
        }
    }
}

impl Filter {
    pub(crate) fn of(counts: &FilterCounts) -> Self {
        let values = counts.values.iter().map(|value| FilterValue {
            value: value.value.clone(),
            name: value.name.clone(),
            count: value.count,
        });
        Self {
            filter: counts.filter,
            values: values.collect(),
        }
    }
}

impl Urgent {
    pub(crate) fn of(danger: &Danger) -> Self {
        Self {
            heading: danger.heading.clone(),
            lines: danger.lines.iter().map(Line::urgent).collect(),
        }
    }
}

impl Line {
    fn urgent(line: &HelpLine) -> Self {
        Self {
            name: line.name.clone(),
            call: line.call.clone(),
            text: line.text.clone(),
            about: line.about.clone(),
        }
    }

    pub(crate) fn of(line: &Helpline) -> Self {
        Self {
            name: line.name.clone(),
            call: Some(line.call.clone()),
            text: None,
            about: line.about.clone(),
        }
    }
}

impl Elsewhere {
    pub(crate) fn of(elsewhere: &directory::Elsewhere) -> Self {
        let spellings = elsewhere.spellings.iter().map(|(typed, meant)| Meant {
            typed: typed.clone(),
            meant: meant.clone(),
        });
        Self {
            remote: elsewhere.remote,
            anywhere: elsewhere.anywhere,
            unfiltered: elsewhere.unfiltered,
            did_you_mean: spellings.collect(),
        }
    }
}

impl Matched {
    pub(crate) fn of(matched: &directory::Matched) -> Self {
        Self {
            typed: matched.typed.clone(),
            meaning: matched.meaning.clone(),
        }
    }
}
