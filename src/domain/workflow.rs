//! Who may do what to a filing when, and what follows: the one `match` that says so; the part of it that is about curtains stands in `curtain.rs`.
//! Its last arm refuses whatever is not listed; a snapshot of every status, action and case (`tests/it/workflow_table.rs`) shows
//! what changed. Whether a status allows something is asked here ([`possible`], [`may`]) and decided nowhere else.

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::curtain;
pub use super::curtain::STATUSES as CURTAIN_STATUSES;
use super::deadlines::DeadlineName;
use super::filing::{Curtain, Filing, FilingKind, Papers, Status};
use super::outgoing::PersonId;
pub use super::told::{Audience, NoticeName};
pub use super::turn::{Party, whose_turn};
use super::verification;

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
    /// A reviewer has mailed the curtain. The command has the same name.
    #[strum(serialize = "curtain")]
    MailCurtain,
    /// The applicant has got it.
    Arrived,
    /// The applicant waits for it in vain.
    NotArrived,
    /// The papers came by mail.
    Received,
    /// Further material is asked for (补充材料).
    Supplement,
    /// Handed to the authority (提交管局).
    HandOver,
    /// Somebody has verified their mobile at the Ministry: by the applicant's word, or by the reviewer's, which counts.
    Verified,
    /// The SMS verification was missed, and the Ministry's system returned the filing.
    Missed,
    /// The applicant does not want it handed over again by itself.
    Object,
    /// The authority granted it; the reviewer enters the filing numbers.
    Grant,
    /// The numbers that were entered at the grant were wrong.
    Correct,
    /// The applicant tells the day on which the granted site opened.
    Opened,
    /// The applicant has made the public-security filing (公安联网备案).
    PublicSecurity,
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

/// What of the time after the grant is still to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum After {
    /// Nothing of it is watched.
    #[default]
    Nothing,
    /// The applicant is to tell on which day the site opened.
    Opening,
    /// The public-security filing is to be made.
    PublicSecurity,
    Done,
}

impl After {
    fn of(filing: &Filing) -> Self {
        match &filing.facts.afterwards {
            None => After::Nothing,
            Some(done) if !done.public_security.is_empty() => After::Done,
            Some(done) if done.opened.is_some() => After::PublicSecurity,
            Some(_) => After::Opening,
        }
    }
}

/// All of a filing that decides what is possible and what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    pub status: Status,
    /// Not known before the type check.
    pub kind: Option<FilingKind>,
    pub curtain: Curtain,
    /// How far the papers are that come by mail.
    pub papers: Papers,
    /// How many people have yet to verify their mobile number.
    pub unverified: usize,
    /// How many of those who verify the reviewer has not passed yet.
    pub unpassed: usize,
    /// The SMS verification was missed, and the filing is handed over again by itself.
    pub again: bool,
    pub after: After,
}

impl Case {
    /// The one place where a filing becomes a case.
    pub fn of(filing: &Filing) -> Self {
        let verifies = matches!(filing.status, Status::Ready | Status::Sms);
        let curtain = curtain::curtain_of(filing);
        Self {
            kind: filing.kind,
            curtain,
            papers: curtain::papers_of(filing, curtain),
            unverified: if verifies { verification::open(filing).len() } else { 0 },
            unpassed: if verifies {
                verification::unpassed(filing).len()
            } else {
                0
            },
            again: filing.facts.sms.as_ref().is_some_and(|sms| sms.again),
            after: After::of(filing),
            ..Self::in_status(filing.status)
        }
    }

