//! A text cut into words, each with where it stood.

/// A word in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// The first byte in the text as typed.
    pub(super) start: usize,
    /// The byte after the last.
    pub(super) end: usize,
    /// Whether it stands in quotes, where words mean themselves.
    pub(super) quoted: bool,
}

/// The words of a text. A dash between words is a word, other marks are passed over; "18:00",
/// "6.30pm", "1/12/2026" and "2026-12-01" are one word each.
pub(super) fn cut(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut quoted = false;
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let character = |at: usize| characters.get(at).map(|(_, c)| *c);
    let mut at = 0;
    while let Some((start, c)) = characters.get(at).copied() {
        let mut next = at + 1;
        if matches!(c, '"' | '“' | '”') {
            quoted = !quoted;
        } else if is_dash(c) || c == '&' {
            words.push(Word {
                text: if c == '&' { "&" } else { "-" }.to_owned(),
                start,
                end: start + c.len_utf8(),
                quoted,
            });
        } else if c.is_alphanumeric() {
            let digit = |at: usize| character(at).is_some_and(|c| c.is_ascii_digit());
            while let Some(inside) = character(next) {
                let joins = match inside {
                    ':' | '.' | '/' => digit(next - 1) && digit(next + 1),
                    '-' => is_in_a_date(&characters[at..], next - at),
                    '\'' | '’' => character(next + 1).is_some_and(char::is_alphanumeric),
                    other => other.is_alphanumeric(),
                };
                if !joins {
                    break;
                }
                next += 1;
            }
            let end = characters.get(next).map_or(text.len(), |(end, _)| *end);
            words.push(Word {
                text: text[start..end].to_lowercase(),
                start,
                end,
                quoted,
            });
        }
        at = next;
    }
    words
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '‐' | '‑' | '−')
}

/// Whether a hyphen belongs to a date like 2026-12-01, of which `word` begins with the year.
fn is_in_a_date(word: &[(usize, char)], hyphen: usize) -> bool {
    let shape: String = word
        .iter()
        .take(10)
        .map(|(_, c)| if c.is_ascii_digit() { '9' } else { *c })
        .collect();
    shape == "9999-99-99" && (hyphen == 4 || hyphen == 7)
}
