//! SQLite on a disk that fails.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use beian_bot::storage::Store;
use faulty_disk::{Disk, Trouble};
use migrations::Migrator;
use sea_orm_migration::MigratorTrait;

use super::all::Breakable;
use super::kept::Reader;
use super::run::Faulty;

/// A database on a disk of its own.
pub struct OnDisk {
    pub disk: Disk,
    has_failed: bool,
    counted: u64,
    folder: Arc<tempfile::TempDir>,
}

impl OnDisk {
    /// With all tables.
    pub fn new() -> Self {
        let database = Self::at(Arc::new(tempfile::tempdir().unwrap()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(async {
            let store = Store::open(&database.url()).await.unwrap();
            Migrator::up(store.connection(), None).await.unwrap();
            store.close().await.unwrap();
        });
        database
    }

    fn at(folder: Arc<tempfile::TempDir>) -> Self {
        Self {
            disk: Disk::of(&folder.path().join("bot.db")),
            has_failed: false,
            counted: 0,
            folder,
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
        self.counted = self.disk.writes();
        self.disk = Disk::of(self.disk.path());
        Ok(())
    }
}

/// A copy of the file, in the folder of the database that it was copied from.
pub struct CopiedFile {
    path: PathBuf,
    _folder: Arc<tempfile::TempDir>,
}

impl Breakable for OnDisk {
    type Original = CopiedFile;
    /// What the matter is, and for how many writes.
    type How = (Trouble, u64);

    fn original(&self) -> CopiedFile {
        let path = self.folder.path().join(uuid::Uuid::new_v4().to_string());
        copy(self.disk.path(), &path);
        CopiedFile {
            path,
            _folder: self.folder.clone(),
        }
    }

    fn copy(original: &CopiedFile, number: u64, (trouble, count): Self::How) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        copy(&original.path, &folder.path().join("bot.db"));
        let database = Self::at(folder);
        database.disk.fails_at(number, trouble, Some(count));
        database
    }

    fn counted(&self) -> u64 {
        self.counted
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::copy(from, to).unwrap();
}
