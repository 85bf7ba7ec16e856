//! Personal values are sealed here on their way into storage and opened here on their way out, and nowhere else.
//!
//! Every person, filing, register entry and chat has a data key of its own, wrapped by the operator's secret
//! ([`Secrets`]). A value is sealed with XChaCha20-Poly1305 under that key; table, row and column are associated data, so
//! that a sealed value which is copied to another place does not open there. Look-ups go by HMAC-SHA256 under a key that
//! is derived from the secret; a hash carries the secret's id, and is asked for under every live one.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sealing::{KEY_BYTES, NONCE_BYTES};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Why a value could not be sealed or opened. Holds nothing of the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error(
        "the setting SECRET_KEY must be `id:base64` of 32 bytes (several by comma); make one with `beian-bot keygen`"
    )]
    Malformed,
    #[error(
        "the setting SECRET_KEY has two keys with the id {0:?}; a new key needs an id of its own (`beian-bot keygen --id …`)"
    )]
    Doubled(String),
    #[error("no secret with the id {0:?} is configured; add the old one to SECRET_KEY after the new one, by comma")]
    UnknownSecret(String),
    #[error("a sealed value does not open under its key")]
    DoesNotOpen,
    #[error("its data key has been deleted")]
    KeyDeleted,
    #[error("the operating system gave no random bytes")]
    NoRandomness,
}

/// The operator's secrets: the first wraps and hashes, all unwrap and are asked for.
#[derive(Clone)]
pub struct Secrets(Vec<Secret>);

#[derive(Clone)]
struct Secret {
    id: String,
    wrap: Zeroizing<[u8; KEY_BYTES]>,
    lookup: Zeroizing<[u8; KEY_BYTES]>,
}

/// A data key, opened. Its bytes are wiped when it is dropped.
#[derive(Clone)]
pub struct DataKey {
    id: Uuid,
    bytes: Zeroizing<[u8; KEY_BYTES]>,
}

/// A data key as the table keeps it.
#[derive(Clone, Debug)]
pub struct WrappedKey {
    pub id: Uuid,
    pub secret_id: String,
    pub wrapped: Vec<u8>,
}

/// The data keys that a batch has loaded, by id; of one that cannot be unwrapped, why. It fails whoever asks for it, and nobody
/// else in the batch.
#[derive(Clone, Default)]
pub struct KeyRing(HashMap<Uuid, Result<DataKey, SealError>>);

/// Where a sealed value stands: its table, row and column.
pub struct SealedAt<'a> {
    pub table: &'static str,
    pub row: &'a str,
    pub column: &'static str,
}

impl SealedAt<'_> {
    fn associated_data(&self) -> Vec<u8> {
        [self.table, self.row, self.column].join("\u{1f}").into_bytes()
    }
}

impl Secrets {
    /// A new secret under `id`, in the form of the setting.
    pub fn generate(id: &str) -> Result<String, SealError> {
        Ok(format!("{id}:{}", STANDARD.encode(random::<KEY_BYTES>()?)))
    }

    /// A new data key and its wrapped form.
    pub fn new_data_key(&self, id: Uuid) -> Result<(DataKey, WrappedKey), SealError> {
        let secret = self.0.first().ok_or(SealError::Malformed)?;
        let key = DataKey {
            id,
            bytes: Zeroizing::new(random::<KEY_BYTES>()?),
        };
        let row = id.to_string();
        let place = SealedAt {
            table: "data_key",
            row: &row,
            column: "wrapped",
        };
        let wrapped = seal_bytes(&secret.wrap, &key.bytes[..], &place)?;
        Ok((
            key,
            WrappedKey {
                id,
                secret_id: secret.id.clone(),
                wrapped,
            },
        ))
    }

    /// Whether a secret of that id is configured.
    pub fn has(&self, id: &str) -> bool {
        self.0.iter().any(|secret| secret.id == id)
    }

