//! A step of the dialogue as a message: its text and its buttons.

use super::super::talk::Talk;
use super::buttons::{question_buttons, shown_options};
use super::replied;
use super::summary::summary;
use crate::actions::confirm_kind::is_app;
use crate::dialogue::{self, Lead, Say};
use crate::domain::answers::{Answer, Kind, Malformed, Warning};
use crate::domain::conversation::State;
use crate::domain::filing::{Filing, Rejection, Status};
use crate::domain::form;
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::domain::form::kinds::{TypeCheck, type_check};
use crate::domain::materials;
use crate::domain::names;
use crate::domain::outgoing::Keyboard;
use crate::domain::place::{Level, Place, ServiceKind};
use crate::domain::press::{Press, Verb};
use crate::domain::reply::Reply;
use crate::prompts::shown::{self, Before, Doubtful, Html, NotTaken, Question};
use crate::prompts::{Fault, Words, bare, examples};

/// All messages of the dialogue take this place: a new one takes the buttons off the one before.
pub(super) const SLOT: &str = "question";
/// Of the hints beside options so many are shown; long lists speak for themselves.
const MOST_HINTS: usize = 8;
/// A longer proposal stands in the question, not on its button.
pub(super) const LONGEST_OFFER: usize = 50;

/// Shows a step and remembers it.
pub fn show(talk: &mut Talk, filing: &Filing, state: State, say: Say, in_place: bool) -> Result<(), Fault> {
    talk.set_state(state);
    // After a press the message above shows what was chosen: it is not said twice.
    let say = if talk.pressed.is_some() { unrepeated(say) } else { say };
    let reply = match say {
        Say::Ask { asked, ticked, lead } => question(talk, filing, asked, &ticked, &lead)?,
        Say::Explain { asked, lead } => replied::ask_words(talk, filing, asked, &lead)?,
        Say::Reply { lead } => replied::ask_reply(talk, filing, &lead)?,
        Say::TypeResult { lead } => type_result(talk, filing, &lead)?,
        Say::Summary { lead } => summary(talk, filing, &lead)?,
    };
    if in_place {
        talk.edit_of(filing.id, reply);
    } else {
        talk.say_of(filing.id, reply);
    }
    Ok(())
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
        Say::Explain { .. } | Say::Reply { .. } => say,
        Say::TypeResult { lead } => Say::TypeResult { lead: quiet(lead) },
        Say::Summary { lead } => Say::Summary { lead: quiet(lead) },
    }
}

fn question(talk: &Talk, filing: &Filing, asked: Asked, ticked: &[String], lead: &Lead) -> Result<Reply, Fault> {
    let words = &talk.words;
    let asking = asking(words, filing, asked)?;
    let progress = journey::progress(filing, &asked);
    let is_known = progress.least == progress.most;
    let progress = words
        .label("rest", if is_known { "progress_of" } else { "progress_between" })?
        .replace("{n}", &progress.at.to_string())
        .replace("{least}", &progress.least.to_string())
        .replace("{total}", &progress.most.to_string());
    let returned = filing
        .sent_back()
        .find(|back| back.place == asked.place && back.field == asked.field.id);
    let returned = match returned.filter(|_| filing.is_correction()) {
        None => None,
        Some(back) => {
            // Material that has come since was never found wanting: it is still what is wanted.
            let kept = filing
                .kept(asked.place, asked.field.id)
                .filter(|_| !journey::is_new_material(filing, &asked));
            let value = kept.map(|kept| words.show(asked.field, &kept.answer));
            let value_is_none = kept.is_none();
            let (reason, advice) = reason(words, filing, back)?;
            Some(shown::SentBack {
                value: value.transpose()?,
                reason,
                advice,
                words: back.words.clone(),
                by_authority: filing.status == Status::Returned,
                wanted: value_is_none && filing.asked_for(asked.field.id).is_some(),
            })
        }
    };
    // Asked although it has an answer: that one can no longer stand in the draft.
    let misfit = match lead {
        Lead::Malformed(_) | Lead::Unlikely { .. } => None,
        _ => journey::misfit(filing, &asked, talk.work.today()),
    };
    let misfit = misfit.map(|malformed| malformed_text(words, &malformed));
    let section = form::section_of(asked.field.id);
    let section = section.map(|section| words.section_at(filing, section, asked.place));
    let helps = *lead == Lead::Hint;
    let hint = helps.then(|| words.block(&asking, "hint"));
    let text = talk.text(&shown::Ask {
        progress,
        section: section.transpose()?.unwrap_or_default(),
        lead: before(words, filing, lead)?,
        returned,
        ask: Html(words.block(&asking, "ask")?),
        hint: hint.transpose()?.map(Html),
        options: option_hints(words, filing, asked, lead)?,
        misfit: misfit.transpose()?,
        doubt: doubt(talk, filing, asked, lead)?,
    })?;
    let keyboard = Keyboard(question_buttons(talk, filing, asked, ticked, lead)?);
    Ok(Reply::with(text, keyboard, SLOT))
}

