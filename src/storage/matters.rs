//! Notices about filings among each other: which a later one has taken the place of, and which did not reach their receiver.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::domain::outgoing::{ChatId, Matter};

use super::Result;
use super::sql::Values;

/// What has not arrived after that time waits for more than its turn.
const LATE: Duration = Duration::hours(1);

/// A row of the outbox that holds a notice, whatever became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub id: i64,
    pub key: String,
    pub chat: ChatId,
    pub matter: Matter,
    pub is_done: bool,
    pub has_failed: bool,
}

impl Notice {
    /// Whether a later notice has taken its place. The parts of one message do not take each other's.
    pub fn is_replaced(&self, all: &[Notice]) -> bool {
        all.iter().any(|later| {
            later.id > self.id
                && later.matter.replaces(self.matter, later.chat == self.chat)
                && input_of(&later.key) != input_of(&self.key)
        })
    }

    /// Whether something about its filing was refused in its chat before, and nothing arrived there since.
    pub fn ends_silence(&self, all: &[Notice]) -> bool {
        let earlier = all.iter().filter(|other| {
            other.id < self.id && other.chat == self.chat && other.matter.filing() == self.matter.filing()
        });
        let last = earlier
            .filter(|other| other.is_done || other.has_failed)
            .max_by_key(|other| other.id);
        last.is_some_and(|last| last.has_failed)
    }
}

/// `input:<input>:<place>`: whatever one input has said has the same input.
fn input_of(key: &str) -> &str {
    key.rsplit_once(':').map_or(key, |(input, _)| input)
}

/// Everything that the outbox still knows to have been said about these filings, oldest first.
pub async fn said(connection: &impl ConnectionTrait, filings: &HashSet<Uuid>) -> Result<Vec<Notice>> {
    if filings.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Values::default();
    let matters = bind_matters(&mut values, filings);
    let text = format!("SELECT id, key, chat, matter, status FROM outbox WHERE matter IN ({matters}) ORDER BY id");
    let mut found = Vec::new();
    for row in connection.query_all_raw(values.statement(connection, text)).await? {
        let (matter, status): (String, String) = (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
        let Ok(matter) = matter.parse() else { continue };
        found.push(Notice {
            id: row.try_get_by_index(0)?,
            key: row.try_get_by_index(1)?,
            chat: row.try_get_by_index(2)?,
            matter,
            is_done: status == "done",
            has_failed: status == "failed",
        });
    }
    Ok(found)
}

/// To whom notices about these filings have been waiting in vain at `now`: filing and chat.
pub async fn undelivered(
    connection: &impl ConnectionTrait,
    filings: &HashSet<Uuid>,
    now: DateTime<Utc>,
) -> Result<HashSet<(Uuid, ChatId)>> {
    if filings.is_empty() {
        return Ok(HashSet::new());
    }
    let mut values = Values::default();
    let matters = bind_matters(&mut values, filings);
    let before = values.bind((now - LATE).timestamp_millis());
    let text = format!(
        "SELECT DISTINCT matter, chat FROM outbox WHERE matter IN ({matters}) AND status = 'waiting' AND created_at <= {before}"
    );
    let mut found = HashSet::new();
    for row in connection.query_all_raw(values.statement(connection, text)).await? {
        let matter: String = row.try_get_by_index(0)?;
        if let Ok(matter) = matter.parse::<Matter>() {
            found.insert((matter.filing(), row.try_get_by_index(1)?));
        }
    }
    Ok(found)
}

fn bind_matters(values: &mut Values, filings: &HashSet<Uuid>) -> String {
    let matters = filings.iter().flat_map(|filing| Matter::all(*filing));
    values.bind_all(matters.map(|matter| matter.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Uuid = Uuid::from_u128(1);
    const B: Uuid = Uuid::from_u128(2);

    /// Notices in their order: key, chat, matter, what became of it.
    fn notices(said: &[(&str, ChatId, Matter, &str)]) -> Vec<Notice> {
        let notice = |(id, (key, chat, matter, status)): (i64, &(&str, ChatId, Matter, &str))| Notice {
            id,
            key: (*key).to_owned(),
            chat: *chat,
            matter: *matter,
            is_done: *status == "done",
            has_failed: *status == "failed",
        };
        (1..).zip(said).map(notice).collect()
    }

    #[test]
    fn a_later_notice_takes_the_place_of_an_earlier_one_of_its_kind() {
        use Matter::{News, Reminder, Status};
        let first = ("input:1:0", 7, Status(A), "waiting");
        for (later, replaced) in [
            (("input:2:0", 7, Status(A), "waiting"), true),
            (("input:2:0", 7, Status(A), "failed"), true),
            (("input:1:1", 7, Status(A), "waiting"), false),
            (("input:12:0", 7, Status(B), "waiting"), false),
            (("input:2:0", 7, Reminder(A), "waiting"), false),
            (("input:2:0", 8, Status(A), "waiting"), false),
            (("input:2:0", 7, News(A), "waiting"), false),
        ] {
            let all = notices(&[first, later]);
            assert_eq!(all[0].is_replaced(&all), replaced, "{later:?}");
            assert!(!all[1].is_replaced(&all));
        }
        // A reminder ends with the status that it was about, whoever was reminded.
        let all = notices(&[
            ("input:1:0", 9, Reminder(A), "waiting"),
            ("input:2:0", 7, Status(A), "done"),
        ]);
        assert!(all[0].is_replaced(&all));
    }

    #[test]
    fn what_arrives_after_a_refusal_ends_the_silence_once() {
        use Matter::{Reminder, Status};
        for (before, ends) in [
            (&[][..], false),
            (&[("input:1:0", 7, Status(A), "failed")][..], true),
            (&[("input:1:0", 7, Status(A), "done")][..], false),
            (&[("input:1:0", 8, Status(A), "failed")][..], false),
            (&[("input:1:0", 7, Status(B), "failed")][..], false),
            (
                &[
                    ("input:1:0", 7, Status(A), "failed"),
                    ("input:2:0", 7, Reminder(A), "done"),
                ][..],
                false,
            ),
            (
                &[
                    ("input:1:0", 7, Status(A), "failed"),
                    ("input:2:0", 7, Reminder(A), "dropped"),
                ][..],
                true,
            ),
        ] {
            let mut said = before.to_vec();
            said.push(("input:9:0", 7, Reminder(A), "waiting"));
            let all = notices(&said);
            let last = all.last().unwrap();
            assert_eq!(last.ends_silence(&all), ends, "{before:?}");
        }
    }
}
