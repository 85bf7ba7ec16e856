//! Keys that do not open: a secret that was dropped too early, or is another one. One chat's trouble is no other's.

use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use beian_bot::app::{App, Outside};
use beian_bot::bot::intake::read_update;
use beian_bot::bot::process::Processor;
use beian_bot::cli::running::check_secrets;
use beian_bot::cli::sandbox;
use beian_bot::clock::Clock as _;
use beian_bot::config::{LogSettings, ProviderSettings, SandboxSettings};
use beian_bot::prompts::{Prompts, Provider};
use beian_bot::storage::inbox::RawUpdate;
use beian_bot::storage::keys::{self, KeyOwner, NewKey, Unfit};
use beian_bot::storage::seal::Secrets;
use entities::{conversation, data_key};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::world::*;

fn secret(id: &str) -> Secrets {
    Secrets::generate(id).unwrap().parse().unwrap()
}

/// What somebody writes to the bot in private.
fn said(update_id: i64, person: i64, text: &str) -> RawUpdate {
    let update = serde_json::json!({ "update_id": update_id, "message": {
        "message_id": update_id, "date": 1_700_000_000, "text": text,
        "chat": { "id": person, "type": "private", "first_name": "林" },
        "from": { "id": person, "is_bot": false, "first_name": "林", "language_code": "zh-hans" },
    } });
    read_update(update.to_string().as_bytes()).unwrap()
}

fn processor(world: &World) -> Processor {
    let provider = Provider {
        name: "示例云".to_owned(),
        phone: "010-00000000".to_owned(),
        address: None,
    };
    Processor::new(App {
        outside: Outside {
            store: world.store.clone(),
            secrets: world.secrets.clone(),
            clock: world.clock.clone(),
            wakers: world.wakers.clone(),
        },
        prompts: Arc::new(Prompts::load(provider).unwrap()),
        administrators: vec![],
        services: Arc::default(),
        desk_rules: Default::default(),
        own_name: Arc::default(),
    })
}

/// Decides until nothing waits.
async fn decide_all(processor: &Processor) {
    for _ in 0..50 {
        // A batch in which something cannot be saved is an error or not, but it is taken again either way.
        if processor.batch().await.is_ok_and(|batch| batch.claimed == 0) {
            return;
        }
    }
    panic!("inputs wait for ever");
}

/// What became of that chat's inputs.
async fn fates(world: &World, chat: i64) -> Vec<String> {
    let rows = world.inputs().await.into_iter().filter(|row| row.chat == chat);
    rows.map(|row| row.status).collect()
}

async fn key_of(world: &World, chat: i64) -> Uuid {
    let row = conversation::Entity::find_by_id(chat)
        .one(world.store.connection())
        .await;
    row.unwrap().unwrap().data_key
}

#[tokio::test]
async fn a_chat_whose_key_does_not_open_keeps_no_other_out() {
    let mut world = World::new().await;
    // Chat 0 is that of updates without a chat: the bot's own.
    world
        .store_updates(&[update(1, 5, "before"), update(2, 0, "before")])
        .await;
    world.secrets = secret("new");
    let batch = [update(3, 5, "mine"), update(4, 6, "others"), update(5, 5, "mine again")];
    assert_eq!(world.intake().store(&batch).await.unwrap(), 3);

    let rows = world.inputs().await;
    let bots = key_of(&world, 0).await;
    let under: Vec<_> = rows[2..].iter().map(|row| row.data_key.unwrap()).collect();
    assert_eq!(under, [bots, key_of(&world, 6).await, bots]);
    assert_ne!(
        bots,
        rows[1].data_key.unwrap(),
        "the bot's old key does not open either"
    );
    // The next batch finds a key that opens.
    world.intake().store(&[update(6, 5, "later")]).await.unwrap();
    assert_eq!(key_of(&world, 0).await, bots);

    let (rows, ring) = (world.inputs().await, {
        let ids = data_key::Entity::find().all(world.store.connection()).await.unwrap();
        let ids = ids.into_iter().map(|row| row.id);
        keys::load(world.store.connection(), &world.secrets, ids).await.unwrap()
    });
    let opened: Vec<_> = rows
        .iter()
        .map(|row| beian_bot::storage::inbox::open_content(row, &ring).map(|clear| String::from_utf8(clear).unwrap()))
        .collect();
    assert!(opened[..2].iter().all(Result::is_err));
    let opened: Vec<_> = opened[2..].iter().map(|clear| clear.as_deref().unwrap()).collect();
    assert_eq!(opened, ["mine", "others", "mine again", "later"]);
}