/// Why an answer was sent back, or material is asked for, and what to do about it.
pub fn reason(words: &Words, filing: &Filing, back: &Rejection) -> Result<(Option<String>, Option<String>), Fault> {
    match &back.reason {
        None if back.words.is_none() => {
            let asked = filing.asked_for(back.field);
            let listed = asked.filter(|asked| materials::is_listed(&asked.what));
            let why = listed.map(|asked| words.data_hint("materials", &asked.what));
            Ok((why.transpose()?.flatten(), None))
        }
        None => Ok((None, None)),
        Some(id) => Ok((Some(words.data("reasons", id)?), words.data_hint("reasons", id)?)),
    }
}

/// Whether the answer that is to be confirmed is said with the question.
pub(super) fn tells_doubt(lead: &Lead) -> bool {
    !matches!(
        lead,
        Lead::Hint | Lead::Help(_) | Lead::Malformed(_) | Lead::Unlikely { .. }
    )
}

/// The answer that stands here, where it is to be confirmed. Help, and why something else was not taken, say the whole question again.
fn doubt(talk: &Talk, filing: &Filing, asked: Asked, lead: &Lead) -> Result<Option<shown::Doubt>, Fault> {
    let today = talk.work.today();
    if !tells_doubt(lead) || !journey::is_unsettled(filing, &asked, today) {
        return Ok(None);
    }
    let words = &talk.words;
    let kept = filing.kept(asked.place, asked.field.id);
    let warnings = journey::doubts(filing, &asked, today);
    Ok(Some(shown::Doubt {
        label: words.field_at(filing, asked.place, asked.field.id)?,
        value: kept.map(|kept| words.show(asked.field, &kept.answer)).transpose()?,
        warnings: warnings
            .iter()
            .map(|warning| warning_text(words, warning))
            .collect::<Result<_, _>>()?,
        explained: filing.reply(asked.place, asked.field.id).is_some(),
        photo: asked.field.kind == Kind::Photo,
    }))
}

/// Whether a text is one of the examples (`<code>`) that the question gives. What it proposes is none, and free text may well be the same.
pub fn gives_example(talk: &Talk, filing: &Filing, asked: Asked, text: &str) -> Result<bool, Fault> {
    if matches!(asked.field.kind, Kind::Text { .. }) {
        return Ok(false);
    }
    let typed = bare(text);
    // Hardly anything that is typed is an example, and rendering is dear. Only the example of a site's name is worked out.
    let path = Question::path_of(asked.field.id);
    if typed.is_empty() || asked.field.kind != Kind::SiteName && !talk.words.may_give_example(&path, &typed) {
        return Ok(false);
    }
    let question = asking(&talk.words, filing, asked)?;
    let question = talk.words.block(&question, "ask")?;
    let is_example = examples(&question).contains(&typed);
    let is_proposed = || {
        let offers = dialogue::offers(filing, asked, talk.work.today());
        offers.iter().any(|offer| bare(&offer.show()) == typed)
    };
    Ok(is_example && !is_proposed())
}

