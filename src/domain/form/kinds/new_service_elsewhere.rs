//! 新增网站/APP, the subject is filed with another provider: it is written out again, since it is not known here.

use super::{Form, REVIEWED, WhoVerifies};
use crate::domain::filing::FilingKind;
use crate::domain::form::sections;

pub static FORM: Form = Form {
    kind: FilingKind::NewServiceElsewhere,
    sections: &sections::ALL,
    sms: WhoVerifies::Services,
    way: REVIEWED,
};
