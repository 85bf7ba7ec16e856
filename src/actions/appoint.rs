//! `/appoint` and `/dismiss`: administrators give and take roles.

use super::claim::put_back;
use super::{Done, Refusal};
use crate::domain::outgoing::PersonId;
use crate::domain::people::{Appointment, Role};
use crate::work::{Notice, Occasion, Work};

/// Gives somebody a role; they are told if they have written to the bot.
pub fn appoint(work: &mut Work, person: PersonId, role: Role, by: PersonId) -> Done {
    if work.administrators.contains(&person) {
        return Err(Refusal::AdministratorAlready.into());
    }
    let now = work.now;
    work.appointments.put(
        person,
        Appointment {
            role: Some(role),
            by,
            at: now,
        },
    );
    work.tell(Notice {
        to: person,
        filing: None,
        occasion: Occasion::Role(Some(role)),
    });
    Ok(())
}

/// Takes a role back. Administrators of the configuration stay, so there is always one.
pub fn dismiss(work: &mut Work, person: PersonId, by: PersonId) -> Done<Role> {
    if work.administrators.contains(&person) {
        return Err(Refusal::ConfiguredAdministrator.into());
    }
    let role = work.role(person);
    if role == Role::Applicant {
        return Err(Refusal::UnknownPerson(person).into());
    }
    if role == Role::Administrator && person == by && work.administrators.is_empty() {
        return Err(Refusal::LastAdministrator.into());
    }
    // What they had claimed waits for somebody else.
    for filing in work.claimed_by(person)? {
        if !filing.status.is_closed() {
            put_back(work, filing, by)?;
        }
    }
    let now = work.now;
    work.appointments.put(
        person,
        Appointment {
            role: None,
            by,
            at: now,
        },
    );
    work.tell(Notice {
        to: person,
        filing: None,
        occasion: Occasion::Role(None),
    });
    Ok(role)
}
