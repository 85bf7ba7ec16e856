//! `/approve <filing>`: it passes the first review, or its curtain photo passes.

use super::{Command, of_status, on_filing};
use crate::actions;
use crate::bot::reviewer::done::done;
use crate::domain::filing::Status;

pub static APPROVE: Command = Command {
    loads: of_status,
    ..on_filing("approve", |talk, filing, _| {
        let event = match filing.status {
            Status::CurtainReview => "accept",
            _ => "approve",
        };
        let filing = actions::approve::approve(talk.work, filing, talk.person)?;
        done(talk, &filing, event)
    })
};
