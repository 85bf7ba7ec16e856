//! Roles that were given.

use std::collections::BTreeSet;

use entities::role;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::super::sql::upsert;
use super::super::{Result, StorageError, is_postgres};
use crate::clock::from_milliseconds;
use crate::domain::outgoing::PersonId;
use crate::domain::people::Appointment;
use crate::work::{Needs, Work};

/// Roles are shared while they are read, and exclusive where they are to be changed.
pub(in crate::storage) async fn load(
    tx: &impl ConnectionTrait,
    work: &mut Work,
    needs: &Needs,
    people: &BTreeSet<PersonId>,
) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
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

pub(in crate::storage) async fn save(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
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
