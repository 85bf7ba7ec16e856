//! A disk under SQLite that is full, broken or gone when a test says so.
//!
//! [`Disk::of`] makes a plan for the files of one database (the file itself, its WAL and its journal); whoever opens that database
//! through the VFS [`VFS`] in this process meets it. Other databases, and readers that open the file without naming the VFS, meet
//! the real disk. Plans are by path, so tests that run in threads do not meet each other's.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

mod vfs;

/// The name by which a URL asks for it: `sqlite://…?vfs=faulty`.
pub const VFS: &str = "faulty";

/// What is the matter with the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No room: a write fails with SQLITE_FULL after half of it was written, a sync or truncation with an I/O error.
    Full,
    /// Every kind of write fails with its I/O error, after half of it was written.
    Broken,
    /// Nothing is written: SQLITE_READONLY.
    ReadOnly,
}

/// What is done to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Write,
    Truncate,
    Sync,
}

/// What a disk answers to a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Done,
    /// SQLite's code, and whether half of it was written.
    Failed {
        code: i32,
        is_torn: bool,
    },
}

/// The disk under one database.
#[derive(Clone, Debug)]
pub struct Disk {
    path: PathBuf,
    plan: Arc<Plan>,
}

/// What happens to one database's files until the process that opened them is "killed".
#[derive(Debug, Default)]
struct Plan {
    state: Mutex<State>,
    /// Told when a file is closed.
    closed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    writes: u64,
    failed: u64,
    open_files: usize,
    faults: Option<Faults>,
    is_cut_off: bool,
}

#[derive(Clone, Copy, Debug)]
struct Faults {
    /// The number of the first write that fails, counted from 1.
    from: u64,
    trouble: Trouble,
    /// So many writes fail; none: all until there is room again.
    left: Option<u64>,
}

static PLANS: LazyLock<Mutex<HashMap<PathBuf, Arc<Plan>>>> = LazyLock::new(Mutex::default);

impl Disk {
    /// A faultless disk under the database at `path`, whose folder exists. Files that are open already keep the disk that they have.
    ///
    /// # Panics
    /// If the folder does not exist, or SQLite cannot take another VFS.
    pub fn of(path: &Path) -> Self {
        vfs::register();
        let folder = path
            .parent()
            .expect("a folder")
            .canonicalize()
            .expect("a folder that exists");
        let path = folder.join(path.file_name().expect("a file's name"));
        let plan = Arc::<Plan>::default();
        lock(&PLANS).insert(path.clone(), plan.clone());
        Self { path, plan }
    }

    /// The database's URL, as sqlx reads it.
    pub fn url(&self) -> String {
        format!("sqlite://{}?vfs={VFS}", self.path.display())
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many writes there were, failed ones included: `xWrite`, `xTruncate` and `xSync` of the database, its WAL and its journal.
    pub fn writes(&self) -> u64 {
        self.state().writes
    }

    /// How many of them failed.
    pub fn failed(&self) -> u64 {
        self.state().failed
    }

    /// Write number `from` (counted from 1, as [`Disk::writes`] counts) fails, and so do the ones after it: `count` of them, or all
    /// until [`Disk::makes_room`].
    pub fn fails_at(&self, from: u64, trouble: Trouble, count: Option<u64>) {
        self.state().faults = Some(Faults {
            from,
            trouble,
            left: count,
        });
    }

    /// From now on writes fail, until [`Disk::makes_room`].
    pub fn fails(&self, trouble: Trouble) {
        self.fails_at(0, trouble, None);
    }

    /// The trouble is over.
    pub fn makes_room(&self) {
        self.state().faults = None;
    }

    /// As `kill -9` leaves it: nothing that the present users write from now on reaches the files. Call [`Disk::of`] anew for the
    /// next start, once they are gone ([`Disk::is_closed_within`]).
    pub fn cut_off(&self) {
        self.state().is_cut_off = true;
    }

    /// Waits until nobody has a file of this disk open any more. False: somebody still has.
    pub fn is_closed_within(&self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        let mut state = self.state();
        while state.open_files > 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let waited = self.plan.closed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.plan.state)
    }
}

impl Plan {
    /// The plan for a file that SQLite opens: none if no test has made one for its database.
    fn of_file(path: &Path) -> Option<Arc<Plan>> {
        let name = path.to_str()?;
        let database = ["-wal", "-journal"].iter().find_map(|ending| name.strip_suffix(ending));
        lock(&PLANS).get(Path::new(database.unwrap_or(name))).cloned()
    }

    fn opened(&self) {
        lock(&self.state).open_files += 1;
    }

    fn closed(&self) {
        lock(&self.state).open_files -= 1;
        self.closed.notify_all();
    }

    fn answer(&self, act: Act) -> Answer {
        let mut state = lock(&self.state);
        if state.is_cut_off {
            return Trouble::ReadOnly.answer(act);
        }
        state.writes += 1;
        let now = state.writes;
        let Some(faults) = state.faults.as_mut().filter(|faults| now >= faults.from) else {
            return Answer::Done;
        };
        match &mut faults.left {
            Some(0) => return Answer::Done,
            Some(left) => *left -= 1,
            None => {}
        }
        let answer = faults.trouble.answer(act);
        state.failed += 1;
        answer
    }
}

impl Trouble {
    fn answer(self, act: Act) -> Answer {
        use libsqlite3_sys as ffi;
        let code = match (self, act) {
            (Trouble::ReadOnly, _) => ffi::SQLITE_READONLY,
            (Trouble::Full, Act::Write) => ffi::SQLITE_FULL,
            (Trouble::Broken, Act::Write) => ffi::SQLITE_IOERR_WRITE,
            (Trouble::Full | Trouble::Broken, Act::Truncate) => ffi::SQLITE_IOERR_TRUNCATE,
            (Trouble::Full | Trouble::Broken, Act::Sync) => ffi::SQLITE_IOERR_FSYNC,
        };
        Answer::Failed {
            code,
            is_torn: self != Trouble::ReadOnly && act == Act::Write,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
