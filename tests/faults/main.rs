//! The database fails at one write, one statement, or for a while: what a person was told is what is there after a restart.
//!
//! Each test has the bot's parts in this process, as `serve` runs them, a make-believe Telegram that lives on while they die, and the
//! same short script, which reaches every kind of commit. What was told is compared with what an independent reader sees.

#[allow(dead_code, reason = "shared with tests/worker")]
#[path = "../support/bot_api.rs"]
mod bot_api;
#[allow(dead_code, reason = "shared with tests/engine")]
#[path = "../support/database.rs"]
mod database;
#[allow(dead_code, reason = "shared with tests/engine")]
#[path = "../engine/support/script.rs"]
mod form;
mod support;

mod beginnings;
mod full_disk;
mod lost_connection;
mod server_in_trouble;
