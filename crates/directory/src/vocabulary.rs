//! The vocabulary: what plain words mean, so that "lonely" also finds befriending.
//!
//! Made of files (`fixtures/vocabulary`, and an operator's own beside them) and put in place as a
//! whole while searches go on; the index knows nothing of it. `docs/vocabulary.md` says how a file
//! is written.

use std::collections::{BTreeSet, HashMap};

use search::{Facet, Meaning, Scope, Sense, Target};

use crate::phrases::{self, Phrases};
use crate::suggest::Name;
use crate::taxonomy;

mod file;

pub use file::VocabularyError;
use file::{Line, Row, Value};

/// The files that are built in.
pub(crate) const BUILT_IN: [(&str, &str); 12] = [
    (
        "active.toml",
        include_str!("../../../fixtures/vocabulary/active.toml"),
    ),
    (
        "arts.toml",
        include_str!("../../../fixtures/vocabulary/arts.toml"),
    ),
    (
        "company.toml",
        include_str!("../../../fixtures/vocabulary/company.toml"),
    ),
    (
        "family.toml",
        include_str!("../../../fixtures/vocabulary/family.toml"),
    ),
    (
        "food.toml",
        include_str!("../../../fixtures/vocabulary/food.toml"),
    ),
    (
        "health.toml",
        include_str!("../../../fixtures/vocabulary/health.toml"),
    ),
    (
        "home.toml",
        include_str!("../../../fixtures/vocabulary/home.toml"),
    ),
    (
        "identity-and-safety.toml",
        include_str!("../../../fixtures/vocabulary/identity-and-safety.toml"),
    ),
    (
        "languages.toml",
        include_str!("../../../fixtures/vocabulary/languages.toml"),
    ),
    (
        "mind.toml",
        include_str!("../../../fixtures/vocabulary/mind.toml"),
    ),
    (
        "money.toml",
        include_str!("../../../fixtures/vocabulary/money.toml"),
    ),
    (
        "work-and-learning.toml",
        include_str!("../../../fixtures/vocabulary/work-and-learning.toml"),
    ),
];
/// What is not about a need.
pub(crate) const BUILT_IN_WORDING: [(&str, &str); 2] = [
    (
        "small.toml",
        include_str!("../../../fixtures/vocabulary/small.toml"),
    ),
    (
        "spellings.toml",
        include_str!("../../../fixtures/vocabulary/spellings.toml"),
    ),
];

/// Each further meaning counts this much of the one before it.
const NEXT: f32 = 0.9;

/// What a kind of entry counts beside the word itself, when the entry does not say.
const KINDS: [(&str, f32); 6] = [
    ("need", 0.5),
    ("condition", 0.45),
    ("activity", 0.5),
    ("circumstance", 0.5),
    ("abbreviation", 0.7),
    ("season", 0.3),
];
/// The kind whose entries stand for another word and no meaning of their own.
const SPELLING: &str = "spelling";

/// What words mean.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    entries: Phrases<Entry>,
    /// Folded, each with the right word.
    spellings: HashMap<String, String>,
    /// Entries of one word.
    single: BTreeSet<String>,
    asides: BTreeSet<String>,
    persons: BTreeSet<String>,
    /// Words and phrases that mean a need, each with its likeliest.
    needs: Vec<(Name, String)>,
    count: usize,
}

#[derive(Debug, Clone)]
struct Entry {
    meanings: Vec<Meaning>,
    /// As it must be typed, where it is another word in small letters.
    capitals: Option<String>,
}

