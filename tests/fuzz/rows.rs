//! Every row that says something of a person, as it stands.

use std::collections::BTreeMap;

use beian_bot::storage::Store;
use entities::{
    answer, audit, conversation, data_key, deadline, desk, filing, person, rejection, role, service, subject,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

/// Filing, place, field.
type At = (Uuid, String, String);

#[derive(Clone, Default)]
pub struct Rows {
    pub filings: BTreeMap<Uuid, filing::Model>,
    pub answers: BTreeMap<At, answer::Model>,
    pub rejections: BTreeMap<(At, i32), rejection::Model>,
    pub history: BTreeMap<i64, audit::Model>,
    pub deadlines: BTreeMap<Uuid, deadline::Model>,
    pub people: BTreeMap<i64, person::Model>,
    pub conversations: BTreeMap<i64, conversation::Model>,
    pub roles: BTreeMap<i64, role::Model>,
    pub desks: BTreeMap<i64, desk::Model>,
    pub subjects: BTreeMap<Uuid, subject::Model>,
    pub services: BTreeMap<Uuid, service::Model>,
    pub keys: BTreeMap<Uuid, data_key::Model>,
}

impl Rows {
    pub async fn of(store: &Store) -> Self {
        macro_rules! all {
            ($table:ident, |$row:ident| $key:expr) => {
                $table::Entity::find()
                    .all(store.connection())
                    .await
                    .unwrap()
                    .into_iter()
                    .map(|$row| ($key, $row))
                    .collect()
            };
        }
        Self {
            filings: all!(filing, |row| row.id),
            answers: all!(answer, |row| (row.filing, row.place.clone(), row.field.clone())),
            rejections: all!(rejection, |row| (
                (row.filing, row.place.clone(), row.field.clone()),
                row.round
            )),
            history: all!(audit, |row| row.id),
            deadlines: all!(deadline, |row| row.id),
            people: all!(person, |row| row.id),
            conversations: all!(conversation, |row| row.chat),
            roles: all!(role, |row| row.person),
            desks: all!(desk, |row| row.chat),
            subjects: all!(subject, |row| row.id),
            services: all!(service, |row| row.id),
            keys: all!(data_key, |row| row.id),
        }
    }

    /// The person to whom each data key belongs; none for those of groups and of the bot.
    pub fn owners_of_keys(&self) -> BTreeMap<Uuid, i64> {
        let filings = self
            .filings
            .values()
            .filter_map(|row| Some((row.data_key?, row.applicant)));
        let people = self.people.values().map(|row| (row.data_key, row.id));
        let chats = self.conversations.values().map(|row| (row.data_key, row.chat));
        let subjects = self
            .subjects
            .values()
            .filter_map(|row| Some((row.data_key?, row.person)));
        let services = self.services.values().filter_map(|row| {
            let filing = self.filings.get(&row.filing)?;
            Some((row.data_key?, filing.applicant))
        });
        let all = filings.chain(people).chain(chats).chain(subjects).chain(services);
        all.filter(|(_, person)| *person > 0).collect()
    }
}

/// What is not the same in two states of a table: the key, what stood there, what stands there now.
pub fn changes<'a, K: Ord, M: PartialEq>(
    before: &'a BTreeMap<K, M>,
    after: &'a BTreeMap<K, M>,
) -> Vec<(&'a K, Option<&'a M>, Option<&'a M>)> {
    let gone_or_other = before.iter().map(|(key, row)| (key, Some(row), after.get(key)));
    let new = after.iter().filter(|(key, _)| !before.contains_key(key));
    let new = new.map(|(key, row)| (key, None, Some(row)));
    gone_or_other
        .chain(new)
        .filter(|(_, before, after)| before != after)
        .collect()
}
