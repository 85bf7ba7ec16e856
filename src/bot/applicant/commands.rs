//! The applicant's commands.

use minijinja::context;

use super::super::commands::Command;
use super::super::talk::{Talk, button};
use super::show;
use crate::actions::{self, Done, NotDone, Refusal};
use crate::dialogue::{self, Lead};
use crate::domain::conversation::State;
use crate::domain::deadlines::{Deadline, DeadlineName};
use crate::domain::filing::{Filing, Status};
use crate::domain::outgoing::Keyboard;
use crate::domain::press::{Press, Verb};
use crate::domain::reply::Reply;
use crate::domain::workflow::{self, Case};
use crate::prompts::catalogue as templates;
use crate::work::{ChatKind, Language, Role, Undecided};

/// `/start`: who we are, and the one button that begins; with a draft, goes on with it.
pub fn start(talk: &mut Talk) -> Done {
    talk.set_menu();
    let open = open_filing(talk)?;
    if talk.role >= Role::Reviewer && open.is_none() {
        return help(talk);
    }
    let text = talk.text(&templates::WELCOME, context! { has_draft => open.is_some() });
    let keyboard = match &open {
        Some(filing) => {
            let mut keyboard = show::draft_buttons(&talk.words, filing);
            keyboard.0.push(language_row(talk));
            keyboard
        }
        None => {
            let mut keyboard = new_keyboard(talk);
            keyboard.0.push(language_row(talk));
            keyboard
        }
    };
    talk.say(Reply::with(text, keyboard, "question"));
    Ok(())
}

/// `/new`: begins a draft.
pub fn new(talk: &mut Talk) -> Done {
    match actions::start::start(talk.work, talk.person) {
        Ok(filing) => {
            talk.take_buttons_off();
            let (state, say) = dialogue::present(&filing, talk.work.today(), Lead::Nothing);
            show::show(talk, &filing, state, say, false);
            Ok(())
        }
        Err(NotDone::Refused(Refusal::DraftExists)) => {
            let text = talk.refusal_text(&Refusal::DraftExists, None);
            let draft = talk
                .work
                .filings_of(talk.person)?
                .into_iter()
                .find(|f| f.status == Status::Drafting)
                .cloned();
            let keyboard = draft
                .map(|draft| show::draft_buttons(&talk.words, &draft))
                .unwrap_or_default();
            talk.say(Reply::with(text, keyboard, "question"));
            Ok(())
        }
        Err(other) => Err(other),
    }
}

/// `/resume`: goes on with corrections first, since they have a limit, else with the draft.
pub fn resume(talk: &mut Talk) -> Done {
    match open_filing(talk)? {
        Some(filing) => super::resume(talk, filing.id, Lead::Resumed),
        None => {
            let text = talk.refusal_text(&Refusal::NothingToResume, None);
            let keyboard = new_keyboard(talk);
            talk.say(Reply::with(text, keyboard, "question"));
            Ok(())
        }
    }
}

/// `/status`: every filing of the person, and what comes next for each.
pub fn status(talk: &mut Talk) -> Done {
    let filings: Vec<Filing> = talk
        .work
        .filings_of(talk.person)?
        .into_iter()
        // A draft that was dropped is not spoken of again.
        .filter(|f| f.data_key.is_some() && (f.number.is_some() || f.status != Status::Withdrawn))
        .rev()
        .take(10)
        .cloned()
        .collect();
    let text = status_text(talk, &filings)?;
    let keyboard = match open_filing(talk)? {
        Some(filing) => show::draft_buttons(&talk.words, &filing),
        None => new_keyboard(talk),
    };
    // The list shows values of several filings; the chat is all theirs.
    talk.say(Reply::with(text, keyboard, "question"));
    Ok(())
}

