//! Fields and reasons picked by buttons, for a rejection or for what the authority sent back; reasons of one's own are typed.

use super::done::done;
use super::findings;
use crate::actions::reject::Point;
use crate::actions::{self, Done, Refusal};
use crate::bot::talk::{Talk, button, rows};
use crate::domain::conversation::{ChatKind, State};
use crate::domain::filing::{Filing, FilingKind, Rejection, Status};
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::domain::outgoing::Keyboard;
use crate::domain::press::{Press, Verb, token};
use crate::domain::reasons;
use crate::domain::reply::Reply;
use crate::domain::workflow::Action;
use crate::prompts::{Fault, shown};

/// Which fields are to be sent back. It is a message of its own: the filing stays in sight above it.
pub fn begin(talk: &mut Talk, filing: &Filing) -> Done {
    actions::reject::may_send_back(filing, talk.person)?;
    let reply = fields_reply(talk, filing, None)?;
    talk.say_of(filing.id, reply);
    Ok(())
}

/// The same in the message that was pressed.
fn again(talk: &mut Talk, filing: &Filing, section: Option<usize>) -> Done {
    let reply = fields_reply(talk, filing, section)?;
    talk.edit_of(filing.id, reply);
    Ok(())
}

/// The fields of one section, with what stands in them; or what was found and picked.
pub fn section(talk: &mut Talk, filing: &Filing, press: &Press) -> Done {
    actions::reject::may_send_back(filing, talk.person)?;
    again(talk, filing, press.payload.parse().ok())
}

/// What may be sent back: first what was found, then the sections; of an open section its fields.
fn fields_reply(talk: &Talk, filing: &Filing, open: Option<usize>) -> Result<Reply, Fault> {
    let picked = filing.picked().map(|picked| picked_line(talk, filing, picked));
    let picked: Vec<_> = picked.collect::<Result<_, _>>()?;
    let returning = actions::reject::is_return(filing);
    let any = !picked.is_empty();
    let masked = talk.kind == ChatKind::Group;
    let one = |asked: &Asked, mark: &str| -> Result<_, Fault> {
        let is_picked = filing
            .picked()
            .any(|picked| (picked.place, picked.field) == (asked.place, asked.field.id));
        let mark = if is_picked { "✗ " } else { mark };
        let press = Press::of(Verb::Reasons, filing.id, filing.version).at(asked.place, asked.field.id);
        let label = super::label(talk, filing, asked.place, asked.field.id)?;
        Ok(button(format!("{mark}{label}"), press))
    };
    let mut groups: Vec<(String, Vec<Asked>)> = Vec::new();
    for (section, place, fields) in journey::by_section(filing) {
        let title = talk.words.section_at(filing, section, place)?;
        let fields = fields.into_iter().filter(|asked| is_own(filing, asked));
        match groups.last_mut() {
            Some((last, all)) if *last == title => all.extend(fields),
            _ => groups.push((title, fields.collect())),
        }
    }
    let at = |verb| Press::of(verb, filing.id, filing.version);
    let mut keyboard;
    let mut shown_section = None;
    let mut shown_findings = Vec::new();
    match open.and_then(|index| groups.get(index)) {
        Some((title, fields)) => {
            let buttons = fields.iter().map(|asked| one(asked, ""));
            keyboard = rows(buttons.collect::<Result<_, _>>()?);
            keyboard.push(vec![talk.button("all_fields", at(Verb::Fields))?]);
            let lines = fields.iter().filter_map(|asked| {
                let answer = filing.value(asked.place, asked.field)?;
                let label = super::label(talk, filing, asked.place, asked.field.id);
                let value = match masked {
                    true => talk.words.show_masked(asked.field, &answer),
                    false => talk.words.show(asked.field, &answer),
                };
                Some(label.and_then(|label| Ok((label, value?))))
            });
            shown_section = Some((title.clone(), lines.collect::<Result<Vec<_>, _>>()?));
        }
        None => {
            // In a group what was found may hold what the applicant wrote: the fields are named, and no more.
            let found = findings::of(talk, filing)?;
            // What is picked can be taken out again here.
            let is_picked = |asked: &Asked| {
                let mut picked = filing.picked();
                picked.any(|picked| (picked.place, picked.field) == (asked.place, asked.field.id))
            };
            let applicable = journey::applicable(filing).into_iter();
            let mut fields: Vec<Asked> = applicable.filter(is_picked).collect();
            for (asked, finding) in found {
                if !fields.contains(&asked) && is_own(filing, &asked) {
                    fields.push(asked);
                }
                let concerns = actions::reject::concerns(filing, asked.field);
                shown_findings.extend((concerns && !masked).then_some(finding));
            }
            let buttons = fields.iter().map(|asked| one(asked, "⚠️ "));
            keyboard = rows(buttons.collect::<Result<_, _>>()?);
            let sections = groups.iter().enumerate().filter(|(_, (_, fields))| !fields.is_empty());
            let sections =
                sections.map(|(index, (title, _))| button(title.clone(), at(Verb::Fields).with(index.to_string())));
            keyboard.extend(rows(sections.collect()));
        }
    }
    let text = talk.text(&shown::RejectFields {
        number: filing.number,
        picked,
        returning,
        findings: shown_findings,
        section: shown_section,
    })?;
    let mut last = vec![talk.button("show", Press::act_on("show", filing.id, filing.version))?];
    if any {
        let label = if returning { "send_return" } else { "send_rejection" };
        last.insert(0, talk.button(label, at(Verb::SendBack))?);
    }
    keyboard.push(last);
    Ok(Reply::with_buttons(text, Keyboard(keyboard)))
}

