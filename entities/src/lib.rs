//! The tables, one a file, as sea-orm models: plain columns, no methods. `storage` of the root package turns them into
//! domain values.

pub mod answer;
pub mod asked_for;
pub mod audit;
pub mod conversation;
pub mod counter;
pub mod data_key;
pub mod deadline;
pub mod delivery;
pub mod desk;
pub mod file;
pub mod filing;
pub mod inbox;
pub mod outbox;
pub mod person;
pub mod question;
pub mod rejection;
pub mod role;
pub mod service;
pub mod slot;
pub mod subject;
pub mod tally;
