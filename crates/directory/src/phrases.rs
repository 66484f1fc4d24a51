//! Phrases to be recognised in what people and sources write.
//!
//! Compared without plural endings and without the small words that change nothing: "can't pay the
//! gas bill" is recognised in "cant pay my gas bills". Other endings tell: to be fit is not to have
//! fits, and a drink is not drinking. What a phrase stands for is the caller's affair.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// Words that may stand in a phrase or not. In order, so that they can be searched.
const SMALL: &[&str] = &[
    "a", "am", "an", "and", "are", "be", "been", "for", "he", "her", "hers", "him", "his", "i",
    "id", "im", "is", "it", "its", "ive", "just", "me", "my", "of", "our", "really", "she", "shes",
    "so", "some", "that", "the", "their", "they", "this", "to", "us", "very", "was", "we", "were",
    "your",
];

/// Small words that never tell anything.
const ARTICLES: [&str; 3] = ["a", "an", "the"];

/// Phrases, each with what it stands for.
#[derive(Debug, Clone)]
pub(crate) struct Phrases<T> {
    by_first_word: HashMap<String, Vec<Phrase<T>>>,
}

#[derive(Debug, Clone)]
struct Phrase<T> {
    /// As [`singular`] makes them, without small words.
    words: Vec<String>,
    meaning: T,
}

/// A phrase that stands in a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found<'a, T> {
    /// The words of the text that it takes up.
    pub(crate) at: Range<usize>,
    pub(crate) meaning: &'a T,
}

/// What a phrase is compared by; empty when there is no word in it.
pub(crate) fn key(phrase: &str) -> Vec<String> {
    let whole = whole_key(phrase);
    let telling: Vec<String> = whole
        .iter()
        .filter(|word| !is_small(word))
        .cloned()
        .collect();
    // "Hits me" is not any hit: one word that is left of several says too little.
    if telling.len() < 2 { whole } else { telling }
}

/// The same with all small words but articles.
fn whole_key(phrase: &str) -> Vec<String> {
    let words = search::words(phrase);
    let words = words
        .iter()
        .filter(|word| !ARTICLES.contains(&word.as_str()));
    words.map(|word| singular(word).into_owned()).collect()
}

/// A word without the ending of a plural: "baby" for "babies". A "cookie" ends as a "cookies" does, so
/// that the two are one.
fn singular(word: &str) -> Cow<'_, str> {
    let is_plural = word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    let one = if is_plural {
        &word[..word.len() - 1]
    } else {
        word
    };
    match one.strip_suffix("ie") {
        Some(start) if start.len() > 1 => Cow::Owned(format!("{start}y")),
        _ => Cow::Borrowed(one),
    }
}

fn is_small(word: &str) -> bool {
    SMALL.binary_search(&word).is_ok()
}

/// Whether two words differ by one letter more, less, other or swapped, and begin alike.
pub(crate) fn is_one_slip(a: &str, b: &str) -> bool {
    if a.chars().next() != b.chars().next() {
        return false;
    }
    let (mut a, mut b) = (a, b);
    loop {
        let (Some((x, after_x)), Some((y, after_y))) = (first(a), first(b)) else {
            // One of them ends here: the other may have one letter more.
            return after_first(a).is_empty() && after_first(b).is_empty();
        };
        if x != y {
            let is_swapped = || {
                let (next_x, next_y) = (first(after_x), first(after_y));
                next_x
                    .zip(next_y)
                    .is_some_and(|((w, a), (z, b))| x == z && y == w && a == b)
            };
            return after_x == b || after_y == a || after_x == after_y || is_swapped();
        }
        (a, b) = (after_x, after_y);
    }
}

/// The first letter of a word, and what comes after it.
fn first(word: &str) -> Option<(char, &str)> {
    let mut letters = word.chars();
    Some((letters.next()?, letters.as_str()))
}

fn after_first(word: &str) -> &str {
    first(word).map_or("", |(_, after)| after)
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self {
            by_first_word: HashMap::new(),
        }
    }
}

impl<T> Phrases<T> {
    /// Adds a phrase; one without words is never found.
    pub(crate) fn add(&mut self, phrase: &str, meaning: T) {
        self.put(key(phrase), meaning);
    }

    /// Adds a phrase of which every word but articles must be there: "end my life" is not "end of
    /// life".
    pub(crate) fn add_whole(&mut self, phrase: &str, meaning: T) {
        self.put(whole_key(phrase), meaning);
    }

    fn put(&mut self, words: Vec<String>, meaning: T) {
        let Some(first) = words.first().cloned() else {
            return;
        };
        let same_start = self.by_first_word.entry(first).or_default();
        // The longest is tried first; equals stay in the order in which they came.
        let at = same_start.partition_point(|other| other.words.len() >= words.len());
        same_start.insert(at, Phrase { words, meaning });
    }

