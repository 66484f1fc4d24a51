//! An application for a kitemark.

use sea_orm::entity::prelude::{
    ActiveModelBehavior, DateTimeUtc, DeriveEntityModel, DerivePrimaryKey, DeriveRelation,
    EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kitemark_application")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organization: Uuid,
    pub scheme: String,
    pub scheme_version: i32,
    pub tier: String,
    pub state: String,
    pub tiny: bool,
    pub buddy: Option<Uuid>,
    pub buddy_agreed: bool,
    pub answers: String,
    pub history: String,
    pub created_at: DateTimeUtc,
    pub changed_at: DateTimeUtc,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
