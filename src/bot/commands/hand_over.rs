//! `/hand_over <filing>`: it goes to the authority. Late in the day it wants `now` behind the number: the codes of the SMS verification
//! go out at once.

use chrono::Timelike as _;

use super::{Command, of_status, on_filing};
use crate::actions::{self, Done};
use crate::bot::reviewer::done::done;
use crate::bot::talk::Talk;
use crate::domain::calendar::SHANGHAI;
use crate::domain::filing::Filing;
use crate::domain::hours::{OFFICE_CLOSES, office_hours};
use crate::domain::outgoing::Keyboard;
use crate::domain::press::Press;
use crate::domain::reply::Reply;
use crate::domain::verification::verifiers;
use crate::domain::workflow::Action;
use crate::prompts::shown;

/// What is written behind the number, or carried by the button, to do it late in the day all the same.
const NOW: &str = "now";

pub static HAND_OVER: Command = Command {
    formerly: &["handover"],
    loads: of_status,
    ..on_filing("hand_over", hand_over)
};

fn hand_over(talk: &mut Talk, filing: Filing, arguments: &str) -> Done {
    actions::possible_for(&filing, Action::HandOver, talk.person)?;
    let is_late = talk.work.now.with_timezone(&SHANGHAI).hour() >= OFFICE_CLOSES;
    if is_late && arguments.trim() != NOW && !verifiers(&filing).is_empty() {
        return warn(talk, &filing);
    }
    let filing = actions::hand_over::hand_over(talk.work, filing, talk.person)?;
    done(talk, &filing, "hand_over")
}

fn warn(talk: &mut Talk, filing: &Filing) -> Done {
    let text = talk.text(&shown::HandOverLate {
        number: filing.number,
        now: talk.words.date_time(talk.work.now),
        better: talk.words.date_time(office_hours(talk.work.now)),
    })?;
    let now = Press::act_on(&format!("hand_over {NOW}"), filing.id, filing.version);
    let keyboard = Keyboard(vec![vec![talk.button("hand_over_now", now)?]]);
    talk.say_of(filing.id, Reply::with_buttons(text, keyboard));
    Ok(())
}
