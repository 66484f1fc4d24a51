//! When a question about a field was answered.

use sea_orm::entity::prelude::{
    ActiveModelBehavior, DateTimeUtc, DeriveEntityModel, DerivePrimaryKey, DeriveRelation,
    EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suggestion_answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub listing: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub statement: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: String,
    pub answered_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
