//! The curtain (幕布) and the papers, R10.3 to R10.5: a reviewer mails the one, the applicant the others, and whoever gets them says so.

use super::{Done, Refusal, audience, claimed_by, possible_for, reject, transition};
use crate::domain::answers::{Answer, Context, Kind, List, ParcelNumber};
use crate::domain::filing::{Filing, Status};
use crate::domain::options;
use crate::domain::outgoing::PersonId;
use crate::domain::place::Place;
use crate::domain::told::Audience;
use crate::domain::workflow::{self, Action, Actor, Case, NoticeName};
use crate::work::{Occasion, Undecided, Work};

/// Carrier and number of a parcel.
#[derive(Clone, Debug, PartialEq)]
pub struct Parcel {
    /// Id of a carrier.
    pub carrier: String,
    pub number: ParcelNumber,
}

/// A word with so many digits is a number.
const FEWEST_DIGITS: usize = 6;
/// So many characters of a parcel's number find room behind a carrier's button. None that is in use has more.
const LONGEST_BEHIND_BUTTON: usize = 18;

/// What a reviewer writes of a parcel.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    Nothing,
    /// The carrier alone.
    Carrier(String),
    /// The number alone, which does not tell whose it is.
    Number(ParcelNumber),
    Parcel(Parcel),
}

/// Reads `顺丰 SF1234567890123`; either may be missing yet. Some numbers tell whose they are.
pub fn read(filing: &Filing, text: &str) -> Done<Told> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Told::Nothing);
    }
    let bad = |why, characters: Option<String>| Refusal::BadParcel {
        number: filing.number.unwrap_or_default(),
        why,
        characters,
    };
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    // A number is no carrier's name, though it may begin with one: SF1029384756123.
    if first.chars().filter(char::is_ascii_digit).count() >= FEWEST_DIGITS {
        return numbered(text, bad);
    }
    let carrier = match Kind::Choice(List::Carrier).parse(first, &Context::default()) {
        Ok(parsed) => parsed.answer.kept(),
        Err(_) => return Err(bad("carrier", None).into()),
    };
    if rest.trim().is_empty() {
        return Ok(Told::Carrier(carrier));
    }
    match Kind::ParcelNumber.parse(rest, &Context::default()) {
        Ok(parsed) => match parsed.answer {
            Answer::ParcelNumber(number) => Ok(Told::Parcel(Parcel { carrier, number })),
            _ => Err(bad("parcel_number_none", None).into()),
        },
        Err(malformed) => Err(bad(malformed.code, malformed.found.get("characters").cloned()).into()),
    }
}

/// The number of a parcel, without its carrier's name.
fn numbered(text: &str, bad: impl Fn(&'static str, Option<String>) -> Refusal) -> Done<Told> {
    let number = match Kind::ParcelNumber.parse(text, &Context::default()) {
        Ok(parsed) => match parsed.answer {
            Answer::ParcelNumber(number) => number,
            _ => return Err(bad("parcel_number_none", None).into()),
        },
        Err(malformed) => return Err(bad(malformed.code, malformed.found.get("characters").cloned()).into()),
    };
    match options::carrier_of(number.as_str()) {
        Some(carrier) => Ok(Told::Parcel(Parcel {
            carrier: carrier.id.clone(),
            number,
        })),
        // A longer one would not fit behind a button.
        None if number.as_str().len() <= LONGEST_BEHIND_BUTTON => Ok(Told::Number(number)),
        None => Err(bad("carrier", None).into()),
    }
}

/// The curtain was mailed. Its parcel stands with the answers, sealed as they are.
pub fn mail(work: &mut Work, filing: Filing, reviewer: PersonId, parcel: Parcel) -> Done<Filing> {
    possible_for(&filing, Action::MailCurtain, reviewer)?;
    let filing = claimed_by(work, filing, reviewer)?;
    let mut filing = reject::clear(work, filing);
    // One may have been mailed for another filing since the address was asked for.
    filing.facts.curtain.is_paid = has_had_one(work, &filing)?;
    let now = work.now;
    let filing = work.filings.change(filing, |filing| {
        filing.keep(
            Place::Subject,
            "curtain_carrier",
            Answer::Choice(parcel.carrier),
            false,
            now,
        );
        filing.keep(
            Place::Subject,
            "curtain_number",
            Answer::ParcelNumber(parcel.number),
            false,
            now,
        );
    });
    transition(work, filing, Action::MailCurtain, Actor::Reviewer(reviewer), None)
}

/// Whether the applicant was sent a curtain for another filing. One is free, ever.
pub fn has_had_one(work: &Work, filing: &Filing) -> Result<bool, Undecided> {
    let all = work.filings_of(filing.applicant)?;
    Ok(all
        .iter()
        .any(|other| other.id != filing.id && other.facts.curtain.mailed))
}

/// The applicant has got it.
pub fn arrived(work: &mut Work, filing: Filing) -> Done<Filing> {
    let actor = applicant(&filing, Action::Arrived)?;
    if filing.facts.curtain.arrived {
        return Ok(filing);
    }
    transition(work, filing, Action::Arrived, actor, None)
}

/// The applicant waits for it in vain: whoever mailed it hears of it, or the desk where nobody has the filing.
pub fn not_arrived(work: &mut Work, filing: Filing) -> Done<Filing> {
    let actor = applicant(&filing, Action::NotArrived)?;
    let filing = transition(work, filing, Action::NotArrived, actor, None)?;
    if filing.claimed_by.is_none() {
        let occasion = Occasion::Event {
            name: NoticeName::CurtainNotArrived,
            to: Audience::Claimant,
            event: "not_arrived",
            words: None,
        };
        let desks = audience::reviewers(work, &filing);
        audience::tell(work, desks, filing.id, &occasion);
    }
    Ok(filing)
}

/// The papers are there.
pub fn received(work: &mut Work, filing: Filing, reviewer: PersonId) -> Done<Filing> {
    possible_for(&filing, Action::Received, reviewer)?;
    let filing = claimed_by(work, filing, reviewer)?;
    transition(work, filing, Action::Received, Actor::Reviewer(reviewer), None)
}

fn applicant(filing: &Filing, action: Action) -> Result<Actor, Refusal> {
    let actor = Actor::Applicant(filing.applicant);
    match workflow::may(&Case::of(filing), action, actor) {
        true => Ok(actor),
        false => Err(Refusal::StaleButton),
    }
}

/// What an action makes of the curtain and the papers. Where the applicant is asked for the photo or the papers anew, a round of its own
/// begins: what was sent back before is not asked for again.
pub(super) fn follows(filing: &mut Filing, action: Action, from: Status) {
    let so_far = &mut filing.facts.curtain;
    match (action, from) {
        (Action::MailCurtain, _) => {
            so_far.mailed = true;
            so_far.arrived = false;
        }
        (Action::Arrived, _) => so_far.arrived = true,
        (Action::Submit, Status::CurtainPhoto | Status::Papers) => {
            so_far.arrived |= so_far.mailed;
            so_far.papers_mailed = true;
        }
        (Action::Received, _) => {
            so_far.papers_mailed = true;
            so_far.papers_received = true;
            so_far.settled = filing.status == Status::Ready;
        }
        (Action::Approve, Status::CurtainReview) => so_far.settled = true,
        _ => {}
    }
    let is_asked = matches!(filing.status, Status::CurtainPhoto | Status::Papers) && from != filing.status;
    if is_asked && matches!(action, Action::Approve | Action::MailCurtain) {
        filing.round += 1;
    }
}
