//! Why it matched, shown: the piece of a text that has the words that were looked for, marked.
//!
//! A text is walked once, byte by byte, and a word is stemmed only when it begins as one of the stems
//! does: twenty descriptions cost less than one look into the index.

use unicode_normalization::UnicodeNormalization as _;

use crate::analysis::{chunks, several_of, stem};
use crate::matching::{Matcher, Plan};
use crate::wording::is_stop_word;

/// So many letters of a word are left by every stem.
const KEPT_BY_STEMS: usize = 3;
/// What is shown before the first word that is marked, in bytes.
const LEAD: usize = 40;
/// Further words are not marked: nobody needs forty.
const MOST: usize = 40;

/// The words that were looked for, whatever brought them up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    stems: Vec<String>,
    starts: Vec<String>,
    /// How a word begins that may be one of them.
    beginnings: Vec<String>,
    initials: Initials,
}

/// Which bytes a word may begin with that was looked for: most words of a text are passed over by
/// their first letter.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Initials([bool; 256]);

/// A piece of a text, in parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// In order; together they are the piece, with "…" where the text goes on.
    pub parts: Vec<Part>,
}

/// A part of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Plain text.
    pub text: String,
    /// Whether it is a word that was looked for.
    pub is_marked: bool,
}

/// A word of a text that was looked for.
struct Match {
    from: usize,
    to: usize,
    /// Which of the words it is.
    which: usize,
}

/// The words of a phrase that tell something: nobody looked for the "and" of "stay and play".
fn telling(stems: &[String]) -> impl Iterator<Item = &String> {
    stems.iter().filter(|stem| !is_stop_word(stem))
}

impl Looked {
    pub(crate) fn of(plan: &Plan) -> Self {
        let (mut stems, mut starts) = (Vec::new(), Vec::new());
        let alternatives = plan.clauses.iter().flat_map(|clause| &clause.alternatives);
        for alternative in alternatives {
            match &alternative.matcher {
                Matcher::Stem(stem) => stems.push(stem.clone()),
                Matcher::Phrase(all) | Matcher::All(all) | Matcher::Named(all, _) => {
                    stems.extend(telling(all).cloned());
                }
                Matcher::Code(..) => {}
                Matcher::Start(start) | Matcher::Opening(start) => starts.push(start.clone()),
            }
        }
        Self::new(stems, starts)
    }

    /// For words with these stems, and words that begin like this.
    fn new(stems: Vec<String>, starts: Vec<String>) -> Self {
        let several = stems.iter().flat_map(|stem| several_of(stem));
        let beginnings = stems.iter().chain(&starts).cloned();
        let beginnings: Vec<String> = beginnings.chain(several.map(str::to_owned)).collect();
        Self {
            initials: Initials::of(beginnings.iter()),
            beginnings,
            stems,
            starts,
        }
    }

    /// The piece of the text, of about `longest` bytes, that has most of the words; none where the
    /// text has none of them.
    #[must_use]
    pub fn snippet(&self, text: &str, longest: usize) -> Option<Snippet> {
        let matches = self.matches(text);
        let first = best_window(&matches, longest)?;
        let (from, to) = around(text, matches.get(first)?, longest);
        let mut parts = Parts::default();
        if from > 0 {
            parts.push("…", false);
        }
        let mut at = from;
        for found in matches
            .iter()
            .skip(first)
            .take_while(|found| found.to <= to)
        {
            parts.push(&text[at..found.from], false);
            parts.push(&text[found.from..found.to], true);
            at = found.to;
        }
        parts.push(text[at..to].trim_end(), false);
        if to < text.trim_end().len() {
            parts.push("…", false);
        }
        Some(Snippet { parts: parts.0 })
    }

    fn matches(&self, text: &str) -> Vec<Match> {
        let mut matches = Vec::new();
        if self.stems.is_empty() && self.starts.is_empty() {
            return matches;
        }
        let mut at = 0;
        while let Some(from) = self.initials.next(text, at)
            && matches.len() < MOST
        {
            let is_inside = text[..from].ends_with(char::is_alphanumeric);
            at = text[from..]
                .find(|c: char| !c.is_alphanumeric())
                .map_or(text.len(), |length| from + length);
            if at == from {
                // A dash or the like, which is not ASCII.
                at = text.ceil_char_boundary(from + 1);
            } else if !is_inside && let Some(which) = self.which(&text[from..at]) {
                matches.push(Match {
                    from,
                    to: at,
                    which,
                });
            }
        }
        matches
    }

    /// Which of the words that were looked for this is.
    fn which(&self, word: &str) -> Option<usize> {
        let begins = |sought: &String| {
            let mut letters = word.nfd().flat_map(char::to_lowercase);
            let sought = sought.chars().take(KEPT_BY_STEMS);
            sought
                .into_iter()
                .all(|letter| letters.next() == Some(letter))
        };
        let is_ascii = word.is_ascii();
        let likely = |sought: &String| {
            let ascii = word
                .as_bytes()
                .iter()
                .zip(sought.as_bytes())
                .take(KEPT_BY_STEMS);
            let mut ascii = ascii.map(|(a, b)| a.eq_ignore_ascii_case(b));
            if is_ascii {
                ascii.all(|same| same)
            } else {
                begins(sought)
            }
        };
        let candidate = self.beginnings.iter().any(likely);
        if !candidate {
            return None;
        }
        let folded = chunks(word).into_iter().next()?.parts.into_iter().next()?;
        let whole = stem(&folded);
        let stems = self.stems.iter().position(|stem| *stem == whole);
        stems.or_else(|| {
            let start = self
                .starts
                .iter()
                .position(|start| folded.starts_with(start));
            start.map(|at| self.stems.len() + at)
        })
    }
}

