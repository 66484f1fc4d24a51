//! What is kept of the Charity Commission's register, and how far it was imported.

use chrono::{DateTime, NaiveDate, Utc};
use domain::charity::{Charity, CharityNumber, CharityStatus, SCHEME};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};

use crate::connect::Store;
use crate::entity::charity::{Column, Entity, Model};
use crate::entity::charity_register as register;
use crate::error::StoreError;
use crate::transaction::WriteTx;
use crate::{bulk, column};

/// The register as it was last imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CharityRegister {
    /// The register's own date; none until an import has come to its end.
    pub extracted_on: Option<NaiveDate>,
    /// When that import ended.
    pub imported_at: Option<DateTime<Utc>>,
    /// Charities in it.
    pub charities: u64,
    /// Those of them that are registered, and not removed.
    pub registered: u64,
    /// Whether an import began and has not come to its end.
    pub unfinished: bool,
}

impl WriteTx {
    /// See [`Store::charities`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn charities(&self, numbers: &[CharityNumber]) -> Result<Vec<Charity>, StoreError> {
        read(&self.tx, numbers).await
    }

    /// Writes charities, in place of what was known of them. No number may come twice.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_charities(&self, charities: &[Charity]) -> Result<(), StoreError> {
        let rows = charities
            .iter()
            .map(|charity| Ok(row(charity)?.into_active_model()))
            .collect::<Result<_, StoreError>>()?;
        let replace = OnConflict::column(Column::Number)
            .update_columns([
                Column::Name,
                Column::Status,
                Column::RemovedOn,
                Column::Website,
                Column::CompanyNumber,
                Column::OtherNames,
            ])
            .to_owned();
        bulk::insert(&self.tx, rows, Some(replace)).await
    }

    /// Forgets charities that are not in the register any more.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn forget_charities(&self, numbers: &[CharityNumber]) -> Result<(), StoreError> {
        for numbers in numbers.chunks(bulk::PIECE) {
            Entity::delete_many()
                .filter(Column::Number.is_in(numbers.iter().map(|number| kept(*number))))
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Writes how far the register was imported.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_charity_register(&self, state: &CharityRegister) -> Result<(), StoreError> {
        let row = register::Model {
            scheme: SCHEME.to_owned(),
            extracted_on: state.extracted_on,
            imported_at: state.imported_at.map(column::instant),
            charities: column::count(state.charities),
            registered: column::count(state.registered),
            unfinished: state.unfinished,
        };
        let replace = OnConflict::column(register::Column::Scheme)
            .update_columns([
                register::Column::ExtractedOn,
                register::Column::ImportedAt,
                register::Column::Charities,
                register::Column::Registered,
                register::Column::Unfinished,
            ])
            .to_owned();
        bulk::insert(&self.tx, vec![row.into_active_model()], Some(replace)).await
    }
}

impl Store {
    /// The charities that have these numbers, in no order; those that are not there are left out.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Corrupt`].
    pub async fn charities(&self, numbers: &[CharityNumber]) -> Result<Vec<Charity>, StoreError> {
        read(&self.reader, numbers).await
    }

    /// The numbers of charities after one, in order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn charity_numbers(
        &self,
        after: Option<CharityNumber>,
        limit: u64,
    ) -> Result<Vec<CharityNumber>, StoreError> {
        let numbers: Vec<i32> = Entity::find()
            .select_only()
            .column(Column::Number)
            .filter(Column::Number.gt(after.map_or(0, kept)))
            .order_by_asc(Column::Number)
            .limit(limit)
            .into_tuple()
            .all(&self.reader)
            .await?;
        numbers.into_iter().map(number).collect()
    }

    /// How far the register was imported; `None` before the first import.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn charity_register(&self) -> Result<Option<CharityRegister>, StoreError> {
        let row = register::Entity::find_by_id(SCHEME.to_owned())
            .one(&self.reader)
            .await?;
        Ok(row.map(|row| CharityRegister {
            extracted_on: row.extracted_on,
            imported_at: row.imported_at,
            charities: column::counted(row.charities),
            registered: column::counted(row.registered),
            unfinished: row.unfinished,
        }))
    }
}

async fn read<C: ConnectionTrait>(
    connection: &C,
    numbers: &[CharityNumber],
) -> Result<Vec<Charity>, StoreError> {
    let mut found = Vec::new();
    for numbers in numbers.chunks(bulk::PIECE) {
        let rows = Entity::find()
            .filter(Column::Number.is_in(numbers.iter().map(|number| kept(*number))))
            .all(connection)
            .await?;
        for row in rows {
            found.push(charity(row)?);
        }
    }
    Ok(found)
}

/// A number as its column has it: none has more than seven digits.
fn kept(number: CharityNumber) -> i32 {
    number.get().cast_signed()
}

fn number(kept: i32) -> Result<CharityNumber, StoreError> {
    CharityNumber::new(kept.cast_unsigned())
        .ok_or_else(|| StoreError::corrupt("charity", kept, "is no charity's number"))
}

fn row(charity: &Charity) -> Result<Model, StoreError> {
    let other_names = (!charity.other_names.is_empty())
        .then(|| column::json("charity", &charity.other_names))
        .transpose()?;
    Ok(Model {
        number: kept(charity.number),
        name: column::text(&charity.name),
        status: charity.status.as_str().to_owned(),
        removed_on: charity.removed_on,
        website: column::optional_text(charity.website.as_ref()),
        company_number: column::optional_text(charity.company_number.as_ref()),
        other_names,
    })
}

fn charity(row: Model) -> Result<Charity, StoreError> {
    let status = CharityStatus::from_name(&row.status).ok_or_else(|| {
        let why = format!("{:?} is no status", row.status);
        StoreError::corrupt("charity", row.number, why)
    })?;
    let other_names = row.other_names.as_deref();
    let other_names = other_names.map(|names| column::from_json("charity", row.number, names));
    Ok(Charity {
        number: number(row.number)?,
        name: row.name,
        status,
        removed_on: row.removed_on,
        website: row.website,
        company_number: row.company_number,
        other_names: other_names.transpose()?.unwrap_or_default(),
    })
}
