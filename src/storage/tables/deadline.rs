//! Deadlines of filings.

use entities::deadline;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::super::sql::upsert;
use super::super::{Result, StorageError};
use crate::clock::from_milliseconds;
use crate::domain::deadlines::Deadline;
use crate::domain::filing::FilingId;
use crate::work::{Needs, Work};

pub(in crate::storage) async fn load(
    tx: &impl ConnectionTrait,
    work: &mut Work,
    needs: &Needs,
    filings: &[FilingId],
) -> Result<()> {
    if !needs.deadlines_of_filings && needs.deadlines.is_empty() {
        return Ok(());
    }
    // A list that is empty is left out: what it would become (`1 = 2 OR …`) hides the indexes.
    let mut any = Condition::any();
    if !needs.deadlines.is_empty() {
        any = any.add(deadline::Column::Id.is_in(needs.deadlines.iter().copied()));
    }
    if !filings.is_empty() {
        let of_filings = Condition::all()
            .add(deadline::Column::Filing.is_in(filings.iter().copied()))
            .add(deadline::Column::ClosedAt.is_null());
        any = any.add(of_filings);
    }
    if any.is_empty() {
        return Ok(());
    }
    let found = deadline::Entity::find().filter(any).all(tx).await?;
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

pub(in crate::storage) async fn save(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
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
