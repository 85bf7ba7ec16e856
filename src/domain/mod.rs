//! The rules of filing: no I/O, no async, no Telegram, no database.

pub mod answers;
pub mod calendar;
pub mod certificates;
mod data;
pub mod names;
pub mod options;
pub mod reasons;
pub mod regions;
