//! What tests share.

#[allow(dead_code, reason = "the tests of faults use more of it")]
pub mod bot_api;
pub mod database;
