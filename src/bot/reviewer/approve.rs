//! `/approve <filing>`: it passes the first review.

use super::done;
use crate::actions::{self, Done};
use crate::bot::talk::Talk;
use crate::domain::filing::Filing;

pub fn approve(talk: &mut Talk, filing: Filing) -> Done {
    let filing = actions::approve::approve(talk.work, filing, talk.person)?;
    done(talk, &filing, "approved")
}
