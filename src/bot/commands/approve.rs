//! `/approve <filing>`: it passes the first review.

use super::{Command, of_status, on_filing};
use crate::actions;
use crate::bot::reviewer::done::done;

pub static APPROVE: Command = Command {
    loads: of_status,
    ..on_filing("approve", |talk, filing, _| {
        let filing = actions::approve::approve(talk.work, filing, talk.person)?;
        done(talk, &filing, "approve")
    })
};
