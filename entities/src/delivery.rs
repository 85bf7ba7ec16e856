//! Who delivers a channel at present. Written by the worker alone.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: String,
    /// Raised at every claim: who holds an older one has lost it.
    pub fence: i64,
    pub holder: String,
    /// Real time (the database's), not the movable clock.
    pub until: i64,
}

impl ActiveModelBehavior for ActiveModel {}
