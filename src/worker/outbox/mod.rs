//! Delivery: claim channels, make their calls in order, write down what became of them.
//!
//! One task looks for channels with something due and starts a task for each; these make the calls ([`chat`], [`press`],
//! [`commands`], [`erase`], [`request`]); one task writes down what became of them ([`commit`]). A row is only ever in one task's hands.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tracing::{debug, error};

use crate::domain::outgoing::{MENUS, Order, PRESSES, SERVICES};
use crate::domain::requests::Service;
use crate::storage::delivery as leases;
use crate::storage::outbox::{self as rows, Channels};
use crate::storage::{self, StorageError};

use crate::wakers::Part;

use super::caught::{Panicked, caught};
use fate::{Fate, Patience};
use lease::Lease;
use plan::Step;
use read::read;
use running::{Ended, InHand, Running};

pub use delivery::{Calls, Delivery};

mod chat;
mod commands;
pub mod commit;
mod delivery;
mod erase;
mod fate;
mod file;
mod lanes;
mod lease;
mod plan;
mod press;
mod read;
mod request;
mod running;
mod together;

/// What a task delivers: one channel's steps, under its lease.
struct Job {
    lease: Arc<Lease>,
    steps: Vec<Step>,
    slots: HashMap<String, i64>,
}

/// Looks for what is due, until stopped; then waits for the calls under way.
pub async fn run(delivery: Arc<Delivery>, mut stopped: watch::Receiver<bool>) {
    let mut running = Running::default();
    loop {
        while let Some(ended) = running.tasks.try_join_next_with_id() {
            running.ended(ended, &delivery.options);
        }
        if *stopped.borrow() {
            break;
        }
        let looked = async {
            let started = round(&delivery, &mut running).await?;
            Ok::<_, StorageError>(if started { None } else { Some(wait(&delivery).await) })
        };
        let health = &delivery.wakers.health;
        let looked = caught("looking for outgoing calls", looked).await;
        if matches!(looked, Ok(Ok(_))) {
            health.works(Part::Delivery);
        }
        let wait = match looked {
            Ok(Ok(None)) => continue,
            Ok(Ok(Some(wait))) => wait,
            Ok(Err(error)) => {
                health.failed(Part::Delivery, &error);
                delivery.options.look_again
            }
            Err(Panicked) => delivery.options.look_again,
        };
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => break,
            () = delivery.wakers.outbox.notified() => {}
            Some(ended) = running.tasks.join_next_with_id() => running.ended(ended, &delivery.options),
            () = tokio::time::sleep(wait) => {}
        }
    }
    // A call ends by its time-out; writing it down takes a moment more.
    let patience = delivery
        .longest_call()
        .saturating_mul(2)
        .saturating_add(Duration::from_secs(5));
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
    let next = rows::next_at(delivery.store.committed(), now).await.ok().flatten();
    let until = next.and_then(|at| (at - now).to_std().ok());
    until.map_or(delivery.options.look_again, |until| {
        until.clamp(Duration::from_millis(1), delivery.options.look_again)
    })
}

