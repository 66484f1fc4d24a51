//! Listings: the public entries.
//!
//! **The listing that is written is the listing that is stored**, and each write names, by its
//! version, the one it follows. A write and its row in the change log are one call: nobody can
//! forget the second.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::listing::{ChangeKind, Listing, ListingStatus};
use sea_orm::sea_query::{Expr, UnionType};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use crate::changes::NewChange;
use crate::connect::Store;
use crate::entity::alias;
use crate::entity::listing::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// A listing, and the organization (see [`WriteTx::put_organizations`]) whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct ListingWrite {
    /// As it is to be stored.
    pub listing: Listing,
    /// Its organization's id.
    pub organization: Option<Uuid>,
    /// Whether any source that it rests on lets us pass on what it says. Of a listing that is not
    /// visible nothing is passed on, whatever stands here.
    pub passed_on: bool,
}

impl WriteTx {
    /// New listings, each with its row in the change log, dated `changed_at`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when an id or a slug is taken, by a listing or by one that was
    /// merged; nothing is written then. [`StoreError::Refused`] for an unknown organization,
    /// [`StoreError::Unavailable`].
    pub async fn insert_listings(&self, writes: &[ListingWrite]) -> Result<(), StoreError> {
        for writes in writes.chunks(bulk::PIECE) {
            self.refuse_taken(writes).await?;
            let rows = writes
                .iter()
                .map(|write| row_of(write).map(IntoActiveModel::into_active_model))
                .collect::<Result<_, _>>()?;
            bulk::insert(&self.tx, rows, None).await?;
        }
        self.append_changes(writes.iter().map(change_of).collect())
            .await
    }

    /// Listings whose public body or status changed, each with its row in the change log, dated
    /// `changed_at`. The slug stays what it was: links to it are out in the world.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] unless each version is the stored one plus 1; nothing is written
    /// then. [`StoreError::Refused`] for an unknown organization, [`StoreError::Unavailable`].
    pub async fn update_listings(&self, writes: &[ListingWrite]) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = writes.iter().map(|write| write.listing.id).collect();
        let mut stored = versions(&self.tx, &ids).await?;
        for ListingWrite { listing, .. } in writes {
            // Taken out, so that a listing which comes twice is a conflict too.
            if stored
                .remove(&listing.id)
                .is_none_or(|version| listing.version != version + 1)
            {
                return Err(StoreError::conflict("listing", listing.id));
            }
        }
        let rows = writes
            .iter()
            .map(|write| {
                let row = row_of(write)?;
                let values = [
                    row.name.into(),
                    row.status.into(),
                    row.version.into(),
                    row.organization_id.into(),
                    row.last_confirmed.into(),
                    row.unanswered_since.into(),
                    row.closed_until.into(),
                    row.last_seen.into(),
                    row.changed_at.into(),
                    row.body.into(),
                    row.provenance.into(),
                ];
                Ok((row.id.into(), values))
            })
            .collect::<Result<_, StoreError>>()?;
        let columns = [
            "name",
            "status",
            "version",
            "organization_id",
            "last_confirmed",
            "unanswered_since",
            "closed_until",
            "last_seen",
            "changed_at",
            "body",
            "provenance",
        ];
        bulk::update(&self.tx, "listing", "id", columns, rows).await?;
        self.append_changes(writes.iter().map(change_of).collect())
            .await
    }

    /// Listings that were heard again, with nothing new about them: no change, no new version.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn touch_listings(&self, ids: &[Uuid], at: DateTime<Utc>) -> Result<(), StoreError> {
        let at = column::instant(at);
        for ids in ids.chunks(bulk::PIECE) {
            Entity::update_many()
                .filter(Column::Id.is_in(bulk::rounded(ids)))
                .filter(Column::LastSeen.lt(at))
                .col_expr(Column::LastSeen, Expr::value(at))
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// One listing by its own id, archived or not.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn listing(&self, id: Uuid) -> Result<Option<Listing>, StoreError> {
        Ok(read(&self.tx, &[id]).await?.pop())
    }

    /// See [`Store::listings`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn listings(&self, ids: &[Uuid]) -> Result<Vec<Listing>, StoreError> {
        read(&self.tx, ids).await
    }

    /// Visible listings that were to be closed until a day before that one, by id, from after `after`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn closed_before(
        &self,
        day: NaiveDate,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<Uuid>, StoreError> {
        let mut over = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::ClosedUntil.lt(day))
            .filter(Column::Status.ne(ListingStatus::Archived.as_str()));
        if let Some(after) = after {
            over = over.filter(Column::Id.gt(after));
        }
        let over = over.order_by_asc(Column::Id).limit(limit).into_tuple();
        Ok(over.all(&self.tx).await?)
    }

    // Asked for and not left to the unique indexes, because PostgreSQL would end the transaction.
    async fn refuse_taken(&self, writes: &[ListingWrite]) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = writes.iter().map(|write| write.listing.id).collect();
        let slugs: Vec<&str> = writes
            .iter()
            .map(|write| write.listing.slug.as_str())
            .collect();
        let mut asked = Entity::find()
            .select_only()
            .columns([Column::Id, Column::Slug])
            .filter(
                Condition::any()
                    .add(Column::Id.is_in(bulk::rounded(&ids)))
                    .add(Column::Slug.is_in(bulk::rounded(&slugs))),
            )
            .into_query();
        let merged = alias::Entity::find()
            .select_only()
            .columns([alias::Column::Id, alias::Column::Slug])
            .filter(
                Condition::any()
                    .add(alias::Column::Id.is_in(bulk::rounded(&ids)))
                    .add(alias::Column::Slug.is_in(bulk::rounded(&slugs))),
            )
            .into_query();
        asked.union(UnionType::All, merged);
        let taken = bulk::pairs::<Uuid, String>(&self.tx, &asked).await?;
        let clash = writes.iter().find(|write| {
            taken
                .iter()
                .any(|(id, slug)| *id == write.listing.id || *slug == write.listing.slug)
        });
        clash.map_or(Ok(()), |write| {
            Err(StoreError::conflict("listing", write.listing.id))
        })
    }
}

