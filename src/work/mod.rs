//! What was loaded for a batch, its instant, and the changes that are made to it. No database and no services in reach: what
//! an input may do is to read what was loaded, and to note changes, which are folded in only if it succeeds.

mod additions;
mod block;
mod filings;
mod found;
mod needs;
mod notices;
mod table;

#[cfg(test)]
mod tests;

use std::any::Any;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

pub use self::additions::{
    Additions, Audit, CorrectedGrant, Deletion, ForAnother, Forgotten, Grant, GrantedService, PassedOn, TakenBack,
};
use self::block::Block;
pub use self::found::{FOUND, Known, Listed, PAGED};
pub use self::needs::{LookUp, Needs};
pub use self::notices::{Notice, Occasion};
pub use self::table::Table;
use crate::domain::conversation::Conversation;
use crate::domain::deadlines::Deadline;
use crate::domain::desk::{Desk, DeskRules};
use crate::domain::filing::{Filing, FilingId, Status};
use crate::domain::language::Language;
use crate::domain::outgoing::{ChatId, Matter, Outgoing, PersonId};
use crate::domain::people::{Appointment, Person, Role};
use crate::domain::question::Question;
use crate::domain::requests::Service;

/// The batch.
pub struct Work {
    /// One instant for all of it.
    pub now: DateTime<Utc>,
    pub conversations: Table<ChatId, Conversation>,
    pub people: Table<PersonId, Person>,
    pub appointments: Table<PersonId, Appointment>,
    pub filings: Table<FilingId, Filing>,
    pub deadlines: Table<Uuid, Deadline>,
    pub desks: Table<ChatId, Desk>,
    /// What people ask the reviewers, by number.
    pub questions: Table<i64, Question>,
    /// The oldest open questions, oldest first, and how many there are.
    pub open_questions: Vec<i64>,
    pub questions_open: usize,
    /// What was looked up in the register; what is not here was not asked for.
    pub known: HashMap<LookUp, Vec<Known>>,
    /// Filings that reviewers have to do with, where a queue was asked for: of each status the oldest, as many as were asked for, and besides
    /// some of what nobody has claimed and of what those who asked have. `counted` knows how many there are in all.
    pub queue: Vec<Listed>,
    /// What was found of what reviewers look for: the newest first, one more than are shown.
    pub found: HashMap<String, Vec<Listed>>,
    /// By status, and whether somebody has claimed it.
    pub counted: HashMap<(Status, bool), usize>,
    /// How many of each status are overdue; no more than [`PAGED`] and one are counted.
    pub late: HashMap<Status, usize>,
    pub history: HashMap<FilingId, Vec<Audit>>,
    /// Where a moment fell due: filings and chats with notices that have been waiting in vain for a while.
    pub undelivered: HashSet<(FilingId, ChatId)>,
    /// Ids of the administrators of the configuration.
    pub administrators: Vec<PersonId>,
    pub desk_rules: DeskRules,
    /// The services outside that may be asked.
    pub services: BTreeSet<Service>,
    pub additions: Additions,
    attempt: Additions,
    /// What was asked to be loaded for this batch, all inputs' needs together.
    loaded: Needs,
    numbers: Block,
    question_numbers: Block,
    ids: Box<dyn FnMut() -> Uuid + Send + Sync>,
    notices: Vec<Notice>,
    /// The input being attempted.
    input: i64,
    /// Inputs whose own content does not open.
    unopened: HashSet<i64>,
}

/// Why an input could not be decided.
#[derive(Debug, thiserror::Error)]
pub enum Undecided {
    /// It needs more than was loaded: it goes first in the next batch with the longer list.
    #[error("more must be loaded first")]
    NeedsMore(Box<Needs>),
    /// Its message is not printed: a panic over a text quotes the text. The panic's place is logged when it happens.
    #[error("deciding panicked")]
    Panicked(String),
    /// What it is about was sealed under a key that does not open, or is damaged: nothing is built upon that.
    #[error("something that it needs is stored and does not open; is a key missing from SECRET_KEY?")]
    Unopened,
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

impl Work {
    pub fn new(now: DateTime<Utc>, administrators: Vec<PersonId>, ids: Box<dyn FnMut() -> Uuid + Send + Sync>) -> Self {
        Self {
            now,
            conversations: Table::default(),
            people: Table::default(),
            appointments: Table::default(),
            filings: Table::default(),
            deadlines: Table::default(),
            desks: Table::default(),
            questions: Table::default(),
            open_questions: Vec::new(),
            questions_open: 0,
            known: HashMap::new(),
            queue: Vec::new(),
            found: HashMap::new(),
            counted: HashMap::new(),
            late: HashMap::new(),
            history: HashMap::new(),
            undelivered: HashSet::new(),
            administrators,
            desk_rules: DeskRules::default(),
            services: BTreeSet::new(),
            additions: Additions::default(),
            attempt: Additions::default(),
            loaded: Needs::default(),
            numbers: Block::default(),
            question_numbers: Block::default(),
            notices: Vec::new(),
            ids,
            input: 0,
            unopened: HashSet::new(),
        }
    }