/// Starts what can be started. True if anything was: then there may be more.
async fn round(delivery: &Arc<Delivery>, running: &mut Running) -> storage::Result<bool> {
    let connection = delivery.store.connection();
    let (now, asked_at) = (delivery.clock.now(), Instant::now());
    delivery.meet("round", "");
    let mut channels = due_answers(delivery, running).await?;
    let unasked = due_unasked(delivery, running).await?;

    let (side_by_side, mut claim): (Vec<_>, Vec<_>) = channels
        .iter()
        .cloned()
        .partition(|channel| Order::of(channel) == Order::SideBySide);
    let mut shared = side_by_side.clone();
    if !unasked.is_empty() {
        shared.push(rows::UNASKED.into());
    }
    for name in shared {
        prolong_shared(delivery, running, &name).await?;
        if running.shared(&name).is_none() {
            claim.push(name);
        }
    }
    let held = leases::claim(
        connection,
        delivery.lease_clock,
        &delivery.holder,
        delivery.options.lease,
        &claim,
    )
    .await?;
    let mut by_channel = HashMap::new();
    for held in held {
        let channel = held.channel.clone();
        let lease = Arc::new(Lease::new(held, delivery.options.lease, asked_at));
        if channel == rows::UNASKED || Order::of(&channel) == Order::SideBySide {
            running.shared.insert(channel, lease);
        } else {
            by_channel.insert(channel, lease);
        }
    }
    if let Some(lease) = running.shared(rows::UNASKED) {
        by_channel.extend(unasked.iter().map(|channel| (channel.clone(), lease.clone())));
        channels.extend(unasked);
    }
    for channel in side_by_side {
        if let Some(lease) = running.shared(&channel) {
            by_channel.insert(channel, lease.clone());
        }
    }
    channels.retain(|channel| by_channel.contains_key(channel));
    if channels.is_empty() {
        if running.tasks.len() < delivery.options.answers_at_once {
            // Nothing is due: nobody waits for a reply.
            delivery.wakers.pressure.delivery(Duration::ZERO);
        }
        return Ok(false);
    }

    let mut jobs = read(delivery, now, &channels, &running.rows_not_now()).await?;
    let mut started = false;
    for channel in channels {
        let Some(lease) = by_channel.remove(&channel) else {
            continue;
        };
        let (steps, slots) = match jobs.remove(&channel) {
            None => Default::default(),
            Some(Ok(planned)) => planned,
            Some(Err(Panicked)) => {
                blame(delivery, running, now, channel, &lease).await?;
                continue;
            }
        };
        let job = Job { lease, steps, slots };
        match (Order::of(&channel), job.steps.is_empty()) {
            (Order::SideBySide, _) => started |= start_side_by_side(delivery, running, &channel, job),
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

/// Reading or planning a channel panicked: its first row is taken for the reason, and counted.
async fn blame(
    delivery: &Delivery,
    running: &mut Running,
    now: DateTime<Utc>,
    channel: String,
    lease: &Arc<Lease>,
) -> storage::Result<()> {
    running.leave_alone(InHand::Channel(channel.clone()), &delivery.options);
    if let Some(first) = rows::first_in_line(delivery.store.connection(), now, &channel).await? {
        let step = Step::unread(first);
        let fate = Fate::panicked(&step, now, &delivery.options, Patience::ANSWER);
        let results = fate.result(&step, false).filter(|_| channel.starts_with("chat:"));
        let marks = fate.marks(&step, step.chat);
        let results = results.into_iter().collect();
        delivery.write_down(lease, false, marks, results, None).await;
    }
    if !is_unasked(&channel) && Order::of(&channel) == Order::InLine {
        delivery.give_up(lease).await;
    }
    Ok(())
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
    let kept = leases::keep(
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

async fn due_answers(delivery: &Delivery, running: &Running) -> storage::Result<Vec<String>> {
    let (busy, mut not_now) = (running.channels(), running.not_now());
    let answering = busy.iter().filter(|channel| !is_unasked(channel)).count() + running.rows_of(PRESSES);
    // A service that has its fill is not looked for until one of its requests has ended.
    let services = Service::ALL.map(|service| format!("{SERVICES}{service}"));
    not_now.extend(
        services
            .into_iter()
            .filter(|channel| room(delivery, running, channel) == 0),
    );
    rows::due_channels(
        delivery.store.committed(),
        delivery.lease_clock,
        delivery.clock.now(),
        Channels::Answers,
        &delivery.holder,
        &not_now,
        delivery.options.answers_at_once.saturating_sub(answering),
    )
    .await
}

async fn due_unasked(delivery: &Delivery, running: &Running) -> storage::Result<Vec<String>> {
    let (busy, not_now) = (running.channels(), running.not_now());
    let connection = delivery.store.connection();
    let now = delivery.clock.now();
    let sending = busy.iter().filter(|channel| is_unasked(channel)).count();
    let free = delivery.options.unasked_at_once.saturating_sub(sending);
    match delivery.lanes.available(now) {
        Ok(permits) => {
            rows::due_channels(
                delivery.store.committed(),
                delivery.lease_clock,
                now,
                Channels::Unasked,
                &delivery.holder,
                &not_now,
                free.min(permits),
            )
            .await
        }
        Err(from) => {
            let rows = rows::spread_unasked(connection, now, from, delivery.lanes.a_second(), &busy).await?;
            if rows > 0 {
                debug!(rows, "Spread unasked messages over the next seconds");
            }
            Ok(Vec::new())
        }
    }
}

fn start_channel(delivery: &Arc<Delivery>, running: &mut Running, channel: String, job: Job) {
    let (delivery, under_way) = (delivery.clone(), delivery.calls.begin());
    let kind = channel.clone();
    running.start(InHand::Channel(channel), async move {
        let delivered = async {
            match kind.as_str() {
                "erase" => erase::deliver(&delivery, job).await,
                // Rows of an earlier version have one channel for all menus.
                "commands" => commands::deliver(&delivery, job).await,
                _ if kind.starts_with(MENUS) => commands::deliver(&delivery, job).await,
                _ => chat::deliver(&delivery, job, is_unasked(&kind)).await,
            }
        };
        let ended = caught("a channel's delivery", delivered).await;
        drop(under_way);
        ended.unwrap_or(Ended::Badly)
    });
}

/// How many more calls of a channel may be begun whose calls are made side by side.
fn room(delivery: &Delivery, running: &Running, channel: &str) -> usize {
    let most = match channel.strip_prefix(SERVICES) {
        Some(service) => delivery.services.at_once(service),
        None => delivery.options.answers_at_once,
    };
    most.saturating_sub(running.rows_of(channel))
}

/// Presses and requests to services: each by itself, in no order.
fn start_side_by_side(delivery: &Arc<Delivery>, running: &mut Running, channel: &str, job: Job) -> bool {
    let mut any = false;
    for step in job.steps.into_iter().take(room(delivery, running, channel)) {
        let (delivery, lease) = (delivery.clone(), job.lease.clone());
        let of_channel = delivery.calls_of(channel);
        let under_way = (delivery.calls.begin(), of_channel.begin());
        let is_press = channel == PRESSES;
        running.start(InHand::Row(channel.to_owned(), step.id), async move {
            let delivered = async {
                if is_press {
                    press::deliver(&delivery, &lease, step).await
                } else {
                    request::deliver(&delivery, &lease, step).await
                }
            };
            let ended = caught("a call side by side with others", delivered).await;
            if of_channel.count() == 1 {
                delivery.give_up(&lease).await;
            }
            drop(under_way);
            ended.unwrap_or(Ended::Badly)
        });
        any = true;
    }
    any
}
