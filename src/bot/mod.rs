//! What comes in, and what is decided.

pub mod applicant;
mod arguments;
pub mod commands;
mod decide;
mod desk;
#[cfg(debug_assertions)]
pub mod faults;
pub mod intake;
mod missed;
mod needs;
pub mod notices;
mod numbers;
mod once;
mod patience;
pub mod permission;
pub mod process;
mod questions;
#[cfg(test)]
mod random_walk;
pub mod read;
mod refused;
pub mod reviewer;
pub mod route;
mod second_hand;
pub mod talk;
mod verifying;
pub mod webhook;
