//! R5.1: an APP (APP信息, 填写APP基本信息). It is in the form and driven by tests; people are offered it once its type check stands.

use crate::domain::answers::{Kind, List};
use crate::domain::form::field::{Field, Section, field};
use crate::domain::place::Level;

pub static APP: Section = Section {
    id: "app",
    level: Level::App,
    fields: &[APP_NAME, APP_CONTENT, APP_CLOUD_SERVERS, APP_PLATFORMS],
};

/// As the store shows it.
pub const APP_NAME: Field = field("app_name", Kind::Text { max: 60 });

pub const APP_CONTENT: Field = field("app_content", Kind::Choices(List::AppContent));

/// All that the APP's data lies on: one answer, however many there are.
pub const APP_CLOUD_SERVERS: Field = Field {
    personal: true,
    ..field("app_cloud_servers", Kind::IpAddresses)
};

/// Decides which platforms are asked about.
pub const APP_PLATFORMS: Field = field("app_platforms", Kind::Choices(List::AppPlatform));
