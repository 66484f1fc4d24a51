//! What words of a question mean besides themselves: "lonely" also befriending.
//!
//! Which words mean what is the caller's to know; here is only how a meaning is looked up, and that
//! it counts less than the word that was typed.

use crate::query::Facet;

/// Words of a question, and what else may meet them.
#[derive(Debug, Clone, PartialEq)]
pub struct Sense {
    /// The words as [`crate::words`] folds them, one after another in the text.
    pub words: Vec<String>,
    /// Other ways to meet them, the likeliest first.
    pub meanings: Vec<Meaning>,
}

/// One of the things that words mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    /// What is looked for.
    pub target: Target,
    /// What a hit by it counts beside a hit by the word itself; more than 0, at most 1.
    pub weight: f32,
}

/// What is looked for instead of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A word or phrase, in as much of a listing as the scope says.
    Words(String, Scope),
    /// A category; never a facet that has no codes.
    Code(Facet, String),
}

/// How much of a listing is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scope {
    /// Its names and its organization's: what it is, and not what it mentions.
    #[default]
    Title,
    /// These, and its categories.
    Terms,
    /// All of its text.
    Any,
}

/// Why a hit is one although it does not have the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// The words of the question, folded.
    pub typed: String,
    /// The meaning by which it was found.
    pub meaning: Target,
}
