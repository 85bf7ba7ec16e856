//! What all deliveries of this process share, and what they have in common.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use crate::adapters::Services;
use crate::adapters::telegram::Telegram;
use crate::clock::Clock;
use crate::domain::outgoing::ChatId;
use crate::storage::Store;
use crate::storage::delivery::LeaseClock;
use crate::storage::inbox::NewResult;
use crate::storage::outbox::Marks;
use crate::storage::seal::Secrets;
use crate::wakers::Wakers;
use crate::worker::options::WorkerOptions;

use super::commit::{Completion, Written};
use super::lanes::Lanes;
use super::lease::Lease;

/// What all deliveries of this process share.
pub struct Delivery {
    pub options: WorkerOptions,
    pub store: Store,
    pub secrets: Secrets,
    pub clock: Arc<dyn Clock>,
    pub telegram: Arc<Telegram>,
    pub services: Arc<Services>,
    pub wakers: Arc<Wakers>,
    pub lanes: Lanes,
    pub lease_clock: LeaseClock,
    /// This run of this process: another run is another holder.
    pub holder: String,
    pub calls: Calls,
    /// Those of them that are made side by side, by channel.
    side_by_side: Mutex<HashMap<String, Calls>>,
    completions: mpsc::Sender<Completion>,
    bare: Mutex<Bare>,
    moved: Mutex<HashMap<ChatId, ChatId>>,
}

/// Deliveries under way, counted so that "settled" can be told.
#[derive(Clone, Default)]
pub struct Calls(Arc<AtomicUsize>);

impl Calls {
    pub fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    pub fn begin(&self) -> UnderWay {
        self.0.fetch_add(1, Ordering::SeqCst);
        UnderWay(self.clone())
    }
}

/// Counts as under way until it is dropped.
pub struct UnderWay(Calls);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Messages known to have no buttons, so that nobody is asked to take them off.
#[derive(Default)]
struct Bare {
    known: HashSet<(ChatId, i64)>,
    order: VecDeque<(ChatId, i64)>,
}

const BARE_KEPT: usize = 4_096;

impl Delivery {
    pub fn new(
        options: WorkerOptions,
        store: Store,
        secrets: Secrets,
        clock: Arc<dyn Clock>,
        (telegram, services): (Arc<Telegram>, Arc<Services>),
        wakers: Arc<Wakers>,
    ) -> (Arc<Self>, mpsc::Receiver<Completion>) {
        let (completions, receiver) = mpsc::channel(1_024);
        let delivery = Self {
            options,
            lease_clock: LeaseClock::of(&store),
            store,
            secrets,
            clock,
            telegram,
            services,
            wakers,
            lanes: Lanes::new(options.unasked_a_second, options.unasked_a_minute_to_a_group),
            holder: Uuid::new_v4().to_string(),
            calls: Calls::default(),
            side_by_side: Mutex::default(),
            completions,
            bare: Mutex::default(),
            moved: Mutex::default(),
        };
        (Arc::new(delivery), receiver)
    }

    /// Has it written down what became of rows; where that cannot be, what is to be written down instead.
    pub async fn write_down(
        &self,
        lease: &Arc<Lease>,
        give_up: bool,
        marks: Marks,
        results: Vec<NewResult>,
        instead: Option<Marks>,
    ) -> Written {
        let (reply, replied) = oneshot::channel();
        let completion = Completion {
            lease: lease.clone(),
            give_up,
            marks,
            results,
            instead,
            reply,
        };
        match self.completions.send(completion).await {
            Ok(()) => replied.await.unwrap_or(Written::No),
            Err(_) => Written::No,
        }
    }

    /// The calls of a channel that are made side by side.
    pub fn calls_of(&self, channel: &str) -> Calls {
        let mut calls = self.side_by_side.lock().unwrap_or_else(PoisonError::into_inner);
        calls.entry(channel.to_owned()).or_default().clone()
    }

    /// How long the longest call to anybody may take.
    pub fn longest_call(&self) -> Duration {
        self.telegram.call_timeout().max(self.services.longest_call())
    }

    /// The hook of the tests: a panic at this place, on demand.
    pub fn meet(&self, place: &str, what: &str) {
        self.options.meet(place, what);
    }

    /// Lets other processes have the channel. A single process need not: it may always claim what it holds.
    pub async fn give_up(&self, lease: &Arc<Lease>) {
        if self.store.is_postgres() {
            lease.end();
            self.write_down(lease, true, Marks::default(), Vec::new(), None).await;
        }
    }

    /// Where a chat's messages go: to its new id, once Telegram has told of one.
    pub fn address(&self, chat: ChatId) -> ChatId {
        let moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        moved.get(&chat).copied().unwrap_or(chat)
    }

    /// True if this is news.
    pub fn has_moved(&self, from: ChatId, to: ChatId) -> bool {
        let mut moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        // Nothing is sent round in a circle.
        moved.remove(&to);
        moved.insert(from, to) != Some(to)
    }

    pub fn note_buttons(&self, chat: ChatId, message_id: i64, has_buttons: bool) {
        let mut bare = self.bare.lock().unwrap_or_else(PoisonError::into_inner);
        let message = (chat, message_id);
        if has_buttons {
            bare.known.remove(&message);
        } else if bare.known.insert(message) {
            bare.order.push_back(message);
            if bare.order.len() > BARE_KEPT
                && let Some(oldest) = bare.order.pop_front()
            {
                bare.known.remove(&oldest);
            }
        }
    }

    pub fn may_have_buttons(&self, chat: ChatId, message_id: i64) -> bool {
        let bare = self.bare.lock().unwrap_or_else(PoisonError::into_inner);
        !bare.known.contains(&(chat, message_id))
    }
}
