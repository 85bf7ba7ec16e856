//! `/handover <filing>`: it goes to the authority.

use super::done;
use crate::actions::{self, Done};
use crate::bot::talk::Talk;
use crate::domain::filing::Filing;

pub fn hand_over(talk: &mut Talk, filing: Filing) -> Done {
    let filing = actions::hand_over::hand_over(talk.work, filing, talk.person)?;
    done(talk, &filing, "handed_over")
}
