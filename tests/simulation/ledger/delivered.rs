//! What became of what was queued: it arrived, at least once, or it says why not.

use std::collections::{BTreeMap, HashMap};

use beian_bot::domain::outgoing::Matter;
use chrono::{DateTime, Utc};
use entities::outbox;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Ledger;

/// What was queued and has no fate yet, by its id, and what is needed to judge the fates of others.
#[derive(Default)]
pub struct Queued {
    waiting: BTreeMap<i64, Waiting>,
    /// By filing: notices with their matters, in their order.
    matters: HashMap<uuid::Uuid, Vec<(i64, Matter, i64)>>,
    judged_until: i64,
    /// Those at that very instant that were judged already.
    judged: std::collections::HashSet<i64>,
}

#[derive(Clone, Debug)]
struct Waiting {
    chat: i64,
    matter: Option<Matter>,
    /// Stands for the text of a notice about a filing.
    text: Option<u64>,
    expires_at: Option<i64>,
}

impl Queued {
    pub fn was_queued(&mut self, row: &outbox::Model, matter: Option<Matter>, text: Option<u64>) {
        if let Some(matter) = matter {
            self.matters
                .entry(matter.filing())
                .or_default()
                .push((row.id, matter, row.chat));
        }
        let waiting = Waiting {
            chat: row.chat,
            matter,
            text,
            expires_at: row.expires_at,
        };
        assert!(self.waiting.insert(row.id, waiting).is_none(), "queued twice: {row:?}");
    }
}

impl Ledger {
    /// Goes through what was brought to its end since the last time.
    pub(super) async fn delivered(&mut self, now: DateTime<Utc>) {
        let ended = outbox::Entity::find().filter(outbox::Column::DoneAt.gte(self.queued.judged_until));
        let ended = ended.all(self.store.connection()).await.unwrap();
        let now = now.timestamp_millis();
        if now > self.queued.judged_until {
            self.queued.judged.clear();
            self.queued.judged_until = now;
        }
        for row in ended {
            if row.done_at == Some(now) && !self.queued.judged.insert(row.id) {
                continue;
            }
            let Some(queued) = self.queued.waiting.remove(&row.id) else {
                continue;
            };
            self.has_a_fate(&row, &queued);
        }
    }

    fn has_a_fate(&mut self, row: &outbox::Model, queued: &Waiting) {
        let fate = match row.status.as_str() {
            "done" => {
                let arrived = queued.text.map(|text| self.town.telegram.arrived(queued.chat, text));
                assert_ne!(arrived, Some(0), "marked as delivered, and it never arrived: {row:?}");
                "delivered"
            }
            // Five tries, and nobody misses it.
            "failed" if matches!(row.kind.as_str(), "remove_buttons" | "delete" | "commands") => "left undone",
            "failed" => {
                let was_blocked = self.town.telegram.chat(queued.chat).was_blocked;
                let says_why = row.error.as_ref().is_some_and(|error| error.contains("blocked"));
                assert!(was_blocked && says_why, "given up, and nobody blocked the bot: {row:?}");
                "refused for good"
            }
            "dropped" if queued.expires_at.is_some_and(|at| Some(at) <= row.done_at) => "worthless by then",
            "dropped" => {
                let matter = queued
                    .matter
                    .unwrap_or_else(|| panic!("dropped for no reason: {row:?}"));
                let later = self.queued.matters[&matter.filing()]
                    .iter()
                    .any(|(id, later, chat)| *id > row.id && later.replaces(matter, *chat == queued.chat));
                assert!(later, "dropped, and nothing took its place: {row:?}");
                "replaced by a later one"
            }
            other => panic!("ended as {other}: {row:?}"),
        };
        *self.seen.fates.entry(fate.to_owned()).or_default() += 1;
    }

    /// How much of what was queued has no fate yet.
    pub fn without_a_fate(&self) -> usize {
        self.queued.waiting.len()
    }
}
