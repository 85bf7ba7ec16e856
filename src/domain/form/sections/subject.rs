//! R3.2: the organiser (主体信息, 填写主体单位信息).

use crate::domain::answers::{Answer, Kind};
use crate::domain::form::field::{Field, Section, field};
use crate::domain::form::statements::{remark, statements};
use crate::domain::form::view::View;
use crate::domain::place::Level;

pub static SUBJECT: Section = Section {
    id: "subject",
    level: Level::Subject,
    fields: &[
        ORGANISER_NAME,
        LEGAL_REPRESENTATIVE,
        CERTIFICATE_ADDRESS,
        POSTAL_ADDRESS,
        INVESTOR,
        SUBJECT_REMARK,
    ],
};

/// Must equal the name of the domain's holder.
pub const ORGANISER_NAME: Field = Field {
    reads: &["nature"],
    certificate: Some("certificate_type"),
    personal: true,
    lookup: Some("name"),
    ..field("organiser_name", Kind::OrganiserName)
};

/// Asked because later answers are offered from it, and because some provinces require it to be the responsible person.
pub const LEGAL_REPRESENTATIVE: Field = Field {
    reads: &["nature"],
    asked_when: |view| !view.is_individual(),
    personal: true,
    lookup: Some("name"),
    ..field("legal_representative", Kind::PersonName)
};

pub const CERTIFICATE_ADDRESS: Field = Field {
    reads: &["region"],
    personal: true,
    ..field("certificate_address", Kind::CertificateAddress)
};

pub const POSTAL_ADDRESS: Field = Field {
    reads: &["region"],
    offers: |view| view.value("certificate_address").into_iter().collect(),
    personal: true,
    ..field("postal_address", Kind::Address)
};

/// 投资人或主管单位: the legal representative's name or the organiser's full name; an individual is their own investor.
pub const INVESTOR: Field = Field {
    fixed: |view| view.is_individual(),
    reads: &["nature"],
    certificate: Some("certificate_type"),
    follows: |view| {
        if view.is_individual() {
            view.value("organiser_name")
        } else {
            None
        }
    },
    offers: |view| {
        ["legal_representative", "organiser_name"]
            .iter()
            .filter_map(|id| view.value(id))
            .collect()
    },
    personal: true,
    ..field("investor", Kind::OrganiserName)
};

/// The guide's two statements are offered where they may apply; where neither does there is nothing to say, and nobody is asked.
pub const SUBJECT_REMARK: Field = Field {
    follows: |view| subject_statements(view).is_empty().then_some(Answer::Skipped),
    personal: true,
    optional: |_| true,
    offers: subject_statements,
    ..field("subject_remark", Kind::Text { max: 500 })
};

fn subject_statements(view: &View) -> Vec<Answer> {
    let most_detailed = match view.value("postal_address") {
        Some(Answer::Address(address)) if !address.has_door_number() => Some(&statements().address_is_most_detailed),
        _ => None,
    };
    let no_trade_name = (view.choice("nature").as_deref() == Some("enterprise")
        && view
            .value("organiser_name")
            .is_some_and(|name| statements().looks_without_trade_name(&name.show())))
    .then(|| &statements().no_trade_name);
    [most_detailed, no_trade_name]
        .into_iter()
        .flatten()
        .filter_map(|text| remark(text))
        .collect()
}
