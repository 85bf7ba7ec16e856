//! The last step of a batch: what its inputs changed, one statement a table, before the commit.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use entities::{answer, audit, conversation, deadline, desk, filing, inbox, person, rejection, role};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, IdenStatic, Iterable, QueryFilter, QuerySelect};
use uuid::Uuid;

mod deletion;
mod register;

use deletion::{delete_person, forget_filings};
use register::register;

use super::keys::{self, KeyOwner, NewKey};
use super::load::{answer_row, audit_row, recent_place, rejection_row};
use super::seal::{KeyRing, Place as SealedAt, Secrets};
use super::{Result, StorageError, outbox as calls};
use crate::domain::conversation::Conversation;
use crate::domain::conversation::Recent;
use crate::domain::form;
use crate::domain::outgoing::{ChatId, Outgoing, Owner};
use crate::work::Work;

/// What became of the inputs of a batch.
#[derive(Debug, Default)]
pub struct Decided {
    pub done: Vec<i64>,
    /// Set aside after the last try.
    pub failed: Vec<i64>,
    /// Tried once more in vain: they stay waiting, counted.
    pub counted: Vec<i64>,
}

/// Writes everything that the batch changed.
pub async fn save(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    work: &Work,
    ring: &mut KeyRing,
    decided: &Decided,
) -> Result<()> {
    mark_inputs(tx, work, decided).await?;
    new_keys(tx, secrets, work, ring).await?;
    people(tx, work, ring).await?;
    roles(tx, work).await?;
    desks(tx, work).await?;
    conversations(tx, work, ring).await?;
    filings(tx, work).await?;
    answers(tx, secrets, work, ring).await?;
    rejections(tx, work, ring).await?;
    deadlines(tx, work).await?;
    history(tx, work, ring).await?;
    register(tx, secrets, work, ring).await?;
    pass_on(tx, work).await?;
    outgoing(tx, secrets, work, ring).await?;
    for (from, to) in &work.additions.moved {
        move_chat(tx, secrets, work, *from, *to).await?;
    }
    forget_filings(tx, work).await?;
    for deletion in &work.additions.deleted {
        delete_person(tx, secrets, work, ring, *deletion).await?;
    }
    Ok(())
}

