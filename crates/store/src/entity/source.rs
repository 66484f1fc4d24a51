//! A source, with its licence and its area.

use sea_orm::entity::prelude::{
    ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait,
    EnumIter, PrimaryKeyTrait,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub name: String,
    pub homepage: Option<String>,
    pub uri: String,
    pub licence_id: String,
    pub licence_url: Option<String>,
    pub attribution: String,
    pub allows_redistribution: bool,
    pub area_name: Option<String>,
    pub area_code: Option<String>,
    /// JSON; what the area is made of.
    pub area_parts: Option<String>,
    pub rank: i32,
    pub active: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
