//! What an applicant sees between filings, and below messages about them: how their filings stand, what they can go on with, leaving.

use super::super::talk::{Talk, button};
use super::super::verifying;
use super::{afterwards, replied, sms};
use crate::actions::{self, Done, Refusal};
use crate::domain::asides;
use crate::domain::calendar::{self, LeftOut};
use crate::domain::conversation::State;
use crate::domain::deadlines::{Deadline, DeadlineName, Term};
use crate::domain::filing::{Curtain, Filing, Papers, Status};
use crate::domain::outgoing::Keyboard;
use crate::domain::people::Role;
use crate::domain::press::{Press, Verb};
use crate::domain::reply::Reply;
use crate::domain::workflow::{self, After, Case, Party};
use crate::prompts::shown::{self, Html};
use crate::prompts::{Fault, Words};
use crate::work::Undecided;

/// How these filings stand, and what comes next for each. Their deadlines were asked for.
pub fn status_text(talk: &Talk, filings: &[Filing]) -> Result<String, Undecided> {
    let today = talk.work.today();
    let lines = filings
        .iter()
        .map(|filing| -> Result<_, Undecided> {
            let domain = filing
                .services
                .first()
                .and_then(|service| filing.view(service.place()).value("domain"));
            let deadlines = talk.work.deadlines_of(filing.id)?.into_iter();
            // The next of those that are open.
            let deadline = deadlines
                .filter(|deadline| deadline.is_open() && deadline.name.is_of_filing())
                .min_by_key(|deadline| deadline.ends_at);
            let missed = deadline
                .as_ref()
                .is_some_and(|deadline| deadline.is_missed(talk.work.now));
            let counted = deadline.as_ref().map(|deadline| counted(&talk.words, deadline));
            let until = deadline.map(|deadline| match deadline.name {
                DeadlineName::Sms | DeadlineName::HandAgain => talk.words.date_time(deadline.ends_at),
                _ => talk.words.date(deadline.ends_at),
            });
            let (subject_number, services) = super::super::numbers::granted_numbers(filing);
            let open = if filing.is_with_applicant() {
                left_to_do(filing, today)
            } else {
                None
            };
            let kind = filing.kind.map(|kind| talk.words.label("kind", kind.as_str()));
            let case = Case::of(filing);
            let turn = workflow::whose_turn(&case).map(|party| {
                let key = match (party, filing.status) {
                    (Party::Applicant, Status::Sms) => "verify",
                    (Party::Applicant, Status::Granted) => "afterwards",
                    (Party::Applicant, Status::CurtainPhoto) => "photo",
                    (Party::Applicant, Status::Papers) if case.papers == Papers::Owed => "papers",
                    _ => party.as_str(),
                };
                talk.words.label("turn", key)
            });
            let opened = filing.facts.afterwards.as_ref().and_then(|done| done.opened);
            let mut people = match filing.status {
                Status::Sms => verifying::people(&talk.words, filing, true)?,
                _ => Vec::new(),
            };
            people.retain(|one| one.progress == "open");
            Ok(shown::StatusLine {
                number: filing.number,
                kind: kind.transpose()?,
                domain: domain.map(|domain| domain.show()),
                status: talk.words.label("status", filing.status.as_str())?,
                status_id: filing.status.as_str(),
                subject_number,
                services,
                since: talk.words.date(filing.status_since),
                turn: turn.transpose()?,
                until,
                missed,
                counted: counted.transpose()?.flatten(),
                people,
                after_review: match (case.curtain, case.papers) {
                    (Curtain::Owed | Curtain::Ordered, _) => "curtain",
                    (_, Papers::Owed) => "papers",
                    _ => "authority",
                },
                curtain: super::curtain::shown(&talk.words, filing)?,
                paused: filing.status == Status::Ready && filing.facts.sms.as_ref().is_some_and(|sms| !sms.again),
                again: verifying::again_at(filing).map(|at| talk.words.date_time(at)),
                after: match case.after {
                    After::Nothing => "nothing",
                    After::Opening => "opening",
                    After::PublicSecurity => "public_security",
                    After::Done => "done",
                },
                opened: opened.map(|day| talk.words.day(day)),
                open,
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(talk.text(&shown::Status { filings: lines })?)
}

/// How a deadline's date was counted, where working days were: what was left out, by name.
fn counted(words: &Words, deadline: &Deadline) -> Result<Option<shown::Counted>, Fault> {
    let Term::WorkingDays(days) = deadline.rule().term else {
        return Ok(None);
    };
    let left_out = calendar::left_out(calendar::day(deadline.began_at), calendar::day(deadline.ends_at));
    if left_out == LeftOut::default() {
        return Ok(None);
    }
    let holidays = left_out.holidays.into_iter().map(|(name, from, to)| {
        Ok(shown::HolidayShown {
            name: words.label("holiday", name)?,
            from: words.day(from),
            to: words.day(to),
        })
    });
    Ok(Some(shown::Counted {
        days,
        from: words.date(deadline.began_at),
        weekend_days: left_out.weekend_days,
        holidays: holidays.collect::<Result<_, Fault>>()?,
    }))
}

/// How many questions are open, while that can be told.
fn left_to_do(filing: &Filing, today: chrono::NaiveDate) -> Option<String> {
    match crate::domain::form::journey::next(filing, today) {
        crate::domain::form::journey::Next::Question(asked) => {
            let progress = crate::domain::form::journey::progress(filing, &asked);
            Some(format!("{}/{}", progress.at, progress.most))
        }
        _ => None,
    }
}

/// Asks what is to become of a draft or of a submitted filing; `deletes`: they have pressed that a draft is to go.
pub fn ask_leave(talk: &mut Talk, filing: &Filing, deletes: bool) -> Done {
    if actions::withdraw::held([filing]).is_some() {
        return Err(Refusal::CannotWithdraw {
            number: filing.name(),
            status: filing.status,
        }
        .into());
    }
    talk.set_state(State::Leaving {
        filing: filing.id,
        version: filing.version,
    });
    let was_draft = filing.status == Status::Drafting;
    let text = talk.text(&shown::Leave {
        was_draft,
        deletes,
        number: filing.number,
    })?;
    let leave = Press::of(Verb::Leave, filing.id, filing.version);
    let stay = if filing.is_with_applicant() {
        Press::of(Verb::Stay, filing.id, filing.version)
    } else {
        Press::of(Verb::Stay, filing.id, filing.version).with("submitted")
    };
    let keyboard = Keyboard(vec![
        vec![talk.button(if was_draft { "keep_draft" } else { "stay" }, stay)?],
        vec![talk.button(if was_draft { "drop" } else { "withdraw" }, leave)?],
    ]);
    talk.edit_of(filing.id, Reply::with(text, keyboard, "question"));
    Ok(())
}

pub fn delete_now(talk: &mut Talk) -> Done {
    actions::delete::delete(talk.work, talk.person, talk.chat)?;
    let text = talk.text(&shown::Deleted {})?;
    talk.edit(Reply::text(text));
    Ok(())
}

/// Something was sent while nothing is being asked: how things stand, whose turn it is, whom to phone.
pub fn idle(talk: &mut Talk, text: Option<&str>) -> Done {
    stands(talk, text, false)
}

/// The same below a picture, a voice message or a file, which was not taken.
pub fn not_taken(talk: &mut Talk) -> Done {
    stands(talk, None, true)
}

fn stands(talk: &mut Talk, text: Option<&str>, file: bool) -> Done {
    if let Some(text) = text
        && replied::unasked(talk, text)?
    {
        return Ok(());
    }
    if let Some(text) = text
        && afterwards::unasked(talk, text)?
    {
        return Ok(());
    }
    if text.is_some_and(sms::is_code) && sms::tell_where_code_belongs(talk)? {
        return Ok(());
    }
    let open = open_filing(talk)?;
    let handed_in: Vec<Filing> = talk
        .work
        .filings_of(talk.person)?
        .into_iter()
        .filter(|filing| filing.number.is_some() && workflow::whose_turn(&Case::of(filing)).is_some())
        .cloned()
        .collect();
    let stands = if open.is_none() && !handed_in.is_empty() {
        Some(status_text(talk, &handed_in)?)
    } else {
        None
    };
    let thanks = text.is_some_and(|text| asides::read(text) == Some(asides::Aside::Thanks));
    let has_stands = stands.is_some();
    let waits = |filing: &Filing| workflow::whose_turn(&Case::of(filing)) == Some(Party::Applicant);
    let theirs = handed_in.iter().any(waits);
    let text = talk.text(&shown::Idle {
        file,
        has_draft: open.is_some(),
        reviewer: talk.role >= Role::Reviewer,
        thanks,
        granted: handed_in.iter().any(|filing| filing.status == Status::Granted),
        stands: stands.map(Html),
        theirs,
    })?;
    let keyboard = match open {
        Some(filing) => super::draft_buttons(&talk.words, &filing)?,
        None if talk.role >= Role::Reviewer || has_stands => Keyboard::default(),
        None => new_keyboard(talk)?,
    };
    talk.say(Reply::with(text, keyboard, "question"));
    Ok(())
}

pub fn new_keyboard(talk: &Talk) -> Result<Keyboard, Fault> {
    Ok(Keyboard(vec![vec![talk.button("new", Press::act("new"))?]]))
}

/// A button for each language.
pub fn language_row(talk: &Talk) -> Vec<crate::domain::outgoing::Button> {
    talk.prompts
        .languages()
        .map(|language| {
            let label = talk.prompts.words(language).own_name().to_owned();
            button(label, Press::act(&format!("language {language}")))
        })
        .collect()
}

/// What the applicant can go on with: corrections first, since they have a limit.
pub fn open_filing(talk: &Talk) -> Result<Option<Filing>, Undecided> {
    let filings = talk.work.filings_of(talk.person)?;
    let correction = filings.iter().find(|filing| filing.is_correction());
    Ok(correction
        .or_else(|| filings.iter().find(|filing| filing.status == Status::Drafting))
        .map(|filing| (*filing).clone()))
}
