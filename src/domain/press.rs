//! What a button carries: verb, filing, place and field, version, and what was chosen, in Telegram's 64 bytes.
//!
//! Fields and options stand as short tokens made from their ids, so that a release that adds or reorders some does not change
//! what an older message's buttons mean. A button whose version is not the one that counts changes nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::filing::{FilingId, Place};

/// Telegram's limit for `callback_data`, in bytes.
pub const LONGEST: usize = 64;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr, VariantArray)]
pub enum Verb {
    /// Applicant: takes the option of a choice.
    #[strum(serialize = "a")]
    Choose,
    /// Takes a value that was offered.
    #[strum(serialize = "o")]
    Take,
    #[strum(serialize = "t")]
    Tick,
    #[strum(serialize = "d")]
    TicksDone,
    #[strum(serialize = "b")]
    Back,
    #[strum(serialize = "k")]
    Skip,
    #[strum(serialize = "h")]
    Hint,
    /// From the summary: the fields of a section.
    #[strum(serialize = "v")]
    Section,
    /// From the summary: asks a field again.
    #[strum(serialize = "c")]
    Change,
    #[strum(serialize = "y")]
    ConfirmKind,
    #[strum(serialize = "m")]
    Summary,
    #[strum(serialize = "s")]
    Submit,
    #[strum(serialize = "x")]
    Leave,
    #[strum(serialize = "z")]
    Stay,
    #[strum(serialize = "r")]
    Resume,
    #[strum(serialize = "n")]
    New,
    #[strum(serialize = "l")]
    Language,
    #[strum(serialize = "D")]
    Delete,
    /// Carries out, as the presser's own, a command that came second hand: its name and arguments are the payload.
    #[strum(serialize = "e")]
    CarryOut,
    /// Reviewer.
    #[strum(serialize = "Q")]
    Queue,
    #[strum(serialize = "S")]
    Show,
    #[strum(serialize = "C")]
    Claim,
    #[strum(serialize = "R")]
    Release,
    #[strum(serialize = "A")]
    Approve,
    /// The fields that may be sent back.
    #[strum(serialize = "F")]
    Fields,
    /// The reasons for one field.
    #[strum(serialize = "W")]
    Reasons,
    #[strum(serialize = "P")]
    Pick,
    #[strum(serialize = "O")]
    OwnWords,
    #[strum(serialize = "U")]
    Unpick,
    #[strum(serialize = "J")]
    SendBack,
    #[strum(serialize = "H")]
    HandOver,
    #[strum(serialize = "G")]
    GrantHow,
    #[strum(serialize = "B")]
    ReturnHow,
    #[strum(serialize = "Y")]
    History,
}

impl Verb {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether it is a reviewer's: the permission check asks.
    pub fn is_reviewers(self) -> bool {
        self.as_str().starts_with(|c: char| c.is_ascii_uppercase()) && self != Verb::Delete
    }
}

/// A pressed button, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    pub verb: Verb,
    pub filing: Option<FilingId>,
    pub place: Option<Place>,
    /// Token of a field ([`token`]); empty where none.
    pub field: String,
    pub version: i64,
    /// Token of an option, or a small number.
    pub payload: String,
}

impl Press {
    pub fn new(verb: Verb) -> Self {
        Self {
            verb,
            filing: None,
            place: None,
            field: String::new(),
            version: 0,
            payload: String::new(),
        }
    }

    pub fn of(verb: Verb, filing: FilingId, version: i64) -> Self {
        Self {
            filing: Some(filing),
            version,
            ..Self::new(verb)
        }
    }

    pub fn at(mut self, place: Place, field: &str) -> Self {
        self.place = Some(place);
        self.field = token(field);
        self
    }

    pub fn with(mut self, payload: impl Into<String>) -> Self {
        self.payload = payload.into();
        self
    }

    /// Whether it names that field.
    pub fn is_field(&self, place: Place, id: &str) -> bool {
        self.place == Some(place) && self.field == token(id)
    }

    pub fn encode(&self) -> String {
        let filing = self
            .filing
            .map_or_else(String::new, |id| URL_SAFE_NO_PAD.encode(id.as_bytes()));
        let place = match self.place {
            None => String::new(),
            Some(Place::Subject) => "s".to_owned(),
            Some(Place::Site(n)) => n.to_string(),
        };
        format!(
            "{}:{filing}:{place}:{}:{:x}:{}",
            self.verb, self.field, self.version, self.payload
        )
    }

    /// Reads callback data; anything else than what [`Press::encode`] makes is none.
    pub fn decode(data: &str) -> Option<Self> {
        let mut parts = data.splitn(6, ':');
        let mut part = || parts.next();
        let verb = part()?.parse().ok()?;
        let filing = match part()? {
            "" => None,
            text => Some(FilingId::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?),
        };
        let place = match part()? {
            "" => None,
            "s" => Some(Place::Subject),
            n => Some(Place::Site(n.parse().ok().filter(|n| *n > 0)?)),
        };
        let field = part()?.to_owned();
        let version = i64::from_str_radix(part()?, 16).ok()?;
        Some(Self {
            verb,
            filing,
            place,
            field,
            version,
            payload: part()?.to_owned(),
        })
    }
}

/// A short, stable token for an id or a value: five letters and digits from its FNV-1a hash.
pub fn token(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (0..5)
        .map(|place| char::from(b"0123456789abcdefghjkmnpqrstvwxyz"[(hash >> (place * 5) & 31) as usize]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form;

    #[test]
    fn the_longest_button_fits() {
        let longest = Press::of(Verb::Choose, FilingId::max(), i64::from(u32::MAX))
            .at(Place::Site(255), "service_head_certificate_number")
            .with(token("x"));
        assert!(longest.encode().len() <= LONGEST, "{}", longest.encode());
        assert_eq!(Press::decode(&longest.encode()), Some(longest));
    }

    #[test]
    fn what_is_no_button_of_ours_is_none() {
        for data in [
            "",
            "a",
            "a:b:c:d:e:f",
            "?:::::",
            "a::::zz:",
            "a::0::1:",
            "绿:::::",
            "a:AAAA:::1:",
        ] {
            assert_eq!(Press::decode(data), None, "{data}");
        }
    }

    #[test]
    fn tokens_of_fields_differ() {
        let tokens: std::collections::HashSet<_> = form::all().iter().map(|(_, field)| token(field.id)).collect();
        assert_eq!(tokens.len(), form::all().len());
    }
}
