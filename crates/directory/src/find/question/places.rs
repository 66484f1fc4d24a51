//! A place in the middle of a sentence: "nr brixton", "in lambeth", "near SW9 8DJ", "food SW9".

use std::ops::Range;

use gazetteer::{Gazetteer, Kind};

use crate::vocabulary::Vocabulary;

/// Words after which only a place can stand.
const NEAR: &[&str] = &["near", "nr", "nearby", "around"];
/// Words after which a place may stand, and much else: "in pain".
const IN: &[&str] = &["in", "at", "by", "round", "from", "to"];
/// Towns that are words too: "help getting in the bath".
const WORDS_TOO: &[&str] = &[
    "bath", "battle", "deal", "hope", "reading", "sale", "sandwich", "ware", "wells",
];
/// The longest name of a place, in words.
const LONGEST: usize = 5;

/// A place that was found.
pub(super) struct Found {
    /// Its words, with those that lead to it.
    pub(super) at: Range<usize>,
    /// Its words alone.
    pub(super) text: String,
    pub(super) label: String,
}

/// The place of a sentence, if it names one.
pub(super) fn find(
    gazetteer: &Gazetteer,
    vocabulary: &Vocabulary,
    words: &[String],
) -> Option<Found> {
    let after_near = (0..words.len()).filter(|at| NEAR.contains(&words[*at].as_str()));
    let after_in = (0..words.len()).filter(|at| IN.contains(&words[*at].as_str()));
    after_near
        .filter_map(|at| after(gazetteer, vocabulary, words, at, true))
        .next()
        .or_else(|| {
            after_in
                .filter_map(|at| after(gazetteer, vocabulary, words, at, false))
                .next()
        })
        .or_else(|| postcode(gazetteer, words))
}

/// The longest name that follows a word.
fn after(
    gazetteer: &Gazetteer,
    vocabulary: &Vocabulary,
    words: &[String],
    at: usize,
    is_near: bool,
) -> Option<Found> {
    let mut from = at + 1;
    while from < words.len() && ["to", "the"].contains(&words[from].as_str()) {
        from += 1;
    }
    let most = LONGEST.min(words.len().saturating_sub(from));
    (1..=most).rev().find_map(|length| {
        let name = &words[from..from + length];
        let text = name.join(" ");
        let is_other = !is_near
            && (WORDS_TOO.contains(&text.as_str()) || !vocabulary.senses(name, &text).is_empty());
        if is_other {
            return None;
        }
        let reading = gazetteer.named_place(&text, !is_near)?;
        // "Close to" is part of how the place was said.
        let is_close = at > 0 && words[at - 1] == "close" && words[at] == "to";
        Some(Found {
            at: if is_close { at - 1 } else { at }..from + length,
            text,
            label: reading.label,
        })
    })
}

/// A postcode, or the first half of one, that stands anywhere.
fn postcode(gazetteer: &Gazetteer, words: &[String]) -> Option<Found> {
    let shaped = |word: &str| {
        let has = |is: fn(&char) -> bool| word.chars().any(|c| is(&c));
        (3..=7).contains(&word.len()) && has(char::is_ascii_digit) && has(char::is_ascii_alphabetic)
    };
    (0..words.len()).find_map(|from| {
        [2, 1].into_iter().find_map(|length| {
            let name = words.get(from..from + length)?;
            if !name.iter().all(|word| shaped(word)) {
                return None;
            }
            let text = name.join(" ");
            let reading = gazetteer.named_place(&text, false)?;
            let is_code = matches!(reading.kind, Kind::Postcode | Kind::Outward | Kind::Sector);
            is_code.then(|| Found {
                at: from..from + length,
                text,
                label: reading.label,
            })
        })
    })
}
