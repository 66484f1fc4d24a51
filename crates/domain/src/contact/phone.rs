//! Telephone numbers: found in a cell, checked against the numbering plan, printed as dialled.

use phonenumber::country::Id::GB;
use phonenumber::{Mode, PhoneNumber};

use crate::service::Phone;
use crate::text;

/// Longest text that is still taken for what a number is for.
const LONGEST_DESCRIPTION: usize = 60;

/// Every valid number in a cell, in order, without repeats, in national form ("020 7946 0018").
///
/// Several numbers, words around them, dots and dashes, `+44 (0)`, the letter O for the first
/// nought and a leading nought that a spreadsheet ate are all taken. What is not a number of the
/// numbering plan, such as `00000000000`, is left out. A number without a country is British.
#[must_use]
pub fn phones(cell: &str) -> Vec<Phone> {
    let cell = text::line(cell);
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for (start, end) in runs(&cell) {
        split_run(&cell, start, end, &mut found);
    }
    let mut phones: Vec<Phone> = Vec::new();
    for (index, (start, end, number)) in found.iter().enumerate() {
        if phones.iter().any(|phone| phone.number == *number) {
            continue;
        }
        let before = if index == 0 { 0 } else { found[index - 1].1 };
        let after = found.get(index + 1).map_or(cell.len(), |next| next.0);
        let description = description(&cell[before..*start], &cell[*end..after]);
        phones.push(Phone {
            number: number.clone(),
            description,
        });
    }
    phones
}

/// The one form in which two ways of writing a number are equal: "+442079460018".
///
/// Nothing when the text is not exactly one valid number.
#[must_use]
pub fn phone_key(text: &str) -> Option<String> {
    parse(text).map(|number| number.format().mode(Mode::E164).to_string())
}

/// Stretches of a cell that could hold numbers: digits and what people put between them.
fn runs(cell: &str) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut start = None;
    let mut end = 0;
    let mut digits = 0;
    let mut previous = ' ';
    for (at, c) in cell.char_indices() {
        let letter_o = matches!(c, 'O' | 'o')
            && !previous.is_alphanumeric()
            && cell[at + 1..].starts_with(|next: char| next.is_ascii_digit());
        let inside = c.is_ascii_digit() || letter_o || (c == '+' && start.is_none());
        let joins = matches!(c, ' ' | '-' | '.' | '(' | ')' | '–' | '‐' | '‑');
        if inside {
            if start.is_none() {
                start = Some(at);
            }
            digits += 1;
            end = at + c.len_utf8();
        } else if !joins && let Some(from) = start.take() {
            if digits >= 9 {
                runs.push((from, end));
            }
            digits = 0;
        }
        if start.is_none() {
            digits = 0;
        }
        previous = c;
    }
    if let Some(from) = start
        && digits >= 9
    {
        runs.push((from, end));
    }
    runs
}

/// Adds the numbers of one run, cutting it where two numbers stand with only a space between.
fn split_run(cell: &str, start: usize, end: usize, found: &mut Vec<(usize, usize, String)>) {
    let run = &cell[start..end];
    if let Some(number) = parse(run) {
        found.push((start, end, national(&number)));
        return;
    }
    let cuts: Vec<usize> = run
        .match_indices(' ')
        .map(|(at, _)| at)
        .filter(|at| {
            run[at + 1..]
                .trim_start()
                .starts_with(['0', '+', '(', '1', '2', '7', 'O'])
        })
        .chain([run.len()])
        .collect();
    let mut from = 0;
    while from < run.len() {
        let whole = cuts
            .iter()
            .filter(|cut| **cut > from)
            .find_map(|cut| parse(&run[from..*cut]).map(|number| (*cut, number)));
        let Some((cut, number)) = whole else {
            // Not a number from here: try from the next word on.
            match run[from..].trim_start().find(' ') {
                Some(gap) => {
                    from += run[from..].len() - run[from..].trim_start().len() + gap + 1;
                    continue;
                }
                None => break,
            }
        };
        found.push((start + from, start + cut, national(&number)));
        from = cut + 1;
    }
}

