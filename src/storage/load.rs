//! The first step of a batch: claim waiting inputs, then bring everything that they need, in a handful of statements whose
//! number does not grow with the number of inputs.

use std::collections::{BTreeSet, HashMap, HashSet};

use anyhow::Context as _;
use entities::{
    audit, conversation, counter, deadline, desk, filing, inbox, person, rejection, role, service, subject,
};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::seal::{KeyRing, Place as SealedAt, Secrets};
use super::sql::Values;
use super::{Result, StorageError, inbox as rows, is_postgres, keys, matters};
use crate::clock::from_milliseconds;
use crate::domain::conversation::Conversation;
use crate::domain::conversation::{Recent, State};
use crate::domain::deadlines::Deadline;
use crate::domain::desk::Desk;
use crate::domain::filing::{ANY_FIELD, Filing, FilingId, Kept, Place, Rejection, Status};
use crate::domain::form;
use crate::domain::outgoing::{ChatId, PersonId};
use crate::domain::people::{Appointment, Person};
use crate::work::{Audit, Known, Listed, LookUp, Needs, Work};

/// How many inputs a batch takes.
pub const BATCH: usize = 64;
/// Of so many filings of each status and claimant a queue may tell more than their number; the oldest ones.
const QUEUE: usize = 20;

/// At most this many inputs of one chat are in a batch, however many wait: whoever sends hundreds shall not make the batch of
/// everybody else long.
pub const SHARE: usize = 8;

