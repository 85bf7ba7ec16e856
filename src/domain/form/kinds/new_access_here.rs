//! 新增接入, the subject is filed here: only the service that comes here is asked.

use super::{Form, REVIEWED, WhoVerifies};
use crate::domain::filing::FilingKind;
use crate::domain::form::sections::{APP, PLATFORM, SERVICE_HEAD, SITE, TYPE_CHECK, TYPE_CHECK_SITE};

pub static FORM: Form = Form {
    kind: FilingKind::NewAccessHere,
    sections: &[&TYPE_CHECK, &TYPE_CHECK_SITE, &SITE, &APP, &PLATFORM, &SERVICE_HEAD],
    sms: WhoVerifies::Services,
    way: REVIEWED,
};
