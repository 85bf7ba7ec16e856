//! The applicant's side of the curtain (幕布) and the papers: what there is to tell of them, and whether the curtain has arrived.

use super::super::questions;
use super::super::talk::{Talk, button};
use super::{resume, stale};
use crate::actions::{self, Done};
use crate::dialogue::Lead;
use crate::domain::filing::{Filing, Papers, Status};
use crate::domain::form;
use crate::domain::outgoing::{Button, Keyboard};
use crate::domain::place::Place;
use crate::domain::press::Press;
use crate::domain::reply::Reply;
use crate::domain::workflow::{self, Case};
use crate::prompts::{Fault, Words, shown};

/// What the buttons of `/parcel` carry behind the command's name.
const ARRIVED: &str = "arrived";
const NOT_ARRIVED: &str = "not_arrived";

/// What there is to tell of the curtain and the papers.
pub fn shown(words: &Words, filing: &Filing) -> Result<shown::CurtainShown, Fault> {
    let value = |id: &str| {
        let found = form::field(id).zip(filing.view(Place::Subject).value(id));
        found.map(|(field, answer)| words.show(field, &answer)).transpose()
    };
    Ok(shown::CurtainShown {
        carrier: value("curtain_carrier")?,
        number: value("curtain_number")?,
        address: value("curtain_address")?,
        arrived: filing.facts.curtain.arrived,
        ahead: !is_due(filing),
        paid: filing.facts.curtain.is_paid,
        papers: Case::of(filing).papers == Papers::Owed,
    })
}

/// Whether it has arrived, while that is not known.
pub fn buttons(words: &Words, filing: &Filing) -> Result<Option<Vec<Button>>, Fault> {
    if filing.status != Status::CurtainPhoto || filing.facts.curtain.arrived {
        return Ok(None);
    }
    let act = |what: &str| -> Result<_, Fault> {
        let press = Press::act_on(&format!("parcel {what}"), filing.id, filing.version);
        Ok(button(words.button(what)?, press))
    };
    Ok(Some(vec![act(ARRIVED)?, act(NOT_ARRIVED)?]))
}

/// It is ordered ahead of the first review: the reviewers hear to whom it goes.
pub fn order(talk: &mut Talk, filing: Filing) -> Done<Filing> {
    let words = questions::order(&talk.words, &filing)?;
    actions::curtain::order(talk.work, filing, words)
}

/// Whether the filing has come to its curtain.
fn is_due(filing: &Filing) -> bool {
    workflow::CURTAIN_STATUSES.contains(&filing.status)
}

/// Whether there is something to tell of the curtain of a filing.
fn is_concerned(filing: &Filing) -> bool {
    let so_far = &filing.facts.curtain;
    is_due(filing) || (so_far.ordered.is_some() && !so_far.settled && !filing.status.is_closed())
}

/// `/parcel`: where the curtain is, and what is to be mailed.
pub fn tell(talk: &mut Talk) -> Done {
    let filings: Vec<Filing> = talk.work.filings_of(talk.person)?.into_iter().cloned().collect();
    let concerned: Vec<&Filing> = filings.iter().filter(|filing| is_concerned(filing)).collect();
    for filing in &concerned {
        say(talk, filing)?;
    }
    if concerned.is_empty() {
        let text = talk.text(&shown::ParcelNothing {})?;
        talk.say(Reply::text(text));
    }
    Ok(())
}

fn say(talk: &mut Talk, filing: &Filing) -> Result<(), Fault> {
    let text = talk.text(&shown::ParcelTold {
        number: filing.number,
        status: talk.words.label("status", filing.status.as_str())?,
        status_id: match is_due(filing) {
            true => filing.status.as_str(),
            false => "ahead",
        },
        curtain: shown(&talk.words, filing)?,
    })?;
    let keyboard = match filing.is_with_applicant() {
        true => super::draft_buttons(&talk.words, filing)?,
        false => Keyboard::default(),
    };
    talk.say_of(
        filing.id,
        Reply {
            text,
            keyboard,
            slot: None,
        },
    );
    Ok(())
}

/// A button of it.
pub fn pressed(talk: &mut Talk, press: &Press, what: &str) -> Done {
    let filing = press.filing.and_then(|id| talk.work.filings.get(&id));
    let own = filing.filter(|filing| filing.applicant == talk.person);
    let Some(filing) = own.cloned() else {
        return match press.filing {
            Some(_) => stale(talk),
            None => tell(talk),
        };
    };
    match what {
        // What was said since does not change whether it is there.
        ARRIVED => {
            let filing = actions::curtain::arrived(talk.work, filing)?;
            resume(talk, filing.id, Lead::Nothing)
        }
        NOT_ARRIVED if !filing.facts.curtain.arrived => {
            let filing = actions::curtain::not_arrived(talk.work, filing)?;
            let text = talk.text(&shown::ParcelLate {
                number: filing.number,
                curtain: shown(&talk.words, &filing)?,
            })?;
            talk.take_buttons_off();
            let keyboard = Keyboard(buttons(&talk.words, &filing)?.into_iter().collect());
            talk.say_of(
                filing.id,
                Reply {
                    text,
                    keyboard,
                    slot: None,
                },
            );
            Ok(())
        }
        _ => stale(talk),
    }
}
