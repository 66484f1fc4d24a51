//! One file of the vocabulary, read line by line; what is wrong names file, line and key.

use search::Scope;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{KINDS, SPELLING};
use crate::phrases;

/// More meanings say nothing any more.
const MOST_MEANINGS: usize = 8;
/// The longest phrase, in characters.
const LONGEST: usize = 80;

/// Something in a file of words that will not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}, {key}: {fault}; write for example {example}")]
pub struct VocabularyError {
    /// The file.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// The key.
    pub key: String,
    /// What is wrong.
    pub fault: String,
    /// What would do.
    pub example: String,
}

/// What one line says.
#[derive(Debug)]
pub(super) enum Line {
    Aside(String),
    Person(String),
    /// Both folded.
    Spelling {
        typed: String,
        meant: String,
    },
    Entry(Row),
}

/// A word or phrase as its line has it.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) kind: &'static str,
    pub(super) phrase: String,
    pub(super) value: Value,
    pub(super) weight: Option<f32>,
    pub(super) scope: Option<Scope>,
    pub(super) capitals: bool,
}

#[derive(Debug)]
pub(super) enum Value {
    Means(Vec<String>),
    /// The same as another entry.
    Like(String),
}

impl Row {
    pub(super) fn error(&self, fault: String, example: &str) -> VocabularyError {
        VocabularyError {
            file: self.file.clone(),
            line: self.line,
            key: self.phrase.clone(),
            fault,
            example: example.to_owned(),
        }
    }
}

/// Where in which file.
struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    errors: Vec<VocabularyError>,
}

/// Reads a file.
pub(super) fn read(file: &str, text: &str) -> Result<Vec<Line>, Vec<VocabularyError>> {
    let mut reader = Reader {
        file,
        text,
        errors: Vec::new(),
    };
    let mut lines = Vec::new();
    match DeTable::parse(text) {
        Ok(table) => {
            for (key, value) in table.get_ref() {
                reader.section(key, value, &mut lines);
            }
        }
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let message = error.message().to_owned();
            reader.wrong(
                at,
                "the file",
                message,
                "[need] and lines such as lonely = [\"befriending\"]",
            );
        }
    }
    if reader.errors.is_empty() {
        Ok(lines)
    } else {
        Err(reader.errors)
    }
}

