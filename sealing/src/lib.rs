//! The cipher of `storage/seal.rs`, XChaCha20-Poly1305, and nothing else. A crate of its own so that the tests' build may optimise it: the
//! cipher's code is made where it is called, and everything that a test stores or reads goes through it.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};

pub const KEY_BYTES: usize = 32;
pub const NONCE_BYTES: usize = 24;

/// Sealed under that key and nonce, and bound to `place`. None: the text is longer than the cipher takes.
pub fn seal(key: &[u8; KEY_BYTES], nonce: &[u8; NONCE_BYTES], clear: &[u8], place: &[u8]) -> Option<Vec<u8>> {
    let cipher = XChaCha20Poly1305::new(Key::from_slice(key));
    let payload = Payload { msg: clear, aad: place };
    cipher.encrypt(XNonce::from_slice(nonce), payload).ok()
}

/// What was sealed so. None: under another key, for another place, or changed since.
pub fn open(key: &[u8; KEY_BYTES], nonce: &[u8; NONCE_BYTES], sealed: &[u8], place: &[u8]) -> Option<Vec<u8>> {
    let cipher = XChaCha20Poly1305::new(Key::from_slice(key));
    let payload = Payload {
        msg: sealed,
        aad: place,
    };
    cipher.decrypt(XNonce::from_slice(nonce), payload).ok()
}
