//! `/language`, `/language en`: asks, or sets it. Its buttons name the language.

use super::{Command, Where, menu, of_speaker, plain, start};
use crate::actions::{self, Done};
use crate::bot::applicant::{self, home};
use crate::bot::talk::Talk;
use crate::dialogue::Lead;
use crate::domain::language::Language;
use crate::domain::outgoing::Keyboard;
use crate::domain::people::Role;
use crate::domain::reply::Reply;
use crate::prompts::shown;

pub static LANGUAGE: Command = Command {
    loads: of_speaker,
    // Without a language it asks for one.
    changes: |arguments| !arguments.is_empty(),
    is_aside: true,
    ..plain("language", Role::Applicant, Where::Private, language)
};

fn language(talk: &mut Talk, arguments: &str) -> Done {
    if !arguments.is_empty()
        && let Some(language) = talk.prompts.language_named(arguments)
    {
        return set(talk, language);
    }
    let text = talk.text(&shown::ChooseLanguage {})?;
    let keyboard = Keyboard(vec![home::language_row(talk)]);
    talk.say(Reply::with(text, keyboard, "question"));
    Ok(())
}

/// Speaks the other language from here on, and asks again what was being asked.
fn set(talk: &mut Talk, language: Language) -> Done {
    actions::language::language(talk.work, talk.person, language);
    talk.words = talk.prompts.words(language);
    menu::set(talk)?;
    let text = talk.text(&shown::LanguageSet {
        language: talk.words.own_name().to_owned(),
    })?;
    talk.say(Reply::text(text));
    let current = talk.state().filing().and_then(|id| talk.work.filings.get(&id)).cloned();
    match current.filter(|filing| filing.applicant == talk.person && filing.is_with_applicant()) {
        Some(filing) => applicant::resume(talk, filing.id, Lead::Nothing),
        None => start::start(talk),
    }
}
