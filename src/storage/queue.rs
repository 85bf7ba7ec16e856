//! What waits for reviewers, and how much there is of it. However much waits, as little is read as is shown: the oldest by an index in their
//! order, the counts from where they are kept (`tables/tally.rs`).

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::seal::Secrets;
use super::sql::{Values, first_of_each};
use super::tables::tally;
pub use super::tables::tally::recount;
use super::{Result, StorageError};
use crate::clock::from_milliseconds;
use crate::domain::deadlines::DeadlineName;
use crate::domain::filing::{FilingKind, Status};
use crate::domain::overdue;
use crate::domain::sought;
use crate::work::{FOUND, Listed, Needs, PAGED, Work};

/// So many of what nobody has claimed are at hand of each status, the oldest: what is to be done next is among them, and the digest's lines.
const UNCLAIMED: usize = 20;
/// Of a text that very many filings share, so many answers are looked through for the newest filings: those that were given last.
const SHARING: usize = 50;

/// What a list shows of a filing.
const LISTED: &str = "filing.id, filing.number, filing.status, filing.kind, filing.applicant, filing.claimed_by, \
                      filing.submitted_at, filing.status_since, filing.region";

/// The oldest filings of which that holds: read in the order of an index that holds all that a list shows.
fn oldest(condition: &str, limit: usize) -> String {
    format!(
        "SELECT * FROM (SELECT {LISTED} FROM filing WHERE {condition} AND number IS NOT NULL \
         ORDER BY status_since, number LIMIT {limit}) AS listed"
    )
}

/// The filings that reviewers have to do with: of each status the oldest, of what nobody has claimed the oldest, and of what those who ask
/// have claimed; and how many there are.
pub(in crate::storage) async fn load(tx: &impl ConnectionTrait, work: &mut Work, needs: &Needs) -> Result<()> {
    let mut values = Values::default();
    let statuses: Vec<_> = tally::counted()
        .map(|status| (status, values.bind(status.as_str())))
        .collect();
    let depth = needs.queue.min(PAGED);
    let mut parts = Vec::new();
    for (status, mark) in &statuses {
        let deeper = needs
            .queue_of_status
            .get(status)
            .map_or(depth, |deeper| (*deeper).min(PAGED).max(depth));
        parts.push(oldest(&format!("status = {mark}"), deeper));
        parts.push(oldest(&format!("claimed_by IS NULL AND status = {mark}"), UNCLAIMED));
    }
    for (region, of_region) in &needs.queue_of_region {
        let region = values.bind(region.clone());
        let of_region = (*of_region).min(PAGED);
        parts.extend(
            statuses
                .iter()
                .map(|(_, mark)| oldest(&format!("region = {region} AND status = {mark}"), of_region)),
        );
    }
    // What is overdue and not among the oldest: it began after others that are not (`domain/overdue.rs`).
    for (status, began) in overdue(work).filter(|(_, began)| began.start != DateTime::<Utc>::UNIX_EPOCH) {
        let [since, before] = [began.start, began.end].map(|at| values.bind(at.timestamp_millis()));
        let mark = values.bind(status.as_str());
        parts.push(oldest(
            &format!("status = {mark} AND status_since >= {since} AND status_since < {before}"),
            depth,
        ));
    }
    // There may be many who ask: they are no part each. What somebody has claimed is little, and all of it is read.
    if !needs.queue_of.is_empty() {
        let people = values.bind_all(needs.queue_of.iter().copied());
        let marks: Vec<_> = statuses.iter().map(|(_, mark)| mark.as_str()).collect();
        let columns = LISTED.replace("filing.", "");
        parts.push(format!(
            "SELECT {columns} FROM (SELECT {LISTED}, \
             row_number() OVER (PARTITION BY claimed_by, status ORDER BY status_since, number) AS turn FROM filing \
             WHERE claimed_by IN ({people}) AND status IN ({}) AND number IS NOT NULL) AS claimed WHERE turn <= {PAGED}",
            marks.join(", ")
        ));
    }
    let text = parts.join(" UNION ALL ");
    let mut seen = HashSet::new();
    for row in tx.query_all_raw(values.statement(tx, text)).await? {
        let listed = listed(&row)?;
        if seen.insert(listed.id) {
            work.queue.push(listed);
        }
    }
    counts(tx, work).await
}

