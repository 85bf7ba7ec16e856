//! What became of the inputs of a batch, and what they mean for other chats.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entities::inbox;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Result, StorageError};
use crate::work::{ForAnother, Work};

/// What became of the inputs of a batch.
#[derive(Debug, Default)]
pub struct Decided {
    pub done: Vec<i64>,
    /// Set aside after the last try.
    pub failed: Vec<i64>,
    /// Tried once more in vain: they stay waiting, counted.
    pub counted: Vec<i64>,
}

pub(in crate::storage) async fn mark_inputs(tx: &impl ConnectionTrait, work: &Work, decided: &Decided) -> Result<()> {
    for (ids, status) in [(&decided.done, "done"), (&decided.failed, "failed")] {
        if ids.is_empty() {
            continue;
        }
        let marked = end_inputs(tx, ids, status, work.now).await?;
        if marked != ids.len() as u64 {
            return Err(StorageError::Overtaken {
                expected: ids.len() as u64,
                found: marked,
            });
        }
    }
    if !decided.counted.is_empty() {
        count(tx, &decided.counted).await?;
    }
    Ok(())
}

/// Counts a try of these inputs. The next one takes each of them alone.
pub async fn count(tx: &impl ConnectionTrait, ids: &[i64]) -> Result<()> {
    inbox::Entity::update_many()
        .col_expr(inbox::Column::Tries, Expr::col(inbox::Column::Tries).add(1))
        .col_expr(inbox::Column::Careful, Expr::value(true))
        .filter(inbox::Column::Id.is_in(ids.iter().copied()))
        .filter(inbox::Column::Status.eq("waiting"))
        .exec(tx)
        .await?;
    Ok(())
}

/// Counts that a run of the process has begun with this input.
pub async fn count_beginning(tx: &impl ConnectionTrait, id: i64) -> Result<()> {
    inbox::Entity::update_many()
        .col_expr(inbox::Column::Begun, Expr::col(inbox::Column::Begun).add(1))
        .filter(inbox::Column::Id.eq(id))
        .filter(inbox::Column::Status.eq("waiting"))
        .exec(tx)
        .await?;
    Ok(())
}

/// Sets an input aside by itself, where nothing else of it can be saved.
pub async fn fail(connection: &impl ConnectionTrait, id: i64, now: DateTime<Utc>) -> Result<()> {
    end_inputs(connection, &[id], "failed", now).await?;
    Ok(())
}

async fn end_inputs(tx: &impl ConnectionTrait, ids: &[i64], status: &str, now: DateTime<Utc>) -> Result<u64> {
    // The try that failed last is counted as those before it were.
    let tried = i32::from(status == "failed");
    let ended = inbox::Entity::update_many()
        .col_expr(inbox::Column::Tries, Expr::col(inbox::Column::Tries).add(tried))
        .col_expr(inbox::Column::Status, Expr::value(status))
        .col_expr(inbox::Column::Content, Expr::value(Vec::<u8>::new()))
        .col_expr(inbox::Column::DataKey, Expr::value(Option::<Uuid>::None))
        .col_expr(inbox::Column::DoneAt, Expr::value(now.timestamp_millis()))
        .filter(inbox::Column::Id.is_in(ids.iter().copied()))
        .filter(inbox::Column::Status.eq("waiting"))
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

/// What inputs mean for other chats: several of a kind to one chat stand once, and a digest once a day.
pub(in crate::storage) async fn pass_on(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
    let mut seen = HashSet::new();
    let models: Vec<_> = work
        .additions
        .passed_on
        .iter()
        .filter(|passed| {
            // Counts are brought up to date once, whatever changed them.
            let what = match passed.what {
                ForAnother::Counts { .. } => None,
                other => Some(other),
            };
            seen.insert((passed.chat, what))
        })
        .map(|passed| inbox::ActiveModel {
            id: NotSet,
            source: Set(match passed.what {
                ForAnother::Counts { .. } => "passed_on".to_owned(),
                ForAnother::Digest { .. } => "digest".to_owned(),
                ForAnother::Asked { .. } => "asked".to_owned(),
            }),
            key: Set(match passed.what {
                ForAnother::Counts { cause } => format!("passed_on:{cause}:{}", passed.chat),
                ForAnother::Digest { day } => format!("digest:{day}:{}", passed.chat),
                ForAnother::Asked { question } => format!("asked:{question}:{}", passed.chat),
            }),
            update_id: Set(None),
            chat: Set(passed.chat),
            data_key: Set(None),
            content: Set(Vec::new()),
            status: Set("waiting".to_owned()),
            careful: Set(false),
            tries: Set(0),
            begun: Set(0),
            received_at: Set(work.now.timestamp_millis()),
            done_at: Set(None),
        })
        .collect();
    if models.is_empty() {
        return Ok(());
    }
    let conflict = OnConflict::column(inbox::Column::Key).do_nothing().to_owned();
    inbox::Entity::insert_many(models)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
