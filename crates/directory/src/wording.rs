//! Everything about words that an operator can change while the directory runs: the vocabulary, the
//! words of danger, and whom to ring when nothing is found.
//!
//! It is put in place as a whole or not at all: **a file that will not do changes nothing**.

use std::sync::{Arc, PoisonError};

use crate::Directory;
use crate::vocabulary::{BUILT_IN, BUILT_IN_WORDING, Vocabulary, VocabularyError};

mod helplines;
mod urgent;

pub use helplines::Helpline;
use helplines::Helplines;
use urgent::Dangers;
pub use urgent::{Danger, HelpLine};

/// The file of an operator's folder that takes the place of the words of danger.
const URGENT: &str = "urgent.toml";
/// The file of an operator's folder that takes the place of whom to ring.
const HELPLINES: &str = "helplines.toml";

/// What is in use.
#[derive(Debug)]
pub(crate) struct Wording {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) dangers: Dangers,
    pub(crate) helplines: Helplines,
}

/// What an operator's folder came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordingInUse {
    /// How many words and phrases the vocabulary knows, the built-in ones included.
    pub entries: usize,
    /// How many lines there are to ring when nothing is found.
    pub helplines: usize,
}

impl Wording {
    /// The built-in wording with an operator's files, each with its name, over it.
    fn read(own: &[(String, String)]) -> Result<Self, Vec<VocabularyError>> {
        let special = |name: &str| own.iter().find(|(own, _)| own == name);
        let (mut errors, mut words) = (Vec::new(), Vec::new());
        words.extend(own.iter().filter_map(|(name, text)| {
            let is_words = name != URGENT && name != HELPLINES;
            is_words.then_some((name.as_str(), text.as_str()))
        }));
        let built_in = [BUILT_IN.to_vec(), BUILT_IN_WORDING.to_vec()].concat();
        let vocabulary = Vocabulary::read([built_in, words]);
        let dangers = special(URGENT).map_or_else(
            || Dangers::read(URGENT, urgent::BUILT_IN),
            |(name, text)| Dangers::read(name, text),
        );
        let helplines = special(HELPLINES).map_or_else(
            || Helplines::read(HELPLINES, helplines::BUILT_IN),
            |(name, text)| Helplines::read(name, text),
        );
        match (vocabulary, dangers, helplines) {
            (Ok(vocabulary), Ok(dangers), Ok(helplines)) => Ok(Self {
                vocabulary,
                dangers,
                helplines,
            }),
            (vocabulary, dangers, helplines) => {
                errors.extend(vocabulary.err().into_iter().flatten());
                errors.extend(dangers.err());
                errors.extend(helplines.err());
                Err(errors)
            }
        }
    }

    fn in_use(&self) -> WordingInUse {
        WordingInUse {
            entries: self.vocabulary.count(),
            helplines: self.helplines.count(),
        }
    }
}

impl Default for Wording {
    /// What is built in.
    fn default() -> Self {
        Self::read(&[]).unwrap_or_else(|errors| {
            tracing::error!(?errors, "the built-in wording does not read");
            Self {
                vocabulary: Vocabulary::default(),
                dangers: Dangers::default(),
                helplines: Helplines::default(),
            }
        })
    }
}

/// What an operator's files would come to.
///
/// # Errors
/// Everything that is wrong with any file.
pub fn check_wording(files: &[(String, String)]) -> Result<WordingInUse, Vec<VocabularyError>> {
    Ok(Wording::read(files)?.in_use())
}

impl Directory {
    /// Puts an operator's files, each with its name, over the built-in wording, for all questions
    /// from now on; `urgent.toml` and `helplines.toml` take the place of the built-in ones.
    ///
    /// # Errors
    /// Everything that is wrong with any file: then what was in use stays in use.
    pub fn replace_wording(
        &self,
        files: &[(String, String)],
    ) -> Result<WordingInUse, Vec<VocabularyError>> {
        let wording = Wording::read(files)?;
        let in_use = wording.in_use();
        *self.wording.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(wording);
        Ok(in_use)
    }

    pub(crate) fn wording(&self) -> Arc<Wording> {
        Arc::clone(&self.wording.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Reads a file of rows; what is wrong names file and line.
fn parsed<T: serde::de::DeserializeOwned>(
    file: &str,
    text: &str,
    example: &str,
) -> Result<T, VocabularyError> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().map_or(0, |span| span.start).min(text.len());
        VocabularyError {
            file: file.to_owned(),
            line: text.as_bytes()[..before]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count()
                + 1,
            key: "the file".to_owned(),
            fault: error.message().to_owned(),
            example: example.to_owned(),
        }
    })
}

#[cfg(test)]
mod tests;
