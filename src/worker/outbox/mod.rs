//! Delivery: claim channels, make their calls in order, write down what became of them.
//!
//! One task looks for channels with something due and starts a task for each; these make the calls ([`chat`], [`press`],
//! [`commands`], [`erase`]); one task writes down what became of them ([`commit`]). A row is only ever in one task's hands.

use std::collections::{HashMap, HashSet, VecDeque};
use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{Id, JoinSet};
use tracing::{debug, error};
use uuid::Uuid;

use crate::adapters::telegram::Telegram;
use crate::clock::Clock;
use crate::domain::outgoing::ChatId;
use crate::storage::inbox::NewResult;
use crate::storage::outbox::{self as rows, Channels, LeaseClock, Marks};
use crate::storage::seal::Secrets;
use crate::storage::{self, Store, keys};
use crate::wakers::Wakers;

use super::WorkerOptions;
use commit::Completion;
use lanes::Lanes;
use lease::Lease;
use plan::{Opened, Step};

mod chat;
mod commands;
pub mod commit;
mod erase;
mod fate;
mod lanes;
mod lease;
mod plan;
mod press;

const PRESS: &str = "press";
/// So many rows are read at a time.
const ROWS_AT_ONCE: usize = 500;

/// What all deliveries of this process share.
pub struct Delivery {
    pub options: WorkerOptions,
    pub store: Store,
    pub secrets: Secrets,
    pub clock: Arc<dyn Clock>,
    pub telegram: Arc<Telegram>,
    pub wakers: Arc<Wakers>,
    pub lanes: Lanes,
    pub lease_clock: LeaseClock,
    /// This run of this process: another run is another holder.
    pub holder: String,
    pub calls: Calls,
    /// Those of them that answer presses.
    presses: Calls,
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

    fn begin(&self) -> UnderWay {
        self.0.fetch_add(1, Ordering::SeqCst);
        UnderWay(self.clone())
    }
}

struct UnderWay(Calls);

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

/// What a task delivers: one channel's steps, under its lease.
struct Job {
    lease: Arc<Lease>,
    steps: Vec<Step>,
    slots: HashMap<String, i64>,
}

impl Delivery {
    pub fn new(
        options: WorkerOptions,
        store: Store,
        secrets: Secrets,
        clock: Arc<dyn Clock>,
        telegram: Arc<Telegram>,
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
            wakers,
            lanes: Lanes::new(options.unasked_a_second, options.unasked_a_minute_to_a_group),
            holder: Uuid::new_v4().to_string(),
            calls: Calls::default(),
            presses: Calls::default(),
            completions,
            bare: Mutex::default(),
            moved: Mutex::default(),
        };
        (Arc::new(delivery), receiver)
    }

    /// Has it written down what became of rows. False if the channel is no longer ours: then its task ends.
    async fn write_down(&self, lease: &Arc<Lease>, give_up: bool, marks: Marks, results: Vec<NewResult>) -> bool {
        let (reply, replied) = oneshot::channel();
        let completion = Completion {
            lease: lease.clone(),
            give_up,
            marks,
            results,
            reply,
        };
        self.completions.send(completion).await.is_ok() && replied.await.unwrap_or(false)
    }

    /// Lets other processes have the channel. A single process need not: it may always claim what it holds.
    async fn give_up(&self, lease: &Arc<Lease>) {
        if self.store.is_postgres() {
            lease.end();
            self.write_down(lease, true, Marks::default(), Vec::new()).await;
        }
    }

    /// Where a chat's messages go: to its new id, once Telegram has told of one.
    fn address(&self, chat: ChatId) -> ChatId {
        let moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        moved.get(&chat).copied().unwrap_or(chat)
    }

    /// True if this is news.
    fn has_moved(&self, from: ChatId, to: ChatId) -> bool {
        let mut moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        moved.insert(from, to) != Some(to)
    }

    fn note_buttons(&self, chat: ChatId, message_id: i64, has_buttons: bool) {
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

    fn may_have_buttons(&self, chat: ChatId, message_id: i64) -> bool {
        let bare = self.bare.lock().unwrap_or_else(PoisonError::into_inner);
        !bare.known.contains(&(chat, message_id))
    }
}

