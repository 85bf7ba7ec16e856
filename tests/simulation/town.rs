//! What is there while the bot dies and starts again: Telegram, the time, the secret, the database, where pictures are kept.

use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use beian_bot::adapters::inspector::Inspector;
use beian_bot::adapters::objects::{Objects, ObjectsOptions};
use beian_bot::adapters::telegram::{Telegram, TelegramOptions};
use beian_bot::adapters::{Files, Services};
use beian_bot::clock::{MovableClock, from_milliseconds};
use beian_bot::domain::files::{Inspected, PictureKind, Unfit};
use beian_bot::prompts::folders;
use beian_bot::prompts::{Prompts, Provider};
use beian_bot::storage::Store;
use beian_bot::storage::seal::Secrets;
use sea_orm::ConnectionTrait as _;

use crate::database::TestDatabase;
use crate::telegram;

/// A Monday morning: 2026-03-02 09:00 in Shanghai. The days that follow have the holidays of April, May and June.
pub const BEGINS: i64 = 1_772_413_200_000;
pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;

pub const ADMINISTRATOR: i64 = 9;
pub const REVIEWERS: [i64; 2] = [11, 12];
pub const DESK: i64 = -100;
pub const BOT: i64 = 42;

pub struct Town {
    pub telegram: Arc<telegram::Telegram>,
    pub clock: Arc<MovableClock>,
    pub secrets: Secrets,
    pub prompts: Arc<Prompts>,
    pub services: Arc<Services>,
    pub database: TestDatabase,
    pub administrator: i64,
    _folder: tempfile::TempDir,
}

impl Town {
    pub async fn new(seed: u64, days: i64) -> Self {
        let database = TestDatabase::in_memory().await;
        let store = database.open().await;
        remember_what_is_queued(&store).await;
        store.close().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(MovableClock::still(from_milliseconds(BEGINS)));
        // Twice all of Telegram is away: for a morning, and for more than a day.
        let away = [(days / 5, 4), (days / 2, 30)].map(|(day, hours)| {
            let from = BEGINS + day * DAY;
            (from, from + hours * HOUR)
        });
        Self {
            telegram: Arc::new(telegram::Telegram::new(clock.clone(), seed, away.to_vec())),
            clock,
            secrets: Secrets::generate("simulation").unwrap().parse().unwrap(),
            prompts: Arc::new(marked_prompts()),
            services: Arc::new(services(&folder)),
            database,
            administrator: ADMINISTRATOR,
            _folder: folder,
        }
    }

    /// The bot's client, speaking to the make-believe Telegram.
    pub fn bot(&self) -> Telegram {
        let options = TelegramOptions::new("42:made-up", "http://127.0.0.1:9".parse().unwrap());
        Telegram::new(options).unwrap().speaking_to(self.telegram.clone())
    }
}

/// What a message begins with that is a notice or a reminder: the name of its prompt, in these.
pub const MARK: (char, char) = ('⟦', '⟧');

/// The prompts, but that each notice and reminder begins with its name: so it is known by what was queued and what arrived.
fn marked_prompts() -> Prompts {
    let mut folders = folders::compiled_in().unwrap();
    for files in folders.values_mut() {
        for (path, text) in files.iter_mut() {
            let name = path.strip_suffix(".j2");
            let is_notice = |name: &&str| name.starts_with("notices/") || name.starts_with("reminders/");
            if let Some(name) = name.filter(is_notice) {
                *text = format!("{}{name}{}{text}", MARK.0, MARK.1);
            }
        }
    }
    let provider = Provider {
        name: "示例云".to_owned(),
        phone: "010-00000000".to_owned(),
        address: Some("北京市海淀区示例路1号".to_owned()),
    };
    Prompts::read(&folders, provider).unwrap()
}

/// The name with which a text begins.
pub fn mark(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix(MARK.0)?.split_once(MARK.1)?;
    Some(name)
}

/// Whatever is written into the outbox is kept beside it as it was written: what is delivered is blanked, and later deleted.
async fn remember_what_is_queued(store: &Store) {
    let script = if store.is_postgres() {
        "CREATE TABLE seen AS SELECT * FROM outbox; CREATE INDEX seen_id ON seen (id); \
         CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen SELECT NEW.*; RETURN NEW; END $$; \
         CREATE TRIGGER seeing AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION see()"
    } else {
        "CREATE TABLE seen AS SELECT * FROM outbox; CREATE INDEX seen_id ON seen (id); \
         CREATE TRIGGER seeing AFTER INSERT ON outbox BEGIN INSERT INTO seen SELECT * FROM outbox WHERE id = NEW.id; END"
    };
    store.connection().execute_unprepared(script).await.unwrap();
}

/// Pictures are kept by the real worker in a real folder. In the place of the process that looks at them stands a script, which finds a
/// photo too small if its name says so: twenty thousand real ones would take minutes.
fn services(folder: &tempfile::TempDir) -> Services {
    let (width, height) = (1_200, 900);
    let kind = PictureKind::Jpeg;
    let good = serde_json::to_string(&Inspected::Picture { kind, width, height }).unwrap();
    let bad = serde_json::to_string(&Inspected::Unfit(Unfit::TooSmall)).unwrap();
    let script = format!(
        "#!/bin/sh\nread -r sent\ncase \"$sent\" in *small*) echo '{bad}';; *) echo '{good}'; echo \"$sent\";; esac\n"
    );
    let program = folder.path().join("inspect");
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    let objects = Objects::new(ObjectsOptions::Folder(folder.path().join("files"))).unwrap();
    Services {
        domains: None,
        files: Some(Files {
            objects,
            inspector: Inspector::new(program),
        }),
    }
}
