//! Somebody who wrote to the bot.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Telegram's id of the user.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub data_key: Uuid,
    /// `zh` or `en`.
    pub language: String,
    /// Sealed: how Telegram names them, for reviewers' history.
    pub name: Vec<u8>,
    /// Their own quiet hours, as `21-9`; none: everybody's night.
    pub quiet: Option<String>,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
