//! Words that mean somebody may be in danger, and the numbers that come first then.
//!
//! It is better to show a number that was not needed than to miss one that was: a word one slip
//! away from a long word of danger counts as it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::parsed;
use crate::phrases::{Phrases, is_one_slip};
use crate::vocabulary::VocabularyError;

pub(super) const BUILT_IN: &str = include_str!("../../../../fixtures/vocabulary/urgent.toml");

const EXAMPLE: &str = "[line.samaritans] with name, call and about, and [[danger]] with heading, words and lines = [\"samaritans\"]";
/// A slip is forgiven in words of at least this many letters.
const SHORTEST_FOR_A_SLIP: usize = 7;

/// What somebody may be in, with the numbers that help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Danger {
    /// "If you are hurting yourself".
    pub heading: String,
    /// The most important first.
    pub lines: Vec<HelpLine>,
}

/// A number that helps at once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpLine {
    /// Who answers.
    pub name: String,
    /// The number to call, as people dial it.
    #[serde(default)]
    pub call: Option<String>,
    /// What to send where: "SHOUT to 85258".
    #[serde(default)]
    pub text: Option<String>,
    /// For whom and when, in a sentence.
    pub about: String,
}

/// All dangers.
#[derive(Debug, Default)]
pub(crate) struct Dangers {
    dangers: Vec<Danger>,
    words: Phrases<usize>,
    /// Single long words, in which a slip is forgiven.
    long: Vec<(String, usize)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    line: BTreeMap<String, HelpLine>,
    danger: Vec<DangerRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DangerRow {
    heading: String,
    words: Vec<String>,
    lines: Vec<String>,
}

impl Dangers {
    pub(super) fn read(file: &str, text: &str) -> Result<Self, VocabularyError> {
        let read: File = parsed(file, text, EXAMPLE)?;
        let mut dangers = Self::default();
        for (at, row) in read.danger.into_iter().enumerate() {
            let mut lines = Vec::with_capacity(row.lines.len());
            for name in &row.lines {
                let line = read.line.get(name).ok_or_else(|| VocabularyError {
                    file: file.to_owned(),
                    line: text
                        .lines()
                        .position(|line| line.contains(&row.heading))
                        .map_or(1, |at| at + 1),
                    key: "lines".to_owned(),
                    fault: format!("there is no [line.{name}]"),
                    example: EXAMPLE.to_owned(),
                })?;
                lines.push(line.clone());
            }
            for word in &row.words {
                dangers.words.add_whole(word, at);
                let single = search::words(word);
                if let [only] = single.as_slice()
                    && only.chars().count() >= SHORTEST_FOR_A_SLIP
                {
                    dangers.long.push((only.clone(), at));
                }
            }
            dangers.dangers.push(Danger {
                heading: row.heading,
                lines,
            });
        }
        Ok(dangers)
    }

    /// The dangers that a text speaks of, in the order of the file, each number once.
    pub(crate) fn in_text(&self, text: &str) -> Vec<Danger> {
        let words = search::words(text);
        let mut found: Vec<usize> = self
            .words
            .all_in(&words)
            .map(|found| *found.meaning)
            .collect();
        for word in words
            .iter()
            .filter(|word| word.chars().count() + 1 >= SHORTEST_FOR_A_SLIP)
        {
            let slips = self.long.iter().filter(|(long, _)| is_one_slip(word, long));
            found.extend(slips.map(|(_, at)| *at));
        }
        found.sort_unstable();
        found.dedup();
        let mut shown = Vec::new();
        let mut dangers = Vec::new();
        for at in found {
            let mut danger = self.dangers[at].clone();
            danger.lines.retain(|line| !shown.contains(&line.name));
            shown.extend(danger.lines.iter().map(|line| line.name.clone()));
            if !danger.lines.is_empty() {
                dangers.push(danger);
            }
        }
        dangers
    }
}
