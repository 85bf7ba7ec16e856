//! Further material is picked by buttons from the list, or named in a reviewer's own words, and asked for together.

use chrono::Days;

use super::done::done;
use super::named::strip_name;
use crate::actions::supplement::{self, Wanted};
use crate::actions::{self, Done, Refusal};
use crate::bot::talk::{Talk, button, rows, without_tags};
use crate::domain::conversation::{ChatKind, State};
use crate::domain::days::{Near, day};
use crate::domain::filing::{AskedFor, Filing, FilingId, Rejection};
use crate::domain::materials;
use crate::domain::outgoing::{Button, Keyboard};
use crate::domain::press::{Press, Verb, token};
use crate::domain::reply::Reply;
use crate::domain::workflow::Action;
use crate::prompts::{Fault, shown};

/// In how many days what is asked for may be wanted, by a press.
const DAYS: [u64; 3] = [3, 7, 15];

/// What is to be asked for. It is a message of its own: the filing stays in sight above it.
pub fn begin(talk: &mut Talk, filing: &Filing) -> Done {
    actions::possible_for(filing, Action::Supplement, talk.person)?;
    actions::claim::not_anothers(filing, talk.person)?;
    let reply = picker(talk, filing)?;
    talk.say_of(filing.id, reply);
    Ok(())
}

fn again(talk: &mut Talk, filing: &Filing) -> Done {
    let reply = picker(talk, filing)?;
    talk.edit_of(filing.id, reply);
    Ok(())
}

fn picker(talk: &Talk, filing: &Filing) -> Result<Reply, Fault> {
    let at = |verb| Press::of(verb, filing.id, filing.version);
    let is_picked = |what: &str| filing.picked_material().any(|(asked, _)| asked.what == what);
    let listed = materials::applicable(filing.is_individual()).map(|id| -> Result<Button, Fault> {
        let mark = if is_picked(id) { "✓ " } else { "" };
        let label = talk.words.data("materials", id)?;
        Ok(button(format!("{mark}{label}"), at(Verb::Material).with(token(id))))
    });
    let mut buttons = listed.collect::<Result<Vec<_>, _>>()?;
    // What was named in own words can be taken out again.
    for (asked, _) in filing.picked_material() {
        if !materials::applicable(filing.is_individual()).any(|id| id == asked.what) {
            let label = format!("✓ {}", what(talk, asked)?);
            buttons.push(button(label, at(Verb::Material).with(token(&asked.what))));
        }
    }
    buttons.push(talk.button("material_words", at(Verb::MaterialWords))?);
    let mut keyboard = rows(buttons);
    let picked = filing
        .picked_material()
        .map(|(asked, picked)| line(talk, asked, picked));
    let picked = picked.collect::<Result<Vec<_>, Fault>>()?;
    let until = supplement::picked_until(filing);
    let mut last = vec![talk.button("show", Press::act_on("show", filing.id, filing.version))?];
    if !picked.is_empty() {
        let within = talk.words.label("rest", "within_days")?;
        let days = DAYS.map(|days| {
            let label = within.replace("{n}", &days.to_string());
            button(label, at(Verb::MaterialDays).with(days.to_string()))
        });
        keyboard.push(days.into());
        if until.is_some() {
            keyboard.push(vec![talk.button("no_day", at(Verb::MaterialDays))?]);
        }
        last.insert(0, talk.button("send_supplement", at(Verb::SendMaterial))?);
    }
    keyboard.push(last);
    let text = talk.text(&shown::Materials {
        number: filing.number,
        picked,
        until: until.map(|day| talk.words.day(day)),
    })?;
    Ok(Reply {
        text,
        keyboard: Keyboard(keyboard),
        slot: None,
    })
}

fn line(talk: &Talk, asked: &AskedFor, picked: &Rejection) -> Result<shown::MaterialLine, Fault> {
    let in_group = talk.kind == ChatKind::Group;
    let listed = match &picked.words {
        Some(_) => None,
        None => talk.words.data_hint("materials", &asked.what)?,
    };
    Ok(shown::MaterialLine {
        what: what(talk, asked)?,
        // In a group nobody's words are repeated.
        why: picked.words.clone().filter(|_| !in_group).or(listed),
    })
}

/// How it is called here: in a group a reviewer's own words are not repeated.
fn what(talk: &Talk, asked: &AskedFor) -> Result<String, Fault> {
    match talk.kind {
        ChatKind::Group if !materials::is_listed(&asked.what) => talk.words.material(None),
        _ => talk.words.material(Some(asked)),
    }
}

