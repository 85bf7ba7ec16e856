//! A step of the dialogue as a message: its text and its buttons.

use minijinja::{Value, context};

use super::super::talk::{Talk, button, rows};
use crate::actions::Done;
use crate::actions::confirm_kind::is_app;
use crate::dialogue::{self, Lead, Say};
use crate::domain::answers::{Answer, Kind, Malformed, Warning};
use crate::domain::conversation::State;
use crate::domain::filing::{Filing, Place, Status};
use crate::domain::form::journey::{self, Asked};
use crate::domain::form::kinds::{TypeCheck, type_check};
use crate::domain::outgoing::{Button, Keyboard};
use crate::domain::press::{Press, Verb, token};
use crate::domain::reply::Reply;
use crate::prompts::{FieldContext, Words, catalogue as templates};

/// All messages of the dialogue take this place: a new one takes the buttons off the one before.
const SLOT: &str = "question";
/// Of the hints beside options so many are shown; long lists speak for themselves.
const MOST_HINTS: usize = 8;

/// Shows a step and remembers it.
pub fn show(talk: &mut Talk, filing: &Filing, state: State, say: Say, in_place: bool) {
    talk.set_state(state);
    // After a press the message above shows what was chosen: it is not said twice.
    let say = if talk.pressed.is_some() { unrepeated(say) } else { say };
    let reply = match say {
        Say::Ask { asked, ticked, lead } => question(talk, filing, asked, &ticked, &lead),
        Say::TypeResult { lead } => type_result(talk, filing, &lead),
        Say::Summary { lead } => summary(talk, filing, &lead),
    };
    if in_place {
        talk.edit_of(filing.id, reply);
    } else {
        talk.say_of(filing.id, reply);
    }
}

/// The same without the words for what was kept, unless there is something to look at again.
fn unrepeated(say: Say) -> Say {
    let quiet = |lead: Lead| match lead {
        Lead::Kept { asked, warnings, .. } if warnings.is_empty() => Lead::Kept {
            asked,
            warnings,
            shown: true,
        },
        Lead::Skipped { .. } => Lead::Nothing,
        other => other,
    };
    match say {
        Say::Ask { asked, ticked, lead } => Say::Ask {
            asked,
            ticked,
            lead: quiet(lead),
        },
        Say::TypeResult { lead } => Say::TypeResult { lead: quiet(lead) },
        Say::Summary { lead } => Say::Summary { lead: quiet(lead) },
    }
}

fn question(talk: &Talk, filing: &Filing, asked: Asked, ticked: &[String], lead: &Lead) -> Reply {
    let words = &talk.words;
    let field_context = field_context(words, filing, asked);
    let (at, of) = journey::progress(filing, &asked);
    let progress = words
        .label("rest", "progress_of")
        .replace("{n}", &at.to_string())
        .replace("{total}", &of.to_string());
    let path = format!("fields/{}", asked.field.id);
    let safe = |text: String| Value::from_safe_string(text);
    let returned = filing
        .sent_back()
        .find(|back| back.place == asked.place && back.field == asked.field.id);
    let reason = returned.filter(|_| filing.status.is_correction()).map(|back| {
        let kept = filing.kept(asked.place, asked.field.id);
        context! {
            value => kept.map(|kept| words.show(asked.field, &kept.answer)),
            reason => back.reason.as_ref().map(|id| words.data("reasons", id)),
            advice => back.reason.as_ref().and_then(|id| words.data_hint("reasons", id)),
            words => &back.words,
            by_authority => filing.status == Status::Returned,
        }
    });
    let text = talk.text(
        &templates::ASK,
        context! {
            progress,
            section => words.label("section", crate::domain::form::section_of(asked.field.id).map_or("", |section| section.id)),
            site => site_number(filing, asked.place),
            lead => lead_context(words, filing, lead),
            returned => reason,
            ask => safe(words.render_block(&path, "ask", &field_context)),
            hint => (*lead == Lead::Hint).then(|| safe(words.render_block(&path, "hint", &field_context))),
            options => option_hints(words, filing, asked),
        },
    );
    Reply::with(
        text,
        Keyboard(question_buttons(talk, filing, asked, ticked, lead)),
        SLOT,
    )
}

