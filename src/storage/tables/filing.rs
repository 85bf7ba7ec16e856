//! Filings, without their answers.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entities::{deadline, filing};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, IntoTableRef, LockType, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value};

use super::super::seal::KeyRing;
use super::super::sealed::json;
use super::super::sql::upsert;
use super::super::{Result, StorageError, is_postgres};
use crate::clock::from_milliseconds;
use crate::domain::filing::{Filing, FilingId, FilingKind, Status};
use crate::domain::place::Place;
use crate::work::{Needs, Work};

pub(in crate::storage) async fn find(tx: &impl ConnectionTrait, needs: &Needs) -> Result<Vec<filing::Model>> {
    let mut numbers = needs.numbers.clone();
    numbers.extend(&needs.history);
    let plain: [(filing::Column, Vec<Value>); 4] = [
        (
            filing::Column::Id,
            needs.filings.iter().map(|id| (*id).into()).collect(),
        ),
        (filing::Column::Number, numbers.into_iter().map(Into::into).collect()),
        (
            filing::Column::Applicant,
            needs.applicants.iter().map(|id| (*id).into()).collect(),
        ),
        (
            filing::Column::ClaimedBy,
            needs.claimants.iter().map(|id| (*id).into()).collect(),
        ),
    ];
    let mut plain: Vec<_> = plain.into_iter().filter(|(_, is_in)| !is_in.is_empty()).collect();
    let query = match (plain.pop(), needs.deadlines.is_empty()) {
        (None, true) => return Ok(Vec::new()),
        (Some((column, is_in)), true) if plain.is_empty() => filing::Entity::find().filter(column.is_in(is_in)),
        (last, _) => {
            // Each way has its index, and is a query of its own: within one condition PostgreSQL would read the whole table for their sake.
            let of_deadline = Expr::col(deadline::Column::Id).is_in(needs.deadlines.iter().copied());
            let mut ways: Vec<SelectStatement> = plain
                .into_iter()
                .chain(last)
                .map(|(column, is_in)| ids(filing::Entity, filing::Column::Id, Expr::col(column).is_in(is_in)))
                .collect();
            if !needs.deadlines.is_empty() {
                ways.push(ids(deadline::Entity, deadline::Column::Filing, of_deadline));
            }
            let mut found = ways.remove(0);
            for way in ways {
                found.union(UnionType::Distinct, way);
            }
            filing::Entity::find().filter(filing::Column::Id.in_subquery(found))
        }
    };
    let mut query = query.order_by_asc(filing::Column::Id);
    if is_postgres(tx) {
        query = query.lock(LockType::NoKeyUpdate);
    }
    Ok(query.all(tx).await?)
}

/// A query for the ids of filings in a column of that table.
fn ids(table: impl IntoTableRef, column: impl IntoColumnRef, condition: Expr) -> SelectStatement {
    let mut query = Query::select();
    query.column(column).from(table).and_where(condition);
    query.to_owned()
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
            region: Set(row
                .view(Place::Subject)
                .choice("region")
                .filter(|_| row.number.is_some())),
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
