//! Filings, without their answers.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entities::{deadline, filing};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::seal::KeyRing;
use super::super::sealed::json;
use super::super::sql::upsert;
use super::super::{Result, StorageError, is_postgres};
use crate::clock::from_milliseconds;
use crate::domain::filing::{Filing, FilingId, FilingKind, Status};
use crate::work::{Needs, Work};

pub(in crate::storage) async fn find(tx: &impl ConnectionTrait, needs: &Needs) -> Result<Vec<filing::Model>> {
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

/// The filings of these rows, without answers and rejections yet.
pub(in crate::storage) fn open_all(rows: &[filing::Model]) -> Result<HashMap<FilingId, Filing>> {
    rows.iter().map(|row| Ok((row.id, open_filing(row)?))).collect()
}

/// Puts filings into the batch, whole.
pub(in crate::storage) fn put(work: &mut Work, ring: &KeyRing, loaded: HashMap<FilingId, Filing>) {
    for (id, mut filing) in loaded {
        // Before its first answer too: the next one could not be sealed.
        if filing.data_key.is_some_and(|key| ring.unopenable(key).is_some()) {
            work.filings.cannot_open(id);
        }
        filing.sort_rejections();
        work.filings.load(id, filing);
    }
}

fn open_filing(row: &filing::Model) -> Result<Filing> {
    let (status, kind) = (status_of(row)?, kind_of(row)?);
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
        asked_for: Vec::new(),
        files: Vec::new(),
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

pub(in crate::storage) fn status_of(row: &filing::Model) -> Result<Status> {
    row.status
        .parse()
        .map_err(|_| StorageError::inconsistent("filing", "status", row.id))
}

pub(in crate::storage) fn kind_of(row: &filing::Model) -> Result<Option<FilingKind>> {
    let kind = row.kind.as_deref().map(str::parse).transpose();
    kind.map_err(|_| StorageError::inconsistent("filing", "kind", row.id))
}

pub(in crate::storage) async fn save(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
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
