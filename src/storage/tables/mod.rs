//! One file a table: its rows to values, and back.

pub mod answer;
pub mod asked_for;
pub mod audit;
pub mod conversation;
pub mod counter;
pub mod deadline;
pub mod desk;
pub mod file;
pub mod filing;
pub mod person;
pub mod question;
pub mod register;
pub mod rejection;
pub mod role;
pub mod tally;
