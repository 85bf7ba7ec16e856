//! R6.1: the responsible person of a site or an APP (网站负责人). The same fields as the subject's; "same person" is one press, and for
//! individuals everything follows from the subject, phones included.

use super::head::usual_certificate;
use crate::domain::answers::{Answer, Kind, List};
use crate::domain::form::field::{Field, Section, field};
use crate::domain::form::view::View;
use crate::domain::place::Level;

pub static SERVICE_HEAD: Section = Section {
    id: "service_head",
    level: Level::Service,
    fields: &[
        SERVICE_HEAD_SAME,
        SERVICE_HEAD_CERTIFICATE_TYPE,
        SERVICE_HEAD_NAME,
        SERVICE_HEAD_CERTIFICATE_NUMBER,
        SERVICE_HEAD_MOBILE,
        SERVICE_HEAD_OFFICE_PHONE,
        SERVICE_HEAD_EMERGENCY_PHONE,
    ],
};

pub const SERVICE_HEAD_SAME: Field = Field {
    fixed: |view| view.is_individual(),
    follows: |view| view.is_individual().then_some(Answer::YesNo(true)),
    ..field("service_head_same", Kind::YesNo)
};

pub const SERVICE_HEAD_CERTIFICATE_TYPE: Field = Field {
    offers: usual_certificate,
    fixed: is_subject_head,
    follows: |view| of_subject_head(view, "head_certificate_type"),
    ..field(
        "service_head_certificate_type",
        Kind::Choice(List::PersonCertificateType),
    )
};

pub const SERVICE_HEAD_NAME: Field = Field {
    reads: &["nature"],
    certificate: Some("service_head_certificate_type"),
    fixed: is_subject_head,
    follows: |view| of_subject_head(view, "head_name"),
    personal: true,
    lookup: Some("name"),
    ..field("service_head_name", Kind::PersonName)
};

pub const SERVICE_HEAD_CERTIFICATE_NUMBER: Field = Field {
    certificate: Some("service_head_certificate_type"),
    fixed: is_subject_head,
    follows: |view| of_subject_head(view, "head_certificate_number"),
    personal: true,
    lookup: Some("person_number"),
    ..field("service_head_certificate_number", Kind::CertificateNumber)
};

pub const SERVICE_HEAD_MOBILE: Field = Field {
    fixed: is_subject_head,
    follows: |view| of_subject_head(view, "head_mobile"),
    personal: true,
    lookup: Some("mobile"),
    ..field("service_head_mobile", Kind::Mobile)
};

pub const SERVICE_HEAD_OFFICE_PHONE: Field = Field {
    asked_when: |view| !view.is_individual(),
    fixed: is_subject_head,
    follows: |view| of_subject_head(view, "head_office_phone"),
    offers: |view| view.value("head_office_phone").into_iter().collect(),
    personal: true,
    ..field("service_head_office_phone", Kind::Landline)
};

pub const SERVICE_HEAD_EMERGENCY_PHONE: Field = Field {
    fixed: is_subject_head,
    follows: |view| of_subject_head(view, "head_emergency_phone"),
    personal: true,
    ..field("service_head_emergency_phone", Kind::Phone)
};

fn is_subject_head(view: &View) -> bool {
    view.yes("service_head_same")
}

fn of_subject_head(view: &View, id: &str) -> Option<Answer> {
    if is_subject_head(view) { view.value(id) } else { None }
}
