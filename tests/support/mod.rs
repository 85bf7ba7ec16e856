//! What tests share.

#[allow(dead_code, reason = "shared with tests/faults")]
pub mod bot_api;
pub mod database;