/// What became of the last input, for the template.
pub(super) fn before(words: &Words, filing: &Filing, lead: &Lead) -> Result<Before, Fault> {
    let label = |asked: &Asked| words.field_at(filing, asked.place, asked.field.id);
    let value = |asked: &Asked| {
        let kept = filing.kept(asked.place, asked.field.id);
        kept.map(|kept| words.show(asked.field, &kept.answer)).transpose()
    };
    let all = |warnings: &[Warning]| -> Result<Vec<_>, Fault> {
        warnings.iter().map(|warning| warning_text(words, warning)).collect()
    };
    Ok(match lead {
        Lead::Nothing | Lead::Hint | Lead::AllOptions | Lead::Kept { shown: true, .. } => Before::Nothing,
        Lead::Kept { asked, warnings, .. } => Before::Kept {
            label: label(asked)?,
            value: value(asked)?,
            warnings: all(warnings)?,
        },
        Lead::Explained { asked } => Before::Explained {
            label: label(asked)?,
            value: value(asked)?,
            words: filing.reply(asked.place, asked.field.id).map(str::to_owned),
        },
        Lead::Skipped { asked } => Before::Skipped { label: label(asked)? },
        Lead::Help(code) => Before::Help {
            text: Html(words.render(&shown::Helped { code })?),
        },
        Lead::Malformed(malformed) | Lead::Unlikely { malformed, .. } => Before::Malformed {
            text: malformed_text(words, malformed)?,
        },
        Lead::Noted(count) => Before::Noted { count: *count },
        Lead::NotText => Before::NotText,
        Lead::Required => Before::Required,
        Lead::NoneBefore => Before::NoneBefore,
        Lead::Moved => Before::Moved,
        Lead::Resumed => Before::Resumed,
    })
}

/// Why an answer was not taken, and what to send instead.
pub fn malformed_text(words: &Words, malformed: &Malformed) -> Result<Html, Fault> {
    words.render(&NotTaken::from(malformed)).map(Html)
}

/// What to look at again in an answer that was kept.
pub fn warning_text(words: &Words, warning: &Warning) -> Result<Html, Fault> {
    words.render(&Doubtful::from(warning)).map(Html)
}

fn option_hints(words: &Words, filing: &Filing, asked: Asked, lead: &Lead) -> Result<Vec<shown::OptionHint>, Fault> {
    let ids = shown_options(filing, asked, lead);
    if ids.len() > MOST_HINTS && *lead != Lead::Hint {
        return Ok(Vec::new());
    }
    let mut options = Vec::new();
    for id in ids {
        if let Some(hint) = words.choice_hint(asked.field.kind, id)? {
            let label = words.choice(asked.field.kind, id)?;
            options.push(shown::OptionHint { label, hint });
        }
    }
    Ok(options)
}