impl Default for Initials {
    fn default() -> Self {
        Self([false; 256])
    }
}

impl Initials {
    fn of<'a>(words: impl Iterator<Item = &'a String>) -> Self {
        let mut initials = Self::default();
        for first in words.filter_map(|word| word.as_bytes().first()) {
            for case in [first.to_ascii_lowercase(), first.to_ascii_uppercase()] {
                initials.0[usize::from(case)] = true;
            }
        }
        // Accents are folded, so a letter that is not ASCII may be any of ours.
        initials.0[0xc0..].fill(true);
        initials
    }

    /// Where the next such byte is, from `at` on: the first of a character.
    fn next(&self, text: &str, at: usize) -> Option<usize> {
        let rest = &text.as_bytes()[at..];
        let found = rest.iter().position(|byte| self.0[usize::from(*byte)]);
        found.map(|length| at + length)
    }
}

/// The match at which a window begins that has the most different words; of equals the first.
fn best_window(matches: &[Match], longest: usize) -> Option<usize> {
    let different = |first: usize| {
        let begin = matches[first].from;
        let inside = matches[first..]
            .iter()
            .take_while(|found| found.to <= begin + longest.saturating_sub(LEAD));
        let mut which: Vec<usize> = inside.map(|found| found.which).collect();
        which.sort_unstable();
        which.dedup();
        which.len()
    };
    (0..matches.len()).max_by_key(|first| (different(*first), std::cmp::Reverse(*first)))
}

/// Where a piece around a match begins and ends: at words.
fn around(text: &str, first: &Match, longest: usize) -> (usize, usize) {
    let mut from = first.from.saturating_sub(LEAD);
    if from > 0 {
        from = text.floor_char_boundary(from);
        from = text[from..first.from]
            .find(char::is_whitespace)
            .map_or(first.from, |space| from + space + 1);
        from = text.ceil_char_boundary(from);
    }
    let mut to = text.floor_char_boundary((from + longest).min(text.len()));
    if to < text.len() {
        to = text[..to].rfind(char::is_whitespace).unwrap_or(to);
    }
    (from, to.max(first.to))
}

/// Parts, without empty ones, and with spaces where the text has the ends of lines.
#[derive(Default)]
struct Parts(Vec<Part>);

impl Parts {
    fn push(&mut self, text: &str, is_marked: bool) {
        if text.is_empty() {
            return;
        }
        let text = text.replace(['\n', '\r'], " ");
        match self.0.last_mut() {
            Some(last) if last.is_marked == is_marked && !is_marked => last.text.push_str(&text),
            _ => self.0.push(Part { text, is_marked }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::Looked;

    fn looked(stems: &[&str], starts: &[&str]) -> Looked {
        let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Looked::new(own(stems), own(starts))
    }

    fn shown(looked: &Looked, text: &str, longest: usize) -> String {
        let Some(snippet) = looked.snippet(text, longest) else {
            return "none".to_owned();
        };
        let part = |part: &super::Part| {
            if part.is_marked {
                format!("[{}]", part.text)
            } else {
                part.text.clone()
            }
        };
        snippet.parts.iter().map(part).collect()
    }

    #[test]
    fn every_form_of_a_word_is_marked() {
        let text = "Swimming for swimmers who swim. Café, cafe.";
        assert_eq!(
            shown(&looked(&["swim", "cafe"], &[]), text, 200),
            "[Swimming] for swimmers who [swim]. [Café], [cafe]."
        );
        let of_men = looked(&["man"], &[]);
        assert_eq!(
            shown(&of_men, "A man, men and Men's sheds", 200),
            "A [man], [men] and [Men]'s sheds"
        );
    }

    #[test]
    fn a_beginning_marks_the_word_that_it_begins() {
        assert_eq!(
            shown(&looked(&[], &["boo"]), "Stories and books", 200),
            "Stories and [books]"
        );
    }

    #[test]
    fn the_piece_with_most_of_the_words_is_taken() {
        let text = "Tea is served. There is much to say of the hall, of its roof, its floor and its garden. A dance with tea on Fridays at three in the afternoon, whatever the weather may be.";
        assert_eq!(
            shown(&looked(&["tea", "danc"], &[]), text, 90),
            "…its roof, its floor and its garden. A [dance] with [tea] on Fridays at three in the…"
        );
    }

    #[test]
    fn small_words_of_a_phrase_are_not_marked() {
        let phrase = ["stay", "and", "play"].map(str::to_owned);
        assert_eq!(
            super::telling(&phrase).collect::<Vec<_>>(),
            ["stay", "play"]
        );
    }

    #[test]
    fn a_text_without_the_words_has_no_piece() {
        assert_eq!(shown(&looked(&["tea"], &[]), "Teak and steam", 80), "none");
        assert_eq!(shown(&looked(&[], &[]), "Tea", 80), "none");
    }

    proptest! {
        #[test]
        fn a_piece_is_part_of_its_text(text in ".{0,300}", word in "[a-z]{1,4}", longest in 0..200_usize) {
            if let Some(snippet) = looked(&[&word], &[&word]).snippet(&text, longest) {
                let piece: String = snippet.parts.iter().map(|part| part.text.as_str()).collect();
                let piece = piece.trim_start_matches('…').trim_end_matches('…').to_owned();
                prop_assert!(text.replace(['\n', '\r'], " ").contains(&piece) || text.contains('…'));
                prop_assert!(snippet.parts.iter().any(|part| part.is_marked));
            }
        }
    }
}
