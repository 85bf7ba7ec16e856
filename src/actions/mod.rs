//! What a person or the clock can do, one verb a file. Pure: each works on the Work it is given, and notes what changes.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::domain::deadlines::{Deadline, DeadlineName, counts_from, ends_of};
use crate::domain::filing::{FieldId, Filing, FilingId, Status};
use crate::domain::outgoing::PersonId;
use crate::domain::place::Place;
use crate::domain::workflow::{self, Action, Actor, Case};
use crate::work::{Audit, Needs, Undecided, Work};

pub mod afterwards;
pub mod answer;
pub mod appoint;
pub mod approve;
pub mod arrived;
pub mod ask;
pub mod audience;
pub mod claim;
pub mod confirm_kind;
pub mod curtain;
pub mod delete;
pub mod explain;
pub mod file;
pub mod forget;
pub mod grant;
pub mod hand_over;
pub mod here;
pub mod language;
pub mod note;
pub mod quiet;
pub mod reject;
pub mod remind;
pub mod return_filing;
pub mod sms;
pub mod start;
pub mod submit;
pub mod supplement;
pub mod undo;
pub mod untold;
pub mod withdraw;

/// An act that is not possible now. `code()` names the prompt that says why, and what to do instead (`refusals/<code>.j2`).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("your role may not do this")]
    NotAllowed,
    #[error("there is no filing {0}")]
    UnknownFiling(String),
    #[error("somebody else has claimed it")]
    AlreadyClaimed { number: i64, by: PersonId },
    #[error("it has not been claimed")]
    NotClaimed { number: i64 },
    #[error("not possible in {status}")]
    WrongStatus {
        number: String,
        status: Status,
        action: &'static str,
        possible: Vec<Action>,
    },
    #[error("nothing was picked")]
    NothingPicked { number: i64 },
    #[error("no such field: {text}")]
    UnknownField { text: String, filing: FilingId },
    #[error("{field} stands at several places")]
    WhichPlace {
        filing: FilingId,
        field: FieldId,
        places: Vec<Place>,
    },
    #[error("no reason was given for {field}")]
    MissingReason { field: &'static str },
    #[error("an argument is missing")]
    MissingArgument {
        command: &'static str,
        /// The filing that was meant, where it is known.
        number: Option<i64>,
    },
    #[error("the button belongs to an earlier step")]
    StaleButton,
    #[error("there is nothing to resume")]
    NothingToResume,
    #[error("a draft exists already")]
    DraftExists,
    #[error("only in a group")]
    NotAGroup,
    #[error("only in a private chat")]
    OnlyPrivate,
    #[error("it is at the authority")]
    CannotWithdraw { number: String, status: Status },
    #[error("no such command")]
    UnknownCommand,
    #[error("{0} has no role")]
    UnknownPerson(PersonId),
    #[error("it is the reviewer's own filing")]
    OwnFiling { number: i64 },
    #[error("the last administrator")]
    LastAdministrator,
    #[error("an administrator of the configuration cannot be dismissed")]
    ConfiguredAdministrator,
    #[error("an administrator of the configuration needs no appointment")]
    AdministratorAlready,
    #[error("these are not filing numbers")]
    BadGrantNumber {
        number: i64,
        wanted: usize,
        /// The word that is no number, if it is one word.
        text: Option<String>,
        /// The organiser's number, where it was given alone.
        subject: Option<String>,
    },
    #[error("another filing has {icp_number}")]
    NumberTaken { number: i64, icp_number: String },
    #[error("the filing has these numbers already")]
    SameNumbers { number: i64 },
    #[error("the number is another province's")]
    OtherProvince {
        number: i64,
        /// The number that was given.
        icp_number: String,
        /// Ids of the regions: the number's, where its sign is a known one, and the filing's.
        found: Option<String>,
        wanted: String,
    },
    #[error("this kind of filing is not offered in this version")]
    KindNotHere,
    #[error("the domain is filed under another subject")]
    DomainConflict,
    #[error("the domain is filed here by this subject")]
    AlreadyFiledHere { icp_number: String },
    #[error("a filing is at the authority")]
    DeleteBlocked { number: String },
    #[error("it is not complete")]
    Incomplete,
    #[error("no day")]
    OpeningUnread { number: i64 },
    #[error("a site may not open before its grant")]
    OpeningBeforeGrant { number: i64, granted: NaiveDate },
    #[error("a day too far ahead")]
    OpeningTooFar { number: i64 },
    #[error("no number of the public-security filing: {why}")]
    BadPublicSecurity { number: i64, why: &'static str },
    #[error("nothing was granted")]
    NothingGranted,
    #[error("no parcel: {why}")]
    BadParcel {
        number: i64,
        why: &'static str,
        /// What no number holds.
        characters: Option<String>,
    },
    #[error("further material cannot be wanted by that day: {why}")]
    BadWantedDay {
        number: i64,
        why: &'static str,
        /// The latest day that can be named.
        latest: NaiveDate,
    },
    #[error("no material to ask for: {why}")]
    BadMaterial {
        number: i64,
        text: String,
        why: &'static str,
    },
    #[error("nothing can be taken back any more")]
    NothingToUndo { number: i64 },
    #[error("no quiet hours")]
    BadQuiet,
    #[error("there is no question {0}")]
    UnknownQuestion(i64),
    #[error("it is the reviewer's own question")]
    OwnQuestion { number: i64 },
    #[error("somebody else has answered it")]
    AnsweredAlready { number: i64 },
    #[error("so many are open already")]
    TooManyQuestions,
    #[error("{text} need not verify")]
    NeedNotVerify {
        number: i64,
        text: String,
        filing: FilingId,
    },
}

impl Refusal {
    /// The name of its prompt.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NotAllowed => "not_allowed",
            Refusal::UnknownFiling(_) => "unknown_filing",
            Refusal::AlreadyClaimed { .. } => "already_claimed",
            Refusal::NotClaimed { .. } => "not_claimed",
            Refusal::WrongStatus { .. } => "wrong_status",
            Refusal::NothingPicked { .. } => "nothing_picked",
            Refusal::UnknownField { .. } => "unknown_field",
            Refusal::WhichPlace { .. } => "which_place",
            Refusal::MissingReason { .. } => "missing_reason",
            Refusal::MissingArgument { .. } => "missing_argument",
            Refusal::StaleButton => "stale_button",
            Refusal::NothingToResume => "nothing_to_resume",
            Refusal::DraftExists => "draft_exists",
            Refusal::NotAGroup => "not_a_group",
            Refusal::OnlyPrivate => "only_private",
            Refusal::CannotWithdraw { .. } => "cannot_withdraw",
            Refusal::UnknownCommand => "unknown_command",
            Refusal::UnknownPerson(_) => "unknown_person",
            Refusal::OwnFiling { .. } => "own_filing",
            Refusal::LastAdministrator => "last_administrator",
            Refusal::ConfiguredAdministrator => "configured_administrator",
            Refusal::AdministratorAlready => "administrator_already",
            Refusal::BadGrantNumber { .. } => "bad_grant_number",
            Refusal::NumberTaken { .. } => "number_taken",
            Refusal::SameNumbers { .. } => "same_numbers",
            Refusal::OtherProvince { .. } => "other_province",
            Refusal::KindNotHere => "kind_not_here",
            Refusal::DomainConflict => "domain_conflict",
            Refusal::AlreadyFiledHere { .. } => "already_filed_here",
            Refusal::DeleteBlocked { .. } => "delete_blocked",
            Refusal::Incomplete => "incomplete",
            Refusal::OpeningUnread { .. } => "opening_unread",
            Refusal::OpeningBeforeGrant { .. } => "opening_before_grant",
            Refusal::OpeningTooFar { .. } => "opening_too_far",
            Refusal::BadPublicSecurity { .. } => "bad_public_security",
            Refusal::NothingGranted => "nothing_granted",
            Refusal::BadParcel { .. } => "bad_parcel",
            Refusal::BadWantedDay { .. } => "bad_wanted_day",
            Refusal::BadMaterial { .. } => "bad_material",
            Refusal::NeedNotVerify { .. } => "need_not_verify",
            Refusal::NothingToUndo { .. } => "nothing_to_undo",
            Refusal::BadQuiet => "bad_quiet",
            Refusal::UnknownQuestion(_) => "unknown_question",
            Refusal::OwnQuestion { .. } => "own_question",
            Refusal::AnsweredAlready { .. } => "answered_already",
            Refusal::TooManyQuestions => "too_many_questions",
        }
    }
}

