//! `/release <filing>`: puts it back. An administrator may release for somebody else.

use super::{Command, of_status, on_filing};
use crate::actions;
use crate::bot::reviewer::done::done;
use crate::domain::people::Role;

pub static RELEASE: Command = Command {
    loads: of_status,
    ..on_filing("release", |talk, filing, _| {
        let administrator = talk.role == Role::Administrator;
        let filing = actions::claim::release(talk.work, filing, talk.person, administrator)?;
        done(talk, &filing, "release")
    })
};
