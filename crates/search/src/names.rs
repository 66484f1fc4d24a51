//! Titles that are just what was typed, or begin with it: then a name was meant.
//!
//! Titles have the numbers of their order, so those that begin alike are a range of numbers.

use std::ops::Range;

use crate::analysis;
use crate::matching::Plan;
use crate::query::Query;
use crate::titles::Titles;

/// What a score is multiplied by where the title is just what was typed.
const WHOLE: f32 = 1.5;
/// The same where it begins with it.
const BEGINS: f32 = 1.2;
/// A beginning that is shorter than this many letters is no part of a name yet.
const SHORTEST: usize = 3;
/// So many ways to read a question as a name are looked for.
const MOST: usize = 16;

/// What may be a name, as titles are sorted.
pub(crate) struct Names {
    texts: Vec<String>,
    is_growing: bool,
}

/// The same in the numbers of one segment.
pub(crate) struct NamesInSegment {
    whole: Vec<u32>,
    begins: Vec<Range<u32>>,
}

impl Names {
    /// Nothing where no name was meant: every word of "help with debt" stands for a need, unless it is not typed to its
    /// end, and who is in danger looks for help and not for a title.
    pub(crate) fn of(query: &Query, plan: &Plan) -> Option<Self> {
        if plan.asked() == 0 || !query.wishes.urgent.is_empty() {
            return None;
        }
        let mut words = analysis::words(&query.text);
        let whole = words.join(" ");
        words.retain(|word| !query.answered.contains(word));
        // A place beside the name, or in it.
        let beside = words.join(" ");
        let mut texts = if !plan.is_need() || query.as_you_type {
            vec![whole, beside]
        } else if whole != beside {
            vec![whole]
        } else {
            return None;
        };
        for spelling in plan.spellings.iter().chain(&query.slips) {
            let corrected = texts.iter().flat_map(|text| {
                let used = spelling.used.iter();
                used.map(move |word| with(text, &spelling.typed, word))
            });
            texts = corrected.take(MOST).collect();
        }
        texts.retain(|text| text.chars().count() >= SHORTEST);
        let named = |text: &String| format!("the {text}");
        texts.extend(texts.iter().map(named).collect::<Vec<_>>());
        texts.sort_unstable();
        texts.dedup();
        (!texts.is_empty()).then_some(Self {
            texts,
            is_growing: query.as_you_type,
        })
    }

    /// Nothing where no title of the segment is or begins so.
    pub(crate) fn in_segment(&self, titles: &Titles) -> Option<NamesInSegment> {
        let mut found = NamesInSegment {
            whole: Vec::new(),
            begins: Vec::new(),
        };
        for text in &self.texts {
            let mut begins = titles.beginning(text);
            if begins.is_empty() {
                continue;
            }
            if titles.text(begins.start) == text {
                found.whole.push(begins.start);
            }
            if !self.is_growing {
                begins = titles.beginning(&format!("{text} "));
            }
            found.begins.extend((!begins.is_empty()).then_some(begins));
        }
        let is_any = !found.whole.is_empty() || !found.begins.is_empty();
        is_any.then_some(found)
    }
}

/// A text with one word in the place of another.
fn with(text: &str, typed: &str, used: &str) -> String {
    let words = text.split(' ');
    let words = words.map(|word| if word == typed { used } else { word });
    words.collect::<Vec<_>>().join(" ")
}

impl NamesInSegment {
    /// What a score is multiplied by for the title with this number.
    pub(crate) fn factor(&self, title: Option<u32>) -> f32 {
        let Some(title) = title else {
            return 1.0;
        };
        if self.whole.contains(&title) {
            WHOLE
        } else if self.begins.iter().any(|begins| begins.contains(&title)) {
            BEGINS
        } else {
            1.0
        }
    }

    /// The most that any title of the segment gives.
    pub(crate) fn most(&self) -> f32 {
        if self.whole.is_empty() { BEGINS } else { WHOLE }
    }
}
