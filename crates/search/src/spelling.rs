//! Words that no listing has, and the words of listings that are closest to them.
//!
//! The dictionary of the index is walked with a Levenshtein automaton, and only for a word that has
//! no hits: a word that is right never pays for it and never brings its neighbours along.

use std::collections::BTreeMap;

use tantivy::Term;
use tantivy::query::FuzzyTermQuery;

use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::wording;

/// Shorter words have too many neighbours.
const SHORTEST: usize = 4;
/// While a word is growing more letters will follow, so a slip is worth mending sooner.
const SHORTEST_GROWING: usize = 3;
/// From this many letters on, two mistakes are forgiven where one does not help.
const SHORTEST_FOR_TWO: usize = 8;
/// How many words may stand in for one.
const MOST: usize = 8;

/// A word of the listings, and how much a hit on it counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Likely {
    pub(crate) word: String,
    pub(crate) weight: f32,
}

/// The words that were likely meant, the commonest first; `is_growing` looks for their beginnings.
pub(crate) fn likely(
    snapshot: &Snapshot,
    typed: &str,
    is_growing: bool,
) -> Result<Vec<Likely>, Error> {
    let letters = typed.chars().count();
    let has_digit = typed.chars().any(char::is_numeric);
    let shortest = if is_growing {
        SHORTEST_GROWING
    } else {
        SHORTEST
    };
    if letters < shortest || has_digit {
        return Ok(Vec::new());
    }
    let furthest = if letters < SHORTEST_FOR_TWO { 1 } else { 2 };
    // A beginning with no mistake comes first: descriptions have words that no title begins with.
    let nearest = u8::from(!is_growing);
    for distance in nearest..=furthest {
        let found = within(snapshot, typed, distance, is_growing)?;
        if !found.is_empty() {
            let weight = [1.0, 0.6, 0.4][usize::from(distance)];
            return Ok(found
                .into_iter()
                .map(|word| Likely { word, weight })
                .collect());
        }
    }
    Ok(Vec::new())
}

fn within(
    snapshot: &Snapshot,
    typed: &str,
    distance: u8,
    is_growing: bool,
) -> Result<Vec<String>, Error> {
    let term = Term::from_field_text(snapshot.fields.words, typed);
    let automaton = if is_growing {
        FuzzyTermQuery::new_prefix(term, distance, true)
    } else {
        FuzzyTermQuery::new(term, distance, true)
    };
    let mut frequencies: BTreeMap<String, u64> = BTreeMap::new();
    for segment in snapshot.searcher.segment_readers() {
        let index = segment.inverted_index(snapshot.fields.words)?;
        let mut words = index.terms().search(automaton.automaton()?).into_stream()?;
        while words.advance() {
            if let Ok(word) = std::str::from_utf8(words.key())
                && !wording::is_stop_word(word)
            {
                *frequencies.entry(word.to_owned()).or_default() +=
                    u64::from(words.value().doc_freq);
            }
        }
    }
    let mut found: Vec<(String, u64)> = frequencies.into_iter().collect();
    // People seldom mistake the first letter: with it "lonly" is "lonely", without it "only". Who made two mistakes has
    // not made one of them there: "knitting" is not "notting".
    let first = typed.chars().next();
    let is_first_sure = distance > 1;
    if is_first_sure || found.iter().any(|(word, _)| word.chars().next() == first) {
        found.retain(|(word, _)| word.chars().next() == first);
    }
    found.sort_by(|(a, often_a), (b, often_b)| often_b.cmp(often_a).then_with(|| a.cmp(b)));
    found.truncate(MOST);
    Ok(found.into_iter().map(|(word, _)| word).collect())
}
