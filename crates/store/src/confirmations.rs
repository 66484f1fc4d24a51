//! What groups say of their listings' being right, and how often they were asked.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::freshness::{Asked, GroupsWord};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::confirmation::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// What is known of one listing's being right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The listing's id at the time, which it keeps when it is merged.
    pub listing: Uuid,
    /// What counts in the fold.
    pub word: GroupsWord,
    /// The account that confirmed it, until that is erased.
    pub confirmed_by: Option<Uuid>,
    /// The questions since then.
    pub asked: Option<Asked>,
}

impl WriteTx {
    /// See [`Store::confirmations`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn confirmations(
        &self,
        listings: &[Uuid],
    ) -> Result<HashMap<Uuid, Confirmation>, StoreError> {
        read(&self.tx, listings).await
    }

    /// Writes what is known of each of these listings, in place of what was.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_confirmations(&self, rows: &[Confirmation]) -> Result<(), StoreError> {
        let rows = rows.iter().map(|row| row_of(row).into_active_model());
        let replace = OnConflict::column(Column::Listing)
            .update_columns([
                Column::ConfirmedOn,
                Column::Fingerprint,
                Column::ConfirmedBy,
                Column::FirstAsked,
                Column::LastAsked,
                Column::TimesAsked,
                Column::UnansweredSince,
            ])
            .to_owned();
        bulk::insert(&self.tx, rows.collect(), Some(replace)).await
    }

    /// Forgets which listings an account confirmed; that they were confirmed stays.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn forget_confirmer(&self, account: Uuid) -> Result<(), StoreError> {
        Entity::update_many()
            .col_expr(
                Column::ConfirmedBy,
                sea_orm::sea_query::Expr::value(Option::<Uuid>::None),
            )
            .filter(Column::ConfirmedBy.eq(account))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}

impl Store {
    /// What is known of these listings' being right, by listing; none where nobody was asked.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn confirmations(
        &self,
        listings: &[Uuid],
    ) -> Result<HashMap<Uuid, Confirmation>, StoreError> {
        read(&self.reader, listings).await
    }

    /// Listings about which questions have stayed unanswered, and of which readers are not told yet.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn unanswered(&self, now: DateTime<Utc>) -> Result<Vec<Confirmation>, StoreError> {
        let rows = Entity::find()
            .filter(Column::TimesAsked.gt(0))
            .filter(Column::UnansweredSince.is_null())
            .all(&self.reader)
            .await?;
        let open = rows.into_iter().map(confirmation_of);
        Ok(open
            .filter(|row| row.asked.is_some_and(|asked| asked.is_unanswered(now)))
            .collect())
    }
}

async fn read<C: ConnectionTrait>(
    connection: &C,
    listings: &[Uuid],
) -> Result<HashMap<Uuid, Confirmation>, StoreError> {
    let mut found = HashMap::new();
    for listings in listings.chunks(bulk::PIECE) {
        let rows = Entity::find()
            .filter(Column::Listing.is_in(bulk::rounded(listings)))
            .all(connection)
            .await?;
        found.extend(
            rows.into_iter()
                .map(|row| (row.listing, confirmation_of(row))),
        );
    }
    Ok(found)
}

fn row_of(row: &Confirmation) -> Model {
    let confirmed = row.word.confirmed.as_ref();
    Model {
        listing: row.listing,
        confirmed_on: confirmed.map(|(day, _)| *day),
        fingerprint: confirmed.map(|(_, fingerprint)| fingerprint.clone()),
        confirmed_by: row.confirmed_by,
        first_asked: row.asked.map(|asked| column::instant(asked.first)),
        last_asked: row.asked.map(|asked| column::instant(asked.last)),
        times_asked: row
            .asked
            .map_or(0, |asked| i32::try_from(asked.times).unwrap_or(i32::MAX)),
        unanswered_since: row.word.unanswered_since,
    }
}

fn confirmation_of(row: Model) -> Confirmation {
    let times = u32::try_from(row.times_asked).unwrap_or(0);
    Confirmation {
        listing: row.listing,
        word: GroupsWord {
            confirmed: row.confirmed_on.zip(row.fingerprint),
            unanswered_since: row.unanswered_since,
        },
        confirmed_by: row.confirmed_by,
        asked: row
            .first_asked
            .zip(row.last_asked)
            .map(|(first, last)| Asked { first, last, times }),
    }
}
