//! What this run of the process remembers of inputs that did not go through at once. All of it may be lost: a restart takes every
//! waiting input alone.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use crate::domain::outgoing::ChatId;
use crate::storage::inbox::Row;
use crate::work::Needs;

/// The first rest of a chat; doubled after each further failure, up to the longest. Real time.
const FIRST_REST: Duration = Duration::from_millis(200);
const LONGEST_REST: Duration = Duration::from_secs(60);
/// An input that asks for more in this many rounds never has enough: deciding it has failed.
const ROUNDS: u32 = 10;

#[derive(Default)]
pub struct Patience {
    /// What inputs turned out to need beyond their first list, and in how many rounds: they go first in the next batch with it.
    longer: HashMap<i64, (Needs, u32)>,
    /// Inputs that are taken alone: a batch with them failed for a reason that may be theirs.
    alone: HashSet<i64>,
    /// Careful inputs that this run has counted as begun. Once is enough: it lives, so they have not killed it.
    begun: HashSet<i64>,
    /// Inputs that failed alone for a reason that may pass and may be theirs, and how often.
    suspected: HashMap<i64, u32>,
    /// Chats whose input met a failure that says nothing of it, while others go on.
    resting: HashMap<ChatId, Rest>,
    /// Batches in a row that came to nothing for reasons that pass.
    failed_in_a_row: u32,
}

struct Rest {
    until: Instant,
    length: Duration,
}

impl Patience {
    /// Whether an input is to be taken alone.
    pub fn takes_alone(&self, row: &Row) -> bool {
        row.careful || self.alone.contains(&row.id)
    }

    /// Of rows in the order of a batch: each chat's up to the first that is to be taken alone.
    pub fn before_alone(&self, rows: Vec<Row>) -> Vec<Row> {
        let mut ended: HashSet<ChatId> = HashSet::new();
        rows.into_iter()
            .filter(|row| {
                if self.takes_alone(row) {
                    ended.insert(row.chat);
                }
                !ended.contains(&row.chat)
            })
            .collect()
    }

    pub fn take_alone(&mut self, inputs: &[i64]) {
        self.alone.extend(inputs);
    }

    /// Whether a careful input has yet to be counted as begun.
    pub fn must_count(&self, row: &Row) -> bool {
        row.careful && !self.begun.contains(&row.id)
    }

    pub fn was_counted(&mut self, input: i64) {
        self.begun.insert(input);
    }

    /// How many batches in a row have failed for passing reasons, with this one.
    pub fn failed_again(&mut self) -> u32 {
        self.failed_in_a_row += 1;
        self.failed_in_a_row
    }

    /// How often this input has failed alone for a reason that may pass and may be its own, with this time.
    pub fn failed_alone(&mut self, input: i64) -> u32 {
        let times = self.suspected.entry(input).or_default();
        *times += 1;
        *times
    }

    /// The chat is left alone for a while, longer each time.
    pub fn rest(&mut self, chat: ChatId) -> Duration {
        let before = self.resting.get(&chat).map(|rest| rest.length);
        let length = before.map_or(FIRST_REST, |length| (length * 2).min(LONGEST_REST));
        let until = Instant::now() + length;
        self.resting.insert(chat, Rest { until, length });
        length
    }

    /// Chats that are left alone at present.
    pub fn resting(&self) -> Vec<ChatId> {
        let now = Instant::now();
        let resting = self.resting.iter().filter(|(_, rest)| rest.until > now);
        resting.map(|(chat, _)| *chat).collect()
    }

    /// Until the first chat has rested.
    pub fn until_rested(&self) -> Option<Duration> {
        let now = Instant::now();
        let ahead = self
            .resting
            .values()
            .filter_map(|rest| rest.until.checked_duration_since(now));
        ahead.filter(|left| !left.is_zero()).min()
    }

    pub fn longer(&self, input: i64) -> Option<&Needs> {
        self.longer.get(&input).map(|(needs, _)| needs)
    }

    /// What an input needs besides.
    pub fn needs_more(&mut self, input: i64, needs: Needs) {
        let (known, rounds) = self.longer.entry(input).or_default();
        known.add_round(needs);
        *rounds += 1;
    }

    /// Whether an input may ask for more once again.
    pub fn may_ask(&self, input: i64) -> bool {
        self.longer.get(&input).is_none_or(|(_, rounds)| *rounds < ROUNDS)
    }

    /// Nothing waits: what is remembered was of inputs that another process has decided.
    pub fn nothing_waits(&mut self) {
        if self.resting.is_empty() {
            *self = Self::default();
        }
    }

    /// A batch went through; these inputs have been decided or set aside.
    pub fn went_through<'a>(&mut self, inputs: impl IntoIterator<Item = (&'a i64, &'a ChatId)>) {
        self.failed_in_a_row = 0;
        for (input, chat) in inputs {
            self.longer.remove(input);
            self.alone.remove(input);
            self.begun.remove(input);
            self.suspected.remove(input);
            self.resting.remove(chat);
        }
    }
}
