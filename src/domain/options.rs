//! What may be chosen for a website: content, kind of service, languages, pre-approvals.

use std::sync::LazyLock;

use serde::Deserialize;

use super::data;

/// Content of a website (网站服务内容).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteContent {
    pub id: String,
    /// The Ministry's number: kept with the filing, shown to nobody.
    pub code: u16,
    pub words: Vec<String>,
    /// Whether an individual may choose it.
    #[serde(default)]
    pub individual: bool,
    /// Whether the remark must say what the site is about.
    #[serde(default)]
    pub remark_required: bool,
    /// Kept for old filings, not offered.
    #[serde(default)]
    pub hidden: bool,
    /// Often offered for pay: then a commercial licence is needed after the grant.
    #[serde(default)]
    pub usually_paid: bool,
    /// The pre-approvals that a reviewer usually asks for with it.
    #[serde(default)]
    pub pre_approvals: Vec<String>,
}

/// Kind of service (服务类型).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceType {
    pub id: String,
    pub code: u16,
    pub words: Vec<String>,
    /// "website" or "app"; absent for what is not filed here.
    pub offered_for: Option<String>,
    #[serde(default)]
    pub doubtful: bool,
}

/// Language of a site.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    pub id: String,
    pub code: u16,
    pub words: Vec<String>,
}

/// Pre-approval of a trade (前置审批).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreApproval {
    pub id: String,
    pub code: Option<u16>,
    pub words: Vec<String>,
    pub required: Required,
    /// The pre-approval it counts as on the Ministry's form, which has no line for it.
    pub filed_as: Option<String>,
    /// Words in a name or business scope that suggest to ask about it.
    #[serde(default)]
    pub words_hint: Vec<String>,
    #[serde(default)]
    pub doubtful: bool,
}

/// Whether the document of a pre-approval must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Required {
    /// Without it the filing cannot be submitted (R2.4).
    Yes,
    /// No longer asked for nationally; a province may.
    Abolished,
    /// A reviewer decides.
    Depends,
    No,
}

/// Service content of an APP (APP服务内容): the group that it belongs to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppContent {
    pub id: String,
    /// The Ministry's number of the group.
    pub code: u16,
    pub words: Vec<String>,
}

/// What an APP runs on ([`crate::domain::place::Platform`]).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppPlatform {
    pub id: String,
    pub words: Vec<String>,
    /// Whether the provider files APPs for it.
    pub offered: bool,
    #[serde(default)]
    pub doubtful: bool,
}

/// Who carries parcels.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carrier {
    pub id: String,
    pub words: Vec<String>,
    /// What the numbers of its parcels begin with, where that tells it.
    #[serde(default)]
    prefixes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    carrier: Vec<Carrier>,
    app_content: Vec<AppContent>,
    app_platform: Vec<AppPlatform>,
    site_content: Vec<SiteContent>,
    service_type: Vec<ServiceType>,
    language: Vec<Language>,
    pre_approval: Vec<PreApproval>,
}

/// How a person in charge shows who they are: before the provider's curtain, or on the phone.
pub const CURTAIN: &str = "curtain";
pub const CALL: &str = "call";
pub const IDENTITY_CHECKS: [&str; 2] = [CURTAIN, CALL];

/// What may be filed.
pub const SERVICE_KINDS: [&str; 2] = ["website", "app"];

/// Any other content: what individuals file, and what needs a remark.
pub const OTHER_CONTENT: &str = "other";

/// What most sites are about: shown first.
pub const USUAL_CONTENTS: [&str; 3] = ["organisation_portal", "shopping", OTHER_CONTENT];

/// The answer of who needs no pre-approval; it excludes every other one.
pub const NO_PRE_APPROVAL: &str = "none";

// Parsed by the tests below, so it does not fail in a program that passed them.
static DATA: LazyLock<Data> = LazyLock::new(|| data::parse("options.toml", include_str!("data/options.toml")));

/// All contents of a website, those no longer offered included.
pub fn site_contents() -> &'static [SiteContent] {
    &DATA.site_content
}

pub fn site_content(id: &str) -> Option<&'static SiteContent> {
    site_contents().iter().find(|content| content.id == id)
}

pub fn service_types() -> &'static [ServiceType] {
    &DATA.service_type
}

/// All languages, the common ones first; the first is proposed.
pub fn languages() -> &'static [Language] {
    &DATA.language
}

pub fn pre_approvals() -> &'static [PreApproval] {
    &DATA.pre_approval
}

pub fn app_contents() -> &'static [AppContent] {
    &DATA.app_content
}

pub fn app_platforms() -> &'static [AppPlatform] {
    &DATA.app_platform
}

/// Those who carry parcels, the usual ones first.
pub fn carriers() -> &'static [Carrier] {
    &DATA.carrier
}

/// Whose parcel has that number, where the number tells it.
pub fn carrier_of(number: &str) -> Option<&'static Carrier> {
    let begins = |prefix: &String| {
        number
            .strip_prefix(prefix.as_str())
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    carriers().iter().find(|carrier| carrier.prefixes.iter().any(begins))
}

pub fn pre_approval(id: &str) -> Option<&'static PreApproval> {
    pre_approvals().iter().find(|approval| approval.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::data::labels;
    use crate::domain::place::Platform;

    #[test]
    fn every_id_has_its_label() {
        labels::check(
            "options_site_content",
            site_contents().iter().map(|content| content.id.as_str()),
        );
        labels::check(
            "service_types",
            service_types().iter().map(|service| service.id.as_str()),
        );
        labels::check("languages", languages().iter().map(|language| language.id.as_str()));
        labels::check(
            "pre_approvals",
            pre_approvals().iter().map(|approval| approval.id.as_str()),
        );
        labels::check("service_kinds", SERVICE_KINDS);
        labels::check("identity_checks", IDENTITY_CHECKS);
        labels::check("carriers", carriers().iter().map(|carrier| carrier.id.as_str()));
        labels::check("app_contents", app_contents().iter().map(|content| content.id.as_str()));
        labels::check(
            "app_platforms",
            app_platforms().iter().map(|platform| platform.id.as_str()),
        );
    }

    #[test]
    fn what_refers_to_a_pre_approval_names_one() {
        let named = site_contents().iter().flat_map(|content| &content.pre_approvals);
        let filed_as = pre_approvals().iter().filter_map(|approval| approval.filed_as.as_ref());
        for id in named.chain(filed_as).map(String::as_str).chain([NO_PRE_APPROVAL]) {
            assert!(pre_approval(id).is_some(), "{id}");
        }
    }

    #[test]
    fn the_platforms_are_those_that_a_place_may_have() {
        let ids: Vec<_> = app_platforms().iter().map(|platform| platform.id.as_str()).collect();
        let places: Vec<_> = Platform::ALL.iter().map(|platform| platform.as_str()).collect();
        assert_eq!(ids, places);
    }

    #[test]
    fn usual_contents_are_offered() {
        for id in USUAL_CONTENTS {
            assert!(site_content(id).is_some_and(|content| !content.hidden), "{id}");
        }
    }

    #[test]
    fn an_individual_may_choose_only_other() {
        let ids: Vec<_> = site_contents()
            .iter()
            .filter(|content| content.individual)
            .map(|content| &content.id)
            .collect();
        assert_eq!(ids, ["other"]);
        assert!(site_content("other").is_some_and(|content| content.remark_required));
    }
}