/// What became of the last input, for the template.
fn lead_context(words: &Words, filing: &Filing, lead: &Lead) -> Value {
    match lead {
        Lead::Nothing | Lead::Hint | Lead::Kept { shown: true, .. } => context! { kind => "nothing" },
        Lead::Kept { asked, warnings, .. } => {
            let value = filing
                .kept(asked.place, asked.field.id)
                .map(|kept| words.show(asked.field, &kept.answer));
            let warnings: Vec<Value> = warnings
                .iter()
                .map(|warning| Value::from_safe_string(warning_text(words, warning)))
                .collect();
            context! { kind => "kept", label => words.field(asked.field.id), value, warnings }
        }
        Lead::Skipped { asked } => context! { kind => "skipped", label => words.field(asked.field.id) },
        Lead::Malformed(malformed) => {
            context! { kind => "malformed", text => Value::from_safe_string(malformed_text(words, malformed)) }
        }
        Lead::NotText => context! { kind => "not_text" },
        Lead::Required => context! { kind => "required" },
        Lead::NoneBefore => context! { kind => "none_before" },
        Lead::Moved => context! { kind => "moved" },
        Lead::Resumed => context! { kind => "resumed" },
    }
}

/// Why an answer was not taken, and what to send instead.
pub fn malformed_text(words: &Words, malformed: &Malformed) -> String {
    words.render_path(&format!("malformed/{}", malformed.code), &malformed.found)
}

/// What to look at again in an answer that was kept.
pub fn warning_text(words: &Words, warning: &Warning) -> String {
    words.render_path(&format!("warnings/{}", warning.code), &warning.found)
}

fn option_hints(words: &Words, filing: &Filing, asked: Asked) -> Vec<Value> {
    let ids = dialogue::offered(filing, asked);
    if ids.len() > MOST_HINTS {
        return Vec::new();
    }
    ids.into_iter()
        .filter_map(|id| {
            let hint = words.choice_hint(asked.field.kind, id)?;
            Some(context! { label => words.choice(asked.field.kind, id), hint })
        })
        .collect()
}

fn question_buttons(talk: &Talk, filing: &Filing, asked: Asked, ticked: &[String], lead: &Lead) -> Vec<Vec<Button>> {
    let words = &talk.words;
    let press = |verb| Press::of(verb, filing.id, filing.version).at(asked.place, asked.field.id);
    let chosen = filing.kept(asked.place, asked.field.id).map(|kept| kept.answer.clone());
    let mut keyboard = match asked.field.kind {
        Kind::YesNo => {
            let yes_no = |id: &str| button(words.button(id), press(Verb::Choose).with(token(id)));
            vec![vec![yes_no("yes"), yes_no("no")]]
        }
        kind @ (Kind::Choice(_) | Kind::Choices(_)) => {
            let several = matches!(kind, Kind::Choices(_));
            let one = |id: &str| {
                let is_chosen = match &chosen {
                    Some(Answer::Choice(chosen)) => chosen == id,
                    _ => several && ticked.iter().any(|ticked| ticked == id),
                };
                let mark = if is_chosen { "✓ " } else { "" };
                let verb = if several { Verb::Tick } else { Verb::Choose };
                button(format!("{mark}{}", words.choice(kind, id)), press(verb).with(token(id)))
            };
            rows(dialogue::offered(filing, asked).into_iter().map(one).collect())
        }
        _ => dialogue::offers(filing, asked)
            .iter()
            .map(|offer| {
                vec![button(
                    words.show(asked.field, offer),
                    press(Verb::Take).with(token(&offer.show())),
                )]
            })
            .collect(),
    };
    if matches!(asked.field.kind, Kind::Choices(_)) && !ticked.is_empty() {
        keyboard.push(vec![button(words.button("done"), press(Verb::TicksDone))]);
    }
    let mut last = Vec::new();
    match lead {
        // What was just kept, by its name: one press changes it.
        Lead::Kept { asked: kept, .. } if journey::is_editable(filing, kept) => {
            let version = filing.kept(kept.place, kept.field.id).map_or(0, |kept| kept.version);
            let change = Press::of(Verb::Change, filing.id, version).at(kept.place, kept.field.id);
            last.push(button(
                format!("{} {}", words.button("change"), words.field(kept.field.id)),
                change,
            ));
        }
        _ if journey::previous(filing, &asked).is_some() => last.push(button(words.button("back"), press(Verb::Back))),
        _ => {}
    }
    if (asked.field.optional)(&filing.view(asked.place)) {
        last.push(button(words.button("skip"), press(Verb::Skip)));
    }
    if *lead != Lead::Hint {
        last.push(button(words.button("hint"), press(Verb::Hint)));
    }
    keyboard.extend(rows(last));
    keyboard
}

