//! Categories: the index counts codes, people read names.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait as _, IntoActiveModel as _, QueryOrder as _};

use crate::connect::Store;
use crate::entity::taxonomy_term::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column};

impl WriteTx {
    /// Names codes, given as code and name; a code that has a name keeps it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_categories(&self, names: &[(String, String)]) -> Result<(), StoreError> {
        let rows = names
            .iter()
            .map(|(code, name)| {
                Model {
                    code: column::key(code),
                    name: column::text(name),
                }
                .into_active_model()
            })
            .collect();
        let keep = OnConflict::column(Column::Code).do_nothing().to_owned();
        bulk::insert(&self.tx, rows, Some(keep)).await?;
        Ok(())
    }
}

impl Store {
    /// Every category as code and name, by code.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn categories(&self) -> Result<Vec<(String, String)>, StoreError> {
        let rows = Entity::find()
            .order_by_asc(Column::Code)
            .all(&self.reader)
            .await?;
        Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
    }
}
