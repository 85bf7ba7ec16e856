//! `/received <filing>`: the papers that the applicant mailed are there.

use super::{Command, of_status, on_filing};
use crate::actions;
use crate::bot::reviewer::done::done;

pub static RECEIVED: Command = Command {
    loads: of_status,
    ..on_filing("received", |talk, filing, _| {
        let filing = actions::curtain::received(talk.work, filing, talk.person)?;
        done(talk, &filing, "received")
    })
};