fn type_result(talk: &Talk, filing: &Filing, lead: &Lead) -> Reply {
    let words = &talk.words;
    let found = type_check(filing);
    let domains: Vec<String> = filing
        .services
        .iter()
        .filter_map(|place| filing.view(*place).value("domain").map(|domain| domain.show()))
        .collect();
    let (outcome, kind, number) = match &found {
        TypeCheck::Kind(kind) if kind.is_offered() && !is_app(filing) => ("offered", Some(*kind), None),
        TypeCheck::Kind(kind) => ("not_here", Some(*kind), None),
        TypeCheck::Conflict { .. } => ("conflict", None, None),
        TypeCheck::AlreadyHere { icp_number, .. } => ("already_here", None, Some(icp_number.clone())),
    };
    let text = talk.text(
        &templates::TYPE_RESULT,
        context! {
            lead => lead_context(words, filing, lead),
            outcome,
            kind => kind.map(|kind| words.label("kind", kind.as_str())),
            kind_id => kind.map(|kind| kind.as_str()),
            is_app => is_app(filing),
            individual => filing.is_individual(),
            domains,
            number,
        },
    );
    let mut keyboard = Vec::new();
    if outcome == "offered" {
        keyboard.push(vec![
            talk.button("confirm", Press::of(Verb::ConfirmKind, filing.id, filing.version)),
        ]);
    }
    keyboard.push(vec![
        talk.button("back", Press::of(Verb::Back, filing.id, filing.version)),
    ]);
    Reply::with(text, Keyboard(keyboard), SLOT)
}

/// One summary of everything; any answer can be changed from it (R9.1).
fn summary(talk: &Talk, filing: &Filing, lead: &Lead) -> Reply {
    let words = &talk.words;
    let sections = summary_sections(words, filing, talk.work.today());
    let corrected = filing.status.is_correction();
    let text = talk.text(
        &templates::SUMMARY,
        context! {
            lead => lead_context(words, filing, lead),
            corrected,
            words => filing.sent_back_whole().filter(|_| corrected).and_then(|back| back.words.clone()),
            kind => filing.kind.map(|kind| words.label("kind", kind.as_str())),
            sections,
        },
    );
    Reply::with(text, summary_keyboard(talk, filing), SLOT)
}

fn summary_keyboard(talk: &Talk, filing: &Filing) -> Keyboard {
    let words = &talk.words;
    let mut keyboard = vec![vec![
        talk.button("submit", Press::of(Verb::Submit, filing.id, filing.version)),
    ]];
    let change: Vec<Button> = editable_sections(filing)
        .into_iter()
        .map(|index| {
            let (section, place, _) = &journey::by_section(filing)[index];
            let label = format!(
                "{} {}",
                words.button("change"),
                section_label(words, filing, section.id, *place)
            );
            button(
                label,
                Press::of(Verb::Section, filing.id, filing.version).with(index.to_string()),
            )
        })
        .collect();
    keyboard.extend(rows(change));
    Keyboard(keyboard)
}

/// A text came where a button is wanted: the buttons again, without all that stands above them.
pub fn press_wanted(talk: &mut Talk, filing: &Filing, state: &State) {
    let keyboard = match state {
        State::Summary { .. } => summary_keyboard(talk, filing),
        _ => type_result(talk, filing, &Lead::Nothing).keyboard,
    };
    let text = talk.text(&templates::PRESS_WANTED, context! {});
    talk.say_of(filing.id, Reply::with(text, keyboard, SLOT));
}

/// The answers of all sections, for summaries: label, value, and what to look at again.
pub fn summary_sections(words: &Words, filing: &Filing, today: chrono::NaiveDate) -> Vec<Value> {
    let mut sections: Vec<(String, Vec<Value>)> = Vec::new();
    for (section, place, fields) in journey::by_section(filing) {
        let title = section_label(words, filing, section.id, place);
        let same_head = section.id == "service_head" && filing.view(place).yes("service_head_same");
        let lines = fields
            .into_iter()
            // Who is the same person is not written out twice.
            .filter(|asked| !same_head || filing.kept(place, asked.field.id).is_some())
            .filter_map(|asked| summary_line(words, filing, asked, today));
        match sections.last_mut() {
            Some((last, all)) if *last == title => all.extend(lines),
            _ => sections.push((title, lines.collect())),
        }
    }
    sections
        .into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(title, lines)| context! { title, lines })
        .collect()
}

fn summary_line(words: &Words, filing: &Filing, asked: Asked, today: chrono::NaiveDate) -> Option<Value> {
    let answer = filing.value(asked.place, asked.field)?;
    let context = filing.view(asked.place).context(asked.field, today);
    let found = match &answer {
        Answer::Skipped => Vec::new(),
        answer => asked.field.kind.recheck(answer, &context).unwrap_or_default(),
    };
    let warnings: Vec<Value> = found
        .iter()
        .map(|warning| Value::from_safe_string(warning_text(words, warning)))
        .collect();
    Some(context! {
        id => asked.field.id,
        label => words.field(asked.field.id),
        value => words.show(asked.field, &answer),
        masked => words.show_masked(asked.field, &answer),
        verified => !matches!(asked.field.id, "cloud_server" | "subject_filed" | "domain_filed"),
        warnings,
    })
}

