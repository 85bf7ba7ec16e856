//! R1.1: what the type check (验证备案类型) asks. Everything in these two sections is carried over and not editable later.

use crate::domain::answers::{Answer, Kind, List};
use crate::domain::form::field::{Field, Section, field};
use crate::domain::form::view::View;
use crate::domain::place::Level;
use crate::domain::requests::Wanted;
use crate::domain::{certificates, regions};

pub static TYPE_CHECK: Section = Section {
    id: "type_check",
    level: Level::Subject,
    fields: &[
        SERVICE_KIND,
        NATURE,
        CERTIFICATE_TYPE,
        CERTIFICATE_NUMBER,
        REGION,
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

/// Decides the provincial rules. Most numbers tell where they were given out, so it is asked after them and mostly confirmed.
pub const REGION: Field = Field {
    carried: true,
    offers: |view| region_of_number(view).into_iter().collect(),
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
    offers: |view| {
        let nature = view.choice("nature").unwrap_or_default();
        let usual = certificates::certificate_types(&nature).into_iter().next();
        usual
            .map(|certificate| Answer::Choice(certificate.id.clone()))
            .into_iter()
            .collect()
    },
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
    hangs_on: Some("certificate_number"),
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
    hangs_on: Some("domain"),
    ..field("domain_filed", Kind::YesNo)
};

fn region_of_number(view: &View) -> Option<Answer> {
    let Some(Answer::CertificateNumber(number)) = view.value("certificate_number") else {
        return None;
    };
    let region = regions::of_number(&view.choice("certificate_type")?, number.as_str())?;
    Some(Answer::Choice(region.id.clone()))
}