impl Vocabulary {
    /// Reads files, each with its name; an entry of a later layer takes the place of an earlier one.
    ///
    /// # Errors
    /// Everything that is wrong with any of them.
    pub(crate) fn read<'a>(
        layers: impl IntoIterator<Item = Vec<(&'a str, &'a str)>>,
    ) -> Result<Self, Vec<VocabularyError>> {
        let mut errors = Vec::new();
        let mut rows: HashMap<Vec<String>, Row> = HashMap::new();
        let mut vocabulary = Self::default();
        for layer in layers {
            let mut of_layer: HashMap<Vec<String>, Row> = HashMap::new();
            for (name, text) in layer {
                match file::read(name, text) {
                    Ok(lines) => {
                        for line in lines {
                            vocabulary.take(line, &mut of_layer, &mut errors);
                        }
                    }
                    Err(wrong) => errors.extend(wrong),
                }
            }
            rows.extend(of_layer);
        }
        vocabulary.count = rows.len() + vocabulary.spellings.len();
        // In one order, so that of two phrases that could be read the same one always is.
        let mut in_order: Vec<&Row> = rows.values().collect();
        in_order.sort_unstable_by_key(|row| &row.phrase);
        for row in in_order {
            match entry(row, &rows) {
                Ok(entry) => {
                    if let [only] = search::words(&row.phrase).as_slice()
                        && !entry.meanings.is_empty()
                    {
                        vocabulary.single.insert(only.clone());
                    }
                    let need = entry.meanings.iter().find_map(need_of);
                    vocabulary
                        .needs
                        .extend(need.map(|code| (Name::new(&row.phrase), code.to_owned())));
                    vocabulary.entries.add(&row.phrase, entry);
                }
                Err(error) => errors.push(error),
            }
        }
        vocabulary.needs.sort_by(|a, b| a.0.text().cmp(b.0.text()));
        if errors.is_empty() {
            Ok(vocabulary)
        } else {
            errors.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
            Err(errors)
        }
    }

    fn take(
        &mut self,
        line: Line,
        rows: &mut HashMap<Vec<String>, Row>,
        errors: &mut Vec<VocabularyError>,
    ) {
        match line {
            Line::Aside(word) => self.asides.extend(search::words(&word)),
            Line::Person(word) => self.persons.extend(search::words(&word)),
            Line::Spelling { typed, meant } => {
                self.spellings.insert(typed, meant);
            }
            Line::Entry(row) => {
                let key = phrases::key(&row.phrase);
                if let Some(other) = rows.get(&key) {
                    let fault = format!(
                        "it stands twice: in {}, line {} too",
                        other.file, other.line
                    );
                    errors.push(row.error(fault, "one of the two"));
                } else {
                    rows.insert(key, row);
                }
            }
        }
    }

    /// How many words and phrases it knows.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// What the words of a text mean, each run of words once; `typed` is the text as it was typed.
    pub(crate) fn senses(&self, words: &[String], typed: &str) -> Vec<Sense> {
        let mut senses: Vec<Sense> = Vec::new();
        for found in self.entries.longest_in(words) {
            let is_meant = |capitals: &String| {
                let mut tokens = typed.split(|c: char| !c.is_alphanumeric());
                tokens.any(|token| token == capitals)
            };
            let entry = found.meaning;
            if entry.meanings.is_empty() || !entry.capitals.as_ref().is_none_or(is_meant) {
                continue;
            }
            let words = words[found.at].to_vec();
            if !senses.iter().any(|sense| sense.words == words) {
                senses.push(Sense {
                    words,
                    meanings: entry.meanings.clone(),
                });
            }
        }
        senses
    }

    /// Words it knows that are one slip away from a folded word, in the order of the alphabet; none of a word that it
    /// knows.
    pub(crate) fn near(&self, word: &str) -> Vec<&str> {
        const MOST: usize = 3;
        if self.single.contains(word) {
            return Vec::new();
        }
        let near = self
            .single
            .iter()
            .filter(|known| phrases::is_one_slip(word, known));
        near.map(String::as_str).take(MOST).collect()
    }

    /// Words and phrases that mean a need, each with its code, in the order of the alphabet.
    pub(crate) fn needs(&self) -> impl Iterator<Item = (&Name, &str)> {
        self.needs
            .iter()
            .map(|(phrase, code)| (phrase, code.as_str()))
    }

    /// The word that a misspelt one stands for.
    pub(crate) fn spelling(&self, word: &str) -> Option<&str> {
        self.spellings.get(word).map(String::as_str)
    }

    /// Whether a folded word is one that people put around what they mean.
    pub(crate) fn is_aside(&self, word: &str) -> bool {
        self.asides.contains(word)
    }

    /// Whether a folded word names one person, who may be the one that is helped.
    pub(crate) fn is_person(&self, word: &str) -> bool {
        self.persons.contains(word)
    }
}

/// The need that a meaning is, if it is one.
fn need_of(meaning: &Meaning) -> Option<&str> {
    match &meaning.target {
        Target::Code(Facet::Need, code) => Some(code),
        _ => None,
    }
}

fn entry(row: &Row, rows: &HashMap<Vec<String>, Row>) -> Result<Entry, VocabularyError> {
    let mut source = row;
    if let Value::Like(other) = &row.value {
        source = rows
            .get(&phrases::key(other))
            .filter(|other| matches!(other.value, Value::Means(_)))
            .ok_or_else(|| {
                row.error(
                    format!("there is no entry {other:?} with meanings of its own"),
                    "the words of an entry that has `means`",
                )
            })?;
    }
    let usual = KINDS
        .iter()
        .find(|(kind, _)| *kind == source.kind)
        .map_or(0.5, |(_, weight)| *weight);
    let mut weight = row.weight.or(source.weight).unwrap_or(usual);
    let scope = row.scope.or(source.scope).unwrap_or_default();
    let means = match &source.value {
        Value::Means(means) => means.as_slice(),
        Value::Like(_) => &[],
    };
    let mut meanings = Vec::with_capacity(means.len());
    for text in means {
        let target = target(text, scope).ok_or_else(|| {
            row.error(
                format!("there is no category {text:?}"),
                "a code that /api/v1/taxonomies lists, such as need:company",
            )
        })?;
        meanings.push(Meaning { target, weight });
        weight *= NEXT;
    }
    Ok(Entry {
        meanings,
        capitals: row.capitals.then(|| row.phrase.clone()),
    })
}

/// What a meaning looks for: a category of ours, or words.
fn target(text: &str, scope: Scope) -> Option<Target> {
    let Some((vocabulary, _)) = text.split_once(':') else {
        return Some(Target::Words(text.to_owned(), scope));
    };
    taxonomy::category(text)?;
    let facet = match vocabulary {
        "need" => Facet::Need,
        "for" => Facet::Circumstance,
        "type" => Facet::ServiceType,
        "way" => Facet::Way,
        "language" => Facet::Language,
        "access" => Facet::Accessibility,
        _ => return None,
    };
    Some(Target::Code(facet, text.to_owned()))
}

#[cfg(test)]
mod tests;
