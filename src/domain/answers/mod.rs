//! Kinds of answers: each parses, shows and masks itself.
//!
//! A parser takes whatever a person sends and either keeps a good value or says by a code why not; the code is the name of the
//! prompt that explains it and says what to send instead (`prompts/<lang>/malformed/`). Where the rule is doubtful the value
//! is kept with a warning (`prompts/<lang>/warnings/`), which the reviewer sees as a finding.

use std::fmt;

use chrono::NaiveDate;

/// Defines a kind of value: a text that its parser, and nothing else, has let through. What was stored is checked again
/// when it is read back; it prints masked.
macro_rules! value {
    ($(#[$doc:meta])* $name:ident, $is_good:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::domain::answers::NotKept;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                let is_good: fn(&str) -> bool = $is_good;
                if is_good(&text) { Ok(Self(text)) } else { Err($crate::domain::answers::NotKept(stringify!($name))) }
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.masked())
            }
        }
    };
}

mod address;
mod answer;
mod certificate_number;
mod choice;
mod codes;
pub mod credit_code;
mod domain_name;
mod found;
mod home_page;
pub mod id_number;
mod ip_address;
mod landline;
mod mobile;
mod name;
mod normalise;
pub mod old_licence;
pub mod organisation_code;
mod package_name;
mod parcel_number;
mod pick;
mod picture;
mod several;
mod site_name;
mod text;

pub use address::Address;
pub use answer::Answer;
pub use certificate_number::CertificateNumber;
pub use codes::{MALFORMED_CODES, WARNING_CODES, found_keys};
pub use domain_name::DomainName;
pub use found::{Malformed, Warning};
pub use home_page::HomePage;
pub use ip_address::IpAddress;
pub use landline::Landline;
pub use mobile::Mobile;
pub use name::is_organisation;
pub use name::{OrganiserName, PersonName};
pub use package_name::PackageName;
pub use parcel_number::ParcelNumber;
pub use picture::FileId;
pub use site_name::SiteName;
pub use text::{PreApprovalNumber, Text};

/// What kind of answer a field wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text {
        max: usize,
    },
    OrganiserName,
    PersonName,
    Address,
    /// An address as a certificate has it: nothing is added to it.
    CertificateAddress,
    Mobile,
    Landline,
    /// A mobile or a fixed line.
    Phone,
    CertificateNumber,
    Domain,
    HomePage,
    IpAddress,
    SiteName,
    PreApprovalNumber,
    /// One domain or several.
    Domains,
    /// One address or several.
    IpAddresses,
    PackageName,
    /// The number that a carrier gave to a parcel.
    ParcelNumber,
    /// Pictures, of so many pages at most.
    Picture {
        pages: u8,
    },
    /// One photo of a person: it is fitted, and shown before it counts.
    Photo,
    /// What a reviewer asked for: pictures, or a text in their place.
    Material {
        pages: u8,
    },
    YesNo,
    Choice(List),
    Choices(List),
}

/// Which list a choice comes from. Which of its entries are offered depends on the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    ServiceKind,
    Region,
    Nature,
    /// Certificates of an organiser of the nature in the context.
    CertificateType,
    PersonCertificateType,
    SiteContent,
    ServiceType,
    Language,
    PreApproval,
    AppContent,
    AppPlatform,
    IdentityCheck,
    Carrier,
}

/// What of the draft a parser may need; absent where not known yet.
#[derive(Clone, Default)]
pub struct Context {
    pub nature: Option<String>,
    /// Of the number being asked: the organiser's or the person's.
    pub certificate_type: Option<String>,
    /// Whether the certificate is a responsible person's, not the organiser's.
    pub person: bool,
    pub domain: Option<DomainName>,
    pub organiser_name: Option<String>,
    pub region: Option<String>,
    /// Empty while not asked yet; `none` where there are none.
    pub pre_approvals: Vec<String>,
    /// The day in Shanghai.
    pub today: Option<NaiveDate>,
    /// Whether a person may stand where an organiser is asked for (who funds it).
    pub or_person: bool,
    /// The very same was sent before and refused: what only is unlikely is kept now, with a doubt.
    pub insists: bool,
}

/// What was kept, and what to tell the person about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    pub answer: Answer,
    /// What is kept differs from what was sent by more than blanks.
    pub changed: bool,
    pub warnings: Vec<Warning>,
}

