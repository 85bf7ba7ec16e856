//! The rules of filing: no I/O, no async, no Telegram, no database.

pub mod answers;
pub mod calendar;
pub mod certificates;
pub mod conversation;
mod data;
pub mod deadlines;
pub mod desk;
pub mod filing;
pub mod form;
pub mod history;
pub mod icp_number;
pub mod language;
pub mod markup;
pub mod names;
pub mod options;
pub mod outgoing;
pub mod people;
pub mod place;
pub mod press;
pub mod reasons;
pub mod regions;
pub mod registration;
pub mod replies;
pub mod reply;
pub mod requests;
pub mod workflow;