/// What the looking task remembers of the tasks it started.
#[derive(Default)]
struct Running {
    tasks: JoinSet<()>,
    /// What each task has in hand: a channel, or presses by their ids.
    in_hand: HashMap<Id, InHand>,
    /// Leases that several tasks share: of the unasked lane, of the presses.
    shared: HashMap<&'static str, Arc<Lease>>,
}

enum InHand {
    Channel(String),
    Press(i64),
}

impl Running {
    fn channels(&self) -> HashSet<String> {
        let channels = self.in_hand.values().filter_map(|in_hand| match in_hand {
            InHand::Channel(channel) => Some(channel.clone()),
            InHand::Press(_) => None,
        });
        channels.collect()
    }

    fn presses(&self) -> HashSet<i64> {
        let presses = self.in_hand.values().filter_map(|in_hand| match in_hand {
            InHand::Press(id) => Some(*id),
            InHand::Channel(_) => None,
        });
        presses.collect()
    }

    fn start(&mut self, in_hand: InHand, task: impl Future<Output = ()> + Send + 'static) {
        let id = self.tasks.spawn(task).id();
        self.in_hand.insert(id, in_hand);
    }

    fn ended(&mut self, ended: Result<(Id, ()), tokio::task::JoinError>) {
        let id = match &ended {
            Ok((id, ())) => *id,
            Err(error) => {
                error!(%error, "A delivery ended badly; its rows are delivered again");
                error.id()
            }
        };
        self.in_hand.remove(&id);
    }

    fn shared(&self, name: &str) -> Option<&Arc<Lease>> {
        self.shared.get(name).filter(|lease| lease.allows_a_call())
    }
}

/// Looks for what is due, until stopped; then waits for the calls under way.
pub async fn run(delivery: Arc<Delivery>, mut stopped: watch::Receiver<bool>) {
    let mut running = Running::default();
    loop {
        while let Some(ended) = running.tasks.try_join_next_with_id() {
            running.ended(ended);
        }
        if *stopped.borrow() {
            break;
        }
        let wait = match round(&delivery, &mut running).await {
            Ok(true) => continue,
            Ok(false) => wait(&delivery).await,
            Err(error) => {
                error!(error = &error as &dyn Error, "Could not look for outgoing calls");
                delivery.options.look_again
            }
        };
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => break,
            () = delivery.wakers.outbox.notified() => {}
            Some(ended) = running.tasks.join_next_with_id() => running.ended(ended),
            () = tokio::time::sleep(wait) => {}
        }
    }
    // A call ends by its time-out; writing it down takes a moment more.
    let patience = delivery.telegram.call_timeout() * 2 + Duration::from_secs(5);
    let all = async { while running.tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(patience, all).await.is_err() {
        error!("Some deliveries did not end; their rows are delivered again");
    }
    for lease in running.shared.values() {
        delivery.give_up(lease).await;
    }
}

/// Until the next row becomes due by the bot's clock, as far as that can be told in real time.
async fn wait(delivery: &Delivery) -> Duration {
    let now = delivery.clock.now();
    let next = rows::next_at(delivery.store.connection(), now).await.ok().flatten();
    let until = next.and_then(|at| (at - now).to_std().ok());
    until.map_or(delivery.options.look_again, |until| {
        until.clamp(Duration::from_millis(1), delivery.options.look_again)
    })
}

