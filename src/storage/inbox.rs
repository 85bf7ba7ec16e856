//! The inbox: everything that happened and waits to be decided, each thing once by its key, sealed under its chat's key; under
//! the bot's where that one does not open, so that one chat's trouble keeps nobody's updates out.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use entities::{conversation, inbox};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::conversation::ChatKind;
use crate::domain::outgoing::{ChatId, Outcome};

use super::keys::{self, KeyOwner, NewKey};
use super::seal::{DataKey, KeyRing, SealError, SealedAt, Secrets};
use super::sql::Values;
use super::{Result, StorageError, Store, VALUES_A_STATEMENT};

/// A row of the inbox. Its content is opened by [`open_content`].
pub type Row = inbox::Model;

/// Telegram promises unique update ids for so long; after a quiet week it starts anew at random.
pub const UPDATE_ID_IS_UNIQUE_FOR: Duration = Duration::hours(48);

/// What stands between a row's original key and its id once its update id was taken from it.
const TAKEN: &str = ":old:";

/// What a new conversation begins with.
const IDLE: &str = r#"{"step":"idle"}"#;

/// An update as it came, and just enough of it read to know whose turn it is.
#[derive(Clone)]
pub struct RawUpdate {
    pub update_id: i64,
    /// 0 where it belongs to no chat.
    pub chat: ChatId,
    pub chat_kind: ChatKind,
    /// The JSON, byte for byte.
    pub raw: Vec<u8>,
}

impl std::fmt::Debug for RawUpdate {
    /// Without the content, which is personal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawUpdate")
            .field("update_id", &self.update_id)
            .field("chat", &self.chat)
            .finish_non_exhaustive()
    }
}

/// The result of an outgoing call, on its way into the inbox.
#[derive(Clone, Debug)]
pub struct NewResult {
    /// Key of the outbox row it came from.
    pub outbox_key: String,
    pub chat: ChatId,
    pub outcome: Outcome,
}

impl NewResult {
    /// A notice about that filing arrived, after an earlier one had been refused.
    pub fn told(outbox_key: &str, chat: ChatId, filing: Uuid) -> Self {
        Self {
            outbox_key: format!("{outbox_key}:told"),
            chat,
            outcome: Outcome::Told { chat, filing },
        }
    }
}

struct NewInput {
    source: &'static str,
    key: String,
    update_id: Option<i64>,
    chat: ChatId,
    kind: ChatKind,
    content: Vec<u8>,
}

/// So many keys are looked for beside the conversations; of more it is not asked whether they are taken.
const MOST_NAMES: usize = VALUES_A_STATEMENT / 2;

/// The key of an update: what makes it come in once.
pub fn update_key(bot_id: i64, update_id: i64) -> String {
    format!("telegram:{bot_id}:{update_id}")
}

/// Stores a batch of updates in the order given, inside the caller's transaction. Returns how many were new.
pub async fn store_updates(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    bot_id: i64,
    now: DateTime<Utc>,
    updates: &[RawUpdate],
) -> Result<u64> {
    let keys: Vec<_> = updates
        .iter()
        .map(|update| update_key(bot_id, update.update_id))
        .collect();
    let inputs = std::iter::zip(updates, keys).map(|(update, key)| NewInput {
        source: "telegram",
        key,
        update_id: Some(update.update_id),
        chat: update.chat,
        kind: update.chat_kind,
        content: update.raw.clone(),
    });
    store(tx, secrets, now, inputs.collect()).await
}