/// Claims waiting inputs, each chat's oldest first, of no chat in `except`. On PostgreSQL the chats' conversations are locked first, by a
/// statement of its own: one statement that does both can see as waiting what another process has just committed.
pub async fn claim(tx: &impl ConnectionTrait, except: &[ChatId]) -> Result<Vec<rows::Row>> {
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

/// The conversations of these inputs, and the keys that their contents are sealed under.
pub async fn conversations(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    work: &mut Work,
    inputs: &[rows::Row],
) -> Result<KeyRing> {
    let chats: BTreeSet<ChatId> = inputs.iter().map(|row| row.chat).collect();
    let found = conversation::Entity::find()
        .filter(conversation::Column::Chat.is_in(chats))
        .all(tx)
        .await?;
    let ids = found
        .iter()
        .map(|row| row.data_key)
        .chain(inputs.iter().filter_map(|row| row.data_key));
    let ring = keys::load(tx, secrets, ids).await?;
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
pub(super) fn recent_place(chat: &str) -> SealedAt<'_> {
    SealedAt {
        table: "conversation",
        row: chat,
        column: "recent",
    }
}

/// Everything else: the speakers, and what their inputs need. Filings are locked in the order of their ids.
pub async fn needs(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    work: &mut Work,
    ring: &mut KeyRing,
    speakers: BTreeSet<PersonId>,
    needs: &Needs,
) -> Result<()> {
    let filings = find_filings(tx, needs).await?;
    let ids: Vec<FilingId> = filings.iter().map(|row| row.id).collect();

    let mut people: BTreeSet<PersonId> = speakers;
    people.extend(needs.people.iter().chain(&needs.roles).copied());
    people.extend(
        filings
            .iter()
            .map(|row| row.applicant)
            .chain(filings.iter().filter_map(|row| row.claimed_by)),
    );

    let with_rejections: Vec<FilingId> = filings
        .iter()
        .filter(|row| row.round > 0 || row.number.is_some())
        .map(|row| row.id)
        .collect();
    let answers = load_answers(tx, &ids).await?;
    let rejections = some(
        &with_rejections,
        rejection::Entity::find()
            .filter(rejection::Column::Filing.is_in(with_rejections.clone()))
            .order_by_asc(rejection::Column::CreatedAt),
        tx,
    )
    .await?;
    load_deadlines(tx, work, needs, &ids).await?;
    if !needs.deadlines.is_empty() {
        // A moment that fell due must know whether its people have heard of it.
        work.undelivered = matters::undelivered(tx, &ids.iter().copied().collect(), work.now).await?;
    }
    if needs.desks {
        for row in desk::Entity::find().all(tx).await? {
            let language = row.language.parse().unwrap_or(crate::domain::people::Language::Zh);
            work.desks.load(
                row.chat,
                Desk {
                    chat: row.chat,
                    by: row.by,
                    language,
                    at: from_milliseconds(row.at),
                    topic: row.topic,
                },
            );
        }
    }
    if needs.queue {
        queue(tx, work).await?;
        people.extend(work.queue.iter().filter_map(|listed| listed.claimed_by));
    }
    let history = load_history(tx, needs, &filings).await?;
    people.extend(history.iter().filter_map(|row| row.person));

    let persons = person::Entity::find()
        .filter(person::Column::Id.is_in(people.iter().copied()))
        .all(tx)
        .await?;
    load_roles(tx, work, needs, &people).await?;
    let wanted = persons
        .iter()
        .map(|row| row.data_key)
        .chain(filings.iter().filter_map(|row| row.data_key));
    keys::add_to(ring, tx, secrets, wanted).await?;

    for row in persons {
        match open_person(&row, ring) {
            Ok(loaded) => work.people.load(row.id, loaded),
            Err(error @ StorageError::Sealed { .. }) => {
                unopened(&error);
                work.people.cannot_open(row.id);
            }
            Err(error) => return Err(error),
        }
    }
    put_filings(work, ring, filings, answers, rejections)?;
    for row in history {
        let filing = row.filing;
        match open_audit(work, row, ring) {
            Ok(line) => work.history.entry(filing).or_default().push(line),
            Err(error @ StorageError::Sealed { .. }) => {
                unopened(&error);
                work.filings.cannot_open(filing);
            }
            Err(error) => return Err(error),
        }
    }
    look_up(tx, secrets, work, &needs.look_ups).await?;
    if needs.new_numbers > 0 {
        reserve_numbers(tx, work, needs.new_numbers).await?;
    }
    work.was_loaded(needs);
    Ok(())
}

/// What does not open harms only the inputs that it is about: they fail when they ask for it ([`Work::attempt`]).
fn unopened(error: &StorageError) {
    tracing::warn!(
        error = error as &dyn std::error::Error,
        "Stored data does not open; inputs that need it fail"
    );
}

/// Runs a query for a set, unless the set is empty.
async fn some<E: EntityTrait>(
    ids: &[Uuid],
    query: sea_orm::Select<E>,
    tx: &impl ConnectionTrait,
) -> Result<Vec<E::Model>> {
    if ids.is_empty() {
        Ok(Vec::new())
    } else {
        Ok(query.all(tx).await?)
    }
}

/// An answer as it is loaded: filing, place, field, version, sealed value.
type AnswerRow = (FilingId, String, String, i64, Vec<u8>);

/// The answers of these filings: by far the most rows of a batch. The database puts those of a filing together, and one row a filing
/// comes through the driver. (On SQLite that is as quick as a row an answer, no quicker: see the figures in docs/architecture.md.)
async fn load_answers(tx: &impl ConnectionTrait, filings: &[FilingId]) -> Result<Vec<AnswerRow>> {
    if filings.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Values::default();
    let is_in = values.bind_all(filings.iter().copied());
    // Places and ids of fields hold neither blanks nor semicolons.
    let together = if is_postgres(tx) {
        "string_agg(place || ' ' || field || ' ' || version || ' ' || encode(value, 'hex'), ';')"
    } else {
        "group_concat(place || ' ' || field || ' ' || version || ' ' || hex(value), ';')"
    };
    let text = format!("SELECT filing, {together} FROM answer WHERE filing IN ({is_in}) GROUP BY filing");
    let mut answers = Vec::new();
    for row in tx.query_all_raw(values.statement(tx, text)).await? {
        let filing: FilingId = row.try_get_by_index(0)?;
        let together: String = row.try_get_by_index(1)?;
        for one in together.split(';') {
            answers.push(answer_of(filing, one).ok_or_else(|| StorageError::inconsistent("answer", "value", filing))?);
        }
    }
    Ok(answers)
}

fn answer_of(filing: FilingId, together: &str) -> Option<AnswerRow> {
    let mut parts = together.splitn(4, ' ');
    let (place, field) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let version = parts.next()?.parse().ok()?;
    let sealed = parts.next()?;
    let mut value = vec![0; sealed.len() / 2];
    hex::decode_to_slice(sealed, &mut value).ok()?;
    Some((filing, place, field, version, value))
}

async fn find_filings(tx: &impl ConnectionTrait, needs: &Needs) -> Result<Vec<filing::Model>> {
    let mut numbers = needs.numbers.clone();
    numbers.extend(&needs.history);
    let mut any = Condition::any();
    let mut empty = true;
    if !needs.filings.is_empty() {
        (any, empty) = (any.add(filing::Column::Id.is_in(needs.filings.iter().copied())), false);
    }
    if !numbers.is_empty() {
        (any, empty) = (any.add(filing::Column::Number.is_in(numbers)), false);
    }
    if !needs.applicants.is_empty() {
        (any, empty) = (
            any.add(filing::Column::Applicant.is_in(needs.applicants.iter().copied())),
            false,
        );
    }
    if !needs.claimants.is_empty() {
        (any, empty) = (
            any.add(filing::Column::ClaimedBy.is_in(needs.claimants.iter().copied())),
            false,
        );
    }
    if !needs.deadlines.is_empty() {
        let of_deadline = sea_orm::sea_query::Query::select()
            .column(deadline::Column::Filing)
            .from(deadline::Entity)
            .and_where(Expr::col(deadline::Column::Id).is_in(needs.deadlines.iter().copied()))
            .to_owned();
        (any, empty) = (any.add(filing::Column::Id.in_subquery(of_deadline)), false);
    }
    if empty {
        return Ok(Vec::new());
    }
    let mut query = filing::Entity::find().filter(any).order_by_asc(filing::Column::Id);
    if is_postgres(tx) {
        query = query.lock(LockType::NoKeyUpdate);
    }
    Ok(query.all(tx).await?)
}

async fn load_deadlines(tx: &impl ConnectionTrait, work: &mut Work, needs: &Needs, filings: &[FilingId]) -> Result<()> {
    if !needs.deadlines_of_filings && needs.deadlines.is_empty() {
        return Ok(());
    }
    let found = deadline::Entity::find()
        .filter(
            Condition::any()
                .add(deadline::Column::Id.is_in(needs.deadlines.iter().copied()))
                .add(
                    Condition::all()
                        .add(deadline::Column::Filing.is_in(filings.iter().copied()))
                        .add(deadline::Column::ClosedAt.is_null()),
                ),
        )
        .all(tx)
        .await?;
    for row in found {
        let name = row
            .name
            .parse()
            .map_err(|_| StorageError::inconsistent("deadline", "name", row.id))?;
        let loaded = Deadline {
            id: row.id,
            filing: row.filing,
            name,
            chat: row.chat,
            began_at: from_milliseconds(row.began_at),
            ends_at: from_milliseconds(row.ends_at),
            next_at: row.next_at.map(from_milliseconds),
            closed_at: row.closed_at.map(from_milliseconds),
            reviewer_told_at: row.reviewer_told_at.map(from_milliseconds),
        };
        work.deadlines.load(row.id, loaded);
    }
    Ok(())
}

/// Roles are shared while they are read, and exclusive where they are to be changed.
async fn load_roles(
    tx: &impl ConnectionTrait,
    work: &mut Work,
    needs: &Needs,
    people: &BTreeSet<PersonId>,
) -> Result<()> {
    let mut query = role::Entity::find().filter(role::Column::Person.is_in(people.iter().copied()));
    if is_postgres(tx) {
        let lock = if needs.roles.is_empty() {
            LockType::Share
        } else {
            LockType::NoKeyUpdate
        };
        query = query.lock_with_behavior(lock, LockBehavior::Nowait);
    }
    for row in query.all(tx).await? {
        let role = row
            .role
            .parse()
            .map_err(|_| StorageError::inconsistent("role", "role", row.person))?;
        work.appointments.load(
            row.person,
            Appointment {
                role: Some(role),
                by: row.appointed_by,
                at: from_milliseconds(row.at),
            },
        );
    }
    Ok(())
}

/// The filings that reviewers have to do with: the oldest of each status and claimant, since what waits for the authority for
/// weeks may not crowd out what was handed in today; and how many there are.
async fn queue(tx: &impl ConnectionTrait, work: &mut Work) -> Result<()> {
    let statuses = || {
        let with_reviewer = Status::ALL.iter().filter(|status| status.is_with_reviewer());
        with_reviewer.map(|status| status.as_str())
    };
    let mut values = Values::default();
    let is_in = values.bind_all(statuses());
    let text = format!(
        "SELECT * FROM (SELECT filing.*, row_number() OVER (PARTITION BY status, claimed_by ORDER BY submitted_at, id) AS turn \
         FROM filing WHERE status IN ({is_in}) AND number IS NOT NULL) AS listed WHERE turn <= {QUEUE} ORDER BY submitted_at, id"
    );
    for row in tx.query_all_raw(values.statement(tx, text)).await? {
        let row = filing::Model::from_query_result(&row, "")?;
        work.queue.push(Listed {
            id: row.id,
            number: row.number.unwrap_or_default(),
            status: status_of(&row)?,
            kind: kind_of(&row)?,
            applicant: row.applicant,
            claimed_by: row.claimed_by,
            submitted_at: row.submitted_at.map(from_milliseconds),
            status_since: from_milliseconds(row.status_since),
        });
    }
    let mut values = Values::default();
    let is_in = values.bind_all(statuses());
    let text = format!(
        "SELECT status, count(*), count(claimed_by) FROM filing WHERE status IN ({is_in}) AND number IS NOT NULL GROUP BY status"
    );
    for row in tx.query_all_raw(values.statement(tx, text)).await? {
        let status: String = row.try_get_by_index(0)?;
        let status = status
            .parse()
            .map_err(|_| StorageError::inconsistent("filing", "status", status))?;
        let (all, claimed): (i64, i64) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        for (is_claimed, count) in [(true, claimed), (false, all - claimed)] {
            let count = usize::try_from(count).unwrap_or_default();
            work.counted.insert((status, is_claimed), count);
        }
    }
    Ok(())
}

async fn load_history(
    tx: &impl ConnectionTrait,
    needs: &Needs,
    filings: &[filing::Model],
) -> Result<Vec<audit::Model>> {
    let ids: Vec<Uuid> = filings
        .iter()
        .filter(|row| row.number.is_some_and(|number| needs.history.contains(&number)))
        .map(|row| row.id)
        .collect();
    some(
        &ids,
        audit::Entity::find()
            .filter(audit::Column::Filing.is_in(ids.clone()))
            .order_by_asc(audit::Column::Id),
        tx,
    )
    .await
}

/// What the register knows of these texts, under every live secret.
async fn look_up(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    work: &mut Work,
    look_ups: &HashSet<LookUp>,
) -> Result<()> {
    if look_ups.is_empty() {
        return Ok(());
    }
    let mut by_hash: HashMap<String, &LookUp> = HashMap::new();
    for look_up in look_ups {
        work.known.entry(look_up.clone()).or_default();
        for hash in secrets.lookup_hashes(look_up.purpose, &look_up.text) {
            by_hash.insert(hash, look_up);
        }
    }
    let subjects = subject::Entity::find()
        .filter(subject::Column::Lookup.is_in(by_hash.keys().cloned()))
        .filter(subject::Column::Status.eq("granted"))
        .all(tx)
        .await?;
    let services = service::Entity::find()
        .filter(service::Column::Lookup.is_in(by_hash.keys().cloned()))
        .filter(service::Column::Status.eq("granted"))
        .all(tx)
        .await?;
    let subjects = subjects.into_iter().map(|row| {
        (
            row.lookup,
            Known::Subject {
                id: row.id,
                icp_number: row.icp_number,
            },
        )
    });
    let services = services.into_iter().map(|row| {
        (
            row.lookup,
            Known::Service {
                subject: row.subject,
                icp_number: row.icp_number,
            },
        )
    });
    for (hash, known) in subjects.chain(services) {
        if let Some(look_up) = by_hash.get(&hash) {
            work.known.entry((*look_up).clone()).or_default().push(known);
        }
    }
    Ok(())
}

/// Takes a block of filing numbers, with one statement; gaps are allowed.
async fn reserve_numbers(tx: &impl ConnectionTrait, work: &mut Work, count: u32) -> Result<()> {
    let count = i64::from(count);
    let taken = counter::Entity::update_many()
        .col_expr(counter::Column::Next, Expr::col(counter::Column::Next).add(count))
        .filter(counter::Column::Name.eq("filing"))
        .exec_with_returning(tx)
        .await?;
    let next = taken
        .first()
        .ok_or_else(|| StorageError::inconsistent("counter", "next", "filing"))?
        .next;
    work.add_numbers(next - count..next);
    Ok(())
}

fn put_filings(
    work: &mut Work,
    ring: &KeyRing,
    filings: Vec<filing::Model>,
    answers: Vec<AnswerRow>,
    rejections: Vec<rejection::Model>,
) -> Result<()> {
    let mut loaded: HashMap<FilingId, Filing> = filings
        .into_iter()
        .map(|row| Ok((row.id, open_filing(row)?)))
        .collect::<Result<_>>()?;
    for (id, place, field, version, value) in answers {
        let Some(filing) = loaded.get_mut(&id) else {
            continue;
        };
        // A field that this version does not have any more stays in its table, unseen.
        let (Ok(place), Some(field)) = (place.parse::<Place>(), form::field(&field)) else {
            continue;
        };
        let name = answer_row(id, place, field.id);
        let clear = match open(ring, filing.data_key, &value, "answer", &name, "value") {
            Ok(clear) => clear,
            Err(error) => {
                unopened(&error);
                work.filings.cannot_open(id);
                continue;
            }
        };
        let answer =
            serde_json::from_slice(&clear).map_err(|_| StorageError::inconsistent("answer", "value", &name))?;
        filing.answers.insert((place, field.id), Kept { answer, version });
    }
    for row in rejections {
        let Some(filing) = loaded.get_mut(&row.filing) else {
            continue;
        };
        let field = match row.field.as_str() {
            ANY_FIELD => Some(ANY_FIELD),
            named => form::field(named).map(|field| field.id),
        };
        let (Ok(place), Some(field)) = (row.place.parse::<Place>(), field) else {
            continue;
        };
        let name = rejection_row(row.filing, row.round, place, field);
        let words = row
            .words
            .map(|sealed| open_text(ring, filing.data_key, &sealed, "rejection", &name, "words"))
            .transpose();
        let words = words.unwrap_or_else(|error| {
            unopened(&error);
            work.filings.cannot_open(row.filing);
            None
        });
        filing.rejections.push(Rejection {
            round: row.round,
            place,
            field,
            answer_version: row.answer_version,
            reason: row.reason,
            words,
            by: row.by,
            sent_at: row.sent_at.map(from_milliseconds),
            created_at: from_milliseconds(row.created_at),
        });
    }
    for (id, mut filing) in loaded {
        // Before its first answer too: the next one could not be sealed.
        if filing.data_key.is_some_and(|key| ring.unopenable(key).is_some()) {
            work.filings.cannot_open(id);
        }
        filing.sort_rejections();
        work.filings.load(id, filing);
    }
    Ok(())
}

fn open_filing(row: filing::Model) -> Result<Filing> {
    let (status, kind) = (status_of(&row)?, kind_of(&row)?);
    Ok(Filing {
        id: row.id,
        data_key: row.data_key,
        number: row.number,
        applicant: row.applicant,
        kind,
        status,
        version: row.version,
        services: serde_json::from_str(&row.services)
            .map_err(|_| StorageError::inconsistent("filing", "services", row.id))?,
        answers: Default::default(),
        rejections: Vec::new(),
        round: row.round,
        claimed_by: row.claimed_by,
        claimed_at: row.claimed_at.map(from_milliseconds),
        submitted_at: row.submitted_at.map(from_milliseconds),
        status_since: from_milliseconds(row.status_since),
        created_at: from_milliseconds(row.created_at),
        updated_at: from_milliseconds(row.updated_at),
        facts: serde_json::from_str(&row.facts).map_err(|_| StorageError::inconsistent("filing", "facts", row.id))?,
    })
}

fn status_of(row: &filing::Model) -> Result<Status> {
    row.status
        .parse()
        .map_err(|_| StorageError::inconsistent("filing", "status", row.id))
}

fn kind_of(row: &filing::Model) -> Result<Option<crate::domain::filing::FilingKind>> {
    let kind = row.kind.as_deref().map(str::parse).transpose();
    kind.map_err(|_| StorageError::inconsistent("filing", "kind", row.id))
}

fn open_person(row: &person::Model, ring: &KeyRing) -> Result<Person> {
    let name = open_text(
        ring,
        Some(row.data_key),
        &row.name,
        "person",
        &row.id.to_string(),
        "name",
    )?;
    let language = row
        .language
        .parse()
        .map_err(|_| StorageError::inconsistent("person", "language", row.id))?;
    Ok(Person {
        id: row.id,
        data_key: row.data_key,
        language,
        name,
        created_at: from_milliseconds(row.created_at),
    })
}

fn open_audit(work: &Work, row: audit::Model, ring: &KeyRing) -> Result<Audit> {
    let inconsistent = |column| StorageError::inconsistent("audit", column, row.id);
    let data_key = work.filings.get(&row.filing).and_then(|filing| filing.data_key);
    let place = audit_row(row.filing, row.at, &row.action);
    let words = match (&row.words, data_key) {
        (Some(sealed), Some(_)) => Some(open_text(ring, data_key, sealed, "audit", &place, "words")?),
        _ => None,
    };
    Ok(Audit {
        filing: row.filing,
        at: from_milliseconds(row.at),
        actor: row.actor.clone(),
        person: row.person,
        action: row.action.clone(),
        from: row.from_status.parse().map_err(|_| inconsistent("from_status"))?,
        to: row.to_status.parse().map_err(|_| inconsistent("to_status"))?,
        words,
    })
}

fn open(
    ring: &KeyRing,
    data_key: Option<Uuid>,
    sealed: &[u8],
    table: &'static str,
    row: &str,
    column: &'static str,
) -> Result<Vec<u8>> {
    let key = ring.get(data_key.unwrap_or_default());
    key.and_then(|key| key.open(sealed, &SealedAt { table, row, column }))
        .map_err(|source| StorageError::Sealed {
            table,
            column,
            row: row.to_owned(),
            source,
        })
}

fn open_text(
    ring: &KeyRing,
    data_key: Option<Uuid>,
    sealed: &[u8],
    table: &'static str,
    row: &str,
    column: &'static str,
) -> Result<String> {
    String::from_utf8(open(ring, data_key, sealed, table, row, column)?)
        .map_err(|_| StorageError::inconsistent(table, column, row))
}

pub(super) fn answer_row(filing: FilingId, place: Place, field: &str) -> String {
    format!("{filing}|{place}|{field}")
}

pub(super) fn rejection_row(filing: FilingId, round: i32, place: Place, field: &str) -> String {
    format!("{filing}|{round}|{place}|{field}")
}

pub(super) fn audit_row(filing: FilingId, at: i64, action: &str) -> String {
    format!("{filing}|{at}|{action}")
}

/// The opened content of an input as text; Telegram's updates and our own results are JSON.
pub fn content(row: &rows::Row, ring: &KeyRing) -> anyhow::Result<Vec<u8>> {
    rows::open_content(row, ring).with_context(|| format!("opening input {}", row.id))
}
