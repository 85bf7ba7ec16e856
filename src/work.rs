//! What was loaded for a batch, its instant, and the changes that are made to it. No database and no services in reach: what
//! an input may do is to read what was loaded, and to note changes, which are folded in only if it succeeds.

use std::any::Any;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::domain::conversation::{Recent, State};
use crate::domain::deadlines::{Deadline, DeadlineName};
use crate::domain::filing::{Filing, FilingId, FilingKind, Place, Status, named};
use crate::domain::outgoing::{ChatId, Matter, Outgoing, PersonId};
use crate::domain::requests::Service;
use crate::domain::workflow::NoticeName;

/// A chat's place in the dialogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    pub chat: ChatId,
    pub kind: ChatKind,
    pub data_key: Uuid,
    pub state: State,
    /// When a group was last told that a command is not for everybody.
    pub refused_at: Option<DateTime<Utc>>,
    /// Filings of which something could not be told here: said first at the person's next input.
    pub untold: Vec<FilingId>,
    pub recent: Recent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatKind {
    Private,
    Group,
    /// Updates that belong to no chat.
    Bot,
}

named!(ChatKind { Private = "private", Group = "group", Bot = "bot" });

/// The languages of `prompts/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    Zh,
    En,
}

named!(Language { Zh = "zh", En = "en" });

/// Somebody who wrote to the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub data_key: Uuid,
    pub language: Language,
    /// As Telegram names them; shown to reviewers only.
    pub name: String,
    pub created_at: DateTime<Utc>,
}

/// What somebody may do (R13.3). Who has no role is an applicant, or, before their first filing, a stranger: the same rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Applicant,
    Reviewer,
    Administrator,
}

named!(Role { Applicant = "applicant", Reviewer = "reviewer", Administrator = "administrator" });

/// A role that was given by `/appoint`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// None once it was taken back.
    pub role: Option<Role>,
    pub by: PersonId,
    pub at: DateTime<Utc>,
}

/// A group that hears of new work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Desk {
    pub chat: ChatId,
    pub by: PersonId,
    pub language: Language,
    pub at: DateTime<Utc>,
    /// The topic of the group that its message stands in.
    pub topic: Option<i64>,
}

/// A line of a filing's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    pub filing: FilingId,
    pub at: DateTime<Utc>,
    pub actor: String,
    pub person: Option<PersonId>,
    pub action: String,
    pub from: Status,
    pub to: Status,
    pub words: Option<String>,
}

/// What the register is to be told by a grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub filing: FilingId,
    pub subject: Uuid,
    pub subject_number: String,
    /// Certificate type and number, for look-ups.
    pub subject_lookup: Option<String>,
    pub services: Vec<GrantedService>,
}

/// A site as granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantedService {
    pub id: Uuid,
    pub place: Place,
    pub icp_number: String,
    pub lookup: Option<String>,
}

/// An input that one chat's input means for another chat (the desk's counts). Several to one chat are decided once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOn {
    pub chat: ChatId,
    /// The input that caused it: makes the key, so that it is noted once.
    pub cause: i64,
}

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
}

/// Where a looked-up text was found in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    Subject { id: Uuid, icp_number: String },
    Service { subject: Uuid, icp_number: String },
}

/// A text to be looked up in the register, and what for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LookUp {
    pub purpose: &'static str,
    pub text: String,
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
    pub queue: bool,
    pub history: HashSet<i64>,
    /// How many new filing numbers may be wanted.
    pub new_numbers: u32,
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
        self.queue |= other.queue;
        self.history.extend(other.history);
        self.new_numbers += other.new_numbers;
    }

    /// The needs of one input, told in two rounds: both, but no more numbers than either asks for.
    pub fn add_round(&mut self, other: Needs) {
        let numbers = self.new_numbers.max(other.new_numbers);
        self.join(other);
        self.new_numbers = numbers;
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
    fn is_met_by(&self, loaded: &Needs) -> bool {
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
            && (!self.queue || loaded.queue)
            && self.history.is_subset(&loaded.history)
    }

    /// A search sees what is committed: it must be the first of its chat in a batch.
    pub fn is_search(&self) -> bool {
        self.queue || !self.history.is_empty()
    }
}

