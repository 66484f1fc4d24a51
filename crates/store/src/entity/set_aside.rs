//! An item that could not be taken, and why.

use sea_orm::entity::prelude::{
    ActiveModelBehavior, DateTimeUtc, DeriveEntityModel, DerivePrimaryKey, DeriveRelation,
    EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "set_aside")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub run: Uuid,
    pub source: String,
    pub page_url: String,
    pub place: String,
    pub external_id: Option<String>,
    pub reason: String,
    pub raw: String,
    pub at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