/// How these filings stand, and what comes next for each. Their deadlines were asked for.
pub fn status_text(talk: &Talk, filings: &[Filing]) -> Result<String, Undecided> {
    let today = talk.work.today();
    let lines = filings
        .iter()
        .map(|filing| -> Result<_, Undecided> {
            let domain = filing
                .services
                .first()
                .and_then(|place| filing.view(*place).value("domain"));
            // The one of the present status, where others go on beside it.
            let of_status = DeadlineName::of_status(filing.status);
            let deadlines = talk.work.deadlines_of(filing.id)?.into_iter();
            let deadline = deadlines.filter(Deadline::is_open).find(|d| Some(d.name) == of_status);
            let missed = deadline
                .as_ref()
                .is_some_and(|deadline| deadline.is_missed(talk.work.now));
            let until = deadline.map(|deadline| talk.words.date(deadline.ends_at));
            let (subject_number, services) = super::super::notices::granted_numbers(filing);
            let open = if filing.status.is_with_applicant() {
                left_to_do(filing, today)
            } else {
                None
            };
            Ok(context! {
                number => filing.number,
                kind => filing.kind.map(|kind| talk.words.label("kind", kind.as_str())),
                domain => domain.map(|domain| domain.show()),
                status => talk.words.label("status", filing.status.as_str()),
                status_id => filing.status.as_str(),
                subject_number,
                services,
                since => talk.words.date(filing.status_since),
                turn => workflow::whose_turn(&Case::of(filing)).map(|party| talk.words.label("turn", party.as_str())),
                until,
                missed,
                open,
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(talk.text(&templates::STATUS, context! { filings => lines }))
}

/// How many questions are open, while that can be told.
fn left_to_do(filing: &Filing, today: chrono::NaiveDate) -> Option<String> {
    match crate::domain::form::journey::next(filing, today) {
        crate::domain::form::journey::Next::Question(asked) => {
            let (at, of) = crate::domain::form::journey::progress(filing, &asked);
            Some(format!("{at}/{of}"))
        }
        _ => None,
    }
}

/// `/cancel`: leaves the step; offers to drop the draft, or to withdraw what was submitted where that is allowed.
pub fn cancel(talk: &mut Talk) -> Done {
    if talk.state() == State::Deleting {
        talk.set_state(State::Idle);
        let text = talk.text(&templates::KEPT_ALL, context! {});
        talk.say(Reply::text(text));
        return Ok(());
    }
    let current = talk.state().filing().and_then(|id| talk.work.filings.get(&id)).cloned();
    let current = current.filter(|filing| filing.applicant == talk.person && !filing.status.is_closed());
    let open = talk.work.filings_of(talk.person)?.into_iter().rev();
    let filing = current.or(open.into_iter().find(|filing| !filing.status.is_closed()).cloned());
    match filing {
        Some(filing) => ask_leave(talk, &filing),
        None => idle(talk),
    }
}

/// Asks what is to become of a draft or of a submitted filing.
pub fn ask_leave(talk: &mut Talk, filing: &Filing) -> Done {
    if actions::withdraw::held([filing]).is_some() {
        return Err(Refusal::CannotWithdraw {
            number: filing.name(),
            status: filing.status,
        }
        .into());
    }
    talk.set_state(State::Leaving {
        filing: filing.id,
        version: filing.version,
    });
    let was_draft = filing.status == Status::Drafting;
    let text = talk.text(&templates::LEAVE, context! { was_draft, number => filing.number });
    let leave = Press::of(Verb::Leave, filing.id, filing.version);
    let stay = if filing.status.is_with_applicant() {
        Press::of(Verb::Stay, filing.id, filing.version)
    } else {
        Press::of(Verb::Stay, filing.id, filing.version).with("submitted")
    };
    let keyboard = Keyboard(vec![
        vec![talk.button(if was_draft { "keep_draft" } else { "stay" }, stay)],
        vec![talk.button(if was_draft { "drop" } else { "withdraw" }, leave)],
    ]);
    talk.edit_of(filing.id, Reply::with(text, keyboard, "question"));
    Ok(())
}

/// `/language`, `/language en`: asks, or sets it.
pub fn language(talk: &mut Talk, arguments: &str) -> Done {
    if !arguments.is_empty() {
        let wanted = arguments.trim().to_lowercase();
        let known = Language::ALL.iter().find(|language| {
            wanted.starts_with(language.as_str()) || talk.prompts.words(**language).own_name().to_lowercase() == wanted
        });
        if let Some(language) = known {
            return set_language(talk, language.as_str());
        }
    }
    let text = talk.text(&templates::LANGUAGE, context! {});
    let keyboard = Keyboard(vec![language_row(talk)]);
    talk.say(Reply::with(text, keyboard, "question"));
    Ok(())
}

/// Speaks the other language from here on, and asks again what was being asked.
pub fn set_language(talk: &mut Talk, code: &str) -> Done {
    let Ok(language) = code.parse::<Language>() else {
        return super::stale(talk);
    };
    actions::language::language(talk.work, talk.person, language);
    talk.words = talk.prompts.words(language);
    talk.set_menu();
    let text = talk.text(&templates::LANGUAGE_SET, context! { language => talk.words.own_name() });
    talk.say(Reply::text(text));
    let current = talk.state().filing().and_then(|id| talk.work.filings.get(&id)).cloned();
    match current.filter(|filing| filing.applicant == talk.person && filing.status.is_with_applicant()) {
        Some(filing) => super::resume(talk, filing.id, Lead::Nothing),
        None => start(talk),
    }
}

/// `/help`: the commands of the role, and how to reach a person.
pub fn help(talk: &mut Talk) -> Done {
    let in_group = talk.kind == ChatKind::Group;
    let role = if in_group {
        Role::Administrator.min(talk.role.max(Role::Applicant))
    } else {
        talk.role
    };
    let commands: Vec<_> = Command::menu(role, in_group)
        .into_iter()
        .map(|command| {
            let path = format!("commands/{command}");
            context! {
                name => command.as_str(),
                about => minijinja::Value::from_safe_string(talk.words.render_block(&path, "about", ())),
                usage => minijinja::Value::from_safe_string(talk.words.render_block(&path, "usage", ())),
                reviewers => command.is_reviewers(),
            }
        })
        .collect();
    let text = talk.text(
        &templates::HELP,
        context! { commands, person => (!in_group).then_some(talk.person), role => talk.words.label("role", talk.role.as_str()), reviewer => talk.role >= Role::Reviewer },
    );
    talk.say(Reply::text(text));
    Ok(())
}

/// `/delete`: asks first.
pub fn delete(talk: &mut Talk) -> Done {
    if let Some(filing) = actions::withdraw::held(talk.work.filings_of(talk.person)?) {
        return Err(Refusal::DeleteBlocked { number: filing.name() }.into());
    }
    let open = talk
        .work
        .filings_of(talk.person)?
        .iter()
        .filter(|filing| !filing.status.is_closed())
        .count();
    let granted = talk
        .work
        .filings_of(talk.person)?
        .iter()
        .filter(|filing| filing.status == Status::Granted)
        .count();
    talk.set_state(State::Deleting);
    let text = talk.text(&templates::DELETE, context! { open, granted });
    let keyboard = Keyboard(vec![
        vec![talk.button("cancel", Press::new(Verb::Delete).with("no"))],
        vec![talk.button("delete_all", Press::new(Verb::Delete).with("yes"))],
    ]);
    talk.say(Reply::with(text, keyboard, "question"));
    Ok(())
}

pub fn delete_now(talk: &mut Talk) -> Done {
    actions::delete::delete(talk.work, talk.person, talk.chat)?;
    let text = talk.text(&templates::DELETED, context! {});
    talk.edit(Reply::text(text));
    Ok(())
}

/// Something was sent while nothing is being asked.
pub fn idle(talk: &mut Talk) -> Done {
    let open = open_filing(talk)?;
    let text = talk.text(
        &templates::IDLE,
        context! { has_draft => open.is_some(), reviewer => talk.role >= Role::Reviewer },
    );
    let keyboard = match open {
        Some(filing) => show::draft_buttons(&talk.words, &filing),
        None if talk.role >= Role::Reviewer => Keyboard::default(),
        None => new_keyboard(talk),
    };
    talk.say(Reply::with(text, keyboard, "question"));
    Ok(())
}

pub fn new_keyboard(talk: &Talk) -> Keyboard {
    Keyboard(vec![vec![talk.button("new", Press::new(Verb::New))]])
}

fn language_row(talk: &Talk) -> Vec<crate::domain::outgoing::Button> {
    Language::ALL
        .iter()
        .map(|language| {
            let label = talk.prompts.words(*language).own_name().to_owned();
            button(label, Press::new(Verb::Language).with(language.as_str()))
        })
        .collect()
}

/// What the applicant can go on with: corrections first, since they have a limit.
fn open_filing(talk: &Talk) -> Result<Option<Filing>, Undecided> {
    let filings = talk.work.filings_of(talk.person)?;
    let correction = filings.iter().find(|filing| filing.status.is_correction());
    Ok(correction
        .or_else(|| filings.iter().find(|filing| filing.status == Status::Drafting))
        .map(|filing| (*filing).clone()))
}
