//! What waits for reviewers, and how much there is of it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use entities::filing;
use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult};

use super::seal::Secrets;
use super::sql::Values;
use super::tables::filing as filings;
use super::{Result, StorageError};
use crate::clock::from_milliseconds;
use crate::domain::filing::Status;
use crate::domain::sought;
use crate::work::{FOUND, Listed, Work};

/// Of each status and claimant, at most this many filings are listed, the oldest ones; the counts come from a query of their own.
const QUEUE: usize = 200;

/// The filings that reviewers have to do with: the oldest of each status and claimant, since what waits for the authority for
/// weeks may not crowd out what was handed in today; and how many there are.
pub(in crate::storage) async fn load(tx: &impl ConnectionTrait, work: &mut Work) -> Result<()> {
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
        work.queue.push(listed(&row)?);
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

/// What reviewers look for: of each text the newest filings that it may mean, one more than are shown. Drafts are nobody's business yet.
pub(in crate::storage) async fn find(
    tx: &impl ConnectionTrait,
    secrets: &Secrets,
    work: &mut Work,
    sought: &HashSet<String>,
) -> Result<()> {
    if sought.is_empty() {
        return Ok(());
    }
    let mut values = Values::default();
    let mut meant: HashMap<String, Vec<&String>> = HashMap::new();
    for text in sought {
        for (purpose, reading) in sought::readings(text) {
            for hash in secrets.lookup_hashes(purpose, &reading) {
                meant.entry(hash).or_default().push(text);
            }
        }
    }
    // Neither list is ever empty, which PostgreSQL does not take.
    let numbers = values.bind_all(sought.iter().map(|text| sought::number(text).unwrap_or(-1)));
    let hashes = values.bind_all(meant.keys().cloned().chain([String::new()]));
    // By two indexes, each for itself.
    let statement = format!(
        "SELECT CAST(NULL AS text) AS lookup, filing.*, 1 AS turn FROM filing WHERE number IN ({numbers}) \
         UNION ALL SELECT * FROM (SELECT named.lookup, filing.*, \
         row_number() OVER (PARTITION BY named.lookup ORDER BY filing.number DESC) AS turn \
         FROM (SELECT DISTINCT lookup, filing FROM answer WHERE lookup IN ({hashes})) AS named \
         JOIN filing ON filing.id = named.filing WHERE filing.number IS NOT NULL) AS found WHERE turn <= {}",
        FOUND + 1
    );
    let mut found: HashMap<&String, BTreeMap<Reverse<i64>, Listed>> =
        sought.iter().map(|text| (text, BTreeMap::new())).collect();
    for row in tx.query_all_raw(values.statement(tx, statement)).await? {
        let listed = listed(&row)?;
        let lookup: Option<String> = row.try_get("", "lookup")?;
        let texts = sought.iter().filter(|text| match &lookup {
            Some(hash) => meant.get(hash).is_some_and(|texts| texts.contains(text)),
            None => sought::number(text) == Some(listed.number),
        });
        for text in texts {
            let of_text = found.entry(text).or_default();
            of_text.insert(Reverse(listed.number), listed.clone());
        }
    }
    for (text, of_text) in found {
        let newest = of_text.into_values().take(FOUND + 1).collect();
        work.found.insert(text.clone(), newest);
    }
    Ok(())
}

fn listed(row: &QueryResult) -> Result<Listed> {
    let row = filing::Model::from_query_result(row, "")?;
    Ok(Listed {
        id: row.id,
        number: row.number.unwrap_or_default(),
        status: filings::status_of(&row)?,
        kind: filings::kind_of(&row)?,
        applicant: row.applicant,
        claimed_by: row.claimed_by,
        submitted_at: row.submitted_at.map(from_milliseconds),
        status_since: from_milliseconds(row.status_since),
    })
}
