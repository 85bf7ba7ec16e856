//! The applicant's side of what follows the grant: on which day the site opened, and the public-security filing.

use super::super::arguments::{after_first, first_number};
use super::super::talk::{Talk, button};
use super::{home, stale};
use crate::actions::{self, Done, Refusal};
use crate::domain::asides;
use crate::domain::calendar;
use crate::domain::conversation::State;
use crate::domain::filing::{Filing, Status};
use crate::domain::opening;
use crate::domain::outgoing::Keyboard;
use crate::domain::place::Place;
use crate::domain::press::Press;
use crate::domain::public_security::PublicSecurityNumber;
use crate::domain::reply::Reply;
use crate::domain::workflow::{After, Case};
use crate::prompts::{Fault, Words, shown};

/// What the buttons carry behind the command's name.
const TODAY: &str = "today";
const ASK: &str = "ask";
const LATER: &str = "later";

/// Which of the two is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Opening,
    Security,
}

impl Told {
    /// The command that tells it.
    fn command(self) -> &'static str {
        match self {
            Told::Opening => "opened",
            Told::Security => "public_security",
        }
    }
}

/// The buttons below whatever is said of a granted filing.
pub fn buttons(words: &Words, filing: &Filing) -> Result<Keyboard, Fault> {
    let act = |label: &str, told: Told, what: &str| -> Result<_, Fault> {
        let command = format!("{} {what}", told.command());
        Ok(button(
            words.button(label)?,
            Press::act_on(&command, filing.id, filing.version),
        ))
    };
    Ok(Keyboard(match Case::of(filing).after {
        After::Opening => vec![
            vec![
                act("opened_today", Told::Opening, TODAY)?,
                act("opened_on", Told::Opening, ASK)?,
            ],
            vec![act("not_opened", Told::Opening, LATER)?],
        ],
        After::PublicSecurity => vec![
            vec![act("secured", Told::Security, ASK)?],
            vec![act("opened_on", Told::Opening, ASK)?],
        ],
        After::Nothing | After::Done => Vec::new(),
    }))
}

/// `/opened` and `/public_security`: with what is told behind it, else it is asked for. A number in front says of which filing.
pub fn typed(talk: &mut Talk, told: Told, arguments: &str) -> Done {
    let filings = talk.work.filings_of(talk.person)?.into_iter();
    let granted: Vec<Filing> = filings
        .filter(|filing| filing.status == Status::Granted && filing.data_key.is_some())
        .cloned()
        .collect();
    let named = first_number(arguments);
    if let Some(filing) = granted.iter().find(|filing| filing.number == named) {
        return tell(talk, filing.clone(), told, after_first(arguments));
    }
    // Of what is still to be done one is meant, if there is one.
    let waits = |filing: &&Filing| match (told, Case::of(filing).after) {
        (Told::Opening, after) => after == After::Opening,
        (Told::Security, after) => matches!(after, After::Opening | After::PublicSecurity),
    };
    let waiting: Vec<&Filing> = granted.iter().filter(waits).collect();
    match (waiting.as_slice(), granted.as_slice()) {
        ([only], _) => tell(talk, (*only).clone(), told, arguments),
        ([], [only]) => tell(talk, only.clone(), told, arguments),
        ([], []) => Err(Refusal::NothingGranted.into()),
        ([], all) => which(talk, told, &all.iter().collect::<Vec<_>>()),
        (several, _) => which(talk, told, several),
    }
}

fn which(talk: &mut Talk, told: Told, filings: &[&Filing]) -> Done {
    let text = talk.text(&shown::WhichFiling {})?;
    let one = |filing: &&Filing| {
        let domain = domain(filing).unwrap_or_default();
        let label = format!("{} {domain}", filing.name());
        let press = Press::act_on(&format!("{} {ASK}", told.command()), filing.id, filing.version);
        vec![button(label.trim().to_owned(), press)]
    };
    let keyboard = Keyboard(filings.iter().map(one).collect());
    talk.say(Reply::with_buttons(text, keyboard));
    Ok(())
}

fn tell(talk: &mut Talk, filing: Filing, told: Told, text: &str) -> Done {
    if text.trim().is_empty() {
        return ask(talk, &filing, told);
    }
    if told == Told::Security && is_elsewhere(talk, &filing, text)? {
        return Ok(());
    }
    let done = match told {
        Told::Opening => actions::afterwards::opened(talk.work, filing, text),
        Told::Security => actions::afterwards::public_security(talk.work, filing, text),
    };
    done.map(drop)
}

