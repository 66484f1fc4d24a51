//! An item as it was kept, for a crawler that puts services together from pieces: when a piece comes
//! later, the item is read once more.

use std::collections::HashSet;

use domain::statement::StatementKey;

use super::Run;
use crate::{Directory, Error};

/// An item as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptItem {
    /// The item as it came.
    pub raw: String,
    /// Whether a listing still rests on it.
    pub is_live: bool,
}

impl Directory {
    /// The item that a statement of the run's source was read from.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn kept_item(&self, run: &Run, external_id: &str) -> Result<Option<KeptItem>, Error> {
        let key = StatementKey {
            source: run.source.clone(),
            external_id: external_id.to_owned(),
        };
        let Some(raw) = self.store.raw_item(&key).await? else {
            return Ok(None);
        };
        let heads = self
            .store
            .statement_heads(std::slice::from_ref(&key))
            .await?;
        Ok(Some(KeptItem {
            raw,
            is_live: heads
                .get(&key)
                .is_some_and(|head| head.standing.state.is_live()),
        }))
    }

    /// Those of these external ids on whose statements a listing still rests.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn live_items(
        &self,
        run: &Run,
        external_ids: impl IntoIterator<Item = String>,
    ) -> Result<HashSet<String>, Error> {
        let keys: Vec<StatementKey> = external_ids
            .into_iter()
            .map(|external_id| StatementKey {
                source: run.source.clone(),
                external_id,
            })
            .collect();
        let heads = self.store.statement_heads(&keys).await?;
        Ok(heads
            .into_iter()
            .filter(|(_, head)| head.standing.state.is_live())
            .map(|(key, _)| key.external_id)
            .collect())
    }
}