    /// Every phrase in the text, those that overlap too, by where it begins and the longest first.
    pub(crate) fn all_in<'a>(&'a self, words: &'a [String]) -> impl Iterator<Item = Found<'a, T>> {
        (0..words.len()).flat_map(move |from| self.from(words, from))
    }

    /// The phrases that take up most of the text and do not overlap, from the left: with its small words
    /// "ring me for a chat" is longer than "ring me", though each has two words to be recognised by.
    pub(crate) fn longest_in<'a>(&'a self, words: &'a [String]) -> Vec<Found<'a, T>> {
        let mut found: Vec<Found<'a, T>> = Vec::new();
        let mut from = 0;
        while from < words.len() {
            match self.from(words, from).max_by_key(|phrase| phrase.at.end) {
                Some(phrase) => {
                    from = phrase.at.end;
                    found.push(phrase);
                }
                None => from += 1,
            }
        }
        found
    }

    fn from<'a>(
        &'a self,
        words: &'a [String],
        from: usize,
    ) -> impl Iterator<Item = Found<'a, T>> + use<'a, T> {
        let same_start = self.by_first_word.get(&*singular(&words[from]));
        same_start.into_iter().flatten().filter_map(move |phrase| {
            Some(Found {
                at: from..phrase.end_in(words, from)?,
                meaning: &phrase.meaning,
            })
        })
    }
}

impl<T> Phrase<T> {
    /// Where the phrase ends that begins at a word, if it stands there.
    fn end_in(&self, text: &[String], from: usize) -> Option<usize> {
        let mut at = from;
        for (number, word) in self.words.iter().enumerate() {
            let is_passed_over = |there: &String| singular(there) != *word && is_small(there);
            while number > 0 && text.get(at).is_some_and(is_passed_over) {
                at += 1;
            }
            if singular(text.get(at)?) != *word {
                return None;
            }
            at += 1;
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::{Phrases, SMALL, is_one_slip};

    fn check(phrases: &[&'static str], text: &str, expect: &[&str]) {
        let mut known = Phrases::default();
        for phrase in phrases {
            known.add(phrase, *phrase);
        }
        let words = search::words(text);
        let found: Vec<&str> = known
            .longest_in(&words)
            .into_iter()
            .map(|found| *found.meaning)
            .collect();
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn small_words_endings_and_apostrophes_do_not_matter() {
        let bill = "can't pay the gas bill";
        check(&[bill], "I cant pay my gas bills", &[bill]);
        check(&[bill], "can't pay gas bill", &[bill]);
        check(&[bill], "can't pay", &[]);
        check(&["mum and baby"], "mums and babies", &["mum and baby"]);
        check(
            &["learning disabilities"],
            "a learning disability",
            &["learning disabilities"],
        );
        check(
            &["cookies", "tie"],
            "a cookie and two ties",
            &["cookies", "tie"],
        );
        check(&["lady"], "lad", &[]);
        check(
            &["nobody to talk to"],
            "I have nobody to talk to.",
            &["nobody to talk to"],
        );
    }

    #[test]
    fn the_longest_phrase_is_taken() {
        check(
            &["young", "young carers", "carers"],
            "young carers and carers",
            &["young carers", "carers"],
        );
    }

    #[test]
    fn small_words_that_are_passed_over_count_for_the_length() {
        for order in [
            ["ring me", "ring me for a chat"],
            ["ring me for a chat", "ring me"],
        ] {
            check(&order, "to ring me for a chat", &["ring me for a chat"]);
        }
    }

    #[test]
    fn a_phrase_of_small_words_alone_is_kept_whole() {
        check(&["it is"], "that it is so", &["it is"]);
        check(&["hits me"], "he hits me", &["hits me"]);
        check(&["hits me"], "hit the gym", &[]);
    }

    #[test]
    fn a_slip_is_one_letter_more_less_other_or_two_swapped() {
        for (word, other) in [
            ("lonely", "lonely"),
            ("lonly", "lonely"),
            ("lonelyy", "lonely"),
            ("lonaly", "lonely"),
            ("lnoely", "lonely"),
            ("caf\u{e9}", "cafe"),
        ] {
            assert!(
                is_one_slip(word, other) && is_one_slip(other, word),
                "{word}"
            );
        }
        for (word, other) in [
            ("only", "lonely"),
            ("lely", "lonely"),
            ("lnoley", "lonely"),
            ("mind", "bind"),
        ] {
            assert!(
                !is_one_slip(word, other) && !is_one_slip(other, word),
                "{word}"
            );
        }
    }

    #[test]
    fn the_small_words_are_in_order() {
        assert!(SMALL.is_sorted());
    }
}
