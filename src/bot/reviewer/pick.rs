//! Fields and reasons picked by buttons, for a rejection or for what the authority sent back; reasons of one's own are typed.

use super::done::done;
use crate::actions::reject::Point;
use crate::actions::{self, Done, Refusal};
use crate::bot::talk::{Talk, button, rows};
use crate::domain::conversation::{ChatKind, State};
use crate::domain::filing::{Filing, Rejection};
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::domain::outgoing::Keyboard;
use crate::domain::press::{Press, Verb, token};
use crate::domain::reasons;
use crate::domain::reply::Reply;
use crate::domain::workflow::Action;
use crate::prompts::{Fault, shown};

/// The fields that may be sent back, those picked with a mark.
pub fn fields(talk: &mut Talk, filing: &Filing) -> Done {
    actions::reject::may_send_back(filing, talk.person)?;
    let reply = fields_reply(talk, filing)?;
    talk.edit_of(filing.id, reply);
    Ok(())
}

fn fields_reply(talk: &Talk, filing: &Filing) -> Result<Reply, Fault> {
    let picked = filing.picked().map(|picked| picked_line(talk, filing, picked));
    let picked: Vec<_> = picked.collect::<Result<_, _>>()?;
    let returning = actions::reject::is_return(filing);
    let any = !picked.is_empty();
    let text = talk.text(&shown::RejectFields {
        number: filing.number,
        picked,
        returning,
    })?;
    let buttons = journey::applicable(filing)
        .into_iter()
        .filter(|asked| is_own(filing, asked))
        .map(|asked| -> Result<_, Fault> {
            let is_picked = filing
                .picked()
                .any(|picked| (picked.place, picked.field) == (asked.place, asked.field.id));
            let mark = if is_picked { "✗ " } else { "" };
            let press = Press::of(Verb::Reasons, filing.id, filing.version).at(asked.place, asked.field.id);
            Ok(button(
                format!("{mark}{}", talk.words.field_at(filing, asked.place, asked.field.id)?),
                press,
            ))
        })
        .collect::<Result<_, _>>()?;
    let mut keyboard = rows(buttons);
    let mut last = vec![talk.button("show", Press::act_on("show", filing.id, filing.version))?];
    if any {
        last.insert(
            0,
            talk.button(
                if returning { "send_return" } else { "send_rejection" },
                Press::of(Verb::SendBack, filing.id, filing.version),
            )?,
        );
    }
    keyboard.push(last);
    Ok(Reply {
        text,
        keyboard: Keyboard(keyboard),
        slot: None,
    })
}

/// An answer that is or was sent back, and why.
pub fn picked_line(talk: &Talk, filing: &Filing, picked: &Rejection) -> Result<shown::PickedLine, Fault> {
    let reason = picked.reason.as_ref().map(|id| talk.words.data("reasons", id));
    // In a group nobody's words are repeated: they may name what the applicant wrote.
    let in_group = talk.kind == ChatKind::Group;
    let words = picked.words.clone().filter(|_| !in_group);
    Ok(shown::PickedLine {
        label: talk.words.field_at(filing, picked.place, picked.field)?,
        reason: reason.transpose()?,
        words,
        reply: picked.reply.clone().filter(|_| !in_group),
    })
}

/// The reasons for one field.
pub fn reasons(talk: &mut Talk, filing: &Filing, press: &Press) -> Done {
    actions::reject::may_send_back(filing, talk.person)?;
    let asked = named_field(filing, press)?;
    let value = filing.value(asked.place, asked.field).map(|answer| match talk.kind {
        ChatKind::Group => talk.words.show_masked(asked.field, &answer),
        _ => talk.words.show(asked.field, &answer),
    });
    let at = |verb| Press::of(verb, filing.id, filing.version).at(asked.place, asked.field.id);
    let text = talk.text(&shown::RejectReasons {
        number: filing.number,
        label: talk.words.field_at(filing, asked.place, asked.field.id)?,
        value: value.transpose()?,
        returning: actions::reject::is_return(filing),
    })?;
    let mut keyboard = Vec::new();
    for id in reasons::offered(asked.field.id) {
        let pick = at(Verb::Pick).with(token(id));
        keyboard.push(vec![button(talk.words.data("reasons", id)?, pick)]);
    }
    keyboard.push(vec![talk.button("own_words", at(Verb::OwnWords))?]);
    let mut last = vec![talk.button("pick_fields", Press::act_on("reject", filing.id, filing.version))?];
    if filing
        .picked()
        .any(|picked| (picked.place, picked.field) == (asked.place, asked.field.id))
    {
        last.push(talk.button("unpick", at(Verb::Unpick))?);
    }
    keyboard.push(last);
    talk.edit_of(
        filing.id,
        Reply {
            text,
            keyboard: Keyboard(keyboard),
            slot: None,
        },
    );
    Ok(())
}

