//! The rules of filing: no I/O, no async, no Telegram, no database.

pub mod answers;
pub mod outgoing;
