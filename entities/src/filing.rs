//! One application moving through the workflow.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "filing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What people call it by, from its submission on.
    pub number: Option<i64>,
    pub applicant: i64,
    /// None once the content is blank: nothing is sealed here any more.
    pub data_key: Option<Uuid>,
    /// Found by the type check.
    pub kind: Option<String>,
    pub status: String,
    /// Raised by every change of answers, places or status; never reused.
    pub version: i64,
    /// JSON: the sites and apps, in order.
    pub services: String,
    /// JSON: what our own register said of its numbers and domains when they were kept.
    pub facts: String,
    /// How often it was sent back.
    pub round: i32,
    pub claimed_by: Option<i64>,
    pub claimed_at: Option<i64>,
    pub submitted_at: Option<i64>,
    pub status_since: i64,
    pub created_at: i64,
    pub updated_at: i64,
    /// The province in which it is filed, by which reviewers' lists are narrowed.
    pub region: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
