//! From what was typed to what is looked up: clauses of alternatives, and the engine's query.
//!
//! Each word becomes a clause, each way to meet it an alternative. Later a vocabulary adds
//! alternatives ("lonely", also "befriending"); spelling, beginnings and hyphens already do.
//! What matches is decided here and by the one field that holds all text; nothing that only ranks
//! can make a listing match.

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query as EngineQuery, TermQuery,
};
use tantivy::schema::IndexRecordOption;

use crate::analysis::{Chunk, LONGEST_START, stem};
use crate::error::Error;
use crate::parse::{Piece, parse};
use crate::results::Spelling;
use crate::schema::Fields;
use crate::snapshot::Snapshot;
use crate::spelling::{self, Likely};
use crate::wording;

/// From this many letters on, a word that is still growing is also looked for as it stands.
const SHORTEST_WHOLE: usize = 3;

/// What a hit must, or should, have.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Plan {
    pub(crate) clauses: Vec<Clause>,
    pub(crate) spellings: Vec<Spelling>,
}

/// One word or phrase, met by any of its alternatives; by none where no listing has it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clause {
    pub(crate) alternatives: Vec<Alternative>,
    pub(crate) is_required: bool,
}

/// One way to meet a clause.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Alternative {
    pub(crate) matcher: Matcher,
    /// How much it counts beside the word itself.
    pub(crate) weight: f32,
}

/// What is looked up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Matcher {
    /// A stem, anywhere.
    Stem(String),
    /// The beginning of a word of title, organization or categories.
    Start(String),
    /// Stems that follow one another, anywhere.
    Phrase(Vec<String>),
}

impl Plan {
    /// The plan for a text, against the words that the listings have.
    pub(crate) fn new(snapshot: &Snapshot, text: &str, as_you_type: bool) -> Result<Self, Error> {
        let pieces = parse(text, as_you_type);
        let strongest = pieces.iter().map(strength).max();
        let mut plan = Self::default();
        for piece in &pieces {
            let is_required = Some(strength(piece)) == strongest;
            let is_growing = matches!(
                piece,
                Piece::Word {
                    is_growing: true,
                    ..
                }
            );
            if !is_required && strength(piece) == Strength::Stop && !is_growing {
                continue;
            }
            let alternatives = plan.alternatives(snapshot, piece)?;
            plan.clauses.push(Clause {
                alternatives,
                is_required,
            });
        }
        Ok(plan)
    }

    /// How many clauses a hit must meet.
    pub(crate) fn asked(&self) -> usize {
        self.required().count()
    }

    /// What a hit must have, where `matched` of the required clauses are enough.
    pub(crate) fn query(&self, fields: &Fields, matched: usize) -> Box<dyn EngineQuery> {
        let clauses: Vec<_> = self
            .required()
            .map(|clause| (Occur::Should, clause.query(fields)))
            .collect();
        if let [(_, _)] = clauses.as_slice() {
            return clauses
                .into_iter()
                .map(|(_, query)| query)
                .next()
                .unwrap_or(Box::new(EmptyQuery));
        }
        Box::new(BooleanQuery::with_minimum_required_clauses(
            clauses, matched,
        ))
    }

    /// How many documents the rarest of the required clauses has, at most.
    pub(crate) fn rarest(&self, snapshot: &Snapshot) -> Result<u64, Error> {
        let mut rarest = u64::MAX;
        for clause in self.required() {
            let mut together = 0;
            for alternative in &clause.alternatives {
                together += alternative.matcher.frequency(snapshot)?;
            }
            rarest = rarest.min(together);
        }
        Ok(rarest)
    }

    fn required(&self) -> impl Iterator<Item = &Clause> {
        self.clauses.iter().filter(|clause| clause.is_required)
    }

    fn alternatives(
        &mut self,
        snapshot: &Snapshot,
        piece: &Piece,
    ) -> Result<Vec<Alternative>, Error> {
        match piece {
            Piece::Phrase(words) => Ok(vec![Alternative::certain(phrase(words))]),
            Piece::Word { chunk, is_growing } => self.word(snapshot, chunk, *is_growing),
        }
    }

