//! One input's side of the conversation: who speaks where, in which language, and what is said back.

use super::read::Pointed;
use crate::actions::{NotDone, Refusal};
use crate::domain::conversation::{ChatKind, Conversation, State};
use crate::domain::filing::FilingId;
pub use crate::domain::markup::without_tags;
use crate::domain::outgoing::{Button, Call, ChatId, Keyboard, Lane, Outgoing, Owner, PersonId};
use crate::domain::people::Role;
use crate::domain::press::Press;
use crate::domain::reply::Reply;
use crate::prompts::shown::Template;
use crate::prompts::{Fault, Prompts, Words, divide};
use crate::work::{Undecided, Work};
use chrono::Duration;

/// The most characters that Telegram shows in the answer to a press.
const LONGEST_TOAST: usize = 200;
/// A press is worth answering so long.
const PRESS_LASTS: Duration = Duration::seconds(10);
/// Longer labels are cut by phones.
const LONGEST_LABEL: usize = 60;

/// A text that is missing or does not render fails the input, like any other fault of ours.
impl From<Fault> for Undecided {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault.into())
    }
}

impl From<Fault> for NotDone {
    fn from(fault: Fault) -> Self {
        Self::Undecided(fault.into())
    }
}

/// A button that was pressed.
#[derive(Clone, Debug)]
pub struct Pressed {
    pub query_id: String,
    pub message_id: Option<i64>,
    pub answered: bool,
}

/// The conversation as one input has it.
pub struct Talk<'a> {
    pub work: &'a mut Work,
    pub prompts: &'a Prompts,
    pub words: Words<'a>,
    pub chat: ChatId,
    pub kind: ChatKind,
    pub person: PersonId,
    pub role: Role,
    pub pressed: Option<Pressed>,
    /// What they sent was forwarded, or written by another bot for them.
    pub second_hand: bool,
    /// Whom their message points at.
    pub points_at: Option<Pointed>,
    /// The topic of the chat in which they speak, and are answered.
    pub topic: Option<i64>,
}

impl Talk<'_> {
    pub fn state(&self) -> State {
        self.work
            .conversations
            .get(&self.chat)
            .map_or(State::Idle, |conversation| conversation.state.clone())
    }

    pub fn set_state(&mut self, state: State) {
        if let Some(conversation) = self.work.conversations.get(&self.chat).cloned() {
            self.work
                .conversations
                .put(self.chat, Conversation { state, ..conversation });
        }
    }

    /// Whoever goes on with something else has nothing to ask: what was being asked of them stands again.
    pub fn go_back_from_asking(&mut self) -> bool {
        match self.state() {
            State::AskingPerson { back } => {
                self.set_state(*back);
                true
            }
            _ => false,
        }
    }

    /// The text of a template in the speaker's language.
    pub fn text<T: Template>(&self, shown: &T) -> Result<String, Fault> {
        self.words.render(shown)
    }

    /// Says something that shows nothing of a filing.
    pub fn say(&mut self, reply: Reply) {
        let owner = Owner::Chat(self.chat);
        self.say_under(reply, owner);
    }

    /// Says something that shows values of a filing: sealed under its key.
    pub fn say_of(&mut self, filing: FilingId, reply: Reply) {
        self.say_under(reply, Owner::Filing(filing));
    }

    fn say_under(&mut self, reply: Reply, owner: Owner) {
        say(self.work, self.chat, self.topic, Lane::Answer, owner, reply);
    }

    /// Edits the message that was pressed; says it anew where none was.
    pub fn edit_of(&mut self, filing: FilingId, reply: Reply) {
        self.edit_under(reply, Owner::Filing(filing));
    }

    pub fn edit(&mut self, reply: Reply) {
        let owner = Owner::Chat(self.chat);
        self.edit_under(reply, owner);
    }

    fn edit_under(&mut self, reply: Reply, owner: Owner) {
        let message_id = self.pressed.as_ref().and_then(|pressed| pressed.message_id);
        let parts = divide(&reply.text);
        let (Some(message_id), [text]) = (message_id, parts.as_slice()) else {
            return self.say_under(reply, owner);
        };
        self.work.say(Outgoing {
            chat: self.chat,
            lane: Lane::Answer,
            slot: reply.slot.map(str::to_owned),
            owner,
            call: Call::Edit {
                message_id: Some(message_id),
                text: text.clone(),
                keyboard: reply.keyboard,
                topic: self.topic,
            },
            not_before: None,
            expires_at: None,
        });
    }

    /// The pressed message keeps its text and loses its buttons.
    pub fn take_buttons_off(&mut self) {
        let Some(message_id) = self.pressed.as_ref().and_then(|pressed| pressed.message_id) else {
            return;
        };
        self.work.say(Outgoing {
            chat: self.chat,
            lane: Lane::Answer,
            slot: None,
            owner: Owner::Chat(self.chat),
            call: Call::RemoveButtons { message_id },
            not_before: None,
            expires_at: None,
        });
    }

    /// Answers the press with a word, shown for a moment; `alert`: until it is closed.
    pub fn answer_press(&mut self, text: Option<String>, alert: bool) {
        let Some(pressed) = self.pressed.as_mut().filter(|pressed| !pressed.answered) else {
            return;
        };
        pressed.answered = true;
        let query_id = pressed.query_id.clone();
        let expires_at = self.work.now + PRESS_LASTS;
        self.work.say(Outgoing {
            chat: self.chat,
            lane: Lane::Answer,
            slot: None,
            owner: Owner::Chat(self.chat),
            call: Call::PressAnswer { query_id, text, alert },
            not_before: None,
            expires_at: Some(expires_at),
        });
    }

    /// Says why an act is not possible, and what to do instead: on the press where it fits, else in the chat.
    pub fn refuse(&mut self, refusal: &Refusal) -> Result<(), Fault> {
        let text = self.refusal_text(refusal, None)?;
        let bare = without_tags(&text);
        if self.pressed.is_some() && bare.chars().count() <= LONGEST_TOAST {
            self.answer_press(Some(bare), true);
        } else {
            let reply = match refusal {
                // One more would be refused too; and who may not do something is to ask their own people.
                Refusal::TooManyQuestions | Refusal::NotAllowed => Reply::text(text),
                _ => self.refusal(text)?,
            };
            self.say(reply);
        }
        Ok(())
    }

    /// A refusal as a message of its own: an applicant has a person in reach below it.
    pub fn refusal(&self, text: String) -> Result<Reply, Fault> {
        let is_applicant = self.kind == ChatKind::Private && self.role == Role::Applicant;
        Ok(match is_applicant {
            true => Reply::with_buttons(text, Keyboard(vec![vec![self.ask_button()?]])),
            false => Reply::text(text),
        })
    }

    /// The button below what was refused, or is not understood.
    pub fn ask_button(&self) -> Result<Button, Fault> {
        self.button("ask", Press::act("ask"))
    }

    /// What somebody typed, where it may be said again: in a group only what looks like a filing's number.
    pub(super) fn repeated(&self, typed: &str) -> Option<String> {
        const LONGEST_NUMBER: usize = 7;
        let is_number = typed.len() <= LONGEST_NUMBER && typed.chars().all(|c| c.is_ascii_digit());
        (self.kind != ChatKind::Group || is_number).then(|| typed.to_owned())
    }

    /// Somebody's Telegram id, where it may be told: a group is not told it.
    pub fn told_id(&self, person: PersonId) -> Option<PersonId> {
        (self.kind != ChatKind::Group).then_some(person)
    }

    /// A button with a label of `labels.toml`.
    pub fn button(&self, key: &str, press: Press) -> Result<Button, Fault> {
        Ok(button(self.words.button(key)?, press))
    }
}

