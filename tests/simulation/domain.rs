//! As `form/samples.rs` names it.

pub use beian_bot::domain::*;
