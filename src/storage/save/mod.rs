//! The last step of a batch: what its inputs changed, one statement a table, before the commit.

mod deletion;

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;

use super::{Result, keys};
use crate::domain::outgoing::{ChatId, Outgoing, Owner};
use crate::work::Work;
use deletion::{delete_person, forget_filings};

pub use super::decided::{Decided, count, count_beginning, fail};
use super::decided::{mark_inputs, pass_on};
use super::keys::{KeyOwner, NewKey};
use super::outbox as calls;
use super::seal::{KeyRing, Secrets};
use super::tables::{
    answer, asked_for, audit, conversation, deadline, desk, file, filing, person, question, register, rejection, role,
    tally,
};

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
    person::save(tx, work, ring).await?;
    role::save(tx, work).await?;
    desk::save(tx, work).await?;
    conversation::save(tx, work, ring).await?;
    filing::save(tx, work).await?;
    answer::save(tx, secrets, work, ring).await?;
    rejection::save(tx, work, ring).await?;
    asked_for::save(tx, work, ring).await?;
    file::save(tx, work, ring).await?;
    question::save(tx, work, ring).await?;
    deadline::save(tx, work).await?;
    audit::save(tx, work, ring).await?;
    register::save(tx, secrets, work, ring).await?;
    register::correct(tx, work).await?;
    register::take_back(tx, work).await?;
    calls::take_back(tx, work).await?;
    pass_on(tx, work).await?;
    outgoing(tx, secrets, work, ring).await?;
    for (from, to) in &work.additions.moved {
        conversation::move_chat(tx, secrets, work, *from, *to).await?;
    }
    forget_filings(tx, work).await?;
    for deletion in &work.additions.deleted {
        delete_person(tx, secrets, work, ring, *deletion).await?;
    }
    tally::save(tx, work).await
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
    let others = conversation::add_keys(tx, secrets, ring, unknown).await?;
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