async fn mark_inputs(tx: &impl ConnectionTrait, work: &Work, decided: &Decided) -> Result<()> {
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
    use sea_orm::sea_query::ExprTrait as _;
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
    use sea_orm::sea_query::ExprTrait as _;
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
    use sea_orm::sea_query::ExprTrait as _;
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

async fn new_keys(tx: &impl ConnectionTrait, secrets: &Secrets, work: &Work, ring: &mut KeyRing) -> Result<()> {
    let mut fresh = Vec::new();
    for (id, owner) in &work.additions.new_keys {
        let (key, wrapped) = secrets.new_data_key(*id)?;
        ring.add(key);
        let owner = if *owner == "person" {
            KeyOwner::Person
        } else {
            KeyOwner::Filing
        };
        fresh.push(NewKey { owner, key: wrapped });
    }
    if fresh.is_empty() {
        Ok(())
    } else {
        keys::insert(tx, work.now, fresh).await
    }
}

/// All columns but the key: for writing a row whether or not it is there.
fn upsert<E: EntityTrait>(key: impl IntoIterator<Item = E::Column>) -> OnConflict
where
    E::Column: Iterable + Copy,
{
    let key: Vec<E::Column> = key.into_iter().collect();
    let rest: Vec<E::Column> = E::Column::iter()
        .filter(|column| !key.iter().any(|key| key.as_str() == column.as_str()))
        .collect();
    OnConflict::columns(key).update_columns(rest).to_owned()
}

async fn people(tx: &impl ConnectionTrait, work: &Work, ring: &KeyRing) -> Result<()> {
    let mut models = Vec::new();
    for (id, _, row) in work.people.changes().filter(|(id, _, _)| !is_deleted(work, **id)) {
        let name = seal(
            ring,
            row.data_key,
            row.name.as_bytes(),
            "person",
            &id.to_string(),
            "name",
        )?;
        models.push(person::ActiveModel {
            id: Set(*id),
            data_key: Set(row.data_key),
            language: Set(row.language.to_string()),
            name: Set(name),
            created_at: Set(row.created_at.timestamp_millis()),
        });
    }
    if models.is_empty() {
        return Ok(());
    }
    let conflict = upsert::<person::Entity>([person::Column::Id]);
    person::Entity::insert_many(models)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

async fn roles(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
    let (mut given, mut taken) = (Vec::new(), Vec::new());
    for (person, _, row) in work.appointments.changes() {
        match row.role {
            Some(role) => given.push(role::ActiveModel {
                person: Set(*person),
                role: Set(role.to_string()),
                appointed_by: Set(row.by),
                at: Set(row.at.timestamp_millis()),
            }),
            None => taken.push(*person),
        }
    }
    if !given.is_empty() {
        let conflict = upsert::<role::Entity>([role::Column::Person]);
        role::Entity::insert_many(given)
            .on_conflict(conflict)
            .exec_without_returning(tx)
            .await?;
    }
    if !taken.is_empty() {
        role::Entity::delete_many()
            .filter(role::Column::Person.is_in(taken))
            .exec(tx)
            .await?;
    }
    Ok(())
}

async fn desks(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
    let models: Vec<_> = work
        .desks
        .changes()
        .map(|(chat, _, row)| desk::ActiveModel {
            chat: Set(*chat),
            by: Set(row.by),
            language: Set(row.language.to_string()),
            at: Set(row.at.timestamp_millis()),
            topic: Set(row.topic),
        })
        .collect();
    if models.is_empty() {
        return Ok(());
    }
    let conflict = upsert::<desk::Entity>([desk::Column::Chat]);
    desk::Entity::insert_many(models)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

async fn conversations(tx: &impl ConnectionTrait, work: &Work, ring: &KeyRing) -> Result<()> {
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

async fn filings(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
    let mut models = Vec::new();
    for (id, _, row) in work.filings.changes() {
        let at = |at: DateTime<Utc>| at.timestamp_millis();
        models.push(filing::ActiveModel {
            id: Set(*id),
            number: Set(row.number),
            applicant: Set(row.applicant),
            data_key: Set(row.data_key),
            kind: Set(row.kind.map(|kind| kind.to_string())),
            status: Set(row.status.to_string()),
            version: Set(row.version),
            services: Set(json(&row.services, "filing", "services", id)?),
            facts: Set(json(&row.facts, "filing", "facts", id)?),
            round: Set(row.round),
            claimed_by: Set(row.claimed_by),
            claimed_at: Set(row.claimed_at.map(at)),
            submitted_at: Set(row.submitted_at.map(at)),
            status_since: Set(at(row.status_since)),
            created_at: Set(at(row.created_at)),
            updated_at: Set(at(row.updated_at)),
        });
    }
    if models.is_empty() {
        return Ok(());
    }
    let conflict = upsert::<filing::Entity>([filing::Column::Id]);
    filing::Entity::insert_many(models)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

async fn answers(tx: &impl ConnectionTrait, secrets: &Secrets, work: &Work, ring: &KeyRing) -> Result<()> {
    let mut models = Vec::new();
    for (id, before, filing) in work.filings.changes() {
        let Some(data_key) = filing.data_key else { continue };
        let known = before.map_or(0, |before| before.version);
        for ((place, field), kept) in filing.answers.iter().filter(|(_, kept)| kept.version > known) {
            let name = answer_row(*id, *place, field);
            let clear = json(&kept.answer, "answer", "value", &name)?;
            let purpose = form::field(field).and_then(|field| field.lookup);
            let lookup = match purpose.zip(kept.answer.lookup_text()) {
                Some((purpose, text)) => Some(secrets.lookup_hash(purpose, &text)?),
                None => None,
            };
            models.push(answer::ActiveModel {
                filing: Set(*id),
                place: Set(place.to_string()),
                field: Set((*field).to_owned()),
                version: Set(kept.version),
                value: Set(seal(ring, data_key, clear.as_bytes(), "answer", &name, "value")?),
                lookup: Set(lookup),
                updated_at: Set(work.now.timestamp_millis()),
            });
        }
    }
    if models.is_empty() {
        return Ok(());
    }
    let conflict = upsert::<answer::Entity>([answer::Column::Filing, answer::Column::Place, answer::Column::Field]);
    answer::Entity::insert_many(models)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

async fn rejections(tx: &impl ConnectionTrait, work: &Work, ring: &KeyRing) -> Result<()> {
    let mut models = Vec::new();
    let mut unpicked = Condition::any();
    let mut any_unpicked = false;
    for (id, before, filing) in work.filings.changes() {
        let old = before.map(|before| before.rejections.as_slice()).unwrap_or_default();
        if old == filing.rejections.as_slice() {
            continue;
        }
        let Some(data_key) = filing.data_key else { continue };
        for row in filing.rejections.iter().filter(|row| !old.contains(row)) {
            let name = rejection_row(*id, row.round, row.place, row.field);
            let words = row
                .words
                .as_ref()
                .map(|words| seal(ring, data_key, words.as_bytes(), "rejection", &name, "words"))
                .transpose()?;
            models.push(rejection::ActiveModel {
                filing: Set(*id),
                round: Set(row.round),
                place: Set(row.place.to_string()),
                field: Set(row.field.to_owned()),
                answer_version: Set(row.answer_version),
                reason: Set(row.reason.clone()),
                words: Set(words),
                by: Set(row.by),
                sent_at: Set(row.sent_at.map(|at| at.timestamp_millis())),
                created_at: Set(row.created_at.timestamp_millis()),
            });
        }
        let key = |row: &crate::domain::filing::Rejection| (row.round, row.place, row.field);
        for gone in old
            .iter()
            .filter(|old| !filing.rejections.iter().any(|row| key(row) == key(old)))
        {
            any_unpicked = true;
            unpicked = unpicked.add(
                Condition::all()
                    .add(rejection::Column::Filing.eq(*id))
                    .add(rejection::Column::Round.eq(gone.round))
                    .add(rejection::Column::Place.eq(gone.place.to_string()))
                    .add(rejection::Column::Field.eq(gone.field)),
            );
        }
    }
    if any_unpicked {
        rejection::Entity::delete_many().filter(unpicked).exec(tx).await?;
    }
    if !models.is_empty() {
        let conflict = upsert::<rejection::Entity>([
            rejection::Column::Filing,
            rejection::Column::Round,
            rejection::Column::Place,
            rejection::Column::Field,
        ]);
        rejection::Entity::insert_many(models)
            .on_conflict(conflict)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

async fn deadlines(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
    let models: Vec<_> = work
        .deadlines
        .changes()
        .map(|(id, _, row)| deadline::ActiveModel {
            id: Set(*id),
            filing: Set(row.filing),
            name: Set(row.name.to_string()),
            chat: Set(row.chat),
            began_at: Set(row.began_at.timestamp_millis()),
            ends_at: Set(row.ends_at.timestamp_millis()),
            next_at: Set(row.next_at.map(|at| at.timestamp_millis())),
            closed_at: Set(row.closed_at.map(|at| at.timestamp_millis())),
            reviewer_told_at: Set(row.reviewer_told_at.map(|at| at.timestamp_millis())),
        })
        .collect();
    if models.is_empty() {
        return Ok(());
    }
    let conflict = upsert::<deadline::Entity>([deadline::Column::Id]);
    deadline::Entity::insert_many(models)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

async fn history(tx: &impl ConnectionTrait, work: &Work, ring: &KeyRing) -> Result<()> {
    let mut models = Vec::new();
    for line in &work.additions.audit {
        let data_key = work.filings.get(&line.filing).and_then(|filing| filing.data_key);
        let at = line.at.timestamp_millis();
        let name = audit_row(line.filing, at, &line.action);
        let words = match (&line.words, data_key) {
            (Some(words), Some(key)) => Some(seal(ring, key, words.as_bytes(), "audit", &name, "words")?),
            _ => None,
        };
        models.push(audit::ActiveModel {
            id: NotSet,
            filing: Set(line.filing),
            at: Set(at),
            actor: Set(line.actor.clone()),
            person: Set(line.person),
            action: Set(line.action.clone()),
            from_status: Set(line.from.to_string()),
            to_status: Set(line.to.to_string()),
            words: Set(words),
        });
    }
    if models.is_empty() {
        return Ok(());
    }
    audit::Entity::insert_many(models).exec_without_returning(tx).await?;
    Ok(())
}

/// What inputs mean for other chats: several to one chat stand once.
async fn pass_on(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
    let mut seen = HashSet::new();
    let models: Vec<_> = work
        .additions
        .passed_on
        .iter()
        .filter(|passed| seen.insert(passed.chat))
        .map(|passed| inbox::ActiveModel {
            id: NotSet,
            source: Set("passed_on".to_owned()),
            key: Set(format!("passed_on:{}:{}", passed.cause, passed.chat)),
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

/// Seals and writes what is to be done outside. A chat that has never written has no conversation, and cannot be told.
async fn outgoing(tx: &impl ConnectionTrait, secrets: &Secrets, work: &Work, ring: &mut KeyRing) -> Result<()> {
    let said: Vec<&(String, Outgoing)> = work
        .additions
        .outgoing
        .iter()
        .filter(|(_, outgoing)| !under_deleted_key(work, outgoing))
        .collect();
    if said.is_empty() {
        return Ok(());
    }
    let unknown: BTreeSet<ChatId> = said
        .iter()
        .filter_map(|(_, outgoing)| match outgoing.owner {
            Owner::Chat(chat) if work.conversations.get(&chat).is_none() => Some(chat),
            _ => None,
        })
        .collect();
    let others = conversation_keys(tx, secrets, ring, unknown).await?;
    let rows: Vec<calls::NewRow<'_>> = said
        .iter()
        .filter_map(|(key, outgoing)| {
            let id = match outgoing.owner {
                Owner::Chat(chat) => work
                    .conversations
                    .get(&chat)
                    .map(|row| row.data_key)
                    .or_else(|| others.get(&chat).copied()),
                Owner::Filing(filing) => work.filings.get(&filing).and_then(|filing| filing.data_key),
            };
            let data_key = ring.get(id?).ok()?;
            Some(calls::NewRow {
                key,
                outgoing,
                data_key,
                matter: work.additions.matters.get(key).copied(),
            })
        })
        .collect();
    if rows.len() < said.len() {
        tracing::warn!(
            unreachable = said.len() - rows.len(),
            "Some messages have nobody to go to"
        );
    }
    calls::put(tx, work.now, &rows).await
}

/// The keys of chats that are told something without having spoken in this batch; absent where they have never written.
async fn conversation_keys(
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

fn under_deleted_key(work: &Work, outgoing: &Outgoing) -> bool {
    let is_forgotten = |filing| work.additions.forgotten.iter().any(|gone| gone.filing == filing);
    if matches!(outgoing.owner, Owner::Filing(filing) if is_forgotten(filing)) {
        return true;
    }
    work.additions.deleted.iter().any(|deletion| match outgoing.owner {
        // The farewell is written by the deletion itself, under the new key.
        Owner::Chat(chat) => chat == deletion.chat,
        Owner::Filing(filing) => work
            .filings
            .get(&filing)
            .is_some_and(|filing| filing.applicant == deletion.person),
    })
}

fn is_deleted(work: &Work, person: i64) -> bool {
    work.additions.deleted.iter().any(|deletion| deletion.person == person)
}

/// A group got a new id: its conversation, what waits and the desk go with it. The worker forgot its slots already.
async fn move_chat(tx: &impl ConnectionTrait, secrets: &Secrets, work: &Work, from: ChatId, to: ChatId) -> Result<()> {
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

fn seal(
    ring: &KeyRing,
    data_key: Uuid,
    clear: &[u8],
    table: &'static str,
    row: &str,
    column: &'static str,
) -> Result<Vec<u8>> {
    Ok(ring.get(data_key)?.seal(clear, &SealedAt { table, row, column })?)
}

fn json(
    value: &impl serde::Serialize,
    table: &'static str,
    column: &'static str,
    row: impl ToString,
) -> Result<String> {
    serde_json::to_string(value).map_err(|_| StorageError::inconsistent(table, column, row))
}
