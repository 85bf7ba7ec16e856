//! People who wrote to the bot.

use std::collections::BTreeSet;

use entities::person;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::super::seal::KeyRing;
use super::super::sealed::{open_text, seal, unopened};
use super::super::sql::upsert;
use super::super::{Result, StorageError};
use crate::clock::from_milliseconds;
use crate::domain::outgoing::PersonId;
use crate::domain::people::Person;
use crate::work::Work;

/// The rows of these people.
pub(in crate::storage) async fn find(
    tx: &impl ConnectionTrait,
    people: &BTreeSet<PersonId>,
) -> Result<Vec<person::Model>> {
    let query = person::Entity::find().filter(person::Column::Id.is_in(people.iter().copied()));
    Ok(query.all(tx).await?)
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
