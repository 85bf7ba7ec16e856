//! The summary of a draft, and the ways from it to each answer.

use super::show::{SLOT, before, type_result, warning_text};
use crate::actions::Done;
use crate::bot::talk::{Talk, button, rows};
use crate::dialogue::{Lead, explain};
use crate::domain::answers::Answer;
use crate::domain::conversation::State;
use crate::domain::filing::{Filing, Status};
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::domain::form::sections::IDENTITY;
use crate::domain::outgoing::{Button, Keyboard};
use crate::domain::place::Place;
use crate::domain::press::{Press, Verb};
use crate::domain::reply::Reply;
use crate::domain::requests::LookedUp;
use crate::prompts::shown::{self, LineShown, SectionShown};
use crate::prompts::{Fault, Words};

/// One summary of everything; any answer can be changed from it (R9.1).
pub(super) fn summary(talk: &Talk, filing: &Filing, lead: &Lead) -> Result<Reply, Fault> {
    let words = &talk.words;
    let mut sections = summary_sections(words, filing, talk.work.today())?;
    let at_curtain = filing.is_at_curtain();
    if at_curtain {
        let of_identity = journey::by_section(filing).into_iter();
        let of_identity = of_identity.filter(|(section, ..)| section.id == IDENTITY.id);
        let titles = of_identity.map(|(section, place, _)| words.section_at(filing, section, place));
        let titles: Vec<String> = titles.collect::<Result<_, _>>()?;
        sections.retain(|section| titles.contains(&section.title));
    }
    let corrected = filing.is_correction();
    let kind = filing.kind.map(|kind| words.label("kind", kind.as_str()));
    let text = talk.text(&shown::Summary {
        lead: before(words, filing, lead)?,
        corrected,
        at_curtain,
        supplied: filing.status == Status::Supplement,
        words: filing
            .sent_back_whole()
            .filter(|_| corrected)
            .and_then(|back| back.words.clone()),
        reply: filing.reply_to_whole().filter(|_| corrected).map(str::to_owned),
        kind: kind.transpose()?,
        sections,
    })?;
    Ok(Reply::with(text, summary_keyboard(talk, filing)?, SLOT))
}

fn summary_keyboard(talk: &Talk, filing: &Filing) -> Result<Keyboard, Fault> {
    let words = &talk.words;
    let mut keyboard = vec![vec![
        talk.button("submit", Press::of(Verb::Submit, filing.id, filing.version))?,
    ]];
    if filing.is_correction() && filing.sent_back_whole().is_some() {
        let press = |payload: &str| Press::of(Verb::Explain, filing.id, filing.version).with(payload);
        keyboard.push(match filing.reply_to_whole() {
            None => vec![talk.button("answer_words", press(explain::ASK))?],
            Some(_) => vec![
                talk.button("other_words", press(explain::ASK))?,
                talk.button("no_words", press(explain::TAKE_BACK))?,
            ],
        });
    }
    let change: Vec<Button> = editable(words, filing)?
        .into_iter()
        .enumerate()
        .map(|(index, (title, _))| -> Result<_, Fault> {
            Ok(button(
                format!("{} {title}", words.button("change")?),
                Press::of(Verb::Section, filing.id, filing.version).with(index.to_string()),
            ))
        })
        .collect::<Result<_, _>>()?;
    keyboard.extend(rows(change));
    Ok(Keyboard(keyboard))
}

/// A text or a file came where a button is wanted: the buttons again, without all that stands above them. Whoever sends a picture has
/// those before them that take one.
pub(super) fn press_wanted(talk: &mut Talk, filing: &Filing, state: &State, is_text: bool) -> Result<(), Fault> {
    let mut keyboard = match state {
        State::Summary { .. } => summary_keyboard(talk, filing)?,
        _ => type_result(talk, filing, &Lead::Nothing)?.keyboard,
    };
    let buttons: Vec<String> = keyboard.0.iter().flatten().map(|button| button.label.clone()).collect();
    let summary = matches!(state, State::Summary { .. });
    let mut of_pictures = Vec::new();
    if summary && !is_text {
        let sent = journey::applicable(filing).into_iter().filter(|asked| {
            let is_kept = filing.kept(asked.place, asked.field.id).is_some();
            asked.field.kind.pages().is_some() && is_kept && journey::is_editable(filing, asked)
        });
        for asked in sent {
            let label = talk.words.field_at(filing, asked.place, asked.field.id)?;
            let version = filing.kept(asked.place, asked.field.id).map_or(0, |kept| kept.version);
            let press = Press::of(Verb::Change, filing.id, version).at(asked.place, asked.field.id);
            of_pictures.push(vec![button(format!("📎 {label}"), press)]);
        }
    }
    let text = talk.text(&shown::PressWanted {
        summary,
        file: !is_text,
        pictures: !of_pictures.is_empty(),
        buttons,
    })?;
    keyboard.0.splice(..0, of_pictures);
    talk.say_of(filing.id, Reply::with(text, keyboard, SLOT));
    Ok(())
}

