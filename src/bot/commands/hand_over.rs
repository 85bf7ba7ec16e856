//! `/hand_over <filing>`: it goes to the authority.

use super::{Command, of_status, on_filing};
use crate::actions;
use crate::bot::reviewer::done::done;

pub static HAND_OVER: Command = Command {
    formerly: &["handover"],
    loads: of_status,
    ..on_filing("hand_over", |talk, filing, _| {
        let filing = actions::hand_over::hand_over(talk.work, filing, talk.person)?;
        done(talk, &filing, "hand_over")
    })
};
