//! A value that passed its parser.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub filing: Uuid,
    /// `subject`, `<n>` (a service) or `<n>.<platform>`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: String,
    /// The filing's version at which it was kept.
    pub version: i64,
    /// There was a doubt about it, and it has not been confirmed.
    pub doubted: bool,
    /// Sealed.
    pub value: Vec<u8>,
    /// Keyed hash for look-ups, with its key's id.
    pub lookup: Option<String>,
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
