//! How often a term was looked for in a week, in half a postcode.

use sea_orm::entity::prelude::{
    ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait,
    EnumIter, PrimaryKeyTrait,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_term_count")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub week: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub outward: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub term: String,
    pub searches: i64,
    pub few: i64,
    pub nothing: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
