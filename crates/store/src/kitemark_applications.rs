//! Applications for a kitemark.

use chrono::{DateTime, Utc};
use domain::kitemark::Answers;
use domain::kitemark::application::{ApplicationState, Happened};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::column;
use crate::connect::Store;
use crate::entity::kitemark_application::{Column, Entity, Model};
use crate::error::StoreError;
use crate::kitemark_schemes::number;
use crate::transaction::WriteTx;

/// The most of one organization that are read.
const MOST: u64 = 200;

/// An application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitemarkApplication {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub organization: Uuid,
    /// The scheme's id.
    pub scheme: String,
    /// The scheme's version that is answered.
    pub scheme_version: u32,
    /// The code of the tier that is wanted.
    pub tier: String,
    /// How it stands.
    pub state: ApplicationState,
    /// Whether the group is small and pays nobody.
    pub tiny: bool,
    /// The organization that hosts it.
    pub buddy: Option<Uuid>,
    /// Whether that one has agreed.
    pub buddy_agreed: bool,
    /// What was answered so far.
    pub answers: Answers,
    /// What happened, the oldest first.
    pub history: Vec<Happened>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// Rises by one with each change, from 1.
    pub version: i64,
}

impl WriteTx {
    /// Adds an application.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add_application(&self, new: &KitemarkApplication) -> Result<(), StoreError> {
        Entity::insert(row(new)?.into_active_model())
            .exec_without_returning(&self.tx)
            .await?;
        Ok(())
    }

    /// Writes an application that was changed from the version before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else was quicker, [`StoreError::Unavailable`].
    pub async fn update_application(
        &self,
        application: &KitemarkApplication,
    ) -> Result<(), StoreError> {
        let done = Entity::update_many()
            .set(row(application)?.into_active_model().reset_all())
            .filter(Column::Id.eq(application.id))
            .filter(Column::Version.eq(application.version - 1))
            .exec(&self.tx)
            .await?;
        if done.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::conflict("kitemark_application", application.id))
        }
    }

    /// See [`Store::applications_of`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn applications_of(
        &self,
        organization: Uuid,
    ) -> Result<Vec<KitemarkApplication>, StoreError> {
        read(&self.tx, Column::Organization.eq(organization), MOST).await
    }
}

impl Store {
    /// An application by its id.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn application(&self, id: Uuid) -> Result<Option<KitemarkApplication>, StoreError> {
        let row = Entity::find_by_id(id).one(&self.reader).await?;
        row.map(application_of).transpose()
    }

    /// The applications of an organization, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn applications_of(
        &self,
        organization: Uuid,
    ) -> Result<Vec<KitemarkApplication>, StoreError> {
        read(&self.reader, Column::Organization.eq(organization), MOST).await
    }

    /// The applications that another organization hosts, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn applications_hosted_by(
        &self,
        organization: Uuid,
    ) -> Result<Vec<KitemarkApplication>, StoreError> {
        read(&self.reader, Column::Buddy.eq(organization), MOST).await
    }

    /// Applications that stand in one of these ways, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn applications_in(
        &self,
        states: &[ApplicationState],
        limit: u64,
    ) -> Result<Vec<KitemarkApplication>, StoreError> {
        let names = states.iter().map(|state| state.as_str());
        read(&self.reader, Column::State.is_in(names), limit).await
    }
}

async fn read<C: ConnectionTrait>(
    connection: &C,
    condition: SimpleExpr,
    limit: u64,
) -> Result<Vec<KitemarkApplication>, StoreError> {
    Entity::find()
        .filter(condition)
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(connection)
        .await?
        .into_iter()
        .map(application_of)
        .collect()
}

fn row(application: &KitemarkApplication) -> Result<Model, StoreError> {
    Ok(Model {
        id: application.id,
        organization: application.organization,
        scheme: column::text(&application.scheme),
        scheme_version: number(application.scheme_version),
        tier: column::text(&application.tier),
        state: application.state.as_str().to_owned(),
        tiny: application.tiny,
        buddy: application.buddy,
        buddy_agreed: application.buddy_agreed,
        answers: column::json("kitemark_application", &application.answers)?,
        history: column::json("kitemark_application", &application.history)?,
        created_at: column::instant(application.created_at),
        changed_at: column::instant(application.changed_at),
        version: application.version,
    })
}

fn application_of(row: Model) -> Result<KitemarkApplication, StoreError> {
    Ok(KitemarkApplication {
        state: ApplicationState::from_name(&row.state).ok_or_else(|| {
            let fault = format!("{:?} is not a state", row.state);
            StoreError::corrupt("kitemark_application", row.id, fault)
        })?,
        answers: column::from_json("kitemark_application", row.id, &row.answers)?,
        history: column::from_json("kitemark_application", row.id, &row.history)?,
        id: row.id,
        organization: row.organization,
        scheme: row.scheme,
        scheme_version: u32::try_from(row.scheme_version).unwrap_or(0),
        tier: row.tier,
        tiny: row.tiny,
        buddy: row.buddy,
        buddy_agreed: row.buddy_agreed,
        created_at: row.created_at,
        changed_at: row.changed_at,
        version: row.version,
    })
}
