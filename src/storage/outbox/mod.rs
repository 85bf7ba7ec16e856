//! The outbox: what is to be done outside, one call a row.
//!
//! A **channel** (a chat's lane, or a service) is delivered by one process at a time ([`super::delivery`]), in the order of
//! the rows' ids.
//!
//! A waiting row with an `error` was held up; it keeps its place, so the later rows of its channel wait for it. A row that
//! is merely for a later moment holds up nobody. A row that is for no moment has `next_at` 0: whoever delivers it may have a clock
//! that is behind that of whoever wrote it, and a row that seems to be for later would be overtaken.

mod mark;
mod read;

use chrono::{DateTime, Utc};
use entities::outbox;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::seal::{DataKey, KeyRing, SealedAt};
use super::{Result, StorageError, VALUES_A_STATEMENT};
use crate::domain::outgoing::{Call, Matter, Outgoing};
use crate::work::Work;

pub use self::mark::{Marks, mark, spread_unasked};
pub use self::read::{Channels, First, due_channels, first_in_line, next_at, rows_in_line, slots};

/// A row of the outbox. Its call is opened by [`open_call`].
pub type Row = outbox::Model;

/// Whoever holds this channel may send in the unasked lane, so that Telegram's limits hold for all processes together.
pub const UNASKED: &str = "unasked";

/// Rows that are in line: due, or held up on the way. Presses and requests to services stand in no line (`Order::SideBySide`): one that
/// is held up holds up no other.
pub(super) const IN_LINE: &str = "status = 'waiting' AND (next_at <= {now} OR \
     (error IS NOT NULL AND channel <> 'press' AND channel NOT LIKE 'service:%'))";

/// A row to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewRow<'a> {
    /// Unique, and the same whenever the same decision is taken again.
    pub key: &'a str,
    pub outgoing: &'a Outgoing,
    /// Key of [`Outgoing::owner`].
    pub data_key: &'a DataKey,
    /// What it tells of, if it is a notice about a filing.
    pub matter: Option<Matter>,
}

/// Where the call of the row with this key is sealed.
pub fn place(key: &str) -> SealedAt<'_> {
    SealedAt {
        table: "outbox",
        row: key,
        column: "content",
    }
}

/// Writes rows, in the order given.
pub async fn put(tx: &impl ConnectionTrait, now: DateTime<Utc>, rows: &[NewRow<'_>]) -> Result<()> {
    const COLUMNS: usize = 18;
    for part in rows.chunks(VALUES_A_STATEMENT / COLUMNS) {
        let models = part.iter().map(|row| new_model(now, row)).collect::<Result<Vec<_>>>()?;
        outbox::Entity::insert_many(models).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Acts that were taken back are not told: what waits for the instant at which they were to be told goes.
pub async fn take_back(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
    if work.additions.taken_back.is_empty() {
        return Ok(());
    }
    let mut any = Condition::any();
    for taken in &work.additions.taken_back {
        let matters = Matter::all(taken.filing).map(|matter| matter.to_string());
        let of_act = Condition::all()
            .add(outbox::Column::Matter.is_in(matters))
            .add(outbox::Column::NextAt.eq(taken.told_at.timestamp_millis()));
        any = any.add(of_act);
    }
    outbox::Entity::delete_many()
        .filter(outbox::Column::Status.eq("waiting"))
        .filter(any)
        .exec(tx)
        .await?;
    Ok(())
}

fn new_model(now: DateTime<Utc>, row: &NewRow<'_>) -> Result<outbox::ActiveModel> {
    let NewRow {
        key,
        outgoing,
        data_key,
        matter,
    } = *row;
    let clear = serde_json::to_vec(&outgoing.call).map_err(|_| StorageError::inconsistent("outbox", "content", key))?;
    let now = now.timestamp_millis();
    Ok(outbox::ActiveModel {
        id: NotSet,
        key: Set(key.into()),
        channel: Set(outgoing.channel()),
        lane: Set(outgoing.lane.as_str().into()),
        chat: Set(outgoing.chat),
        kind: Set(outgoing.call.kind().into()),
        slot: Set(outgoing.slot.clone()),
        data_key: Set(Some(data_key.id())),
        content: Set(data_key.seal(&clear, &place(key))?),
        status: Set("waiting".into()),
        tries: Set(0),
        faults: Set(0),
        next_at: Set(outgoing.not_before.map_or(0, |at| at.timestamp_millis())),
        expires_at: Set(outgoing.expires_at.map(|at| at.timestamp_millis())),
        created_at: Set(now),
        done_at: Set(None),
        matter: Set(matter.map(|matter| matter.to_string())),
        error: Set(None),
    })
}

/// Opens the call of a row.
pub fn open_call(row: &Row, ring: &KeyRing) -> Result<Call> {
    let unreadable = || StorageError::inconsistent("outbox", "content", row.id);
    let data_key = row.data_key.ok_or_else(unreadable)?;
    let clear = ring
        .get(data_key)
        .and_then(|key| key.open(&row.content, &place(&row.key)))
        .map_err(|source| StorageError::Sealed {
            table: "outbox",
            column: "content",
            row: row.id.to_string(),
            source,
        })?;
    serde_json::from_slice(&clear).map_err(|_| unreadable())
}
