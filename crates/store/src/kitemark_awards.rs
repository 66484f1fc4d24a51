//! Kitemarks that were awarded. An organization has at most one that is open.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::kitemark::award::{AwardState, Check, Rung};
use domain::listing::{ChangeKind, ListingStatus};
use sea_orm::sea_query::{Expr, ExprTrait as _, SimpleExpr};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::changes::NewChange;
use crate::connect::Store;
use crate::entity::kitemark_award::{Column, Entity, Model};
use crate::entity::{change, listing};
use crate::error::StoreError;
use crate::kitemark_schemes::number;
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// Those that something can still happen to.
const OPEN: [&str; 2] = ["holds", "suspended"];

/// A kitemark that was awarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitemarkAward {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub organization: Uuid,
    /// The application that it answers.
    pub application: Uuid,
    /// The scheme's id.
    pub scheme: String,
    /// The scheme's version.
    pub scheme_version: u32,
    /// What was awarded, and what it falls back to.
    pub rungs: Vec<Rung>,
    /// Who decided, as it is published: a body and never a person. None where complete answers were
    /// enough.
    pub assessed_by: Option<String>,
    /// The first day.
    pub awarded_on: NaiveDate,
    /// How it stands.
    pub state: AwardState,
    /// Why it is suspended or was taken away, for the group and for those who decide.
    pub reason: Option<String>,
    /// The rung that was public when somebody last looked: 0 is what was awarded.
    pub rung: usize,
    /// The last reminder of that rung's end, in days before it.
    pub reminded: Option<u16>,
    /// Whether an assessor has to look at what was declared.
    pub check: Option<Check>,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// Rises by one with each change, from 1.
    pub version: i64,
}

impl WriteTx {
    /// Adds an award.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the organization has one that is open,
    /// [`StoreError::Unavailable`].
    pub async fn add_award(&self, award: &KitemarkAward) -> Result<(), StoreError> {
        if award.state.is_open() && self.open_award(award.organization).await?.is_some() {
            return Err(StoreError::conflict("kitemark_award", award.organization));
        }
        Entity::insert(row(award)?.into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// Writes an award that was changed from the version before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else was quicker, [`StoreError::Unavailable`].
    pub async fn update_award(&self, award: &KitemarkAward) -> Result<(), StoreError> {
        let done = Entity::update_many()
            .set(row(award)?.into_active_model().reset_all())
            .filter(Column::Id.eq(award.id))
            .filter(Column::Version.eq(award.version - 1))
            .exec(&self.tx)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::conflict("kitemark_award", award.id))
        }
    }

    async fn open_award(&self, organization: Uuid) -> Result<Option<KitemarkAward>, StoreError> {
        open_of(&self.tx, organization).await
    }

    /// The awards of an organization, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn awards_of(&self, organization: Uuid) -> Result<Vec<KitemarkAward>, StoreError> {
        Entity::find()
            .filter(Column::Organization.eq(organization))
            .order_by_asc(Column::ChangedAt)
            .order_by_asc(Column::Id)
            .all(&self.tx)
            .await?
            .into_iter()
            .map(award_of)
            .collect()
    }

    /// What is public of the listings of an organization has changed with its award: each gets its
    /// row in the change log, so that every index and every follower hears of it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn touch_marked(
        &self,
        organization: Uuid,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let listings: Vec<(Uuid, i64)> = listing::Entity::find()
            .select_only()
            .columns([listing::Column::Id, listing::Column::Version])
            .filter(listing::Column::OrganizationId.eq(organization))
            .filter(listing::Column::Status.ne(ListingStatus::Archived.as_str()))
            .order_by_asc(listing::Column::Id)
            .into_tuple()
            .all(&self.tx)
            .await?;
        let at = column::instant(at);
        let mut changes = Vec::with_capacity(listings.len());
        for (id, version) in listings {
            listing::Entity::update_many()
                .col_expr(
                    listing::Column::Version,
                    Expr::col(listing::Column::Version).add(1),
                )
                .col_expr(listing::Column::ChangedAt, Expr::value(at))
                .filter(listing::Column::Id.eq(id))
                .exec(&self.tx)
                .await?;
            let last = change::Entity::find()
                .filter(change::Column::Listing.eq(id))
                .order_by_desc(change::Column::Sequence)
                .one(&self.tx)
                .await?;
            changes.push(NewChange {
                listing: id,
                kind: ChangeKind::Updated,
                version: version + 1,
                at,
                passed_on: last.is_some_and(|last| last.passed_on),
            });
        }
        self.append_changes(changes).await
    }
}

