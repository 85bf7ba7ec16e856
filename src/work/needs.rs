//! What an input must have loaded before it can be decided.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::domain::filing::{FilingId, Status};
use crate::domain::outgoing::PersonId;

/// A text to be looked up in the register, and what for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LookUp {
    pub purpose: &'static str,
    pub text: String,
}

impl LookUp {
    /// A number that the authority gave. It stands in the open, and is looked up as it is.
    pub const ICP_NUMBER: &str = "icp_number";
}

/// What an input must have loaded beyond its speaker.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    pub filings: HashSet<FilingId>,
    pub numbers: HashSet<i64>,
    /// All filings of these applicants.
    pub applicants: HashSet<PersonId>,
    /// All filings that these reviewers have claimed.
    pub claimants: HashSet<PersonId>,
    pub people: HashSet<PersonId>,
    /// The roles of people who are not speaking are to be changed: lock them so.
    pub roles: HashSet<PersonId>,
    pub look_ups: HashSet<LookUp>,
    /// Deadlines by id, besides those of the filings.
    pub deadlines: HashSet<Uuid>,
    pub deadlines_of_filings: bool,
    pub desks: bool,
    /// So many of each status are wanted, the oldest, of what waits for reviewers; 0 where nothing is.
    pub queue: usize,
    /// So many of these statuses, the oldest, besides.
    pub queue_of_status: HashMap<Status, usize>,
    /// So many of each status in these provinces, the oldest, besides.
    pub queue_of_region: HashMap<String, usize>,
    /// Reviewers who want to see there what they have claimed.
    pub queue_of: HashSet<PersonId>,
    /// What reviewers look for, as they typed it.
    pub sought: HashSet<String>,
    pub history: HashSet<i64>,
    /// What people ask the reviewers, by number.
    pub questions: HashSet<i64>,
    /// All open questions of these people.
    pub askers: HashSet<PersonId>,
    /// The oldest open questions, and how many there are.
    pub open_questions: bool,
    /// How many new filing numbers may be wanted.
    pub new_numbers: u32,
    /// The same of questions.
    pub new_questions: u32,
}

impl Needs {
    pub fn join(&mut self, other: Needs) {
        self.filings.extend(other.filings);
        self.numbers.extend(other.numbers);
        self.applicants.extend(other.applicants);
        self.claimants.extend(other.claimants);
        self.people.extend(other.people);
        self.roles.extend(other.roles);
        self.look_ups.extend(other.look_ups);
        self.deadlines.extend(other.deadlines);
        self.deadlines_of_filings |= other.deadlines_of_filings;
        self.desks |= other.desks;
        self.queue = self.queue.max(other.queue);
        self.queue_of.extend(other.queue_of);
        for (status, depth) in other.queue_of_status {
            let known = self.queue_of_status.entry(status).or_default();
            *known = depth.max(*known);
        }
        for (region, depth) in other.queue_of_region {
            let known = self.queue_of_region.entry(region).or_default();
            *known = depth.max(*known);
        }
        self.sought.extend(other.sought);
        self.history.extend(other.history);
        self.questions.extend(other.questions);
        self.askers.extend(other.askers);
        self.open_questions |= other.open_questions;
        self.new_numbers += other.new_numbers;
        self.new_questions += other.new_questions;
    }

    /// The needs of one input, told in two rounds: both, but no more numbers than either asks for.
    pub fn add_round(&mut self, other: Needs) {
        let numbers = self.new_numbers.max(other.new_numbers);
        let questions = self.new_questions.max(other.new_questions);
        self.join(other);
        self.new_numbers = numbers;
        self.new_questions = questions;
    }

    /// What an action on a filing's status changes besides it: its deadlines, and the desks' counts.
    pub fn of_status() -> Self {
        Self {
            deadlines_of_filings: true,
            desks: true,
            ..Self::default()
        }
    }

    /// Whether all of it is among what was loaded. Numbers are not: they are used up.
    pub(super) fn is_met_by(&self, loaded: &Needs) -> bool {
        self.filings.is_subset(&loaded.filings)
            && self.numbers.is_subset(&loaded.numbers)
            && self.applicants.is_subset(&loaded.applicants)
            && self.claimants.is_subset(&loaded.claimants)
            && self.people.is_subset(&loaded.people)
            && self.roles.is_subset(&loaded.roles)
            && self.look_ups.is_subset(&loaded.look_ups)
            && self.deadlines.is_subset(&loaded.deadlines)
            && (!self.deadlines_of_filings || loaded.deadlines_of_filings)
            && (!self.desks || loaded.desks)
            && self.queue <= loaded.queue
            && self.queue_of.is_subset(&loaded.queue_of)
            && self.queue_of_status.iter().all(|(status, depth)| {
                let known = loaded.queue_of_status.get(status).copied().unwrap_or_default();
                *depth <= known.max(loaded.queue)
            })
            && self.queue_of_region.iter().all(|(region, depth)| {
                let known = loaded.queue_of_region.get(region).copied().unwrap_or_default();
                *depth <= known
            })
            && self.sought.is_subset(&loaded.sought)
            && self.history.is_subset(&loaded.history)
            && self.questions.is_subset(&loaded.questions)
            && self.askers.is_subset(&loaded.askers)
            && (!self.open_questions || loaded.open_questions)
    }

    /// A search sees what is committed: it must be the first of its chat in a batch.
    pub fn is_search(&self) -> bool {
        self.queue > 0 || self.open_questions || !self.sought.is_empty() || !self.history.is_empty()
    }
}
