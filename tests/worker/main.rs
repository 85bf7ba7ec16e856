//! Intake and delivery against a Bot API server that answers as each test has it answer. Time is moved by hand.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;
mod world;

mod answers;
mod delivery;
mod intake;
mod keys;
mod lanes;
mod notices;
mod order;
mod panics;
mod requests;
mod sandbox;
mod topics;