impl Store {
    /// An award by its id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn award(&self, id: Uuid) -> Result<Option<KitemarkAward>, StoreError> {
        let row = Entity::find_by_id(id).one(&self.reader).await?;
        row.map(award_of).transpose()
    }

    /// The award that came of an application.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn award_of_application(
        &self,
        application: Uuid,
    ) -> Result<Option<KitemarkAward>, StoreError> {
        let row = Entity::find()
            .filter(Column::Application.eq(application))
            .one(&self.reader)
            .await?;
        row.map(award_of).transpose()
    }

    /// The award of an organization that something can still happen to.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn open_award(
        &self,
        organization: Uuid,
    ) -> Result<Option<KitemarkAward>, StoreError> {
        open_of(&self.reader, organization).await
    }

    /// Open awards by id, from after `after`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn open_awards(
        &self,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<KitemarkAward>, StoreError> {
        let mut open = Entity::find().filter(Column::State.is_in(OPEN));
        if let Some(after) = after {
            open = open.filter(Column::Id.gt(after));
        }
        open.order_by_asc(Column::Id)
            .limit(limit)
            .all(&self.reader)
            .await?
            .into_iter()
            .map(award_of)
            .collect()
    }

    /// Open awards that an assessor has to look at, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn awards_to_check(&self, limit: u64) -> Result<Vec<KitemarkAward>, StoreError> {
        Entity::find()
            .filter(Column::State.is_in(OPEN))
            .filter(Column::Check.eq(Check::Due.as_str()))
            .order_by_asc(Column::ChangedAt)
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(&self.reader)
            .await?
            .into_iter()
            .map(award_of)
            .collect()
    }

    /// The awards that hold, of the organizations of these listings, by listing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn awards_of_listings(
        &self,
        listings: &[Uuid],
    ) -> Result<HashMap<Uuid, KitemarkAward>, StoreError> {
        let mut marked = HashMap::new();
        for ids in listings.chunks(bulk::PIECE) {
            let owners: Vec<(Uuid, Option<Uuid>)> = listing::Entity::find()
                .select_only()
                .columns([listing::Column::Id, listing::Column::OrganizationId])
                .filter(listing::Column::Id.is_in(bulk::rounded(ids)))
                .filter(
                    listing::Column::OrganizationId.in_subquery(
                        sea_orm::QuerySelect::query(
                            &mut Entity::find()
                                .select_only()
                                .column(Column::Organization)
                                .filter(Column::State.eq(AwardState::Holds.as_str())),
                        )
                        .to_owned(),
                    ),
                )
                .into_tuple()
                .all(&self.reader)
                .await?;
            if owners.is_empty() {
                continue;
            }
            let wanted = owners.iter().filter_map(|(_, organization)| *organization);
            let condition = Column::Organization
                .is_in(wanted)
                .and(Column::State.eq(AwardState::Holds.as_str()));
            let mut awards = HashMap::new();
            for row in Entity::find().filter(condition).all(&self.reader).await? {
                awards.insert(row.organization, award_of(row)?);
            }
            marked.extend(owners.into_iter().filter_map(|(id, organization)| {
                let award = awards.get(&organization?)?;
                Some((id, award.clone()))
            }));
        }
        Ok(marked)
    }
}

async fn open_of<C: ConnectionTrait>(
    connection: &C,
    organization: Uuid,
) -> Result<Option<KitemarkAward>, StoreError> {
    let condition: SimpleExpr = Column::Organization
        .eq(organization)
        .and(Column::State.is_in(OPEN));
    let row = Entity::find().filter(condition).one(connection).await?;
    row.map(award_of).transpose()
}

fn row(award: &KitemarkAward) -> Result<Model, StoreError> {
    Ok(Model {
        id: award.id,
        organization: award.organization,
        application: award.application,
        scheme: column::text(&award.scheme),
        scheme_version: number(award.scheme_version),
        rungs: column::json("kitemark_award", &award.rungs)?,
        assessed_by: column::optional_text(award.assessed_by.as_ref()),
        awarded_on: award.awarded_on,
        state: award.state.as_str().to_owned(),
        reason: column::optional_text(award.reason.as_ref()),
        rung: i32::try_from(award.rung).unwrap_or(i32::MAX),
        reminded: award.reminded.map(i32::from),
        check: award.check.map(|check| check.as_str().to_owned()),
        changed_at: column::instant(award.changed_at),
        version: award.version,
    })
}

fn award_of(row: Model) -> Result<KitemarkAward, StoreError> {
    let corrupt = |fault: String| StoreError::corrupt("kitemark_award", row.id, fault);
    let state = AwardState::from_name(&row.state)
        .ok_or_else(|| corrupt(format!("{:?} is not a state", row.state)))?;
    let check = row
        .check
        .as_deref()
        .map(|name| {
            Check::from_name(name).ok_or_else(|| corrupt(format!("{name:?} is not a check")))
        })
        .transpose()?;
    Ok(KitemarkAward {
        rungs: column::from_json("kitemark_award", row.id, &row.rungs)?,
        id: row.id,
        organization: row.organization,
        application: row.application,
        scheme: row.scheme,
        scheme_version: u32::try_from(row.scheme_version).unwrap_or(0),
        assessed_by: row.assessed_by,
        awarded_on: row.awarded_on,
        state,
        reason: row.reason,
        rung: usize::try_from(row.rung).unwrap_or(0),
        reminded: row.reminded.and_then(|days| u16::try_from(days).ok()),
        check,
        changed_at: row.changed_at,
        version: row.version,
    })
}