impl Reader<'_> {
    fn wrong(&mut self, at: usize, key: &str, fault: impl Into<String>, example: &str) {
        self.errors.push(VocabularyError {
            file: self.file.to_owned(),
            line: self.line(at),
            key: key.to_owned(),
            fault: fault.into(),
            example: example.to_owned(),
        });
    }

    fn line(&self, at: usize) -> usize {
        self.text.as_bytes()[..at.min(self.text.len())]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1
    }

    fn section(
        &mut self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        lines: &mut Vec<Line>,
    ) {
        let (name, at) = (key.get_ref().as_ref(), key.span().start);
        let make: Option<fn(String) -> Line> = match name {
            "aside" => Some(Line::Aside),
            "person" => Some(Line::Person),
            _ => None,
        };
        if let Some(make) = make {
            match strings(value.get_ref()) {
                Some(words) => lines.extend(words.into_iter().map(make)),
                None => self.wrong(at, name, "it is not a list of words", "[\"struggling\"]"),
            }
            return;
        }
        let kind = KINDS
            .iter()
            .map(|(kind, _)| *kind)
            .chain([SPELLING])
            .find(|kind| *kind == name);
        let (Some(kind), Some(table)) = (kind, value.get_ref().as_table()) else {
            let kinds: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
            let example = format!("one of [{}] and [{SPELLING}]", kinds.join("], ["));
            self.wrong(at, name, "it is no kind of word", &example);
            return;
        };
        for (key, value) in table {
            let (phrase, at) = (key.get_ref().as_ref(), key.span().start);
            let line = if kind == SPELLING {
                self.spelling(phrase, at, value.get_ref())
            } else {
                self.row(kind, phrase, at, value.get_ref()).map(Line::Entry)
            };
            lines.extend(line);
        }
    }

    fn spelling(&mut self, typed: &str, at: usize, value: &DeValue<'_>) -> Option<Line> {
        let example = "lonly = \"lonely\"";
        let (from, to) = (
            search::words(typed),
            search::words(value.as_str().unwrap_or_default()),
        );
        let ([from], [to]) = (from.as_slice(), to.as_slice()) else {
            self.wrong(at, typed, "a spelling is one word for one word", example);
            return None;
        };
        if from == to {
            self.wrong(at, typed, "it is the same word", example);
            return None;
        }
        Some(Line::Spelling {
            typed: from.clone(),
            meant: to.clone(),
        })
    }

    fn row(
        &mut self,
        kind: &'static str,
        phrase: &str,
        at: usize,
        value: &DeValue<'_>,
    ) -> Option<Row> {
        if phrases::key(phrase).is_empty() || phrase.chars().count() > LONGEST {
            self.wrong(
                at,
                phrase,
                format!("it is no phrase of at most {LONGEST} characters"),
                "\"nobody to talk to\"",
            );
            return None;
        }
        let mut row = Row {
            file: self.file.to_owned(),
            line: self.line(at),
            kind,
            phrase: phrase.to_owned(),
            value: Value::Means(Vec::new()),
            weight: None,
            scope: None,
            capitals: false,
        };
        let shape = "[\"need:company\", \"befriending\"] or { like = \"lonely\" }";
        if let Some(means) = strings(value) {
            row.value = Value::Means(means);
        } else if let Some(table) = value.as_table() {
            self.options(&mut row, table)?;
        } else {
            self.wrong(
                at,
                phrase,
                "it is neither a list of meanings nor a table",
                shape,
            );
            return None;
        }
        if let Value::Means(means) = &row.value {
            let is_good = means.len() <= MOST_MEANINGS
                && means.iter().all(|text| !phrases::key(text).is_empty());
            if !is_good {
                self.wrong(
                    at,
                    phrase,
                    format!("it needs at most {MOST_MEANINGS} meanings, each with words"),
                    shape,
                );
                return None;
            }
        }
        Some(row)
    }

    fn options(&mut self, row: &mut Row, table: &DeTable<'_>) -> Option<()> {
        let before = self.errors.len();
        for (key, value) in table {
            let (name, at) = (key.get_ref().as_ref(), key.span().start);
            let value = value.get_ref();
            let whole = format!("{}.{name}", row.phrase);
            match name {
                "means" => match strings(value) {
                    Some(means) => row.value = Value::Means(means),
                    None => self.wrong(at, &whole, "it is not a list", "[\"befriending\"]"),
                },
                "like" => match value.as_str() {
                    Some(other) => row.value = Value::Like(other.to_owned()),
                    None => self.wrong(at, &whole, "it is not an entry's words", "\"lonely\""),
                },
                "weight" => match number(value).filter(|weight| *weight > 0.0 && *weight < 1.0) {
                    Some(weight) => row.weight = Some(weight),
                    None => self.wrong(at, &whole, "it is not a number between 0 and 1", "0.5"),
                },
                "scope" => match value.as_str().and_then(scope) {
                    Some(scope) => row.scope = Some(scope),
                    None => self.wrong(at, &whole, "it is not title, terms or any", "\"title\""),
                },
                "capitals" => match value.as_bool() {
                    Some(capitals) => row.capitals = capitals,
                    None => self.wrong(at, &whole, "it is neither true nor false", "true"),
                },
                _ => self.wrong(
                    at,
                    &whole,
                    "it is no key of an entry",
                    "means, like, weight, scope or capitals",
                ),
            }
        }
        (self.errors.len() == before).then_some(())
    }
}

fn scope(name: &str) -> Option<Scope> {
    match name {
        "title" => Some(Scope::Title),
        "terms" => Some(Scope::Terms),
        "any" => Some(Scope::Any),
        _ => None,
    }
}

fn number(value: &DeValue<'_>) -> Option<f32> {
    value.as_float()?.as_str().parse().ok()
}

fn strings(value: &DeValue<'_>) -> Option<Vec<String>> {
    let each = value.as_array()?.iter();
    each.map(|text| text.get_ref().as_str().map(str::to_owned))
        .collect()
}
