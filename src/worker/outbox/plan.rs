//! The rows of one channel become a plan: in their order, with edits folded into what they would change anyway.
//!
//! An edit of a slot whose message is still unsent is folded into that message, and of several edits of one message only
//! the last is made: whoever was offline for a while, or whose chat was held up, gets the present state at once.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::clock::from_milliseconds;
use crate::domain::outgoing::{Call, ChatId, Keyboard, Lane, Matter};
use crate::storage::outbox::{First, Row};

use super::together::together;

/// A row whose call was opened, or why it could not be.
pub struct Opened {
    pub row: Row,
    pub call: Result<Call, Unreadable>,
    /// A later notice has taken its place.
    pub is_replaced: bool,
    /// Something about the same filing was refused in its chat before.
    pub ends_silence: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Its key is missing, or it is damaged.
    Content,
    Panicked,
}

/// One call to make, and the rows that are settled by it.
#[derive(Debug)]
pub struct Step {
    /// The first of them: it gives the step its place, its key and its tries.
    pub id: i64,
    pub key: String,
    pub chat: ChatId,
    pub slot: Option<String>,
    pub tries: i32,
    /// Of them those that failed for what seems to lie in the row itself.
    pub faults: i32,
    pub next_at: DateTime<Utc>,
    /// Of the row whose text is sent.
    pub expires_at: Option<DateTime<Utc>>,
    pub call: Result<Call, Unreadable>,
    pub matter: Option<Matter>,
    pub is_replaced: bool,
    pub ends_silence: bool,
    /// Rows whose changes were folded into this one.
    pub folded: Vec<i64>,
    /// When it was decided, in milliseconds.
    pub created_at: i64,
    /// Reminders of the same moment that are said in this message too.
    pub joined: Vec<Joined>,
}

/// A reminder that is said in another's message.
#[derive(Debug)]
pub struct Joined {
    pub key: String,
    pub matter: Option<Matter>,
    pub ends_silence: bool,
}

impl Step {
    /// Of a row that nothing more is known of.
    pub fn unread(first: First) -> Self {
        let First {
            id,
            key,
            chat,
            faults,
            matter,
        } = first;
        Self {
            id,
            key,
            chat,
            slot: None,
            tries: faults,
            faults,
            next_at: DateTime::UNIX_EPOCH,
            expires_at: None,
            call: Err(Unreadable::Panicked),
            matter,
            is_replaced: false,
            ends_silence: false,
            folded: Vec::new(),
            created_at: 0,
            joined: Vec::new(),
        }
    }

    pub fn rows(&self) -> impl Iterator<Item = i64> {
        std::iter::once(self.id).chain(self.folded.iter().copied())
    }
}

/// What an edit is made to.
#[derive(PartialEq, Eq, Hash)]
enum Target {
    Slot(String),
    Message(i64),
}

/// From this many waiting messages on, those that a later one replaces are left out: whoever writes faster than they can be answered gets
/// one answer for the rest.
pub const CROWD: usize = 30;

/// What makes one message replace an earlier one: it takes the same place in the chat, or it says the same.
#[derive(PartialEq, Eq, Hash)]
enum Sameness {
    Slot(String, Option<i64>),
    Said(String, Keyboard, Option<i64>),
}

pub fn plan(rows: Vec<Opened>, now: DateTime<Utc>) -> Vec<Step> {
    let is_answers = rows
        .first()
        .is_some_and(|first| first.row.lane == Lane::Answer.as_str());
    let steps = in_order(rows);
    if is_answers && steps.len() > CROWD {
        thinned(steps)
    } else {
        together(steps, now)
    }
}

