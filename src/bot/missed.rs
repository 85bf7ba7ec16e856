//! What a person could not be told (the bot was blocked, a message was set aside) is said first when they are there again: not the
//! messages of then, but how things stand now.

use super::applicant;
use super::commands::status;
use super::route::Incoming;
use super::talk::Talk;
use crate::actions::{self, Done};
use crate::domain::conversation::ChatKind;
use crate::domain::filing::Filing;
use crate::domain::outgoing::Keyboard;
use crate::domain::people::Role;
use crate::domain::reply::Reply;
use crate::prompts::{Fault, shown};
use crate::work::Needs;

/// Tells what was missed, once: the mark goes in the same save.
pub fn tell(talk: &mut Talk, incoming: &Incoming) -> Done {
    if talk.kind != ChatKind::Private {
        return Ok(());
    }
    let untold = actions::untold::take(talk.work, talk.chat);
    if untold.is_empty() {
        return Ok(());
    }
    talk.work.require(Needs {
        filings: untold.iter().copied().collect(),
        ..Needs::of_status()
    })?;
    // What was deleted meanwhile is not spoken of.
    let filings = untold.iter().filter_map(|id| talk.work.filings.get(id));
    let filings: Vec<Filing> = filings.filter(|filing| filing.data_key.is_some()).cloned().collect();
    let (own, others): (Vec<_>, Vec<_>) = filings.into_iter().partition(|filing| filing.applicant == talk.person);
    // They have just asked for just that.
    let asks_for_own =
        matches!(incoming, Incoming::Command { command: Some(command), .. } if *command == &status::STATUS);
    let own = if asks_for_own { Vec::new() } else { own };
    let others = if talk.role >= Role::Reviewer {
        others
    } else {
        Vec::new()
    };
    if own.is_empty() && others.is_empty() {
        return Ok(());
    }
    let reviewed: Vec<_> = others
        .iter()
        .map(|filing| -> Result<_, Fault> {
            Ok(shown::MissedFiling {
                number: filing.number,
                status: talk.words.label("status", filing.status.as_str())?,
            })
        })
        .collect::<Result<_, _>>()?;
    let mut text = talk.text(&shown::Missed { reviewed })?;
    let mut keyboard = Keyboard::default();
    if !own.is_empty() {
        text.push_str("\n\n");
        text.push_str(&applicant::home::status_text(talk, &own)?);
    }
    if let Some(filing) = own.iter().find(|filing| filing.is_correction()) {
        keyboard = applicant::draft_buttons(&talk.words, filing)?;
    }
    talk.say(Reply::with_buttons(text, keyboard));
    Ok(())
}
