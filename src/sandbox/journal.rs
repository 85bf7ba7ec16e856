//! Write-through to `telegram.db`: what a call changed is on the disk before the call is answered, so that what was
//! answered survives `kill -9`. The changes of calls that run at once are committed together.

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, Connection, Row, SqliteConnection};
use tokio::sync::{mpsc, watch};

/// A record as it stands after a change; no value: it is gone.
#[derive(Clone, Debug)]
pub struct Record {
    pub kind: &'static str,
    pub key: String,
    pub value: Option<String>,
}

/// What one call changed.
#[derive(Debug, Default)]
struct Batch {
    number: u64,
    forget_all: bool,
    records: Vec<Record>,
}

#[derive(Clone, Debug, Default)]
struct Progress {
    committed: u64,
    /// The last batch that could not be written, and why.
    failed: Option<(u64, String)>,
}

/// Tells what has been written.
#[derive(Debug)]
pub struct Journal {
    progress: watch::Receiver<Progress>,
    ended: watch::Receiver<bool>,
}

/// Takes changes. It lies behind the same lock as the state, so that they are written in the order they were made.
#[derive(Debug)]
pub struct Writer {
    last: u64,
    batches: Option<mpsc::UnboundedSender<Batch>>,
}

impl Writer {
    /// Hands over what a call changed.
    pub fn push(&mut self, forget_all: bool, records: Vec<Record>) {
        if records.is_empty() && !forget_all {
            return;
        }
        self.last += 1;
        if let Some(batches) = &self.batches {
            // A closed queue shows in `Journal::committed`, where the call can still be refused.
            let _ = batches.send(Batch {
                number: self.last,
                forget_all,
                records,
            });
        }
    }

    /// The number of the last change handed over.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// Nothing more will come: the database is closed once all is written.
    pub fn close(&mut self) {
        self.batches = None;
    }
}

/// A record as it was read at the start.
#[derive(Debug)]
pub struct Loaded {
    pub kind: String,
    pub key: String,
    pub value: String,
}

impl Journal {
    /// Opens (or makes) the database, and reads what stands in it.
    pub async fn open(data: &Path, fresh: bool) -> anyhow::Result<(Self, Writer, Vec<Loaded>)> {
        let lock = lock_folder(data).await?;
        let path = data.join("telegram.db");
        if fresh {
            for name in ["telegram.db", "telegram.db-wal", "telegram.db-shm"] {
                remove_if_there(&data.join(name))?;
            }
        }
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5));
        let mut connection = SqliteConnection::connect_with(&options)
            .await
            .context("opening the data folder's telegram.db")?;
        sqlx::query(
            "CREATE TABLE IF NOT EXISTS record \
             (kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID",
        )
        .execute(&mut connection)
        .await
        .context("making the table of telegram.db")?;
        let rows = sqlx::query("SELECT kind, key, value FROM record ORDER BY kind, key")
            .fetch_all(&mut connection)
            .await
            .context("reading telegram.db")?
            .into_iter()
            .map(|row| {
                Ok(Loaded {
                    kind: row.try_get(0)?,
                    key: row.try_get(1)?,
                    value: row.try_get(2)?,
                })
            })
            .collect::<Result<_, sqlx::Error>>()
            .context("reading telegram.db")?;
        let (batches, queue) = mpsc::unbounded_channel();
        let (progress, progress_seen) = watch::channel(Progress::default());
        let (end, ended) = watch::channel(false);
        tokio::spawn(async move {
            write_all(&mut connection, queue, progress).await;
            if let Err(error) = connection.close().await {
                tracing::warn!("closing telegram.db: {error}");
            }
            drop(lock);
            end.send_replace(true);
        });
        Ok((
            Self {
                progress: progress_seen,
                ended,
            },
            Writer {
                last: 0,
                batches: Some(batches),
            },
            rows,
        ))
    }

    /// Waits until the batch `number`, and so all before it, is on the disk.
    pub async fn committed(&self, number: u64) -> Result<(), String> {
        let mut progress = self.progress.clone();
        let seen = progress
            .wait_for(|seen| seen.committed >= number || seen.failed.as_ref().is_some_and(|(last, _)| *last >= number))
            .await
            .map_err(|_| "the sandbox is shutting down".to_owned())?;
        match &seen.failed {
            Some((_, why)) if seen.committed < number => Err(format!("the sandbox could not write telegram.db: {why}")),
            _ => Ok(()),
        }
    }

    /// Waits until the database is closed, after [`Writer::close`].
    pub async fn ended(&self) {
        // An error means that the writing task is gone, which is what is waited for.
        let _ = self.ended.clone().wait_for(|ended| *ended).await;
    }
}

