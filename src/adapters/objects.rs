//! Where files lie: a folder, or S3. What is put there is sealed already.

use std::path::PathBuf;
use std::sync::Arc;

use futures::TryStreamExt as _;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use uuid::Uuid;

/// The setting `FILES`.
#[derive(Clone, Debug)]
pub enum ObjectsOptions {
    Folder(PathBuf),
    /// `s3://<bucket>`; region, endpoint and keys come from the usual AWS_ variables.
    S3(String),
}

#[derive(Debug, thiserror::Error)]
pub enum ObjectsError {
    #[error("the setting FILES names no folder that files can be kept in")]
    Folder(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the setting FILES names an S3 bucket that cannot be used with what the AWS_ variables say")]
    S3(#[source] object_store::Error),
}

/// The store of files.
#[derive(Clone, Debug)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    /// Where it is a folder. What was being written when the process was killed stays there beside its object (`<file>#1`), and no listing
    /// of the store shows it.
    folder: Option<PathBuf>,
}

impl Objects {
    /// Builds it; nothing is called but that a folder is made.
    pub fn new(options: ObjectsOptions) -> Result<Self, ObjectsError> {
        match options {
            ObjectsOptions::Folder(folder) => {
                let failed = |error: std::io::Error| ObjectsError::Folder(error.into());
                std::fs::create_dir_all(&folder).map_err(failed)?;
                let store = LocalFileSystem::new_with_prefix(&folder);
                let store = store.map_err(|error| ObjectsError::Folder(error.into()))?;
                Ok(Self {
                    store: Arc::new(store),
                    folder: Some(folder),
                })
            }
            ObjectsOptions::S3(url) => {
                let built = AmazonS3Builder::from_env().with_url(url).build();
                let store = built.map_err(ObjectsError::S3)?;
                Ok(Self {
                    store: Arc::new(store),
                    folder: None,
                })
            }
        }
    }

    /// Puts an object whole, in the place of what was there.
    pub async fn put(&self, filing: Uuid, file: Uuid, bytes: Vec<u8>) -> Result<(), object_store::Error> {
        self.drop_half(filing, file).await?;
        self.store.put(&path(filing, file), bytes.into()).await.map(drop)
    }

    /// None where there is none.
    pub async fn get(&self, filing: Uuid, file: Uuid) -> Result<Option<Vec<u8>>, object_store::Error> {
        match self.store.get(&path(filing, file)).await {
            Ok(found) => Ok(Some(found.bytes().await?.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub async fn delete(&self, filing: Uuid, file: Uuid) -> Result<(), object_store::Error> {
        self.drop_half(filing, file).await?;
        gone(self.store.delete(&path(filing, file)).await)
    }

    /// Deletes all that lies there of a filing.
    pub async fn delete_all(&self, filing: Uuid) -> Result<(), object_store::Error> {
        let prefix = Path::from(filing.to_string());
        let all: Vec<_> = self
            .store
            .list(Some(&prefix))
            .map_ok(|found| found.location)
            .try_collect()
            .await?;
        for location in all {
            gone(self.store.delete(&location).await)?;
        }
        // With what no listing shows, and with the folder itself.
        let Some(folder) = self.folder_of(filing) else {
            return Ok(());
        };
        done(tokio::fs::remove_dir_all(folder).await)
    }

    fn folder_of(&self, filing: Uuid) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(filing.to_string()))
    }

    /// Drops what a process was writing of an object when it was killed.
    async fn drop_half(&self, filing: Uuid, file: Uuid) -> Result<(), object_store::Error> {
        let Some(folder) = self.folder_of(filing) else {
            return Ok(());
        };
        let start = format!("{file}#");
        let mut entries = match tokio::fs::read_dir(folder).await {
            Ok(entries) => entries,
            Err(error) => return done(Err(error)),
        };
        while let Some(entry) = entries.next_entry().await.map_err(of_folder)? {
            if entry.file_name().to_string_lossy().starts_with(&start) {
                done(tokio::fs::remove_file(entry.path()).await)?;
            }
        }
        Ok(())
    }
}

/// What is not there needs not be done.
fn done(result: std::io::Result<()>) -> Result<(), object_store::Error> {
    match result {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other.map_err(of_folder),
    }
}

fn of_folder(error: std::io::Error) -> object_store::Error {
    object_store::Error::Generic {
        store: "folder",
        source: error.into(),
    }
}

fn path(filing: Uuid, file: Uuid) -> Path {
    Path::from_iter([filing.to_string(), file.to_string()])
}

/// What is not there is deleted.
fn gone(deleted: Result<(), object_store::Error>) -> Result<(), object_store::Error> {
    match deleted {
        Err(object_store::Error::NotFound { .. }) => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_folder_keeps_what_was_put_until_it_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::new(ObjectsOptions::Folder(folder.path().join("files"))).unwrap();
        let (filing, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let file = Uuid::from_u128(10);
        assert_eq!(objects.get(filing, file).await.unwrap(), None);
        objects.delete(filing, file).await.unwrap();
        for bytes in [b"one".to_vec(), b"two".to_vec()] {
            objects.put(filing, file, bytes.clone()).await.unwrap();
            assert_eq!(objects.get(filing, file).await.unwrap(), Some(bytes));
        }
        objects.put(other, file, b"x".to_vec()).await.unwrap();
        objects.delete_all(filing).await.unwrap();
        assert_eq!(objects.get(filing, file).await.unwrap(), None);
        assert!(objects.get(other, file).await.unwrap().is_some());
        objects.delete_all(filing).await.unwrap();
    }

    #[tokio::test]
    async fn what_a_killed_process_was_writing_goes_with_the_next_put_and_with_all() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("files");
        let objects = Objects::new(ObjectsOptions::Folder(root.clone())).unwrap();
        let (filing, file, other) = (Uuid::from_u128(1), Uuid::from_u128(10), Uuid::from_u128(11));
        let of_filing = root.join(filing.to_string());
        let left = || std::fs::read_dir(&of_filing).into_iter().flatten().count();
        objects.put(filing, file, b"one".to_vec()).await.unwrap();
        for half in [format!("{file}#1"), format!("{file}#2"), format!("{other}#1")] {
            std::fs::write(of_filing.join(half), b"on").unwrap();
        }
        objects.put(filing, file, b"two".to_vec()).await.unwrap();
        assert_eq!(left(), 2, "the object, and the other's half");
        objects.delete(filing, other).await.unwrap();
        assert_eq!(left(), 1);
        std::fs::write(of_filing.join(format!("{other}#1")), b"on").unwrap();
        objects.delete_all(filing).await.unwrap();
        assert!(!of_filing.exists());
    }
}
