//! What must not be kept of anybody: numbers of certificates and policies, names, addresses.
//!
//! A rule can only see what things look like. It is told in the guidance of each question too, and
//! an assessor sends back what slips through.

use crate::text;

/// What makes a person of a name.
const TITLES: [&str; 9] = ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "revd"];
/// What people are in a group: a name beside one of these is a person's.
const ROLES: [&str; 14] = [
    "chair",
    "chairman",
    "chairwoman",
    "chairperson",
    "secretary",
    "treasurer",
    "trustee",
    "lead",
    "deputy",
    "coordinator",
    "manager",
    "officer",
    "founder",
    "organiser",
];
/// Capitals beside a role that are no person's: "Safeguarding Lead", "Lambeth Council".
const NOT_NAMES: [&str; 22] = [
    "our",
    "the",
    "we",
    "a",
    "safeguarding",
    "child",
    "adult",
    "adults",
    "welfare",
    "designated",
    "council",
    "trust",
    "church",
    "hall",
    "centre",
    "committee",
    "club",
    "society",
    "association",
    "group",
    "insurance",
    "london",
];

/// What is wrong with words that somebody wrote and that are to be kept, for people. `longest` is in
/// characters.
#[must_use]
pub fn fault_of_words(words: &str, longest: usize) -> Option<String> {
    let trimmed = words.trim();
    if trimmed.is_empty() {
        return Some("write a few words".to_owned());
    }
    if trimmed.chars().count() > longest {
        return Some(format!("use {longest} characters or fewer"));
    }
    if has_certificate_number(trimmed) {
        return Some("leave certificate and policy numbers out: we must not keep them".to_owned());
    }
    if !crate::contact::emails(trimmed).is_empty() {
        return Some("leave e-mail addresses out: we know how to reach you".to_owned());
    }
    if names_a_person(trimmed) {
        return Some("leave people's names out: a role such as \"our chair\" is enough".to_owned());
    }
    None
}

/// A run of nine or more digits, or a word of six or more characters with both digits and letters
/// that is not a date, a postcode or a sum of money: what DBS certificates and policies look like.
fn has_certificate_number(words: &str) -> bool {
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).count();
    let joined: String = words
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '/'))
        .collect();
    let mut run = 0_usize;
    for c in joined.chars() {
        run = if c.is_ascii_digit() { run + 1 } else { 0 };
        if run >= 9 {
            return true;
        }
    }
    words.split_whitespace().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let letters = word.chars().any(|c| c.is_ascii_alphabetic());
        word.len() >= 6 && letters && digits(word) >= 4
    })
}

/// A title before a capital ("Mrs Patel"), or two capitals beside what people are in a group ("our
/// chair is Ada Byron", "Ada Byron, treasurer"). A name alone cannot be told from a place's.
fn names_a_person(words: &str) -> bool {
    let all: Vec<&str> = words.split_whitespace().collect();
    let is_capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let titled = all
        .windows(2)
        .any(|pair| TITLES.contains(&text::fold(pair[0]).as_str()) && is_capital(pair[1]));
    let bare = |word: &str| text::fold(word.trim_matches(|c: char| !c.is_alphanumeric()));
    let is_name = |word: &str| {
        let folded = bare(word);
        is_capital(word.trim_start_matches(|c: char| !c.is_alphanumeric()))
            && folded.len() > 1
            && !ROLES.contains(&folded.as_str())
            && !NOT_NAMES.contains(&folded.as_str())
    };
    let is_role = |word: &&str| ROLES.contains(&bare(word).as_str());
    let beside = all.windows(2).enumerate().any(|(at, pair)| {
        if !pair.iter().all(|word| is_name(word)) || pair[0].ends_with(['.', ',', ';']) {
            return false;
        }
        let after = all.get(at + 2..).unwrap_or_default();
        let before = &all[..at];
        let joins = |word: &&&str| matches!(bare(word).as_str(), "" | "is" | "our" | "the" | "as");
        let next = after.iter().find(|word| !joins(word));
        let last = before.iter().rev().find(|word| !joins(word));
        next.is_some_and(is_role) || last.is_some_and(is_role)
    });
    titled || beside
}
