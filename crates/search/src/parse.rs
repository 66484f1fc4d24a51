//! What was typed, taken apart: words, phrases in quotes, and the word that is still growing.
//!
//! Everything is a question. What cannot be understood is a word like any other.

use crate::analysis::{Chunk, chunks};
use crate::sense::Sense;

/// Longer texts are cut: nobody means the rest.
const LONGEST_TEXT: usize = 400;
/// Further words are passed over, for the same reason.
const MOST_PIECES: usize = 16;

/// One thing that a hit should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A word, which may be several joined by a hyphen.
    Word {
        chunk: Chunk,
        /// Whether more letters may follow.
        is_growing: bool,
    },
    /// Words that mean something besides themselves.
    Known {
        words: Vec<String>,
        /// Which of the senses.
        sense: usize,
        /// Whether more letters may follow.
        is_growing: bool,
    },
    /// Words that follow one another, in quotes.
    Phrase(Vec<String>),
}

/// Takes a question apart, leaving out what was said twice.
pub(crate) fn parse(text: &str, as_you_type: bool, senses: &[Sense]) -> Vec<Piece> {
    let cut = text
        .char_indices()
        .nth(LONGEST_TEXT)
        .map_or(text.len(), |(at, _)| at);
    let sections: Vec<&str> = text[..cut].split(is_quote).collect();
    // A quote that is not closed yet opens nothing.
    let last = sections.len() - 1;
    let is_quoted = |at: usize| at % 2 == 1 && at != last;

    let mut pieces: Vec<Piece> = Vec::new();
    for (at, section) in sections.iter().enumerate() {
        let chunks = chunks(section);
        if is_quoted(at) {
            let words: Vec<String> = chunks.into_iter().flat_map(|chunk| chunk.parts).collect();
            if !words.is_empty() {
                pieces.push(Piece::Phrase(words));
            }
            continue;
        }
        let mut rest = chunks.as_slice();
        while let [chunk, after @ ..] = rest {
            let is_growing =
                |chunk: &Chunk| as_you_type && at == last && chunk.end == section.len();
            if let Some((sense, length)) = known(rest, senses) {
                let (run, after) = rest.split_at(length);
                pieces.push(Piece::Known {
                    words: senses[sense].words.clone(),
                    sense,
                    is_growing: run.last().is_some_and(is_growing),
                });
                rest = after;
                continue;
            }
            pieces.push(Piece::Word {
                is_growing: is_growing(chunk),
                chunk: chunk.clone(),
            });
            rest = after;
        }
    }
    let mut seen: Vec<Vec<String>> = Vec::new();
    pieces.retain(|piece| {
        let words = match piece {
            Piece::Word { chunk, .. } => chunk.parts.clone(),
            Piece::Phrase(words) | Piece::Known { words, .. } => words.clone(),
        };
        let is_new = !seen.contains(&words);
        seen.push(words);
        is_new
    });
    pieces.truncate(MOST_PIECES);
    pieces
}

/// The first sense whose words the chunks begin with, and how many chunks they are.
fn known(chunks: &[Chunk], senses: &[Sense]) -> Option<(usize, usize)> {
    senses.iter().enumerate().find_map(|(at, sense)| {
        let mut words = sense.words.as_slice();
        for (number, chunk) in chunks.iter().enumerate() {
            words = words.strip_prefix(chunk.parts.as_slice())?;
            if words.is_empty() {
                return Some((at, number + 1));
            }
        }
        None
    })
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '„' | '«' | '»' | '＂')
}

#[cfg(test)]
mod tests {
    use super::{Piece, parse};

    fn shown(text: &str) -> String {
        parse(text, true, &[])
            .iter()
            .map(|piece| match piece {
                Piece::Word { chunk, is_growing } => {
                    format!(
                        "{}{}",
                        chunk.parts.join("-"),
                        if *is_growing { "…" } else { "" }
                    )
                }
                Piece::Known { words, .. } => format!("<{}>", words.join(" ")),
                Piece::Phrase(words) => format!("[{}]", words.join(" ")),
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn words_and_phrases_are_told_apart() {
        assert_eq!(
            shown("tea “dance hall” drop-in sw"),
            "tea [dance hall] drop-in sw…"
        );
    }

    #[test]
    fn a_word_that_is_followed_by_a_space_has_stopped_growing() {
        assert_eq!(shown("tea "), "tea");
        assert_eq!(shown("tea"), "tea…");
    }

    #[test]
    fn an_open_quote_opens_nothing() {
        assert_eq!(shown("\"tea dance"), "tea dance…");
        assert_eq!(shown("\"tea\" \"dance ha"), "[tea] dance ha…");
    }

    #[test]
    fn what_is_said_twice_is_asked_once() {
        assert_eq!(shown("tea Tea TEA dance "), "tea dance");
    }

    #[test]
    fn a_text_without_words_asks_for_nothing() {
        assert_eq!(shown(" \"\" ,. -'"), "");
    }
}
