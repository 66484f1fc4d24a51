//! What is known of single words of names: how common they are, and what they tell.
//!
//! The table is `words.tsv`. A word that is not in it is rare, and tells much.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Bits that a word tells when the table does not have it.
const RARE: f64 = 9.0;
/// Bits of a number ("50", "12th").
const NUMBER: f64 = 5.0;
/// Bits of a word that says what is done.
const TOPIC: f64 = 6.0;
/// Bits of a word that says for whom or when.
const FACET: f64 = 5.0;

/// One word of a name, ready for comparison.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// Spelt out and without a plural's ending.
    pub(super) text: String,
    /// The text's hash: equal texts are found by it.
    pub(super) id: u32,
    /// Minus the base-2 logarithm of how often a name has it.
    pub(super) bits: f64,
    pub(super) kind: Kind,
}

/// What a word tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Names of all sorts have it.
    Common,
    /// Where.
    Place,
    /// What is done there.
    Topic(&'static str),
    /// For whom, on which day, at what time of day, for which level: the facet and its value.
    Facet(&'static str, &'static str),
    /// Anything else.
    Rare,
}

enum Row {
    Known(f64, Kind),
    Short(&'static str),
}

static TABLE: LazyLock<HashMap<&'static str, Row>> = LazyLock::new(|| {
    include_str!("words.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(row)
        .collect()
});

fn row(line: &'static str) -> Option<(&'static str, Row)> {
    let mut cells = line.split('\t');
    let (word, kind, value) = (cells.next()?, cells.next()?, cells.next()?);
    let row = match kind {
        "common" => Row::Known(value.parse().ok()?, Kind::Common),
        "place" => Row::Known(value.parse().ok()?, Kind::Place),
        "topic" => Row::Known(TOPIC, Kind::Topic(value)),
        "facet" => {
            let (facet, value) = value.split_once(':')?;
            Row::Known(FACET, Kind::Facet(facet, value))
        }
        "short" => Row::Short(value),
        _ => return None,
    };
    Some((word, row))
}

/// A folded word as it is compared.
pub(super) fn word(folded: &str) -> Word {
    let spelt = match TABLE.get(folded) {
        Some(Row::Short(whole)) => *whole,
        _ => folded,
    };
    let (bits, kind) = match TABLE.get(spelt) {
        Some(Row::Known(bits, kind)) => (*bits, *kind),
        _ if spelt.starts_with(|c: char| c.is_ascii_digit()) => (NUMBER, Kind::Rare),
        _ => (RARE, Kind::Rare),
    };
    let text = singular(spelt);
    Word {
        id: hash(&text),
        text,
        bits,
        kind,
    }
}

/// FNV-1a, 32 bits.
pub(super) fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Without the ending of a plural; the same for both, so it need not be a word.
fn singular(word: &str) -> String {
    if word.len() > 4
        && let Some(stem) = word.strip_suffix("ies")
    {
        return format!("{stem}y");
    }
    match word.strip_suffix('s') {
        Some(stem) if word.len() > 3 && !stem.ends_with('s') => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Kind, Row, TABLE, row, word};

    #[test]
    fn every_row_of_the_table_is_read_and_no_word_has_two() {
        let lines: Vec<&str> = include_str!("words.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        for line in &lines {
            assert!(row(line).is_some(), "{line:?}");
        }
        let words: BTreeSet<&str> = lines
            .iter()
            .filter_map(|line| line.split('\t').next())
            .collect();
        assert_eq!(words.len(), lines.len());
        for (short, whole) in TABLE.iter().filter_map(|(word, row)| match row {
            Row::Short(whole) => Some((word, whole)),
            Row::Known(..) => None,
        }) {
            assert!(
                !matches!(TABLE.get(whole), Some(Row::Short(_))),
                "{short} stands for {whole}, which stands for another"
            );
        }
    }

    #[test]
    fn a_short_form_is_the_word_that_it_stands_for() {
        assert_eq!(word("ctr"), word("centre"));
        assert_eq!(word("tues"), word("tuesday"));
        assert_eq!(word("walks").text, word("walk").text);
        assert_eq!(word("walks").kind, Kind::Topic("walking"));
    }

    #[test]
    fn a_rare_word_tells_more_than_a_common_one() {
        assert!(word("saudade").bits > word("community").bits);
    }
}
