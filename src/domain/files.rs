//! Files that people send: which they are, how far each is, and what was found in it. What a picture shows is nowhere here.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::answers::FileId;
use super::place::Place;

/// A picture must be smaller: 4 MB, as the guide has it.
pub const LARGEST: u64 = 4 * 1024 * 1024;

/// A photo of a person is fitted, so its file may be larger: as much as Telegram lets bots fetch.
pub const LARGEST_ORIGINAL: u64 = 20 * 1024 * 1024;

/// A photo of a person must have so many pixels at least, whichever way it is held.
pub const LEAST_PIXELS: (u32, u32) = (800, 600);

/// A file that was sent as an answer, or as a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentFile {
    pub id: FileId,
    pub place: Place,
    /// The id of the field that it answers.
    pub field: &'static str,
    /// Telegram's id of it: by it, it is fetched.
    pub source: String,
    pub state: FileState,
    pub at: DateTime<Utc>,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", content = "what", rename_all = "snake_case")]
pub enum FileState {
    /// It is being fetched and looked at.
    Waiting,
    /// It lies in the store.
    Kept(Picture),
    /// It is of no use, and was not kept.
    Unfit(Unfit),
}

/// What is known of a picture in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub kind: PictureKind,
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
    /// SHA-256 of the picture, in hexadecimal digits.
    pub digest: String,
}

/// What was found in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inspected {
    Picture { kind: PictureKind, width: u32, height: u32 },
    Unfit(Unfit),
}

/// By its content, whatever it was called.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, IntoStaticStr, VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum PictureKind {
    Jpeg,
    Png,
    Gif,
}

impl PictureKind {
    /// How such a file is called.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
        }
    }
}

/// Why a file is of no use.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, IntoStaticStr, VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Unfit {
    /// 4 MB or more.
    TooLarge,
    /// It is no picture, or one of a kind that is not taken.
    Other,
    /// A photo as iPhones keep it.
    Heic,
    /// It is a picture that cannot be read to its end.
    Broken,
    /// A photo of a person with fewer pixels than 800 × 600.
    TooSmall,
    /// It is small as a file and too large as a picture.
    TooManyPixels,
    /// Telegram does not have it any more.
    Gone,
}

impl Unfit {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The code of the sentence that says so (`prompts/<lang>/malformed/<code>.j2`).
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "picture_too_large",
            Self::Other => "picture_other",
            Self::Heic => "picture_heic",
            Self::Broken => "picture_broken",
            Self::TooSmall => "picture_too_small",
            Self::TooManyPixels => "picture_too_many_pixels",
            Self::Gone => "picture_gone",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::answers::MALFORMED_CODES;

    #[test]
    fn whatever_a_file_is_unfit_for_has_its_sentence() {
        for unfit in Unfit::ALL {
            assert!(MALFORMED_CODES.contains(&unfit.code()), "{unfit}");
        }
    }
}
