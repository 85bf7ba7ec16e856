//! The tests that speak with the bot as people do: through a sandbox's HTTP, with a clock that stands still until it is moved.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod afterwards;
mod burst;
mod clock;
mod curtain;
mod drafts;
mod filing;
mod find;
mod in_other_words;
mod layman;
mod look_ups;
mod migrations;
mod old_buttons;
mod own_filing;
mod permissions;
mod pictures;
mod prompts;
mod questions;
mod quiet;
mod rejected;
mod reviewer;
mod services;
mod sms;
mod supplement;
mod support;
use support::database;
mod tidy;
mod type_check;
mod undo;
mod unreached;
mod updates;
mod workflow_table;