/// Of messages that replace each other only the last, at its own place. One that was tried already may have arrived, and stays.
fn thinned(steps: Vec<Step>) -> Vec<Step> {
    let mut later: HashMap<Sameness, usize> = HashMap::new();
    let mut kept: Vec<Step> = Vec::new();
    for step in steps.into_iter().rev() {
        let sameness = match &step.call {
            Ok(Call::Send { text, keyboard, topic }) if step.tries == 0 => Some(match &step.slot {
                Some(slot) => Sameness::Slot(slot.clone(), *topic),
                None => Sameness::Said(text.clone(), keyboard.clone(), *topic),
            }),
            _ => None,
        };
        match sameness.as_ref().and_then(|sameness| later.get(sameness)) {
            Some(index) => {
                if let Some(replacing) = kept.get_mut(*index) {
                    replacing.folded.extend(step.rows());
                }
            }
            None => {
                later.extend(sameness.map(|sameness| (sameness, kept.len())));
                kept.push(step);
            }
        }
    }
    kept.reverse();
    kept
}

fn in_order(rows: Vec<Opened>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::with_capacity(rows.len());
    let mut latest: HashMap<Target, usize> = HashMap::new();
    for opened in rows {
        let Opened { row, call, .. } = &opened;
        let target = match call {
            Ok(Call::Edit {
                message_id: Some(message_id),
                ..
            }) => Some(Target::Message(*message_id)),
            Ok(Call::Edit { message_id: None, .. } | Call::Send { .. }) => row.slot.clone().map(Target::Slot),
            _ => None,
        };
        let is_edit = matches!(call, Ok(Call::Edit { .. }));
        let earlier = target.as_ref().and_then(|target| latest.get(target)).copied();
        if let Some(index) = earlier
            && is_edit
            && let Some(step) = steps.get_mut(index)
        {
            fold(step, opened.row, opened.call);
            continue;
        }
        if let Ok(Call::Edit {
            message_id: Some(_), ..
        }) = call
            && let Some(slot) = &row.slot
        {
            // The message that is edited takes the slot: later edits of the slot are edits of it.
            latest.insert(Target::Slot(slot.clone()), steps.len());
        }
        if let Some(target) = target {
            latest.insert(target, steps.len());
        }
        steps.push(step(opened));
    }
    steps
}

fn step(opened: Opened) -> Step {
    let Opened {
        row,
        call,
        is_replaced,
        ends_silence,
    } = opened;
    Step {
        id: row.id,
        key: row.key,
        chat: row.chat,
        slot: row.slot,
        tries: row.tries,
        faults: row.faults,
        next_at: from_milliseconds(row.next_at),
        expires_at: row.expires_at.map(from_milliseconds),
        call,
        matter: row.matter.as_deref().and_then(|matter| matter.parse().ok()),
        is_replaced,
        ends_silence,
        folded: Vec::new(),
        created_at: row.created_at,
        joined: Vec::new(),
    }
}