/// Sections, by their first place in the list, in which something may be changed now. What the summary shows under one title
/// has one button.
fn editable_sections(filing: &Filing) -> Vec<usize> {
    let mut found: Vec<(usize, &str, Option<u8>)> = Vec::new();
    for (index, (section, place, fields)) in journey::by_section(filing).iter().enumerate() {
        let site = site_number(filing, *place);
        let is_new = !found.iter().any(|(_, id, of)| *id == section.id && *of == site);
        if is_new && fields.iter().any(|asked| journey::is_editable(filing, asked)) {
            found.push((index, section.id, site));
        }
    }
    found.into_iter().map(|(index, ..)| index).collect()
}

/// The fields of a section, one of which is to be changed.
pub fn section(talk: &mut Talk, filing: &Filing, index: usize) -> Done {
    let sections = journey::by_section(filing);
    let Some((section, place, _)) = sections.get(index) else {
        return super::stale(talk);
    };
    let site = site_number(filing, *place);
    let of_title = sections
        .iter()
        .filter(|(other, place, _)| other.id == section.id && site_number(filing, *place) == site);
    let text = talk.text(
        &templates::SECTION,
        context! { title => section_label(&talk.words, filing, section.id, *place) },
    );
    let buttons: Vec<Button> = of_title
        .flat_map(|(_, _, fields)| fields)
        .filter(|asked| journey::is_editable(filing, asked))
        .map(|asked| {
            let version = filing.kept(asked.place, asked.field.id).map_or(0, |kept| kept.version);
            let press = Press::of(Verb::Change, filing.id, version).at(asked.place, asked.field.id);
            button(talk.words.field(asked.field.id), press)
        })
        .collect();
    let mut keyboard = rows(buttons);
    keyboard.push(vec![
        talk.button("summary", Press::of(Verb::Summary, filing.id, filing.version)),
    ]);
    talk.edit_of(filing.id, Reply::with(text, Keyboard(keyboard), SLOT));
    Ok(())
}

/// The pressed question keeps its answer and loses its buttons.
pub fn mark_answered(talk: &mut Talk, filing: &Filing, asked: Asked, answer: &Answer) {
    if talk.pressed.is_none() {
        return;
    }
    let text = talk.text(
        &templates::ANSWERED,
        context! { label => talk.words.field(asked.field.id), value => talk.words.show(asked.field, answer) },
    );
    talk.edit_of(
        filing.id,
        Reply {
            text,
            keyboard: Keyboard::default(),
            slot: None,
        },
    );
}

fn field_context(words: &Words, filing: &Filing, asked: Asked) -> FieldContext {
    let view = filing.view(asked.place);
    let certificate_field = match asked.field.id {
        id if id.starts_with("service_head_") => "service_head_certificate_type",
        id if id.starts_with("head_") => "head_certificate_type",
        _ => "certificate_type",
    };
    let labelled = |id: &str| {
        let field = crate::domain::form::field(id)?;
        view.value(id).map(|answer| words.show(field, &answer))
    };
    let shown = |id: &str| {
        if id == asked.field.id {
            None
        } else {
            view.value(id).map(|answer| answer.show())
        }
    };
    FieldContext {
        individual: view.is_individual(),
        nature: labelled("nature"),
        certificate: if certificate_field == asked.field.id {
            None
        } else {
            labelled(certificate_field)
        },
        domain: shown("domain"),
        organiser: shown("organiser_name"),
        proposal: (asked.field.offers)(&view)
            .first()
            .map(|offer| words.show(asked.field, offer)),
        service_kind: view.choice("service_kind"),
    }
}

/// Where a filing has several sites, a section says which one is meant.
pub fn section_label(words: &Words, filing: &Filing, section: &str, place: Place) -> String {
    match site_number(filing, place) {
        Some(n) => format!("{} {n}", words.label("section", section)),
        None => words.label("section", section).to_owned(),
    }
}

fn site_number(filing: &Filing, place: Place) -> Option<u8> {
    match place {
        Place::Site(n) if filing.services.len() > 1 => Some(n),
        _ => None,
    }
}

/// Buttons below a message about a draft or a filing with corrections.
pub fn draft_buttons(words: &Words, filing: &Filing) -> Keyboard {
    let resume = button(
        words.button("resume"),
        Press::of(Verb::Resume, filing.id, filing.version),
    );
    let leave = button(
        words.button("drop"),
        Press::of(Verb::Leave, filing.id, filing.version).with("ask"),
    );
    if filing.status == Status::Drafting {
        Keyboard(vec![vec![resume, leave]])
    } else {
        Keyboard(vec![vec![resume]])
    }
}

/// Buttons below a notice of a change of status.
pub fn after_notice(words: &Words, filing: &Filing) -> Keyboard {
    if filing.status.is_correction() {
        draft_buttons(words, filing)
    } else {
        Keyboard::default()
    }
}
