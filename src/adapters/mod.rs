//! The outside.

pub mod telegram;
