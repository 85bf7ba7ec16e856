//! What the looking task remembers of the tasks it started.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Instant;

use tokio::task::{Id, JoinError, JoinSet};
use tracing::error;

use crate::worker::options::WorkerOptions;

use super::commit::Written;
use super::fate::growing_pause;
use super::lease::Lease;

#[derive(Default)]
pub struct Running {
    pub tasks: JoinSet<Ended>,
    /// What each task has in hand: a channel, or a row of one whose calls are made side by side.
    in_hand: HashMap<Id, InHand>,
    /// What could not be dealt with, and could not even be written down: left alone for a while, longer each time.
    ailing: HashMap<InHand, Ailing>,
    /// Leases that several tasks share: of the unasked lane, of presses, of services.
    pub shared: HashMap<String, Arc<Lease>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum InHand {
    Channel(String),
    /// Its channel, and its id.
    Row(String, i64),
}

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Well,
    /// What it did is not written down: it will be done again, but not at once.
    Badly,
}

impl Ended {
    pub fn of(written: Written) -> Self {
        match written {
            Written::Yes | Written::LeaseLost => Ended::Well,
            Written::No => Ended::Badly,
        }
    }
}

struct Ailing {
    times: i32,
    /// Real time: nothing of it is in the database.
    until: Instant,
}

impl Running {
    /// Channels that are in hand.
    pub fn channels(&self) -> HashSet<String> {
        channels(self.in_hand.values())
    }

    /// Channels that are not to be looked for: in hand, or left alone for a while.
    pub fn not_now(&self) -> HashSet<String> {
        channels(self.in_hand.values().chain(self.left_alone()))
    }

    /// How many rows of a channel are in hand whose calls are made side by side.
    pub fn rows_of(&self, channel: &str) -> usize {
        let of_channel = |in_hand: &&InHand| matches!(in_hand, InHand::Row(other, _) if other == channel);
        self.in_hand.values().filter(of_channel).count()
    }

    /// Rows that are not to be read: in hand, or left alone for a while.
    pub fn rows_not_now(&self) -> HashSet<i64> {
        rows(self.in_hand.values().chain(self.left_alone()))
    }

    fn left_alone(&self) -> impl Iterator<Item = &InHand> {
        let now = Instant::now();
        let ailing = self.ailing.iter().filter(move |(_, ailing)| ailing.until > now);
        ailing.map(|(in_hand, _)| in_hand)
    }

    pub fn start(&mut self, in_hand: InHand, task: impl Future<Output = Ended> + Send + 'static) {
        let id = self.tasks.spawn(task).id();
        self.in_hand.insert(id, in_hand);
    }

    pub fn ended(&mut self, ended: Result<(Id, Ended), JoinError>, options: &WorkerOptions) {
        let (id, ended) = match ended {
            Ok(ended) => ended,
            Err(error) => {
                error!(%error, "A delivery ended badly; its rows are delivered again");
                (error.id(), Ended::Badly)
            }
        };
        let Some(in_hand) = self.in_hand.remove(&id) else {
            return;
        };
        match ended {
            Ended::Well => drop(self.ailing.remove(&in_hand)),
            Ended::Badly => self.leave_alone(in_hand, options),
        }
    }

    pub fn leave_alone(&mut self, in_hand: InHand, options: &WorkerOptions) {
        let times = self.ailing.get(&in_hand).map_or(0, |ailing| ailing.times);
        let until = Instant::now() + growing_pause(times, options);
        let times = times.saturating_add(1);
        self.ailing.insert(in_hand, Ailing { times, until });
    }

    pub fn shared(&self, name: &str) -> Option<&Arc<Lease>> {
        self.shared.get(name).filter(|lease| lease.allows_a_call())
    }
}

fn channels<'a>(in_hand: impl Iterator<Item = &'a InHand>) -> HashSet<String> {
    let channels = in_hand.filter_map(|in_hand| match in_hand {
        InHand::Channel(channel) => Some(channel.clone()),
        InHand::Row(..) => None,
    });
    channels.collect()
}

fn rows<'a>(in_hand: impl Iterator<Item = &'a InHand>) -> HashSet<i64> {
    let rows = in_hand.filter_map(|in_hand| match in_hand {
        InHand::Row(_, id) => Some(*id),
        InHand::Channel(_) => None,
    });
    rows.collect()
}
