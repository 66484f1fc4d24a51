//! Every listing that has the words: for programs, which read to the end and need no order.

use std::collections::HashSet;

use tantivy::query::EnableScoring;
use uuid::Uuid;

use crate::error::Error;
use crate::index::Index;
use crate::matching::{Need, Plan};
use crate::query::Query;

impl Index {
    /// The ids of all listings that have every word of the text, as [`Index::search`] reads it;
    /// fewer words are never enough. `None` when there is no word in the text: it asks for nothing.
    ///
    /// # Errors
    /// When the disk fails or a file is damaged; never because of what is asked.
    pub fn every(&self, text: &str) -> Result<Option<HashSet<Uuid>>, Error> {
        let snapshot = self.inner.snapshot();
        let asked = Query {
            text: text.to_owned(),
            ..Query::default()
        };
        let plan = Plan::new(&snapshot, &asked)?;
        if plan.asked() == 0 {
            return Ok(None);
        }
        let query = plan.query(&snapshot.fields, Need::All);
        let weight = query.weight(EnableScoring::disabled_from_searcher(&snapshot.searcher))?;
        let mut found = HashSet::new();
        for (segment, columns) in snapshot.segments() {
            weight.for_each_no_score(segment, &mut |docs| {
                for doc in docs.iter().filter(|doc| !segment.is_deleted(**doc)) {
                    found.insert(Uuid::from_u128(columns.id(*doc)));
                }
            })?;
        }
        Ok(Some(found))
    }
}
