//! Names in capitals ("CITY OF WESTMINSTER") as people write them ("City of Westminster").

use std::borrow::Cow;

/// A name in title case where it was all capitals; any other as it is.
///
/// A single short word ("YMCA") stays: it is more likely an abbreviation than shouted. Known
/// abbreviations and words without a vowel stay in capitals within a shouted name.
#[must_use]
pub fn without_shouting(name: &str) -> Cow<'_, str> {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let words = name.split_whitespace().count();
    let all_capitals = !name.chars().any(char::is_lowercase);
    let long_word = name
        .split(|c: char| !c.is_alphabetic())
        .any(|word| word.chars().count() >= 4 && !is_abbreviation(word));
    if !all_capitals || letters < 4 || !long_word || (words == 1 && letters < 6) {
        return Cow::Borrowed(name);
    }
    let mut out = String::with_capacity(name.len());
    for (index, word) in name.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        quieten(word, index == 0, &mut out);
    }
    Cow::Owned(out)
}

/// One word with whatever is joined to it: "(ST-JAMES'S".
fn quieten(word: &str, first: bool, out: &mut String) {
    let mut rest = word;
    let mut starts = first;
    let mut after_apostrophe = false;
    while !rest.is_empty() {
        let letters = rest
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(rest.len());
        let (part, tail) = rest.split_at(letters);
        let ends_word = !tail.starts_with('.');
        if after_apostrophe && part.chars().count() <= 2 {
            // The s of "James's", not a word of its own.
            out.push_str(&part.to_lowercase());
        } else if !part.is_empty() {
            push_part(part, starts, ends_word, out);
        }
        let mut marks = tail.chars();
        if let Some(mark) = marks.next() {
            out.push(mark);
            after_apostrophe = matches!(mark, '\'' | '’');
            starts = starts && !mark.is_alphanumeric() && part.is_empty();
        }
        rest = marks.as_str();
    }
}

fn push_part(part: &str, first: bool, ends_word: bool, out: &mut String) {
    let lower = part.to_lowercase();
    let has_digit = part.chars().any(|c| c.is_ascii_digit());
    if is_abbreviation(part) || (has_digit && !is_ordinal(&lower)) {
        out.push_str(part);
    } else if is_ordinal(&lower) || (!first && ends_word && SMALL.contains(&lower.as_str())) {
        out.push_str(&lower);
    } else {
        let prefix = if lower.len() > 4 && lower.starts_with("mc") {
            2
        } else {
            0
        };
        for (index, c) in lower.chars().enumerate() {
            if index == 0 || (prefix > 0 && index == prefix) {
                out.extend(c.to_uppercase());
            } else {
                out.push(c);
            }
        }
    }
}

fn is_ordinal(lower: &str) -> bool {
    ["st", "nd", "rd", "th"].iter().any(|end| {
        lower
            .strip_suffix(end)
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// Words that a name keeps in lower case inside.
const SMALL: &[&str] = &[
    "a", "an", "and", "at", "by", "de", "for", "from", "in", "la", "le", "of", "on", "or", "the",
    "to", "upon", "with",
];

fn is_abbreviation(word: &str) -> bool {
    let vowelless = word.chars().count() <= 5
        && word
            .chars()
            .all(|c| c.is_ascii_alphabetic() && !"AEIOUY".contains(c));
    (vowelless && !SHORTENED.contains(&word)) || ABBREVIATIONS.contains(&word)
}

/// Vowelless, but shortened words rather than initials.
const SHORTENED: &[&str] = &[
    "ST", "MR", "MRS", "DR", "LTD", "RD", "STR", "MT", "CT", "SQ", "BLDG", "NR", "BROS", "PK", "MC",
];

/// Initials with a vowel that are seen in the names of services.
const ABBREVIATIONS: &[&str] = &[
    "AA", "ADHD", "AIDS", "BAME", "BME", "BSL", "CAB", "CAMHS", "CE", "CIC", "CIO", "CLG", "DIY",
    "ESOL", "EU", "GLA", "HIV", "ICT", "ICW", "II", "III", "IT", "IV", "IX", "LBC", "LGBTQI",
    "LGBTQIA", "OAP", "PE", "RAF", "RC", "RNIB", "RNID", "RSPCA", "RVS", "SEN", "SEND", "SOS",
    "UK", "URC", "USA", "VI", "VCSE", "YHA", "YMCA", "YWCA",
];
