//! One input: permission, action, and what is said. In memory; nothing outside is in reach.

use chrono::Duration;

use super::commands::{self, menu};
use super::route::{Incoming, Routed, Speaker};
use super::talk::{Pressed, Talk};
use super::{applicant, desk, missed, notices, once, permission, reviewer, second_hand};
use crate::actions::file::Came;
use crate::actions::{self, Done, NotDone, Refusal};
use crate::domain::conversation::{ChatKind, Conversation, State};
use crate::domain::language::Language;
use crate::domain::outgoing::{Lane, Outcome, Owner};
use crate::domain::people::{Person, Role};
use crate::domain::press::{Press, Verb};
use crate::domain::quiet::Quiet;
use crate::domain::reply::Reply;
use crate::domain::requests::{Arrived, Found};
use crate::prompts::shown::{InternalError, Refused};
use crate::prompts::{Fault, Prompts};
use crate::work::{Needs, Undecided, Work};

/// A group that was told that a command is not for everybody is not told again before this time has passed.
const HUSH: Duration = Duration::minutes(10);
/// Those who write as the group, or as a channel, are told at most this often in a chat.
const ANONYMOUS_TOLD_EVERY: Duration = Duration::minutes(10);

/// Whether the chat's next input may be decided in the same batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    Continue,
    /// The chat's part of the batch ends here.
    EndsChat,
}

/// Decides an input. What it says is noted in the work, rendered in each receiver's language.
pub fn decide(work: &mut Work, prompts: &Prompts, routed: &Routed) -> Result<Flow, Undecided> {
    #[cfg(debug_assertions)]
    super::faults::meet(&routed.incoming);
    match &routed.incoming {
        Incoming::Nothing => {}
        // Refused: the filing moved on before its end was decided, and the deadline says nothing.
        Incoming::Due(deadline) => says_nothing_if_refused(actions::remind::due(work, *deadline))?,
        Incoming::PassedOn => desk::desk(work, prompts, routed.chat, false)?,
        Incoming::Asked(question) => {
            let filing = work.questions.get(question).and_then(|question| question.filing);
            work.require(Needs {
                filings: filing.into_iter().collect(),
                ..Needs::default()
            })?;
            desk::asked(work, prompts, routed.chat, *question)?;
        }
        Incoming::Digest => desk::digest(work, prompts, routed.chat)?,
        Incoming::Result(Outcome::Refused { chat, code, filing, .. }) => {
            tracing::info!(chat, code, "A message was refused for good");
            if let Some(filing) = filing {
                says_nothing_if_refused(actions::untold::refused(work, routed.chat, *filing))?;
            }
        }
        Incoming::Result(Outcome::Told { filing, .. }) => actions::untold::told(work, routed.chat, *filing),
        Incoming::Result(Outcome::Arrived(Arrived {
            point,
            result: Ok(Found::File { file, state }),
        })) => match actions::file::came(work, point, *file, state) {
            Ok(Some(Came::OfNoUse(of_no_use))) => applicant::pictures::of_no_use(work, prompts, &of_no_use)?,
            Ok(Some(Came::ToConfirm { filing, asked, file })) => {
                applicant::pictures::to_confirm(work, prompts, &filing, asked, file)?;
            }
            Ok(None) | Err(NotDone::Refused(_)) => {}
            Err(NotDone::Undecided(undecided)) => return Err(undecided),
        },
        Incoming::Result(Outcome::Arrived(arrived)) => match actions::arrived::arrived(work, arrived) {
            Ok(Some(came)) => applicant::look_ups::came(work, prompts, &came)?,
            Ok(None) | Err(NotDone::Refused(_)) => {}
            Err(NotDone::Undecided(undecided)) => return Err(undecided),
        },
        Incoming::Result(Outcome::Migrated { from, to }) => work.move_chat(*from, *to),
        Incoming::Anonymous => anonymous(work, prompts, routed)?,
        _ if once::is_more_of_the_same(work, routed) => {}
        _ => spoken(work, prompts, routed)?,
    }
    // Nobody has spoken where a moment fell due or a call came back: what is said then was not asked for.
    let speaking = routed.speaker.as_ref().map(|_| routed.chat);
    notices::tell_all(work, prompts, speaking, routed.origin.topic)?;
    once::note(work, routed);
    let ends = work.deletes(routed.chat) || work.forgets(routed.chat);
    Ok(if ends { Flow::EndsChat } else { Flow::Continue })
}

fn says_nothing_if_refused(done: Done) -> Result<(), Undecided> {
    match done {
        Ok(()) => Ok(()),
        Err(NotDone::Undecided(undecided)) => Err(undecided),
        Err(NotDone::Refused(refusal)) => {
            tracing::debug!("Nothing follows: {refusal}");
            Ok(())
        }
    }
}

