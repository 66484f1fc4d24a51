//! The head of a statement: small, because each crawl writes it again.

use sea_orm::entity::prelude::{
    ActiveModelBehavior, DateTimeUtc, DeriveEntityModel, DerivePrimaryKey, DeriveRelation,
    EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub source: String,
    pub external_id: String,
    pub url: Option<String>,
    pub page_url: Option<String>,
    pub content_hash: String,
    pub listing_id: Option<Uuid>,
    pub first_seen: DateTimeUtc,
    pub last_seen: DateTimeUtc,
    pub last_seen_run: Option<Uuid>,
    pub changed_at: DateTimeUtc,
    pub state: String,
    pub absences: i32,
    pub absent_since: Option<DateTimeUtc>,
    #[sea_orm(unique)]
    pub founds: Option<Uuid>,
    pub heir: Option<Uuid>,
    pub keyed_by: Option<String>,
    pub matched_by: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
