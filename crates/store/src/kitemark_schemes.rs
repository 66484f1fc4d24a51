//! Versions of kitemark schemes: kept from the first application on, so that what was asked and
//! awarded can be read for ever. **A version is never altered.**

use chrono::{DateTime, Utc};
use domain::kitemark::Scheme;
use sea_orm::{ConnectionTrait, EntityTrait as _, IntoActiveModel as _};

use crate::column;
use crate::connect::Store;
use crate::entity::kitemark_scheme::{Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;

impl WriteTx {
    /// Keeps a scheme's version, if it is not kept yet; `false` when another text is kept under it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn keep_scheme(
        &self,
        scheme: &Scheme,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        match read(&self.tx, &scheme.id, scheme.version).await? {
            Some(kept) => Ok(kept == *scheme),
            None => {
                let row = Model {
                    id: scheme.id.clone(),
                    version: number(scheme.version),
                    body: column::json("kitemark_scheme", scheme)?,
                    first_used: column::instant(at),
                };
                Entity::insert(row.into_active_model())
                    .exec_without_returning(&self.tx)
                    .await?;
                Ok(true)
            }
        }
    }
}

impl Store {
    /// A version of a scheme that somebody has answered.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn kept_scheme(&self, id: &str, version: u32) -> Result<Option<Scheme>, StoreError> {
        read(&self.reader, id, version).await
    }
}

async fn read<C: ConnectionTrait>(
    connection: &C,
    id: &str,
    version: u32,
) -> Result<Option<Scheme>, StoreError> {
    let row = Entity::find_by_id((column::text(id), number(version)))
        .one(connection)
        .await?;
    row.map(|row| column::from_json("kitemark_scheme", row.id, &row.body))
        .transpose()
}

/// A version as the column has it.
pub(crate) fn number(version: u32) -> i32 {
    i32::try_from(version).unwrap_or(i32::MAX)
}
