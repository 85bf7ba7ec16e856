//! The hard tests of the engine: killed and frozen processes, lost answers, poisoned inputs, what stays on the disk, and how many
//! statements a batch takes.

#[allow(dead_code, reason = "shared with tests/worker")]
#[path = "../support/database.rs"]
mod database;
#[allow(dead_code, reason = "shared with benches/scale.rs")]
#[path = "../support/seed.rs"]
mod seed;
mod support;

mod appointing;
mod broken_words;
mod closed_pipe;
mod desk;
mod dump;
mod figures;
mod forgotten;
mod kill;
mod killed_on_the_way;
mod plans;
mod postgres;
mod rush;
mod s3;
mod second_hand;
mod settings;
mod statements;
mod updates;
