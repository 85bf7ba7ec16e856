//! The disk is full, or broken, at one write or at some in a row, at any of them.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
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
const THREADS: usize = 4;
/// After so many runs that went wrong it is clear.
const ENOUGH: usize = 10;

/// What a run begins with: for each step the database before it, and which write of the script comes next.
struct Template {
    town: Town,
    expected: Undisturbed,
    databases: Vec<PathBuf>,
    writes: Vec<u64>,
    _folder: tempfile::TempDir,
}

impl Template {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut town = Town::new();
        let mut database = OnDisk::new(folder.path());
        database.people_begin(&mut town);
        let (mut databases, mut writes, mut before) = (Vec::new(), Vec::new(), 0);
        let expected = run::undisturbed(&mut town, &mut database, |database| {
            before += database.written;
            writes.push(before);
            let copy = folder.path().join(format!("before-{}.db", databases.len()));
            std::fs::copy(database.disk.path(), &copy).unwrap();
            databases.push(copy);
        });
        Self {
            town,
            expected: expected.unwrap(),
            databases,
            writes,
            _folder: folder,
        }
    }
}

/// A database on a disk of its own.
struct OnDisk {
    disk: Disk,
    has_failed: bool,
    /// So many writes the last process made.
    written: u64,
    /// Of a copy.
    _folder: Option<tempfile::TempDir>,
}

impl OnDisk {
    /// With all tables.
    fn new(folder: &Path) -> Self {
        let disk = Disk::of(&folder.join("bot.db"));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let store = Store::open(&disk.url()).await.unwrap();
            Migrator::up(store.connection(), None).await.unwrap();
            store.close().await.unwrap();
        });
        Self {
            disk,
            has_failed: false,
            written: 0,
            _folder: None,
        }
    }

    fn copy(database: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bot.db");
        std::fs::copy(database, &path).unwrap();
        Self {
            disk: Disk::of(&path),
            has_failed: false,
            written: 0,
            _folder: Some(folder),
        }
    }

    /// What people said before the script begins.
    fn people_begin(&mut self, town: &mut Town) {
        let life = Life::begin(town, &self.disk.url(), WorkerOptions::default()).unwrap();
        for (person, texts) in story::before() {
            for text in texts {
                life.tell(&town.says(person, text)).unwrap();
            }
        }
        life.settles().unwrap();
        life.kill();
        self.is_mended().unwrap();
        self.written = 0;
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
        self.written = self.disk.writes();
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

/// Every fault of one write: it alone fails and people go on, or a stretch of writes does and the process is killed soon after; full,
/// broken, or read-only.
fn all_faults(write: u64) -> Vec<Fault> {
    let killed = [(1, Killed::Later), (12, Killed::WhenHeard), (12, Killed::WhenTaken)];
    let troubles = [Trouble::Full, Trouble::Broken, Trouble::ReadOnly];
    let fault = |trouble| {
        killed.map(|(count, killed)| Fault {
            write,
            trouble,
            count,
            killed,
        })
    };
    troubles.into_iter().flat_map(fault).collect()
}

/// Each write fails once: these in turn alone, those in a stretch. All that can be are more than a test run has time for.
fn a_fault(write: u64) -> Vec<Fault> {
    let which = [0, 1, 0, 2][write as usize % 4];
    vec![all_faults(write)[which]]
}

/// Plays the script from the step on that the write belongs to. Returns whether the fault came into play.
fn run(template: &Template, town: &mut Town, fault: Fault) -> anyhow::Result<bool> {
    let step = template.writes.iter().rposition(|before| *before < fault.write);
    let step = step.context("writes are counted from 1")?;
    town.go_back_to(&template.expected.scenes[step].town);
    let mut database = OnDisk::copy(&template.databases[step]);
    database
        .disk
        .fails_at(fault.write - template.writes[step], fault.trouble, Some(fault.count));
    run::check(town, &mut database, step, fault.killed, &template.expected)?;
    Ok(database.has_failed())
}

/// All of them, a few at a time. What went wrong is told of each.
fn run_all(faults: &[Fault]) {
    let began = Instant::now();
    let template = Template::new();
    let writes = template.writes.last().unwrap();
    let next = AtomicU64::new(0);
    let (wrong, failed) = (Mutex::new(Vec::new()), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let mut town = template.town.another();
                loop {
                    let index = next.fetch_add(1, Ordering::SeqCst) as usize;
                    let Some(fault) = faults.get(index).filter(|_| wrong.lock().unwrap().len() < ENOUGH) else {
                        return;
                    };
                    match run(&template, &mut town, *fault) {
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
    run_all(&(1..=WRITES).flat_map(a_fault).collect::<Vec<_>>());
}

#[test]
#[ignore = "takes minutes: cargo test --test faults -- --ignored full_disk"]
fn a_disk_that_fails_at_any_write_in_any_way_makes_nothing_untrue() {
    run_all(&(1..=WRITES).flat_map(all_faults).collect::<Vec<_>>());
}
