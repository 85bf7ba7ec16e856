//! Whose rows a round of updates may change.
//!
//! - Whoever says nothing in the round keeps every row byte for byte: filing, answers, what was sent back, history, deadlines, name,
//!   place in the dialogue, role, register, keys. Exceptions are only what reviewers and time may do:
//! - **An applicant** who acts may say a word beside what was sent back to them, and leaves the rest of its row as it is.
//! - **A reviewer** who acts may change the status, the claim and the version of another's filing that was handed in, by a step that
//!   the workflow has for reviewers, and leave history, deadlines, picks and rejections in their own name. They change no answer, no
//!   draft, and nothing of their own filing's review.
//! - **An administrator** who acts may besides give and take roles and make a group the desk.
//! - **Time** moves deadlines that have passed, and ends filings of which one has.
//! - A group keeps no place in the dialogue, and is nobody's filing.

use std::collections::BTreeSet;
use std::fmt::Debug;

use entities::filing;
use uuid::Uuid;

use crate::cast;
use crate::rows::{Rows, changes};

/// Who acts in a round.
pub struct Acting<'a> {
    pub before: &'a Rows,
    pub after: &'a Rows,
    /// Of the cast; whoever is not of the cast may be any sender.
    pub people: &'a [i64],
    /// The clock was moved to this instant (in milliseconds) and nobody said anything.
    pub time: Option<i64>,
}

/// What only a review leads to.
const OF_A_REVIEW: &[&str] = &["ready", "sms", "authority", "granted", "rejected", "returned"];

