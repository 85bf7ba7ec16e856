//! What a button carries: verb, filing, place and field, version, and what was chosen, in Telegram's 64 bytes.
//!
//! Fields and options stand as short tokens made from their ids, so that a release that adds or reorders some does not change
//! what an older message's buttons mean. A button whose version is not the one that counts changes nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::filing::FilingId;
use super::place::Place;

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
    /// At a choice of which the likely options are shown: all of them.
    #[strum(serialize = "g")]
    More,
    /// At an address that is doubted for it: there is no door number, and the remark is to say so.
    #[strum(serialize = "j")]
    NoDoorNumber,
    /// At a photo that is shown before it counts: another one is taken.
    #[strum(serialize = "w")]
    Retake,
    /// What was sent back is right: the payload says whether words for the reviewer are asked for, are to be told, or are not given.
    #[strum(serialize = "q")]
    Explain,
    /// At a certificate's number: it is of another certificate, which is chosen instead.
    #[strum(serialize = "i")]
    OtherCertificate,
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
    /// Gives a command: its name and arguments are the payload, and the name of an act is the same in the history.
    #[strum(serialize = "act")]
    Act,
    /// Carries out, as the presser's own, a command that came second hand: its name and arguments are the payload.
    #[strum(serialize = "e")]
    CarryOut,
    /// Reviewer, of a rejection or a return: the fields of the section whose place the payload tells; without one, all that is picked.
    #[strum(serialize = "L")]
    Fields,
    /// Reviewer, of a rejection or a return: the reasons for one field.
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
    /// Reviewer, of material that is asked for: takes in or out what of the list the payload tells.
    #[strum(serialize = "M")]
    Material,
    /// In how many days what is picked is to be there.
    #[strum(serialize = "T")]
    MaterialDays,
    #[strum(serialize = "V")]
    MaterialWords,
    #[strum(serialize = "K")]
    SendMaterial,
}

/// What buttons had before acts had names, in messages that people may still press: the letter, and the act.
const FORMERLY: &[(&str, &str)] = &[
    ("r", "resume"),
    ("n", "new"),
    ("l", "language"),
    ("D", "delete"),
    ("Q", "queue"),
    ("S", "show"),
    ("C", "claim"),
    ("R", "release"),
    ("A", "approve"),
    ("F", "reject"),
    ("H", "hand_over"),
    ("G", "grant"),
    ("B", "return"),
    ("Y", "history"),
];

impl Verb {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether it is a reviewer's, and no command: the permission check asks.
    pub fn is_reviewers(self) -> bool {
        matches!(
            self,
            Verb::Fields
                | Verb::Reasons
                | Verb::Pick
                | Verb::OwnWords
                | Verb::Unpick
                | Verb::SendBack
                | Verb::Material
                | Verb::MaterialDays
                | Verb::MaterialWords
                | Verb::SendMaterial
        )
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
    /// Token of an option, a small number, or a command.
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

    /// Gives a command: its name, with arguments if it has any.
    pub fn act(command: &str) -> Self {
        Self::new(Verb::Act).with(command)
    }

    /// Gives a command about a filing as it was at that version.
    pub fn act_on(command: &str, filing: FilingId, version: i64) -> Self {
        Self::of(Verb::Act, filing, version).with(command)
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
            Some(place) => place.to_string(),
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
        let verb = part()?;
        let formerly = FORMERLY.iter().find(|(letter, _)| *letter == verb).map(|(_, act)| *act);
        let verb = match formerly {
            Some(_) => Verb::Act,
            None => verb.parse().ok()?,
        };
        let filing = match part()? {
            "" => None,
            text => Some(FilingId::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?),
        };
        let place = match part()? {
            "" => None,
            "s" => Some(Place::Subject),
            place => Some(place.parse().ok()?),
        };
        let field = part()?.to_owned();
        let version = i64::from_str_radix(part()?, 16).ok()?;
        let payload = part()?;
        let payload = match formerly {
            // It was found by its number, which stood where the version does.
            Some("history") => format!("history {version}"),
            Some(act) => format!("{act} {payload}").trim_end().to_owned(),
            None => payload.to_owned(),
        };
        Some(Self {
            verb,
            filing: filing.filter(|_| formerly != Some("history")),
            place,
            field,
            version,
            payload,
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
    use crate::domain::place::Platform;

    #[test]
    fn the_longest_button_fits() {
        let longest = Press::of(Verb::Choose, FilingId::max(), i64::from(u32::MAX))
            .at(
                Place::Platform(255, Platform::Harmony),
                "service_head_certificate_number",
            )
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
    fn a_button_of_before_acts_had_names_gives_the_command() {
        let id = FilingId::from_u128(7);
        let filing = URL_SAFE_NO_PAD.encode(id.as_bytes());
        for (data, expected) in [
            (format!("H:{filing}:::1f:"), Press::act_on("hand_over", id, 31)),
            (format!("S:{filing}:::0:"), Press::act_on("show", id, 0)),
            (format!("r:{filing}:::2:"), Press::act_on("resume", id, 2)),
            ("Q::::0:".to_owned(), Press::act("queue")),
            ("l::::0:en".to_owned(), Press::act("language en")),
            ("D::::0:yes".to_owned(), Press::act("delete yes")),
        ] {
            assert_eq!(Press::decode(&data), Some(expected), "{data}");
        }
        let history = Press::decode(&format!("Y:{filing}:::3e9:")).unwrap();
        assert_eq!((history.filing, history.payload.as_str()), (None, "history 1001"));
    }

    #[test]
    fn tokens_of_fields_differ() {
        let tokens: std::collections::HashSet<_> = form::all().iter().map(|(_, field)| token(field.id)).collect();
        assert_eq!(tokens.len(), form::all().len());
    }
}
