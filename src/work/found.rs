//! What searches bring: they are read only, and nothing of them is changed through [`super::Work`].

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::filing::{FilingId, FilingKind, Status};
use crate::domain::outgoing::PersonId;

/// At most this many filings are shown of what a reviewer looks for.
pub const FOUND: usize = 10;

/// So many filings of a list can be paged through; of more it is told how many they are.
pub const PAGED: usize = 200;

/// A filing as lists show it: nothing personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub id: FilingId,
    pub number: i64,
    pub status: Status,
    pub kind: Option<FilingKind>,
    pub applicant: PersonId,
    pub claimed_by: Option<PersonId>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub status_since: DateTime<Utc>,
    /// Id of its province.
    pub region: Option<String>,
}

/// Where a looked-up text was found in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    Subject {
        id: Uuid,
        icp_number: String,
    },
    Service {
        subject: Uuid,
        icp_number: String,
        filing: FilingId,
    },
}
