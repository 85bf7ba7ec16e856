//! The message that stands in a place of a chat. Written by the worker alone.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub chat: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// 0 where the server did not tell which message it is.
    pub message_id: i64,
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