async fn write_all(
    connection: &mut SqliteConnection,
    mut queue: mpsc::UnboundedReceiver<Batch>,
    progress: watch::Sender<Progress>,
) {
    // What could not be written stays here and is tried again with what comes next.
    let mut forget_all = false;
    let mut records: HashMap<(&'static str, String), Option<String>> = HashMap::new();
    while let Some(first) = queue.recv().await {
        let mut number = 0;
        let mut next = Some(first);
        while let Some(batch) = next {
            number = batch.number;
            if batch.forget_all {
                forget_all = true;
                records.clear();
            }
            records.extend(
                batch
                    .records
                    .into_iter()
                    .map(|record| ((record.kind, record.key), record.value)),
            );
            next = queue.try_recv().ok();
        }
        match write(connection, forget_all, &records).await {
            Ok(()) => {
                forget_all = false;
                records.clear();
                progress.send_replace(Progress {
                    committed: number,
                    failed: None,
                });
            }
            Err(error) => {
                tracing::error!("writing telegram.db: {error}");
                progress.send_modify(|seen| seen.failed = Some((number, error.to_string())));
            }
        }
    }
}

/// One statement for all that is kept and one for all that is gone: the statements are what costs.
async fn write(
    connection: &mut SqliteConnection,
    forget_all: bool,
    records: &HashMap<(&'static str, String), Option<String>>,
) -> Result<(), sqlx::Error> {
    let kept: Vec<_> = records
        .iter()
        .filter_map(|((kind, key), value)| Some((kind, key, value.as_ref()?)))
        .collect();
    let gone: Vec<_> = records
        .iter()
        .filter(|(_, value)| value.is_none())
        .map(|((kind, key), _)| (kind, key))
        .collect();
    let mut transaction = connection.begin().await?;
    if forget_all {
        sqlx::query("DELETE FROM record").execute(&mut *transaction).await?;
    }
    if !gone.is_empty() {
        sqlx::query(
            "DELETE FROM record WHERE (kind, key) IN \
             (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?1))",
        )
        .bind(as_json(&gone)?)
        .execute(&mut *transaction)
        .await?;
    }
    if !kept.is_empty() {
        sqlx::query(
            "INSERT OR REPLACE INTO record (kind, key, value) \
             SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') \
             FROM json_each(?1)",
        )
        .bind(as_json(&kept)?)
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await
}

fn as_json(rows: &impl serde::Serialize) -> Result<String, sqlx::Error> {
    serde_json::to_string(rows).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

/// Two servers on one folder would each keep half of the truth; the lock ends with the process, however it ends.
async fn lock_folder(data: &Path) -> anyhow::Result<File> {
    std::fs::create_dir_all(data).context("making the data folder")?;
    let path = data.join("telegram.lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .context("opening the data folder's telegram.lock")?;
    // A server that is just being shut down gets the time to close its database.
    for _ in 0..250 {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(Duration::from_millis(20)).await,
            Err(TryLockError::Error(error)) => {
                return Err(error).context("locking the data folder's telegram.lock");
            }
        }
    }
    anyhow::bail!("another sandbox uses this data folder; end it, or choose another with --data")
}

fn remove_if_there(path: &Path) -> anyhow::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).context("removing what lies in the data folder")
        }
        _ => Ok(()),
    }
}
