//! What comes in, and what is decided.

pub mod applicant;
pub mod commands;
mod decide;
#[cfg(debug_assertions)]
mod faults;
pub mod intake;
pub mod notices;
mod once;
pub mod permission;
pub mod process;
pub mod read;
pub mod reviewer;
pub mod route;
pub mod talk;
pub mod webhook;
