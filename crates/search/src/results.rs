//! An answer: how many, which, why they count as here, and what was made of the words.

use std::collections::BTreeMap;

use tantivy::DocAddress;
use uuid::Uuid;

use crate::query::Facet;
use crate::sense::Because;
use crate::snippet::Looked;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Results {
    /// How many listings match, on all pages.
    pub total: u64,
    /// The page that was asked for.
    pub hits: Vec<Hit>,
    /// Under a filter for time: how many more pass every other filter and do not say when they are.
    pub unsaid: u64,
    /// For each facet that was asked for, the counts under every filter but its own, commonest first.
    pub facets: BTreeMap<Facet, Vec<FacetCount>>,
    /// For each ring that was asked for, how many hits lie within it or serve the place.
    pub rings: Vec<u64>,
    /// Set when few listings anywhere have all the words, so fewer were asked for.
    pub relaxed: Option<Relaxed>,
    /// Words that no listing has, and what was looked for in their place.
    pub spellings: Vec<Spelling>,
    /// The words that were looked for: what marks them in a text.
    pub looked: Looked,
}

/// One listing that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Where its document stands.
    pub(crate) at: At,
    /// Whose body to fetch.
    pub id: Uuid,
    /// The version that was indexed.
    pub version: i64,
    /// By what it was ordered under [`crate::Order::Relevance`]; 0 under any other order.
    pub score: f32,
    /// Why it counts as here; `None` when no place was asked for.
    pub reach: Option<Reach>,
    /// Metres from the centre to the nearest of its positions, inside the circle or not.
    pub distance_m: Option<f64>,
    /// Which of the document's positions that is.
    pub nearest: Option<usize>,
    /// The meanings by which it was found, where it does not have the words themselves.
    pub because: Vec<Because>,
}

/// Where a document stands, in one state of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At {
    /// The number of the state.
    pub(crate) state: u64,
    pub(crate) address: DocAddress,
}

/// Why a listing counts as being at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// One of its positions lies in the circle.
    Within,
    /// It serves an area that the centre lies in.
    Serves,
    /// The same, and it is only by phone or online.
    Remote,
}

/// How many hits have a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// A code, a source's id, a GSS code, an attendance or weekday (`in_person`, `MO`), a part of the
    /// day (`evening`), a language, an accessibility feature, ages (`50-64`), or `true`.
    pub value: String,
    /// Hits.
    pub count: u64,
}

/// How far the words were relaxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relaxed {
    /// How many of the words and phrases each hit has, at least.
    pub matched: usize,
    /// How many were asked for.
    pub asked: usize,
}

/// A word that no listing has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// As typed, in lower case and without accents.
    pub typed: String,
    /// What was looked for instead, the likeliest first.
    pub used: Vec<String>,
}