/// Rows that were loaded, with what was changed of them.
#[derive(Debug)]
pub struct Table<K, V> {
    rows: HashMap<K, V>,
    /// The rows as they were loaded, of those that changed (none for new ones).
    before: HashMap<K, Option<V>>,
    /// What the input that is being attempted has changed.
    attempt: HashMap<K, V>,
    /// Rows that are there and do not open. Whoever asks for one fails, rather than take it for absent or empty.
    unopened: HashSet<K>,
    /// One of these was asked for.
    asked_unopened: AtomicBool,
}

impl<K: Eq + Hash + Clone, V: Clone> Table<K, V> {
    /// Adds a loaded row. Rows that were changed already stay as they are.
    pub fn load(&mut self, key: K, row: V) {
        self.rows.entry(key).or_insert(row);
    }

    /// Notes a row that is there and does not open.
    pub fn cannot_open(&mut self, key: K) {
        self.unopened.insert(key);
    }

    pub fn get<Q: ?Sized + Eq + Hash>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
    {
        if self.unopened.contains(key) {
            self.asked_unopened.store(true, Ordering::Relaxed);
        }
        self.attempt.get(key).or_else(|| self.rows.get(key))
    }

    /// Whether something that does not open was asked for since this was last asked.
    fn took_unopened(&self) -> bool {
        self.asked_unopened.swap(false, Ordering::Relaxed)
    }

    /// Notes the row as it shall be.
    pub fn put(&mut self, key: K, row: V) {
        self.attempt.insert(key, row);
    }

    /// All rows as they are now.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let changed = self.attempt.iter();
        changed.chain(self.rows.iter().filter(|(key, _)| !self.attempt.contains_key(*key)))
    }

    /// Changed rows: as loaded (none: new), and as they shall be.
    pub fn changes(&self) -> impl Iterator<Item = (&K, Option<&V>, &V)> {
        self.before
            .iter()
            .filter_map(|(key, before)| Some((key, before.as_ref(), self.rows.get(key)?)))
    }

    fn keep(&mut self) {
        for (key, row) in self.attempt.drain() {
            let before = self.rows.insert(key.clone(), row);
            self.before.entry(key).or_insert(before);
        }
    }

    fn forget(&mut self) {
        self.attempt.clear();
    }
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self {
            rows: HashMap::new(),
            before: HashMap::new(),
            attempt: HashMap::new(),
            unopened: HashSet::new(),
            asked_unopened: AtomicBool::new(false),
        }
    }
}

/// What is only ever added.
#[derive(Debug, Default)]
pub struct Additions {
    /// Each with its key, the same whenever the same input is decided again.
    pub outgoing: Vec<(String, Outgoing)>,
    /// What notices among them tell of, by their keys.
    pub matters: HashMap<String, Matter>,
    pub audit: Vec<Audit>,
    pub grants: Vec<Grant>,
    pub passed_on: Vec<PassedOn>,
    pub new_keys: Vec<(Uuid, &'static str)>,
    /// People whose data keys are dropped with everything sealed under them.
    pub deleted: Vec<Deletion>,
    /// Drafts of which the same is done, each for itself.
    pub forgotten: Vec<Forgotten>,
    /// Groups that got a new id: old, new.
    pub moved: Vec<(ChatId, ChatId)>,
}

impl Additions {
    fn take(&mut self, other: &mut Additions) {
        self.outgoing.append(&mut other.outgoing);
        self.matters.extend(other.matters.drain());
        self.audit.append(&mut other.audit);
        self.grants.append(&mut other.grants);
        self.passed_on.append(&mut other.passed_on);
        self.new_keys.append(&mut other.new_keys);
        self.deleted.append(&mut other.deleted);
        self.forgotten.append(&mut other.forgotten);
        self.moved.append(&mut other.moved);
    }
}

/// Something that somebody is to be told; the bot puts it into words of their language in the same attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub to: ChatId,
    pub filing: Option<FilingId>,
    pub about: About,
}

/// What a notice tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// To the applicant: the status has changed (`notices/<name>.j2`).
    Status {
        name: NoticeName,
        /// What the authority said of the whole filing.
        words: Option<String>,
    },
    /// To the claimant: the applicant, the clock or an administrator did something to a filing they have claimed.
    Claimed { event: &'static str },
    /// To somebody whose role has changed; none: dismissed.
    Role(Option<Role>),
    /// Time has passed (`reminders/<name>.j2`).
    Reminder {
        deadline: DeadlineName,
        ends_at: DateTime<Utc>,
        /// Then the next reminder or the end is told instead.
        until: Option<DateTime<Utc>>,
    },
    /// To the reviewer: the applicant may not have heard that this deadline is ending (`reminders/unreached.j2`).
    Unreached { ends_at: DateTime<Utc> },
}