/// A stored text that its kind would not have kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a value of kind {0}")]
pub struct NotKept(pub(crate) &'static str);

/// The longest text that answers what a reviewer asked for.
const MATERIAL_MAX: usize = 1000;

impl Kind {
    /// How many pictures answer it; none where pictures are no answer.
    pub fn pages(self) -> Option<u8> {
        match self {
            Self::Picture { pages } | Self::Material { pages } => Some(pages),
            Self::Photo => Some(1),
            _ => None,
        }
    }

    /// Those pictures as an answer.
    pub fn pictures(self, files: Vec<FileId>) -> Result<Answer, Malformed> {
        let pages = self.pages().unwrap_or_default();
        picture::several(files, pages).map(Answer::Pictures)
    }

    pub fn parse(self, text: &str, context: &Context) -> Result<Parsed, Malformed> {
        let (answer, warnings) = self.read(text, context)?;
        let changed = match &answer {
            Answer::YesNo(_) | Answer::Choice(_) | Answer::Choices(_) | Answer::Skipped => false,
            // A line end of another system is no change.
            Answer::Text(kept) => normalise::differs(&text.replace("\r\n", "\n"), kept.as_str()),
            answer => normalise::differs(text, &answer.kept()),
        };
        Ok(Parsed {
            answer,
            changed,
            warnings,
        })
    }

    /// Checks a kept answer again in the draft as it is now (the certificate type, the domain, the nature may have changed).
    pub fn recheck(self, answer: &Answer, context: &Context) -> Result<Vec<Warning>, Malformed> {
        match (self, answer) {
            (_, Answer::Skipped) | (Self::YesNo, Answer::YesNo(_)) => Ok(Vec::new()),
            (Self::Choice(list), Answer::Choice(id)) if list.contains(context, id) => Ok(Vec::new()),
            (Self::Choice(_), Answer::Choice(_)) => Err(Malformed::new("choice_not_offered")),
            (Self::Choices(list), Answer::Choices(ids)) => {
                choice::several(ids.clone(), list, context).map(|_| Vec::new())
            }
            (Self::Picture { pages } | Self::Material { pages }, Answer::Pictures(files)) => {
                picture::several(files.clone(), pages).map(|_| Vec::new())
            }
            (Self::Photo, Answer::Pictures(files)) => picture::several(files.clone(), 1).map(|_| Vec::new()),
            (Self::Picture { .. } | Self::Photo, _) => Err(Malformed::new("picture_wanted")),
            // What was kept because its owner insisted stays kept.
            _ if !context.insists => {
                let context = Context {
                    insists: true,
                    ..context.clone()
                };
                self.read(&answer.kept(), &context).map(|(_, warnings)| warnings)
            }
            _ => self.read(&answer.kept(), context).map(|(_, warnings)| warnings),
        }
    }

    fn read(self, text: &str, context: &Context) -> Result<(Answer, Vec<Warning>), Malformed> {
        Ok(match self {
            Self::Text { max } => (Answer::Text(text::parse(text, max)?), Vec::new()),
            Self::OrganiserName => with(name::parse_organiser(text, context)?, Answer::OrganiserName),
            Self::PersonName => with(name::parse_person(text, context)?, Answer::PersonName),
            Self::Address => with(address::parse(text, context)?, Answer::Address),
            Self::CertificateAddress => {
                let (address, mut warnings) = address::parse(text, context)?;
                warnings.retain(|warning| warning.code != "address_no_door_number");
                (Answer::Address(address), warnings)
            }
            Self::Mobile => with(mobile::parse(text)?, Answer::Mobile),
            Self::Landline => {
                let (line, warnings) = landline::parse(text)?;
                (line.into(), warnings)
            }
            Self::Phone => phone(text)?,
            Self::CertificateNumber => with(certificate_number::parse(text, context)?, Answer::CertificateNumber),
            Self::Domain => with(domain_name::parse(text)?, Answer::Domain),
            Self::HomePage => (Answer::HomePage(home_page::parse(text, context)?), Vec::new()),
            Self::IpAddress => with(ip_address::parse(text)?, Answer::IpAddress),
            Self::SiteName => with(site_name::parse(text, context)?, Answer::SiteName),
            Self::PreApprovalNumber => (
                Answer::PreApprovalNumber(text::parse_pre_approval_number(text)?),
                Vec::new(),
            ),
            Self::Domains => with(several::parse(text, domain_name::parse)?, Answer::Domains),
            Self::IpAddresses => with(several::parse(text, ip_address::parse)?, Answer::IpAddresses),
            Self::PackageName => (Answer::PackageName(package_name::parse(text)?), Vec::new()),
            Self::ParcelNumber => (Answer::ParcelNumber(parcel_number::parse(text)?), Vec::new()),
            Self::Picture { .. } | Self::Photo => return Err(Malformed::new("picture_wanted")),
            Self::Material { .. } => (Answer::Text(text::parse(text, MATERIAL_MAX)?), Vec::new()),
            Self::YesNo => (Answer::YesNo(choice::parse_yes_no(text)?), Vec::new()),
            Self::Choice(list) => (Answer::Choice(choice::parse_one(text, list, context)?), Vec::new()),
            Self::Choices(list) => (Answer::Choices(choice::parse_several(text, list, context)?), Vec::new()),
        })
    }
}

fn with<T>((value, warnings): (T, Vec<Warning>), answer: fn(T) -> Answer) -> (Answer, Vec<Warning>) {
    (answer(value), warnings)
}

/// A mobile or a fixed line, whichever it looks like.
fn phone(text: &str) -> Result<(Answer, Vec<Warning>), Malformed> {
    let not_mobile = match mobile::parse(text) {
        Ok(parsed) => return Ok(with(parsed, Answer::Mobile)),
        Err(malformed) if malformed.code == "text_empty" => return Err(malformed),
        Err(malformed) => malformed,
    };
    match landline::parse(text) {
        Ok((line, warnings)) => Ok((line.into(), warnings)),
        Err(not_landline) => {
            let first = normalise::value(text).chars().find(char::is_ascii_digit);
            Err(if first == Some('1') || not_mobile.code == "mobile_first_digit" {
                not_mobile
            } else {
                not_landline
            })
        }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("nature", &self.nature)
            .field("certificate_type", &self.certificate_type)
            .field("person", &self.person)
            .field("domain", &self.domain)
            .field("organiser_name", &self.organiser_name.as_ref().map(|_| "**"))
            .field("region", &self.region)
            .field("pre_approvals", &self.pre_approvals)
            .field("today", &self.today)
            .field("or_person", &self.or_person)
            .field("insists", &self.insists)
            .finish()
    }
}

#[cfg(test)]
mod tests;
