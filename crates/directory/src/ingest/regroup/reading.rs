//! Reading: the live statements that matching has read in a transaction, each read and sketched once.

use std::collections::HashMap;
use std::sync::Arc;

use store::{KnownStatement, WriteTx};
use uuid::Uuid;

use crate::Error;

/// What has been read, by row id. **It does not hear of what is written meanwhile.**
pub(super) struct Reading<'a> {
    tx: &'a WriteTx,
    /// `None` for one that is withdrawn, or that there is not.
    read: HashMap<Uuid, Option<Arc<KnownStatement>>>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(tx: &'a WriteTx) -> Self {
        Self {
            tx,
            read: HashMap::new(),
        }
    }

    /// Reads those of the statements that have not been read.
    pub(super) async fn read(&mut self, ids: impl IntoIterator<Item = Uuid>) -> Result<(), Error> {
        let mut new: Vec<Uuid> = ids
            .into_iter()
            .filter(|id| !self.read.contains_key(id))
            .collect();
        new.sort_unstable();
        new.dedup();
        self.read.extend(new.iter().map(|id| (*id, None)));
        for known in self.tx.statements_by_id(&new).await? {
            if known.said.state.is_live() {
                self.read.insert(known.id, Some(Arc::new(known)));
            }
        }
        Ok(())
    }

    /// A live statement that has been read.
    pub(super) fn get(&self, id: Uuid) -> Option<&Arc<KnownStatement>> {
        self.read.get(&id)?.as_ref()
    }
}
