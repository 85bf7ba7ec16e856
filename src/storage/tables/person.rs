//! People who wrote to the bot.

use std::collections::BTreeSet;

use entities::person;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult};
use uuid::Uuid;

use super::super::seal::{KeyRing, Secrets};
use super::super::sealed::{open_text, seal, unopened};
use super::super::sql::{Values, upsert};
use super::super::{Result, StorageError, VALUES_A_STATEMENT, keys};
use crate::clock::from_milliseconds;
use crate::domain::outgoing::PersonId;
use crate::domain::people::Person;
use crate::domain::quiet::Quiet;
use crate::work::Work;

/// The rows of these people with their data keys, and these other keys, in one statement: every batch wants both.
pub(in crate::storage) async fn find(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    ring: &mut KeyRing,
    people: &BTreeSet<PersonId>,
    others: &[Uuid],
) -> Result<Vec<person::Model>> {
    if people.is_empty() {
        keys::add_to(ring, tx, secrets, others.iter().copied()).await?;
        return Ok(Vec::new());
    }
    let mut values = Values::default();
    let people = values.bind_all(people.iter().copied());
    let mut text = format!(
        "SELECT person.id, person.data_key, person.language, person.name, person.quiet, person.created_at, data_key.secret_id, data_key.wrapped \
         FROM person LEFT JOIN data_key ON data_key.id = person.data_key WHERE person.id IN ({people})"
    );
    if !others.is_empty() {
        let others = values.bind_all(others.iter().take(VALUES_A_STATEMENT / 2).copied());
        text += " UNION ALL SELECT NULL, id, NULL, NULL, NULL, NULL, secret_id, wrapped FROM data_key WHERE id IN (";
        text += &others;
        text += ")";
    }
    let mut found = Vec::new();
    for row in tx.query_all_raw(values.statement(tx, text)).await? {
        keys::joined(&row, secrets, ring)?;
        if row.try_get::<Option<PersonId>>("", "id")?.is_some() {
            found.push(person::Model::from_query_result(&row, "")?);
        }
    }
    // What had no room in that statement.
    keys::add_to(ring, tx, secrets, others.iter().copied().skip(VALUES_A_STATEMENT / 2)).await?;
    Ok(found)
}

/// Opens the people who were found, and puts them into the batch.
pub(in crate::storage) fn put(work: &mut Work, ring: &KeyRing, rows: Vec<person::Model>) -> Result<()> {
    for row in rows {
        match open_person(&row, ring) {
            Ok(loaded) => work.people.load(row.id, loaded),
            Err(error @ StorageError::Sealed { .. }) => {
                unopened(&error);
                work.people.cannot_open(row.id);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
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
    let language = row.language.parse().unwrap_or_default();
    Ok(Person {
        id: row.id,
        data_key: row.data_key,
        language,
        name,
        quiet: row
            .quiet
            .as_deref()
            .and_then(|quiet| quiet.parse().ok())
            .unwrap_or_default(),
        created_at: from_milliseconds(row.created_at),
    })
}

pub(in crate::storage) async fn save(tx: &impl ConnectionTrait, work: &Work, ring: &KeyRing) -> Result<()> {
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
            quiet: Set((row.quiet != Quiet::default()).then(|| row.quiet.to_string())),
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

fn is_deleted(work: &Work, person: i64) -> bool {
    work.additions.deleted.iter().any(|deletion| deletion.person == person)
}