/// Exactly one valid number.
fn parse(text: &str) -> Option<PhoneNumber> {
    let text = text.trim();
    // A spreadsheet's number: 1617486414.0
    let text = text.strip_suffix(".0").unwrap_or(text);
    let mut digits = String::with_capacity(text.len());
    for c in text.replace("(0)", "").chars() {
        match c {
            '0'..='9' => digits.push(c),
            'O' | 'o' => digits.push('0'),
            '+' if digits.is_empty() => digits.push(c),
            ' ' | '-' | '.' | '(' | ')' | '–' | '‐' | '‑' => {}
            _ => return None,
        }
    }
    if digits.len() > 16 {
        return None;
    }
    let mut tried = vec![digits.clone()];
    if let Some(rest) = digits.strip_prefix("00") {
        tried.insert(0, format!("+{rest}"));
    } else if let Some(rest) = digits.strip_prefix("44").filter(|rest| rest.len() >= 9) {
        tried.insert(0, format!("+44{rest}"));
    } else if digits.starts_with(['1', '2', '3', '7', '8']) && (9..=10).contains(&digits.len()) {
        tried = vec![format!("0{digits}")];
    } else if let Some(rest) = digits.strip_prefix("+440") {
        tried = vec![format!("+44{rest}")];
    }
    tried.iter().find_map(|text| {
        if !text.starts_with(['0', '+']) && !text.starts_with("11") {
            return None;
        }
        phonenumber::parse(Some(GB), text)
            .ok()
            .filter(phonenumber::is_valid)
    })
}

/// As dialled: national form for a British number, international for any other.
fn national(number: &PhoneNumber) -> String {
    let mode = if number.country().code() == 44 {
        Mode::National
    } else {
        Mode::International
    };
    number.format().mode(mode).to_string()
}

/// What the words around a number say that it is for; the obvious is left out.
fn description(before: &str, after: &str) -> Option<String> {
    let after = after.trim_start();
    let inside = after
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'))
        .map(|(inside, _)| inside)
        .or_else(|| {
            let lower = after.to_lowercase();
            (lower.starts_with("ext") || lower.starts_with("option"))
                .then(|| after.split([',', ';', '/']).next().unwrap_or_default())
        });
    let label = before.trim_end().strip_suffix(':').map(|label| {
        label
            .rsplit([',', ';', '/', '(', ')', '|', '.'])
            .next()
            .unwrap_or_default()
    });
    [inside, label]
        .into_iter()
        .flatten()
        .filter_map(text::value)
        .filter(|words| words.chars().count() <= LONGEST_DESCRIPTION)
        .find(|words| {
            let plain = text::fold(words);
            words.chars().any(char::is_alphabetic)
                && ![
                    "tel",
                    "telephone",
                    "phone",
                    "call",
                    "t",
                    "no",
                    "number",
                    "contact",
                    "or",
                    "tel no",
                    "p",
                    "ph",
                    "telephone number",
                    "phone number",
                ]
                .contains(&plain.as_str())
        })
}

#[cfg(test)]
mod tests {
    use super::{phone_key, phones};

    fn check(cell: &str, expected: &[&str]) {
        let printed: Vec<String> = phones(cell)
            .into_iter()
            .map(|phone| match phone.description {
                Some(words) => format!("{} [{words}]", phone.number),
                None => phone.number,
            })
            .collect();
        assert_eq!(printed, expected, "{cell:?}");
    }

    #[test]
    fn a_number_is_printed_as_people_dial_it() {
        for written in [
            "02079460018",
            "020 7946 0018",
            "(020) 7946-0018",
            "+44 (0)20 7946 0018",
            "0044 20 7946 0018",
            "442079460018",
            "2079460018",
            "2079460018.0",
            "O20 7946 0018",
            "Tel: 020 7946 0018.",
            "tel:+442079460018",
        ] {
            check(written, &["020 7946 0018"]);
        }
    }

    #[test]
    fn several_numbers_in_one_cell_are_told_apart() {
        let both = ["020 7946 0018", "020 7946 0123"];
        for written in [
            "020 7946 0018 / 020 7946 0123",
            "020 7946 0018 or 02079460123",
            "020 7946 0018\n020 7946 0123",
            "020 7946 0018 020 7946 0123",
            "020 7946 0018, 020 7946 0018, 020 7946 0123",
            "02079460018;02079460123",
        ] {
            check(written, &both);
        }
    }

    #[test]
    fn the_words_around_a_number_say_what_it_is_for() {
        check(
            "0808 800 4444 (Helpline Mon-Fri 9-5)",
            &["0808 800 4444 [Helpline Mon-Fri 9-5]"],
        );
        check(
            "Office: 020 7946 0018; Text: 07400 123456",
            &["020 7946 0018 [Office]", "07400 123456 [Text]"],
        );
        check("020 7946 0018 ext 12", &["020 7946 0018 [ext 12]"]);
    }

    #[test]
    fn what_is_not_a_number_is_left_out() {
        for nothing in [
            "00000000000",
            "N/A",
            "",
            "999",
            "12345678901",
            "SW9 8DJ",
            "2023-05-31",
            "01/02/2024 - 03/04/2025",
        ] {
            check(nothing, &[]);
        }
    }

    #[test]
    fn two_ways_of_writing_a_number_have_one_key() {
        assert_eq!(phone_key("020 7946 0018").as_deref(), Some("+442079460018"));
        assert_eq!(phone_key("+44 20 7946 0018"), phone_key("2079460018"));
        assert_eq!(phone_key("ring us"), None);
    }
}
