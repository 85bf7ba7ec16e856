//! The disk is full, or broken, at one write or at some in a row, at any of them.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::ensure;
use beian_bot::storage::Store;
use beian_bot::worker::WorkerOptions;
use faulty_disk::{Disk, Trouble};
use migrations::Migrator;
use sea_orm_migration::MigratorTrait;

use crate::support::kept::Reader;
use crate::support::life::Life;
use crate::support::run::{self, Faulty, Killed, Undisturbed};
use crate::support::story;
use crate::support::town::Town;

/// The first so many writes of the script fail, each once.
const WRITES: u64 = 500;
/// So many runs at once: mostly they wait.
const THREADS: usize = 8;
/// After so many runs that went wrong it is clear.
const ENOUGH: usize = 10;

/// People in the middle of their filings, and the database that holds them.
struct Template {
    town: Town,
    database: PathBuf,
    _folder: tempfile::TempDir,
}

impl Template {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("bot.db");
        let mut town = Town::new();
        let url = Store::sqlite_url(folder.path());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let store = Store::open(&url).await.unwrap();
            Migrator::up(store.connection(), None).await.unwrap();
            store.close().await.unwrap();
        });
        let life = Life::begin(&town, &url, WorkerOptions::default()).unwrap();
        for (person, texts) in story::before() {
            for text in texts {
                life.tell(&town.says(person, text)).unwrap();
            }
        }
        life.settles().unwrap();
        life.kill();
        // What is in its log goes into the file.
        let connection = rusqlite::Connection::open(&database).unwrap();
        connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .unwrap();
        Self {
            town,
            database,
            _folder: folder,
        }
    }
}

/// A copy of the template's database, on a disk of its own.
struct OnDisk {
    disk: Disk,
    has_failed: bool,
    _folder: tempfile::TempDir,
}

impl OnDisk {
    fn copy(database: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bot.db");
        std::fs::copy(database, &path).unwrap();
        Self {
            disk: Disk::of(&path),
            has_failed: false,
            _folder: folder,
        }
    }
}

impl Faulty for OnDisk {
    fn url(&self) -> String {
        self.disk.url()
    }

    fn reader(&self) -> Reader {
        Reader::of_file(self.disk.path())
    }

    fn has_failed(&self) -> bool {
        self.has_failed || self.disk.failed() > 0
    }

    fn cut_off(&mut self) {
        self.disk.cut_off();
    }

    fn is_mended(&mut self) -> anyhow::Result<()> {
        ensure!(
            self.disk.is_closed_within(Duration::from_secs(10)),
            "somebody keeps the database open"
        );
        self.has_failed |= self.disk.failed() > 0;
        self.disk = Disk::of(self.disk.path());
        Ok(())
    }
}

/// How a run fails.
#[derive(Clone, Copy, Debug)]
struct Fault {
    /// The first write that fails.
    write: u64,
    trouble: Trouble,
    /// So many fail in a row.
    count: u64,
    killed: Killed,
}

/// Every fault of one write: once while people go on to the end, and for a stretch of writes with a kill soon after.
fn faults(write: u64) -> [Fault; 2] {
    let killed = if write.is_multiple_of(2) {
        Killed::WhenHeard
    } else {
        Killed::WhenTaken
    };
    let once = Fault {
        write,
        trouble: Trouble::Full,
        count: 1,
        killed: Killed::AtTheEnd,
    };
    let stretch = Fault {
        count: 12,
        killed,
        ..once
    };
    [once, stretch]
}

/// Returns whether the fault came into play: the script may have fewer writes.
fn run(template: &Template, town: &mut Town, fault: Fault, expected: &Undisturbed) -> anyhow::Result<bool> {
    town.become_like(&template.town);
    let mut database = OnDisk::copy(&template.database);
    database.disk.fails_at(fault.write, fault.trouble, Some(fault.count));
    run::check(town, &mut database, fault.killed, expected)?;
    Ok(database.has_failed())
}

/// All of them, a few at a time. What went wrong is told of each.
fn run_all(faults: &[Fault]) {
    let began = Instant::now();
    let template = Template::new();
    let (expected, writes) = {
        let mut town = Town::new();
        town.become_like(&template.town);
        let database = OnDisk::copy(&template.database);
        let expected = run::undisturbed(&mut town, &database).unwrap();
        (expected, database.disk.writes())
    };
    let next = AtomicU64::new(0);
    let (wrong, failed) = (Mutex::new(Vec::new()), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let mut town = Town::new();
                loop {
                    let index = next.fetch_add(1, Ordering::SeqCst) as usize;
                    let Some(fault) = faults.get(index).filter(|_| wrong.lock().unwrap().len() < ENOUGH) else {
                        return;
                    };
                    match run(&template, &mut town, *fault, &expected) {
                        Ok(has_failed) => drop(failed.fetch_add(u64::from(has_failed), Ordering::SeqCst)),
                        Err(error) => wrong.lock().unwrap().push(format!("{fault:?}: {error:#}")),
                    }
                }
            });
        }
    });
    let runs = next.into_inner().min(faults.len() as u64);
    let failed = failed.into_inner();
    eprintln!(
        "{runs} runs, {failed} of them met their fault, of a script of {writes} writes: {:?}",
        began.elapsed()
    );
    let wrong = wrong.into_inner().unwrap();
    assert!(
        wrong.is_empty(),
        "{} runs went wrong:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    assert_eq!(failed, runs, "every run met its fault");
}

#[test]
fn a_disk_that_is_full_at_any_write_makes_nothing_untrue() {
    let faults: Vec<Fault> = (1..=WRITES).flat_map(faults).collect();
    run_all(&faults);
}
