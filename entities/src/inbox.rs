//! Everything that happened and waits to be decided.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inbox")]
pub struct Model {
    /// The order in which inputs are taken.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// `telegram`, `result`, `due` or `passed_on`.
    pub source: String,
    /// Unique: what makes this input come in once.
    pub key: String,
    /// Telegram's number of an update.
    pub update_id: Option<i64>,
    /// Whose turn it is.
    pub chat: i64,
    /// None once the content is blank: nothing is sealed here any more.
    pub data_key: Option<Uuid>,
    /// Sealed raw JSON; blank once it is done.
    pub content: Vec<u8>,
    /// `waiting`, `done` or `failed`.
    pub status: String,
    /// To be taken alone, and counted as begun before it is decided.
    pub careful: bool,
    /// In how many tries deciding it has failed.
    pub tries: i32,
    /// How many runs of the process have begun with it, of those that took it with care.
    pub begun: i32,
    pub received_at: i64,
    pub done_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
