//! `/language`: the language somebody is spoken to in (R13.2).

use crate::domain::language::Language;
use crate::domain::outgoing::PersonId;
use crate::work::Work;

pub fn language(work: &mut Work, person: PersonId, language: Language) {
    if let Some(known) = work.people.get(&person) {
        let known = crate::domain::people::Person {
            language,
            ..known.clone()
        };
        work.people.put(person, known);
    }
}
