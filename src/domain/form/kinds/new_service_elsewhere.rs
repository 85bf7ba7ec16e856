//! 新增网站/APP, the subject is filed with another provider: it is written out again, since it is not known here.

use super::{Form, WhoVerifies};
use crate::domain::filing::FilingKind;
use crate::domain::form::sections::{APP, HEAD, PLATFORM, SERVICE_HEAD, SITE, SUBJECT, TYPE_CHECK, TYPE_CHECK_SITE};

pub static FORM: Form = Form {
    kind: FilingKind::NewServiceElsewhere,
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
    sms: WhoVerifies::Services,
};
