//! The samples of answers are of the crate's own tests, and no part of the program: they are read here as they stand there.

pub use beian_bot::domain::form::asked;

#[path = "../../src/domain/form/samples.rs"]
#[allow(dead_code, reason = "shared with the crate's own tests")]
pub mod samples;
