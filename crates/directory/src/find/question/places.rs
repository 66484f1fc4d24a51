//! A place in the middle of a sentence: "nr brixton", "in lambeth", "near SW9 8DJ", "food SW9"; or beside
//! a need: "food bank peckham", "croydon lunch club".

use std::ops::Range;

use domain::position::Position;
use domain::postcode::{Postcode, is_unit_letter};
use gazetteer::{Gazetteer, Kind, Note, Resolution};
use search::Sense;

use super::Taken;
use crate::vocabulary::Vocabulary;

/// Words after which only a place can stand.
const NEAR: &[&str] = &["near", "nr", "nearby", "around"];
/// Words after which a place may stand, and much else: "in pain".
const IN: &[&str] = &["in", "at", "by", "round", "from", "to"];
/// Towns that are words too: "help getting in the bath".
const WORDS_TOO: &[&str] = &[
    "bath", "battle", "deal", "hope", "reading", "sale", "sandwich", "ware", "wells",
];
/// Places that are more often something else where no word leads to them: "temple", "march", "rugby".
const SOMETHING_ELSE: &[&str] = &[
    "angel", "ash", "bank", "borough", "box", "crook", "eye", "ham", "hook", "march", "oval",
    "rugby", "settle", "stone", "strand", "street", "temple",
];
/// Words after which a name is a part of a longer one: "Friends of Crystal Palace".
const JOINS: &[&str] = &["of", "and", "the"];
/// The longest name of a place, in words.
const LONGEST: usize = 5;

/// A place that was found.
pub(super) struct Found {
    /// Its words, with those that lead to it.
    pub(super) at: Range<usize>,
    /// Its words alone.
    pub(super) text: String,
    pub(super) label: String,
    /// Its middle.
    pub(super) position: Position,
    /// Whether its words may be a part of a name: "Sunday School in Manchester".
    pub(super) may_be_name: bool,
}

/// A postcode that is nowhere we know of.
pub(super) struct Lost {
    /// Its words, with those that lead to it.
    pub(super) at: Range<usize>,
    /// As printed.
    pub(super) postcode: String,
    /// What to tell about it.
    pub(super) note: String,
    /// Postcodes that may have been meant, as the gazetteer calls them.
    pub(super) alternatives: Vec<String>,
}

/// The place of a sentence, if it names one; or the postcode that was meant to be one. `reach` is where the
/// words of a distance end, if there are any: "2 miles of" leads to a place. Whatever may be a part of a name is none
/// where it `is_sure`.
pub(super) fn find(
    gazetteer: &Gazetteer,
    vocabulary: &Vocabulary,
    words: &[String],
    reach: Option<usize>,
    is_sure: bool,
) -> Option<Result<Found, Lost>> {
    match whole_postcode(gazetteer, words) {
        Some((at, postcode)) => Some(at_postcode(gazetteer, at, postcode)),
        None => named(gazetteer, vocabulary, words, reach)
            .filter(|found| !(is_sure && found.may_be_name))
            .map(Ok),
    }
}

/// A whole postcode that stands anywhere, as it was typed, and its words with those that lead to it. Also
/// one that is new, mistyped or made up is a place, and not a word to look for.
pub(super) fn whole_postcode(
    gazetteer: &Gazetteer,
    words: &[String],
) -> Option<(Range<usize>, String)> {
    (0..words.len()).find_map(|from| {
        [2, 1].into_iter().find_map(|length| {
            let name = words.get(from..from + length)?;
            let is_cut = length == 1 || name[1].len() == 3;
            let printed = Some(name.concat())
                .filter(|text| is_cut && text.is_ascii())
                .and_then(|text| like_postcode(gazetteer, &text))?;
            Some((led_to(words, from..from + length), printed))
        })
    })
}

/// What is of a postcode's shape, printed like one; or nearly so: letters that no area begins with.
fn like_postcode(gazetteer: &Gazetteer, text: &str) -> Option<String> {
    let text = text.to_uppercase();
    let (outward, inward) = text.split_at_checked(text.len().checked_sub(3)?)?;
    if let Ok(postcode) = Postcode::parse(&text) {
        let is_sure = !is_ordinal(inward) || gazetteer.postcode(&postcode).is_some();
        return is_sure.then(|| postcode.to_string());
    }
    let shape: String = outward
        .chars()
        .map(|c| if c.is_ascii_digit() { '9' } else { c })
        .map(|c| if c.is_ascii_uppercase() { 'A' } else { c })
        .collect();
    let mut unit = inward.chars();
    let is_inward = unit.next().is_some_and(|c| c.is_ascii_digit()) && unit.all(is_unit_letter);
    let is_like =
        is_inward && !is_ordinal(inward) && ["A9", "AA9", "A99", "AA99"].contains(&shape.as_str());
    // The health service's code for those without a fixed address.
    let is_of_no_place = outward == "ZZ99";
    (is_like || is_of_no_place).then(|| format!("{outward} {inward}"))
}

