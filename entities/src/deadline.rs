//! A moment until which something must have happened, with the reminders before it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deadline")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub filing: Uuid,
    pub name: String,
    /// In whose turn its moments are decided.
    pub chat: i64,
    pub began_at: i64,
    pub ends_at: i64,
    /// Its next moment; none once it is closed.
    pub next_at: Option<i64>,
    pub closed_at: Option<i64>,
    /// When the reviewer was told that the applicant may not have heard of it.
    pub reviewer_told_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
