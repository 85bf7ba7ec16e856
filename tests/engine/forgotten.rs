//! Who is told that their draft is deleted can rely on it: its answers, its look-up hashes, its data key and what still waits under
//! that are gone, and nobody else loses anything.

use std::time::Duration;

use entities::{answer, audit, data_key, deadline, filing, outbox, rejection};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::support::chat::Chat;
use crate::support::engine::Engine;
use crate::support::people::People;
use crate::support::program::{Start, free_address};
use crate::support::script::{FIRST_QUESTION, TYPED};
use crate::support::wait_for;

const FAREWELL: &str = "草稿已删除。需要时可以重新开始。";

/// The drafts of a person, oldest first.
async fn drafts_of(engine: &Engine, person: i64) -> Vec<filing::Model> {
    filing::Entity::find()
        .filter(filing::Column::Applicant.eq(person))
        .order_by_asc(filing::Column::CreatedAt)
        .all(engine.store.connection())
        .await
        .unwrap()
}

async fn answers_of(engine: &Engine, filing: &filing::Model) -> u64 {
    let answers = answer::Entity::find().filter(answer::Column::Filing.eq(filing.id));
    answers.count(engine.store.connection()).await.unwrap()
}

/// The rows that wait, as many as of each kind.
async fn waiting(engine: &Engine, kind: &str) -> u64 {
    let rows = outbox::Entity::find()
        .filter(outbox::Column::Kind.eq(kind))
        .filter(outbox::Column::Status.eq("waiting"));
    rows.count(engine.store.connection()).await.unwrap()
}

/// Fails if anything is left of a dropped draft besides its row and its history without words.
async fn check_gone(engine: &Engine, before: &filing::Model) {
    let connection = engine.store.connection();
    let key = before.data_key.expect("it had a key");
    let after = filing::Entity::find_by_id(before.id)
        .one(connection)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((after.status.as_str(), after.data_key), ("withdrawn", None));
    let facts: serde_json::Value = serde_json::from_str(&after.facts).unwrap();
    assert!(!facts.to_string().contains("ICP"), "{facts}");
    assert_eq!(answers_of(engine, before).await, 0, "answers");
    let rejections = rejection::Entity::find().filter(rejection::Column::Filing.eq(before.id));
    assert_eq!(rejections.count(connection).await.unwrap(), 0, "rejections");
    let keys = data_key::Entity::find_by_id(key).one(connection).await.unwrap();
    assert!(keys.is_none(), "its key");
    let under_it = outbox::Entity::find().filter(outbox::Column::DataKey.eq(key));
    assert_eq!(under_it.count(connection).await.unwrap(), 0, "what waits under it");
    let deadlines = deadline::Entity::find().filter(deadline::Column::Filing.eq(before.id));
    for deadline in deadlines.all(connection).await.unwrap() {
        assert!(
            deadline.closed_at.is_some() && deadline.next_at.is_none(),
            "{deadline:?}"
        );
    }
    let history = audit::Entity::find().filter(audit::Column::Filing.eq(before.id));
    let history = history.all(connection).await.unwrap();
    assert!(history.iter().any(|line| line.action == "withdraw"), "{history:?}");
    assert!(history.iter().all(|line| line.words.is_none()), "{history:?}");
}

#[tokio::test]
async fn a_dropped_draft_leaves_its_row_and_its_dates_and_no_value() {
    let engine = Engine::start().await;
    // Another person with the very same answers, and an earlier filing of the same person, stay as they are.
    for text in TYPED {
        engine.say(&[1, 2], text).await;
    }
    let neighbour = drafts_of(&engine, 2).await.remove(0);
    let neighbours = answers_of(&engine, &neighbour).await;
    let draft = drafts_of(&engine, 1).await.remove(0);
    assert!(answers_of(&engine, &draft).await > 25);

    engine.say(&[1], "/cancel").await;
    let press = engine.press(1, "删除草稿").await;
    engine.batch(&[press]).await;
    engine.decide_all().await;
    check_gone(&engine, &draft).await;
    assert_eq!(waiting(&engine, "erase").await, 1, "the bytes are to be erased");
    let said = format!("{:?}", engine.outgoing(1).await);
    assert!(said.contains(FAREWELL), "{said}");

    assert_eq!(answers_of(&engine, &neighbour).await, neighbours);
    let neighbours_key = data_key::Entity::find_by_id(neighbour.data_key.unwrap());
    assert!(neighbours_key.one(engine.store.connection()).await.unwrap().is_some());
    engine.say(&[2], "/resume").await;
    assert!(engine.last_text(2).await.contains("李样例"));
}

