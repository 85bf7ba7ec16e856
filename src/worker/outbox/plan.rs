//! The rows of one channel become a plan: in their order, with edits folded into what they would change anyway.
//!
//! An edit of a slot whose message is still unsent is folded into that message, and of several edits of one message only
//! the last is made: whoever was offline for a while, or whose chat was held up, gets the present state at once.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::clock::from_milliseconds;
use crate::domain::outgoing::{Call, ChatId};
use crate::storage::outbox::Row;

/// A row whose call was opened, or why it could not be.
pub struct Opened {
    pub row: Row,
    pub call: Result<Call, String>,
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
    pub created_at: DateTime<Utc>,
    pub next_at: DateTime<Utc>,
    /// Of the row whose text is sent.
    pub expires_at: Option<DateTime<Utc>>,
    pub call: Result<Call, String>,
    /// Rows whose changes were folded into this one.
    pub folded: Vec<i64>,
}

impl Step {
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

pub fn plan(rows: Vec<Opened>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::with_capacity(rows.len());
    let mut latest: HashMap<Target, usize> = HashMap::new();
    for Opened { row, call } in rows {
        let target = match &call {
            Ok(Call::Edit {
                message_id: Some(message_id),
                ..
            }) => Some(Target::Message(*message_id)),
            Ok(Call::Edit { message_id: None, .. } | Call::Send { .. }) => row.slot.clone().map(Target::Slot),
            _ => None,
        };
        let earlier = target.as_ref().and_then(|target| latest.get(target)).copied();
        if let Some(index) = earlier
            && let Ok(Call::Edit { .. }) = &call
            && let Some(step) = steps.get_mut(index)
        {
            fold(step, row, call);
            continue;
        }
        if let Ok(Call::Edit {
            message_id: Some(_), ..
        }) = &call
            && let Some(slot) = &row.slot
        {
            // The message that is edited takes the slot: later edits of the slot are edits of it.
            latest.insert(Target::Slot(slot.clone()), steps.len());
        }
        if let Some(target) = target {
            latest.insert(target, steps.len());
        }
        steps.push(Step {
            id: row.id,
            key: row.key,
            chat: row.chat,
            slot: row.slot,
            tries: row.tries,
            created_at: from_milliseconds(row.created_at),
            next_at: from_milliseconds(row.next_at),
            expires_at: row.expires_at.map(from_milliseconds),
            call,
            folded: Vec::new(),
        });
    }
    steps
}

/// The step keeps its kind and its place, and says what the edit says.
fn fold(step: &mut Step, row: Row, edit: Result<Call, String>) {
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
            next_at: 0,
            expires_at: None,
            created_at: 0,
            done_at: None,
            error: None,
        };
        Opened { row, call: Ok(call) }
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
        let said: Vec<_> = plan(rows)
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