    /// A case in which nothing is owed.
    pub fn in_status(status: Status) -> Self {
        Self {
            status,
            kind: None,
            curtain: Curtain::NotWanted,
            papers: Papers::NotWanted,
            unverified: 0,
            unpassed: 0,
            again: false,
            after: After::Nothing,
        }
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
    if let Some(of_curtain) = curtain::apply(case, action, actor) {
        return of_curtain;
    }
    Ok(match (case.status, action, actor) {
        (Drafting, Submit, Applicant(_)) => Step {
            tells: &[(To::Applicant, Notice::Submitted), (To::Desk, Notice::Desk)],
            ends: &[Deadline::Draft],
            begins: &[Deadline::FirstReview],
            ..step(FirstReview, "submit")
        },
        (Rejected | Returned | Status::Supplement, Submit, Applicant(_)) => Step {
            tells: &[
                (To::Applicant, Notice::Submitted),
                (To::Claimant, Notice::ClaimedNews),
                (To::Desk, Notice::Desk),
            ],
            ends: &[Deadline::Correction, Deadline::Supplement],
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
            ends: &[Deadline::FirstReview, Deadline::HandOver, Deadline::HandAgain],
            begins: &[Deadline::Correction],
            ..step(Rejected, "reject")
        },
        (FirstReview | Ready, Action::Supplement, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::Supplement), (To::Desk, Notice::Desk)],
            ends: &[Deadline::FirstReview, Deadline::HandOver, Deadline::HandAgain],
            begins: &[Deadline::Supplement],
            ..step(Status::Supplement, "supplement")
        },
        (Ready, HandOver, Reviewer(_)) if case.unverified > 0 => Step {
            tells: &[(To::Applicant, Notice::SmsOpen), (To::Desk, Notice::Desk)],
            ends: &[Deadline::HandOver, Deadline::HandAgain],
            begins: &[Deadline::Sms],
            ..step(Sms, "hand_over")
        },
        // Where nobody has a mobile to verify, the authority has it at once.
        (Ready, HandOver, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::HandedOver), (To::Desk, Notice::Desk)],
            ends: &[Deadline::HandOver, Deadline::HandAgain],
            begins: &[Deadline::Authority],
            ..step(Authority, "hand_over")
        },
        (Ready, HandOver, Clock) if case.again && case.unverified > 0 => Step {
            tells: &[
                (To::Applicant, Notice::SmsOpen),
                (To::Claimant, Notice::ClaimedNews),
                (To::Desk, Notice::Desk),
            ],
            ends: &[Deadline::HandAgain],
            begins: &[Deadline::Sms],
            ..step(Sms, "hand_again")
        },
        (Ready, Object, Applicant(_)) if case.again => Step {
            tells: &[
                (To::Applicant, Notice::Objected),
                (To::Claimant, Notice::ClaimedNews),
                (To::Desk, Notice::Desk),
            ],
            ends: &[Deadline::HandAgain],
            begins: &[Deadline::HandOver],
            ..step(Ready, "object")
        },
        // The last of them: the reviewer looks into the Ministry's system.
        (Sms, Verified, Applicant(_)) if case.unverified == 1 => Step {
            tells: &[(To::Claimant, Notice::SmsReported), (To::Desk, Notice::Desk)],
            ends: &[Deadline::Sms],
            begins: &[Deadline::SmsCheck],
            ..step(Sms, "report")
        },
        (Sms, Verified, Applicant(_)) if case.unverified > 1 => step(Sms, "report"),
        (Sms, Verified, Reviewer(_)) if case.unpassed > 1 => step(Sms, "verified"),
        (Sms, Verified, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::SmsPassed), (To::Desk, Notice::Desk)],
            ends: &[Deadline::Sms, Deadline::SmsCheck],
            begins: &[Deadline::Authority],
            ..step(Authority, "verified")
        },
        (Sms, Missed, Reviewer(_) | Clock) => Step {
            tells: &[
                (To::Applicant, Notice::SmsMissed),
                (To::Claimant, Notice::ClaimedNews),
                (To::Desk, Notice::Desk),
            ],
            ends: &[Deadline::Sms, Deadline::SmsCheck],
            begins: &[Deadline::HandAgain],
            ..step(Ready, "missed")
        },
        (Authority, Grant, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::Granted), (To::Desk, Notice::Desk)],
            ends: &[Deadline::Authority],
            begins: &[Deadline::Opening],
            releases: true,
            ..step(Granted, "grant")
        },
        // Told anew, it counts anew.
        (Granted, Opened, Applicant(_)) if case.after != After::Done => Step {
            tells: &[(To::Applicant, Notice::Opened)],
            ends: &[Deadline::Opening, Deadline::PublicSecurity],
            begins: &[Deadline::PublicSecurity],
            ..step(Granted, "opened")
        },
        (Granted, Action::PublicSecurity, Applicant(_)) => Step {
            tells: &[(To::Applicant, Notice::Secured)],
            ends: &[Deadline::Opening, Deadline::PublicSecurity],
            ..step(Granted, "public_security")
        },
        (Granted, Correct, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::Corrected)],
            ..step(Granted, "correct")
        },
        (Sms | Authority, Return, Reviewer(_)) => Step {
            tells: &[(To::Applicant, Notice::Returned), (To::Desk, Notice::Desk)],
            ends: &[Deadline::Sms, Deadline::SmsCheck, Deadline::Authority],
            begins: &[Deadline::Correction],
            ..step(Returned, "return")
        },
        // A draft that is dropped was nobody's business yet.
        (Drafting, Withdraw, Applicant(_)) => Step {
            ends: &[Deadline::Draft],
            ..step(Withdrawn, "withdraw")
        },
        (FirstReview | Ready | Rejected | Returned | Status::Supplement, Withdraw, Applicant(_)) => Step {
            tells: &[
                (To::Applicant, Notice::Withdrawn),
                (To::Claimant, Notice::ClaimedNews),
                (To::Desk, Notice::Desk),
            ],
            ends: &[
                Deadline::FirstReview,
                Deadline::HandOver,
                Deadline::HandAgain,
                Deadline::Correction,
                Deadline::Supplement,
            ],
            releases: true,
            ..step(Withdrawn, "withdraw")
        },
        (Drafting, Expire, Clock) => Step {
            tells: &[(To::Applicant, Notice::Lapsed)],
            ends: &[Deadline::Draft],
            ..step(Lapsed, "expire")
        },
        (Rejected | Returned | Status::Supplement, Expire, Clock) => Step {
            tells: &[
                (To::Applicant, Notice::Lapsed),
                (To::Claimant, Notice::ClaimedNews),
                (To::Desk, Notice::Desk),
            ],
            ends: &[Deadline::Correction, Deadline::Supplement],
            releases: true,
            ..step(Lapsed, "expire")
        },
        (
            status @ (FirstReview | Ready | Sms | Authority | Rejected | Returned | Status::Supplement),
            Claim,
            Reviewer(_),
        ) => Step {
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

#[cfg(test)]
mod tests;