fn at_postcode(gazetteer: &Gazetteer, at: Range<usize>, postcode: String) -> Result<Found, Lost> {
    let Resolution {
        reading,
        alternatives,
        note,
        ..
    } = gazetteer.resolve(&postcode);
    match reading {
        Some(reading) => Ok(Found {
            at,
            text: postcode,
            label: reading.label,
            position: reading.position,
            may_be_name: false,
        }),
        None => Err(Lost {
            at,
            note: match note {
                None | Some(Note::NotUnderstood) => Note::Unknown {
                    postcode: postcode.clone(),
                    shown: None,
                },
                Some(note) => note,
            }
            .sentence(),
            postcode,
            alternatives: alternatives.into_iter().map(|other| other.label).collect(),
        }),
    }
}

/// "SE1 2nd" may be a postcode, but "2nd" seldom is half of one.
fn is_ordinal(inward: &str) -> bool {
    ["1ST", "2ND", "3RD"].contains(&inward) || inward.ends_with("TH")
}

/// The words of a place with those that lead to it: "near", "close to".
fn led_to(words: &[String], at: Range<usize>) -> Range<usize> {
    let before = |length: usize| at.start.checked_sub(length).map(|at| words[at].as_str());
    let length = match (before(2), before(1)) {
        (Some("close"), Some("to")) => 2,
        (_, Some(word)) if NEAR.contains(&word) || IN.contains(&word) || word == "of" => 1,
        _ => 0,
    };
    at.start - length..at.end
}

/// The longest name after a word that leads to a place, or half of a postcode anywhere.
fn named(
    gazetteer: &Gazetteer,
    vocabulary: &Vocabulary,
    words: &[String],
    reach: Option<usize>,
) -> Option<Found> {
    let after_near = (0..words.len()).filter(|at| NEAR.contains(&words[*at].as_str()));
    let after_in = (0..words.len()).filter(|at| IN.contains(&words[*at].as_str()));
    let after_reach = reach.filter(|at| words.get(*at).is_some_and(|word| word == "of"));
    after_reach
        .into_iter()
        .chain(after_near)
        .filter_map(|at| after(gazetteer, vocabulary, words, at, true))
        .next()
        .or_else(|| {
            after_in
                .filter_map(|at| after(gazetteer, vocabulary, words, at, false))
                .next()
        })
        .or_else(|| half_postcode(gazetteer, words))
}

/// A well-known place that stands beside the need with no word to lead to it: after all else, as in "food bank
/// peckham"; or before it, where every other word is known to mean something, so that "Oxford House" keeps its
/// name.
pub(super) fn beside(
    gazetteer: &Gazetteer,
    vocabulary: &Vocabulary,
    taken: &Taken<'_>,
    senses: &[Sense],
) -> Option<Found> {
    let words = taken.words;
    let is_known = |at: usize| {
        let is_in = |sense: &Sense| sense.words.contains(&words[at]);
        taken.is_meant(at) || senses.iter().any(is_in)
    };
    let last = (0..words.len()).rfind(|at| !taken.is_answered(*at))? + 1;
    let first = (0..last).find(|at| !taken.is_answered(*at))?;
    let most = LONGEST.min(last - first);
    let name_at = |at: Range<usize>| {
        let name = &words[at.clone()];
        let text = name.join(" ");
        let is_other = at.clone().any(|word| taken.is_meant(word))
            || [WORDS_TOO, SOMETHING_ELSE]
                .iter()
                .any(|list| list.contains(&text.as_str()))
            || !vocabulary.senses(name, &text).is_empty();
        if is_other {
            return None;
        }
        let reading = gazetteer.named_place(&text, true)?;
        let is_place = matches!(
            reading.kind,
            Kind::Place | Kind::LocalAuthority | Kind::Region
        );
        is_place.then_some(Found {
            at,
            text,
            label: reading.label,
            position: reading.position,
            may_be_name: true,
        })
    };
    let is_joined = |from: usize| {
        let before = from.checked_sub(1).map(|at| words[at].as_str());
        before.is_some_and(|word| JOINS.contains(&word))
    };
    let after_all = (1..=most)
        .rev()
        .find_map(|length| name_at(last - length..last));
    if let Some(found) = after_all {
        return (!is_joined(found.at.start)).then_some(found);
    }
    (1..most)
        .rev()
        .filter(|length| (first + length..last).all(is_known))
        .find_map(|length| name_at(first..first + length))
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
        Some(Found {
            at: led_to(words, at + 1..from + length),
            text,
            label: reading.label,
            position: reading.position,
            may_be_name: !is_near,
        })
    })
}

/// The first half of a postcode, or a little more, that stands anywhere.
fn half_postcode(gazetteer: &Gazetteer, words: &[String]) -> Option<Found> {
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
            let is_code = matches!(reading.kind, Kind::Outward | Kind::Sector);
            is_code.then(|| Found {
                at: from..from + length,
                text,
                label: reading.label,
                position: reading.position,
                may_be_name: false,
            })
        })
    })
}
