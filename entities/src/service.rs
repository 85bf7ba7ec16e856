//! The register: a site or an app as granted.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subject: Uuid,
    /// None once the content is blank: nothing is sealed here any more.
    pub data_key: Option<Uuid>,
    /// `website` or `app`.
    pub kind: String,
    pub status: String,
    /// e.g. 苏ICP备12345678号-1
    pub icp_number: String,
    /// Keyed hash of the domain.
    pub lookup: String,
    /// Sealed JSON: the answers as granted.
    pub value: Vec<u8>,
    pub filing: Uuid,
    pub granted_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
