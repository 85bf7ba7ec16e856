//! What happened to a filing, for its history.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub filing: Uuid,
    pub at: i64,
    /// `applicant`, `reviewer`, `authority`, `clock`.
    pub actor: String,
    pub person: Option<i64>,
    pub action: String,
    pub from_status: String,
    pub to_status: String,
    /// Sealed: a note, a reason.
    pub words: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
