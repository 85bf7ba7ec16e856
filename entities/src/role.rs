//! A role that was given by `/appoint`. Administrators of the configuration have no row.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role")]
pub struct Model {
    /// Telegram's id; the person may not have written yet.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: i64,
    /// `reviewer` or `administrator`.
    pub role: String,
    pub appointed_by: i64,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