impl Acting<'_> {
    fn acts(&self, person: i64) -> bool {
        self.time.is_none() && (self.people.contains(&person) || !cast::all().contains(&person))
    }

    /// Had a role before the round or got one in it.
    fn has_role(&self, person: i64, roles: &[&str]) -> bool {
        let of = |rows: &Rows| {
            let role = rows.roles.get(&person);
            role.is_some_and(|role| roles.contains(&role.role.as_str()))
        };
        // An administrator who acts may give a role and take it again.
        of(self.before)
            || of(self.after)
            || self
                .people
                .iter()
                .any(|who| *who != person && is_administrator(self.before, *who))
    }

    fn reviews(&self, person: i64) -> bool {
        self.acts(person) && self.has_role(person, &["reviewer", "administrator"])
    }

    fn administers(&self, person: i64) -> bool {
        self.acts(person) && self.has_role(person, &["administrator"])
    }

    /// Somebody acts who may review what is that person's.
    fn is_reviewed(&self, applicant: i64) -> bool {
        let others = self.people.iter().filter(|person| **person != applicant);
        others.into_iter().any(|person| self.reviews(*person))
    }

    fn applicant(&self, filing: Uuid) -> i64 {
        let filing = self.after.filings.get(&filing).or(self.before.filings.get(&filing));
        filing.map_or(0, |filing| filing.applicant)
    }

    /// A deadline of it had passed.
    fn is_over(&self, filing: Uuid) -> bool {
        let Some(now) = self.time else { return false };
        let mut deadlines = self.before.deadlines.values().filter(|row| row.filing == filing);
        deadlines.any(|row| row.next_at.is_some_and(|at| at <= now))
    }

    /// What is wrong; nothing, if all is well.
    pub fn complaints(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        self.filings(&mut wrong);
        self.answers(&mut wrong);
        self.rejections(&mut wrong);
        self.history(&mut wrong);
        self.deadlines(&mut wrong);
        self.people(&mut wrong);
        self.offices(&mut wrong);
        self.register(&mut wrong);
        self.keys(&mut wrong);
        wrong
    }

    fn filings(&self, wrong: &mut Vec<String>) {
        for (id, before, after) in changes(&self.before.filings, &self.after.filings) {
            let applicant = self.applicant(*id);
            if let Some(why) = self.filing(applicant, before, after) {
                complain(wrong, why, &before, &after);
            }
        }
    }

    fn filing(
        &self,
        applicant: i64,
        before: Option<&filing::Model>,
        after: Option<&filing::Model>,
    ) -> Option<&'static str> {
        let Some(before) = before else {
            return (!self.acts(applicant)).then_some("a filing of somebody who did nothing");
        };
        let Some(after) = after else {
            return Some("a filing's row is gone");
        };
        let is_other = after.applicant != before.applicant
            || after.created_at != before.created_at
            || (before.number.is_some() && after.number != before.number);
        if is_other || after.version < before.version {
            return Some("a filing became another one, or an older one");
        }
        let moved = after.status != before.status;
        // The clock returns what was not verified in time, and hands it over again.
        let step = [before.status.as_str(), after.status.as_str()];
        let by_clock = self.is_over(before.id) && matches!(step, ["sms", "ready"] | ["ready", "sms"]);
        if moved && !by_clock && OF_A_REVIEW.contains(&after.status.as_str()) && !self.is_reviewed(applicant) {
            return Some("a review that nobody made");
        }
        let claims = after.claimed_by != before.claimed_by;
        if claims && after.claimed_by.is_some_and(|by| by == applicant || !self.reviews(by)) {
            return Some("a claim by somebody who may not");
        }
        if self.acts(applicant) || self.is_over(before.id) {
            return None;
        }
        if !self.is_reviewed(applicant) {
            return Some("a filing changed whose applicant did nothing, and no reviewer either");
        }
        if before.number.is_none() {
            return Some("a reviewer changed a draft");
        }
        let mut allowed = before.clone();
        allowed.status.clone_from(&after.status);
        allowed.claimed_by = after.claimed_by;
        allowed.claimed_at = after.claimed_at;
        allowed.version = after.version;
        allowed.round = after.round;
        allowed.status_since = after.status_since;
        allowed.updated_at = after.updated_at;
        // Who has verified, and the numbers at the grant.
        if after.status == "granted" || step.contains(&"sms") {
            allowed.facts.clone_from(&after.facts);
        }
        if allowed != *after {
            return Some("a reviewer changed what is not a reviewer's");
        }
        (moved && !OF_A_REVIEW.contains(&after.status.as_str())).then_some("no reviewer's step")
    }

    fn answers(&self, wrong: &mut Vec<String>) {
        for ((filing, ..), before, after) in changes(&self.before.answers, &self.after.answers) {
            if !self.acts(self.applicant(*filing)) && !self.is_over(*filing) {
                complain(wrong, "an answer of somebody who did nothing", &before, &after);
            }
        }
    }

    fn rejections(&self, wrong: &mut Vec<String>) {
        for (((filing, ..), _), before, after) in changes(&self.before.rejections, &self.after.rejections) {
            let applicant = self.applicant(*filing);
            // They delete everything, or drop it; or it lapsed.
            let gone = after.is_none() && (self.acts(applicant) || self.is_over(*filing));
            let was_sent = before.is_some_and(|row| row.sent_at.is_some());
            let by_whom = after.or(before).map_or(0, |row| row.by);
            let picked = !was_sent && self.is_reviewed(applicant) && by_whom != applicant;
            // They say beside their answer why it is right. The row's words are sealed anew with it.
            let replied = self.acts(applicant)
                && before.zip(after).is_some_and(|(before, after)| {
                    let mut allowed = before.clone();
                    allowed.reply.clone_from(&after.reply);
                    allowed.words.clone_from(&after.words);
                    allowed.was.clone_from(&after.was);
                    allowed == *after && before.words.is_some() == after.words.is_some()
                });
            if !gone && !picked && !replied {
                complain(
                    wrong,
                    "what was sent back, or picked, by somebody who may not",
                    &before,
                    &after,
                );
            }
        }
    }

    fn history(&self, wrong: &mut Vec<String>) {
        for (_, before, after) in changes(&self.before.history, &self.after.history) {
            let filing = before.or(after).map_or(Uuid::nil(), |row| row.filing);
            let applicant = self.applicant(filing);
            let may = match (before, after) {
                (None, Some(row)) => match (row.actor.as_str(), row.person) {
                    ("applicant", person) => person.is_none_or(|person| person == applicant) && self.acts(applicant),
                    ("clock", _) => self.is_over(filing),
                    // A dismissed colleague's claims go back, also one on the filing of whoever dismissed them.
                    ("reviewer", Some(person)) => {
                        self.reviews(person) && (person != applicant || row.action == "release")
                    }
                    _ => false,
                },
                // Whoever deletes everything, or drops it, leaves no words.
                (Some(before), Some(after)) => {
                    let mut allowed = before.clone();
                    allowed.words.clone_from(&after.words);
                    allowed.person = after.person;
                    allowed == *after && after.words.is_none() && (self.acts(applicant) || self.is_over(filing))
                }
                _ => false,
            };
            if !may {
                complain(wrong, "a line of a history", &before, &after);
            }
        }
    }

    fn deadlines(&self, wrong: &mut Vec<String>) {
        for (_, before, after) in changes(&self.before.deadlines, &self.after.deadlines) {
            let filing = before.or(after).map_or(Uuid::nil(), |row| row.filing);
            let applicant = self.applicant(filing);
            let status = |rows: &Rows| rows.filings.get(&filing).map(|row| row.status.clone());
            // Who has it and whether somebody was answered runs beside the status.
            let row = before.or(after);
            let is_beside = row.is_some_and(|row| matches!(row.name.as_str(), "claim" | "question"));
            let reviewed = self.is_reviewed(applicant) && (is_beside || status(self.before) != status(self.after));
            if !self.acts(applicant) && !self.is_over(filing) && !reviewed {
                complain(wrong, "a deadline of somebody who did nothing", &before, &after);
            }
        }
    }

    fn people(&self, wrong: &mut Vec<String>) {
        for (person, before, after) in changes(&self.before.people, &self.after.people) {
            if !self.acts(*person) {
                complain(wrong, "somebody who did nothing", &before, &after);
            }
        }
        for (chat, before, after) in changes(&self.before.conversations, &self.after.conversations) {
            let is_new = before.is_none() && after.is_some_and(|row| row.state.contains("idle"));
            if *chat > 0 && !is_new && !self.acts(*chat) {
                complain(wrong, "the dialogue of somebody who did nothing", &before, &after);
            }
            if after.is_some_and(|row| row.chat < 0 && row.kind == "group" && !row.state.contains("idle")) {
                complain(wrong, "a group is asked something", &before, &after);
            }
        }
    }

    fn offices(&self, wrong: &mut Vec<String>) {
        let by_administrator = self.people.iter().any(|person| self.administers(*person));
        for (_, before, after) in changes(&self.before.roles, &self.after.roles) {
            let may = after.map_or(by_administrator, |row| self.administers(row.appointed_by));
            if !may {
                complain(wrong, "a role", &before, &after);
            }
        }
        for (chat, before, after) in changes(&self.before.desks, &self.after.desks) {
            // That a group has a new number is Telegram's word, in whatever message.
            let was_moved = self.time.is_none()
                && after.or(before).is_some_and(|row| {
                    self.before
                        .desks
                        .values()
                        .any(|old| old.by == row.by && old.at == row.at)
                });
            if cast::all().contains(chat) || !(by_administrator || was_moved) {
                complain(wrong, "a desk", &before, &after);
            }
        }
    }

    fn register(&self, wrong: &mut Vec<String>) {
        let may = |filing: Uuid, is_new: bool| {
            let applicant = self.applicant(filing);
            let is_granted = self
                .after
                .filings
                .get(&filing)
                .is_some_and(|row| row.status == "granted");
            let granted_now = is_new && is_granted && self.is_reviewed(applicant);
            // Numbers that were entered wrongly are put right.
            let corrected_now = !is_new && is_granted && self.is_reviewed(applicant);
            granted_now || corrected_now || (!is_new && self.acts(applicant))
        };
        for (_, before, after) in changes(&self.before.subjects, &self.after.subjects) {
            if !after.or(before).is_some_and(|row| may(row.filing, before.is_none())) {
                complain(wrong, "the register", &before, &after);
            }
        }
        for (_, before, after) in changes(&self.before.services, &self.after.services) {
            if !after.or(before).is_some_and(|row| may(row.filing, before.is_none())) {
                complain(wrong, "the register", &before, &after);
            }
        }
    }

    fn keys(&self, wrong: &mut Vec<String>) {
        let owners = self.before.owners_of_keys();
        let over: BTreeSet<Uuid> = self
            .before
            .filings
            .values()
            .filter(|row| self.is_over(row.id))
            .filter_map(|row| row.data_key)
            .collect();
        for (key, before, after) in changes(&self.before.keys, &self.after.keys) {
            let Some(owner) = owners.get(key) else { continue };
            if before.is_some() && !self.acts(*owner) && !over.contains(key) {
                complain(
                    wrong,
                    "a key of somebody who did nothing",
                    &before.map(|row| row.id),
                    &after.map(|row| row.id),
                );
            }
        }
    }
}

fn is_administrator(rows: &Rows, person: i64) -> bool {
    rows.roles.get(&person).is_some_and(|row| row.role == "administrator")
}

fn complain(wrong: &mut Vec<String>, what: &str, before: &impl Debug, after: &impl Debug) {
    wrong.push(format!("{what}:\n    before {before:?}\n    after  {after:?}"));
}
