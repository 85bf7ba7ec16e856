//! R3.3 and R3.4: the subject's responsible person (主体负责人). For individuals, all but the phones follows from the subject.

use crate::domain::answers::{Answer, Kind, List};
use crate::domain::certificates;
use crate::domain::form::field::{Field, Section, field};
use crate::domain::form::statements::read;
use crate::domain::form::view::View;
use crate::domain::place::Level;

pub static HEAD: Section = Section {
    id: "head",
    level: Level::Subject,
    fields: &[
        HEAD_CERTIFICATE_TYPE,
        HEAD_NAME,
        HEAD_CERTIFICATE_NUMBER,
        HEAD_MOBILE,
        HEAD_OFFICE_PHONE,
        HEAD_EMERGENCY_PHONE,
    ],
};

pub const HEAD_CERTIFICATE_TYPE: Field = Field {
    offers: usual_certificate,
    fixed: |view| view.is_individual(),
    follows: |view| of_individual(view, "certificate_type"),
    ..field("head_certificate_type", Kind::Choice(List::PersonCertificateType))
};

/// Offered: the legal representative. Some provinces require that it be them.
pub const HEAD_NAME: Field = Field {
    reads: &["nature"],
    certificate: Some("head_certificate_type"),
    fixed: |view| view.is_individual(),
    follows: |view| of_individual(view, "organiser_name").and_then(|answer| read(Kind::PersonName, &answer.kept())),
    offers: |view| view.value("legal_representative").into_iter().collect(),
    personal: true,
    lookup: Some("name"),
    ..field("head_name", Kind::PersonName)
};

pub const HEAD_CERTIFICATE_NUMBER: Field = Field {
    certificate: Some("head_certificate_type"),
    fixed: |view| view.is_individual(),
    follows: |view| of_individual(view, "certificate_number"),
    personal: true,
    lookup: Some("person_number"),
    ..field("head_certificate_number", Kind::CertificateNumber)
};

pub const HEAD_MOBILE: Field = Field {
    personal: true,
    lookup: Some("mobile"),
    ..field("head_mobile", Kind::Mobile)
};

/// Offered to who has no fixed line: the mobile.
pub const HEAD_OFFICE_PHONE: Field = Field {
    offers: |view| view.value("head_mobile").into_iter().collect(),
    asked_when: |view| !view.is_individual(),
    personal: true,
    ..field("head_office_phone", Kind::Landline)
};

/// The mobile that the person uses most; the guide has no rule that it differ from the other, provinces do.
pub const HEAD_EMERGENCY_PHONE: Field = Field {
    personal: true,
    ..field("head_emergency_phone", Kind::Phone)
};

/// Nearly everybody has an identity card.
pub(super) fn usual_certificate(_: &View) -> Vec<Answer> {
    let usual = certificates::person_certificate_types().into_iter().next();
    usual
        .map(|certificate| Answer::Choice(certificate.id.clone()))
        .into_iter()
        .collect()
}

fn of_individual(view: &View, id: &str) -> Option<Answer> {
    if view.is_individual() { view.value(id) } else { None }
}
