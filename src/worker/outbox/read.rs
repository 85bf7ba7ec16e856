//! Rows of the outbox, opened and planned: what a delivery sets out with.

use std::collections::{HashMap, HashSet};
use std::error::Error;

use chrono::{DateTime, Duration, Utc};
use tracing::error;
use uuid::Uuid;

use crate::clock::from_milliseconds;
use crate::domain::outgoing::{Lane, Matter, SERVICES};
use crate::storage::matters::{self, Notice};
use crate::storage::outbox::{self as rows, Row};
use crate::storage::seal::KeyRing;
use crate::storage::{self, keys};

use super::super::caught::{Panicked, caught, caught_at_once};
use super::Delivery;
use super::plan::{self, Opened, Step, Unreadable};

/// The most rows that are read at a time.
const ROWS_AT_ONCE: usize = 500;
/// A notice that has waited for this long or longer is sent only if no later one has taken its place. Of two that come close together each is told.
const LATE: Duration = Duration::minutes(1);

/// The steps of a channel, and the slots of its chat.
pub type Planned = (Vec<Step>, HashMap<String, i64>);

/// The steps of these channels; with as many statements for many as for one. A channel at which that panics is told apart.
pub async fn read(
    delivery: &Delivery,
    now: DateTime<Utc>,
    channels: &[String],
    not_now: &HashSet<i64>,
) -> storage::Result<HashMap<String, Result<Planned, Panicked>>> {
    if let Ok(read) = caught("reading outgoing calls", together(delivery, now, channels, not_now)).await {
        return read;
    }
    let mut jobs = HashMap::new();
    for channel in channels {
        let alone = std::slice::from_ref(channel);
        match caught("reading a channel", together(delivery, now, alone, not_now)).await {
            Ok(read) => jobs.extend(read?),
            Err(Panicked) => drop(jobs.insert(channel.clone(), Err(Panicked))),
        }
    }
    Ok(jobs)
}

async fn together(
    delivery: &Delivery,
    now: DateTime<Utc>,
    channels: &[String],
    not_now: &HashSet<i64>,
) -> storage::Result<HashMap<String, Result<Planned, Panicked>>> {
    // Whatever is told to people was committed before it is read.
    let connection = delivery.store.committed();
    let is_service = |channel: &&String| channel.starts_with(SERVICES);
    let (services, chats): (Vec<&String>, Vec<&String>) = channels.iter().partition(is_service);
    let chats: Vec<String> = chats.into_iter().cloned().collect();
    let mut rows = rows::rows_in_line(connection, now, &chats, ROWS_AT_ONCE).await?;
    for service in services {
        // Each for itself: requests that queue for a slow service take no chat's place.
        let few = not_now.len() + delivery.services.at_once(service.trim_start_matches(SERVICES));
        rows.extend(rows::rows_in_line(connection, now, std::slice::from_ref(service), few).await?);
    }
    rows.retain(|row| !not_now.contains(&row.id));
    for channel in rows.iter().map(|row| row.channel.as_str()).collect::<HashSet<_>>() {
        delivery.meet("read", channel);
    }
    let data_keys = rows.iter().filter_map(|row| row.data_key);
    let ring = keys::load(connection, &delivery.secrets, data_keys).await?;
    let filings: HashSet<Uuid> = rows.iter().filter_map(|row| Some(matter(row)?.filing())).collect();
    let notices = matters::said(connection, &filings).await?;
    let with_slots: HashSet<_> = rows
        .iter()
        .filter(|row| row.slot.is_some())
        .map(|row| delivery.address(row.chat))
        .collect();
    let slots = match with_slots.len() {
        0 => HashMap::new(),
        _ => rows::slots(connection, with_slots).await?,
    };
    delivery.wakers.pressure.delivery(longest_wait(&rows, now));
    let mut by_channel: HashMap<String, Vec<Opened>> = HashMap::new();
    for row in rows {
        let channel = row.channel.clone();
        let opened = opened(delivery, row, &ring, &notices, now);
        by_channel.entry(channel).or_default().push(opened);
    }
    let jobs = by_channel.into_iter().map(|(channel, opened)| {
        let chat = opened.first().map_or(0, |first| delivery.address(first.row.chat));
        let slots = slots.get(&chat).cloned().unwrap_or_default();
        let steps = caught_at_once("planning a channel", || {
            delivery.meet("plan", &channel);
            plan::plan(opened, now)
        });
        (channel, steps.map(|steps| (steps, slots)))
    });
    Ok(jobs.collect())
}

/// How long the oldest reply has waited that is not held up by its own chat: by what was sent there in vain, or by a crowd of its own.
/// What waits for a service outside is no reply.
fn longest_wait(rows: &[Row], now: DateTime<Utc>) -> std::time::Duration {
    let mut heads: HashMap<&str, (&Row, usize)> = HashMap::new();
    let is_reply = |row: &&Row| row.lane == Lane::Answer.as_str() && !row.channel.starts_with(SERVICES);
    for row in rows.iter().filter(is_reply) {
        heads.entry(&row.channel).or_insert((row, 0)).1 += 1;
    }
    let fair = heads
        .values()
        .filter(|(head, count)| head.error.is_none() && *count <= plan::CROWD);
    let waits = fair.filter_map(|(head, _)| (now - from_milliseconds(head.created_at)).to_std().ok());
    waits.max().unwrap_or_default()
}

fn opened(delivery: &Delivery, row: Row, ring: &KeyRing, notices: &[Notice], now: DateTime<Utc>) -> Opened {
    let call = caught_at_once("opening an outgoing call", || {
        delivery.meet("open", &row.key);
        rows::open_call(&row, ring)
    });
    let call = match call {
        Ok(Ok(call)) => Ok(call),
        Ok(Err(error)) => {
            error!(
                error = &error as &dyn Error,
                row = row.id,
                "An outgoing call is unreadable and is set aside; is a key missing from SECRET_KEY?"
            );
            Err(Unreadable::Content)
        }
        Err(Panicked) => Err(Unreadable::Panicked),
    };
    let notice = notices.iter().find(|notice| notice.id == row.id);
    let is_late = now - from_milliseconds(row.created_at) > LATE;
    // What somebody has just asked for is told whatever comes after it.
    let may_be_replaced = is_late && row.lane == Lane::Unasked.as_str();
    Opened {
        is_replaced: may_be_replaced && notice.is_some_and(|notice| notice.is_replaced(notices)),
        ends_silence: notice.is_some_and(|notice| notice.ends_silence(notices)),
        row,
        call,
    }
}

fn matter(row: &Row) -> Option<Matter> {
    row.matter.as_deref()?.parse().ok()
}
