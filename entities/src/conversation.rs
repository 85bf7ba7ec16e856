//! One chat's place in the dialogue. Its row is locked while its inputs are decided.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation")]
pub struct Model {
    /// Telegram's id of the chat; 0 for updates that belong to none.
    #[sea_orm(primary_key, auto_increment = false)]
    pub chat: i64,
    /// `private`, `group` or `bot`.
    pub kind: String,
    pub data_key: Uuid,
    /// JSON: the step, the filing and what was last asked. Nothing that a person typed.
    pub state: String,
    /// JSON: ids of the filings of which something could not be told here; none where there is nothing.
    pub untold: Option<String>,
    pub updated_at: i64,
    /// When a group was last told that a command is not for everybody.
    pub refused_at: Option<i64>,
    /// Sealed JSON: numbers that stand for what was written last, so that more of the same act is known. Blank where nothing is kept.
    pub recent: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
