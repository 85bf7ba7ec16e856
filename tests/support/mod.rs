//! What tests share.

pub mod bot_api;
pub mod database;
