//! `/missed <filing>`: the Ministry's system returned it, because the SMS verification was not done in time.

use super::{Command, of_status, on_filing};
use crate::actions;
use crate::bot::reviewer::done::done;

pub static MISSED: Command = Command {
    loads: of_status,
    ..on_filing("missed", |talk, filing, _| {
        let filing = actions::sms::missed(talk.work, filing, talk.person)?;
        done(talk, &filing, "missed")
    })
};
