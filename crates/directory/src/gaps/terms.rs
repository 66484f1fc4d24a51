//! The terms of a question that may be counted.

use std::collections::BTreeSet;

/// Shorter words say nothing.
const SHORTEST: usize = 3;
/// Longer ones are no words.
const LONGEST: usize = 30;
/// More words than this are a letter, not a question.
const MOST: usize = 12;

/// Words that say nothing of a need.
const SILENT: &[&str] = &[
    "and",
    "any",
    "are",
    "around",
    "but",
    "can",
    "for",
    "from",
    "get",
    "has",
    "have",
    "help",
    "how",
    "into",
    "local",
    "looking",
    "near",
    "nearby",
    "need",
    "not",
    "our",
    "please",
    "some",
    "someone",
    "something",
    "that",
    "the",
    "their",
    "them",
    "there",
    "they",
    "this",
    "want",
    "what",
    "where",
    "who",
    "with",
    "you",
    "your",
];

/// The words of a text, each once, in lower case. Nothing with a digit or an @ is one: numbers,
/// postcodes and addresses are somebody's.
pub(super) fn of(text: &str) -> BTreeSet<String> {
    text.split_whitespace()
        .filter(|chunk| !chunk.chars().any(|c| c.is_numeric() || c == '@'))
        .flat_map(|chunk| chunk.split(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’')))
        .map(|word| word.replace(['\'', '’'], "").to_lowercase())
        .filter(|word| (SHORTEST..=LONGEST).contains(&word.chars().count()))
        .filter(|word| !SILENT.contains(&word.as_str()))
        .take(MOST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn terms_are_words_that_say_something_and_never_numbers_or_addresses() {
        let check = |text: &str, expect: &str| {
            let terms: Vec<String> = of(text).into_iter().collect();
            assert_eq!(terms.join(" "), expect, "{text}");
        };
        check("Help with DEBT near Brixton", "brixton debt");
        check("call 07700900123 or me@example.org SW9 8DJ", "call");
        check("women's women's group", "group womens");
        check("a b 943-476-5919", "");
    }
}
