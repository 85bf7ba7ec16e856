//! The register: an organiser as granted.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subject")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The applicant under whom it was granted.
    pub person: i64,
    /// None once the content is blank: nothing is sealed here any more.
    pub data_key: Option<Uuid>,
    /// `granted` or `cancelled`.
    pub status: String,
    /// e.g. 苏ICP备12345678号
    pub icp_number: String,
    /// Keyed hash of certificate type and number.
    pub lookup: String,
    /// Sealed JSON: the answers as granted.
    pub value: Vec<u8>,
    /// The filing that granted it.
    pub filing: Uuid,
    pub granted_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
