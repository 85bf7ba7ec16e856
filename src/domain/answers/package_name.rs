//! The name by which a platform knows an APP: 包名 (Android, HarmonyOS) or Bundle ID (iOS). Sources: Android's rules for
//! `applicationId` (segments of letters, digits and underscores, each beginning with a letter, at least two) and Apple's for
//! `CFBundleIdentifier` (letters, digits, hyphens and dots). A value that either of them takes is taken.

use super::{Malformed, normalise};

value!(
    /// `com.example.tea`.
    PackageName,
    is_good
);

/// Longer ones are cut by the stores.
const LONGEST: usize = 255;

pub(super) fn parse(text: &str) -> Result<PackageName, Malformed> {
    let name = normalise::value(text);
    if name.is_empty() {
        return Err(Malformed::new("text_empty"));
    }
    PackageName::try_from(name).map_err(|_| Malformed::new("package_name_form"))
}

fn is_good(name: &str) -> bool {
    let is_segment = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    };
    name.len() <= LONGEST && name.contains('.') && name.split('.').all(is_segment)
}

impl PackageName {
    pub fn show(&self) -> String {
        self.as_str().to_owned()
    }

    /// Stores show it to everybody.
    pub fn masked(&self) -> String {
        self.show()
    }
}
