//! Who wants to be told of what.

use sea_orm::entity::prelude::{
    ActiveModelBehavior, DateTimeUtc, DeriveEntityModel, DerivePrimaryKey, DeriveRelation,
    EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account: Uuid,
    pub api_key: Option<Uuid>,
    pub url: String,
    pub event: String,
    pub filter: String,
    pub instance: Option<Uuid>,
    pub secret: String,
    pub created_at: DateTimeUtc,
    pub after: i64,
    pub delivered: i64,
    pub failing_since: Option<DateTimeUtc>,
    pub stopped_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
