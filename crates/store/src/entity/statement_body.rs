//! What a statement says, and the item that it was read from (zstd).

use sea_orm::entity::prelude::{
    ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait,
    EnumIter, PrimaryKeyTrait, Uuid,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statement_body")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub statement: Uuid,
    pub body: String,
    #[sea_orm(column_type = "Blob")]
    pub raw: Vec<u8>,
    pub raw_hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
