//! `/return <filing> <the authority's reason>`, or with a line `<field> <reason>` for each field, as `/reject` has it.

use super::{Command, Does, of_status, on_filing};
use crate::actions::{self, Done};
use crate::bot::reviewer::done::done;
use crate::bot::reviewer::named;
use crate::bot::talk::Talk;
use crate::domain::conversation::{ChatKind, State};
use crate::domain::filing::{Filing, FilingId};
use crate::domain::outgoing::Keyboard;
use crate::domain::press::Press;
use crate::domain::reply::Reply;
use crate::prompts::shown;

pub static RETURN: Command = Command {
    loads: of_status,
    does: Does::OnFiling {
        typed: return_filing,
        pressed: Some(|talk, filing| how(talk, &filing)),
        of_own: false,
    },
    ..on_filing("return", |_, _, _| Ok(()))
};

fn return_filing(talk: &mut Talk, filing: Filing, lines: &str) -> Done {
    // Lines that name a field are points; words before them are the authority's general reason.
    let (points, words) = named::points_and_words(talk, &filing, lines)?;
    if points.is_empty() && words.is_none() && filing.picked().next().is_none() {
        actions::reject::may_send_back(&filing, talk.person)?;
        return how(talk, &filing);
    }
    let filing = actions::return_filing::return_filing(talk.work, filing, talk.person, points, words)?;
    done(talk, &filing, "return")
}

/// How a return is reported: by a command, or field by field with the same buttons as a rejection.
fn how(talk: &mut Talk, filing: &Filing) -> Done {
    let typed = talk.kind != ChatKind::Group;
    if typed {
        talk.set_state(State::ReturnWords { filing: filing.id });
    }
    let text = talk.text(&shown::ReturnHow {
        number: filing.number,
        typed,
    })?;
    let pick = Press::act_on("reject", filing.id, filing.version);
    let keyboard = Keyboard(vec![vec![talk.button("pick_fields", pick)?]]);
    talk.say_of(filing.id, Reply::with_buttons(text, keyboard));
    Ok(())
}

/// What was asked for in [`how`] came, or something that is no text.
pub fn typed(talk: &mut Talk, filing: FilingId, text: Option<&str>) -> Done {
    let filing = actions::filing(talk.work, filing)?;
    let Some(text) = text else {
        return how(talk, &filing);
    };
    return_filing(talk, filing, text)?;
    talk.set_state(State::Idle);
    Ok(())
}
