//! Plain text as we keep it: NFC, single spaces, no invisible characters, no placeholders.
//!
//! Sources write entities, tags, tabs, bidirectional overrides, mojibake and "N/A". Tags and
//! entities are the HTML parser's to remove before text gets here; the rest is done here. Every
//! cleaning is idempotent: cleaning what is clean changes nothing.

mod mojibake;
mod shouting;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

pub use mojibake::repaired;
pub use shouting::without_shouting;

/// One line: repaired, NFC, no invisible characters, every run of white space a single space.
#[must_use]
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in visible(text).split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Paragraphs: as [`line`], but line breaks stay, and paragraphs are parted by one empty line.
#[must_use]
pub fn paragraphs(text: &str) -> String {
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{b}'], "\n")
        .replace(['\u{2029}', '\u{c}'], "\n\n");
    let text = visible(&text);
    let mut out = String::with_capacity(text.len());
    let mut gap = 0_u8;
    for raw in text.split('\n') {
        let mut words = raw.split_whitespace();
        let Some(first) = words.next() else {
            gap = 2;
            continue;
        };
        if !out.is_empty() {
            out.push_str(if gap > 1 { "\n\n" } else { "\n" });
        }
        gap = 1;
        out.push_str(first);
        for word in words {
            out.push(' ');
            out.push_str(word);
        }
    }
    out
}

/// One line, or nothing where the source only filled the space ("N/A", "-", "None", …).
#[must_use]
pub fn value(text: &str) -> Option<String> {
    let text = line(text);
    (!is_placeholder(&text)).then_some(text)
}

/// Paragraphs, or nothing where the source only filled the space.
#[must_use]
pub fn prose(text: &str) -> Option<String> {
    let text = paragraphs(text);
    (!is_placeholder(&text)).then_some(text)
}

/// A name: one line, not a placeholder, not shouted, without quotation marks around the whole.
#[must_use]
pub fn name(text: &str) -> Option<String> {
    let text = value(text)?;
    let mut bare = text.as_str();
    while let Some(inner) = [('"', '"'), ('“', '”'), ('‘', '’')]
        .into_iter()
        .find_map(|(open, close)| bare.strip_prefix(open)?.strip_suffix(close))
        .filter(|inner| !inner.contains(['"', '“', '”', '‘', '’']))
    {
        bare = inner.trim();
    }
    let name = without_shouting(bare.trim_matches([',', ';', ' ']));
    (name.chars().any(char::is_alphanumeric) && !is_placeholder(&name)).then(|| name.into_owned())
}

/// Whether a cleaned text only fills a space that the source had to fill.
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    let bare = text
        .trim_matches(|c: char| c.is_whitespace() || "<>[](){}.,;:!'\"".contains(c))
        .to_lowercase();
    if !bare.chars().any(char::is_alphanumeric) {
        // Dashes, stars, question marks: nothing that can be read aloud.
        return true;
    }
    PLACEHOLDERS.split('|').any(|filler| filler == bare)
}

/// What sources write where they have nothing to say, in lower case.
const PLACEHOLDERS: &str = "\
    n/a|na|n.a|n\\a|nil|none|null|nan|undefined|unknown|not known|not available|\
    not applicable|not relevant|not provided|not specified|not stated|none given|\
    none provided|no data|no value|no information|no description|no description available|\
    no details|no name|no title|unnamed|untitled|untitled placemark|tbc|tba|tbd|\
    to be confirmed|to be advised|to be announced|test|xxx|lorem ipsum|#n/a|#ref|#value|#null|\
    #name?|#div/0|n/k|0|-1";

/// Whether a source cut the text off: it ends in an ellipsis or "read more".
#[must_use]
pub fn is_truncated(text: &str) -> bool {
    let end = text.trim_end().trim_end_matches([']', ')', ' ']);
    let lower = end.to_lowercase();
    lower.ends_with('…')
        || lower.ends_with("...")
        || lower.ends_with("read more")
        || lower.ends_with("[more")
}

/// Whether a description reads as whole prose: not cut off, and without mojibake or left-over tags.
#[must_use]
pub fn is_well_formed(text: &str) -> bool {
    let tag = |at: usize| {
        let rest = &text[at + 1..];
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') && rest.contains('>')
    };
    !is_placeholder(text)
        && !is_truncated(text)
        && matches!(repaired(text), Cow::Borrowed(_))
        && !text.contains('\u{fffd}')
        && !text.match_indices('<').any(|(at, _)| tag(at))
}

/// At most `limit` characters for a list of results: cut after a sentence where one ends in the
/// second half, else at a word, with an ellipsis. Line breaks become spaces.
#[must_use]
pub fn shortened(text: &str, limit: usize) -> String {
    let text = beginning(text, limit);
    if text.chars().count() <= limit {
        return text;
    }
    let end = text
        .char_indices()
        .nth(limit)
        .map_or(text.len(), |(at, _)| at);
    let head = &text[..end];
    let sentence = head
        .match_indices(['.', '!', '?'])
        .map(|(at, mark)| at + mark.len())
        .rfind(|at| text[*at..].starts_with(' '));
    if let Some(at) = sentence
        && at * 2 >= head.len()
    {
        return head[..at].to_owned();
    }
    // One character is kept back for the ellipsis.
    let end = head.char_indices().next_back().map_or(0, |(at, _)| at);
    let head = &head[..end];
    let cut = head.rfind(' ').filter(|at| *at > 0).unwrap_or(end);
    let kept = head[..cut].trim_end_matches(|c: char| !c.is_alphanumeric());
    if limit == 0 {
        String::new()
    } else {
        format!("{kept}…")
    }
}

/// The text as [`line`] has it, or as much of it as is more than `limit` characters: a summary of a long
/// text does not read all of it.
fn beginning(text: &str, limit: usize) -> String {
    // What is repaired or put together at the cut is never shown.
    const MARGIN: usize = 16;
    let likely = text.char_indices().nth(limit + 2 * MARGIN);
    let begun = likely.map(|(at, _)| line(&text[..at]));
    begun
        .filter(|begun| begun.chars().count() > limit + MARGIN)
        .unwrap_or_else(|| line(text))
}

/// What is left of a text to compare it by: lower case, no accents, letters and digits only,
/// words parted by single spaces, "&" as "and".
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '’' | '‘'))
    {
        if c.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.extend(c.to_lowercase());
        } else if c == '&' {
            out.push_str(if out.is_empty() { "and" } else { " and" });
            gap = true;
        } else {
            gap = true;
        }
    }
    out
}

/// Repaired, NFC, and without the characters that nobody can see; tabs and line breaks stay.
fn visible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_control()) {
        return Cow::Borrowed(text);
    }
    let mut text = text.to_owned();
    loop {
        // Taking a character out can bring two halves of mojibake together, hence again.
        let next: String = repaired(&text).chars().filter_map(shown).nfc().collect();
        if next == text {
            return Cow::Owned(text);
        }
        text = next;
    }
}

/// A character as it is kept: invisible ones go, and what separates becomes a space.
fn shown(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => Some(c),
        // No-break and other fixed spaces are spaces to a reader.
        '\u{a0}' | '\u{202f}' | '\u{2000}'..='\u{200a}' | '\u{3000}' | '\r' | '\u{85}' => Some(' '),
        // Soft hyphen, zero-width, directional marks and overrides, variation selectors' base,
        // byte-order mark, interlinear marks, private use, not characters.
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffd}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{fdd0}'..='\u{fdef}'
        | '\u{fffe}'
        | '\u{ffff}'
        | '\u{e0000}'..='\u{e007f}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests;
