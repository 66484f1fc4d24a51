//! Which documents have the words, looked for only where the place is: list after list.
//!
//! The engine would walk through the union of all lists of a word, wherever its documents are, to find the few
//! that are at a place; here each list is read in the stretches of the place alone.

use std::ops::Range;

use tantivy::query::{EnableScoring, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, Term};

use crate::docs::Docs;
use crate::error::Error;
use crate::matching::Matcher;
use crate::snapshot::Snapshot;

/// Clauses that must all be met, each by any of its lists; the rarest first.
pub(crate) struct Having(Vec<Vec<List>>);

/// Where to look documents up.
pub(crate) enum List {
    Term(Term),
    /// What no single term finds: phrases and the like.
    Other(Box<dyn Weight>),
}

impl Having {
    /// `clauses` come with how many documents meet each, about.
    pub(crate) fn new(mut clauses: Vec<(u64, Vec<List>)>) -> Self {
        clauses.sort_by_key(|(frequency, _)| *frequency);
        Self(clauses.into_iter().map(|(_, lists)| lists).collect())
    }

    /// What has any of the terms.
    pub(crate) fn any(terms: Vec<Term>) -> Self {
        Self(vec![terms.into_iter().map(List::Term).collect()])
    }

    /// Those in the ranges, which rise, that meet every clause.
    pub(crate) fn within(
        &self,
        segment: &SegmentReader,
        ranges: impl Iterator<Item = Range<DocId>> + Clone,
    ) -> Result<Docs, Error> {
        let mut found = Docs::none_of(segment.max_doc());
        let Some((rarest, others)) = self.0.split_first() else {
            return Ok(found);
        };
        for list in rarest {
            list.add_to(&mut found, segment, ranges.clone())?;
        }
        for clause in others {
            let before = std::mem::replace(&mut found, Docs::none_of(segment.max_doc()));
            for list in clause {
                let each = before.within(0..segment.max_doc());
                list.add_to(&mut found, segment, each.map(|doc| doc..doc + 1))?;
            }
        }
        Ok(found)
    }

    /// How many documents of a segment meet every clause.
    pub(crate) fn count(&self, segment: &SegmentReader) -> Result<u64, Error> {
        if let [clause] = self.0.as_slice()
            && !segment.has_deletes()
        {
            return count_any(clause, segment);
        }
        let everywhere = 0..segment.max_doc();
        let found = self.within(segment, std::iter::once(everywhere.clone()))?;
        let kept = found.within(everywhere);
        Ok(kept.filter(|doc| !segment.is_deleted(*doc)).count() as u64)
    }
}

/// How many documents are in any of the lists. The longest is not read where the others are not in it.
fn count_any(lists: &[List], segment: &SegmentReader) -> Result<u64, Error> {
    let mut by_length = Vec::with_capacity(lists.len());
    for list in lists {
        by_length.push((list.count(segment)?, list));
    }
    by_length.sort_by_key(|(count, _)| *count);
    let Some((most, longest)) = by_length.pop() else {
        return Ok(0);
    };
    if by_length.is_empty() {
        return Ok(most);
    }
    let everywhere = 0..segment.max_doc();
    let mut others = Docs::none_of(segment.max_doc());
    for (_, list) in by_length {
        list.add_to(&mut others, segment, std::iter::once(everywhere.clone()))?;
    }
    let mut both = Docs::none_of(segment.max_doc());
    let each = others.within(everywhere).map(|doc| doc..doc + 1);
    longest.add_to(&mut both, segment, each)?;
    Ok(most + others.len() - both.len())
}

impl List {
    /// How many documents of a segment are in it, removed ones included where it is a term's.
    fn count(&self, segment: &SegmentReader) -> Result<u64, Error> {
        let count = match self {
            Self::Term(term) => segment.inverted_index(term.field())?.doc_freq(term)?,
            Self::Other(weight) => weight.count(segment)?,
        };
        Ok(count.into())
    }

    pub(crate) fn of(snapshot: &Snapshot, matcher: &Matcher) -> Result<Self, Error> {
        if let Some(term) = matcher.term(&snapshot.fields) {
            return Ok(Self::Term(term));
        }
        let query = matcher.query(&snapshot.fields);
        let scoring = EnableScoring::disabled_from_searcher(&snapshot.searcher);
        Ok(Self::Other(query.weight(scoring)?))
    }

    /// Adds those of the list that lie in the ranges.
    fn add_to(
        &self,
        docs: &mut Docs,
        segment: &SegmentReader,
        ranges: impl Iterator<Item = Range<DocId>>,
    ) -> Result<(), Error> {
        match self {
            Self::Term(term) => add_term(docs, segment, term, ranges),
            Self::Other(weight) => {
                let mut scorer = weight.scorer(segment, 1.0)?;
                for range in ranges {
                    if scorer.doc() < range.start {
                        scorer.seek(range.start);
                    }
                    while scorer.doc() < range.end {
                        docs.insert(scorer.doc());
                        scorer.advance();
                    }
                }
                Ok(())
            }
        }
    }
}

fn add_term(
    docs: &mut Docs,
    segment: &SegmentReader,
    term: &Term,
    ranges: impl Iterator<Item = Range<DocId>>,
) -> Result<(), Error> {
    let index = segment.inverted_index(term.field())?;
    let Some(mut postings) = index.read_block_postings(term, IndexRecordOption::Basic)? else {
        return Ok(());
    };
    // The place in the block of postings that is open.
    let mut at = 0;
    for range in ranges {
        let is_passed = |doc: &DocId| *doc >= range.start;
        if !postings.docs().get(at).is_some_and(is_passed) {
            at = postings.seek(range.start);
        }
        loop {
            let Some(left) = postings.docs().get(at..).filter(|left| !left.is_empty()) else {
                return Ok(());
            };
            let here = left.iter().take_while(|doc| **doc < range.end);
            let mut count = 0;
            for doc in here {
                docs.insert(*doc);
                count += 1;
            }
            at += count;
            if count < left.len() {
                break;
            }
            postings.advance();
            at = 0;
        }
    }
    Ok(())
}
