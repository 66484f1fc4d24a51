//! Claims: who asks to speak for which organization.

use chrono::{DateTime, Utc};
use domain::claim::{ClaimState, Proof};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::claim::{Column, Entity, Model};
use crate::error::StoreError;
use crate::transaction::WriteTx;

/// A request to speak for an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its id.
    pub id: Uuid,
    /// For which organization.
    pub organization: Uuid,
    /// Who asks.
    pub account: Uuid,
    /// How it stands.
    pub state: ClaimState,
    /// How it is to be proved.
    pub proof: Proof,
    /// The hash of what stands in the link that proves it.
    pub link_hash: Option<String>,
    /// Until when that link works.
    pub link_expires: Option<DateTime<Utc>>,
    /// Why it was decided so, for the claimant.
    pub reason: Option<String>,
    /// Who decided, as the audit names them.
    pub decided_by: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last took a step.
    pub changed_at: DateTime<Utc>,
    /// Rises by one with each step, from 1.
    pub version: i64,
}

impl WriteTx {
    /// Adds a claim.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an unknown account, [`StoreError::Unavailable`].
    pub async fn add_claim(&self, claim: &Claim) -> Result<(), StoreError> {
        Entity::insert(row(claim)?.into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// Writes a claim that has taken a step from the version before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else was quicker, [`StoreError::Unavailable`].
    pub async fn update_claim(&self, claim: &Claim) -> Result<(), StoreError> {
        let done = Entity::update_many()
            .set(row(claim)?.into_active_model().reset_all())
            .filter(Column::Id.eq(claim.id))
            .filter(Column::Version.eq(claim.version - 1))
            .exec(&self.tx)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::conflict("claim", claim.id))
        }
    }

    /// See [`Store::claim`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn claim(&self, id: Uuid) -> Result<Option<Claim>, StoreError> {
        let row = Entity::find_by_id(id).one(&self.tx).await?;
        row.map(claim_of).transpose()
    }

    /// See [`Store::claims_of_organization`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn claims_of_organization(
        &self,
        organization: Uuid,
    ) -> Result<Vec<Claim>, StoreError> {
        read(
            &self.tx,
            Column::Organization.eq(organization),
            u64::MAX >> 1,
        )
        .await
    }
}

impl Store {
    /// A claim by its id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn claim(&self, id: Uuid) -> Result<Option<Claim>, StoreError> {
        let row = Entity::find_by_id(id).one(&self.reader).await?;
        row.map(claim_of).transpose()
    }

    /// The claim that a link proves.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn claim_of_link(&self, link_hash: &str) -> Result<Option<Claim>, StoreError> {
        let row = Entity::find()
            .filter(Column::LinkHash.eq(link_hash))
            .one(&self.reader)
            .await?;
        row.map(claim_of).transpose()
    }

    /// The claims on an organization, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn claims_of_organization(
        &self,
        organization: Uuid,
    ) -> Result<Vec<Claim>, StoreError> {
        read(
            &self.reader,
            Column::Organization.eq(organization),
            u64::MAX >> 1,
        )
        .await
    }

    /// The claims of an account, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn claims_of_account(&self, account: Uuid) -> Result<Vec<Claim>, StoreError> {
        read(&self.reader, Column::Account.eq(account), u64::MAX >> 1).await
    }

    /// Claims that stand so, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn claims_in(&self, state: ClaimState, limit: u64) -> Result<Vec<Claim>, StoreError> {
        read(&self.reader, Column::State.eq(state.as_str()), limit).await
    }
}

async fn read<C: ConnectionTrait>(
    connection: &C,
    condition: SimpleExpr,
    limit: u64,
) -> Result<Vec<Claim>, StoreError> {
    Entity::find()
        .filter(condition)
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?
        .into_iter()
        .map(claim_of)
        .collect()
}

fn row(claim: &Claim) -> Result<Model, StoreError> {
    Ok(Model {
        id: claim.id,
        organization: claim.organization,
        account: claim.account,
        state: claim.state.as_str().to_owned(),
        proof: column::json("claim", &claim.proof)?,
        link_hash: claim.link_hash.clone(),
        link_expires: claim.link_expires.map(column::instant),
        reason: column::optional_text(claim.reason.as_ref()),
        decided_by: column::optional_text(claim.decided_by.as_ref()),
        created_at: column::instant(claim.created_at),
        changed_at: column::instant(claim.changed_at),
        version: claim.version,
    })
}

fn claim_of(row: Model) -> Result<Claim, StoreError> {
    Ok(Claim {
        state: ClaimState::from_name(&row.state).ok_or_else(|| {
            StoreError::corrupt("claim", row.id, format!("{:?} is not a state", row.state))
        })?,
        proof: column::from_json("claim", row.id, &row.proof)?,
        id: row.id,
        organization: row.organization,
        account: row.account,
        link_hash: row.link_hash,
        link_expires: row.link_expires,
        reason: row.reason,
        decided_by: row.decided_by,
        created_at: row.created_at,
        changed_at: row.changed_at,
        version: row.version,
    })
}
