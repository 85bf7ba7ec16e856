//! What the walk stands in: a batch's work with its people, begun anew now and then, loaded and attempted as the bot does it.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::{APPLICANTS, DESK, REVIEWERS, Walk};
use crate::actions::{Done, NotDone, Refusal};
use crate::domain::conversation::{ChatKind, Conversation, Recent, State};
use crate::domain::desk::Desk;
use crate::domain::filing::{Filing, FilingId};
use crate::domain::language::Language;
use crate::domain::people::{Appointment, Person, Role};
use crate::domain::workflow::{self, Case};
use crate::work::{Needs, Undecided, Work};

impl Walk {
    /// A new batch begins with what is not closed.
    pub(super) fn put_away(&mut self) {
        // People with the same number come again and again: what the register knows of it would end every later filing.
        self.register.clear();
        let old = std::mem::replace(&mut self.work, work(DateTime::<Utc>::MIN_UTC, self.step + 1));
        self.work.now = old.now;
        // What is granted and not all done is somebody's turn still.
        let open = old.deadlines.iter().filter(|(_, deadline)| deadline.is_open());
        // A question that is not answered outlives what it was about.
        let dated: HashSet<FilingId> = open.map(|(_, deadline)| deadline.filing).collect();
        let goes_on = |filing: &Filing| {
            let is_dated = dated.contains(&filing.id);
            is_dated || workflow::whose_turn(&Case::of(filing)).is_some()
        };
        for (id, filing) in old.filings.iter().filter(|(_, filing)| goes_on(filing)) {
            self.work.filings.load(*id, filing.clone());
        }
        for (id, deadline) in old.deadlines.iter().filter(|(_, deadline)| deadline.is_open()) {
            self.work.deadlines.load(*id, deadline.clone());
        }
        for (number, question) in old.questions.iter().filter(|(_, question)| question.answered.is_none()) {
            self.work.questions.load(*number, question.clone());
        }
        self.before.retain(|id, _| self.work.filings.get(id).is_some());
        self.last_entry.retain(|id, _| self.before.contains_key(id));
        self.buttons.clear();
        self.load(&Needs::default());
    }

    /// Loads what is needed, as the batch does.
    pub(super) fn load(&mut self, needs: &Needs) {
        for look_up in &needs.look_ups {
            let known = self.register.get(&look_up.text).cloned().into_iter().collect();
            self.work.known.insert(look_up.clone(), known);
        }
        let asked = self.questions;
        self.questions += i64::from(needs.new_questions);
        self.work.add_question_numbers(asked..self.questions);
        let from = self.numbers;
        self.numbers += i64::from(needs.new_numbers);
        self.work.add_numbers(from..self.numbers);
        self.work.was_loaded(&Needs {
            new_numbers: 0,
            new_questions: 0,
            // What is answered is put away with its batch.
            askers: APPLICANTS.into(),
            applicants: APPLICANTS.into(),
            claimants: REVIEWERS.into(),
            ..needs.clone()
        });
        self.work.was_loaded(&Needs::of_status());
    }

    /// Attempts it as `bot/process.rs` does: with more, where more is needed. What it noted before a refusal stays.
    pub(super) fn attempt<T>(&mut self, act: impl Fn(&mut Work) -> Done<T>) -> Result<T, Refusal> {
        loop {
            self.input += 1;
            let outcome = self.work.attempt(self.input, |work| match act(work) {
                Ok(done) => Ok(Ok(done)),
                Err(NotDone::Refused(refusal)) => Ok(Err(refusal)),
                Err(NotDone::Undecided(undecided)) => Err(undecided),
            });
            match outcome {
                Ok(outcome) => {
                    self.refused += u64::from(outcome.is_err());
                    return outcome;
                }
                Err(Undecided::NeedsMore(more)) => self.load(&more),
                Err(other) => panic!("step {}: {other:?}", self.step),
            }
        }
    }
}

/// A batch with the people and the desk, and ids of its own.
pub(super) fn work(now: DateTime<Utc>, from: u64) -> Work {
    let mut at = u128::from(from) << 64;
    let ids = move || {
        at += 1;
        Uuid::from_u128(at)
    };
    let mut work = Work::new(now, vec![13], Box::new(ids));
    work.desk_rules.undo = Duration::seconds(60);
    for id in APPLICANTS.into_iter().chain(REVIEWERS) {
        let person = Person {
            id,
            data_key: Uuid::from_u128(id as u128),
            language: Language::DEFAULT,
            name: "示例".to_owned(),
            quiet: Default::default(),
            created_at: now,
        };
        work.people.load(id, person);
        let conversation = Conversation {
            chat: id,
            kind: ChatKind::Private,
            data_key: Uuid::from_u128(id as u128),
            state: State::Idle,
            refused_at: None,
            untold: Vec::new(),
            recent: Recent::default(),
        };
        work.conversations.load(id, conversation);
    }
    for id in REVIEWERS {
        let appointment = Appointment {
            role: Some(Role::Reviewer),
            by: 13,
            at: now,
        };
        work.appointments.load(id, appointment);
    }
    let desk = Desk {
        chat: DESK,
        by: 13,
        language: Language::DEFAULT,
        at: now,
        topic: None,
    };
    work.desks.load(DESK, desk);
    work
}
