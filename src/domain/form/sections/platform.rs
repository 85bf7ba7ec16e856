//! R5.2: a platform of an APP (APP运行平台信息).

use crate::domain::answers::Kind;
use crate::domain::form::field::{Field, Section, field};
use crate::domain::place::Level;
use crate::domain::requests::Wanted;

pub static PLATFORM: Section = Section {
    id: "platform",
    level: Level::Platform,
    fields: &[PACKAGE_NAME, APP_DOMAINS],
};

/// 包名 on Android and HarmonyOS, Bundle ID on iOS.
pub const PACKAGE_NAME: Field = field("package_name", Kind::PackageName);

/// The domains that the APP calls on this platform: one answer, however many there are.
pub const APP_DOMAINS: Field = Field {
    wants: Wanted::registration,
    ..field("app_domains", Kind::Domains)
};
