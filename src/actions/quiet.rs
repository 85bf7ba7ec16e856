//! `/quiet`: a person's own quiet hours.

use crate::domain::outgoing::PersonId;
use crate::domain::people::Person;
use crate::domain::quiet::Quiet;
use crate::work::Work;

pub fn quiet(work: &mut Work, person: PersonId, quiet: Quiet) {
    if let Some(known) = work.people.get(&person).cloned() {
        work.people.put(person, Person { quiet, ..known });
    }
}
