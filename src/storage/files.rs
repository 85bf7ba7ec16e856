//! What lies in the store of files, sealed under the data key of its filing and opened again.

use entities::file;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::seal::{SealedAt, Secrets};
use super::{Result, StorageError, Store, keys};

/// The bytes as they go into the store. None where the file's row is gone: its person has deleted it meanwhile.
pub async fn seal(store: &Store, secrets: &Secrets, id: Uuid, clear: &[u8]) -> Result<Option<Vec<u8>>> {
    let Some(row) = file::Entity::find_by_id(id).one(store.committed()).await? else {
        return Ok(None);
    };
    let ring = keys::load(store.committed(), secrets, [row.data_key]).await?;
    let name = id.to_string();
    let sealed = ring.get(row.data_key).and_then(|key| key.seal(clear, &place(&name)));
    sealed.map(Some).map_err(|source| failed(&name, source))
}

/// The bytes as they came. None where the file's row is gone.
pub async fn open(store: &Store, secrets: &Secrets, id: Uuid, sealed: &[u8]) -> Result<Option<Vec<u8>>> {
    let Some(row) = file::Entity::find_by_id(id).one(store.committed()).await? else {
        return Ok(None);
    };
    let ring = keys::load(store.committed(), secrets, [row.data_key]).await?;
    let name = id.to_string();
    let clear = ring.get(row.data_key).and_then(|key| key.open(sealed, &place(&name)));
    clear.map(Some).map_err(|source| failed(&name, source))
}

/// Whether its row is (still) there.
pub async fn is_there(store: &Store, id: Uuid) -> Result<bool> {
    Ok(file::Entity::find_by_id(id).one(store.committed()).await?.is_some())
}

fn place(name: &str) -> SealedAt<'_> {
    SealedAt {
        table: "file",
        row: name,
        column: "object",
    }
}

fn failed(name: &str, source: super::seal::SealError) -> StorageError {
    StorageError::Sealed {
        table: "file",
        column: "object",
        row: name.to_owned(),
        source,
    }
}
