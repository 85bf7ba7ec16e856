//! What comes in, and what is decided.

pub mod intake;
pub mod webhook;
pub mod process;
pub mod route;
pub mod commands;
pub mod permission;
mod decide;
pub mod talk;
pub mod applicant;
pub mod reviewer;
pub mod notices;
