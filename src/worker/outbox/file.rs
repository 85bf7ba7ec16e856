//! A file that was sent: fetched from Telegram, looked at by another process, sealed, and put into the store. Killed on the way, all of it is
//! done again, and ends as it would have: the object has one name.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::adapters::Trouble;
use crate::adapters::telegram::{Failure, PictureSent};
use crate::domain::answers::FileId;
use crate::domain::files::{FileState, Inspected, LARGEST, LARGEST_ORIGINAL, Picture, Unfit};
use crate::domain::requests::{Fault, Found};
use crate::storage::files;

use super::Delivery;

/// Fetches it and keeps it, or finds out that it is of no use.
pub async fn keep(
    delivery: &Delivery,
    filing: Uuid,
    file: FileId,
    source: &str,
    is_photo: bool,
) -> Result<Found, Trouble> {
    let Some(service) = &delivery.services.files else {
        return Err(Trouble::Never(Fault::NoService));
    };
    let found = |state| Ok(Found::File { file, state });
    let unfit = |unfit| found(FileState::Unfit(unfit));
    let largest = if is_photo { LARGEST_ORIGINAL } else { LARGEST };
    let bytes = match delivery.telegram.download(source, largest).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return unfit(Unfit::TooLarge),
        Err(Failure::RetryAfter(pause)) => {
            return Err(Trouble::Later {
                pause: Some(pause),
                why: "Telegram asks for a pause".to_owned(),
            });
        }
        Err(Failure::Temporary { description, .. }) => return Err(Trouble::later(description)),
        Err(_) => return unfit(Unfit::Gone),
    };
    delivery.meet("file", "fetched");
    let (found_in_it, fitted) = service.inspector.inspect(bytes.clone(), is_photo).await?;
    let (kind, width, height) = match found_in_it {
        Inspected::Picture { kind, width, height } => (kind, width, height),
        Inspected::Unfit(why) => return unfit(why),
    };
    // Of a photo only what was made of it is kept: nothing else that its file told.
    let bytes = fitted.unwrap_or(bytes);
    let storage = |error: crate::storage::StorageError| Trouble::later(error.to_string());
    let sealed = files::seal(&delivery.store, &delivery.secrets, file, &bytes).await;
    let Some(sealed) = sealed.map_err(storage)? else {
        // Its person has deleted it meanwhile.
        return Err(Trouble::Never(Fault::GaveUp));
    };
    let store = |error: object_store::Error| Trouble::later(format!("the store of files: {}", kind_of(&error)));
    service.objects.put(filing, file, sealed).await.map_err(store)?;
    delivery.meet("file", "put");
    // Who deletes it from here on has it erased after this.
    if !files::is_there(&delivery.store, file).await.map_err(storage)? {
        service.objects.delete(filing, file).await.map_err(store)?;
        return Err(Trouble::Never(Fault::GaveUp));
    }
    let digest = Sha256::digest(&bytes);
    found(FileState::Kept(Picture {
        kind,
        width,
        height,
        bytes: bytes.len() as u64,
        digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
    }))
}

/// A picture that somebody wants to see.
pub struct Wanted<'a> {
    pub filing: Uuid,
    pub file: FileId,
    pub name: &'a str,
    pub caption: &'a str,
    pub as_photo: bool,
}

/// Sends a picture from the store.
pub async fn send(delivery: &Delivery, chat: i64, wanted: &Wanted<'_>) -> Result<Option<i64>, Failure> {
    let temporary = |description: String| Failure::Temporary {
        code: None,
        description,
    };
    let gone = || Failure::Permanent {
        code: 0,
        description: "the file is not there any more".to_owned(),
    };
    let Some(service) = &delivery.services.files else {
        return Err(gone());
    };
    let sealed = service.objects.get(wanted.filing, wanted.file).await;
    let sealed = sealed.map_err(|error| temporary(format!("the store of files: {}", kind_of(&error))))?;
    let bytes = files::open(
        &delivery.store,
        &delivery.secrets,
        wanted.file,
        &sealed.ok_or_else(gone)?,
    )
    .await;
    let bytes = bytes.map_err(|error| temporary(error.to_string()))?.ok_or_else(gone)?;
    let picture = |bytes, as_photo| PictureSent {
        bytes,
        name: wanted.name,
        caption: wanted.caption,
        as_photo,
    };
    match delivery
        .telegram
        .send_picture(chat, picture(bytes.clone(), wanted.as_photo))
        .await
    {
        // Telegram shows no photo of that shape: it is sent as the file that it is.
        Err(Failure::Permanent { .. } | Failure::Refused { .. }) if wanted.as_photo => {
            let sent = delivery.telegram.send_picture(chat, picture(bytes, false)).await?;
            Ok(sent.message_id)
        }
        sent => Ok(sent?.message_id),
    }
}

/// What may be said of it: its own words name the object.
fn kind_of(error: &object_store::Error) -> &'static str {
    match error {
        object_store::Error::NotFound { .. } => "not found",
        object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => "not allowed",
        _ => "it does not answer as it should",
    }
}
