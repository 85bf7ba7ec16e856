//! The rules of filing: no I/O, no async, no Telegram, no database.

pub mod conversation;
pub mod filing;
pub mod form;
pub mod workflow;
pub mod deadlines;
pub mod outgoing;
pub mod press;
pub mod reply;
pub mod icp_number;
pub mod answers;
pub mod calendar;
pub mod certificates;
mod data;
pub mod names;
pub mod options;
pub mod reasons;
pub mod regions;
