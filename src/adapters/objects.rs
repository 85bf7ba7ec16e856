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
pub struct Objects(Arc<dyn ObjectStore>);

impl Objects {
    /// Builds it; nothing is called but that a folder is made.
    pub fn new(options: ObjectsOptions) -> Result<Self, ObjectsError> {
        match options {
            ObjectsOptions::Folder(folder) => {
                let failed = |error: std::io::Error| ObjectsError::Folder(error.into());
                std::fs::create_dir_all(&folder).map_err(failed)?;
                let store = LocalFileSystem::new_with_prefix(&folder);
                let store = store.map_err(|error| ObjectsError::Folder(error.into()))?;
                Ok(Self(Arc::new(store)))
            }
            ObjectsOptions::S3(url) => {
                let built = AmazonS3Builder::from_env().with_url(url).build();
                built.map(|store| Self(Arc::new(store))).map_err(ObjectsError::S3)
            }
        }
    }

    /// Puts an object whole, in the place of what was there.
    pub async fn put(&self, filing: Uuid, file: Uuid, bytes: Vec<u8>) -> Result<(), object_store::Error> {
        self.0.put(&path(filing, file), bytes.into()).await.map(drop)
    }

    /// None where there is none.
    pub async fn get(&self, filing: Uuid, file: Uuid) -> Result<Option<Vec<u8>>, object_store::Error> {
        match self.0.get(&path(filing, file)).await {
            Ok(found) => Ok(Some(found.bytes().await?.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub async fn delete(&self, filing: Uuid, file: Uuid) -> Result<(), object_store::Error> {
        gone(self.0.delete(&path(filing, file)).await)
    }

    /// Deletes all that lies there of a filing.
    pub async fn delete_all(&self, filing: Uuid) -> Result<(), object_store::Error> {
        let prefix = Path::from(filing.to_string());
        let all: Vec<_> = self
            .0
            .list(Some(&prefix))
            .map_ok(|found| found.location)
            .try_collect()
            .await?;
        for location in all {
            gone(self.0.delete(&location).await)?;
        }
        Ok(())
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
}
