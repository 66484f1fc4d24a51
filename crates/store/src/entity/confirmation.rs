//! What a group says of its listing's being right.

use sea_orm::entity::prelude::{
    ActiveModelBehavior, Date, DateTimeUtc, DeriveEntityModel, DerivePrimaryKey, DeriveRelation,
    EntityTrait, EnumIter, PrimaryKeyTrait, Uuid,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "confirmation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub listing: Uuid,
    pub confirmed_on: Option<Date>,
    pub fingerprint: Option<String>,
    pub confirmed_by: Option<Uuid>,
    pub first_asked: Option<DateTimeUtc>,
    pub last_asked: Option<DateTimeUtc>,
    pub times_asked: i32,
    pub unanswered_since: Option<Date>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
