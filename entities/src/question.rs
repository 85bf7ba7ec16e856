//! What somebody asked the reviewers, and what they were told.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// The private chat in which it was asked.
    pub chat: i64,
    /// The asker's: the words are sealed under it.
    pub data_key: Uuid,
    /// What it is about, if it is about a filing.
    pub filing: Option<Uuid>,
    /// What was being asked when it came: the place, and the field's id.
    pub place: Option<String>,
    pub field: Option<String>,
    /// Sealed.
    pub words: Vec<u8>,
    pub asked_at: i64,
    /// Sealed.
    pub answer: Option<Vec<u8>>,
    pub answered_by: Option<i64>,
    pub answered_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
