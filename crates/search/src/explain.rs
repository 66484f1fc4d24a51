//! Which meaning brought a hit that does not have the words themselves.
//!
//! Asked for the hits of a page only, after they are found.

use tantivy::query::EnableScoring;
use tantivy::{DocId, DocSet, SegmentReader};

use crate::error::Error;
use crate::matching::{Clause, Matcher, Plan};
use crate::sense::Because;
use crate::snapshot::Snapshot;

/// The reasons of each of some documents of a segment, in their order.
pub(crate) fn reasons(
    snapshot: &Snapshot,
    segment: &SegmentReader,
    plan: &Plan,
    docs: &[DocId],
) -> Result<Vec<Vec<Because>>, Error> {
    let mut reasons = vec![Vec::new(); docs.len()];
    let mut rising: Vec<usize> = (0..docs.len()).collect();
    rising.sort_unstable_by_key(|at| docs[*at]);
    for clause in plan.clauses.iter().filter(|clause| clause.has_meanings()) {
        let found = first_met(snapshot, segment, clause, docs, &rising)?;
        for (reasons, because) in reasons.iter_mut().zip(found) {
            reasons.extend(because);
        }
    }
    Ok(reasons)
}

/// For each document the first meaning that it meets, or nothing where it has the words.
fn first_met(
    snapshot: &Snapshot,
    segment: &SegmentReader,
    clause: &Clause,
    docs: &[DocId],
    rising: &[usize],
) -> Result<Vec<Option<Because>>, Error> {
    let mut found: Vec<Option<Because>> = vec![None; docs.len()];
    let mut is_settled = vec![false; docs.len()];
    for alternative in &clause.alternatives {
        let has = having(snapshot, segment, &alternative.matcher, docs, rising)?;
        for at in (0..docs.len()).filter(|at| has[*at]) {
            if !is_settled[at] {
                is_settled[at] = true;
                found[at] = alternative.meaning.clone().map(|meaning| Because {
                    typed: clause.typed.clone(),
                    meaning,
                });
            }
        }
    }
    Ok(found)
}

/// Which of the documents a matcher finds.
fn having(
    snapshot: &Snapshot,
    segment: &SegmentReader,
    matcher: &Matcher,
    docs: &[DocId],
    rising: &[usize],
) -> Result<Vec<bool>, Error> {
    let query = matcher.query(&snapshot.fields);
    let scoring = EnableScoring::disabled_from_searcher(&snapshot.searcher);
    let mut scorer = query.weight(scoring)?.scorer(segment, 1.0)?;
    let mut has = vec![false; docs.len()];
    for at in rising {
        let doc = docs[*at];
        if scorer.doc() < doc {
            scorer.seek(doc);
        }
        has[*at] = scorer.doc() == doc;
    }
    Ok(has)
}
