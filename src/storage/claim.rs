//! Which inputs a batch takes.

use entities::inbox;
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::sql::Values;
use super::{Result, is_postgres};
use crate::domain::outgoing::ChatId;

/// How many inputs a batch takes.
pub const BATCH: usize = 64;

/// At most this many inputs of one chat are in a batch, however many wait: whoever sends hundreds shall not make the batch of
/// everybody else long.
pub const SHARE: usize = 8;

/// Claims waiting inputs, each chat's oldest first, of no chat in `except`. On PostgreSQL the chats' conversations are locked first, by a
/// statement of its own: one statement that does both can see as waiting what another process has just committed.
pub async fn claim(tx: &impl ConnectionTrait, except: &[ChatId]) -> Result<Vec<inbox::Model>> {
    let mut values = Values::default();
    let waiting = match except.len() {
        0 => "status = 'waiting'".to_owned(),
        _ => {
            let except = values.bind_all(except.iter().copied());
            format!("status = 'waiting' AND chat NOT IN ({except})")
        }
    };
    let chats = if is_postgres(tx) {
        let text = format!(
            "SELECT c.chat FROM conversation c JOIN (SELECT chat, min(id) AS first FROM inbox WHERE {waiting} \
             GROUP BY chat) w ON w.chat = c.chat ORDER BY w.first LIMIT {BATCH} FOR NO KEY UPDATE OF c SKIP LOCKED"
        );
        let locked = tx.query_all_raw(values.statement(tx, text)).await?;
        let chats = locked
            .iter()
            .map(|row| row.try_get_by_index::<i64>(0))
            .collect::<Result<Vec<_>, _>>()?;
        if chats.is_empty() {
            return Ok(Vec::new());
        }
        values = Values::default();
        values.bind_all(chats)
    } else {
        format!("SELECT chat FROM inbox WHERE {waiting} GROUP BY chat ORDER BY min(id) LIMIT {BATCH}")
    };
    let text = format!(
        "SELECT * FROM (SELECT inbox.*, row_number() OVER (PARTITION BY chat ORDER BY id) AS turn FROM inbox \
         WHERE status = 'waiting' AND chat IN ({chats})) AS waiting WHERE turn <= {SHARE} ORDER BY turn, id LIMIT {BATCH}"
    );
    let found = tx.query_all_raw(values.statement(tx, text)).await?;
    Ok(found
        .iter()
        .map(|row| inbox::Model::from_query_result(row, ""))
        .collect::<Result<Vec<_>, _>>()?)
}