/// How many wait of each status, and how many of these are overdue: of the latter no more are counted than can be listed, and one.
async fn counts(tx: &impl ConnectionTrait, work: &mut Work) -> Result<()> {
    let mut values = Values::default();
    let late: Vec<_> = overdue(work).map(|late| bind_late(&mut values, late)).collect();
    let mut text = "SELECT status, claimed, filings FROM tally".to_owned();
    if !late.is_empty() {
        text = format!(
            "WITH late(status, since, before) AS (VALUES {}) {text} UNION ALL SELECT late.status, CAST(NULL AS boolean), \
             (SELECT count(*) FROM (SELECT 1 AS one FROM filing WHERE {LATE} LIMIT {}) AS counted) FROM late",
            late.join(", "),
            PAGED + 1
        );
    }
    for row in tx.query_all_raw(values.statement(tx, text)).await? {
        let status: String = row.try_get_by_index(0)?;
        let Ok(status) = status.parse::<Status>() else {
            return Err(StorageError::inconsistent("tally", "status", status));
        };
        let claimed: Option<bool> = row.try_get_by_index(1)?;
        let count = usize::try_from(row.try_get_by_index::<i64>(2)?).unwrap_or_default();
        match claimed {
            Some(is_claimed) => {
                work.counted.insert((status, is_claimed), count);
            }
            None => *work.late.entry(status).or_default() += count,
        }
    }
    Ok(())
}

/// The condition of what is overdue.
const LATE: &str =
    "status = late.status AND status_since >= late.since AND status_since < late.before AND number IS NOT NULL";

/// When what is overdue at present came into its status, for each status.
fn overdue(work: &Work) -> impl Iterator<Item = (Status, Range<DateTime<Utc>>)> {
    let began = |status| {
        let times = DeadlineName::of_status(status).map_or_else(Vec::new, |name| overdue::began(name, work.now));
        times.into_iter().map(move |time| (status, time))
    };
    tally::counted().flat_map(began)
}

fn bind_late(values: &mut Values, (status, began): (Status, Range<DateTime<Utc>>)) -> String {
    let [since, before] = [began.start, began.end].map(|at| values.bind(at.timestamp_millis()));
    let status = values.bind(status.as_str());
    format!("({status}, CAST({since} AS bigint), CAST({before} AS bigint))")
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
    let hashes = meant.keys().cloned().chain([String::new()]);
    let hashes: Vec<_> = hashes.map(|hash| format!("({})", values.bind(hash))).collect();
    // What the authority granted stands in the open.
    let mut granted: HashMap<String, Vec<&String>> = HashMap::new();
    for text in sought {
        if let Some(number) = sought::granted(text) {
            granted.entry(number).or_default().push(text);
        }
    }
    let granted_numbers = values.bind_all(granted.keys().cloned().chain([String::new()]));
    let granted_to = |table: &str| {
        format!(
            "UNION ALL SELECT granted.icp_number AS lookup, {LISTED}, 1 AS turn FROM {table} AS granted CROSS JOIN filing \
             WHERE granted.icp_number IN ({granted_numbers}) AND filing.id = granted.filing "
        )
    };
    // By two indexes, each for itself; of what very many share the index gives those that were answered last.
    let sharing = first_of_each(tx, "answer", "lookup = meant.hash", "updated_at DESC", SHARING);
    let statement = format!(
        "WITH meant(hash) AS (VALUES {}), named AS (SELECT DISTINCT answer.lookup, answer.filing FROM meant {sharing}) \
         SELECT CAST(NULL AS text) AS lookup, {LISTED}, 1 AS turn FROM filing WHERE number IN ({numbers}) {}{}\
         UNION ALL SELECT * FROM (SELECT named.lookup, {LISTED}, \
         row_number() OVER (PARTITION BY named.lookup ORDER BY filing.number DESC) AS turn \
         FROM named CROSS JOIN filing WHERE filing.id = named.filing AND filing.number IS NOT NULL) AS found WHERE turn <= {}",
        hashes.join(", "),
        granted_to("service"),
        granted_to("subject"),
        FOUND + 1
    );
    let mut found: HashMap<&String, BTreeMap<Reverse<i64>, Listed>> =
        sought.iter().map(|text| (text, BTreeMap::new())).collect();
    for row in tx.query_all_raw(values.statement(tx, statement)).await? {
        let listed = listed(&row)?;
        let lookup: Option<String> = row.try_get("", "lookup")?;
        let texts = sought.iter().filter(|text| match &lookup {
            Some(lookup) => [&meant, &granted]
                .into_iter()
                .any(|of| of.get(lookup).is_some_and(|texts| texts.contains(text))),
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
    let id: Uuid = row.try_get("", "id")?;
    let (status, kind): (String, Option<String>) = (row.try_get("", "status")?, row.try_get("", "kind")?);
    let submitted_at: Option<i64> = row.try_get("", "submitted_at")?;
    Ok(Listed {
        id,
        number: row.try_get("", "number")?,
        status: status
            .parse()
            .map_err(|_| StorageError::inconsistent("filing", "status", id))?,
        kind: kind
            .map(|kind| kind.parse::<FilingKind>())
            .transpose()
            .map_err(|_| StorageError::inconsistent("filing", "kind", id))?,
        applicant: row.try_get("", "applicant")?,
        claimed_by: row.try_get("", "claimed_by")?,
        submitted_at: submitted_at.map(from_milliseconds),
        status_since: from_milliseconds(row.try_get("", "status_since")?),
        region: row.try_get("", "region")?,
    })
}
