//! Organizations: one row for each name, so that the services of one body can be found together.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::listing::slug_of;
use domain::service::Organization;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::connect::Store;
use crate::entity::organization::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column, slugs};

/// An organization as a listing tells of it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewOrganization {
    /// Its id, should it be new.
    pub id: Uuid,
    /// The name in the form in which two names are the same.
    pub normalised_name: String,
    /// What is known of it.
    pub body: Organization,
}

/// An organization.
#[derive(Debug, Clone, PartialEq)]
pub struct OrganizationRow {
    /// Its id.
    pub id: Uuid,
    /// The readable part of its address.
    pub slug: String,
    /// What is known of it.
    pub body: Organization,
}

impl WriteTx {
    /// The id of each organization, in the same order: known ones by their normalised name, which
    /// get the new body, the others now added. Of two with one name the later counts.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a new one's id is taken, [`StoreError::Unavailable`].
    pub async fn put_organizations(
        &self,
        organizations: &[NewOrganization],
    ) -> Result<Vec<Uuid>, StoreError> {
        let by_name: BTreeMap<String, &NewOrganization> = organizations
            .iter()
            .map(|organization| (column::key(&organization.normalised_name), organization))
            .collect();
        let names: Vec<&String> = by_name.keys().collect();
        let mut known: HashMap<String, Model> = HashMap::new();
        for names in names.chunks(bulk::PIECE) {
            let rows = Entity::find()
                .filter(Column::NormalisedName.is_in(bulk::rounded(names).map(String::as_str)))
                .all(&self.tx)
                .await?;
            known.extend(
                rows.into_iter()
                    .map(|row| (row.normalised_name.clone(), row)),
            );
        }
        let mut ids: HashMap<String, Uuid> = HashMap::new();
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for (name, organization) in by_name {
            let body = column::json("organization", &organization.body)?;
            let row = known.get(&name);
            ids.insert(name.clone(), row.map_or(organization.id, |row| row.id));
            match row {
                None => new.push((name, organization, body)),
                Some(row) if row.body != body => changed.push((
                    row.id.into(),
                    [column::text(&organization.body.name).into(), body.into()],
                )),
                Some(_) => {}
            }
        }
        self.insert_organizations(new).await?;
        bulk::update(&self.tx, "organization", "id", ["name", "body"], changed).await?;
        Ok(organizations
            .iter()
            .filter_map(|organization| {
                ids.get(&column::key(&organization.normalised_name))
                    .copied()
            })
            .collect())
    }

    /// Whether an organization is there.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn has_organization(&self, id: Uuid) -> Result<bool, StoreError> {
        Ok(Entity::find_by_id(id).one(&self.tx).await?.is_some())
    }

    async fn insert_organizations(
        &self,
        new: Vec<(String, &NewOrganization, String)>,
    ) -> Result<(), StoreError> {
        let candidates: Vec<[String; 3]> = new
            .iter()
            .map(|(_, new, _)| slugs::candidates(new.id, &slug_of(&new.body.name)))
            .collect();
        let asked: Vec<&String> = candidates.iter().flatten().collect();
        let mut taken: HashSet<String> = HashSet::new();
        for asked in asked.chunks(bulk::PIECE) {
            taken.extend(
                Entity::find()
                    .select_only()
                    .column(Column::Slug)
                    .filter(Column::Slug.is_in(bulk::rounded(asked).map(String::as_str)))
                    .into_tuple::<String>()
                    .all(&self.tx)
                    .await?,
            );
        }
        let mut rows = Vec::with_capacity(new.len());
        for ((normalised_name, new, body), candidates) in new.into_iter().zip(candidates) {
            let slug = slugs::first_free(candidates, &mut taken);
            let row = Model {
                id: new.id,
                slug,
                name: column::text(&new.body.name),
                normalised_name,
                body,
            };
            rows.push(row.into_active_model());
        }
        bulk::insert(&self.tx, rows, None).await
    }
}

impl Store {
    /// One organization by its id or its slug.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn organization(&self, text: &str) -> Result<Option<OrganizationRow>, StoreError> {
        let text = column::text(text);
        let mut wanted = Column::Slug.eq(text.as_str());
        if let Ok(id) = Uuid::try_parse(&text) {
            wanted = Column::Id.eq(id);
        }
        let row = Entity::find().filter(wanted).one(&self.reader).await?;
        row.map(|row| {
            Ok(OrganizationRow {
                id: row.id,
                body: column::from_json("organization", row.id, &row.body)?,
                slug: row.slug,
            })
        })
        .transpose()
    }
}
