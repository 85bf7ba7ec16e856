//! How many filings wait for reviewers, by status and whether somebody has claimed them. Counting them anew for each list and each change of
//! the desk's message would read all that waits; so the counts are kept, by the save that changes a filing and in its transaction.

use std::collections::BTreeMap;

use sea_orm::ConnectionTrait;

use super::super::sql::Values;
use super::super::{Result, Store, is_postgres};
use crate::domain::filing::{Filing, Status};
use crate::work::Work;

/// The statuses that are counted.
pub(in crate::storage) fn counted() -> impl Iterator<Item = Status> + Clone {
    Status::ALL.iter().copied().filter(|status| status.is_with_reviewer())
}

/// Where a filing is counted, if it is.
fn place(filing: &Filing) -> Option<(&'static str, bool)> {
    let is_counted = filing.number.is_some() && filing.status.is_with_reviewer();
    is_counted.then(|| (filing.status.as_str(), filing.claimed_by.is_some()))
}

/// Counts what has changed, with one statement. Its rows are everybody's: so it is the last of a save, and they are taken in one order,
/// lest two processes lock each other out.
pub(in crate::storage) async fn save(tx: &impl ConnectionTrait, work: &Work) -> Result<()> {
    let mut changes: BTreeMap<(&str, bool), i64> = BTreeMap::new();
    for (_, before, filing) in work.filings.changes() {
        let (before, now) = (before.and_then(place), place(filing));
        if before == now {
            continue;
        }
        for (place, change) in [(before, -1), (now, 1)] {
            if let Some(place) = place {
                *changes.entry(place).or_default() += change;
            }
        }
    }
    changes.retain(|_, change| *change != 0);
    if changes.is_empty() {
        return Ok(());
    }
    let mut values = Values::default();
    let rows: Vec<_> = changes
        .into_iter()
        .map(|((status, claimed), change)| {
            format!(
                "({}, {}, {})",
                values.bind(status),
                values.bind(claimed),
                values.bind(change)
            )
        })
        .collect();
    let text = format!(
        "INSERT INTO tally (status, claimed, filings) VALUES {} \
         ON CONFLICT (status, claimed) DO UPDATE SET filings = tally.filings + excluded.filings",
        rows.join(", ")
    );
    tx.execute_raw(values.statement(tx, text)).await?;
    Ok(())
}

/// Counts all of it anew, by the index alone: a process of an earlier version that still runs beside this one counts nothing, nor does
/// whoever changes rows by hand. A change that is under way has either taken its place in the counts, and is waited for, or comes after.
pub async fn recount(store: &Store) -> Result<()> {
    let tx = store.begin().await?;
    if is_postgres(&tx) {
        tx.execute_unprepared("LOCK TABLE tally IN EXCLUSIVE MODE").await?;
    }
    tx.execute_unprepared("DELETE FROM tally").await?;
    let mut values = Values::default();
    let statuses = values.bind_all(counted().map(Status::as_str));
    // No index tells of all whether they are claimed: so what nobody has claimed is counted by the one, all by the other.
    let waiting = format!("FROM filing WHERE status IN ({statuses}) AND number IS NOT NULL");
    let text = format!(
        "INSERT INTO tally (status, claimed, filings) \
         SELECT status, false, count(*) {waiting} AND claimed_by IS NULL GROUP BY status \
         UNION ALL SELECT status, true, count(*) - (SELECT count(*) FROM filing AS free WHERE free.claimed_by IS NULL \
         AND free.status = filing.status AND free.number IS NOT NULL) {waiting} GROUP BY status"
    );
    tx.execute_raw(values.statement(&tx, text)).await?;
    tx.commit().await
}