/// Nothing of it waits for a later batch to be decided: the same as when each is decided alone.
#[tokio::test]
async fn a_draft_that_is_begun_and_dropped_in_one_batch_is_gone_and_the_next_begins() {
    let engine = Engine::start().await;
    engine.say(&[1], "/help").await;
    let texts = ["/new", "网站", "企业", "/cancel", "删除草稿", "/new", "网站"];
    let updates: Vec<_> = texts.iter().map(|text| engine.update(1, text)).collect();
    let (_, _, processed) = engine.batch(&updates).await;
    assert_eq!(
        processed.done, 5,
        "the chat's part of the batch ends with what is deleted"
    );
    engine.decide_all().await;
    let drafts = drafts_of(&engine, 1).await;
    assert_eq!(drafts.len(), 2);
    let statuses: Vec<_> = drafts.iter().map(|draft| draft.status.as_str()).collect();
    assert_eq!(statuses, ["withdrawn", "drafting"]);
    assert_eq!(drafts[0].data_key, None);
    assert_eq!(answers_of(&engine, &drafts[0]).await, 0);
    assert_eq!(answers_of(&engine, &drafts[1]).await, 1);
    let keys = data_key::Entity::find().filter(data_key::Column::Owner.eq("filing"));
    assert_eq!(keys.count(engine.store.connection()).await.unwrap(), 1);
    let said = engine.texts(1).await;
    assert!(said.iter().any(|text| text.contains(FAREWELL)), "{said:?}");
    // An old button of the dropped draft says so, and changes nothing.
    assert!(said.last().unwrap().contains("个人还是单位"), "{said:?}");
}

/// What is written of a draft when another process has just dropped it is decided anew, and told that it is gone.
#[tokio::test]
async fn what_comes_for_a_dropped_draft_is_told_so_and_seals_nothing() {
    let engine = Engine::start().await;
    engine.say(&[1], "/new").await;
    let stale = engine.press(1, "网站").await;
    engine.say(&[1], "/cancel").await;
    let drop = engine.press(1, "删除草稿").await;
    let again = engine.press(1, "删除草稿").await;
    engine.batch(&[drop, stale, again]).await;
    engine.decide_all().await;
    let inputs = engine.inputs().await;
    assert!(inputs.iter().all(|row| row.status == "done"), "{inputs:?}");
    let answers = answer::Entity::find().count(engine.store.connection()).await;
    assert_eq!(answers.unwrap(), 0);
}

/// A message of the draft is on its way, and its answer is lost, when the draft is dropped.
#[tokio::test]
async fn a_message_that_is_just_being_sent_does_not_hold_a_deletion_up() {
    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let start = Start::sandbox(folder.path(), address);
    let _program = start.ready().await;
    let people = People::at(address);
    let person = people.new_person("某人").await;
    let chat = Chat {
        people: people.clone(),
        person,
    };
    people.say(person, "/new").await;
    people.settle().await;
    assert!(chat.newest().await["text"].as_str().unwrap().contains(FIRST_QUESTION));
    people.hold_next("sendMessage", person).await;
    people.say(person, "网站").await;
    wait_for("the next question is being sent", Duration::from_secs(20), async || {
        (!people.has_fault().await).then_some(())
    })
    .await;
    for text in ["/cancel", "删除草稿"] {
        people.say(person, text).await;
    }
    people.settle().await;
    people.pass(120).await;
    people.settle().await;
    let said = chat.transcript().await.concat();
    assert!(said.contains(FAREWELL), "{said}");
    let database = rusqlite::Connection::open_with_flags(
        folder.path().join("data/bot.db"),
        rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY,
    )
    .unwrap();
    let count = |what: &str| database.query_row(what, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM answer"), 0);
    assert_eq!(count("SELECT count(*) FROM data_key WHERE owner = 'filing'"), 0);
    assert_eq!(count("SELECT count(*) FROM outbox WHERE status = 'waiting'"), 0);
}
