//! Where ids and slugs lead, for ever.
//!
//! A listing that becomes part of another leaves an alias behind. Aliases form chains (A became part
//! of B, B of C) and are not shortened, so that taking B out of C again leaves A with B.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::listing::{ChangeKind, Listing};
use sea_orm::sea_query::UnionType;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QuerySelect as _,
    QueryTrait as _,
};
use uuid::Uuid;

use crate::changes::NewChange;
use crate::connect::Store;
use crate::entity::{alias, listing};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column, listings};

/// The longest chain of merges that is followed.
const LONGEST_CHAIN: usize = 64;

/// What an id or a slug leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Lookup {
    /// This listing, which can be archived.
    Found(Box<Listing>),
    /// It has become part of the listing with this id.
    Moved(Uuid),
    /// Nothing, now or ever before.
    Unknown,
}

/// What is left of a listing that became part of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Its id.
    pub id: Uuid,
    /// Its slug.
    pub slug: String,
    /// The listing that it became part of, which may since have become part of a third.
    pub survivor: Uuid,
    /// Its version when it ended; if it comes back it goes on from here.
    pub version: i64,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where a listing with some id is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// It is there, shown or archived.
    Here,
    /// It has become part of the listing with this id.
    PartOf(Uuid),
}

impl WriteTx {
    /// Where the listings with these ids are; ids that never were a listing's are left out.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn whereabouts(
        &self,
        ids: &[Uuid],
    ) -> Result<HashMap<Uuid, Whereabouts>, StoreError> {
        let mut found = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(bulk::PIECE) {
            let mut asked = listing::Entity::find()
                .select_only()
                .columns([listing::Column::Id, listing::Column::Id])
                .filter(listing::Column::Id.is_in(bulk::rounded(ids)))
                .into_query();
            let merged = alias::Entity::find()
                .select_only()
                .columns([alias::Column::Id, alias::Column::Survivor])
                .filter(alias::Column::Id.is_in(bulk::rounded(ids)))
                .into_query();
            asked.union(UnionType::All, merged);
            for (id, at) in bulk::pairs::<Uuid, Uuid>(&self.tx, &asked).await? {
                let part_of = Whereabouts::PartOf(at);
                found.insert(id, if at == id { Whereabouts::Here } else { part_of });
            }
        }
        Ok(found)
    }

    /// Lets merged listings lead to another survivor than before, because that is where what they
    /// were about is now.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn point_aliases(&self, to: &[(Uuid, Uuid)]) -> Result<(), StoreError> {
        let rows = to
            .iter()
            .map(|(id, survivor)| ((*id).into(), [(*survivor).into()]))
            .collect();
        bulk::update(&self.tx, "alias", "id", ["survivor"], rows).await
    }

    /// Makes a listing part of another: its row goes, its id and slug lead to the survivor, and the
    /// change log says so. Its statements have to have been moved before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when one of the two is not there, or both are the same;
    /// [`StoreError::Refused`] when a statement still belongs to it; [`StoreError::Unavailable`].
    pub async fn merge_listing(
        &self,
        id: Uuid,
        survivor: Uuid,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let missing = |id| StoreError::conflict("listing", id);
        let found: Vec<(Uuid, String, i64)> = listing::Entity::find()
            .select_only()
            .columns([
                listing::Column::Id,
                listing::Column::Slug,
                listing::Column::Version,
            ])
            .filter(listing::Column::Id.is_in([id, survivor]))
            .into_tuple()
            .all(&self.tx)
            .await?;
        if id == survivor || found.iter().all(|(found, ..)| *found != survivor) {
            return Err(missing(survivor));
        }
        let Some((_, slug, version)) = found.into_iter().find(|(found, ..)| *found == id) else {
            return Err(missing(id));
        };
        let version = version + 1;
        let at = column::instant(at);
        listing::Entity::delete_by_id(id).exec(&self.tx).await?;
        alias::Entity::insert(
            alias::Model {
                id,
                slug,
                survivor,
                version,
                at,
            }
            .into_active_model(),
        )
        .exec_without_returning(&self.tx)
        .await?;
        self.append_changes(vec![NewChange {
            listing: id,
            kind: ChangeKind::Merged,
            version,
            at,
            passed_on: false,
        }])
        .await
    }

    /// Takes the alias away, so that the listing can come back: [`WriteTx::insert_listings`] with
    /// its slug and the version after its last. `None` when it was not merged.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn unmerge_listing(&self, id: Uuid) -> Result<Option<Alias>, StoreError> {
        let Some(row) = alias::Entity::find_by_id(id).one(&self.tx).await? else {
            return Ok(None);
        };
        alias::Entity::delete_by_id(id).exec(&self.tx).await?;
        Ok(Some(Alias {
            id: row.id,
            slug: row.slug,
            survivor: row.survivor,
            version: row.version,
            at: row.at,
        }))
    }
}

impl Store {
    /// What an id or a slug, as it stands in an address, leads to.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn listing_by_id_or_slug(&self, text: &str) -> Result<Lookup, StoreError> {
        let text = column::text(text);
        if let Ok(id) = Uuid::try_parse(&text) {
            if let Some(listing) = self.listings(&[id]).await?.pop() {
                return Ok(Lookup::Found(Box::new(listing)));
            }
            if let Some(alias) = alias::Entity::find_by_id(id).one(&self.reader).await? {
                return self.follow(alias).await;
            }
        }
        let by_slug = listing::Entity::find()
            .filter(listing::Column::Slug.eq(text.as_str()))
            .one(&self.reader)
            .await?;
        if let Some(row) = by_slug {
            return Ok(Lookup::Found(Box::new(listings::listing_of(row)?)));
        }
        let by_old_slug = alias::Entity::find()
            .filter(alias::Column::Slug.eq(text.as_str()))
            .one(&self.reader)
            .await?;
        match by_old_slug {
            Some(alias) => self.follow(alias).await,
            None => Ok(Lookup::Unknown),
        }
    }

    async fn follow(&self, first: alias::Model) -> Result<Lookup, StoreError> {
        let mut survivor = first.survivor;
        for _ in 0..LONGEST_CHAIN {
            match alias::Entity::find_by_id(survivor)
                .one(&self.reader)
                .await?
            {
                Some(next) => survivor = next.survivor,
                None => return Ok(Lookup::Moved(survivor)),
            }
        }
        Err(StoreError::corrupt(
            "alias",
            first.id,
            "the chain of merges does not end",
        ))
    }
}
