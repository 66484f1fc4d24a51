//! What a question is about: how much each of its pieces counts beside the others.
//!
//! "My husband has Parkinson's and is exhausted" is about Parkinson's, "mental health support for men"
//! about mental health. Which words mean something is told by the senses; nothing here knows a word.

use crate::parse::Piece;
use crate::query::{Facet, Query};
use crate::sense::Target;

/// What an unknown word counts in a sentence of which other words are known to mean something: there
/// it is seldom the point.
const BESIDE_KNOWN: f32 = 0.5;
/// What words for whom it is to be for count beside words for what it is: bowling for men is no answer
/// to mental health support for men.
const FOR_WHOM: f32 = 0.6;
/// So many words are a sentence.
const SENTENCE: usize = 5;

/// A question as a whole.
pub(crate) struct Sentence<'a> {
    query: &'a Query,
    /// It is long, and some of it is known to mean something.
    is_about_known: bool,
    /// It says what is wanted, beside for whom.
    tells_what: bool,
}

impl<'a> Sentence<'a> {
    /// Of the pieces that a hit should have, out of `length` words.
    pub(crate) fn new(query: &'a Query, telling: &[&Piece], length: usize) -> Self {
        let is_known = |piece: &&Piece| matches!(piece, Piece::Known { .. });
        Self {
            query,
            is_about_known: length >= SENTENCE && telling.iter().any(is_known),
            tells_what: telling.iter().any(|piece| !is_for_whom(piece, query)),
        }
    }

    /// What one of them counts.
    pub(crate) fn counts(&self, piece: &Piece) -> f32 {
        if self.tells_what && is_for_whom(piece, self.query) {
            FOR_WHOM
        } else if self.is_about_known && matches!(piece, Piece::Word { .. }) {
            BESIDE_KNOWN
        } else {
            1.0
        }
    }
}

/// Whether words are known to say whom something is for, before anything else.
fn is_for_whom(piece: &Piece, query: &Query) -> bool {
    let Piece::Known { sense, .. } = piece else {
        return false;
    };
    let means = query.senses.get(*sense).map(|sense| &sense.meanings);
    let first = means.and_then(|meanings| meanings.first());
    first.is_some_and(|meaning| matches!(meaning.target, Target::Code(Facet::Circumstance, _)))
}