/// Puts the results of outgoing calls into the inbox, inside the transaction that marks those calls done.
pub async fn put_results(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    now: DateTime<Utc>,
    results: &[NewResult],
) -> Result<u64> {
    let inputs = results
        .iter()
        .map(|result| {
            Ok(NewInput {
                source: "result",
                key: format!("result:{}", result.outbox_key),
                update_id: None,
                chat: result.chat,
                kind: ChatKind::of(result.chat),
                content: serde_json::to_vec(&result.outcome)
                    .map_err(|_| StorageError::inconsistent("inbox", "content", &result.outbox_key))?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    store(tx, secrets, now, inputs).await
}

/// At the start of a process: whatever waits may have killed the last one, so each is to be taken alone and counted first.
pub async fn mark_careful(store: &Store) -> Result<u64> {
    // In so many words: a bound value would hide that the index of what waits fits.
    let text =
        "UPDATE inbox SET careful = true WHERE id IN (SELECT id FROM inbox WHERE status = 'waiting') AND NOT careful";
    let done = store.connection().execute_unprepared(text).await?;
    Ok(done.rows_affected())
}

/// Opens what a row holds; empty where it holds nothing (a due moment, which its key tells whole, or one that was blanked).
pub fn open_content(row: &Row, ring: &KeyRing) -> Result<Vec<u8>> {
    let Some(data_key) = row.data_key else {
        return Ok(Vec::new());
    };
    let original = row
        .key
        .rsplit_once(TAKEN)
        .map_or(row.key.as_str(), |(original, _)| original);
    ring.get(data_key)
        .and_then(|key| key.open(&row.content, &place(original)))
        .map_err(|source| StorageError::Sealed {
            table: "inbox",
            column: "content",
            row: row.id.to_string(),
            source,
        })
}

/// Where the content of the row with this key is sealed.
pub fn place(key: &str) -> SealedAt<'_> {
    SealedAt {
        table: "inbox",
        row: key,
        column: "content",
    }
}

/// Of which these inputs are, their keys, and whether an earlier row may have the key of one of them.
struct Known {
    conversations: HashMap<ChatId, Uuid>,
    ring: KeyRing,
    may_be_taken: bool,
}

/// Takes the update id from rows of these keys that are decided and older than Telegram's promise.
async fn free_update_ids(tx: &impl ConnectionTrait, now: DateTime<Utc>, keys: &[&str]) -> Result<()> {
    for part in keys.chunks(VALUES_A_STATEMENT) {
        let mut values = Values::default();
        let before = values.bind((now - UPDATE_ID_IS_UNIQUE_FOR).timestamp_millis());
        let keys = values.bind_all(part.iter().copied());
        let text = format!(
            "UPDATE inbox SET key = key || '{TAKEN}' || CAST(id AS text), update_id = NULL \
             WHERE key IN ({keys}) AND status <> 'waiting' AND received_at < {before}"
        );
        tx.execute_raw(values.statement(tx, text)).await?;
    }
    Ok(())
}

async fn store(tx: &impl ConnectionTrait, secrets: &Secrets, now: DateTime<Utc>, inputs: Vec<NewInput>) -> Result<u64> {
    const COLUMNS: usize = 13;
    if inputs.is_empty() {
        return Ok(0);
    }
    let chats: BTreeMap<ChatId, ChatKind> = inputs.iter().map(|input| (input.chat, input.kind)).collect();
    let names: Vec<&str> = inputs.iter().map(|input| input.key.as_str()).collect();
    let Known {
        conversations,
        ring,
        may_be_taken,
    } = conversation_keys(tx, secrets, now, &chats, &names).await?;
    // Hardly ever: an update comes twice, or its id begins anew. Only Telegram's ids do.
    let are_updates = inputs.iter().all(|input| input.update_id.is_some());
    if may_be_taken && are_updates {
        free_update_ids(tx, now, &names).await?;
    }
    let bots = instead_of_unopenable(tx, secrets, now, &conversations, &ring).await?;
    let mut rows = Vec::with_capacity(inputs.len());
    for input in inputs {
        let data_key = *conversations
            .get(&input.chat)
            .ok_or_else(|| StorageError::inconsistent("conversation", "chat", input.chat))?;
        let data_key = match &bots {
            Some(bots) if ring.unopenable(data_key).is_some() => bots,
            _ => ring.get(data_key)?,
        };
        rows.push(inbox::ActiveModel {
            id: NotSet,
            source: Set(input.source.into()),
            content: Set(data_key.seal(&input.content, &place(&input.key))?),
            key: Set(input.key),
            update_id: Set(input.update_id),
            chat: Set(input.chat),
            data_key: Set(Some(data_key.id())),
            status: Set("waiting".into()),
            careful: Set(false),
            tries: Set(0),
            begun: Set(0),
            received_at: Set(now.timestamp_millis()),
            done_at: Set(None),
        });
    }
    let mut stored = 0;
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(VALUES_A_STATEMENT / COLUMNS));
        stored += inbox::Entity::insert_many(std::mem::replace(&mut rows, rest))
            .on_conflict(OnConflict::column(inbox::Column::Key).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(stored)
}

/// The bot's key, where that of a chat does not open.
async fn instead_of_unopenable(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    now: DateTime<Utc>,
    conversations: &HashMap<ChatId, Uuid>,
    ring: &KeyRing,
) -> Result<Option<DataKey>> {
    let shut: Vec<&SealError> = conversations.values().filter_map(|key| ring.unopenable(*key)).collect();
    let Some(why) = shut.first() else {
        return Ok(None);
    };
    tracing::error!(
        chats = shut.len(),
        "The data keys of some chats do not open; what comes from them is kept under the bot's own. Look at SECRET_KEY: {why}"
    );
    Ok(Some(bots_key(tx, secrets, now).await?))
}

/// The key of what belongs to no chat. If it does not open either, it is replaced: rows that are sealed under the old one name it.
async fn bots_key(tx: &impl ConnectionTrait, secrets: &Secrets, now: DateTime<Utc>) -> Result<DataKey> {
    const NO_CHAT: ChatId = 0;
    let chats = BTreeMap::from([(NO_CHAT, ChatKind::Bot)]);
    let Known {
        conversations, ring, ..
    } = conversation_keys(tx, secrets, now, &chats, &[]).await?;
    let id = *conversations
        .get(&NO_CHAT)
        .ok_or_else(|| StorageError::inconsistent("conversation", "chat", NO_CHAT))?;
    if ring.unopenable(id).is_none() {
        return Ok(ring.get(id)?.clone());
    }
    let (key, wrapped) = secrets.new_data_key(Uuid::new_v4())?;
    let new = NewKey {
        owner: KeyOwner::Bot,
        key: wrapped,
    };
    keys::insert(tx, now, vec![new]).await?;
    conversation::Entity::update_many()
        .col_expr(conversation::Column::DataKey, Expr::value(key.id()))
        .filter(conversation::Column::Chat.eq(NO_CHAT))
        .exec(tx)
        .await?;
    Ok(key)
}

/// The data key of each chat's conversation, unwrapped; conversations that are missing are made, with a fresh key each.
async fn conversation_keys(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    now: DateTime<Utc>,
    chats: &BTreeMap<ChatId, ChatKind>,
    names: &[&str],
) -> Result<Known> {
    let mut known = find_keys(tx, secrets, chats.keys().copied(), names).await?;
    let (found, ring) = (&mut known.conversations, &mut known.ring);
    // In the order of their ids, so that two processes that make the same chats cannot lock each other out.
    let mut fresh = Vec::new();
    let (mut new_keys, mut rows) = (Vec::new(), Vec::new());
    for (&chat, &kind) in chats.iter().filter(|(chat, _)| !found.contains_key(chat)) {
        let (opened, key) = secrets.new_data_key(Uuid::new_v4())?;
        ring.add(opened);
        fresh.push((chat, key.id));
        rows.push(conversation::ActiveModel {
            chat: Set(chat),
            kind: Set(kind.as_str().into()),
            data_key: Set(key.id),
            state: Set(IDLE.into()),
            untold: Set(None),
            updated_at: Set(now.timestamp_millis()),
            refused_at: Set(None),
            recent: Set(None),
        });
        let owner = if kind == ChatKind::Bot {
            KeyOwner::Bot
        } else {
            KeyOwner::Chat
        };
        new_keys.push(NewKey { owner, key });
    }
    if fresh.is_empty() {
        return Ok(known);
    }
    keys::insert(tx, now, new_keys).await?;
    let made = conversation::Entity::insert_many(rows)
        .on_conflict(OnConflict::column(conversation::Column::Chat).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    if made as usize == fresh.len() {
        found.extend(fresh);
        return Ok(known);
    }
    // Another process was quicker with some of them: what is really there counts, and our own keys for it go.
    let theirs = find_keys(tx, secrets, fresh.iter().map(|(chat, _)| *chat), &[]).await?;
    found.extend(theirs.conversations);
    ring.join(theirs.ring);
    let orphans: Vec<_> = fresh
        .iter()
        .filter(|(chat, key)| found.get(chat) != Some(key))
        .map(|(_, key)| *key)
        .collect();
    keys::delete(tx, &orphans).await?;
    Ok(known)
}

/// Those of them that are there, with their keys; and whether a row of the inbox has one of these names, where any of them is there.
async fn find_keys(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    chats: impl IntoIterator<Item = ChatId>,
    names: &[&str],
) -> Result<Known> {
    let mut known = Known {
        conversations: HashMap::new(),
        ring: KeyRing::default(),
        may_be_taken: true,
    };
    let mut values = Values::default();
    let taken = match names.len() <= MOST_NAMES && !names.is_empty() {
        true => {
            let names = values.bind_all(names.iter().copied());
            format!("(SELECT count(*) FROM inbox WHERE key IN ({names}))")
        }
        false => "CAST(1 AS bigint)".to_owned(),
    };
    let columns = format!("chat, data_key, {taken} AS taken");
    for row in keys::with_key(tx, values, &columns, "conversation", "chat", chats).await? {
        let data_key = keys::joined(&row, secrets, &mut known.ring)?;
        known.conversations.insert(row.try_get("", "chat")?, data_key);
        known.may_be_taken = row.try_get_by::<i64, _>("taken")? > 0;
    }
    Ok(known)
}
