//! Everything to be done outside, one row a call.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// The order within a chat and lane.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Unique; passed to services that accept one.
    pub key: String,
    /// Whose lease delivers it: `chat:<id>:<lane>`, `press` or a service.
    pub channel: String,
    /// `answer` or `unasked`.
    pub lane: String,
    /// 0 where it concerns no chat.
    pub chat: i64,
    /// `send`, `edit`, `delete`, `press_answer`, `commands`, `erase`, …
    pub kind: String,
    /// The place in the chat that its message takes: `question`, `summary`, `desk`.
    pub slot: Option<String>,
    /// None once the content is blank: nothing is sealed here any more.
    pub data_key: Option<Uuid>,
    /// Sealed JSON of the call, fully rendered; blank once it is done.
    pub content: Vec<u8>,
    /// `waiting`, `done`, `failed` or `dropped`.
    pub status: String,
    pub tries: i32,
    /// How many of the tries failed for what seems to lie in the row itself: it was refused in words that do not say that it is for
    /// good, or delivering it panicked. These are bounded; the other tries are not.
    pub faults: i32,
    /// Not before this instant; 0: at once, whatever the clock says of whoever delivers it.
    pub next_at: i64,
    /// Worthless after this instant.
    pub expires_at: Option<i64>,
    pub created_at: i64,
    pub done_at: Option<i64>,
    /// What a notice tells of: `status:<filing>`, `reminder:<filing>` or `news:<filing>`. A later one may take its place.
    pub matter: Option<String>,
    /// Why it failed, or what holds it up: code and description, no personal value. Who is held up keeps its place.
    pub error: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