    pub fn unwrap_key(&self, wrapped: &WrappedKey) -> Result<DataKey, SealError> {
        let secret = self
            .0
            .iter()
            .find(|secret| secret.id == wrapped.secret_id)
            .ok_or_else(|| SealError::UnknownSecret(wrapped.secret_id.clone()))?;
        let row = wrapped.id.to_string();
        let place = SealedAt {
            table: "data_key",
            row: &row,
            column: "wrapped",
        };
        let bytes = Zeroizing::new(open_bytes(&secret.wrap, &wrapped.wrapped, &place)?);
        let bytes: [u8; KEY_BYTES] = bytes.as_slice().try_into().map_err(|_| SealError::DoesNotOpen)?;
        Ok(DataKey {
            id: wrapped.id,
            bytes: Zeroizing::new(bytes),
        })
    }

    /// The hash under which a value of `purpose` (`certificate_number`, `mobile`, `domain`) is looked up.
    pub fn lookup_hash(&self, purpose: &str, text: &str) -> Result<String, SealError> {
        self.0
            .first()
            .map(|secret| secret.hash(purpose, text))
            .ok_or(SealError::Malformed)
    }

    /// The hashes under which that value may have been stored: one for each live secret.
    pub fn lookup_hashes(&self, purpose: &str, text: &str) -> Vec<String> {
        self.0.iter().map(|secret| secret.hash(purpose, text)).collect()
    }
}

impl Secret {
    fn hash(&self, purpose: &str, text: &str) -> String {
        let digest = hmac_sha256(&self.lookup[..], &[purpose.as_bytes(), b"\x1f", text.as_bytes()]);
        format!("{}:{}", self.id, URL_SAFE_NO_PAD.encode(digest))
    }
}

impl FromStr for Secrets {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let secrets = text
            .split(',')
            .map(|part| {
                let (id, encoded) = part.trim().split_once(':').ok_or(SealError::Malformed)?;
                let bytes = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| SealError::Malformed)?);
                let well_named =
                    !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
                if bytes.len() != KEY_BYTES || !well_named {
                    return Err(SealError::Malformed);
                }
                // One secret, two uses: each gets a key of its own, so that a hash never tells anything of a wrapped key.
                let derive = |label: &[u8]| Zeroizing::new(hmac_sha256(&bytes, &[label]));
                Ok(Secret {
                    id: id.to_owned(),
                    wrap: derive(b"beian-bot wrap 1"),
                    lookup: derive(b"beian-bot lookup 1"),
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut seen = HashSet::new();
        match secrets.iter().find(|secret| !seen.insert(&secret.id)) {
            Some(doubled) => Err(SealError::Doubled(doubled.id.clone())),
            None => Ok(Self(secrets)),
        }
    }
}

impl DataKey {
    pub fn id(&self) -> Uuid {
        self.id
    }

    pub fn seal(&self, clear: &[u8], place: &SealedAt<'_>) -> Result<Vec<u8>, SealError> {
        seal_bytes(&self.bytes, clear, place)
    }

    pub fn open(&self, sealed: &[u8], place: &SealedAt<'_>) -> Result<Vec<u8>, SealError> {
        open_bytes(&self.bytes, sealed, place)
    }
}

impl KeyRing {
    pub fn add(&mut self, key: DataKey) {
        self.0.insert(key.id, Ok(key));
    }

    /// Adds a key as its table keeps it.
    pub fn unwrap(&mut self, secrets: &Secrets, wrapped: &WrappedKey) {
        self.0.insert(wrapped.id, secrets.unwrap_key(wrapped));
    }

    /// Adds what another ring has.
    pub fn join(&mut self, other: KeyRing) {
        self.0.extend(other.0);
    }

    /// The key of that id. Absent means deleted: rows name their key, and loading a row loads it.
    pub fn get(&self, id: Uuid) -> Result<&DataKey, SealError> {
        match self.0.get(&id) {
            Some(key) => key.as_ref().map_err(Clone::clone),
            None => Err(SealError::KeyDeleted),
        }
    }

    /// Why the key of that id is there and cannot be used, if that is so.
    pub fn unopenable(&self, id: Uuid) -> Option<&SealError> {
        self.0.get(&id)?.as_ref().err()
    }