/// Why an action came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Undecided(#[from] Undecided),
}

pub type Done<T = ()> = Result<T, NotDone>;

/// The loaded filing, to be changed and put back.
pub fn filing(work: &Work, id: FilingId) -> Done<Filing> {
    work.filings
        .get(&id)
        .cloned()
        .ok_or_else(|| Refusal::UnknownFiling(String::new()).into())
}

/// The one function that writes a status: with its audit row, its deadlines and its notices.
pub fn transition(
    work: &mut Work,
    filing: Filing,
    action: Action,
    actor: Actor,
    words: Option<String>,
) -> Done<Filing> {
    work.require(Needs::of_status())?;
    let step = workflow::apply(&Case::of(&filing), action, actor).map_err(|_| wrong_status(&filing, action, actor))?;
    let (now, from) = (work.now, filing.status);
    let filing = work.filings.change(filing, |filing| {
        filing.raise(now);
        filing.status = step.status;
        sms::follows(filing, action);
        curtain::follows(filing, action, from);
        if step.status != from {
            filing.status_since = now;
        }
    });
    work.note(Audit {
        filing: filing.id,
        at: now,
        actor: actor.as_str().to_owned(),
        person: actor.person(),
        action: step.event.to_owned(),
        from,
        to: step.status,
        words: words.clone(),
    });
    let mut moved = undo::Moved::default();
    let open = work.deadlines_of(filing.id)?.into_iter().filter(Deadline::is_open);
    for mut deadline in open.filter(|deadline| step.ends.contains(&deadline.name)) {
        deadline.close(now);
        moved.ended.push(deadline.id);
        work.deadlines.put(deadline.id, deadline);
    }
    for name in step.begins {
        moved.begun.push(begin(work, &filing, *name));
    }
    for told in step.tells {
        // Whoever had it until now hears of it too.
        audience::tell_event(work, &filing, *told, (step.event, actor.person()), words.clone())?;
    }
    let filing = match step.releases {
        true => work.filings.change(filing, Filing::release),
        false => filing,
    };
    moved.join(curtain::close_order(work, &filing, action, actor)?);
    moved.join(claim::watch(work, &filing)?);
    Ok(undo::note(work, filing, actor, step.event, moved))
}