    /// The day in Asia/Shanghai.
    pub fn today(&self) -> NaiveDate {
        self.now.with_timezone(&crate::clock::shanghai()).date_naive()
    }

    pub fn new_id(&mut self) -> Uuid {
        (self.ids)()
    }

    /// A block of filing numbers that was reserved for this batch.
    pub fn add_numbers(&mut self, numbers: impl Iterator<Item = i64>) {
        self.numbers.add(numbers);
    }

    /// The same of questions.
    pub fn add_question_numbers(&mut self, numbers: impl Iterator<Item = i64>) {
        self.question_numbers.add(numbers);
    }

    /// An input is there and its content does not open: it fails, for it is not known to say nothing.
    pub fn cannot_open_input(&mut self, input: i64) {
        self.unopened.insert(input);
    }

    /// Notes what was loaded, so that [`Work::require`] can tell.
    pub fn was_loaded(&mut self, needs: &Needs) {
        self.loaded.join(needs.clone());
    }

    /// Refuses to go on where something of this was not loaded. An input's first list is told from where its chat stood when the
    /// batch began; an earlier input of the batch may have led it somewhere else. All is asked for at once, also what happens to be
    /// there: the next batch starts from nothing.
    pub fn require(&self, needs: Needs) -> Result<(), Undecided> {
        let are_left = self.numbers.has(needs.new_numbers) && self.question_numbers.has(needs.new_questions);
        if needs.is_met_by(&self.loaded) && are_left {
            Ok(())
        } else {
            Err(Undecided::NeedsMore(Box::new(needs)))
        }
    }

    /// A filing number nobody else has.
    pub fn new_number(&mut self) -> Result<i64, Undecided> {
        let wanted = Needs {
            new_numbers: 1,
            ..Needs::default()
        };
        let number = self.numbers.take();
        number.ok_or_else(|| Undecided::NeedsMore(Box::new(wanted)))
    }

    /// A question's number nobody else has.
    pub fn new_question_number(&mut self) -> Result<i64, Undecided> {
        let wanted = Needs {
            new_questions: 1,
            ..Needs::default()
        };
        let number = self.question_numbers.take();
        number.ok_or_else(|| Undecided::NeedsMore(Box::new(wanted)))
    }

    /// A new data key; the save makes and wraps it.
    pub fn new_key(&mut self, owner: &'static str) -> Uuid {
        let id = self.new_id();
        self.attempt.new_keys.push((id, owner));
        id
    }

    pub fn role(&self, person: PersonId) -> Role {
        if self.administrators.contains(&person) {
            return Role::Administrator;
        }
        self.appointments
            .get(&person)
            .and_then(|appointment| appointment.role)
            .unwrap_or(Role::Applicant)
    }

    /// The language of somebody who is to be told: that of their chat's person, or of the desk.
    pub fn language_of(&self, chat: ChatId) -> Language {
        let desk = self.desks.get(&chat).map(|desk| desk.language);
        desk.or_else(|| self.people.get(&chat).map(|person| person.language))
            .unwrap_or_default()
    }

    pub fn say(&mut self, outgoing: Outgoing) {
        let key = format!("input:{}:{}", self.input, self.attempt.outgoing.len());
        self.attempt.outgoing.push((key, outgoing));
    }

    /// The same of a notice about a filing, whose place a later one may take.
    pub fn say_about(&mut self, matter: Matter, outgoing: Outgoing) {
        self.say(outgoing);
        if let Some((key, _)) = self.attempt.outgoing.last() {
            self.attempt.matters.insert(key.clone(), matter);
        }
    }

    pub fn tell(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// What the input being attempted wants told; who takes it puts it into words and says it.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    pub fn note(&mut self, audit: Audit) {
        self.attempt.audit.push(audit);
    }

    pub fn grant(&mut self, grant: Grant) {
        self.attempt.grants.push(grant);
    }

    pub fn correct_grant(&mut self, corrected: CorrectedGrant) {
        self.attempt.corrected.push(corrected);
    }

    /// An act is taken back before anybody has heard of it: what was to be told at that instant is not, and what it wrote into the register goes.
    pub fn take_back(&mut self, taken: TakenBack) {
        self.attempt.taken_back.push(taken);
    }