/// Starts what can be started. True if anything was: then there may be more.
async fn round(delivery: &Arc<Delivery>, running: &mut Running) -> storage::Result<bool> {
    let connection = delivery.store.connection();
    let (now, asked_at) = (delivery.clock.now(), Instant::now());
    let busy = running.channels();
    let mut channels = due_answers(delivery, running, &busy).await?;
    let unasked = due_unasked(delivery, &busy).await?;

    if channels.iter().any(|c| c == PRESS) {
        prolong_shared(delivery, running, PRESS).await?;
    }
    if !unasked.is_empty() {
        prolong_shared(delivery, running, rows::UNASKED).await?;
    }
    let mut claim: Vec<_> = channels.iter().filter(|c| *c != PRESS).cloned().collect();
    if channels.iter().any(|c| c == PRESS) && running.shared(PRESS).is_none() {
        claim.push(PRESS.into());
    }
    if !unasked.is_empty() && running.shared(rows::UNASKED).is_none() {
        claim.push(rows::UNASKED.into());
    }
    let held = rows::claim(
        connection,
        delivery.lease_clock,
        &delivery.holder,
        delivery.options.lease,
        &claim,
    )
    .await?;
    let mut leases = HashMap::new();
    for held in held {
        let channel = held.channel.clone();
        let lease = Arc::new(Lease::new(held, delivery.options.lease, asked_at));
        match channel.as_str() {
            PRESS => drop(running.shared.insert(PRESS, lease)),
            rows::UNASKED => drop(running.shared.insert(rows::UNASKED, lease)),
            _ => drop(leases.insert(channel, lease)),
        }
    }
    if let Some(lease) = running.shared(rows::UNASKED) {
        leases.extend(unasked.iter().map(|channel| (channel.clone(), lease.clone())));
        channels.extend(unasked);
    }
    if let Some(lease) = running.shared(PRESS) {
        leases.insert(PRESS.into(), lease.clone());
    }
    channels.retain(|channel| leases.contains_key(channel));
    if channels.is_empty() {
        return Ok(false);
    }

    let mut jobs = read(delivery, now, &channels, &running.presses()).await?;
    let mut started = false;
    for channel in channels {
        let Some(lease) = leases.remove(&channel) else { continue };
        let (steps, slots) = jobs.remove(&channel).unwrap_or_default();
        let job = Job { lease, steps, slots };
        match (channel.as_str(), job.steps.is_empty()) {
            (PRESS, _) => started |= start_presses(delivery, running, job),
            (_, true) if is_unasked(&channel) => {}
            (_, true) => delivery.give_up(&job.lease).await,
            _ => {
                started = true;
                start_channel(delivery, running, channel, job);
            }
        }
    }
    Ok(started)
}

/// A shared lease with too little time left is prolonged, not claimed anew: a higher fence would make the calls worthless
/// that are under way with it.
async fn prolong_shared(delivery: &Delivery, running: &Running, name: &str) -> storage::Result<()> {
    let Some(lease) = running.shared.get(name) else {
        return Ok(());
    };
    if !lease.is_held() || lease.allows_a_call() {
        return Ok(());
    }
    let asked_at = Instant::now();
    let kept = rows::keep(
        delivery.store.connection(),
        delivery.lease_clock,
        &delivery.holder,
        delivery.options.lease,
        &[(lease.held.clone(), false)],
    )
    .await?;
    if kept.is_empty() {
        lease.end();
    } else {
        lease.prolong(asked_at);
    }
    Ok(())
}

fn is_unasked(channel: &str) -> bool {
    channel.starts_with("chat:") && channel.ends_with(":unasked")
}

async fn due_answers(delivery: &Delivery, running: &Running, busy: &HashSet<String>) -> storage::Result<Vec<String>> {
    let answering = busy.iter().filter(|channel| !is_unasked(channel)).count() + running.presses().len();
    rows::due_channels(
        delivery.store.connection(),
        delivery.lease_clock,
        delivery.clock.now(),
        Channels::Answers,
        &delivery.holder,
        busy,
        delivery.options.answers_at_once.saturating_sub(answering),
    )
    .await
}

