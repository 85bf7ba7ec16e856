//! 新增备案: neither the subject nor the domain has been filed.

use super::{Form, REVIEWED, WhoVerifies};
use crate::domain::filing::FilingKind;
use crate::domain::form::sections;

pub static FORM: Form = Form {
    kind: FilingKind::FirstFiling,
    sections: &sections::ALL,
    sms: WhoVerifies::SubjectAndServices,
    way: REVIEWED,
};
