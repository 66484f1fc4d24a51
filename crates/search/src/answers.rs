//! Answers that are remembered as long as the index stays as it is: the same first letters are typed by very many.
//!
//! They are a part of a snapshot and are gone with it, so none is ever older than the index. **What is asked at a place is
//! not remembered**: an answer that comes sooner would tell that somebody there had asked the same (decision 36).

use std::hash::{Hash, Hasher};
use std::mem::size_of;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::error::Error;
use crate::query::Query;
use crate::results::{FacetCount, Hit, Results};

/// Bytes of answers that are remembered, about.
const REMEMBERED: u64 = 8 << 20;
/// What an answer takes besides its hits and counts, with its question.
const ITS_OWN: u64 = 2_048;
/// What the text of a counted value takes.
const VALUE: u64 = 32;

/// Answers by question.
pub(crate) struct Answers(Cache<Question, Arc<Results>, Bytes>);

impl Answers {
    /// None yet.
    pub(crate) fn new() -> Self {
        let about = (REMEMBERED / ITS_OWN) as usize;
        Self(Cache::with_weighter(about, REMEMBERED, Bytes))
    }

    /// What was answered before, or what is answered now.
    pub(crate) fn of(
        &self,
        query: &Query,
        answer: impl FnOnce() -> Result<Results, Error>,
    ) -> Result<Results, Error> {
        if query.near.is_some() {
            return answer();
        }
        let question = Question(query.clone());
        if let Some(known) = self.0.get(&question) {
            return Ok(Results::clone(&known));
        }
        let results = answer()?;
        self.0.insert(question, Arc::new(results.clone()));
        Ok(results)
    }
}

/// A question that can be looked up.
#[derive(Clone, PartialEq)]
struct Question(Query);

// Of numbers that are not numbers, no two are the same question: then it is answered anew.
impl Eq for Question {}

impl Hash for Question {
    /// Enough to tell most questions apart; all of them is compared.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let query = &self.0;
        query.text.hash(state);
        query.as_you_type.hash(state);
        query.filters.needs.hash(state);
        query.facets.len().hash(state);
        (query.offset, query.limit).hash(state);
    }
}

/// How much memory an answer takes.
#[derive(Clone)]
struct Bytes;

impl Weighter<Question, Arc<Results>> for Bytes {
    fn weight(&self, _: &Question, results: &Arc<Results>) -> u64 {
        let counted: usize = results.facets.values().map(Vec::len).sum();
        ITS_OWN
            + (results.hits.len() * size_of::<Hit>()) as u64
            + counted as u64 * (size_of::<FacetCount>() as u64 + VALUE)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use domain::position::Position;

    use super::Answers;
    use crate::query::{Near, Query};
    use crate::results::Results;

    #[test]
    fn what_was_answered_is_not_asked_again_but_at_a_place() {
        let answers = Answers::new();
        let asked = Cell::new(0);
        let ask = |query: &Query| {
            let answer = || {
                asked.set(asked.get() + 1);
                Ok(Results {
                    total: query.text.len() as u64,
                    ..Results::default()
                })
            };
            let results = answers.of(query, answer);
            results.expect("an answer").total
        };
        let of = |text: &str| Query {
            text: text.to_owned(),
            ..Query::default()
        };
        let second_page = Query {
            offset: 20,
            ..of("alcohol")
        };
        for query in [of("alcohol"), of("choir"), second_page] {
            let before = asked.get();
            assert_eq!(ask(&query), ask(&query));
            assert_eq!(asked.get(), before + 1, "{query:?}");
        }
        let brixton = Position {
            latitude: 51.4626,
            longitude: -0.1145,
        };
        let here = Query {
            near: Some(Near::new(brixton, 1_000.0)),
            ..of("alcohol")
        };
        let before = asked.get();
        assert_eq!(ask(&here), ask(&here));
        assert_eq!(asked.get(), before + 2);
    }
}
