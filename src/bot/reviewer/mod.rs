//! What a reviewer does by buttons and typed words besides commands: fields and reasons are picked one by one.

pub mod done;
pub mod findings;
pub mod named;
pub mod pick;
pub mod supplement;

use super::talk::Talk;
use crate::actions::{Done, Refusal};
use crate::domain::conversation::{ChatKind, State};
use crate::domain::filing::{AskedFor, FieldId, Filing};
use crate::domain::materials;
use crate::domain::place::Place;
use crate::domain::press::{Press, Verb};
use crate::prompts::Fault;

/// A field's label as a reviewer reads it here: in a group nobody's own words are repeated.
fn label(talk: &Talk, filing: &Filing, place: Place, field: FieldId) -> Result<String, Fault> {
    let own_words = |asked: &&AskedFor| !materials::is_listed(&asked.what);
    match filing.asked_for(field).filter(own_words) {
        Some(_) if talk.kind == ChatKind::Group => talk.words.material(None),
        _ => talk.words.field_at(filing, place, field),
    }
}

/// A button of a step of a rejection, or of a return.
pub fn press(talk: &mut Talk, press: &Press) -> Done {
    // A draft has no number yet, and no such button: its id was put into one by hand.
    let filing = press.filing.and_then(|id| talk.work.filings.get(&id));
    let Some(filing) = filing.filter(|filing| filing.number.is_some()).cloned() else {
        return Err(Refusal::StaleButton.into());
    };
    named::not_own(talk, &filing)?;
    // It changes something: only what the reviewer has seen.
    if press.version != filing.version {
        return Err(Refusal::StaleButton.into());
    }
    if talk.state().is_reviewers() {
        talk.set_state(State::Idle);
    }
    match press.verb {
        Verb::Fields => pick::section(talk, &filing, press),
        Verb::Reasons => pick::reasons(talk, &filing, press),
        Verb::Pick => pick::pick(talk, filing, press),
        Verb::Unpick => pick::unpick(talk, filing, press),
        Verb::OwnWords => pick::ask_own_words(talk, &filing, press),
        Verb::SendBack => pick::send(talk, filing),
        Verb::Material => supplement::toggle(talk, filing, press),
        Verb::MaterialDays => supplement::days(talk, filing, press),
        Verb::MaterialWords => supplement::ask_words(talk, &filing),
        Verb::SendMaterial => supplement::send(talk, filing),
        _ => Err(Refusal::StaleButton.into()),
    }
}
