//! Whose turn it is.

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::filing::Status;
use super::workflow::{Action, Actor, After, Case, possible};

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Party {
    Applicant,
    /// The provider's reviewers.
    Reviewer,
    /// The authority decides; a reviewer enters the result.
    Authority,
}

impl Party {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Who has to do something next; nobody, once it is closed.
pub fn whose_turn(case: &Case) -> Option<Party> {
    match (case.status, case.after) {
        (Status::Authority, _) => return Some(Party::Authority),
        // What is still to be done after the grant, the applicant does.
        (Status::Granted, After::Opening | After::PublicSecurity) => return Some(Party::Applicant),
        (Status::Granted, _) => return None,
        _ => {}
    }
    let moves = |actor| {
        let others = |action: &Action| {
            !matches!(
                action,
                Action::Claim | Action::Withdraw | Action::Correct | Action::Object
            )
        };
        possible(case, actor).iter().any(others)
    };
    if moves(Actor::Applicant(0)) {
        Some(Party::Applicant)
    } else if moves(Actor::Reviewer(0)) {
        Some(Party::Reviewer)
    } else {
        None
    }
}
