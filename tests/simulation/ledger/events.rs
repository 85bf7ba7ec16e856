//! What a line of a history must be followed by: only steps that the way has, each told to whom the rules name.

use std::collections::HashMap;

use beian_bot::domain::deadlines::DeadlineName;
use beian_bot::domain::filing::{Curtain, FilingKind, Papers, Status};
use beian_bot::domain::told::{Audience, NoticeName};
use beian_bot::domain::workflow::{Action, Actor, After, Case, Step, apply};
use entities::audit;
use uuid::Uuid;

use super::{Entry, Ledger, News, Telling};

/// All steps of all ways, by what a history says of them: from, event, actor, to.
pub struct Steps(HashMap<(String, String, String, String), Vec<Step>>);

impl Steps {
    pub fn all() -> Self {
        let mut steps: HashMap<_, Vec<Step>> = HashMap::new();
        for case in cases() {
            for action in Action::ALL {
                for actor in [Actor::Applicant(0), Actor::Reviewer(0), Actor::Clock] {
                    let Ok(step) = apply(&case, *action, actor) else {
                        continue;
                    };
                    let of = [case.status.as_str(), step.event, actor.as_str(), step.status.as_str()];
                    let [from, event, by, to] = of.map(str::to_owned);
                    let found = steps.entry((from, event, by, to)).or_default();
                    if !found.contains(&step) {
                        found.push(step);
                    }
                }
            }
        }
        Self(steps)
    }

    fn of(&self, line: &audit::Model) -> &[Step] {
        let of = [&line.from_status, &line.action, &line.actor, &line.to_status];
        let [from, event, by, to] = of.map(Clone::clone);
        self.0.get(&(from, event, by, to)).map_or(&[], Vec::as_slice)
    }
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for status in Status::ALL {
        for curtain in Curtain::ALL {
            for papers in [Papers::NotWanted, Papers::Owed, Papers::Mailed, Papers::Received] {
                for (unverified, again) in [(0, false), (1, false), (2, false), (1, true)] {
                    for after in [After::Nothing, After::Opening, After::PublicSecurity, After::Done] {
                        cases.push(Case {
                            kind: Some(FilingKind::FirstFiling),
                            curtain,
                            papers,
                            unverified,
                            unpassed: unverified,
                            again,
                            after,
                            ..Case::in_status(*status)
                        });
                    }
                }
            }
        }
    }
    cases
}

impl Ledger {
    /// Goes through the lines of histories: each is a step that its way has, from where the last line led.
    pub(super) fn events(&mut self, news: &News, expected: &mut HashMap<(Uuid, i64), Telling>) {
        for line in &news.history {
            *self.seen.events.entry(line.action.clone()).or_default() += 1;
            let entry = self.filings.entry(line.filing).or_insert_with(|| Entry {
                applicant: line.person.unwrap_or(0),
                status: "drafting".to_owned(),
                claimed_by: None,
            });
            assert_eq!(entry.status, line.from_status, "a history has a gap: {line:?}");
            if line.action == "start" || line.from_status != line.to_status {
                *self.seen.statuses.entry(line.to_status.clone()).or_default() += 1;
            }
            entry.status.clone_from(&line.to_status);
            let steps = self.steps.of(line);
            if steps.is_empty() {
                assert_eq!(line.from_status, line.to_status, "a step that no way has: {line:?}");
                if line.action == "release" {
                    entry.claimed_by = None;
                }
                continue;
            }
            // Of steps that history tells alike, the one whose deadlines have begun.
            let has_begun = |name: &DeadlineName| {
                let at = |began: i64| began == line.at || *name == DeadlineName::PublicSecurity;
                let of = news.deadlines.iter().filter(|deadline| deadline.filing == line.filing);
                of.clone()
                    .any(|deadline| deadline.name == *name && at(deadline.began_at.timestamp_millis()))
            };
            let fits = steps.iter().filter(|step| step.begins.iter().all(has_begun));
            let step = fits.max_by_key(|step| step.begins.len());
            let step = step.unwrap_or_else(|| panic!("a step without its deadline: {line:?} {:?}", news.deadlines));
            if line.action == "claim" {
                entry.claimed_by = line.person;
            }
            let of = expected.entry((line.filing, line.at)).or_default();
            for (audience, name) in step.tells {
                let to = match audience {
                    Audience::Applicant => Some(entry.applicant),
                    Audience::Claimant => entry.claimed_by.filter(|by| Some(*by) != line.person),
                    // Its message is live: see `desk`.
                    Audience::Desk => None,
                };
                if let Some(to) = to {
                    *of.entry((notice(*name), to)).or_default() += 1;
                }
            }
            if step.releases {
                entry.claimed_by = None;
            }
        }
        expected.retain(|_, of| !of.is_empty());
    }
}

pub(super) fn notice(name: NoticeName) -> String {
    format!("notices/{name}")
}
