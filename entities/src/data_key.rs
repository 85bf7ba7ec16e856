//! A data key, wrapped by the operator's secret. Dropping the row ends what was sealed under it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it belongs to: `person`, `filing`, `register`, `chat`, `bot`.
    pub owner: String,
    /// Id of the secret that wraps it.
    pub secret_id: String,
    /// The key, sealed under that secret.
    pub wrapped: Vec<u8>,
    /// Milliseconds since 1970, as every instant in these tables.
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
