//! R1.1: what the type check (验证备案类型) asks. Everything in these two sections is carried over and not editable later.

use crate::domain::answers::{Kind, List};
use crate::domain::form::field::{Field, Section, field};
use crate::domain::place::Level;
use crate::domain::requests::Wanted;

pub static TYPE_CHECK: Section = Section {
    id: "type_check",
    level: Level::Subject,
    fields: &[
        SERVICE_KIND,
        REGION,
        NATURE,
        CERTIFICATE_TYPE,
        CERTIFICATE_NUMBER,
        SUBJECT_FILED,
    ],
};

pub static TYPE_CHECK_SITE: Section = Section {
    id: "type_check",
    level: Level::Site,
    fields: &[DOMAIN, CLOUD_SERVER, DOMAIN_FILED],
};

pub const SERVICE_KIND: Field = Field {
    carried: true,
    ..field("service_kind", Kind::Choice(List::ServiceKind))
};

/// Decides the provincial rules.
pub const REGION: Field = Field {
    carried: true,
    ..field("region", Kind::Choice(List::Region))
};

pub const NATURE: Field = Field {
    carried: true,
    ..field("nature", Kind::Choice(List::Nature))
};

/// Only the types that are valid for the nature; one alone follows by itself.
pub const CERTIFICATE_TYPE: Field = Field {
    reads: &["nature"],
    carried: true,
    asked_when: |view| view.choice("nature").is_some(),
    ..field("certificate_type", Kind::Choice(List::CertificateType))
};

pub const CERTIFICATE_NUMBER: Field = Field {
    certificate: Some("certificate_type"),
    carried: true,
    asked_when: |view| view.choice("certificate_type").is_some(),
    lookup: Some("certificate_number"),
    personal: true,
    ..field("certificate_number", Kind::CertificateNumber)
};

/// Asked only where our own register cannot tell; shown to the reviewer as not verified.
pub const SUBJECT_FILED: Field = Field {
    carried: true,
    asked_when: |view| view.filing.facts.subject.is_none(),
    about: Some("certificate_number"),
    ..field("subject_filed", Kind::YesNo)
};

pub const DOMAIN: Field = Field {
    carried: true,
    lookup: Some("domain"),
    wants: Wanted::registration,
    ..field("domain", Kind::Domain)
};

/// Typed by the applicant until the provider's inventory can be asked: shown to the reviewer as not verified.
pub const CLOUD_SERVER: Field = Field {
    carried: true,
    personal: true,
    ..field("cloud_server", Kind::IpAddress)
};

pub const DOMAIN_FILED: Field = Field {
    carried: true,
    asked_when: |view| !view.filing.facts.services.contains_key(&view.place),
    about: Some("domain"),
    ..field("domain_filed", Kind::YesNo)
};
