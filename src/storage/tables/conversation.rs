//! Conversations: where each chat stands.

use std::collections::{BTreeSet, HashMap};

use entities::{conversation, desk, inbox};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::super::keys::{KeyOwner, NewKey};
use super::super::seal::{KeyRing, SealedAt, Secrets};
use super::super::sealed::json;
use super::super::sql::Values;
use super::super::{Result, StorageError, keys};
use crate::clock::from_milliseconds;
use crate::domain::conversation::{Conversation, Recent, State};
use crate::domain::outgoing::ChatId;
use crate::work::Work;

/// The conversations of these inputs, and the keys that their contents are sealed under.
pub async fn conversations(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    work: &mut Work,
    inputs: &[inbox::Model],
) -> Result<KeyRing> {
    let chats: BTreeSet<ChatId> = inputs.iter().map(|row| row.chat).collect();
    let (mut found, mut ring) = (Vec::new(), KeyRing::default());
    for row in keys::with_key(tx, Values::default(), "*", "conversation", "chat", chats).await? {
        keys::joined(&row, secrets, &mut ring)?;
        found.push(conversation::Model::from_query_result(&row, "")?);
    }
    // Of a chat whose key did not open, they are sealed under another.
    let of_inputs = inputs.iter().filter_map(|row| row.data_key);
    keys::add_to(&mut ring, tx, secrets, of_inputs).await?;
    for row in inputs {
        // Not of a deleted key: whoever wrote that is gone, and nothing is left to be decided.
        if row.data_key.is_some_and(|key| ring.unopenable(key).is_some()) {
            work.cannot_open_input(row.id);
        }
    }
    for row in found {
        let kind = row
            .kind
            .parse()
            .map_err(|_| StorageError::inconsistent("conversation", "kind", row.chat))?;
        // Nothing can be said to it: what is said is sealed under its key.
        if ring.unopenable(row.data_key).is_some() {
            work.conversations.cannot_open(row.chat);
        }
        // A step that this version does not know any more is left; the draft knows where it stands.
        let state = serde_json::from_str(&row.state).unwrap_or(State::Idle);
        let recent = open_recent(&row, &ring).unwrap_or_default();
        work.conversations.load(
            row.chat,
            Conversation {
                chat: row.chat,
                kind,
                data_key: row.data_key,
                state,
                refused_at: row.refused_at.map(from_milliseconds),
                untold: row
                    .untold
                    .as_deref()
                    .and_then(|untold| serde_json::from_str(untold).ok())
                    .unwrap_or_default(),
                recent,
            },
        );
    }
    Ok(ring)
}

/// What was written last in a chat. Where it does not open, nothing is known of it, which costs one word too many at the most.
fn open_recent(row: &conversation::Model, ring: &KeyRing) -> Option<Recent> {
    let sealed = row.recent.as_ref()?;
    let chat = row.chat.to_string();
    let clear = ring.get(row.data_key).ok()?.open(sealed, &recent_place(&chat)).ok()?;
    serde_json::from_slice(&clear).ok()
}

/// Where a conversation's `recent` is sealed.
fn recent_place(chat: &str) -> SealedAt<'_> {
    SealedAt {
        table: "conversation",
        row: chat,
        column: "recent",
    }
}

pub(in crate::storage) async fn save(tx: &impl ConnectionTrait, work: &Work, ring: &KeyRing) -> Result<()> {
    let mut models = Vec::new();
    for (chat, before, row) in work.conversations.changes() {
        if before == Some(row) {
            continue;
        }
        models.push(conversation::ActiveModel {
            chat: Set(*chat),
            kind: Set(row.kind.to_string()),
            data_key: Set(row.data_key),
            state: Set(json(&row.state, "conversation", "state", chat)?),
            untold: Set(match row.untold.len() {
                0 => None,
                _ => Some(json(&row.untold, "conversation", "untold", chat)?),
            }),
            updated_at: Set(work.now.timestamp_millis()),
            refused_at: Set(row.refused_at.map(|at| at.timestamp_millis())),
            recent: Set(seal_recent(row, ring)?),
        });
    }
    if models.is_empty() {
        return Ok(());
    }
    let conflict = OnConflict::column(conversation::Column::Chat)
        .update_columns([
            conversation::Column::State,
            conversation::Column::Untold,
            conversation::Column::UpdatedAt,
            conversation::Column::RefusedAt,
            conversation::Column::Recent,
        ])
        .to_owned();
    conversation::Entity::insert_many(models)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

fn seal_recent(row: &Conversation, ring: &KeyRing) -> Result<Option<Vec<u8>>> {
    if row.recent == Recent::default() {
        return Ok(None);
    }
    let chat = row.chat.to_string();
    let clear = json(&row.recent, "conversation", "recent", row.chat)?;
    let key = ring.get(row.data_key)?;
    Ok(Some(key.seal(clear.as_bytes(), &recent_place(&chat))?))
}

/// The keys of chats that are told something without having spoken in this batch; absent where they have never written.
pub(in crate::storage) async fn add_keys(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    ring: &mut KeyRing,
    chats: BTreeSet<ChatId>,
) -> Result<HashMap<ChatId, Uuid>> {
    if chats.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(ChatId, Uuid)> = conversation::Entity::find()
        .select_only()
        .columns([conversation::Column::Chat, conversation::Column::DataKey])
        .filter(conversation::Column::Chat.is_in(chats))
        .into_tuple()
        .all(tx)
        .await?;
    let keys: Vec<Uuid> = found.iter().map(|(_, key)| *key).collect();
    keys::add_to(ring, tx, secrets, keys).await?;
    Ok(found.into_iter().collect())
}

/// A group got a new id: its conversation, what waits and the desk go with it. The worker forgot its slots already.
pub(in crate::storage) async fn move_chat(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    work: &Work,
    from: ChatId,
    to: ChatId,
) -> Result<()> {
    let Some(old) = conversation::Entity::find_by_id(from).one(tx).await? else {
        return Ok(());
    };
    if conversation::Entity::find_by_id(to).one(tx).await?.is_none() {
        let (key, wrapped) = secrets.new_data_key(Uuid::new_v4())?;
        keys::insert(
            tx,
            work.now,
            vec![NewKey {
                owner: KeyOwner::Chat,
                key: wrapped,
            }],
        )
        .await?;
        let moved = conversation::Model {
            chat: to,
            data_key: key.id(),
            // It was sealed under the old chat's key.
            recent: None,
            ..old
        };
        conversation::Entity::insert(conversation::ActiveModel::from(moved))
            .exec_without_returning(tx)
            .await?;
    }
    // Sealed under the old chat's key, which they go on naming.
    inbox::Entity::update_many()
        .col_expr(inbox::Column::Chat, Expr::value(to))
        .filter(inbox::Column::Chat.eq(from))
        .filter(inbox::Column::Status.eq("waiting"))
        .exec(tx)
        .await?;
    if desk::Entity::find_by_id(to).one(tx).await?.is_some() {
        desk::Entity::delete_by_id(from).exec(tx).await?;
    } else {
        desk::Entity::update_many()
            .col_expr(desk::Column::Chat, Expr::value(to))
            .filter(desk::Column::Chat.eq(from))
            .exec(tx)
            .await?;
    }
    Ok(())
}