pub fn pick(talk: &mut Talk, filing: Filing, press: &Press) -> Done {
    let asked = named_field(&filing, press)?;
    let reason = reasons::offered(asked.field.id)
        .into_iter()
        .find(|id| token(id) == press.payload);
    let Some(reason) = reason.map(|id| id.to_string()) else {
        return Err(Refusal::StaleButton.into());
    };
    let point = Point {
        place: asked.place,
        field: asked.field,
        reason: Some(reason),
        words: None,
    };
    let filing = actions::reject::pick(talk.work, filing, talk.person, point)?;
    fields(talk, &filing)
}

pub fn unpick(talk: &mut Talk, filing: Filing, press: &Press) -> Done {
    let asked = named_field(&filing, press)?;
    let filing = actions::reject::unpick(talk.work, filing, talk.person, asked.place, asked.field)?;
    fields(talk, &filing)
}

/// Own words are typed: in the reviewer's private chat, or on the command's own lines.
pub fn ask_own_words(talk: &mut Talk, filing: &Filing, press: &Press) -> Done {
    actions::reject::may_send_back(filing, talk.person)?;
    let asked = named_field(filing, press)?;
    if talk.kind == ChatKind::Group {
        let text = talk.text(&shown::WordsInPrivate {})?;
        talk.answer_press(Some(crate::bot::talk::without_tags(&text)), true);
        return Ok(());
    }
    talk.set_state(State::RejectWords {
        filing: filing.id,
        place: asked.place.to_string(),
        field: asked.field.id.to_owned(),
    });
    let text = talk.text(&shown::OwnWords {
        label: talk.words.field_at(filing, asked.place, asked.field.id)?,
    })?;
    talk.say_of(filing.id, Reply::text(text));
    Ok(())
}

/// The words came, or something that is no words.
pub fn own_words(talk: &mut Talk, words: Option<&str>) -> Done {
    let State::RejectWords { filing, place, field } = talk.state() else {
        return Ok(());
    };
    let Some(words) = words else {
        let field = crate::domain::form::field(&field).ok_or(Refusal::StaleButton)?;
        let text = talk.text(&shown::OwnWords {
            label: talk.words.field(field.id)?,
        })?;
        talk.say_of(filing, Reply::text(text));
        return Ok(());
    };
    talk.set_state(State::Idle);
    let filing = actions::filing(talk.work, filing)?;
    let asked = place.parse().ok().zip(crate::domain::form::field(&field));
    let Some((place, field)) = asked else {
        return Err(Refusal::StaleButton.into());
    };
    let point = Point {
        place,
        field,
        reason: None,
        words: Some(words.trim().to_owned()),
    };
    let filing = actions::reject::pick(talk.work, filing, talk.person, point)?;
    let reply = fields_reply(talk, &filing)?;
    talk.say_of(filing.id, reply);
    Ok(())
}

/// Sends everything that was picked: as the authority's, where it has the filing.
pub fn send(talk: &mut Talk, filing: Filing) -> Done {
    let (action, event) = if actions::reject::is_return(&filing) {
        (Action::Return, "return")
    } else {
        (Action::Reject, "reject")
    };
    let filing = actions::reject::send(talk.work, filing, talk.person, action, None)?;
    done(talk, &filing, event)
}

fn named_field(filing: &Filing, press: &Press) -> Result<Asked, Refusal> {
    let applicable = journey::applicable(filing);
    applicable
        .into_iter()
        .find(|asked| press.is_field(asked.place, asked.field.id))
        .ok_or(Refusal::StaleButton)
}

/// A field with a value of its own. What only repeats another field's value is sent back there.
fn is_own(filing: &Filing, asked: &Asked) -> bool {
    !(asked.field.fixed)(&filing.view(asked.place))
}
