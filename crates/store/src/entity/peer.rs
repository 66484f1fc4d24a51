//! An instance that this one follows, by the name it has in the list of sources.

use sea_orm::entity::prelude::{
    ActiveModelBehavior, DateTimeUtc, DeriveEntityModel, DerivePrimaryKey, DeriveRelation,
    EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "peer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub instance: Option<Uuid>,
    pub after: i64,
    pub secret: Option<String>,
    pub woken_at: Option<DateTimeUtc>,
    pub heard_at: Option<DateTimeUtc>,
    pub fault: Option<String>,
    pub asked: i64,
    pub taken: i64,
    pub passed_over: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
