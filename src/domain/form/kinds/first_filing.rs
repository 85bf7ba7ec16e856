//! 新增备案: neither the subject nor the domain has been filed.

use super::{Form, WhoVerifies};
use crate::domain::filing::FilingKind;
use crate::domain::form::sections::{APP, HEAD, PLATFORM, SERVICE_HEAD, SITE, SUBJECT, TYPE_CHECK, TYPE_CHECK_SITE};

pub static FORM: Form = Form {
    kind: FilingKind::FirstFiling,
    sections: &[
        &TYPE_CHECK,
        &TYPE_CHECK_SITE,
        &SUBJECT,
        &HEAD,
        &SITE,
        &APP,
        &PLATFORM,
        &SERVICE_HEAD,
    ],
    sms: WhoVerifies::SubjectAndServices,
};