/// The last try failed: the input is set aside, and its chat hears of it with a number to name, and is asked again where
/// `asks_again`.
pub fn apologise(work: &mut Work, prompts: &Prompts, routed: &Routed, asks_again: bool) -> Result<(), Undecided> {
    let Some(speaker) = &routed.speaker else { return Ok(()) };
    let language = work.people.get(&speaker.id).map_or_else(
        || prompts.language_for(speaker.language_code.as_deref()),
        |person| person.language,
    );
    let words = prompts.words(language);
    let text = words.render(&InternalError { number: routed.input })?;
    let mut talk = talk(work, prompts, routed, speaker, language);
    talk.answer_press(None, false);
    talk.say(Reply::text(text));
    if asks_again {
        applicant::again(&mut talk)?;
    }
    Ok(())
}

fn spoken(work: &mut Work, prompts: &Prompts, routed: &Routed) -> Result<(), Undecided> {
    let Some(speaker) = &routed.speaker else {
        // A press that could not be read: it is answered, so that the button does not spin.
        if let Incoming::Press { query_id, .. } = &routed.incoming {
            let nobody = Speaker {
                id: routed.chat,
                name: String::new(),
                language_code: None,
            };
            let mut talk = talk(work, prompts, routed, &nobody, Language::DEFAULT);
            talk.pressed = Some(Pressed {
                query_id: query_id.clone(),
                message_id: None,
                answered: false,
            });
            talk.answer_press(None, false);
        }
        return Ok(());
    };
    let is_new = work.people.get(&speaker.id).is_none();
    let person = meet(work, prompts, speaker);
    let mut talk = talk(work, prompts, routed, speaker, person.language);
    if is_new && talk.kind == ChatKind::Private {
        menu::set(&mut talk)?;
    }
    match missed::tell(&mut talk, &routed.incoming).and_then(|()| answer(&mut talk, routed)) {
        Ok(()) => {}
        Err(NotDone::Refused(refusal)) => talk.refuse(&refusal)?,
        Err(NotDone::Undecided(undecided)) => return Err(undecided),
    }
    talk.answer_press(None, false);
    Ok(())
}

/// Nobody knows who gives the command: it is said what to do, once in a while, for anybody may write as a channel.
fn anonymous(work: &mut Work, prompts: &Prompts, routed: &Routed) -> Result<(), Fault> {
    let Some(conversation) = work.conversations.get(&routed.chat).cloned() else {
        return Ok(());
    };
    if conversation
        .recent
        .anonymous_told_since(work.now - ANONYMOUS_TOLD_EVERY)
    {
        return Ok(());
    }
    let words = prompts.words(work.language_of(routed.chat));
    let reply = Reply::text(words.render(&Refused::of("anonymous"))?);
    let (chat, topic) = (routed.chat, routed.origin.topic);
    super::talk::say(work, chat, topic, Lane::Answer, Owner::Chat(chat), reply);
    let mut recent = conversation.recent.clone();
    recent.note_anonymous_told(work.now);
    work.conversations.put(chat, Conversation { recent, ..conversation });
    Ok(())
}

fn answer(talk: &mut Talk, routed: &Routed) -> Done {
    match &routed.incoming {
        Incoming::Command {
            command: Some(command),
            arguments,
            ..
        } => {
            if is_hushed(talk) {
                return Ok(());
            }
            permission::command(command, talk.role, talk.kind)?;
            if talk.second_hand && (command.changes)(arguments) {
                return second_hand::offer(talk, command, arguments);
            }
            command.typed(talk, arguments)
        }
        Incoming::Command { command: None, .. } if talk.kind == ChatKind::Group => Ok(()),
        Incoming::Command { command: None, .. } => Err(Refusal::UnknownCommand.into()),
        Incoming::Text(_) | Incoming::NotText | Incoming::Picture(_) | Incoming::Contact { .. } => {
            if let Some(person) = commands::appoint::pointed_at(talk) {
                return commands::appoint::offer(talk, &person, None);
            }
            let text = match &routed.incoming {
                Incoming::Text(text) => Some(text.clone()),
                Incoming::Contact {
                    phone_number: Some(number),
                    has_account,
                } => applicant::asked_number(talk, number, *has_account),
                _ => None,
            };
            if let Some(text) = text.as_deref().filter(|_| !talk.second_hand)
                && let Some(press) = applicant::standing_button(talk, text)?
            {
                return pressed(talk, &press);
            }
            match talk.state() {
                state if state.is_reviewers() && talk.role < Role::Reviewer => {
                    talk.set_state(State::Idle);
                    Err(Refusal::NotAllowed.into())
                }
                state if state.is_reviewers() => reviewers_words(talk, text.as_deref()),
                State::AskingPerson { back } => applicant::ask::words(talk, *back, text.as_deref()),
                _ if let Incoming::Picture(file) = &routed.incoming => {
                    applicant::pictures::sent(talk, file, routed.origin.album.is_some())
                }
                _ => applicant::text(talk, text),
            }
        }
        Incoming::Edited if talk.kind == ChatKind::Private => {
            let text = talk.text(&Refused::of("edited_message"))?;
            talk.say(Reply::text(text));
            Ok(())
        }
        Incoming::Press { press: Some(press), .. } => pressed(talk, press),
        Incoming::Press { press: None, .. } => Err(Refusal::StaleButton.into()),
        _ => Ok(()),
    }
}

