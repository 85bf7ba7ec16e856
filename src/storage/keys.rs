//! Data keys in their table: loaded in sets, written in sets. `seal.rs` makes, wraps and unwraps them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use entities::data_key::{ActiveModel, Column, Entity, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult, Value};
use uuid::Uuid;

use super::seal::{KeyRing, Secrets, WrappedKey};
use super::sql::Values;
use super::{Result, VALUES_A_STATEMENT};

/// What a data key belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOwner {
    Person,
    Filing,
    Register,
    Chat,
    /// Updates that belong to no chat.
    Bot,
}

impl KeyOwner {
    pub fn as_str(self) -> &'static str {
        match self {
            KeyOwner::Person => "person",
            KeyOwner::Filing => "filing",
            KeyOwner::Register => "register",
            KeyOwner::Chat => "chat",
            KeyOwner::Bot => "bot",
        }
    }
}

/// A key that is not in its table yet.
#[derive(Clone, Debug)]
pub struct NewKey {
    pub owner: KeyOwner,
    pub key: WrappedKey,
}

/// Loads and unwraps the keys of these ids, with one statement. One that is absent from the ring has been deleted; one that
/// cannot be unwrapped fails when it is asked for.
pub async fn load(
    connection: &impl ConnectionTrait,
    secrets: &Secrets,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<KeyRing> {
    let mut ring = KeyRing::default();
    add_to(&mut ring, connection, secrets, ids).await?;
    Ok(ring)
}

/// Loads those of the keys that the ring does not have yet.
pub async fn add_to(
    ring: &mut KeyRing,
    connection: &impl ConnectionTrait,
    secrets: &Secrets,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<()> {
    let ids: Vec<_> = ids
        .into_iter()
        .filter(|id| !ring.has(*id))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    for part in ids.chunks(VALUES_A_STATEMENT) {
        let rows = Entity::find()
            .filter(Column::Id.is_in(part.iter().copied()))
            .all(connection)
            .await?;
        for row in rows {
            ring.unwrap(secrets, &wrapped(row));
        }
    }
    Ok(())
}

/// Rows of a table with the data key that each names, in one statement: `columns` of the rows where `column` is one of these; `values` are
/// those that stand in the columns. [`joined`] takes the key of each.
pub(crate) async fn with_key<V: Into<Value>>(
    connection: &impl ConnectionTrait,
    mut values: Values,
    columns: &str,
    table: &str,
    column: &str,
    is_in: impl IntoIterator<Item = V>,
) -> Result<Vec<QueryResult>> {
    let is_in = values.bind_all(is_in);
    let text = format!(
        "SELECT rows.*, data_key.secret_id, data_key.wrapped FROM (SELECT {columns} FROM {table} WHERE {column} IN ({is_in})) \
         AS rows LEFT JOIN data_key ON data_key.id = rows.data_key"
    );
    Ok(connection.query_all_raw(values.statement(connection, text)).await?)
}

/// Unwraps the key that came with a row, and returns its id. Of one that has been deleted, the ring has nothing.
pub fn joined(row: &QueryResult, secrets: &Secrets, ring: &mut KeyRing) -> Result<Uuid> {
    let id = row.try_get("", "data_key")?;
    let secret_id: Option<String> = row.try_get("", "secret_id")?;
    let wrapped: Option<Vec<u8>> = row.try_get("", "wrapped")?;
    if let Some((secret_id, wrapped)) = secret_id.zip(wrapped)
        && !ring.has(id)
    {
        ring.unwrap(secrets, &WrappedKey { id, secret_id, wrapped });
    }
    Ok(id)
}

fn wrapped(row: Model) -> WrappedKey {
    WrappedKey {
        id: row.id,
        secret_id: row.secret_id,
        wrapped: row.wrapped,
    }
}

/// What is wrong with the secrets, for the keys that are stored: secrets by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unfit {
    /// Keys were wrapped under them, and they are not configured.
    pub missing: Vec<String>,
    /// Configured, and none of the keys that were tried opens under them: they are not what they were.
    pub wrong: Vec<String>,
}

/// Whether the secrets fit the stored keys: of each secret's, the newest and the oldest are tried, so that one damaged row does
/// not speak for all. None where nothing is wrong.
pub async fn check(connection: &impl ConnectionTrait, secrets: &Secrets) -> Result<Option<Unfit>> {
    // From one secret to the next by the index, of which each has two ends: there are millions of keys and a few secrets.
    let text = "WITH RECURSIVE secret(id) AS (SELECT min(secret_id) FROM data_key UNION ALL SELECT \
                (SELECT min(k.secret_id) FROM data_key k WHERE k.secret_id > secret.id) FROM secret WHERE secret.id IS NOT NULL) \
                SELECT k.* FROM secret CROSS JOIN data_key k WHERE k.secret_id = secret.id AND k.created_at IN (\
                (SELECT min(o.created_at) FROM data_key o WHERE o.secret_id = secret.id), \
                (SELECT max(n.created_at) FROM data_key n WHERE n.secret_id = secret.id))";
    let rows = Entity::find()
        .from_raw_sql(Values::default().statement(connection, text.to_owned()))
        .all(connection)
        .await?;
    let mut opens: BTreeMap<String, bool> = BTreeMap::new();
    for row in rows {
        let key = wrapped(row);
        let opened = secrets.unwrap_key(&key).is_ok();
        *opens.entry(key.secret_id).or_default() |= opened;
    }
    let unfit: Vec<String> = opens
        .into_iter()
        .filter(|(_, opens)| !opens)
        .map(|(id, _)| id)
        .collect();
    if unfit.is_empty() {
        return Ok(None);
    }
    let (wrong, missing) = unfit.into_iter().partition(|id| secrets.has(id));
    Ok(Some(Unfit { missing, wrong }))
}

/// Whether anything was ever sealed here.
pub async fn any(connection: &impl ConnectionTrait) -> Result<bool> {
    Ok(Entity::find().one(connection).await?.is_some())
}

/// Writes new keys, with one statement.
pub async fn insert(connection: &impl ConnectionTrait, now: DateTime<Utc>, keys: Vec<NewKey>) -> Result<()> {
    const COLUMNS: usize = 5;
    for part in keys.chunks(VALUES_A_STATEMENT / COLUMNS) {
        let rows = part.iter().map(|new| ActiveModel {
            id: Set(new.key.id),
            owner: Set(new.owner.as_str().into()),
            secret_id: Set(new.key.secret_id.clone()),
            wrapped: Set(new.key.wrapped.clone()),
            created_at: Set(now.timestamp_millis()),
        });
        Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Deletes keys that nothing names (made for a row that somebody else was quicker to make).
pub(crate) async fn delete(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<()> {
    Entity::delete_many()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(connection)
        .await?;
    Ok(())
}
