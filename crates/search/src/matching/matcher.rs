//! What is looked up, and the engine's query for it.

use tantivy::query::{
    BooleanQuery, EmptyQuery, EnableScoring, PhraseQuery, Query as EngineQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, TERMINATED, Term};

use crate::analysis::stem;
use crate::error::Error;
use crate::query::Facet;
use crate::schema::Fields;
use crate::sense::Scope;
use crate::snapshot::Snapshot;

/// What is looked up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Matcher {
    /// A stem, anywhere.
    Stem(String),
    /// The beginning of a word of title, organization or categories.
    Start(String),
    /// The beginning of a title or organization, of a letter or two.
    Opening(String),
    /// Stems that follow one another, anywhere.
    Phrase(Vec<String>),
    /// Stems that all stand somewhere.
    All(Vec<String>),
    /// Stems that all stand in one of the fields that say what a listing is.
    Named(Vec<String>, Scope),
    /// The code of a category.
    Code(Facet, String),
}

impl Matcher {
    /// How many documents it finds; never too low.
    pub(super) fn frequency(&self, snapshot: &Snapshot) -> Result<u64, Error> {
        let fields = &snapshot.fields;
        match self {
            Self::Stem(stem) => snapshot.frequency(fields.text, stem),
            Self::Start(start) => snapshot.frequency(fields.starts, start),
            Self::Opening(opening) => snapshot.frequency(fields.openings, opening),
            // What stands in any field stands in the whole text.
            Self::Phrase(stems) | Self::All(stems) | Self::Named(stems, _) => {
                let each = stems
                    .iter()
                    .map(|stem| snapshot.frequency(fields.text, stem));
                Ok(each
                    .collect::<Result<Vec<_>, _>>()?
                    .into_iter()
                    .min()
                    .unwrap_or(0))
            }
            Self::Code(facet, code) => fields
                .of(*facet)
                .map_or(Ok(0), |field| snapshot.frequency(field, code)),
        }
    }

    /// Whether it finds anything at all, removed documents included.
    pub(super) fn is_met(&self, snapshot: &Snapshot) -> Result<bool, Error> {
        let query = self.query(&snapshot.fields);
        let weight = query.weight(EnableScoring::disabled_from_searcher(&snapshot.searcher))?;
        for segment in snapshot.searcher.segment_readers() {
            if weight.scorer(segment, 1.0)?.doc() != TERMINATED {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The one term that finds all of it, if one does.
    pub(crate) fn term(&self, fields: &Fields) -> Option<Term> {
        match self {
            Self::Stem(text) => Some(Term::from_field_text(fields.text, text)),
            Self::Start(start) => Some(Term::from_field_text(fields.starts, start)),
            Self::Opening(opening) => Some(Term::from_field_text(fields.openings, opening)),
            Self::Code(facet, code) => Some(Term::from_field_text(fields.of(*facet)?, code)),
            Self::Phrase(_) | Self::All(_) | Self::Named(..) => None,
        }
    }

    pub(crate) fn query(&self, fields: &Fields) -> Box<dyn EngineQuery> {
        let stem = |stem: &String| Term::from_field_text(fields.text, stem);
        if let Some(known) = self.term(fields) {
            return term(known);
        }
        match self {
            Self::Phrase(stems) => Box::new(PhraseQuery::new(stems.iter().map(stem).collect())),
            Self::All(stems) => all_of(fields.text, stems),
            Self::Named(stems, scope) => {
                let each = naming(*scope, fields).iter();
                any_of(each.map(|field| all_of(*field, stems)).collect())
            }
            // Of a facet that has no field.
            _ => Box::new(EmptyQuery),
        }
    }
}

/// Words that follow one another; one stands for itself.
pub(super) fn phrase(words: &[String]) -> Matcher {
    match words {
        [word] => Matcher::Stem(stem(word)),
        words => Matcher::Phrase(words.iter().map(|word| stem(word)).collect()),
    }
}

/// The fields of a scope.
pub(crate) fn naming(scope: Scope, fields: &Fields) -> &[Field] {
    match scope {
        Scope::Title => &fields.naming[..2],
        Scope::Terms => &fields.naming,
        Scope::Any => std::slice::from_ref(&fields.text),
    }
}

/// Documents that have all stems in a field.
fn all_of(field: Field, stems: &[String]) -> Box<dyn EngineQuery> {
    let mut each: Vec<Box<dyn EngineQuery>> = stems
        .iter()
        .map(|stem| term(Term::from_field_text(field, stem)))
        .collect();
    match each.len() {
        0 => Box::new(EmptyQuery),
        1 => each.remove(0),
        _ => Box::new(BooleanQuery::intersection(each)),
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
