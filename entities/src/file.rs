//! A file that a person sent. What it shows lies in the store of files, sealed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub filing: Uuid,
    /// Under which it is sealed, here and in the store.
    pub data_key: Uuid,
    pub place: String,
    pub field: String,
    /// Sealed: Telegram's id of it.
    pub source: Vec<u8>,
    /// How far it is, and what was found in it; JSON.
    pub state: String,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
