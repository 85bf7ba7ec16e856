//! What was found in an answer: why it was not taken, or what is doubtful about it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// A text that is none of the kind.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("malformed answer: {code}")]
pub struct Malformed {
    /// The prompt `malformed/<code>.j2` explains it.
    pub code: &'static str,
    /// Values the prompt may show; personal ones among them, so they are not printed.
    pub found: BTreeMap<&'static str, String>,
    /// Whether it is kept with a doubt when the person sends it once more ([`Context::insists`]).
    pub can_insist: bool,
}

/// A doubt about a value that is kept all the same; the reviewer sees it as a finding.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The prompt `warnings/<code>.j2` explains it.
    pub code: &'static str,
    pub found: BTreeMap<&'static str, String>,
}

impl Malformed {
    pub(crate) fn new(code: &'static str) -> Self {
        Self {
            code,
            found: BTreeMap::new(),
            can_insist: false,
        }
    }

    pub(crate) fn insistable(mut self) -> Self {
        self.can_insist = true;
        self
    }

    pub(crate) fn insistable_if(mut self, is_so: bool) -> Self {
        self.can_insist = is_so;
        self
    }

    pub(crate) fn with(mut self, key: &'static str, value: impl ToString) -> Self {
        self.found.insert(key, value.to_string());
        self
    }
}

impl Warning {
    pub(crate) fn new(code: &'static str) -> Self {
        Self {
            code,
            found: BTreeMap::new(),
        }
    }

    pub(crate) fn with(mut self, key: &'static str, value: impl ToString) -> Self {
        self.found.insert(key, value.to_string());
        self
    }
}

impl fmt::Debug for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Malformed")
            .field("code", &self.code)
            .field("found", &self.found.keys())
            .finish()
    }
}

impl fmt::Debug for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Warning")
            .field("code", &self.code)
            .field("found", &self.found.keys())
            .finish()
    }
}
