//! The first step of a batch: claim waiting inputs, then bring everything that they need, in a handful of statements whose
//! number does not grow with the number of inputs.

use std::collections::BTreeSet;

use anyhow::Context as _;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

pub use super::claim::{BATCH, SHARE, claim};
use super::inbox as rows;
use super::seal::{KeyRing, Secrets};
pub use super::tables::conversation::conversations;
use super::tables::{
    answer, asked_for, audit, counter, deadline, desk, file, filing, person, question, register, rejection, role,
};
use super::{Result, matters, queue};
use crate::domain::filing::FilingId;
use crate::domain::outgoing::PersonId;
use crate::work::{Needs, Work};

/// Everything else: the speakers, and what their inputs need. Filings are locked in the order of their ids.
pub async fn needs(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    work: &mut Work,
    ring: &mut KeyRing,
    speakers: BTreeSet<PersonId>,
    needs: &Needs,
) -> Result<()> {
    let filings = filing::find(tx, needs).await?;
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
    let answers = answer::find(tx, &ids).await?;
    let rejections = rejection::find(tx, &with_rejections).await?;
    let asked = asked_for::find(tx, &with_rejections).await?;
    let mut opened = filing::open_all(&filings)?;
    let with_files: Vec<FilingId> = opened
        .values()
        .filter(|filing| filing.facts.pictures != Some(false))
        .map(|filing| filing.id)
        .collect();
    let files = file::find(tx, &with_files).await?;
    deadline::load(tx, work, needs, &ids).await?;
    if !needs.deadlines.is_empty() {
        // A moment that fell due must know whether its people have heard of it.
        work.undelivered = matters::undelivered(tx, &ids.iter().copied().collect(), work.now).await?;
    }
    if needs.desks {
        desk::load(tx, work).await?;
    }
    if needs.queue > 0 {
        // Who has claimed a filing is named where it has a line, and there it is loaded itself.
        queue::load(tx, work, needs).await?;
    }
    if !needs.sought.is_empty() {
        queue::find(tx, secrets, work, &needs.sought).await?;
    }
    question::load(tx, secrets, work, ring, needs).await?;
    let history = audit::find(tx, needs, &filings).await?;
    people.extend(history.iter().filter_map(|row| row.person));

    let of_filings: BTreeSet<Uuid> = filings.iter().filter_map(|row| row.data_key).collect();
    let of_filings: Vec<Uuid> = of_filings.into_iter().filter(|key| !ring.has(*key)).collect();
    let persons = person::find(tx, secrets, ring, &people, &of_filings).await?;
    role::load(tx, work, needs, &people).await?;

    person::put(work, ring, persons)?;
    answer::open_into(&mut opened, work, ring, answers)?;
    rejection::open_into(&mut opened, work, ring, rejections);
    asked_for::open_into(&mut opened, work, ring, asked);
    file::open_into(&mut opened, work, ring, files)?;
    filing::put(work, ring, opened);
    audit::put(work, ring, history)?;
    register::look_up(tx, secrets, work, &needs.look_ups).await?;
    if needs.new_numbers > 0 {
        work.add_numbers(counter::reserve(tx, "filing", needs.new_numbers).await?);
    }
    if needs.new_questions > 0 {
        work.add_question_numbers(counter::reserve(tx, "question", needs.new_questions).await?);
    }
    work.was_loaded(needs);
    Ok(())
}

/// The opened content of an input as text; Telegram's updates and our own results are JSON.
pub fn content(row: &rows::Row, ring: &KeyRing) -> anyhow::Result<Vec<u8>> {
    rows::open_content(row, ring).with_context(|| format!("opening input {}", row.id))
}