impl Store {
    /// The listings with these ids, in the order of the ids, archived ones too; ids that belong to
    /// none are left out.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn listings(&self, ids: &[Uuid]) -> Result<Vec<Listing>, StoreError> {
        read(&self.reader, ids).await
    }

    /// The listings that people may see, by id, from after `after`: for whoever reads them all.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn visible_listings(
        &self,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<Listing>, StoreError> {
        let mut visible =
            Entity::find().filter(Column::Status.ne(ListingStatus::Archived.as_str()));
        if let Some(after) = after {
            visible = visible.filter(Column::Id.gt(after));
        }
        visible
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(&self.reader)
            .await?
            .into_iter()
            .map(listing_of)
            .collect()
    }

    /// The organization whose a listing is.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn organization_of_listing(&self, listing: Uuid) -> Result<Option<Uuid>, StoreError> {
        let row = Entity::find_by_id(listing).one(&self.reader).await?;
        Ok(row.and_then(|row| row.organization_id))
    }

    /// The listings of an organization that people may see, by id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn listings_of_organization(
        &self,
        organization: Uuid,
        limit: u64,
    ) -> Result<Vec<Listing>, StoreError> {
        Entity::find()
            .filter(Column::OrganizationId.eq(organization))
            .filter(Column::Status.ne(ListingStatus::Archived.as_str()))
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(&self.reader)
            .await?
            .into_iter()
            .map(listing_of)
            .collect()
    }
}

pub(crate) async fn read<C: ConnectionTrait>(
    connection: &C,
    ids: &[Uuid],
) -> Result<Vec<Listing>, StoreError> {
    let mut found: HashMap<Uuid, Listing> = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(bulk::PIECE) {
        let rows = Entity::find()
            .filter(Column::Id.is_in(bulk::rounded(ids)))
            .all(connection)
            .await?;
        for row in rows {
            found.insert(row.id, listing_of(row)?);
        }
    }
    Ok(ids.iter().filter_map(|id| found.get(id).cloned()).collect())
}

async fn versions<C: ConnectionTrait>(
    connection: &C,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, i64>, StoreError> {
    let mut versions = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(bulk::PIECE) {
        versions.extend(
            Entity::find()
                .select_only()
                .columns([Column::Id, Column::Version])
                .filter(Column::Id.is_in(bulk::rounded(ids)))
                .into_tuple::<(Uuid, i64)>()
                .all(connection)
                .await?,
        );
    }
    Ok(versions)
}

fn change_of(
    ListingWrite {
        listing, passed_on, ..
    }: &ListingWrite,
) -> NewChange {
    let kind = if listing.status.is_visible() {
        ChangeKind::Updated
    } else {
        ChangeKind::Deleted
    };
    NewChange {
        listing: listing.id,
        kind,
        version: listing.version,
        at: listing.changed_at,
        passed_on: *passed_on && listing.status.is_visible(),
    }
}

fn row_of(
    ListingWrite {
        listing,
        organization,
        ..
    }: &ListingWrite,
) -> Result<Model, StoreError> {
    Ok(Model {
        id: listing.id,
        slug: column::text(&listing.slug),
        name: column::text(&listing.service.name),
        status: listing.status.as_str().to_owned(),
        version: listing.version,
        organization_id: *organization,
        last_confirmed: listing.last_confirmed,
        unanswered_since: listing.unanswered_since,
        closed_until: listing.service.closed_until,
        last_seen: column::instant(listing.last_seen),
        changed_at: column::instant(listing.changed_at),
        body: column::json("listing", &listing.service)?,
        provenance: column::json("listing", &listing.provenance)?,
    })
}

pub(crate) fn listing_of(row: Model) -> Result<Listing, StoreError> {
    let status = ListingStatus::from_name(&row.status).ok_or_else(|| {
        StoreError::corrupt(
            "listing",
            row.id,
            format!("{:?} is not a status", row.status),
        )
    })?;
    Ok(Listing {
        id: row.id,
        service: column::from_json("listing", row.id, &row.body)?,
        provenance: column::from_json("listing", row.id, &row.provenance)?,
        slug: row.slug,
        status,
        last_confirmed: row.last_confirmed,
        unanswered_since: row.unanswered_since,
        last_seen: row.last_seen,
        changed_at: row.changed_at,
        version: row.version,
    })
}
