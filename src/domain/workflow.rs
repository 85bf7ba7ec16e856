//! Who may do what to a filing when, and what follows: the one `match` that says so.
//! Its last arm refuses whatever is not listed; a snapshot of every status, action and case (`tests/it/workflow_table.rs`) shows
//! what changed. Whether a status allows something is asked here ([`possible`], [`may`]) and decided nowhere else.

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::deadlines::DeadlineName;
use super::filing::{Filing, FilingKind, Status};
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
    /// The numbers that were entered at the grant were wrong.
    Correct,
    /// The authority sent it back (管局退回).
    Return,
    /// Its time ran out.
    Expire,
    /// A reviewer takes it on. Nothing else changes.
    Claim,
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

/// Whether a curtain (幕布, the background for the photograph) is wanted before the filing can go to the authority.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Curtain {
    #[default]
    NotWanted,
    /// It must be mailed to the applicant first.
    Owed,
    /// The applicant has one, and sends the photograph with the submission.
    AtHand,
}

/// All of a filing that decides what is possible and what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    pub status: Status,
    /// Not known before the type check.
    pub kind: Option<FilingKind>,
    pub curtain: Curtain,
    /// Papers that are to come by mail.
    pub papers_owed: bool,
    /// How many people have yet to verify their mobile number.
    pub unverified: u8,
}

impl Case {
    /// The one place where a filing becomes a case. No filing of today's form owes a curtain, papers or a verification.
    pub fn of(filing: &Filing) -> Self {
        Self {
            kind: filing.kind,
            ..Self::in_status(filing.status)
        }
    }

    /// A case in which nothing is owed.
    pub fn in_status(status: Status) -> Self {
        Self {
            status,
            kind: None,
            curtain: Curtain::NotWanted,
            papers_owed: false,
            unverified: 0,
        }
    }
}

/// Who is told of something; `actions::audience` knows the chats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Audience {
    Applicant,
    /// The reviewer who has claimed the filing, unless it is their own act that is told.
    Claimant,
    /// The reviewers' groups.
    Desk,
}

impl Audience {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What somebody is told, by the name of its prompt (`notices/<name>.j2`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum NoticeName {
    Submitted,
    Approved,
    Rejected,
    HandedOver,
    Granted,
    Corrected,
    Returned,
    Withdrawn,
    Lapsed,
    /// Somebody else did something to a claimed filing.
    ClaimedNews,
    /// The live message with the counts.
    Desk,
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
    /// What the history calls it (`labels.toml`, `action`): the action, but that a second submission is told from the first.
    pub event: &'static str,
    /// Who is told what.
    pub tells: &'static [(Audience, NoticeName)],
    /// The deadlines that begin.
    pub begins: &'static [DeadlineName],
    /// The deadlines that end. One that is not named goes on, whatever the status.
    pub ends: &'static [DeadlineName],
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

/// What follows if `actor` does `action` to a filing that stands as `case` says.
pub fn apply(case: &Case, action: Action, actor: Actor) -> Result<Step, Refused> {
    use Action::*;
    use Actor::{Applicant, Clock, Reviewer};
    use Audience as To;
    use DeadlineName as Deadline;
    use NoticeName as Notice;
    use Status::*;
    let step = |status, event| Step {
        status,
        event,
        tells: &[],
        begins: &[],
        ends: &[],
        releases: false,
    };
    Ok(match (case.status, action, actor) {
        (Drafting, Submit, Applicant(_)) => Step {
            tells: &[(To::Applicant, Notice::Submitted), (To::Desk, Notice::Desk)],
            ends: &[Deadline::Draft],
            begins: &[Deadline::FirstReview],
            ..step(FirstReview, "submit")
        },
        (Rejected | Returned, Submit, Applicant(_)) => Step {
            tells: &[
                (To::Applicant, Notice::Submitted),
                (To::Claimant, Notice::ClaimedNews),
                (To::Desk, Notice::Desk),
            ],
            ends: &[Deadline::Correction],
            begins: &[Deadline::FirstReview],
            ..step(FirstReview, "resubmit")
        },
        (FirstReview, Approve, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::Approved), (To::Desk, Notice::Desk)],
            ends: &[Deadline::FirstReview],
            begins: &[Deadline::HandOver],
            ..step(Ready, "approve")
        },
        (FirstReview | Ready, Reject, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::Rejected), (To::Desk, Notice::Desk)],
            ends: &[Deadline::FirstReview, Deadline::HandOver],
            begins: &[Deadline::Correction],
            ..step(Rejected, "reject")
        },
        (Ready, HandOver, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::HandedOver), (To::Desk, Notice::Desk)],
            ends: &[Deadline::HandOver],
            begins: &[Deadline::Authority],
            ..step(Authority, "hand_over")
        },
        (Authority, Grant, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::Granted), (To::Desk, Notice::Desk)],
            ends: &[Deadline::Authority],
            releases: true,
            ..step(Granted, "grant")
        },
        (Granted, Correct, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::Corrected)],
            ..step(Granted, "correct")
        },
        (Authority, Return, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::Returned), (To::Desk, Notice::Desk)],
            ends: &[Deadline::Authority],
            begins: &[Deadline::Correction],
            ..step(Returned, "return")
        },
        // A draft that is dropped was nobody's business yet.
        (Drafting, Withdraw, Applicant(_)) => Step {
            ends: &[Deadline::Draft],
            ..step(Withdrawn, "withdraw")
        },
        (FirstReview | Ready | Rejected | Returned, Withdraw, Applicant(_)) => Step {
            tells: &[
                (To::Applicant, Notice::Withdrawn),
                (To::Claimant, Notice::ClaimedNews),
                (To::Desk, Notice::Desk),
            ],
            ends: &[Deadline::FirstReview, Deadline::HandOver, Deadline::Correction],
            releases: true,
            ..step(Withdrawn, "withdraw")
        },
        (Drafting, Expire, Clock) => Step {
            tells: &[(To::Applicant, Notice::Lapsed)],
            ends: &[Deadline::Draft],
            ..step(Lapsed, "expire")
        },
        (Rejected | Returned, Expire, Clock) => Step {
            tells: &[
                (To::Applicant, Notice::Lapsed),
                (To::Claimant, Notice::ClaimedNews),
                (To::Desk, Notice::Desk),
            ],
            ends: &[Deadline::Correction],
            releases: true,
            ..step(Lapsed, "expire")
        },
        (status @ (FirstReview | Ready | Authority | Rejected | Returned), Claim, Reviewer(_)) => Step {
            tells: &[(To::Desk, Notice::Desk)],
            ..step(status, "claim")
        },
        (status, ..) => return Err(Refused { status, action }),
    })
}

/// Whether `actor` may do it now.
pub fn may(case: &Case, action: Action, actor: Actor) -> bool {
    apply(case, action, actor).is_ok()
}

/// What is possible for that kind of actor, in the order of the work.
pub fn possible(case: &Case, actor: Actor) -> Vec<Action> {
    let all = Action::ALL.iter().copied();
    all.filter(|action| may(case, *action, actor)).collect()
}

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
    if case.status == Status::Authority {
        return Some(Party::Authority);
    }
    let moves = |actor| {
        let others = |action: &Action| !matches!(action, Action::Claim | Action::Withdraw | Action::Correct);
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

#[cfg(test)]
mod tests;