    /// Whether it was loaded, openable or not.
    pub fn has(&self, id: Uuid) -> bool {
        self.0.contains_key(&id)
    }
}

fn seal_bytes(key: &[u8; KEY_BYTES], clear: &[u8], place: &SealedAt<'_>) -> Result<Vec<u8>, SealError> {
    let nonce = random::<NONCE_BYTES>()?;
    let sealed = sealing::seal(key, &nonce, clear, &place.associated_data()).ok_or(SealError::DoesNotOpen)?;
    Ok([&nonce[..], &sealed[..]].concat())
}

fn open_bytes(key: &[u8; KEY_BYTES], sealed: &[u8], place: &SealedAt<'_>) -> Result<Vec<u8>, SealError> {
    let (nonce, sealed) = sealed.split_first_chunk().ok_or(SealError::DoesNotOpen)?;
    sealing::open(key, nonce, sealed, &place.associated_data()).ok_or(SealError::DoesNotOpen)
}

fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length, so this cannot fail; an empty key would be the worst that follows if it did.
    let mut mac =
        <Hmac<Sha256> as Mac>::new_from_slice(key).unwrap_or_else(|_| <Hmac<Sha256> as Mac>::new(&Default::default()));
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn random<const N: usize>() -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| SealError::NoRandomness)?;
    Ok(bytes)
}

macro_rules! hidden_debug {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}
hidden_debug!(Secrets, DataKey, KeyRing);

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets() -> Secrets {
        Secrets::generate("a").unwrap().parse().unwrap()
    }

    #[test]
    fn a_value_opens_only_where_it_was_sealed() {
        let (key, wrapped) = secrets_and_key(&secrets());
        let _ = wrapped;
        let here = SealedAt {
            table: "answer",
            row: "1",
            column: "value",
        };
        let there = SealedAt {
            table: "answer",
            row: "2",
            column: "value",
        };
        let sealed = key.seal(b"made-up value", &here).unwrap();
        assert_eq!(key.open(&sealed, &here).unwrap(), b"made-up value");
        assert_eq!(key.open(&sealed, &there), Err(SealError::DoesNotOpen));
        assert_eq!(key.open(&sealed[..10], &here), Err(SealError::DoesNotOpen));
    }

    #[test]
    fn an_old_secret_still_opens_and_hashes() {
        let (old, new) = (Secrets::generate("old").unwrap(), Secrets::generate("new").unwrap());
        let before: Secrets = old.parse().unwrap();
        let both: Secrets = format!("{new},{old}").parse().unwrap();
        let (key, wrapped) = secrets_and_key(&before);
        assert_eq!(both.unwrap_key(&wrapped).unwrap().bytes, key.bytes);
        assert!(
            both.lookup_hashes("domain", "abc.com")
                .contains(&before.lookup_hash("domain", "abc.com").unwrap())
        );
        let only_new: Secrets = new.parse().unwrap();
        assert_eq!(
            only_new.unwrap_key(&wrapped).unwrap_err(),
            SealError::UnknownSecret("old".into())
        );
    }

    #[test]
    fn a_malformed_setting_is_refused() {
        for text in [
            "",
            "a",
            "a:",
            "a:AAAA",
            ":AAAA",
            "a b:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ] {
            assert_eq!(text.parse::<Secrets>().unwrap_err(), SealError::Malformed, "{text}");
        }
        let one = Secrets::generate("a").unwrap();
        assert_eq!(
            format!("{one},{one}").parse::<Secrets>().unwrap_err(),
            SealError::Doubled("a".into())
        );
    }

    #[test]
    fn a_key_that_does_not_open_harms_no_other() {
        let (ours, theirs) = (secrets(), Secrets::generate("b").unwrap().parse::<Secrets>().unwrap());
        let mut ring = KeyRing::default();
        let [shut, open] = [(&theirs, 1), (&ours, 2)].map(|(secrets, id)| {
            let (_, wrapped) = secrets.new_data_key(Uuid::from_u128(id)).unwrap();
            ring.unwrap(&ours, &wrapped);
            wrapped.id
        });
        assert!(ring.get(open).is_ok());
        assert_eq!(ring.get(shut).unwrap_err(), SealError::UnknownSecret("b".into()));
        assert_eq!(ring.unopenable(shut), Some(&SealError::UnknownSecret("b".into())));
        assert_eq!((ring.unopenable(open), ring.unopenable(Uuid::nil())), (None, None));
        assert_eq!(ring.get(Uuid::nil()).unwrap_err(), SealError::KeyDeleted);
    }

    fn secrets_and_key(secrets: &Secrets) -> (DataKey, WrappedKey) {
        secrets.new_data_key(Uuid::from_u128(7)).unwrap()
    }
}