/// Takes something in that was not picked, and out what was.
pub fn toggle(talk: &mut Talk, filing: Filing, press: &Press) -> Done {
    let picked = filing.picked_material().map(|(asked, _)| asked.what.clone());
    let picked = picked.into_iter().find(|what| token(what) == press.payload);
    let filing = match picked {
        Some(what) => supplement::unpick(talk.work, filing, talk.person, &what)?,
        None => {
            let mut listed = materials::applicable(filing.is_individual());
            let what = listed.find(|id| token(id) == press.payload);
            let what = what.ok_or(Refusal::StaleButton)?.to_owned();
            supplement::pick(talk.work, filing, talk.person, Wanted { what, why: None })?
        }
    };
    again(talk, &filing)
}

/// Names the day; a button without a number takes it back.
pub fn days(talk: &mut Talk, filing: Filing, press: &Press) -> Done {
    let until = match press.payload.parse::<u64>() {
        Ok(days) if DAYS.contains(&days) => talk.work.today().checked_add_days(Days::new(days)),
        _ => None,
    };
    let filing = supplement::set_until(talk.work, filing, talk.person, until)?;
    again(talk, &filing)
}

/// Own words are typed: in the reviewer's private chat, or on the command's own lines.
pub fn ask_words(talk: &mut Talk, filing: &Filing) -> Done {
    actions::possible_for(filing, Action::Supplement, talk.person)?;
    if talk.kind == ChatKind::Group {
        let text = talk.text(&shown::MaterialWords { in_group: true })?;
        talk.answer_press(Some(without_tags(&text)), true);
        return Ok(());
    }
    talk.set_state(State::MaterialWords { filing: filing.id });
    let text = talk.text(&shown::MaterialWords { in_group: false })?;
    talk.say_of(filing.id, Reply::text(text));
    Ok(())
}

/// The words came, or something that is no words.
pub fn words(talk: &mut Talk, filing: FilingId, text: Option<&str>) -> Done {
    let mut filing = actions::filing(talk.work, filing)?;
    let Some(text) = text else {
        return ask_words(talk, &filing);
    };
    for line in lines(text) {
        let wanted = wanted(talk, line)?;
        filing = supplement::pick(talk.work, filing, talk.person, wanted)?;
    }
    talk.set_state(State::Idle);
    begin(talk, &filing)
}

/// `/supplement <filing> [<day>]` with a line for each thing.
pub fn typed(talk: &mut Talk, filing: Filing, arguments: &str) -> Done {
    actions::possible_for(&filing, Action::Supplement, talk.person)?;
    let (until, rest) = day_before(talk, arguments);
    let is_bare = lines(rest).next().is_none();
    if is_bare && until.is_none() && filing.picked_material().next().is_none() {
        return begin(talk, &filing);
    }
    supplement::check_day(talk.work, &filing, until)?;
    let mut filing = filing;
    for line in lines(rest) {
        let wanted = wanted(talk, line)?;
        filing = supplement::pick(talk.work, filing, talk.person, wanted)?;
    }
    if until.is_some() {
        filing = supplement::set_until(talk.work, filing, talk.person, until)?;
    }
    if is_bare {
        // What was picked by buttons is sent by a button: nothing goes out that was not just named.
        return begin(talk, &filing);
    }
    send(talk, filing)
}

/// Asks for everything that was picked.
pub fn send(talk: &mut Talk, filing: Filing) -> Done {
    let filing = supplement::send(talk.work, filing, talk.person)?;
    done(talk, &filing, "supplement")
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// The day that stands first, if one does, and what comes after it.
fn day_before<'a>(talk: &Talk, text: &'a str) -> (Option<chrono::NaiveDate>, &'a str) {
    let text = text.trim_start();
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    match day(word, talk.work.today(), Near::Future) {
        Some(day) => (Some(day), rest),
        None => (None, text),
    }
}

/// What a line asks for: something of the list by its id or its name in any language, or `<what>: <why>`.
fn wanted(talk: &Talk, line: &str) -> Result<Wanted, Fault> {
    let separators = [' ', '\t', ':', '：', '，', ','];
    for material in materials::materials() {
        let mut names = vec![material.id.clone()];
        for language in talk.prompts.languages() {
            names.push(talk.prompts.words(language).data("materials", &material.id)?);
        }
        let rest = names.iter().find_map(|name| strip_name(line, name));
        if let Some(rest) = rest {
            let why = rest.trim_start_matches(separators).trim();
            return Ok(Wanted {
                what: material.id.clone(),
                why: (!why.is_empty()).then(|| why.to_owned()),
            });
        }
    }
    let (what, why) = line.split_once([':', '：']).unwrap_or((line, ""));
    let why = why.trim();
    Ok(Wanted {
        what: what.trim().to_owned(),
        why: (!why.is_empty()).then(|| why.to_owned()),
    })
}
