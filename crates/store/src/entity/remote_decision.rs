//! What people of another instance say of a pair of statements; no answer: they took it back.

use sea_orm::entity::prelude::{
    ActiveModelBehavior, DateTimeUtc, DeriveEntityModel, DerivePrimaryKey, DeriveRelation,
    EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "remote_decision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub a: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub b: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub home: Uuid,
    pub answer: Option<String>,
    pub decided_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
