//! What comes in.

pub mod intake;
pub mod webhook;
