//! `/curtain <filing> <carrier> <number>`: the curtain (幕布) was mailed. Its button asks for the carrier by buttons, and then for the number.

use super::{Command, Does, of_status, on_filing};
use crate::actions::curtain::{Parcel, Told};
use crate::actions::{self, Done};
use crate::bot::reviewer::done::done;
use crate::bot::talk::{Talk, button, rows};
use crate::domain::answers::{Kind, List};
use crate::domain::conversation::{ChatKind, State};
use crate::domain::filing::{Filing, FilingId};
use crate::domain::form;
use crate::domain::options;
use crate::domain::outgoing::Keyboard;
use crate::domain::place::Place;
use crate::domain::press::Press;
use crate::domain::reply::Reply;
use crate::domain::workflow::Action;
use crate::prompts::{Fault, shown};

pub static CURTAIN: Command = Command {
    loads: of_status,
    does: Does::OnFiling {
        typed: curtain,
        pressed: None,
        of_own: false,
    },
    ..on_filing("curtain", |_, _, _| Ok(()))
};

fn curtain(talk: &mut Talk, filing: Filing, arguments: &str) -> Done {
    actions::possible_for(&filing, Action::MailCurtain, talk.person)?;
    // Nobody is asked for a number that will not be taken.
    actions::claim::not_anothers(&filing, talk.person)?;
    match actions::curtain::read(&filing, arguments)? {
        Told::Nothing => how(talk, &filing, None, ""),
        Told::Carrier(carrier) => how(talk, &filing, Some(carrier), ""),
        Told::Number(number) => how(talk, &filing, None, number.as_str()),
        Told::Parcel(parcel) => mail(talk, filing, parcel),
    }
}

fn mail(talk: &mut Talk, filing: Filing, parcel: Parcel) -> Done {
    let filing = actions::curtain::mail(talk.work, filing, talk.person, parcel)?;
    done(talk, &filing, "curtain")
}

/// Asks for the carrier, and then for the number: in a private chat either alone is the answer, in a group the command has it. A `parcel`
/// whose number is known goes with the carrier's button.
fn how(talk: &mut Talk, filing: &Filing, carrier: Option<String>, parcel: &str) -> Done {
    let typed = talk.kind != ChatKind::Group;
    let value = |place: Place, id: &str| -> Result<Option<String>, Fault> {
        let found = form::field(id).zip(filing.view(place).value(id)).filter(|_| typed);
        found.map(|(field, answer)| talk.words.show(field, &answer)).transpose()
    };
    let kind = Kind::Choice(List::Carrier);
    let text = talk.text(&shown::CurtainHow {
        number: filing.number,
        name: value(Place::Subject, "head_name")?,
        mobile: value(Place::Subject, "head_mobile")?,
        address: value(Place::Subject, "curtain_address")?,
        carrier: carrier.as_ref().map(|id| talk.words.choice(kind, id)).transpose()?,
        paid: actions::curtain::has_had_one(talk.work, filing)?,
        typed,
    })?;
    let mut keyboard = Keyboard::default();
    match carrier {
        Some(carrier) if typed => talk.set_state(State::CurtainNumber {
            filing: filing.id,
            carrier,
        }),
        Some(_) => {}
        None => {
            if typed {
                talk.set_state(State::CurtainNumber {
                    filing: filing.id,
                    carrier: String::new(),
                });
            }
            let buttons = options::carriers().iter().map(|carrier| -> Result<_, Fault> {
                let command = format!("curtain {} {parcel}", carrier.id);
                let press = Press::act_on(command.trim_end(), filing.id, filing.version);
                Ok(button(talk.words.choice(kind, &carrier.id)?, press))
            });
            keyboard = Keyboard(rows(buttons.collect::<Result<_, _>>()?));
        }
    }
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

/// The carrier or the number that was asked for in [`how`] came, or something that is no text.
pub fn typed(talk: &mut Talk, filing: FilingId, carrier: &str, text: Option<&str>) -> Done {
    let filing = actions::filing(talk.work, filing)?;
    let Some(text) = text else {
        return how(
            talk,
            &filing,
            Some(carrier.to_owned()).filter(|carrier| !carrier.is_empty()),
            "",
        );
    };
    match actions::curtain::read(&filing, &format!("{carrier} {text}"))? {
        Told::Parcel(parcel) => {
            mail(talk, filing, parcel)?;
            talk.set_state(State::Idle);
            Ok(())
        }
        Told::Carrier(carrier) => how(talk, &filing, Some(carrier), ""),
        Told::Number(number) => how(talk, &filing, None, number.as_str()),
        Told::Nothing => how(talk, &filing, None, ""),
    }
}
