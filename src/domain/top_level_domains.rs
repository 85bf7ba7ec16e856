//! Top-level domains, and what is registered under them: the Public Suffix List's ICANN section says what is registrable; which ones the
//! Ministry has approved is in `data/top_level_domains.toml`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::data;

/// What the Ministry says of a top-level domain, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Approval {
    Approved,
    Doubtful,
    NotApproved,
    Unlisted,
}

impl Approval {
    pub(super) fn of(top: &str) -> Self {
        if TOP_LEVEL_DOMAINS.approved.contains(top) {
            Self::Approved
        } else if TOP_LEVEL_DOMAINS.doubtful.contains(top) {
            Self::Doubtful
        } else if TOP_LEVEL_DOMAINS.not_approved.contains(top) {
            Self::NotApproved
        } else {
            Self::Unlisted
        }
    }
}

/// In ASCII.
struct TopLevelDomains {
    approved: BTreeSet<String>,
    doubtful: BTreeSet<String>,
    not_approved: BTreeSet<String>,
    /// Under which one registers, and which are nobody's themselves.
    categories: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    approved: Vec<String>,
    doubtful: Vec<String>,
    not_approved: Vec<String>,
    categories: Vec<String>,
}

// Parsed by the tests below, so it does not fail in a program that passed them.
static TOP_LEVEL_DOMAINS: LazyLock<TopLevelDomains> = LazyLock::new(|| {
    let file: File = data::parse("top_level_domains.toml", include_str!("data/top_level_domains.toml"));
    let to_ascii = |names: Vec<String>| {
        names
            .iter()
            .filter_map(|name| idna::domain_to_ascii(name).ok())
            .collect()
    };
    TopLevelDomains {
        approved: to_ascii(file.approved),
        doubtful: to_ascii(file.doubtful),
        not_approved: to_ascii(file.not_approved),
        categories: to_ascii(file.categories),
    }
});

/// Whether a label is a top-level domain at all. Takes ASCII or Unicode.
pub(super) fn is_known(label: &str) -> bool {
    let Ok(name) = idna::domain_to_ascii(label) else {
        return false;
    };
    psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.is_known())
        || psl::suffix(idna::domain_to_unicode(&name).0.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

/// The domain as its registry registers it: one label and the public suffix, ICANN's section only (`github.io` is a private
/// one). None when the name is itself such a suffix.
pub(super) fn registrable(name: &str) -> Option<&str> {
    let mut suffix = psl::suffix_str(name)?;
    // 政务.cn and 公益.cn are categories of the registry that the list does not have.
    let is_above = |category: &&String| {
        let above = name.strip_suffix(category.as_str());
        above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
    };
    if let Some(category) = TOP_LEVEL_DOMAINS.categories.iter().find(is_above) {
        suffix = category;
    }
    while is_private(suffix) {
        suffix = suffix.split_once('.')?.1;
        suffix = psl::suffix_str(suffix)?;
    }
    let above = name.strip_suffix(suffix)?.strip_suffix('.')?;
    let label = above.rsplit('.').next()?;
    name.get(name.len() - suffix.len() - 1 - label.len()..)
}

fn is_private(suffix: &str) -> bool {
    psl::suffix(suffix.as_bytes()).is_some_and(|found| found.typ() == Some(psl::Type::Private))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn top_level_domains_are_all_read() {
        let lists = &TOP_LEVEL_DOMAINS;
        assert_eq!(
            (lists.approved.len(), lists.doubtful.len(), lists.not_approved.len()),
            (142, 17, 7)
        );
        assert!(lists.approved.contains("xn--fiqs8s"));
        for name in lists.approved.iter().chain(&lists.doubtful).chain(&lists.not_approved) {
            assert!(is_known(name), "{name} is in no registry");
        }
    }
}
