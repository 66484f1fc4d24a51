//! UTF-8 that was read as windows-1252 on its way here ("â€™" for "’"), put right.

use std::borrow::Cow;

/// The text with mojibake repaired, wherever a repair leaves less of it than before.
///
/// Text without a tell-tale pair is given back as it is.
#[must_use]
pub fn repaired(text: &str) -> Cow<'_, str> {
    let mut best = Cow::Borrowed(text);
    let mut left = suspicion(text);
    // Each round strictly lowers the count, so this ends; twice-broken text takes two rounds.
    while left > 0 {
        let tried = repair_runs(&best);
        let after = suspicion(&tried);
        if after >= left {
            break;
        }
        left = after;
        best = Cow::Owned(tried);
    }
    best
}

/// How many windows-1252 readings of a UTF-8 lead byte are followed by that of a continuation.
fn suspicion(text: &str) -> usize {
    let mut count = 0;
    let mut previous: Option<u8> = None;
    for c in text.chars() {
        let byte = byte_of(c);
        if let (Some(0xc2..=0xf4), Some(0x80..=0xbf)) = (previous, byte) {
            count += 1;
        }
        previous = byte;
    }
    count
}

/// Re-reads as UTF-8 each sequence that would be whole in it; leaves everything else.
fn repair_runs(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        match sequence_at(&chars[at..]) {
            Some((c, taken)) => {
                out.push(c);
                at += taken;
            }
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
    }
    out
}

/// The character that the first few, as windows-1252 bytes, would be in UTF-8.
fn sequence_at(chars: &[char]) -> Option<(char, usize)> {
    let lead = byte_of(*chars.first()?)?;
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let bytes: Option<Vec<u8>> = chars.get(..length)?.iter().map(|c| byte_of(*c)).collect();
    let bytes = bytes?;
    let c = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    // A control character is never what was meant.
    (!c.is_control()).then_some((c, length))
}

/// The windows-1252 byte of a character above ASCII. The five bytes that the code page leaves
/// undefined stand for the C1 control of the same number, as browsers read them.
fn byte_of(c: char) -> Option<u8> {
    let code = u32::from(c);
    if (0xa0..=0xff).contains(&code) || matches!(code, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d) {
        return u8::try_from(code).ok();
    }
    if c.is_ascii() {
        return None;
    }
    HIGH.iter()
        .position(|known| *known == c)
        .and_then(|at| u8::try_from(0x80 + at).ok())
}

/// windows-1252, 0x80 to 0x9f; a space where nothing is defined.
const HIGH: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];
