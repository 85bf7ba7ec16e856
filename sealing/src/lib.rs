//! The cipher of `storage/seal.rs`, XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), and nothing else. A crate of its own so that the
//! tests' build may optimise it: everything that a test stores or reads goes through it.
//!
//! XChaCha20-Poly1305 is ChaCha20-Poly1305 under a key that HChaCha20 makes of the key and the nonce's first 16 bytes, with the other
//! eight as its nonce.

use chacha20::cipher::consts::U10;
use chacha20::hchacha;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};

pub const KEY_BYTES: usize = 32;
pub const NONCE_BYTES: usize = 24;

/// Sealed under that key and nonce, and bound to `place`. None: the text is longer than the cipher takes.
pub fn seal(key: &[u8; KEY_BYTES], nonce: &[u8; NONCE_BYTES], clear: &[u8], place: &[u8]) -> Option<Vec<u8>> {
    let (key, nonce) = of_nonce(key, nonce)?;
    let mut sealed = Vec::with_capacity(clear.len() + CHACHA20_POLY1305.tag_len());
    sealed.extend_from_slice(clear);
    key.seal_in_place_append_tag(nonce, Aad::from(place), &mut sealed)
        .ok()?;
    Some(sealed)
}

/// What was sealed so. None: under another key, for another place, or changed since.
pub fn open(key: &[u8; KEY_BYTES], nonce: &[u8; NONCE_BYTES], sealed: &[u8], place: &[u8]) -> Option<Vec<u8>> {
    let (key, nonce) = of_nonce(key, nonce)?;
    let mut opened = sealed.to_vec();
    let length = key.open_in_place(nonce, Aad::from(place), &mut opened).ok()?.len();
    opened.truncate(length);
    Some(opened)
}

/// The key that a nonce of 24 bytes makes, and what is left of the nonce.
fn of_nonce(key: &[u8; KEY_BYTES], nonce: &[u8; NONCE_BYTES]) -> Option<(LessSafeKey, Nonce)> {
    let (first, rest) = nonce.split_at(16);
    // Ten double rounds are ChaCha20.
    let subkey = hchacha::<U10>(key.into(), first.into());
    let key = UnboundKey::new(&CHACHA20_POLY1305, &subkey).ok()?;
    let mut short = [0; 12];
    short[4..].copy_from_slice(rest);
    Some((LessSafeKey::new(key), Nonce::assume_unique_for_key(short)))
}

#[cfg(test)]
mod tests {
    use chacha20poly1305::aead::{Aead, KeyInit, Payload};
    use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};

    use super::*;

    #[test]
    fn it_is_the_drafts_cipher() {
        // draft-irtf-cfrg-xchacha-03, appendix A.3.1.
        let key: [u8; 32] = std::array::from_fn(|at| 0x80 + u8::try_from(at).unwrap());
        let nonce: [u8; 24] = std::array::from_fn(|at| 0x40 + u8::try_from(at).unwrap());
        let place = [0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7];
        let clear = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
        let sealed = seal(&key, &nonce, clear, &place).unwrap();
        let (begin, tag) = (&sealed[..16], &sealed[clear.len()..]);
        assert_eq!(begin, 0xbd6d_179d_3e83_d43b_9576_5794_93c0_e939_u128.to_be_bytes());
        assert_eq!(tag, 0xc087_5924_c1c7_9879_47de_afd8_780a_cf49_u128.to_be_bytes());
        assert_eq!(open(&key, &nonce, &sealed, &place).unwrap(), clear);
    }

    #[test]
    fn what_the_other_library_sealed_opens_and_the_other_way_round() {
        let (key, nonce, place) = ([7; 32], [9; 24], b"answer/1/domain");
        let other = XChaCha20Poly1305::new(Key::from_slice(&key));
        for length in [0, 1, 15, 16, 17, 63, 64, 65, 300, 70_000] {
            let clear = vec![0x5a; length];
            let payload = |msg| Payload { msg, aad: place };
            let theirs = other.encrypt(XNonce::from_slice(&nonce), payload(&clear)).unwrap();
            let ours = seal(&key, &nonce, &clear, place).unwrap();
            assert_eq!(ours, theirs, "{length}");
            assert_eq!(open(&key, &nonce, &theirs, place).unwrap(), clear);
        }
    }

    #[test]
    fn what_was_changed_or_moved_does_not_open() {
        let (key, nonce, place) = ([7; 32], [9; 24], b"answer/1/domain");
        let sealed = seal(&key, &nonce, b"example.com", place).unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&key, &nonce, &changed, place), None, "byte {at}");
        }
        assert_eq!(open(&key, &nonce, &sealed, b"answer/2/domain"), None);
        assert_eq!(open(&[8; 32], &nonce, &sealed, place), None);
        assert_eq!(open(&key, &[8; 24], &sealed, place), None);
        assert_eq!(open(&key, &nonce, &[], place), None);
    }
}
