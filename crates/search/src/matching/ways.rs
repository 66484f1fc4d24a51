//! The ways to meet words by themselves: as they stand, as they begin, together or scattered.

use super::Alternative;
use super::matcher::{Matcher, phrase};
use crate::analysis::{LONGEST_OPENING, LONGEST_START, stem};
use crate::error::Error;
use crate::parse::Piece;
use crate::snapshot::Snapshot;
use crate::wording;

/// From this many letters on, a word that is still growing is also looked for as it stands.
const SHORTEST_WHOLE: usize = 3;
/// What a word that is still growing counts as it stands, where something begins with it: "harmoni" is more
/// likely the beginning of "harmonica" than all of a word.
const STILL_GROWING: f32 = 0.6;
/// What words that mean something together count when they do not stand together.
const SCATTERED: f32 = 0.5;
/// Shorter halves of a word are no words that somebody wrote as two.
const SHORTEST_HALF: usize = 3;
/// What "art" counts where "art class" was typed.
const WITHOUT_GATHERING: f32 = 0.8;

/// The ways to meet words that mean something besides by the words themselves.
pub(super) fn themselves(
    snapshot: &Snapshot,
    words: &[String],
    is_growing: bool,
) -> Result<Vec<Alternative>, Error> {
    let [word] = words else {
        let telling = words.iter().filter(|word| !wording::is_stop_word(word));
        let named = telling.clone().filter(|word| !wording::is_gathering(word));
        let is_telling = named.clone().any(|word| wording::is_subject(word));
        let named: Vec<String> = named.map(|word| stem(word)).collect();
        let stems: Vec<String> = telling.map(|word| stem(word)).collect();
        let together = Alternative::certain(phrase(words));
        let scattered = Alternative {
            weight: SCATTERED,
            ..Alternative::certain(Matcher::All(stems.clone()))
        };
        let mut ways = Vec::new();
        if together.matcher.frequency(snapshot)? > 0 {
            ways.push(together);
        }
        ways.extend(as_one(snapshot, words)?);
        if !named.is_empty() && named.len() < stems.len() {
            let it = match named.as_slice() {
                [only] => Matcher::Stem(only.clone()),
                _ => Matcher::All(named),
            };
            if is_telling && it.frequency(snapshot)? > 0 {
                ways.push(Alternative {
                    weight: WITHOUT_GATHERING,
                    ..Alternative::certain(it)
                });
            }
            return Ok(ways);
        }
        // Of "he hits me" only "hit" would be left, and that may be anything.
        if stems.len() > 1 && scattered.matcher.frequency(snapshot)? > 0 {
            ways.push(scattered);
        }
        return Ok(ways);
    };
    let mut ways = as_written(snapshot, word, is_growing)?;
    if !is_growing {
        ways.extend(as_two(snapshot, word)?);
    }
    Ok(ways)
}

/// Words written as one, where any listing has that: "foodbank" for "food bank".
pub(super) fn as_one(snapshot: &Snapshot, words: &[String]) -> Result<Option<Alternative>, Error> {
    let one = Matcher::Stem(stem(&words.concat()));
    let is_there = one.frequency(snapshot)? > 0;
    Ok(is_there.then(|| Alternative::certain(one)))
}

/// A word written as two, where any listing has those one after the other: "food bank" for "foodbank".
pub(super) fn as_two(snapshot: &Snapshot, word: &str) -> Result<Option<Alternative>, Error> {
    let is_word = |half: &str| snapshot.frequency(snapshot.fields.words, half);
    for (at, _) in word.char_indices() {
        let (first, second) = word.split_at(at);
        let may_be =
            |half: &str| half.chars().count() >= SHORTEST_HALF && !wording::is_stop_word(half);
        if !may_be(first) || !may_be(second) || is_word(first)? == 0 || is_word(second)? == 0 {
            continue;
        }
        let two = Matcher::Phrase(vec![stem(first), stem(second)]);
        if two.is_met(snapshot)? {
            return Ok(Some(Alternative::certain(two)));
        }
    }
    Ok(None)
}

/// A letter or two, and nothing else typed yet: what begins with them. Half of all listings have some
/// word that does; nobody looks for those, and there would be no end of counting.
pub(super) fn opening(snapshot: &Snapshot, piece: &Piece) -> Result<Option<Matcher>, Error> {
    let word = match piece {
        Piece::Word {
            chunk,
            is_growing: true,
        } => match chunk.parts.as_slice() {
            [word] => word,
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    let is_short = word.chars().count() <= LONGEST_OPENING;
    let is_there = is_short && snapshot.frequency(snapshot.fields.openings, word)? > 0;
    Ok(is_there.then(|| Matcher::Opening(word.clone())))
}

/// The ways to meet a word just as it was typed, as far as any listing does.
pub(super) fn as_written(
    snapshot: &Snapshot,
    word: &str,
    is_growing: bool,
) -> Result<Vec<Alternative>, Error> {
    let mut alternatives = Vec::new();
    if is_growing {
        let start: String = word.chars().take(LONGEST_START).collect();
        if snapshot.frequency(snapshot.fields.starts, &start)? > 0 {
            alternatives.push(Alternative::certain(Matcher::Start(start)));
        }
    }
    let stem = stem(word);
    let is_whole = alternatives.is_empty() || word.chars().count() >= SHORTEST_WHOLE;
    if is_whole && snapshot.frequency(snapshot.fields.text, &stem)? > 0 {
        alternatives.push(Alternative {
            weight: if alternatives.is_empty() {
                1.0
            } else {
                STILL_GROWING
            },
            ..Alternative::certain(Matcher::Stem(stem))
        });
    }
    Ok(alternatives)
}
