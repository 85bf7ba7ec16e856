//! `/show <filing>`: everything about it, with what was found automatically. In a group personal values are masked.

use super::{Command, Does, never, on_filing};
use crate::actions::Done;
use crate::bot::applicant::summary_sections;
use crate::bot::numbers::granted_numbers;
use crate::bot::reviewer::done::next_buttons;
use crate::bot::talk::Talk;
use crate::domain::filing::Filing;
use crate::domain::outgoing::Keyboard;
use crate::domain::reply::Reply;
use crate::prompts::shown;
use crate::work::ChatKind;

pub static SHOW: Command = Command {
    changes: never,
    is_aside: true,
    does: Does::OnFiling {
        typed: |talk, filing, _| show(talk, &filing),
        pressed: None,
        of_own: true,
    },
    ..on_filing("show", |_, _, _| Ok(()))
};

pub fn show(talk: &mut Talk, filing: &Filing) -> Done {
    let name = |person: i64| {
        talk.work
            .people
            .get(&person)
            .map_or_else(|| person.to_string(), |person| person.name.clone())
    };
    let corrected: Vec<String> = filing
        .answers
        .keys()
        .filter(|(place, field)| filing.is_answered_anew(*place, field))
        .map(|(_, field)| (*field).to_owned())
        .collect();
    let (subject_number, services) = granted_numbers(filing);
    let masked = talk.kind == ChatKind::Group;
    let deleted = filing.data_key.is_none();
    let kind = filing.kind.map(|kind| talk.words.label("kind", kind.as_str()));
    let text = talk.text(&shown::Shown {
        number: filing.number,
        kind: kind.transpose()?,
        status: talk.words.label("status", filing.status.as_str())?,
        since: talk.words.date_time(filing.status_since),
        submitted: filing.submitted_at.map(|at| talk.words.date_time(at)),
        submissions: filing.round + i32::from(!filing.status.is_correction()),
        closed: filing.status.is_closed(),
        subject_number,
        services,
        // Who reviews what is one's own is nobody's business.
        own: filing.applicant == talk.person,
        claimed_by: filing.claimed_by.map(name),
        // Names are personal: in a group the applicant is not named, nor once their data was deleted.
        applicant: (!masked && !deleted).then(|| name(filing.applicant)),
        deleted,
        masked,
        corrected,
        sections: match deleted {
            true => Vec::new(),
            false => summary_sections(&talk.words, filing, talk.work.today())?,
        },
    })?;
    let keyboard = Keyboard(next_buttons(talk, filing)?);
    let reply = Reply {
        text,
        keyboard,
        slot: None,
    };
    if filing.data_key.is_some() {
        talk.say_of(filing.id, reply);
    } else {
        talk.say(reply);
    }
    Ok(())
}
