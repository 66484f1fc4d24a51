//! Names as they are compared.

use crate::text;

/// A name as it is compared: folded to ASCII lower case, without little words and legal suffixes.
#[must_use]
pub fn name_key(name: &str) -> String {
    const LITTLE: [&str; 12] = [
        "the", "a", "an", "of", "and", "at", "in", "ltd", "limited", "cic", "cio", "plc",
    ];
    let folded = text::fold(name);
    let words: Vec<&str> = folded
        .split_whitespace()
        .filter(|word| !LITTLE.contains(word))
        .collect();
    if words.is_empty() {
        folded
    } else {
        words.join(" ")
    }
}