    /// A group got a new id.
    pub fn move_chat(&mut self, from: ChatId, to: ChatId) {
        self.attempt.moved.push((from, to));
    }

    /// Whether the chat's person is to be deleted with this batch.
    pub fn deletes(&self, chat: ChatId) -> bool {
        self.attempt
            .deleted
            .iter()
            .chain(&self.additions.deleted)
            .any(|deletion| deletion.chat == chat)
    }

    pub fn delete(&mut self, deletion: Deletion) {
        self.attempt.deleted.push(deletion);
    }

    /// Whether a draft of that chat is forgotten with this batch: what is said of it is sealed under a key that is going.
    pub fn forgets(&self, chat: ChatId) -> bool {
        let forgotten = self.attempt.forgotten.iter().chain(&self.additions.forgotten);
        forgotten.map(|forgotten| forgotten.chat).any(|other| other == chat)
    }

    pub fn forget(&mut self, forgotten: Forgotten) {
        self.attempt.forgotten.push(forgotten);
    }

    /// The desk's counts have changed.
    pub fn tell_desks(&mut self) -> Result<(), Undecided> {
        let cause = self.input;
        self.pass_on_to_desks(ForAnother::Counts { cause })
    }

    /// Something that nobody has claimed is near its end, or late: the desks hear of all such filings together, once a day.
    pub fn tell_desks_daily(&mut self) -> Result<(), Undecided> {
        let day = self.today();
        self.pass_on_to_desks(ForAnother::Digest { day })
    }

    /// Somebody asked something that is nobody's yet: the desks are told.
    pub fn tell_desks_asked(&mut self, question: i64) -> Result<(), Undecided> {
        self.pass_on_to_desks(ForAnother::Asked { question })
    }

    fn pass_on_to_desks(&mut self, what: ForAnother) -> Result<(), Undecided> {
        self.require(Needs {
            desks: true,
            ..Needs::default()
        })?;
        for chat in self.desks.iter().map(|(chat, _)| *chat).collect::<Vec<_>>() {
            let passed = PassedOn { chat, what };
            if !self.attempt.passed_on.contains(&passed) {
                self.attempt.passed_on.push(passed);
            }
        }
        Ok(())
    }

    /// How many filings of that status reviewers have before them, where a queue was asked for.
    pub fn count(&self, status: Status) -> usize {
        self.count_of(status, true) + self.count_of(status, false)
    }

    /// The same of those that somebody has claimed, or nobody.
    pub fn count_of(&self, status: Status, is_claimed: bool) -> usize {
        self.counted.get(&(status, is_claimed)).copied().unwrap_or_default()
    }

    /// What our register knows of that text, where it was looked up.
    pub fn known(&self, look_up: &LookUp) -> &[Known] {
        self.known.get(look_up).map(Vec::as_slice).unwrap_or_default()
    }

    /// Runs one input. What it noted is folded in if it succeeds; if it fails or panics, no trace of it is left.
    pub fn attempt<T>(
        &mut self,
        input: i64,
        decide: impl FnOnce(&mut Work) -> Result<T, Undecided>,
    ) -> Result<T, Undecided> {
        self.input = input;
        let used = (self.numbers.used, self.question_numbers.used);
        self.took_unopened();
        let outcome = catch_unwind(AssertUnwindSafe(|| decide(self)));
        let mut outcome = outcome.unwrap_or_else(|panic| Err(Undecided::Panicked(panic_text(&*panic))));
        if self.took_unopened() || self.unopened.contains(&input) {
            outcome = Err(Undecided::Unopened);
        }
        if outcome.is_ok() {
            self.conversations.keep();
            self.people.keep();
            self.appointments.keep();
            self.filings.keep();
            self.deadlines.keep();
            self.desks.keep();
            self.questions.keep();
            self.additions.take(&mut self.attempt);
        } else {
            self.conversations.forget();
            self.people.forget();
            self.appointments.forget();
            self.filings.forget();
            self.deadlines.forget();
            self.desks.forget();
            self.questions.forget();
            self.attempt = Additions::default();
            self.notices.clear();
            (self.numbers.used, self.question_numbers.used) = used;
        }
        outcome
    }
}

impl Work {
    /// Of the rows that are sealed, or that what is said is sealed for.
    fn took_unopened(&self) -> bool {
        // Each is asked, so that none keeps the answer for the next input.
        let took = [
            self.conversations.took_unopened(),
            self.people.took_unopened(),
            self.filings.took_unopened(),
            self.questions.took_unopened(),
        ];
        took.contains(&true)
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}