/// Everything of a person is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deletion {
    pub person: PersonId,
    pub chat: ChatId,
}

/// A filing whose values are to go, while its row and its history without words stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten {
    pub filing: FilingId,
    /// The key that it had: its row names none any more.
    pub data_key: Uuid,
    /// Its applicant's chat.
    pub chat: ChatId,
}

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
    /// What was looked up in the register; what is not here was not asked for.
    pub known: HashMap<LookUp, Vec<Known>>,
    /// Filings that reviewers have to do with, where a queue was asked for: of each status the oldest of every claimant and of
    /// what nobody has claimed. `counted` knows how many there are in all.
    pub queue: Vec<Listed>,
    /// By status, and whether somebody has claimed it.
    pub counted: HashMap<(Status, bool), usize>,
    pub history: HashMap<FilingId, Vec<Audit>>,
    /// Where a moment fell due: filings and chats with notices that have been waiting in vain for a while.
    pub undelivered: HashSet<(FilingId, ChatId)>,
    /// Ids of the administrators of the configuration.
    pub administrators: Vec<PersonId>,
    /// The services outside that may be asked.
    pub services: BTreeSet<Service>,
    pub additions: Additions,
    attempt: Additions,
    /// What was asked to be loaded for this batch, all inputs' needs together.
    loaded: Needs,
    numbers: Vec<i64>,
    used_numbers: usize,
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
            known: HashMap::new(),
            queue: Vec::new(),
            counted: HashMap::new(),
            history: HashMap::new(),
            undelivered: HashSet::new(),
            administrators,
            services: BTreeSet::new(),
            additions: Additions::default(),
            attempt: Additions::default(),
            loaded: Needs::default(),
            numbers: Vec::new(),
            used_numbers: 0,
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
        self.numbers.extend(numbers);
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
        let numbers_left = self.numbers.len().saturating_sub(self.used_numbers);
        if needs.is_met_by(&self.loaded) && needs.new_numbers as usize <= numbers_left {
            Ok(())
        } else {
            Err(Undecided::NeedsMore(Box::new(needs)))
        }
    }

    /// A filing number nobody else has.
    pub fn new_number(&mut self) -> Result<i64, Undecided> {
        let number = self.numbers.get(self.used_numbers).copied();
        let number = number.ok_or_else(|| {
            Undecided::NeedsMore(Box::new(Needs {
                new_numbers: 1,
                ..Needs::default()
            }))
        })?;
        self.used_numbers += 1;
        Ok(number)
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
            .unwrap_or(Language::Zh)
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
        self.require(Needs {
            desks: true,
            ..Needs::default()
        })?;
        let cause = self.input;
        for chat in self.desks.iter().map(|(chat, _)| *chat).collect::<Vec<_>>() {
            if !self.attempt.passed_on.iter().any(|passed| passed.chat == chat) {
                self.attempt.passed_on.push(PassedOn { chat, cause });
            }
        }
        Ok(())
    }

    /// How many filings of that status reviewers have before them, where a queue was asked for.
    pub fn count(&self, status: Status) -> usize {
        let of = |claimed| self.counted.get(&(status, claimed)).copied().unwrap_or_default();
        of(true) + of(false)
    }

    /// What our register knows of that text, where it was looked up.
    pub fn known(&self, look_up: &LookUp) -> &[Known] {
        self.known.get(look_up).map(Vec::as_slice).unwrap_or_default()
    }

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

    /// Runs one input. What it noted is folded in if it succeeds; if it fails or panics, no trace of it is left.
    pub fn attempt<T>(
        &mut self,
        input: i64,
        decide: impl FnOnce(&mut Work) -> Result<T, Undecided>,
    ) -> Result<T, Undecided> {
        self.input = input;
        let used_numbers = self.used_numbers;
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
            self.additions.take(&mut self.attempt);
        } else {
            self.conversations.forget();
            self.people.forget();
            self.appointments.forget();
            self.filings.forget();
            self.deadlines.forget();
            self.desks.forget();
            self.attempt = Additions::default();
            self.notices.clear();
            self.used_numbers = used_numbers;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn work() -> Work {
        let mut n = 0;
        Work::new(
            crate::clock::from_milliseconds(0),
            vec![],
            Box::new(move || {
                n += 1;
                Uuid::from_u128(n)
            }),
        )
    }

    fn desk(chat: ChatId) -> Desk {
        Desk {
            chat,
            by: 1,
            language: Language::Zh,
            at: crate::clock::from_milliseconds(0),
            topic: None,
        }
    }

    #[test]
    fn a_failed_input_leaves_no_trace() {
        let mut work = work();
        work.was_loaded(&Needs::of_status());
        work.attempt(1, |work| {
            work.desks.put(5, desk(5));
            Ok(())
        })
        .unwrap();
        let failed: Result<(), _> = work.attempt(2, |work| {
            work.desks.put(6, desk(6));
            work.tell_desks()?;
            panic!("made up")
        });
        let failed = failed.unwrap_err();
        assert!(!failed.to_string().contains("made up"), "what panicked may be personal");
        assert!(matches!(failed, Undecided::Panicked(text) if text == "made up"));
        assert_eq!(work.desks.iter().count(), 1);
        assert!(work.additions.passed_on.is_empty());
        assert_eq!(work.desks.changes().count(), 1);
    }

    #[test]
    fn whoever_asks_for_what_does_not_open_fails_alone() {
        let mut work = work();
        work.people.cannot_open(5);
        assert!(work.people.get(&5).is_none(), "asked outside of an attempt");
        let asks_for = |person: PersonId| {
            move |work: &mut Work| {
                work.desks.put(person, desk(person));
                Ok(work.people.get(&person).is_none())
            }
        };
        assert!(work.attempt(1, asks_for(6)).unwrap());
        assert!(matches!(work.attempt(2, asks_for(5)), Err(Undecided::Unopened)));
        assert!(work.attempt(3, asks_for(7)).unwrap());
        let mut changed: Vec<_> = work.desks.changes().map(|(chat, _, _)| *chat).collect();
        changed.sort_unstable();
        assert_eq!(changed, [6, 7]);
    }

    #[test]
    fn what_was_not_loaded_is_asked_for_all_at_once() {
        let mut work = work();
        let look_up = |text: &str| LookUp {
            purpose: "domain",
            text: text.to_owned(),
        };
        work.was_loaded(&Needs {
            look_ups: HashSet::from([look_up("a")]),
            ..Needs::default()
        });
        let needs = |texts: &[&str], new_numbers| Needs {
            look_ups: texts.iter().map(|text| look_up(text)).collect(),
            new_numbers,
            ..Needs::default()
        };
        assert!(work.require(needs(&["a"], 0)).is_ok());
        for (texts, numbers) in [(&["a", "b"][..], 0), (&["a"][..], 1)] {
            let Err(Undecided::NeedsMore(more)) = work.require(needs(texts, numbers)) else {
                panic!("{texts:?} and {numbers} numbers are not there");
            };
            assert_eq!((more.look_ups.len(), more.new_numbers), (texts.len(), numbers));
        }
    }

    #[test]
    fn a_number_that_was_not_kept_is_not_lost() {
        let mut work = work();
        work.add_numbers(1001..1003);
        let taken = |work: &mut Work| work.new_number();
        let failed: Result<(), _> = work.attempt(1, |work| {
            taken(work)?;
            panic!("made up")
        });
        assert!(failed.is_err());
        assert_eq!(work.attempt(2, taken).unwrap(), 1001);
        assert_eq!(work.attempt(3, taken).unwrap(), 1002);
        assert!(work.attempt(4, taken).is_err());
    }

    #[test]
    fn a_row_that_was_changed_twice_is_one_change_from_what_was_loaded() {
        let mut work = work();
        work.desks.load(5, desk(5));
        for language in [Language::En, Language::Zh, Language::En] {
            work.attempt(1, |work| {
                work.desks.put(5, Desk { language, ..desk(5) });
                Ok(())
            })
            .unwrap();
        }
        let changes: Vec<_> = work.desks.changes().collect();
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].1.unwrap().language, Language::Zh);
        assert_eq!(changes[0].2.language, Language::En);
    }
}
