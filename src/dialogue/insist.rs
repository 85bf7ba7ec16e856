//! Who sends the same once more insists on it: numbers whose check character is wrong stand on real cards.

use sha2::{Digest, Sha256};

use crate::domain::filing::FilingId;
use crate::domain::form::asked::Asked;

/// Stands for a text that was refused and is not taken by insisting either.
pub const REFUSED: u32 = 0;

/// A number that stands for a text at a question: the same for what differs in blanks, signs and capitals alone. It is made with the filing's
/// id, so that it says nothing beside another filing's.
pub fn print(filing: FilingId, asked: Asked, text: &str) -> u32 {
    let bare: String = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let mut hash = Sha256::new();
    hash.update(format!("{filing:?} {} {} {bare}", asked.place, asked.field.id));
    let hash = hash.finalize();
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form;
    use crate::domain::place::Place;

    #[test]
    fn the_same_is_known_again_and_nothing_else() {
        let asked = |id| Asked {
            place: Place::Subject,
            field: form::field(id).unwrap(),
        };
        let (filing, other) = (FilingId::from_u128(1), FilingId::from_u128(2));
        let number = print(filing, asked("certificate_number"), "91350203M000100060");
        assert_eq!(
            print(filing, asked("certificate_number"), " 91350203-m000100060。"),
            number
        );
        assert_ne!(print(filing, asked("certificate_number"), "91350203M000100061"), number);
        assert_ne!(
            print(filing, asked("head_certificate_number"), "91350203M000100060"),
            number
        );
        assert_ne!(print(other, asked("certificate_number"), "91350203M000100060"), number);
    }
}
