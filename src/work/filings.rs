//! The filings of a batch: how they are found among what was loaded, and how they are changed.

use std::collections::HashSet;

use super::{Needs, Table, Undecided, Work};
use crate::domain::deadlines::Deadline;
use crate::domain::filing::{Filing, FilingId};
use crate::domain::outgoing::PersonId;

impl Table<FilingId, Filing> {
    /// Changes a filing, notes it as it shall be, and gives it back so. What people see of it is changed under a new version
    /// ([`Filing::raise`]): then buttons from before do not count any more.
    pub fn change(&mut self, mut filing: Filing, change: impl FnOnce(&mut Filing)) -> Filing {
        change(&mut filing);
        self.noted(filing)
    }

    /// Notes a filing as it shall be, and gives it back.
    pub fn noted(&mut self, filing: Filing) -> Filing {
        self.put(filing.id, filing.clone());
        filing
    }
}

impl Work {
    /// The filing that people call by that number, where it was loaded.
    pub fn filing_by_number(&self, number: i64) -> Option<&Filing> {
        let found = self.filings.iter().find(|(_, filing)| filing.number == Some(number))?;
        self.filings.get(found.0)
    }

    /// An applicant's filings, oldest first.
    pub fn filings_of(&self, applicant: PersonId) -> Result<Vec<&Filing>, Undecided> {
        self.require(Needs {
            applicants: HashSet::from([applicant]),
            ..Needs::default()
        })?;
        let mut filings: Vec<_> = self
            .filings
            .iter()
            .filter(|(_, filing)| filing.applicant == applicant)
            .filter_map(|(id, _)| self.filings.get(id))
            .collect();
        // Ids are chance: of two that were begun at the same instant the one handed in is the older.
        filings.sort_by_key(|filing| (filing.created_at, filing.number.is_none(), filing.number, filing.id));
        Ok(filings)
    }

    /// What a reviewer has claimed, in the order of the numbers.
    pub fn claimed_by(&self, reviewer: PersonId) -> Result<Vec<Filing>, Undecided> {
        self.require(Needs {
            claimants: HashSet::from([reviewer]),
            desks: true,
            ..Needs::default()
        })?;
        let all = self.filings.iter().map(|(_, filing)| filing);
        let mut claimed: Vec<_> = all
            .filter(|filing| filing.claimed_by == Some(reviewer))
            .cloned()
            .collect();
        claimed.sort_by_key(|filing| filing.number);
        Ok(claimed)
    }

    pub fn deadlines_of(&self, filing: FilingId) -> Result<Vec<Deadline>, Undecided> {
        self.require(Needs::of_status())?;
        Ok(self
            .deadlines
            .iter()
            .map(|(_, deadline)| deadline)
            .filter(|d| d.filing == filing)
            .cloned()
            .collect())
    }
}
