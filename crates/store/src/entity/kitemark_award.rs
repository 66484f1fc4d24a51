//! A kitemark that was awarded.

use sea_orm::entity::prelude::{
    ActiveModelBehavior, Date, DateTimeUtc, DeriveEntityModel, DerivePrimaryKey, DeriveRelation,
    EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kitemark_award")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organization: Uuid,
    pub application: Uuid,
    pub scheme: String,
    pub scheme_version: i32,
    pub rungs: String,
    pub assessed_by: Option<String>,
    pub awarded_on: Date,
    pub state: String,
    pub reason: Option<String>,
    pub rung: i32,
    pub reminded: Option<i32>,
    pub check: Option<String>,
    pub changed_at: DateTimeUtc,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