#[tokio::test]
async fn whoever_cannot_be_read_any_more_fails_alone() {
    let mut world = World::new().await;
    world
        .intake()
        .store(&[said(1, 5, "/start"), said(2, 7, "/start")])
        .await
        .unwrap();
    decide_all(&processor(&world)).await;
    assert_eq!(fates(&world, 5).await, ["done"]);
    // Of 7 something still waits that was sealed before; 5 only writes again.
    world.intake().store(&[said(3, 7, "/status")]).await.unwrap();

    world.secrets = secret("new");
    let batch = [
        said(4, 5, "/status"),
        said(5, 6, "/start"),
        said(6, 5, "/new"),
        said(7, 7, "/new"),
    ];
    world.intake().store(&batch).await.unwrap();
    decide_all(&processor(&world)).await;
    assert_eq!(fates(&world, 6).await, ["done"]);
    assert_eq!(fates(&world, 5).await, ["done", "failed", "failed"]);
    assert_eq!(fates(&world, 7).await, ["done", "failed", "failed"]);
    let said_to = |chat| {
        let rows = world.rows();
        async move { rows.await.into_iter().filter(|row| row.chat == chat).count() }
    };
    assert!(said_to(6).await > 0);
    // Nothing was made of what could not be read: the person's row is as it was.
    let ids = data_key::Entity::find()
        .filter(data_key::Column::SecretId.eq("new"))
        .filter(data_key::Column::Owner.eq("person"))
        .all(world.store.connection())
        .await;
    assert_eq!(ids.unwrap().len(), 1, "of 6");
}

#[tokio::test]
async fn an_outgoing_call_that_does_not_open_is_set_aside_alone() {
    let mut world = World::new().await;
    world.put(&[send(5, "sealed before"), send(6, "too")]).await;
    world.secrets = secret("new");
    let (key, wrapped) = world.secrets.new_data_key(Uuid::new_v4()).unwrap();
    let new = NewKey {
        owner: KeyOwner::Filing,
        key: wrapped,
    };
    keys::insert(world.store.connection(), world.clock.now(), vec![new])
        .await
        .unwrap();
    world.key = key;
    world
        .put(&[send(6, "sealed now"), press("1"), send(7, "as well")])
        .await;
    world.start_worker(Default::default()).await;
    world.settle().await;
    let statuses = world.statuses().await;
    assert_eq!(statuses, ["failed", "failed", "done", "done", "done"]);
    let mut texts = world.api.texts();
    texts.sort();
    assert_eq!(texts, ["0: why not", "6: sealed now", "7: as well"]);
}

#[tokio::test]
async fn secrets_that_do_not_fit_the_database_are_told_apart() {
    let world = World::new().await;
    let connection = world.store.connection();
    let (new, other) = (Secrets::generate("new").unwrap(), Secrets::generate("test").unwrap());
    let check = async |secrets: &str| keys::check(connection, &secrets.parse().unwrap()).await.unwrap();
    assert_eq!(keys::check(connection, &world.secrets).await.unwrap(), None);
    let missing = Unfit {
        missing: vec!["test".into()],
        wrong: vec![],
    };
    assert_eq!(check(&new).await, Some(missing));
    let wrong = Unfit {
        missing: vec![],
        wrong: vec!["test".into()],
    };
    assert_eq!(check(&format!("{new},{other}")).await, Some(wrong));
    let told = check_secrets(&world.store, &new.parse().unwrap())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("SECRET_KEY") && told.contains("\"test\"") && told.contains("by comma"),
        "{told}"
    );
    let told = check_secrets(&world.store, &other.parse().unwrap())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("SECRET_KEY") && told.contains("put the old ones back"),
        "{told}"
    );

    // A damaged row does not speak for the others.
    data_key::Entity::update_many()
        .col_expr(data_key::Column::Wrapped, vec![0_u8; 72].into())
        .exec(connection)
        .await
        .unwrap();
    let (_, wrapped) = world.secrets.new_data_key(Uuid::new_v4()).unwrap();
    let key = NewKey {
        owner: KeyOwner::Chat,
        key: wrapped,
    };
    let later = world.clock.now() + chrono::TimeDelta::hours(1);
    keys::insert(connection, later, vec![key]).await.unwrap();
    assert_eq!(keys::check(connection, &world.secrets).await.unwrap(), None);
}

