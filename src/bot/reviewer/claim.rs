//! `/claim <filing>`, `/release <filing>`: takes a filing on, or puts it back. An administrator may release for somebody else.

use super::{done, show};
use crate::actions::{self, Done};
use crate::bot::talk::Talk;
use crate::domain::filing::Filing;
use crate::work::Role;

pub fn claim(talk: &mut Talk, filing: Filing) -> Done {
    let filing = actions::claim::claim(talk.work, filing, talk.person)?;
    // Whoever claims wants to see it.
    show::show(talk, &filing)
}

pub fn release(talk: &mut Talk, filing: Filing) -> Done {
    let administrator = talk.role == Role::Administrator;
    let filing = actions::claim::release(talk.work, filing, talk.person, administrator)?;
    done(talk, &filing, "released")
}