/// In a group only those who work there are answered every time. Anybody else's commands get one answer in a while: Telegram takes 20
/// messages a minute to a group, and a stranger's hundred would stand before a reviewer's one.
fn is_hushed(talk: &mut Talk) -> bool {
    if talk.kind != ChatKind::Group || talk.role > Role::Applicant {
        return false;
    }
    let now = talk.work.now;
    let Some(conversation) = talk.work.conversations.get(&talk.chat).cloned() else {
        return false;
    };
    if conversation.refused_at.is_some_and(|at| now < at + HUSH) {
        return true;
    }
    let refused_at = Some(now);
    talk.work.conversations.put(
        talk.chat,
        Conversation {
            refused_at,
            ..conversation
        },
    );
    false
}

fn pressed(talk: &mut Talk, press: &Press) -> Done {
    if !commands::ask::is_about(press) {
        talk.go_back_from_asking();
    }
    match press.verb {
        Verb::CarryOut => return second_hand::carry_out(talk, press),
        Verb::Act => {
            let Some((command, arguments)) = commands::of_words(&press.payload) else {
                return Err(Refusal::StaleButton.into());
            };
            permission::command(command, talk.role, talk.kind)?;
            return command.pressed(talk, press, arguments);
        }
        _ => {}
    }
    permission::press(press.verb, talk.role, talk.kind)?;
    if press.verb.is_reviewers() {
        reviewer::press(talk, press)
    } else {
        applicant::press(talk, press.clone())
    }
}

/// What a reviewer was asked to type came, or something that is no text. Where it is refused, it is waited for again.
fn reviewers_words(talk: &mut Talk, text: Option<&str>) -> Done {
    match talk.state() {
        State::MaterialWords { filing } => reviewer::supplement::words(talk, filing, text),
        State::GrantNumbers { filing } => commands::grant::typed(talk, filing, text),
        State::ReturnWords { filing } => commands::return_filing::typed(talk, filing, text),
        State::AnswerWords { question } => commands::answer::words(talk, question, text),
        State::CurtainNumber { filing, carrier } => commands::curtain::typed(talk, filing, &carrier, text),
        _ => reviewer::pick::own_words(talk, text),
    }
}

fn talk<'a>(
    work: &'a mut Work,
    prompts: &'a Prompts,
    routed: &Routed,
    speaker: &Speaker,
    language: Language,
) -> Talk<'a> {
    let kind = work
        .conversations
        .get(&routed.chat)
        .map_or(ChatKind::Private, |conversation| conversation.kind);
    let role = work.role(speaker.id);
    let pressed = match &routed.incoming {
        Incoming::Press {
            query_id, message_id, ..
        } => Some(Pressed {
            query_id: query_id.clone(),
            message_id: *message_id,
            answered: false,
        }),
        _ => None,
    };
    Talk {
        work,
        prompts,
        words: prompts.words(language),
        chat: routed.chat,
        kind,
        person: speaker.id,
        role,
        pressed,
        second_hand: routed.origin.forwarded || routed.origin.via_bot,
        points_at: routed.origin.points_at.clone(),
        topic: routed.origin.topic,
    }
}

/// The person as we know them; somebody new gets a data key of their own.
fn meet(work: &mut Work, prompts: &Prompts, speaker: &Speaker) -> Person {
    match work.people.get(&speaker.id).cloned() {
        Some(person) if person.name == speaker.name => person,
        Some(person) => {
            let person = Person {
                name: speaker.name.clone(),
                ..person
            };
            work.people.put(speaker.id, person.clone());
            person
        }
        None => {
            let person = Person {
                id: speaker.id,
                data_key: work.new_key("person"),
                language: prompts.language_for(speaker.language_code.as_deref()),
                name: speaker.name.clone(),
                quiet: Quiet::default(),
                created_at: work.now,
            };
            work.people.put(speaker.id, person.clone());
            person
        }
    }
}