    fn word(
        &mut self,
        snapshot: &Snapshot,
        chunk: &Chunk,
        is_growing: bool,
    ) -> Result<Vec<Alternative>, Error> {
        let whole = chunk
            .joined()
            .or_else(|| chunk.parts.first().cloned())
            .unwrap_or_default();
        let mut alternatives = as_written(snapshot, &whole, is_growing)?;
        if chunk.parts.len() > 1 {
            alternatives.push(Alternative::certain(phrase(&chunk.parts)));
        } else if alternatives.is_empty() {
            let likely = spelling::likely(snapshot, &whole, is_growing)?;
            alternatives.extend(likely.iter().map(|Likely { word, weight }| Alternative {
                matcher: Matcher::Stem(stem(word)),
                weight: *weight,
            }));
            // To complete a word is not to correct it.
            if likely.iter().any(|likely| likely.weight < 1.0) {
                let used = likely.into_iter().map(|likely| likely.word).collect();
                self.spellings.push(Spelling { typed: whole, used });
            }
        }
        Ok(alternatives)
    }
}

/// The ways to meet a word just as it was typed, as far as any listing does.
fn as_written(
    snapshot: &Snapshot,
    word: &str,
    is_growing: bool,
) -> Result<Vec<Alternative>, Error> {
    let mut alternatives = Vec::new();
    if is_growing {
        let start: String = word.chars().take(LONGEST_START).collect();
        if snapshot.frequency(snapshot.fields.starts, &start)? > 0 {
            alternatives.push(Alternative::certain(Matcher::Start(start)));
        }
    }
    let stem = stem(word);
    let is_whole = alternatives.is_empty() || word.chars().count() >= SHORTEST_WHOLE;
    if is_whole && snapshot.frequency(snapshot.fields.text, &stem)? > 0 {
        alternatives.push(Alternative::certain(Matcher::Stem(stem)));
    }
    Ok(alternatives)
}

fn phrase(words: &[String]) -> Matcher {
    match words {
        [word] => Matcher::Stem(stem(word)),
        words => Matcher::Phrase(words.iter().map(|word| stem(word)).collect()),
    }
}

/// How much a piece says: only the strongest are required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Stop,
    Weak,
    Strong,
}

fn strength(piece: &Piece) -> Strength {
    let Piece::Word { chunk, .. } = piece else {
        return Strength::Strong;
    };
    match chunk.parts.as_slice() {
        [word] if wording::is_stop_word(word) => Strength::Stop,
        [word] if wording::is_weak_word(word) => Strength::Weak,
        _ => Strength::Strong,
    }
}

impl Alternative {
    fn certain(matcher: Matcher) -> Self {
        Self {
            matcher,
            weight: 1.0,
        }
    }
}

impl Clause {
    fn query(&self, fields: &Fields) -> Box<dyn EngineQuery> {
        let queries = self
            .alternatives
            .iter()
            .map(|alternative| alternative.matcher.query(fields));
        any_of(queries.collect())
    }
}

impl Matcher {
    fn frequency(&self, snapshot: &Snapshot) -> Result<u64, Error> {
        let fields = &snapshot.fields;
        match self {
            Self::Stem(stem) => snapshot.frequency(fields.text, stem),
            Self::Start(start) => snapshot.frequency(fields.starts, start),
            Self::Phrase(stems) => {
                let each = stems
                    .iter()
                    .map(|stem| snapshot.frequency(fields.text, stem));
                Ok(each
                    .collect::<Result<Vec<_>, _>>()?
                    .into_iter()
                    .min()
                    .unwrap_or(0))
            }
        }
    }

    fn query(&self, fields: &Fields) -> Box<dyn EngineQuery> {
        let stem = |stem: &String| Term::from_field_text(fields.text, stem);
        match self {
            Self::Stem(text) => term(stem(text)),
            Self::Start(start) => term(Term::from_field_text(fields.starts, start)),
            Self::Phrase(stems) => Box::new(PhraseQuery::new(stems.iter().map(stem).collect())),
        }
    }
}

/// Documents that have a term.
pub(crate) fn term(term: Term) -> Box<dyn EngineQuery> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// Documents that match any of the queries.
pub(crate) fn any_of(mut queries: Vec<Box<dyn EngineQuery>>) -> Box<dyn EngineQuery> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}
