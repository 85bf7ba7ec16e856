//! A world to test in: a sandbox with its people, what they say, and what they hear.

pub mod api;
#[path = "../../support/database.rs"]
#[allow(dead_code, reason = "the tests of the worker use more of it")]
pub mod database;
pub mod person;
pub mod scripts;
pub mod world;

pub use person::Person;
pub use world::World;