/// The step keeps its kind and its place, and says what the edit says.
fn fold(step: &mut Step, row: Row, edit: Result<Call, Unreadable>) {
    if let (
        Ok(Call::Send { text, keyboard, .. } | Call::Edit { text, keyboard, .. }),
        Ok(Call::Edit {
            text: new_text,
            keyboard: new_keyboard,
            ..
        }),
    ) = (&mut step.call, edit)
    {
        *text = new_text;
        *keyboard = new_keyboard;
    }
    step.expires_at = row.expires_at.map(from_milliseconds);
    step.slot = step.slot.take().or(row.slot);
    step.folded.push(row.id);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::outgoing::Keyboard;

    fn row(id: i64, slot: Option<&str>, call: Call) -> Opened {
        let row = Row {
            id,
            key: id.to_string(),
            channel: String::new(),
            lane: String::new(),
            chat: 1,
            kind: call.kind().into(),
            slot: slot.map(str::to_owned),
            data_key: None,
            content: Vec::new(),
            status: "waiting".into(),
            tries: 0,
            faults: 0,
            next_at: 0,
            expires_at: None,
            created_at: 0,
            done_at: None,
            matter: None,
            error: None,
        };
        Opened {
            row,
            call: Ok(call),
            is_replaced: false,
            ends_silence: false,
        }
    }

    fn send(id: i64, slot: Option<&str>, text: &str) -> Opened {
        let (text, keyboard) = (text.to_owned(), Keyboard::default());
        let topic = None;
        row(id, slot, Call::Send { text, keyboard, topic })
    }

    fn edit(id: i64, slot: Option<&str>, message_id: Option<i64>, text: &str) -> Opened {
        let (text, keyboard) = (text.to_owned(), Keyboard::default());
        row(
            id,
            slot,
            Call::Edit {
                message_id,
                text,
                keyboard,
                topic: None,
            },
        )
    }

    fn check(rows: Vec<Opened>, expected: &[&str]) {
        let said: Vec<_> = plan(rows, DateTime::UNIX_EPOCH)
            .iter()
            .map(|step| match &step.call {
                Ok(Call::Send { text, .. }) => format!("{:?} send {text}", step.rows().collect::<Vec<_>>()),
                Ok(Call::Edit { text, .. }) => format!("{:?} edit {text}", step.rows().collect::<Vec<_>>()),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn edits_are_folded_into_what_is_not_sent_yet() {
        let q = Some("question");
        check(
            vec![send(1, q, "a"), send(2, None, "b"), edit(3, q, None, "c")],
            &["[1, 3] send c", "[2] send b"],
        );
        check(
            vec![edit(1, q, None, "a"), edit(2, q, None, "b"), edit(3, q, None, "c")],
            &["[1, 2, 3] edit c"],
        );
    }

    #[test]
    fn an_edit_before_a_new_message_stays_with_the_old_one() {
        let q = Some("question");
        check(
            vec![edit(1, q, None, "a"), send(2, q, "b"), edit(3, q, None, "c")],
            &["[1] edit a", "[2, 3] send c"],
        );
        check(
            vec![edit(1, q, Some(9), "a"), send(2, q, "b"), edit(3, None, Some(9), "c")],
            &["[1, 3] edit c", "[2] send b"],
        );
        check(
            vec![
                edit(1, q, Some(9), "a"),
                edit(2, q, None, "b"),
                edit(3, q, Some(8), "c"),
            ],
            &["[1, 2] edit b", "[3] edit c"],
        );
    }

    #[test]
    fn of_a_crowd_only_what_nothing_later_replaces_is_sent() {
        let q = Some("question");
        let answers = |count: i64| -> Vec<Opened> {
            let mut rows: Vec<_> = (1..=count)
                .flat_map(|n| {
                    [
                        send(3 * n, q, &n.to_string()),
                        send(3 * n + 1, None, "unknown"),
                        send(3 * n + 2, None, &format!("note {n}")),
                    ]
                })
                .collect();
            rows.iter_mut().for_each(|opened| opened.row.lane = "answer".into());
            rows
        };
        let said = |rows: Vec<Opened>| -> Vec<String> {
            let text = |step: &Step| match &step.call {
                Ok(Call::Send { text, .. }) => text.clone(),
                other => format!("{other:?}"),
            };
            plan(rows, DateTime::UNIX_EPOCH).iter().map(text).collect()
        };
        // Ten rounds are no crowd: somebody who pastes all their answers at once sees each confirmed.
        assert_eq!(said(answers(10)).len(), CROWD);
        let of_eleven = said(answers(11));
        assert_eq!(of_eleven.len(), 13);
        assert_eq!(of_eleven[9..], ["note 10", "11", "unknown", "note 11"]);
        // What is left out is settled with what replaces it.
        let steps = plan(answers(200), DateTime::UNIX_EPOCH);
        assert_eq!(steps.iter().map(|step| step.rows().count()).sum::<usize>(), 600);
        assert_eq!(steps.len(), 202);
        // One that was tried may have arrived; notices are told one by one.
        let mut tried = answers(11);
        tried[0].row.tries = 1;
        assert_eq!(said(tried)[0], "1");
        let mut notices = answers(11);
        notices.iter_mut().for_each(|opened| opened.row.lane = "unasked".into());
        assert_eq!(said(notices).len(), 33);
    }

    #[test]
    fn slots_do_not_mix() {
        check(
            vec![
                send(1, Some("question"), "a"),
                edit(2, Some("summary"), None, "b"),
                edit(3, None, None, "c"),
            ],
            &["[1] send a", "[2] edit b", "[3] edit c"],
        );
    }
}
