//! The curtain (幕布) and the papers, R10.3 to R10.5: a reviewer mails the one, the applicant the others, and whoever gets them says so.

use std::collections::HashSet;

use super::undo::Moved;
use super::{Done, NotDone, Refusal, ask, audience, claimed_by, filing as loaded, possible_for, reject, transition};
use crate::domain::answers::{Answer, Context, Kind, List, ParcelNumber};
use crate::domain::filing::{Curtain, Filing, Status};
use crate::domain::form::sections;
use crate::domain::options;
use crate::domain::outgoing::PersonId;
use crate::domain::place::Place;
use crate::domain::question::{Answered, Question};
use crate::domain::told::Audience;
use crate::domain::workflow::{self, Action, Actor, Case, NoticeName};
use crate::work::{Needs, Occasion, Undecided, Work};

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
    let bad = |why, characters: Option<String>| bad_parcel(filing, why, characters);
    let words: Vec<&str> = text.split_whitespace().collect();
    // A number is no carrier's name, though it may begin with one: SF1029384756123.
    let is_number = |word: &str| word.chars().filter(char::is_ascii_digit).count() >= FEWEST_DIGITS;
    if words.first().is_some_and(|first| is_number(first)) {
        return numbered(text, bad);
    }
    let (name, mut rest) = words.split_first().unwrap_or((&"", &[]));
    let carrier = match Kind::Choice(List::Carrier).parse(name, &Context::default()) {
        Ok(parsed) => parsed.answer.kept(),
        Err(_) => return Err(bad("carrier", None).into()),
    };
    // SF Express, JD Logistics.
    if let [second, others @ ..] = rest
        && ["express", "logistics"].contains(&second.to_lowercase().as_str())
    {
        rest = others;
    }
    let rest = rest.join(" ");
    if rest.is_empty() {
        return Ok(Told::Carrier(carrier));
    }
    match Kind::ParcelNumber.parse(&rest, &Context::default()) {
        Ok(parsed) => match parsed.answer {
            Answer::ParcelNumber(number) => Ok(Told::Parcel(Parcel { carrier, number })),
            _ => Err(bad("parcel_number_none", None).into()),
        },
        Err(malformed) => Err(bad(malformed.code, malformed.found.get("characters").cloned()).into()),
    }
}

fn bad_parcel(filing: &Filing, why: &'static str, characters: Option<String>) -> Refusal {
    Refusal::BadParcel {
        number: filing.number.unwrap_or_default(),
        why,
        characters,
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

/// The applicant wants it mailed now, and does not wait for the first review (R14.11). It is put to the reviewers as their questions are:
/// it stands with these until it was mailed. Twice changes nothing.
pub fn order(work: &mut Work, filing: Filing, words: String) -> Done<Filing> {
    if Case::of(&filing).curtain != Curtain::Owed {
        return Ok(filing);
    }
    let at = Some((Place::Subject, sections::CURTAIN_ADDRESS.id));
    let question = ask::put(work, filing.applicant, Some(filing.clone()), at, words)?;
    Ok(work
        .filings
        .change(filing, |filing| filing.facts.curtain.ordered = Some(question.number)))
}

/// Whether that question is an order that waits for its curtain.
pub fn is_order(filing: &Filing, question: &Question) -> bool {
    question.answered.is_none() && filing.facts.curtain.ordered == Some(question.number)
}

/// An order is answered: by the parcel that has gone out, else in words, and the curtain is mailed when everybody's is. What begins as a
/// parcel and is none is refused: nobody is told half a number.
pub fn answer_order(work: &mut Work, filing: Filing, order: &Question, reviewer: PersonId, text: &str) -> Done {
    let parcel = match read(&filing, text) {
        Ok(Told::Parcel(parcel)) => Some(parcel),
        Err(NotDone::Refused(Refusal::BadParcel { why: "carrier", .. })) | Ok(Told::Nothing) => None,
        Ok(Told::Carrier(_)) => return Err(bad_parcel(&filing, "parcel_number_none", None).into()),
        Ok(Told::Number(_)) => return Err(bad_parcel(&filing, "carrier", None).into()),
        Err(other) => return Err(other),
    };
    match parcel {
        Some(parcel) => drop(mail(work, filing, reviewer, parcel)?),
        None => {
            ask::answer(work, order.number, reviewer, text.to_owned())?;
            let filing = loaded(work, filing.id)?;
            work.filings
                .change(filing, |filing| filing.facts.curtain.ordered = None);
        }
    }
    Ok(())
}

/// The order is done with: its curtain was mailed, or the filing has ended.
pub(super) fn close_order(work: &mut Work, filing: &Filing, action: Action, actor: Actor) -> Done<Moved> {
    let is_done = action == Action::MailCurtain || filing.status.is_over();
    let Some(number) = filing.facts.curtain.ordered.filter(|_| is_done) else {
        return Ok(Moved::default());
    };
    work.require(Needs {
        questions: HashSet::from([number]),
        askers: HashSet::from([filing.applicant]),
        ..Needs::of_status()
    })?;
    let Some(question) = work
        .questions
        .get(&number)
        .filter(|question| question.answered.is_none())
    else {
        return Ok(Moved::default());
    };
    let question = Question {
        answered: Some(Answered {
            words: String::new(),
            by: actor.person().unwrap_or(filing.applicant),
            at: work.now,
        }),
        ..question.clone()
    };
    work.questions.put(number, question.clone());
    work.tell_desks()?;
    ask::keep_promise(work, &question)
}

/// The mailing is taken back: the order waits again.
pub(super) fn open_order(work: &mut Work, before: &Filing, after: &Filing) -> Done {
    let Some(number) = after.facts.curtain.ordered else {
        return Ok(());
    };
    if !before.facts.curtain.mailed || after.facts.curtain.mailed {
        return Ok(());
    }
    work.require(Needs {
        questions: HashSet::from([number]),
        ..Needs::default()
    })?;
    if let Some(question) = work.questions.get(&number).cloned() {
        let question = Question {
            answered: None,
            ..question
        };
        work.questions.put(number, question);
    }
    Ok(())
}

/// The curtain was mailed. Its parcel stands with the answers, sealed as they are. One that was ordered ahead goes to its applicant whoever
/// reviews the filing: it claims nothing, and what somebody picks meanwhile stays picked.
pub fn mail(work: &mut Work, filing: Filing, reviewer: PersonId, parcel: Parcel) -> Done<Filing> {
    possible_for(&filing, Action::MailCurtain, reviewer)?;
    let mut filing = match workflow::CURTAIN_STATUSES.contains(&filing.status) {
        true => {
            let filing = claimed_by(work, filing, reviewer)?;
            reject::clear(work, filing)
        }
        false => filing,
    };
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
