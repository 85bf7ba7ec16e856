//! `/claim <filing>`: takes a filing on.

use super::{Command, of_status, on_filing, show};
use crate::actions;

pub static CLAIM: Command = Command {
    loads: of_status,
    ..on_filing("claim", |talk, filing, _| {
        let filing = actions::claim::claim(talk.work, filing, talk.person)?;
        // Whoever claims wants to see it.
        show::show(talk, &filing)
    })
};