/// An answer that is or was sent back, and why.
pub fn picked_line(talk: &Talk, filing: &Filing, picked: &Rejection) -> Result<shown::PickedLine, Fault> {
    let reason = picked.reason.as_ref().map(|id| talk.words.data("reasons", id));
    // In a group nobody's words are repeated: they may name what the applicant wrote.
    let in_group = talk.kind == ChatKind::Group;
    let words = picked.words.clone().filter(|_| !in_group);
    Ok(shown::PickedLine {
        label: super::label(talk, filing, picked.place, picked.field)?,
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
        label: super::label(talk, filing, asked.place, asked.field.id)?,
        value: value.transpose()?,
        returning: actions::reject::is_return(filing),
    })?;
    let mut keyboard = Vec::new();
    for id in reasons::applicable(asked.field.id, about(filing)) {
        let pick = at(Verb::Pick).with(token(id));
        keyboard.push(vec![button(talk.words.data("reasons", id)?, pick)]);
    }
    keyboard.push(vec![talk.button("own_words", at(Verb::OwnWords))?]);
    let back = Press::of(Verb::Fields, filing.id, filing.version);
    let mut last = vec![talk.button("pick_fields", back)?];
    if filing
        .picked()
        .any(|picked| (picked.place, picked.field) == (asked.place, asked.field.id))
    {
        last.push(talk.button("unpick", at(Verb::Unpick))?);
    }
    keyboard.push(last);
    talk.edit_of(filing.id, Reply::with_buttons(text, Keyboard(keyboard)));
    Ok(())
}

pub fn pick(talk: &mut Talk, filing: Filing, press: &Press) -> Done {
    let asked = named_field(&filing, press)?;
    let reason = reasons::applicable(asked.field.id, about(&filing))
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
    again(talk, &filing, None)
}

pub fn unpick(talk: &mut Talk, filing: Filing, press: &Press) -> Done {
    let asked = named_field(&filing, press)?;
    let filing = actions::reject::unpick(talk.work, filing, talk.person, asked.place, asked.field)?;
    again(talk, &filing, None)
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
        label: super::label(talk, filing, asked.place, asked.field.id)?,
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
    let reply = fields_reply(talk, &filing, None)?;
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

/// What decides which reasons can apply.
fn about(filing: &Filing) -> reasons::About {
    reasons::About {
        individual: filing.is_individual(),
        first_filing: filing.kind.is_none_or(|kind| kind == FilingKind::FirstFiling),
        first_review: filing.status == Status::FirstReview,
    }
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
    !(asked.field.fixed)(&filing.view(asked.place)) && actions::reject::concerns(filing, asked.field)
}
