//! `/return <filing> <the authority's reason>`, or with a line `<field> <reason>` for each field, as `/reject` has it.

use minijinja::context;

use super::{done, fields};
use crate::actions::{self, Done};
use crate::bot::talk::Talk;
use crate::domain::conversation::State;
use crate::domain::filing::Filing;
use crate::domain::outgoing::Keyboard;
use crate::domain::press::{Press, Verb};
use crate::domain::reply::Reply;
use crate::prompts::catalogue as templates;
use crate::work::ChatKind;

pub fn return_filing(talk: &mut Talk, filing: Filing, lines: &str) -> Done {
    // Lines that name a field are points; words before them are the authority's general reason.
    let (points, words) = fields::points_and_words(talk, &filing, lines)?;
    if points.is_empty() && words.is_none() && filing.picked().next().is_none() {
        actions::reject::may_send_back(&filing, talk.person)?;
        return how(talk, &filing);
    }
    let filing = actions::return_filing::return_filing(talk.work, filing, talk.person, points, words)?;
    done(talk, &filing, "returned")
}

/// How a return is reported: by a command, or field by field with the same buttons as a rejection.
pub fn how(talk: &mut Talk, filing: &Filing) -> Done {
    let typed = talk.kind != ChatKind::Group;
    if typed {
        talk.set_state(State::ReturnWords { filing: filing.id });
    }
    let text = talk.text(&templates::RETURN_HOW, context! { number => filing.number, typed });
    let pick = Press::of(Verb::Fields, filing.id, filing.version);
    let keyboard = Keyboard(vec![vec![talk.button("pick_fields", pick)]]);
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
