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
    /// Whose filing it can concern, where not everybody's.
    pub only_of: Option<OnlyOf>,
    /// Keys of the sources at the head of the data file.
    pub source: Vec<String>,
    #[serde(default)]
    pub doubtful: bool,
}

/// What a filing must be for a reason to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnlyOf {
    Individual,
    Organisation,
    /// One that follows an earlier filing.
    LaterFiling,
}

/// What is known of a filing that is sent back.
#[derive(Clone, Copy, Debug)]
pub struct About {
    pub individual: bool,
    pub first_filing: bool,
    pub first_review: bool,
}

impl Reason {
    /// Whether it can be why such a filing is sent back.
    pub fn can_apply(&self, about: About) -> bool {
        let is_of = match self.only_of {
            None => true,
            Some(OnlyOf::Individual) => about.individual,
            Some(OnlyOf::Organisation) => !about.individual,
            Some(OnlyOf::LaterFiling) => !about.first_filing,
        };
        // Nobody has had a text message of the Ministry's before the first review is over.
        is_of && !(about.first_review && self.stages == [Stage::Sms])
    }
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

/// Those of them that can be why such a filing is sent back.
pub fn applicable(field: &str, about: About) -> Vec<&'static str> {
    let can = |id: &&str| reason(id).is_some_and(|reason| reason.can_apply(about));
    offered(field).into_iter().filter(can).collect()
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
        "curtain_photo",
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

    #[test]
    fn what_cannot_apply_is_not_offered() {
        let about = |individual, first_filing, first_review| About {
            individual,
            first_filing,
            first_review,
        };
        let check = |field: &str, about: About, id: &str, expected: bool| {
            assert_eq!(applicable(field, about).contains(&id), expected, "{id} of {about:?}");
        };
        let company = about(false, true, true);
        let person = about(true, true, true);
        check("site_name", company, "personal_site_name_business", false);
        check("site_name", person, "personal_site_name_business", true);
        check("site_name", person, "site_name_unrelated", false);
        check("head_mobile", company, "sms_old_phone", false);
        check("head_mobile", about(false, false, false), "sms_old_phone", true);
        check("head_mobile", company, "sms_not_received", false);
        check("head_mobile", about(false, true, false), "sms_not_received", true);
        check("head_mobile", company, "phone_unreachable", true);
    }
}
