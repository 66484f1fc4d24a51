//! Letters and digits that look alike, put right by the place they stand in.
//!
//! Only shapes are known here; whether a spelling exists is for the gazetteer to say.

use super::is_unit_letter;

/// Every spelling of `typed` that fits the shape (A letter, 9 digit, Z unit letter), with how many characters changed.
pub(super) fn swapped(typed: &str, shape: &str) -> Vec<(usize, String)> {
    let mut spellings = vec![(0, String::new())];
    for (typed, wanted) in typed.chars().zip(shape.chars()) {
        let fits = match wanted {
            '9' => typed.is_ascii_digit(),
            'A' => typed.is_ascii_uppercase(),
            _ => is_unit_letter(typed),
        };
        let choices = match (fits, wanted) {
            (true, _) => None,
            (false, '9') => Some(digits_like(typed)),
            (false, 'A') => Some(letters_like(typed)),
            (false, _) => Some(unit_letters_like(typed)),
        };
        spellings = spellings
            .into_iter()
            .flat_map(|(changes, so_far)| match choices {
                None => vec![(changes, format!("{so_far}{typed}"))],
                Some(choices) => choices
                    .chars()
                    .enumerate()
                    .map(|(at, c)| (changes + 2 + at, format!("{so_far}{c}")))
                    .collect(),
            })
            .collect();
    }
    spellings
}

fn digits_like(letter: char) -> &'static str {
    match letter {
        'O' | 'Q' | 'D' => "0",
        'I' | 'L' | 'J' => "1",
        'Z' => "2",
        'S' => "5",
        'G' => "69",
        'B' => "8",
        'T' => "7",
        'A' => "4",
        'E' => "3",
        _ => "",
    }
}

fn letters_like(digit: char) -> &'static str {
    match digit {
        '0' => "O",
        '1' => "IL",
        '2' => "Z",
        '3' => "E",
        '4' => "A",
        '5' => "S",
        '6' => "G",
        '7' => "T",
        '8' => "B",
        '9' => "G",
        _ => "",
    }
}

/// A unit never holds C, I, K, M, O or V, so an O there was a 0 nowhere: its look-alikes are offered instead.
fn unit_letters_like(typed: char) -> &'static str {
    match typed {
        '0' | 'O' => "DQ",
        '1' | 'I' => "LJ",
        '2' => "Z",
        '3' => "E",
        '4' => "A",
        '5' => "S",
        '6' | 'C' => "G",
        '7' => "T",
        '8' => "B",
        '9' => "GP",
        'K' => "HX",
        'M' => "NW",
        'V' => "UYW",
        _ => "",
    }
}