pub(super) fn type_result(talk: &Talk, filing: &Filing, lead: &Lead) -> Result<Reply, Fault> {
    let words = &talk.words;
    let found = type_check(filing);
    let domains: Vec<String> = filing
        .places(Level::Site)
        .into_iter()
        .filter_map(|place| filing.view(place).value("domain").map(|domain| domain.show()))
        .collect();
    let (outcome, kind, number) = match &found {
        TypeCheck::Kind(kind) if kind.is_offered() && !is_app(filing) => ("offered", Some(*kind), None),
        TypeCheck::Kind(kind) => ("not_here", Some(*kind), None),
        TypeCheck::Conflict { .. } => ("conflict", None, None),
        TypeCheck::AlreadyHere { icp_number, .. } => ("already_here", None, Some(icp_number.clone())),
    };
    let text = talk.text(&shown::TypeResult {
        lead: before(words, filing, lead)?,
        outcome,
        kind: kind.map(|kind| words.label("kind", kind.as_str())).transpose()?,
        kind_id: kind.map(|kind| kind.as_str()),
        is_app: is_app(filing),
        individual: filing.is_individual(),
        domains,
        number,
    })?;
    let mut keyboard = Vec::new();
    if outcome == "offered" {
        keyboard.push(vec![
            talk.button("confirm", Press::of(Verb::ConfirmKind, filing.id, filing.version))?,
        ]);
    }
    if is_app(filing) {
        let version = filing
            .kept(Place::Subject, "service_kind")
            .map_or(0, |kept| kept.version);
        let change = Press::of(Verb::Change, filing.id, version).at(Place::Subject, "service_kind");
        keyboard.push(vec![talk.button("file_website", change)?]);
    }
    let mut last = vec![talk.button("back", Press::of(Verb::Back, filing.id, filing.version))?];
    if outcome != "offered" {
        let leave = Press::of(Verb::Leave, filing.id, filing.version).with("ask");
        last.push(talk.button("drop", leave)?);
    }
    keyboard.push(last);
    Ok(Reply::with(text, Keyboard(keyboard), SLOT))
}

/// The pressed question keeps its answer and loses its buttons.
pub fn mark_answered(talk: &mut Talk, filing: &Filing, asked: Asked, answer: &Answer) -> Result<(), Fault> {
    if talk.pressed.is_none() {
        return Ok(());
    }
    let text = talk.text(&shown::Answered {
        label: talk.words.field_at(filing, asked.place, asked.field.id)?,
        value: talk.words.show(asked.field, answer)?,
    })?;
    talk.edit_of(filing.id, Reply::text(text));
    Ok(())
}

/// The question of a field, with what it may speak of.
fn asking(words: &Words, filing: &Filing, asked: Asked) -> Result<Question, Fault> {
    let view = filing.view(asked.place);
    let certificate_field = match asked.field.id {
        id if id.starts_with("service_head_") => "service_head_certificate_type",
        id if id.starts_with("head_") => "head_certificate_type",
        _ => "certificate_type",
    };
    let labelled = |id: &str| {
        let shown = form::field(id).zip(view.value(id));
        shown.map(|(field, answer)| words.show(field, &answer)).transpose()
    };
    let shown = |id: &str| {
        if id == asked.field.id {
            None
        } else {
            view.value(id).map(|answer| answer.show())
        }
    };
    let offer = (asked.field.offers)(&view).into_iter().next();
    let proposal = offer.map(|offer| words.show(asked.field, &offer));
    Ok(Question {
        id: asked.field.id,
        individual: view.is_individual(),
        app: filing.service_kind(asked.place) == Some(ServiceKind::App),
        nature: labelled("nature")?,
        certificate: if certificate_field == asked.field.id {
            None
        } else {
            labelled(certificate_field)?
        },
        example: example(filing, asked),
        domain: shown("domain"),
        organiser: shown("organiser_name"),
        head: shown("head_name"),
        service_head: shown("service_head_name"),
        paid: filing.facts.curtain.is_paid,
        proposal: proposal.transpose()?,
        service_kind: view.choice("service_kind"),
        what: filing
            .asked_for(asked.field.id)
            .map(|asked| words.material(Some(asked)))
            .transpose()?,
    })
}

/// At the question for a site's name: a name that is made of the organiser's, and would pass.
fn example(filing: &Filing, asked: Asked) -> Option<String> {
    if asked.field.kind != Kind::SiteName {
        return None;
    }
    let view = filing.view(asked.place);
    // What was just sent back is no example.
    let sent_back = filing.sent_back_at(asked.place, asked.field.id);
    let sent_back = sent_back
        .and(filing.kept(asked.place, asked.field.id))
        .map(|kept| kept.answer.show());
    names::example(
        &view.context(asked.field, chrono::NaiveDate::MIN).for_names(),
        sent_back.as_deref(),
    )
}
