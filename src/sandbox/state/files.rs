//! Files that stand in chats. Their bytes lie beside `telegram.db`, each in a file of its own.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Key, State};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredFile {
    pub id: String,
    pub unique_id: String,
    /// `photo`, `document`, `video`, …: a file can be sent again by its id only as what it is.
    pub kind: String,
    /// The path under `/file/bot<token>/`.
    pub path: String,
    pub size: u64,
    #[serde(default)]
    pub name: Option<String>,
    pub mime: String,
    /// What Telegram's object of this file says beside ids and size: width, height, duration, thumbnail, …
    #[serde(default)]
    pub about: Map<String, Value>,
    /// For a photo's size: the whole `photo` array it belongs to.
    #[serde(default)]
    pub siblings: Option<Value>,
    /// Ids of files mean something to one bot only: the one that the file was sent to, or that sent it. None: to every
    /// bot, for the file stands in a group.
    #[serde(default)]
    pub bot: Option<i64>,
}

impl StoredFile {
    pub fn is_known_to(&self, bot: i64) -> bool {
        self.bot.is_none_or(|only| only == bot)
    }

    /// The object of Telegram (`Document`, `PhotoSize`, `Video`, …).
    pub fn object(&self) -> Value {
        let mut object = json!({ "file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size });
        for (name, value) in &self.about {
            object[name.as_str()] = value.clone();
        }
        object
    }
}

impl State {
    /// The file that an id means to a bot.
    pub fn file_for(&self, bot: i64, id: &str) -> Option<&StoredFile> {
        self.files.get(id).filter(|file| file.is_known_to(bot))
    }

    pub fn put_file(&mut self, file: StoredFile) {
        self.touch(Key::File(file.id.clone()));
        self.files.insert(file.id.clone(), file);
    }
}