/// Asks once more for a number that was given in another province than the filing's; who sends it again means it.
fn is_elsewhere(talk: &mut Talk, filing: &Filing, text: &str) -> Done<bool> {
    let numbers = actions::afterwards::security_numbers(filing, text)?;
    let chosen = filing.view(Place::Subject).choice("region");
    let elsewhere = numbers.iter().find_map(|number| {
        let region = number.region()?;
        (Some(&region.id) != chosen.as_ref()).then(|| region.id.clone())
    });
    let (Some(written), Some(chosen)) = (elsewhere, chosen) else {
        return Ok(false);
    };
    let sent: Vec<&str> = numbers.iter().map(PublicSecurityNumber::digits).collect();
    let sent = sent.join(" ");
    if matches!(talk.state(), State::SecurityNumber { doubted: Some(doubted), .. } if doubted == sent) {
        return Ok(false);
    }
    talk.set_state(State::SecurityNumber {
        filing: filing.id,
        doubted: Some(sent),
    });
    let text = talk.text(&shown::AskSecurity {
        number: filing.number,
        count: filing.services.len(),
        elsewhere: Some(shown::Elsewhere { chosen, written }),
    })?;
    talk.say_of(filing.id, Reply::text(text));
    Ok(true)
}

fn names_day(talk: &Talk, filing: &Filing, text: &str) -> bool {
    let granted = calendar::day(filing.status_since);
    !matches!(
        opening::read(text, granted, talk.work.today()),
        Err(opening::Wrong::Unread)
    )
}

/// A day that comes while nothing is asked is the day of the opening, where one granted filing waits for it. False where none does.
pub fn unasked(talk: &mut Talk, text: &str) -> Done<bool> {
    let filings = talk.work.filings_of(talk.person)?.into_iter();
    let waits = |filing: &&Filing| filing.data_key.is_some() && Case::of(filing).after == After::Opening;
    let waiting: Vec<Filing> = filings.filter(waits).cloned().collect();
    match waiting.as_slice() {
        [filing] if names_day(talk, filing, text) => {
            tell(talk, filing.clone(), Told::Opening, text)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// A button of a granted filing.
pub fn pressed(talk: &mut Talk, press: &Press, told: Told, what: &str) -> Done {
    let filing = press.filing.and_then(|id| talk.work.filings.get(&id));
    let own = filing.filter(|filing| filing.applicant == talk.person && filing.status == Status::Granted);
    let Some(filing) = own.cloned() else {
        return match press.filing {
            Some(_) => stale(talk),
            None => typed(talk, told, what),
        };
    };
    let after = Case::of(&filing).after;
    match (told, what) {
        (Told::Opening, TODAY) if after == After::Opening => {
            let today = talk.work.today().to_string();
            actions::afterwards::opened(talk.work, filing, &today)?;
            talk.take_buttons_off();
            Ok(())
        }
        (Told::Opening, LATER) if after == After::Opening => {
            let text = talk.text(&shown::NotOpened { number: filing.number })?;
            talk.say(Reply::text(text));
            Ok(())
        }
        (Told::Opening, ASK) if after != After::Done => ask(talk, &filing, told),
        (Told::Security, ASK) => ask(talk, &filing, told),
        _ => stale(talk),
    }
}

/// Asks for it, and waits for a text.
fn ask(talk: &mut Talk, filing: &Filing, told: Told) -> Done {
    let (state, text) = match told {
        Told::Opening => {
            let opened = filing.facts.afterwards.as_ref().and_then(|done| done.opened);
            let text = talk.text(&shown::AskOpening {
                number: filing.number,
                domain: domain(filing),
                granted: talk.words.day(calendar::day(filing.status_since)),
                opened: opened.map(|day| talk.words.day(day)),
            })?;
            (State::OpeningDay { filing: filing.id }, text)
        }
        Told::Security => {
            let text = talk.text(&shown::AskSecurity {
                number: filing.number,
                count: filing.services.len(),
                elsewhere: None,
            })?;
            (
                State::SecurityNumber {
                    filing: filing.id,
                    doubted: None,
                },
                text,
            )
        }
    };
    talk.set_state(state);
    talk.say_of(filing.id, Reply::text(text));
    Ok(())
}

/// What was asked for in [`ask`] came, or something that is no text. Where it is refused, it is waited for again.
pub fn answered(talk: &mut Talk, told: Told, text: Option<&str>) -> Done {
    let id = talk.state().filing();
    let filing = id.and_then(|id| talk.work.filings.get(&id)).cloned();
    let granted = filing.filter(|filing| filing.status == Status::Granted);
    // "Tomorrow" is a day here.
    let is_answer = |filing: &Filing, text: &str| {
        asides::read(text).is_none() || told == Told::Opening && names_day(talk, filing, text)
    };
    let answered = granted.filter(|filing| text.is_none_or(|text| is_answer(filing, text)));
    let Some(filing) = answered else {
        talk.set_state(State::Idle);
        return home::idle(talk, text);
    };
    let before = talk.state();
    tell(talk, filing, told, text.unwrap_or_default())?;
    // Where it is asked for once more, it is waited for.
    if text.is_some() && talk.state() == before {
        talk.set_state(State::Idle);
    }
    Ok(())
}

fn domain(filing: &Filing) -> Option<String> {
    let service = filing.services.first()?;
    filing.view(service.place()).value("domain").map(|domain| domain.show())
}
