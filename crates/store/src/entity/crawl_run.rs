//! One crawl of one source.

use sea_orm::entity::prelude::{
    ActiveModelBehavior, DateTimeUtc, DeriveEntityModel, DerivePrimaryKey, DeriveRelation,
    EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "crawl_run")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub source: String,
    pub started_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
    pub complete: bool,
    pub fetched: i64,
    pub bytes: i64,
    pub found: i64,
    pub kept: i64,
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub set_aside: i64,
    pub missing: i64,
    pub withdrawn: i64,
    pub problems: String,
    pub quarantined: Option<String>,
    pub decision: Option<String>,
    pub decided_by: Option<String>,
    pub decided_reason: Option<String>,
    pub decided_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
