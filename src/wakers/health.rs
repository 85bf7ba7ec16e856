//! What does not work at present, and since when: for the log and for `/healthz`. Whoever does a part of the work says how it went.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A part of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Updates are stored.
    Intake,
    /// Inputs are decided, and what they change is saved.
    Deciding,
    /// What is to be done outside is looked for.
    Delivery,
    /// What became of deliveries is written down.
    WritingDown,
    /// Moments that fall due are looked for, and old rows are cleaned up.
    Moments,
}

impl Part {
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Intake => "intake",
            Part::Deciding => "deciding",
            Part::Delivery => "delivery",
            Part::WritingDown => "writing_down",
            Part::Moments => "moments",
        }
    }
}

/// A part that does not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ailing {
    pub part: Part,
    /// The error with its causes; nothing that a person sent.
    pub why: String,
    pub since: Duration,
}

/// How each part fares.
#[derive(Debug, Default)]
pub struct Health(Mutex<BTreeMap<Part, Trouble>>);

#[derive(Debug)]
struct Trouble {
    why: String,
    since: Instant,
    /// When it was last written to the log.
    said: Instant,
}

/// A trouble that stays is written to the log again after this time (real time).
const SAY_AGAIN: Duration = Duration::from_secs(60);

impl Health {
    /// It failed. Logged at once where it is news, then once a minute.
    pub fn failed(&self, part: Part, error: &(dyn std::error::Error + 'static)) {
        let why = chain(error);
        let now = Instant::now();
        let mut troubles = self.lock();
        let is_said = match troubles.get_mut(&part) {
            None => {
                troubles.insert(
                    part,
                    Trouble {
                        why: why.clone(),
                        since: now,
                        said: now,
                    },
                );
                false
            }
            Some(trouble) => {
                let is_said = trouble.why == why && trouble.said.elapsed() < SAY_AGAIN;
                if !is_said {
                    trouble.said = now;
                    trouble.why.clone_from(&why);
                }
                is_said
            }
        };
        drop(troubles);
        if !is_said {
            tracing::error!(
                part = part.as_str(),
                "Does not work and is tried again and again: {why}"
            );
        }
    }

    /// It went well.
    pub fn works(&self, part: Part) {
        let ended = self.lock().remove(&part);
        if let Some(trouble) = ended {
            let seconds = trouble.since.elapsed().as_secs();
            tracing::info!(part = part.as_str(), seconds, "Works again");
        }
    }

    /// What does not work, in the order of the parts.
    pub fn ailing(&self) -> Vec<Ailing> {
        let troubles = self.lock();
        let ailing = troubles.iter().map(|(part, trouble)| Ailing {
            part: *part,
            why: trouble.why.clone(),
            since: trouble.since.elapsed(),
        });
        ailing.collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Part, Trouble>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An error with its causes, each once.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.ends_with(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the database failed")]
    struct Failed(#[source] std::io::Error);

    #[test]
    fn what_does_not_work_is_told_until_it_works_again() {
        let health = Health::default();
        assert_eq!(health.ailing(), []);
        let error = Failed(std::io::Error::other("database or disk is full"));
        health.failed(Part::Deciding, &error);
        health.failed(Part::Deciding, &error);
        health.failed(Part::Intake, &error);
        let said: Vec<_> = health
            .ailing()
            .into_iter()
            .map(|ailing| (ailing.part, ailing.why))
            .collect();
        let why = "the database failed: database or disk is full".to_owned();
        assert_eq!(said, [(Part::Intake, why.clone()), (Part::Deciding, why)]);
        health.works(Part::Intake);
        health.works(Part::Deciding);
        assert_eq!(health.ailing(), []);
    }
}