/// The answers of all sections, for summaries: label, value, and what to look at again.
pub fn summary_sections(words: &Words, filing: &Filing, today: chrono::NaiveDate) -> Result<Vec<SectionShown>, Fault> {
    let mut sections: Vec<SectionShown> = Vec::new();
    for (section, place, fields) in journey::by_section(filing) {
        let title = words.section_at(filing, section, place)?;
        let is_own = |asked: &Asked| section.id != "service_head" || !(asked.field.fixed)(&filing.view(place));
        let lines = fields
            .into_iter()
            // Who is the same person is not written out twice.
            .filter(is_own)
            .filter_map(|asked| summary_line(words, filing, asked, today).transpose());
        let lines: Vec<_> = lines.collect::<Result<_, _>>()?;
        match sections.last_mut() {
            Some(last) if last.title == title => last.lines.extend(lines),
            _ => sections.push(SectionShown { title, lines }),
        }
    }
    sections.retain(|section| !section.lines.is_empty());
    Ok(sections)
}

fn summary_line(
    words: &Words,
    filing: &Filing,
    asked: Asked,
    today: chrono::NaiveDate,
) -> Result<Option<LineShown>, Fault> {
    let Some(answer) = filing.value(asked.place, asked.field) else {
        return Ok(None);
    };
    let found = journey::doubts(filing, &asked, today);
    let warnings = found.iter().map(|warning| warning_text(words, warning));
    let mut warnings = warnings.collect::<Result<Vec<_>, _>>()?;
    warnings.extend(super::look_ups::findings(words, filing, asked, today)?);
    let mut looked_up = filing.looked_up(asked.place, asked.field.id);
    Ok(Some(LineShown {
        id: line_id(asked.place, asked.field.id),
        label: words.field_of(filing, asked.place, asked.field.id)?,
        value: words.show(asked.field, &answer)?,
        masked: words.show_masked(asked.field, &answer)?,
        copied: matches!(
            answer,
            Answer::CertificateNumber(_)
                | Answer::Mobile(_)
                | Answer::Landline(_)
                | Answer::Domain(_)
                | Answer::IpAddress(_)
                | Answer::HomePage(_)
                | Answer::PreApprovalNumber(_)
        ),
        verified: !matches!(asked.field.id, "cloud_server" | "subject_filed" | "domain_filed")
            && looked_up.all(LookedUp::is_verified),
        warnings,
        reply: filing.reply(asked.place, asked.field.id).map(str::to_owned),
        // Their words say so already.
        again: filing.reply(asked.place, asked.field.id).is_none() && filing.is_sent_again(asked.place, asked.field.id),
        was: filing
            .sent_back_at(asked.place, asked.field.id)
            .and_then(|back| back.was.as_ref())
            .filter(|was| **was != answer)
            .map(|was| words.show(asked.field, was))
            .transpose()?,
    }))
}

/// What tells a line of a summary from all others.
pub fn line_id(place: Place, field: &str) -> String {
    format!("{field}@{place}")
}

/// What may be changed now, under the titles that the summary has.
fn editable(words: &Words, filing: &Filing) -> Result<Vec<(String, Vec<Asked>)>, Fault> {
    let may = |asked: &Asked| {
        // What may be left out may be said, whether or not anybody was asked.
        let is_optional = (asked.field.optional)(&filing.view(asked.place));
        let is_put = filing.is_correction() || is_optional || journey::is_put(filing, asked);
        is_put && journey::is_editable(filing, asked)
    };
    let mut groups: Vec<(String, Vec<Asked>)> = Vec::new();
    for (section, place, fields) in journey::by_section(filing) {
        let title = words.section_at(filing, section, place)?;
        let fields = fields.into_iter().filter(may);
        match groups.last_mut() {
            Some((last, all)) if *last == title => all.extend(fields),
            _ => groups.push((title, fields.collect())),
        }
    }
    groups.retain(|(_, fields)| !fields.is_empty());
    Ok(groups)
}

/// The fields of a section, one of which is to be changed.
pub(super) fn section(talk: &mut Talk, filing: &Filing, index: usize) -> Done {
    let groups = editable(&talk.words, filing)?;
    let Some((title, fields)) = groups.get(index) else {
        return super::stale(talk);
    };
    let text = talk.text(&shown::Section { title: title.clone() })?;
    let buttons: Vec<Button> = fields
        .iter()
        .map(|asked| -> Result<_, Fault> {
            let version = filing.kept(asked.place, asked.field.id).map_or(0, |kept| kept.version);
            let press = Press::of(Verb::Change, filing.id, version).at(asked.place, asked.field.id);
            Ok(button(talk.words.field_at(filing, asked.place, asked.field.id)?, press))
        })
        .collect::<Result<_, _>>()?;
    let mut keyboard = rows(buttons);
    keyboard.push(vec![
        talk.button("summary", Press::of(Verb::Summary, filing.id, filing.version))?,
    ]);
    talk.edit_of(filing.id, Reply::with(text, Keyboard(keyboard), SLOT));
    Ok(())
}
