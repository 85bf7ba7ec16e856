//! What a registry says of a domain, and what that means for a filing.
//!
//! Sources: RFC 9083 (RDAP's answers), RFC 8056 (its status words), the guide's R2 (a domain must be registered, in force and under the
//! real name before it is filed).

use chrono::{DateTime, Days, Utc};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

/// A domain that ends within this time is told to be renewed first: a filing takes up to 20 working days, and is checked at its end.
const ENDS_SOON: Days = Days::new(60);
/// A registry passes a new owner's real name on within three working days.
const IS_NEW: Days = Days::new(3);

/// What was found of a domain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Whether the registry knows it at all.
    pub registered: bool,
    /// RFC 8056's words, in lower case with blanks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registrar: Option<String>,
    /// Whose it is, where the registry shows it. Taken out by [`Registration::without_holder`] before anything is kept in clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Whether the registry shows whose it is.
    #[serde(default)]
    pub names_holder: bool,
    /// How the holder compares with the organiser, once both are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_organisers: Option<bool>,
}

/// What that means, the first that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainState {
    NotRegistered,
    /// Expired, and on its way back to the registry.
    Leaving,
    Expired,
    /// Held by the registry: most often the real name is missing.
    HeldByRegistry,
    HeldByRegistrar,
    EndsSoon,
    New,
    Fine,
}

impl DomainState {
    pub const ALL: [Self; 8] = [
        Self::NotRegistered,
        Self::Leaving,
        Self::Expired,
        Self::HeldByRegistry,
        Self::HeldByRegistrar,
        Self::EndsSoon,
        Self::New,
        Self::Fine,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotRegistered => "not_registered",
            Self::Leaving => "leaving",
            Self::Expired => "expired",
            Self::HeldByRegistry => "held_by_registry",
            Self::HeldByRegistrar => "held_by_registrar",
            Self::EndsSoon => "ends_soon",
            Self::New => "new",
            Self::Fine => "fine",
        }
    }
}

impl Registration {
    /// Nobody has it.
    pub fn none() -> Self {
        Self::default()
    }

    pub fn state(&self, now: DateTime<Utc>) -> DomainState {
        let is = |words: &[&str]| self.statuses.iter().any(|status| words.contains(&status.as_str()));
        let before = |days| now.checked_sub_days(days).unwrap_or(now);
        let soon = now.checked_add_days(ENDS_SOON).unwrap_or(now);
        match () {
            () if !self.registered => DomainState::NotRegistered,
            () if is(&["redemption period", "pending delete", "pending restore"]) => DomainState::Leaving,
            // In the auto-renew period the registry has moved the date already, though nobody has paid.
            () if self.expires_at.is_some_and(|at| at < now) || is(&["auto renew period"]) => DomainState::Expired,
            () if is(&["server hold"]) => DomainState::HeldByRegistry,
            () if is(&["client hold"]) => DomainState::HeldByRegistrar,
            () if self.expires_at.is_some_and(|at| at < soon) => DomainState::EndsSoon,
            () if is(&["add period"]) || self.registered_at.is_some_and(|at| at > before(IS_NEW)) => DomainState::New,
            () => DomainState::Fine,
        }
    }

    /// The same without the holder's name, which is personal: how it compares with the organiser's stands in its place.
    pub fn without_holder(mut self, organiser: Option<&str>) -> Self {
        let holder = self.holder.take();
        self.names_holder |= holder.is_some();
        self.is_organisers = holder
            .zip(organiser)
            .map(|(holder, organiser)| same(&holder, organiser));
        self
    }
}

/// Brackets of either width, blanks and letters of either case are the same.
fn same(one: &str, other: &str) -> bool {
    let plain = |name: &str| -> String {
        let name = name.nfkc().flat_map(char::to_lowercase);
        name.filter(|c| !c.is_whitespace()).collect()
    };
    plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str) -> Option<DateTime<Utc>> {
        (!day.is_empty()).then(|| format!("{day}T00:00:00Z").parse().unwrap())
    }

    #[test]
    fn what_a_registry_says_becomes_one_state() {
        use DomainState::*;
        let now = at("2026-11-23").unwrap();
        for (statuses, from, until, expected) in [
            (
                &["client transfer prohibited", "active"][..],
                "2019-03-02",
                "2028-03-02",
                Fine,
            ),
            (&["inactive"], "2019-03-02", "2028-03-02", Fine),
            (&[], "", "", Fine),
            (
                &["server hold", "add period"],
                "2026-11-20",
                "2027-11-20",
                HeldByRegistry,
            ),
            (
                &["redemption period", "pending delete"],
                "2015-06-01",
                "2026-09-01",
                Leaving,
            ),
            (&["pending restore"], "2015-06-01", "2028-09-01", Leaving),
            (&["auto renew period", "client hold"], "", "2027-11-10", Expired),
            (&["active"], "2015-06-01", "2026-11-22", Expired),
            (&["client hold"], "2015-06-01", "2028-11-22", HeldByRegistrar),
            (&["active"], "2015-06-01", "2027-01-21", EndsSoon),
            (&["active"], "2015-06-01", "2027-01-23", Fine),
            (&["add period"], "", "2027-11-20", New),
            (&["active"], "2026-11-21", "2027-11-21", New),
        ] {
            let registration = Registration {
                registered: true,
                statuses: statuses.iter().map(|status| (*status).to_owned()).collect(),
                registered_at: at(from),
                expires_at: at(until),
                ..Registration::default()
            };
            assert_eq!(registration.state(now), expected, "{statuses:?} {from} {until}");
        }
        assert_eq!(Registration::none().state(now), NotRegistered);
    }

    #[test]
    fn of_the_holder_only_the_comparison_is_kept() {
        for (holder, organiser, expected) in [
            (
                Some("示例（北京）科技有限公司"),
                Some("示例(北京)科技有限公司"),
                Some(true),
            ),
            (Some("EXAMPLE Co., Ltd."), Some("Example Co.,Ltd."), Some(true)),
            (Some("示例科技有限公司"), Some("示范科技有限公司"), Some(false)),
            (Some("示例科技有限公司"), None, None),
            (None, Some("示例科技有限公司"), None),
        ] {
            let registration = Registration {
                registered: true,
                holder: holder.map(str::to_owned),
                ..Registration::default()
            };
            let kept = registration.without_holder(organiser);
            assert_eq!(
                (kept.holder, kept.is_organisers),
                (None, expected),
                "{holder:?} {organiser:?}"
            );
        }
    }
}
