//! Which words two names share, slips of the pen and joined words among them.

use crate::matching::words::Word;

/// The words that two names share, near spellings among them, and those that only one has.
pub(super) fn aligned<'a>(
    a: &'a [Word],
    b: &'a [Word],
) -> (Vec<&'a Word>, Vec<&'a Word>, Vec<&'a Word>) {
    let mut shared = Vec::new();
    let mut only_a: Vec<&Word> = Vec::new();
    let mut left_b: Vec<&Word> = b.iter().collect();
    for one in a {
        match left_b.iter().position(|other| other.id == one.id) {
            Some(at) => {
                left_b.remove(at);
                shared.push(one);
            }
            None => only_a.push(one),
        }
    }
    // Slips and joined words, among what is left.
    let mut still_a: Vec<&Word> = Vec::new();
    for one in only_a {
        match left_b
            .iter()
            .position(|other| nearly(&one.text, &other.text))
        {
            Some(at) => {
                let other = left_b.remove(at);
                shared.push(if one.bits <= other.bits { one } else { other });
            }
            None => still_a.push(one),
        }
    }
    let joined_b = joined(&mut still_a, &mut left_b);
    let joined_a = joined(&mut left_b, &mut still_a);
    shared.extend(joined_a);
    shared.extend(joined_b);
    (shared, still_a, left_b)
}

/// Takes pairs of words that the other side writes as one ("play group", "playgroup").
fn joined<'a>(parts: &mut Vec<&'a Word>, wholes: &mut Vec<&'a Word>) -> Vec<&'a Word> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < parts.len() {
        let whole = format!("{}{}", parts[at].text, parts[at + 1].text);
        if let Some(other) = wholes.iter().position(|w| w.text == whole) {
            found.push(wholes.remove(other));
            parts.drain(at..at + 2);
        } else {
            at += 1;
        }
    }
    found
}

/// Whether two words are one with a slip of the pen, or one is the beginning of the other.
fn nearly(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 4
        || !short.is_ascii()
        || !long.is_ascii()
        || short.as_bytes()[0] != long.as_bytes()[0]
        || short.bytes().any(|b| b.is_ascii_digit())
    {
        return false;
    }
    if long.starts_with(short) && long.len() <= short.len() + 4 {
        return true;
    }
    let slips = match short.len() {
        // Of four letters a single other one makes another word ("food", "foot"); two that have
        // changed places do not.
        0..=4 => return short.len() == long.len() && is_swap(short, long),
        5..=7 => 1,
        _ => 2,
    };
    long.len() - short.len() <= slips && strsim::osa_distance(short, long) <= slips
}

/// Whether two words of one length differ in two neighbours that have changed places.
fn is_swap(a: &str, b: &str) -> bool {
    let differ: Vec<usize> = (0..a.len())
        .filter(|at| a.as_bytes()[*at] != b.as_bytes()[*at])
        .collect();
    matches!(differ.as_slice(), [one, next] if next - one == 1) && strsim::osa_distance(a, b) == 1
}
