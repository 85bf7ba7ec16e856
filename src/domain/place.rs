//! Where an answer belongs: what a filing is about has three levels, the subject, its services (websites and APPs), and an APP's
//! platforms.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// Where an answer belongs. It is written `subject`, `2` or `2.ios`: in the tables, in a conversation's state, on buttons, and as
/// a reviewer types it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Place {
    Subject,
    /// A website or an APP, by its number in the filing, which begins with 1.
    Service(u8),
    /// A platform that an APP is made for.
    Platform(u8, Platform),
}

/// What an APP runs on (APP 运行平台). The guide's section 填写APP信息 has Android and iOS; HarmonyOS by other providers' forms.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Platform {
    Android,
    Ios,
    Harmony,
}

impl Platform {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What kind of service is filed (服务类型).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Display, EnumString, IntoStaticStr, VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ServiceKind {
    Site,
    App,
}

impl ServiceKind {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl ServiceKind {
    /// The level of the sections that only this kind has.
    pub fn level(self) -> Level {
        match self {
            ServiceKind::Site => Level::Site,
            ServiceKind::App => Level::App,
        }
    }
}

/// A service of a filing. The platforms of an APP are an answer of its own (`app_platforms`), so that there is one truth of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its number in the filing, which begins with 1 and never changes.
    pub no: u8,
    pub kind: ServiceKind,
}

impl Service {
    pub fn place(self) -> Place {
        Place::Service(self.no)
    }
}

impl Place {
    /// The place that this one is a part of: a platform's APP, a service's subject.
    pub fn above(self) -> Option<Place> {
        match self {
            Place::Subject => None,
            Place::Service(_) => Some(Place::Subject),
            Place::Platform(no, _) => Some(Place::Service(no)),
        }
    }

    /// This place, and those that it is a part of, up to the subject.
    pub fn and_above(self) -> impl Iterator<Item = Place> {
        std::iter::successors(Some(self), |place| place.above())
    }

    /// The number of the service that it is, or is a part of.
    pub fn service(self) -> Option<u8> {
        match self {
            Place::Subject => None,
            Place::Service(no) | Place::Platform(no, _) => Some(no),
        }
    }
}

/// What has a section: the subject, each service, each website, each APP, or each platform of an APP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Subject,
    /// Each website and each APP.
    Service,
    Site,
    App,
    Platform,
}

impl Level {
    pub const ALL: [Level; 5] = [Level::Subject, Level::Service, Level::Site, Level::App, Level::Platform];

    /// Whether a place is of this level. Which kind of service stands there the filing tells.
    pub fn is_of(self, place: Place) -> bool {
        match self {
            Level::Subject => place == Place::Subject,
            Level::Service | Level::Site | Level::App => matches!(place, Place::Service(_)),
            Level::Platform => matches!(place, Place::Platform(..)),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Subject => f.write_str("subject"),
            Place::Service(no) => write!(f, "{no}"),
            Place::Platform(no, platform) => write!(f, "{no}.{platform}"),
        }
    }
}

impl From<Place> for String {
    fn from(place: Place) -> String {
        place.to_string()
    }
}

impl TryFrom<String> for Place {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
            .map_err(|()| "a place is `subject`, `<n>` or `<n>.<platform>`")
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "subject" {
            return Ok(Place::Subject);
        }
        let (no, platform) = match text.split_once('.') {
            Some((no, platform)) => (no, Some(platform)),
            None => (text, None),
        };
        let digits = no.bytes().all(|byte| byte.is_ascii_digit());
        let no = no.parse().ok().filter(|no| *no > 0 && digits).ok_or(())?;
        match platform {
            Some(platform) => Ok(Place::Platform(no, platform.parse().map_err(|_| ())?)),
            None => Ok(Place::Service(no)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        let places = [
            (Place::Subject, "subject"),
            (Place::Service(2), "2"),
            (Place::Service(255), "255"),
            (Place::Platform(2, Platform::Ios), "2.ios"),
        ];
        for (place, text) in places {
            assert_eq!(place.to_string(), text);
            assert_eq!(text.parse(), Ok(place));
            assert_eq!(serde_json::from_value::<Place>(serde_json::json!(text)).unwrap(), place);
        }
        for text in ["", "0", "+1", "256", "2.", "2.windows", ".ios", "site:1", "Subject"] {
            assert_eq!(text.parse::<Place>(), Err(()), "{text}");
        }
    }

    #[test]
    fn a_place_is_a_part_of_what_is_above_it() {
        let up: Vec<String> = Place::Platform(2, Platform::Ios)
            .and_above()
            .map(|place| place.to_string())
            .collect();
        assert_eq!(up, ["2.ios", "2", "subject"]);
    }
}