/// A deadline of a filing begins.
fn begin(work: &mut Work, filing: &Filing, name: DeadlineName) -> Uuid {
    let (id, now) = (work.new_id(), work.now);
    let from = counts_from(name, filing, now);
    let ends = ends_of(name, filing, from).0;
    let mut deadline = Deadline::ending(id, filing.id, name, filing.applicant, (from, ends));
    // It may count from a day that is over: what it would have been reminded of meanwhile is not told.
    deadline.next_at = deadline.after(now).map(|(at, _)| at);
    work.deadlines.put(id, deadline);
    id
}

/// Refuses what is not possible as the filing stands. Asked before anything is noted: a refused act must not claim either.
pub fn possible_for(filing: &Filing, action: Action, reviewer: PersonId) -> Done {
    not_own(filing, reviewer)?;
    let actor = Actor::Reviewer(reviewer);
    if workflow::may(&Case::of(filing), action, actor) {
        Ok(())
    } else {
        Err(wrong_status(filing, action, actor).into())
    }
}

/// Why the workflow refuses it, with what is possible instead.
fn wrong_status(filing: &Filing, action: Action, actor: Actor) -> Refusal {
    let possible = workflow::possible(&Case::of(filing), actor).into_iter();
    Refusal::WrongStatus {
        number: filing.name(),
        status: filing.status,
        action: action.as_str(),
        // An act claims by itself.
        possible: possible.filter(|action| *action != Action::Claim).collect(),
    }
}

/// Nobody touches the review of what is their own.
pub fn not_own(filing: &Filing, reviewer: PersonId) -> Done {
    let number = filing.number.unwrap_or_default();
    if filing.applicant == reviewer {
        Err(Refusal::OwnFiling { number }.into())
    } else {
        Ok(())
    }
}

/// A reviewer acts only on what they have claimed, and never on their own filing. An act on what nobody has claimed claims it:
/// two reviewers cannot act on one filing at once, and one alone need not press twice.
pub fn claimed_by(work: &mut Work, filing: Filing, reviewer: PersonId) -> Done<Filing> {
    not_own(&filing, reviewer)?;
    let number = filing.number.unwrap_or_default();
    match filing.claimed_by {
        Some(by) if by == reviewer => Ok(filing),
        Some(by) => Err(Refusal::AlreadyClaimed { number, by }.into()),
        None => claim::claim(work, filing, reviewer),
    }
}
