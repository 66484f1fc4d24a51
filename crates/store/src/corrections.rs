//! Reports that say which field should be what.

use domain::listing::Field;
use sea_orm::{EntityTrait as _, IntoActiveModel as _};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::correction::{Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// What a report says that a field should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Which field.
    pub field: Field,
    /// What it should be, as it was written.
    pub value: String,
}

impl WriteTx {
    /// Keeps what a report says that a field should be.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn add_correction(
        &self,
        report: Uuid,
        correction: &Correction,
    ) -> Result<(), StoreError> {
        let row = Model {
            report,
            field: column::json("correction", &correction.field)?,
            value: column::text(&correction.value),
        };
        Entity::insert(row.into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }
}

impl Store {
    /// What a report says that a field should be, if it names one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn correction(&self, report: Uuid) -> Result<Option<Correction>, StoreError> {
        let row = Entity::find_by_id(report).one(&self.reader).await?;
        row.map(|row| {
            Ok(Correction {
                field: column::from_json("correction", row.report, &row.field)?,
                value: row.value,
            })
        })
        .transpose()
    }
}
