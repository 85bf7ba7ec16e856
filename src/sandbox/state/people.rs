//! The people of the make-believe Telegram, and who is there in a fresh one.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::chats::{Group, Status};
use super::{Key, State};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    pub id: i64,
    pub first_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language_code: Option<String>,
    /// The part they play: `applicant`, `responsible person`, `reviewer`, `administrator`.
    pub about: String,
}

impl Person {
    /// The `User` object of Telegram.
    pub fn user(&self) -> Value {
        let mut user = json!({ "id": self.id, "is_bot": false, "first_name": self.first_name });
        if let Some(username) = &self.username {
            user["username"] = json!(username);
        }
        if let Some(language) = &self.language_code {
            user["language_code"] = json!(language);
        }
        user
    }
}

/// Who stands in a fresh sandbox: id, name, username, language, part.
const CAST: &[(i64, &str, &str, &str, &str)] = &[
    (APPLICANT, "林小满", "lin_xiaoman", "zh-hans", "applicant"),
    // Beyond 2^32: ids need 64 bits.
    (5_218_604_177, "Nora Whitfield", "nora_whitfield", "en", "applicant"),
    (601_224_518, "周启明", "zhou_qiming", "zh-hans", "responsible person"),
    (REVIEWERS[0], "沈书言", "shen_shuyan", "zh-hans", "reviewer"),
    (REVIEWERS[1], "Owen Tan", "owen_tan", "en", "reviewer"),
    (ADMINISTRATOR, "顾安宁", "gu_anning", "zh-hans", "administrator"),
];

const APPLICANT: i64 = 500_118_203;
pub const REVIEWERS: [i64; 2] = [702_335_146, 2_847_116_039];
pub const ADMINISTRATOR: i64 = 890_447_721;
pub const REVIEWERS_GROUP: i64 = -1_002_193_847_561;

/// Ids of people made later.
const FIRST_NEW_PERSON: i64 = 6_100_000_001;

impl State {
    /// Fills an empty sandbox with its people and the reviewers' group.
    pub fn seed_people(&mut self) {
        if !self.people.is_empty() {
            return;
        }
        for &(id, first_name, username, language, about) in CAST {
            self.put_person(Person {
                id,
                first_name: first_name.to_owned(),
                username: Some(username.to_owned()),
                language_code: Some(language.to_owned()),
                about: about.to_owned(),
            });
        }
        let members = [
            (ADMINISTRATOR, Status::Creator),
            (REVIEWERS[0], Status::Member),
            (REVIEWERS[1], Status::Member),
        ];
        let title = "备案审核组 Review desk".to_owned();
        self.groups.insert(
            REVIEWERS_GROUP,
            Group {
                title,
                members: members.into(),
                bots: [].into(),
            },
        );
        self.touch(Key::Group(REVIEWERS_GROUP));
    }

    pub fn put_person(&mut self, person: Person) {
        let id = person.id;
        self.people.insert(id, person);
        self.touch(Key::Person(id));
    }

    /// An id that nobody has.
    pub fn new_person_id(&self) -> i64 {
        self.people
            .keys()
            .next_back()
            .map_or(FIRST_NEW_PERSON, |last| FIRST_NEW_PERSON.max(last.saturating_add(1)))
    }
}
