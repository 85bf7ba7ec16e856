//! What a reviewer asked an applicant for besides the form.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "asked_for")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub filing: Uuid,
    /// Its field is `material_<slot>`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slot: i16,
    /// Sealed: how the reviewer calls it.
    pub what: Vec<u8>,
    pub by: i64,
    /// A day, as `2026-03-02`.
    pub until: Option<String>,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
