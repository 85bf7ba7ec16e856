//! Reasons for which a filing is sent back (R10.7).

use std::sync::LazyLock;

use serde::Deserialize;

use super::data;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub id: String,
    /// What it concerns, in the words of the sources: domain, subject, head_phone, …
    pub concerns: String,
    /// Where it is met, the usual stage first.
    pub stages: Vec<Stage>,
    /// The fields that are asked again.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Keys of the sources at the head of the data file.
    pub source: Vec<String>,
    #[serde(default)]
    pub doubtful: bool,
}

/// The stage of the review at which a reason is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    FirstReview,
    Authority,
    Sms,
    Curtain,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    reason: Vec<Reason>,
}

// Parsed by the tests below, so it does not fail in a program that passed them.
static DATA: LazyLock<Data> = LazyLock::new(|| data::parse("reasons.toml", include_str!("data/reasons.toml")));

/// All reasons, the most frequent first.
pub fn reasons() -> &'static [Reason] {
    &DATA.reason
}

pub fn reason(id: &str) -> Option<&'static Reason> {
    reasons().iter().find(|reason| reason.id == id)
}

/// The reasons for which a reviewer may send this field back, the most frequent first.
pub fn offered(field: &str) -> Vec<&'static str> {
    reasons()
        .iter()
        .filter(|reason| reason.fields.iter().any(|of| of == field))
        .map(|reason| reason.id.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::data::labels;

    /// The fields that reasons may name.
    const FIELDS: &[&str] = &[
        "service_kind",
        "region",
        "nature",
        "certificate_type",
        "certificate_number",
        "domain",
        "cloud_server",
        "organiser_name",
        "certificate_address",
        "postal_address",
        "legal_representative",
        "investor",
        "subject_remark",
        "head_certificate_type",
        "head_name",
        "head_certificate_number",
        "head_mobile",
        "head_office_phone",
        "head_emergency_phone",
        "site_name",
        "site_url",
        "site_content",
        "site_service_type",
        "site_languages",
        "pre_approval",
        "pre_approval_number",
        "site_remark",
        "service_head_same",
        "service_head_certificate_type",
        "service_head_name",
        "service_head_certificate_number",
        "service_head_mobile",
        "service_head_office_phone",
        "service_head_emergency_phone",
    ];

    #[test]
    fn every_reason_names_known_fields_and_has_its_label() {
        let ids: BTreeSet<&str> = reasons().iter().map(|reason| reason.id.as_str()).collect();
        assert_eq!(ids.len(), reasons().len(), "an id is there twice");
        for reason in reasons() {
            assert!(!reason.stages.is_empty() && !reason.source.is_empty(), "{}", reason.id);
            for field in &reason.fields {
                assert!(FIELDS.contains(&field.as_str()), "{}: {field} is no field", reason.id);
            }
        }
        labels::check("reasons", ids);
    }

    #[test]
    fn a_field_is_offered_what_concerns_it() {
        let check = |field: &str, ids: &[&str]| assert_eq!(offered(field), ids, "{field}");
        check("investor", &["investor_wrong"]);
        check("head_office_phone", &["office_phone_unfit"]);
        check("site_languages", &[]);
        assert_eq!(offered("domain")[0], "domain_holder_differs");
    }
}
