//! A field that is sent back, or picked to be.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rejection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub filing: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub round: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: String,
    /// The answer that was found wanting.
    pub answer_version: i64,
    /// Id of a known reason.
    pub reason: Option<String>,
    /// Sealed: the reviewer's own words.
    pub words: Option<Vec<u8>>,
    /// Sealed: what the applicant says to it, where they find their answer right.
    pub reply: Option<Vec<u8>>,
    /// Sealed: the answer that was found wanting, once there is another.
    pub was: Option<Vec<u8>>,
    pub by: i64,
    /// None while it is only picked.
    pub sent_at: Option<i64>,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
