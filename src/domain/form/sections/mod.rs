//! The sections of the form, one a file: fields as constants, in the order they are asked.

mod app;
mod head;
pub mod identity;
pub mod material;
mod platform;
mod service_head;
mod site;
mod subject;
mod type_check;

pub use app::APP;
pub use head::HEAD;
pub use identity::{
    CURTAIN_ADDRESS, CURTAIN_AHEAD, CURTAIN_AT_HAND, CURTAIN_PHOTO, IDENTITY, IDENTITY_PAPERS, IDENTITY_SERVICE,
};
pub use material::MATERIAL;
pub use platform::PLATFORM;
pub use service_head::SERVICE_HEAD;
pub use site::SITE;
pub use subject::{POSTAL_ADDRESS, SUBJECT, SUBJECT_REMARK};
pub use type_check::{TYPE_CHECK, TYPE_CHECK_SITE};

use super::field::Section;

/// Every section, in the order asked.
pub static ALL: [&Section; 11] = [
    &TYPE_CHECK,
    &TYPE_CHECK_SITE,
    &SUBJECT,
    &HEAD,
    &SITE,
    &APP,
    &PLATFORM,
    &SERVICE_HEAD,
    &IDENTITY,
    &IDENTITY_SERVICE,
    &IDENTITY_PAPERS,
];
