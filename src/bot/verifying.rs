//! The SMS verification in words: who verifies, how far they are, until when.

use chrono::{DateTime, Utc};

use crate::domain::deadlines::{DeadlineName, ends_at};
use crate::domain::filing::{Filing, Status};
use crate::domain::form::sections;
use crate::domain::place::Place;
use crate::domain::verification::{self, Progress, Verifier};
use crate::prompts::shown::{SmsHow, Verifying};
use crate::prompts::{Fault, Words};

/// Everybody who verifies. Names stand where they may be told; mobiles are masked everywhere.
pub fn people(words: &Words, filing: &Filing, is_named: bool) -> Result<Vec<Verifying>, Fault> {
    let shown = |verifier: Verifier| -> Result<_, Fault> {
        let role = |place: &Place| {
            let section = match place {
                Place::Subject => &sections::HEAD,
                _ => &sections::SERVICE_HEAD,
            };
            words.section_at(filing, section, *place)
        };
        Ok(Verifying {
            mobile: verifier.mobile.masked(),
            roles: verifier.roles.iter().map(role).collect::<Result<_, _>>()?,
            progress: match verification::progress(filing, &verifier) {
                Progress::Open => "open",
                Progress::Reported => "reported",
                Progress::Passed => "passed",
            },
            name: verifier.name.filter(|_| is_named),
        })
    };
    verification::verifiers(filing).into_iter().map(shown).collect()
}

/// Who verifies where, and until when.
pub fn how(words: &Words, filing: &Filing) -> Result<String, Fault> {
    let people = people(words, filing, true)?;
    words.render(&SmsHow {
        number: filing.number,
        open: people.iter().filter(|one| one.progress == "open").count(),
        until: (filing.status == Status::Sms)
            .then(|| words.date_time(ends_at(DeadlineName::Sms, filing.status_since).0)),
        people,
    })
}

/// When a filing whose verification was missed is handed over again by itself.
pub fn again_at(filing: &Filing) -> Option<DateTime<Utc>> {
    let is_again = filing.facts.sms.as_ref().is_some_and(|sms| sms.again);
    is_again.then(|| ends_at(DeadlineName::HandAgain, filing.status_since).0)
}