/// `beian-bot serve` with these settings, until it ends by itself.
fn serve(settings: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_beian-bot"))
        .arg("serve")
        .env_clear()
        .envs(settings.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[tokio::test]
async fn serve_does_not_start_on_a_database_that_it_cannot_read() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let key = Secrets::generate("new").unwrap();
    let folder = folder.path().to_str().unwrap();
    let url = world.database.url.as_str();
    let ended = serve(&[
        ("TELOXIDE_TOKEN", "42:made-up"),
        ("SECRET_KEY", &key),
        ("DATABASE_URL", url),
        ("DATA_FOLDER", folder),
        ("TELEGRAM_API_URL", world.api.url.as_str()),
    ]);
    let told = String::from_utf8(ended.stderr).unwrap();
    assert!(!ended.status.success());
    assert!(told.contains("SECRET_KEY does not fit the database"), "{told}");
    assert!(!told.contains(&key), "{told}");
    assert!(world.api.asked().is_empty(), "Telegram was called");
}

#[test]
fn settings_are_looked_at_before_a_database_is_made() {
    let key = Secrets::generate("new").unwrap();
    for (setting, wrong) in [
        ("TELOXIDE_TOKEN", "no token"),
        ("TELEGRAM_API_URL", "ftp://example.org"),
        ("LEASE_SECONDS", "10"),
        ("WEBHOOK_URL", "ftp://example.org/x"),
        ("SECRET_KEY", "x"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let mut settings = vec![
            ("TELOXIDE_TOKEN", "42:made-up"),
            ("SECRET_KEY", key.as_str()),
            ("DATA_FOLDER", data.to_str().unwrap()),
        ];
        settings.retain(|(name, _)| *name != setting);
        settings.push((setting, wrong));
        let ended = serve(&settings);
        let told = String::from_utf8(ended.stderr).unwrap();
        assert!(!ended.status.success() && told.contains(setting), "{told}");
        assert!(!data.exists(), "{setting}: a database was made");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sandbox_makes_its_secret_once() {
    let folder = tempfile::tempdir().unwrap();
    let settings = SandboxSettings {
        listen: ([127, 0, 0, 1], 0).into(),
        data: Some(folder.path().to_owned()),
        fresh: false,
        no_bot: false,
        no_registry: true,
        inspector: Some(env!("CARGO_BIN_EXE_beian-bot").into()),
        still: true,
        at: None,
        database_url: None,
        undo_seconds: 0,
        provider: ProviderSettings {
            provider_name: "示例云".into(),
            provider_phone: "010-00000000".into(),
            provider_address: None,
        },
        log: LogSettings {
            log: "off".into(),
            log_format: "text".into(),
        },
    };
    let start = async || match sandbox::start(&settings, folder.path()).await {
        Ok(started) => {
            // Something that is sealed.
            let store = started.store().unwrap().clone();
            let secrets: Secrets = std::fs::read_to_string(folder.path().join("secret"))
                .unwrap()
                .trim()
                .parse()
                .unwrap();
            let (_, key) = secrets.new_data_key(Uuid::new_v4()).unwrap();
            let owner = KeyOwner::Chat;
            keys::insert(store.connection(), started.clock().now(), vec![NewKey { owner, key }])
                .await
                .unwrap();
            started.shutdown().await;
            String::new()
        }
        Err(error) => format!("{error:#}"),
    };
    assert_eq!(start().await, "");
    assert_eq!(start().await, "");
    let path = folder.path().join("secret");
    let kept = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let told = start().await;
    assert!(told.contains("secret is missing") && told.contains("--fresh"), "{told}");
    assert!(!path.exists());
    std::fs::write(&path, Secrets::generate("sandbox").unwrap()).unwrap();
    let told = start().await;
    assert!(told.contains("SECRET_KEY") && told.contains("--fresh"), "{told}");
    std::fs::write(&path, kept).unwrap();
    assert_eq!(start().await, "");
}