async fn due_unasked(delivery: &Delivery, busy: &HashSet<String>) -> storage::Result<Vec<String>> {
    let connection = delivery.store.connection();
    let now = delivery.clock.now();
    let sending = busy.iter().filter(|channel| is_unasked(channel)).count();
    let free = delivery.options.unasked_at_once.saturating_sub(sending);
    match delivery.lanes.available(now) {
        Ok(permits) => {
            rows::due_channels(
                connection,
                delivery.lease_clock,
                now,
                Channels::Unasked,
                &delivery.holder,
                busy,
                free.min(permits),
            )
            .await
        }
        Err(from) => {
            let rows = rows::spread_unasked(connection, now, from, delivery.lanes.a_second(), busy).await?;
            if rows > 0 {
                debug!(rows, "Spread unasked messages over the next seconds");
            }
            Ok(Vec::new())
        }
    }
}

/// The steps of these channels, and the slots of their chats; with as many statements for many as for one.
async fn read(
    delivery: &Delivery,
    now: chrono::DateTime<chrono::Utc>,
    channels: &[String],
    presses: &HashSet<i64>,
) -> storage::Result<HashMap<String, (Vec<Step>, HashMap<String, i64>)>> {
    let connection = delivery.store.connection();
    let mut rows = rows::rows_in_line(connection, now, channels, ROWS_AT_ONCE).await?;
    rows.retain(|row| !presses.contains(&row.id));
    let data_keys = rows.iter().filter_map(|row| row.data_key);
    let ring = keys::load(connection, &delivery.secrets, data_keys).await?;
    let with_slots: HashSet<_> = rows
        .iter()
        .filter(|row| row.slot.is_some())
        .map(|row| delivery.address(row.chat))
        .collect();
    let slots = match with_slots.len() {
        0 => HashMap::new(),
        _ => rows::slots(connection, with_slots).await?,
    };
    let mut by_channel: HashMap<String, Vec<Opened>> = HashMap::new();
    for row in rows {
        let call = rows::open_call(&row, &ring).map_err(|error| {
            error!(
                error = &error as &dyn Error,
                row = row.id,
                "An outgoing call is unreadable"
            );
            "its content is unreadable".to_owned()
        });
        by_channel
            .entry(row.channel.clone())
            .or_default()
            .push(Opened { row, call });
    }
    let jobs = by_channel.into_iter().map(|(channel, opened)| {
        let chat = opened.first().map_or(0, |first| delivery.address(first.row.chat));
        let slots = slots.get(&chat).cloned().unwrap_or_default();
        (channel, (plan::plan(opened), slots))
    });
    Ok(jobs.collect())
}

fn start_channel(delivery: &Arc<Delivery>, running: &mut Running, channel: String, job: Job) {
    let (delivery, under_way) = (delivery.clone(), delivery.calls.begin());
    let kind = channel.clone();
    running.start(InHand::Channel(channel), async move {
        match kind.as_str() {
            "commands" => commands::deliver(&delivery, job).await,
            "erase" => erase::deliver(&delivery, job).await,
            _ => chat::deliver(&delivery, job, is_unasked(&kind)).await,
        }
        drop(under_way);
    });
}

/// Presses are answered side by side, in no order.
fn start_presses(delivery: &Arc<Delivery>, running: &mut Running, job: Job) -> bool {
    let mut any = false;
    let free = delivery.options.answers_at_once.saturating_sub(running.presses().len());
    for step in job.steps.into_iter().take(free) {
        let (delivery, lease) = (delivery.clone(), job.lease.clone());
        let under_way = (delivery.calls.begin(), delivery.presses.begin());
        running.start(InHand::Press(step.id), async move {
            press::deliver(&delivery, &lease, step).await;
            if delivery.presses.count() == 1 {
                delivery.give_up(&lease).await;
            }
            drop(under_way);
        });
        any = true;
    }
    any
}
