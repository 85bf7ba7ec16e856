//! What the looking task remembers of the tasks it started.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tokio::task::{Id, JoinError, JoinSet};
use tracing::error;

use super::lease::Lease;

#[derive(Default)]
pub struct Running {
    pub tasks: JoinSet<()>,
    /// What each task has in hand: a channel, or presses by their ids.
    in_hand: HashMap<Id, InHand>,
    /// Leases that several tasks share: of the unasked lane, of the presses.
    pub shared: HashMap<&'static str, Arc<Lease>>,
}

pub enum InHand {
    Channel(String),
    Press(i64),
}

impl Running {
    pub fn channels(&self) -> HashSet<String> {
        let channels = self.in_hand.values().filter_map(|in_hand| match in_hand {
            InHand::Channel(channel) => Some(channel.clone()),
            InHand::Press(_) => None,
        });
        channels.collect()
    }

    pub fn presses(&self) -> HashSet<i64> {
        let presses = self.in_hand.values().filter_map(|in_hand| match in_hand {
            InHand::Press(id) => Some(*id),
            InHand::Channel(_) => None,
        });
        presses.collect()
    }

    pub fn start(&mut self, in_hand: InHand, task: impl Future<Output = ()> + Send + 'static) {
        let id = self.tasks.spawn(task).id();
        self.in_hand.insert(id, in_hand);
    }

    pub fn ended(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = match &ended {
            Ok((id, ())) => *id,
            Err(error) => {
                error!(%error, "A delivery ended badly; its rows are delivered again");
                error.id()
            }
        };
        self.in_hand.remove(&id);
    }

    pub fn shared(&self, name: &str) -> Option<&Arc<Lease>> {
        self.shared.get(name).filter(|lease| lease.allows_a_call())
    }
}
