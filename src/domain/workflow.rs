//! Who may do what to a filing when, and what follows: the one `match` that says so.
//! Its last arm refuses whatever is not listed; a snapshot of every pair (`tests/it/workflow_table.rs`) shows what changed.

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::deadlines::DeadlineName;
use super::filing::Status;
use super::outgoing::PersonId;

/// Something that may be done to a filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Action {
    /// The applicant hands it in, for the first time or corrected.
    Submit,
    /// The applicant drops a draft, or takes a submitted filing back.
    Withdraw,
    Approve,
    Reject,
    /// Handed to the authority (提交管局).
    HandOver,
    /// The authority granted it; the reviewer enters the filing numbers.
    Grant,
    /// The authority sent it back (管局退回).
    Return,
    /// Its time ran out.
    Expire,
}

impl Action {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Applicant(PersonId),
    Reviewer(PersonId),
    Clock,
}

impl Actor {
    pub fn as_str(self) -> &'static str {
        match self {
            Actor::Applicant(_) => "applicant",
            Actor::Reviewer(_) => "reviewer",
            Actor::Clock => "clock",
        }
    }

    pub fn person(self) -> Option<PersonId> {
        match self {
            Actor::Applicant(person) | Actor::Reviewer(person) => Some(person),
            Actor::Clock => None,
        }
    }
}

/// What the applicant is told, by the name of its prompt (`notices/<name>.j2`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum NoticeName {
    Submitted,
    Approved,
    Rejected,
    HandedOver,
    Granted,
    Returned,
    Withdrawn,
    Lapsed,
}

impl NoticeName {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What follows from an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub status: Status,
    /// The word for it in the history (`labels.toml`, `action`).
    pub event: &'static str,
    /// What the applicant is told.
    pub notice: Option<NoticeName>,
    /// The deadline that begins; whatever ran for the old status is closed.
    pub deadline: Option<DeadlineName>,
    /// The desk's counts change.
    pub desk: bool,
    /// Whoever has claimed it hears of it (unless they did it themselves).
    pub tells_claimant: bool,
    /// A claim ends with it.
    pub releases: bool,
}

/// The action is not possible now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{action} is not possible in {status}")]
pub struct Refused {
    pub status: Status,
    pub action: Action,
}

/// What follows if `actor` does `action` to a filing in `status`.
pub fn apply(status: Status, action: Action, actor: Actor) -> Result<Step, Refused> {
    use Action::*;
    use Actor::{Applicant, Clock, Reviewer};
    let step = |status, event| Step {
        status,
        event,
        notice: None,
        deadline: None,
        desk: true,
        tells_claimant: false,
        releases: false,
    };
    Ok(match (status, action, actor) {
        (Status::Drafting, Submit, Applicant(_)) => Step {
            notice: Some(NoticeName::Submitted),
            deadline: Some(DeadlineName::FirstReview),
            ..step(Status::FirstReview, "submitted")
        },
        (Status::Rejected | Status::Returned, Submit, Applicant(_)) => Step {
            notice: Some(NoticeName::Submitted),
            deadline: Some(DeadlineName::FirstReview),
            tells_claimant: true,
            ..step(Status::FirstReview, "resubmitted")
        },
        (Status::FirstReview, Approve, Reviewer(_)) => Step {
            notice: Some(NoticeName::Approved),
            ..step(Status::Ready, "approved")
        },
        (Status::FirstReview | Status::Ready, Reject, Reviewer(_)) => Step {
            notice: Some(NoticeName::Rejected),
            deadline: Some(DeadlineName::Correction),
            ..step(Status::Rejected, "rejected")
        },
        (Status::Ready, HandOver, Reviewer(_)) => Step {
            notice: Some(NoticeName::HandedOver),
            deadline: Some(DeadlineName::Authority),
            ..step(Status::Authority, "handed_over")
        },
        (Status::Authority, Grant, Reviewer(_)) => Step {
            notice: Some(NoticeName::Granted),
            releases: true,
            ..step(Status::Granted, "granted")
        },
        (Status::Authority, Return, Reviewer(_)) => Step {
            notice: Some(NoticeName::Returned),
            deadline: Some(DeadlineName::Correction),
            ..step(Status::Returned, "returned")
        },
        // A draft that is dropped was nobody's business yet.
        (Status::Drafting, Withdraw, Applicant(_)) => Step {
            desk: false,
            ..step(Status::Withdrawn, "withdrawn")
        },
        (Status::FirstReview | Status::Ready | Status::Rejected | Status::Returned, Withdraw, Applicant(_)) => Step {
            notice: Some(NoticeName::Withdrawn),
            tells_claimant: true,
            releases: true,
            ..step(Status::Withdrawn, "withdrawn")
        },
        (Status::Drafting, Expire, Clock) => Step {
            notice: Some(NoticeName::Lapsed),
            desk: false,
            ..step(Status::Lapsed, "expired")
        },
        (Status::Rejected | Status::Returned, Expire, Clock) => Step {
            notice: Some(NoticeName::Lapsed),
            tells_claimant: true,
            releases: true,
            ..step(Status::Lapsed, "expired")
        },
        _ => return Err(Refused { status, action }),
    })
}

/// What is possible in `status` for that kind of actor, in the order of the work.
pub fn possible(status: Status, actor: Actor) -> Vec<Action> {
    Action::ALL
        .iter()
        .copied()
        .filter(|action| apply(status, *action, actor).is_ok())
        .collect()
}
