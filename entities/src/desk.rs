//! A group that hears of new work.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "desk")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub chat: i64,
    pub by: i64,
    pub language: String,
    pub at: i64,
    /// The topic of the group that its message stands in; none: the general one, or a group without topics.
    pub topic: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