/// Notes a message as outgoing, divided where Telegram would not take it whole; the last part has the buttons and the slot.
pub fn say(work: &mut Work, chat: ChatId, topic: Option<i64>, lane: Lane, owner: Owner, reply: Reply) {
    for part in parts(chat, topic, lane, owner, reply) {
        work.say(part);
    }
}

/// The parts of a message, in their order.
pub fn parts(chat: ChatId, topic: Option<i64>, lane: Lane, owner: Owner, reply: Reply) -> Vec<Outgoing> {
    let mut parts = divide(&reply.text);
    let last = parts.pop().unwrap_or_default();
    let send = |text, keyboard, slot: Option<&str>| Outgoing {
        chat,
        lane,
        slot: slot.map(str::to_owned),
        owner,
        call: Call::Send { text, keyboard, topic },
        not_before: None,
        expires_at: None,
    };
    let mut outgoing: Vec<_> = parts
        .into_iter()
        .map(|part| send(part, Keyboard::default(), None))
        .collect();
    outgoing.push(send(last, reply.keyboard, reply.slot));
    outgoing
}

/// A button; a label that is too long for a phone is shortened.
pub fn button(label: String, press: Press) -> Button {
    let label = if label.chars().count() > LONGEST_LABEL {
        label.chars().take(LONGEST_LABEL - 1).chain(['…']).collect()
    } else {
        label
    };
    Button {
        label,
        data: press.encode(),
    }
}

/// Buttons in rows: as many side by side as most of them leave room for on a phone; a long one stands alone.
pub fn rows(buttons: Vec<Button>) -> Vec<Vec<Button>> {
    let mut widths: Vec<usize> = buttons.iter().map(|button| width(&button.label)).collect();
    widths.sort_unstable();
    let most = widths.get(widths.len().saturating_sub(1) * 4 / 5).copied().unwrap_or(0);
    let a_row = match most {
        0..=7 => 4,
        8..=10 => 3,
        11..=20 => 2,
        _ => 1,
    };
    // A few buttons stand evenly: four as two and two.
    let a_row = if buttons.len() == 4 && a_row == 3 { 2 } else { a_row };
    let room = 40 / a_row;
    let mut rows: Vec<Vec<Button>> = Vec::new();
    let mut full = true;
    for button in buttons {
        let alone = width(&button.label) > room;
        match rows.last_mut() {
            Some(row) if !full && !alone => row.push(button),
            _ => rows.push(vec![button]),
        }
        full = alone || rows.last().is_none_or(|row| row.len() >= a_row);
    }
    rows
}

/// Chinese characters are twice as wide as Latin ones. A mark in front does not count: what is ticked stays where it is.
fn width(text: &str) -> usize {
    text.trim_start_matches(['✓', '✗', ' '])
        .chars()
        .map(|c| if c.is_ascii() { 1 } else { 2 })
        .sum()
}
