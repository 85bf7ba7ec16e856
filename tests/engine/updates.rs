//! Updates that come again, that nobody understands, that cannot be decided or saved, or that kill the process: each harms nobody
//! but itself, and none is lost.

use std::cell::RefCell;
use std::time::Duration;

use beian_bot::bot::commands;
use beian_bot::bot::intake::read_update;
use beian_bot::clock::Clock as _;
use beian_bot::domain::filing::FilingId;
use beian_bot::domain::outgoing::Call;
use beian_bot::domain::press::{Press, Verb};
use beian_bot::storage::inbox::RawUpdate;
use chrono::TimeDelta;
use entities::filing;
use sea_orm::EntityTrait as _;

use crate::support::engine::{Engine, update};
use crate::support::people::{is_bots, text};
use crate::support::program::{Supervised, free_address};
use crate::support::script::FIRST_QUESTION;
use crate::support::site::Site;
use crate::support::wait_for;

const APOLOGY: &str = "抱歉，我们这边出了错";

#[tokio::test]
async fn an_update_id_may_come_again_after_two_days() {
    let engine = Engine::start().await;
    let begin = engine.clock.now();
    engine
        .intake
        .store(&[update(7, 1, "/start"), update(8, 2, "/start")])
        .await
        .unwrap();
    engine.decide_all().await;
    engine
        .run_sql("UPDATE inbox SET status = 'failed' WHERE update_id = 8")
        .await;
    let welcome = engine.last_text(1).await;
    assert_eq!(engine.texts(1).await, [welcome.as_str()]);
    // Nobody has got to this one yet.
    engine.intake.store(&[update(9, 3, "/start")]).await.unwrap();

    let again = [update(7, 1, "/help"), update(8, 2, "/help"), update(9, 3, "/help")];
    engine.clock.move_to(begin + TimeDelta::hours(47));
    assert_eq!(engine.intake.store(&again).await.unwrap(), 0, "Telegram says it twice");
    assert_eq!(engine.inputs().await.len(), 3);

    engine.clock.move_to(begin + TimeDelta::hours(49));
    assert_eq!(
        engine.intake.store(&again).await.unwrap(),
        2,
        "all but the one that waits"
    );
    engine.decide_all().await;
    for chat in [1, 2] {
        let said = engine.texts(chat).await;
        assert_eq!(said.len(), 2, "{said:?}");
        assert_ne!(said[1], welcome, "the new one was decided");
    }
    assert_eq!(
        engine.texts(3).await,
        [welcome],
        "the one that waited was decided, once"
    );
    let statuses: Vec<_> = engine.inputs().await.into_iter().map(|row| row.status).collect();
    assert_eq!(statuses, ["done", "failed", "done", "done", "done"]);
}

/// Of kinds and shapes that nobody knows, most of them of chat 1.
const ODD: &[&str] = &[
    r#"{"update_id":1,"brand_new_kind":{"chat":{"id":1,"type":"private"},"x":[1,2.50e3,{"y":"好 \u597d"}]}}"#,
    r#"  { "brand_new_kind" : 17 ,	"update_id" : 2 } "#,
    r#"{"update_id":3}"#,
    r#"{"update_id":4,"message":{"chat":{"id":1,"type":"private"},"text":{"no":"text"}}}"#,
    r#"{"update_id":5,"message":"no object"}"#,
    r#"{"update_id":6,"message":{"chat":{"id":1,"type":"of a new type"},"from":null,"date":"yesterday"}}"#,
    r#"{"update_id":7,"callback_query":{"id":"77","from":{"id":1},"message":{"chat":{"id":1}},"data":5}}"#,
    r#"{"update_id":8,"message":null,"edited_message":{"chat":{"id":1,"type":"private"}}}"#,
    r#"{"update_id":9,"message":{"chat":{"id":1,"type":"private"},"text":"half a pair: \ud83d"}}"#,
    r#"{"update_id":10,"message":{"chat":{"id":1,"type":"private"},"date":1e999,"date":0}}"#,
];

#[tokio::test]
async fn what_nobody_understands_is_kept_whole_and_costs_nothing_else() {
    for no_update in [
        "",
        "17",
        "null",
        "[]",
        r#""update_id""#,
        r#"{"update_id":"1"}"#,
        "{\"update_id\":1",
    ] {
        assert!(read_update(no_update.as_bytes()).is_err(), "{no_update}");
    }

    let engine = Engine::start().await;
    let mut updates: Vec<RawUpdate> = ODD.iter().map(|raw| read_update(raw.as_bytes()).unwrap()).collect();
    updates.push(update(11, 1, "/start"));
    let odd = updates.len() - 1;
    assert_eq!(engine.intake.store(&updates).await.unwrap(), updates.len() as u64);
    let rows = engine.inputs().await;
    for (row, (raw, content)) in rows.iter().zip(ODD.iter().zip(engine.contents().await)) {
        assert_eq!(content, raw.as_bytes(), "byte for byte");
        let readable = row.content.windows(11).any(|part| part == b"\"update_id\"");
        assert!(!readable, "{raw} is not sealed");
    }

    engine.decide_all().await;
    for row in engine.inputs().await {
        assert_eq!(
            (row.status.as_str(), row.tries),
            ("done", 0),
            "update {:?}",
            row.update_id
        );
    }
    // The button that could not be read does not spin for ever. Whoever wrote is answered: of these five are messages of chat 1.
    let said = engine.outgoing(1).await;
    let answered = |call: &Call| matches!(call, Call::PressAnswer { query_id, .. } if query_id == "77");
    assert_eq!(said.iter().filter(|call| answered(call)).count(), 1);
    assert_eq!(engine.texts(0).await, [""; 0]);
    let texts = engine.texts(1).await;
    assert_eq!(texts.len(), 6, "{odd} odd updates before it: {texts:?}");
    assert!(
        texts.iter().all(|text| text.contains("/")),
        "each says what to do: {texts:?}"
    );
    assert!(
        engine.last_text(1).await.contains("备案"),
        "{}",
        engine.last_text(1).await
    );
}

/// A trigger that lets nobody write this row.
async fn forbid(engine: &Engine, table: &str, row: &str) {
    let script = if engine.store.is_postgres() {
        format!(
            "CREATE FUNCTION forbidden() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'made up'; END $$ LANGUAGE plpgsql; \
             CREATE TRIGGER forbidden BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NEW.{row}) EXECUTE FUNCTION forbidden()"
        )
    } else {
        format!(
            "CREATE TRIGGER forbidden BEFORE UPDATE ON {table} WHEN NEW.{row} BEGIN SELECT RAISE(ABORT, 'made up'); END"
        )
    };
    engine.run_sql(&script).await;
}

/// Decides until nothing waits, as the loop does, which goes on after a failure. Returns how many failures there were.
async fn decide_all_in_spite(engine: &Engine) -> usize {
    let mut failures = 0;
    for _ in 0..100 {
        match engine.processor.batch().await {
            Ok(processed) if processed.claimed == 0 => return failures,
            Ok(_) => {}
            Err(_) => failures += 1,
        }
    }
    panic!("there is no end to it");
}

#[tokio::test]
async fn an_input_that_cannot_be_saved_harms_only_itself() {
    let engine = Engine::start().await;
    engine.say(&[1, 2, 3], "/help").await;
    let before = engine.texts(2).await.len();
    // A question cannot be asked there. (What was written last is noted with any message.)
    forbid(&engine, "conversation", "chat = 2 AND NEW.state NOT LIKE '%idle%'").await;

    let all = [1, 2, 3].map(|chat| engine.update(chat, "/new"));
    let next = engine.update(2, "/help");
    let (_, _, processed) = engine.batch(&[&all[..], &[next]].concat()).await;
    assert_eq!(
        (processed.claimed, processed.done),
        (4, 0),
        "they were to be saved together"
    );
    decide_all_in_spite(&engine).await;

    for chat in [1, 3] {
        let said = engine.last_text(chat).await;
        assert!(said.contains(FIRST_QUESTION), "chat {chat}: {said}");
    }
    let rows = engine.inputs().await;
    let failed: Vec<_> = rows.iter().filter(|row| row.status != "done").collect();
    let [failed] = failed[..] else { panic!("{failed:?}") };
    assert_eq!((failed.chat, failed.status.as_str(), failed.tries), (2, "failed", 3));
    assert_eq!((failed.content.len(), failed.data_key), (0, None));
    // An apology with a number, and then the answer to what came next.
    let said = &engine.texts(2).await[before..];
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[0].contains(APOLOGY) && said[0].contains(&failed.id.to_string()),
        "{}",
        said[0]
    );
    // The help names who asks.
    let help = engine.texts(1).await[0].replace("<code>1</code>", "<code>2</code>");
    assert_eq!(said[1], help);
    assert!(!said.concat().contains(FIRST_QUESTION));
}

#[tokio::test]
async fn a_damaged_answer_stops_only_its_own_chat() {
    let engine = Engine::start().await;
    for text in ["/new", "网站"] {
        engine.say(&[1, 2, 3], text).await;
    }
    let zero = if engine.store.is_postgres() { r"'\x00'" } else { "x'00'" };
    let of_two = "filing IN (SELECT id FROM filing WHERE applicant = 2)";
    engine
        .run_sql(&format!("UPDATE answer SET value = {zero} WHERE {of_two}"))
        .await;

    let updates = [1, 2, 3].map(|chat| engine.update(chat, "企业"));
    engine.intake.store(&updates).await.unwrap();
    decide_all_in_spite(&engine).await;
    assert_eq!(engine.last_text(1).await, engine.last_text(3).await);
    assert!(
        engine.last_text(1).await.contains("企业"),
        "{}",
        engine.last_text(1).await
    );
    assert!(
        engine.last_text(2).await.contains(APOLOGY),
        "{}",
        engine.last_text(2).await
    );
}

const POISON: &str = "有毒的一句";

#[tokio::test]
async fn a_poisoned_input_is_set_aside_with_an_apology() {
    let site = Site::open().await;
    let serve = site.serve("serve").set("BEIAN_FAULTS", &format!("panic:{POISON}"));
    let mut program = serve.spawn();
    let chats = site.chats(6).await;
    let (poisoned, others) = chats.split_first().unwrap();
    site.all_ask(&chats, "/new", FIRST_QUESTION).await;
    site.settled().await;
    // So that all of it comes in one batch.
    program.kill();
    let before = poisoned.told().await;
    let decided = site.outgoing(poisoned.person).await.len();
    let asked = poisoned.newest().await;
    poisoned.people.say(poisoned.person, POISON).await;
    for chat in &chats {
        chat.people.say(chat.person, "网站").await;
    }
    let program = serve.spawn();
    site.settled().await;

    assert_eq!(program.logged("Fault on demand"), 3, "tried so often");
    let rows = site.inputs(poisoned.person).await;
    let outcomes: Vec<_> = rows.iter().map(|row| (row.status.as_str(), row.tries)).collect();
    assert_eq!(outcomes, [("done", 0), ("failed", 3), ("done", 0)]);
    assert_eq!((rows[1].content.len(), rows[1].data_key), (0, None));

    // An apology with a number, the question once more, and then the answer to what came next.
    let messages = poisoned.people.messages(poisoned.person).await;
    let said: Vec<_> = messages
        .iter()
        .filter(|message| is_bots(message))
        .map(text)
        .skip(before)
        .collect();
    let number = rows[1].id.to_string();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].contains(APOLOGY) && said[0].contains(&number), "{}", said[0]);
    assert_eq!(said[1], text(&asked));
    assert!(said[2].contains("✅ 备案对象：网站"), "{}", said[2]);

    // The others did not wait for it, and nothing of it is left: the draft is what theirs is.
    let first_word = site.outgoing(poisoned.person).await.into_iter().map(|row| row.id);
    let first_word = first_word.skip(decided).min().unwrap();
    for chat in others {
        assert!(text(&chat.newest().await).contains("✅ 备案对象：网站"));
        assert!(site.outgoing(chat.person).await.last().unwrap().id < first_word);
        assert_eq!(site.progress(chat.person).await, site.progress(poisoned.person).await);
    }
}

#[tokio::test]
async fn a_panic_anywhere_between_the_stored_row_and_the_commit_harms_one_input() {
    const POISONS: [(&str, &str); 4] = [
        ("unread", "读时有毒"),
        ("unloaded", "取时有毒"),
        ("panic", "想时有毒"),
        ("unsaved", "存时有毒"),
    ];
    let faults = POISONS.map(|(kind, text)| format!("{kind}:{text}"));
    beian_bot::bot::faults::add(&faults.join(","));
    let engine = Engine::start().await;
    let chats: Vec<i64> = (1..=7).collect();
    engine.say(&chats, "/new").await;
    let mut updates: Vec<_> = chats
        .iter()
        .zip(POISONS)
        .map(|(chat, (_, poison))| engine.update(*chat, poison))
        .collect();
    updates.extend(chats.iter().map(|chat| engine.update(*chat, "网站")));
    engine.intake.store(&updates).await.unwrap();
    assert_eq!(
        decide_all_in_spite(&engine).await,
        0,
        "none of it is the database's fault"
    );

    let rows = engine.inputs().await;
    for (chat, (kind, _)) in chats.iter().zip(POISONS) {
        let its = rows.iter().filter(|row| row.chat == *chat);
        let outcomes: Vec<_> = its.map(|row| (row.status.as_str(), row.tries)).collect();
        assert_eq!(outcomes, [("done", 0), ("failed", 3), ("done", 0)], "{kind}");
        let said = engine.texts(*chat).await;
        assert_eq!(
            said.iter().filter(|said| said.contains(APOLOGY)).count(),
            1,
            "{kind}: {said:?}"
        );
        // Whatever was the matter, they are asked again.
        let apology = said.iter().position(|said| said.contains(APOLOGY)).unwrap();
        assert!(said[apology + 1].contains(FIRST_QUESTION), "{kind}: {said:?}");
    }
    for chat in &chats {
        let said = engine.last_text(*chat).await;
        assert!(said.contains("✅ 备案对象：网站"), "chat {chat}: {said}");
    }
    for chat in &chats[POISONS.len()..] {
        assert!(
            rows.iter().filter(|row| row.chat == *chat).all(|row| row.tries == 0),
            "the others pay nothing"
        );
    }
}

#[tokio::test]
async fn an_input_that_kills_the_process_cannot_do_so_for_ever() {
    let site = Site::open().await;
    let chats = site.chats(6).await;
    let killer = &chats[2];
    for chat in &chats {
        let said = if chat.person == killer.person { POISON } else { "/start" };
        chat.people.say(chat.person, said).await;
    }
    killer.people.say(killer.person, "/help").await;

    let serve = site.serve("serve").set("BEIAN_FAULTS", &format!("abort:{POISON}"));
    let supervised = RefCell::new(Supervised::start(vec![serve]));
    wait_for("the killer is set aside", Duration::from_secs(60), async || {
        supervised.borrow_mut().look();
        (killer.told().await == 2).then_some(())
    })
    .await;
    site.settled().await;
    for chat in chats.iter().filter(|chat| chat.person != killer.person) {
        assert!(chat.told().await >= 1, "chat {}", chat.person);
    }
    let said = killer.transcript().await;
    assert!(said[0].contains(APOLOGY), "{said:?}");
    assert!(!said[1].contains(APOLOGY), "{said:?}");
    let failed = "SELECT count(*) FROM inbox WHERE status = 'failed'";
    assert_eq!(site.count(failed).await, 1);
    assert_eq!(site.inputs(killer.person).await[0].status, "failed");

    // Once in the batch, six times alone; and it stays up.
    site.all_ask(&chats[2..3], "/start", "备案").await;
    let mut supervised = supervised.into_inner();
    supervised.look();
    assert_eq!(supervised.restarts, 7);
}

#[tokio::test]
async fn one_may_change_from_polling_to_a_webhook_and_back() {
    let site = Site::open().await;
    let chats = site.chats(2).await;
    let polls = site.serve("polls");
    let address = free_address();
    let is_called = site
        .serve("is-called")
        .set("WEBHOOK_URL", &format!("http://{address}/telegram"))
        .set("WEBHOOK_LISTEN", &address.to_string())
        .set("WEBHOOK_SECRET", "made-up_secret");
    let steps = [
        ("/new", FIRST_QUESTION),
        ("网站", "✅ 备案对象：网站"),
        ("企业", "✅ 主办单位性质：企业"),
    ];
    for ((said, hears), serve) in steps.into_iter().zip([&polls, &is_called, &polls]) {
        // One of them writes while nobody is there.
        let waiting = chats[0].seq().await;
        chats[0].people.say(chats[0].person, said).await;
        let _program = serve.spawn();
        site.all_ask(&chats[1..], said, hears).await;
        let heard = async || chats[0].heard(hears, waiting).await.then_some(());
        wait_for(hears, Duration::from_secs(30), heard).await;
        site.settled().await;
    }
    for chat in &chats {
        assert_eq!(chat.told().await, 3);
        let inputs = site.inputs(chat.person).await;
        assert!(
            inputs.len() == 3 && inputs.iter().all(|row| row.status == "done"),
            "{inputs:?}"
        );
    }
}

/// A row of the save names a filing that is not there.
#[tokio::test]
async fn an_input_that_always_names_what_is_not_there_is_set_aside() {
    let engine = Engine::start().await;
    engine.say(&[1, 2], "/help").await;
    let before = engine.texts(1).await.len();
    let insert = "INSERT INTO deadline (id, filing, name, chat, began_at, ends_at) VALUES";
    let script = if engine.store.is_postgres() {
        format!(
            "CREATE FUNCTION dangles() RETURNS trigger AS $$ BEGIN {insert} (gen_random_uuid(), gen_random_uuid(), 'x', 1, 0, 0); \
             RETURN NEW; END $$ LANGUAGE plpgsql; CREATE TRIGGER dangles AFTER UPDATE ON conversation FOR EACH ROW \
             WHEN (NEW.chat = 1 AND NEW.state LIKE '%answering%') EXECUTE FUNCTION dangles()"
        )
    } else {
        format!(
            "CREATE TRIGGER dangles AFTER UPDATE ON conversation WHEN NEW.chat = 1 AND NEW.state LIKE '%answering%' BEGIN {insert} \
             (randomblob(16), randomblob(16), 'x', 1, 0, 0); END"
        )
    };
    engine.run_sql(&script).await;
    let updates = [
        engine.update(1, "/new"),
        engine.update(1, "/help"),
        engine.update(2, "/new"),
    ];
    engine.intake.store(&updates).await.unwrap();
    // A chat rests by real time in between.
    wait_for("it is set aside", Duration::from_secs(60), async || {
        // The loop goes on after a failure.
        let _ = engine.processor.batch().await;
        let rows = engine.inputs().await;
        rows.iter().all(|row| row.status != "waiting").then_some(())
    })
    .await;
    let statuses: Vec<_> = engine
        .inputs()
        .await
        .into_iter()
        .skip(2)
        .map(|row| row.status)
        .collect();
    assert_eq!(statuses, ["failed", "done", "done"]);
    let said = &engine.texts(1).await[before..];
    assert!(said.len() == 2 && said[0].contains(APOLOGY), "{said:?}");
    assert!(engine.last_text(2).await.contains(FIRST_QUESTION));
}

/// Telegram sends no such thing. Whoever speaks is told by `from`; the dialogue is the chat's own person's.
#[tokio::test]
async fn nobody_speaks_in_the_private_chat_of_another() {
    let engine = Engine::start().await;
    for text in ["/new", "网站"] {
        engine.say(&[1, 2], text).await;
    }
    let before = engine.texts(1).await.len();
    let person = r#""from":{"id":2,"is_bot":false,"first_name":"x"}"#;
    let chat = r#""chat":{"id":1,"type":"private","first_name":"y"}"#;
    let message = |id: i64, text: &str| {
        format!(r#"{{"update_id":{id},"message":{{"message_id":{id},"date":1,{person},{chat},"text":"{text}"}}}}"#)
    };
    let press = format!(
        r#"{{"update_id":4,"callback_query":{{"id":"77",{person},"data":"n::::0:","message":{{"message_id":3,"date":1,{chat}}}}}}}"#
    );
    for raw in [message(1, "企业"), message(2, "/new"), message(3, "/delete"), press] {
        let update = read_update(raw.as_bytes()).unwrap();
        engine.batch(&[update]).await;
        engine.decide_all().await;
    }
    assert!(engine.inputs().await.iter().all(|row| row.status == "done"));
    assert_eq!(engine.texts(1).await.len(), before, "nobody is told anything");
    // The button does not spin for ever, and the question still waits for its person.
    let answered = |call: &Call| matches!(call, Call::PressAnswer { query_id, .. } if query_id == "77");
    assert_eq!(engine.outgoing(1).await.iter().filter(|call| answered(call)).count(), 1);
    engine.say(&[1], "企业").await;
    assert!(engine.last_text(1).await.contains("✅ 主办单位性质：企业"));
}

/// Buttons can be made by hand. A draft is nobody's but its applicant's until it is handed in.
#[tokio::test]
async fn no_button_of_a_reviewer_reaches_a_draft() {
    let engine = Engine::start().await;
    engine
        .run_sql("INSERT INTO role (person, role, appointed_by, at) VALUES (2, 'reviewer', 0, 0)")
        .await;
    for text in ["/new", "网站"] {
        engine.say(&[1], text).await;
    }
    engine.say(&[2], "/help").await;
    let drafts = filing::Entity::find();
    let before = drafts.clone().one(engine.store.connection()).await.unwrap().unwrap();
    let said = engine.texts(2).await.len();
    let (filing, version) = (FilingId::from_bytes(*before.id.as_bytes()), before.version);
    let steps = Verb::ALL.iter().filter(|verb| verb.is_reviewers());
    let steps = steps.map(|verb| Press::of(*verb, filing, version));
    let acts = commands::ALL.iter().filter(|command| command.names_filing());
    let acts = acts.map(|command| Press::act_on(command.name, filing, version));
    for (id, press) in (1..).zip(steps.chain(acts)) {
        let data = press.encode();
        let raw = format!(
            r#"{{"update_id":{id},"callback_query":{{"id":"{id}","from":{{"id":2,"is_bot":false,"first_name":"x"}},"data":"{data}",
            "message":{{"message_id":3,"date":1,"chat":{{"id":2,"type":"private"}}}}}}}}"#
        );
        engine
            .intake
            .store(&[read_update(raw.as_bytes()).unwrap()])
            .await
            .unwrap();
        engine.decide_all().await;
        assert_eq!(engine.texts(2).await.len(), said, "{press:?} shows it");
    }
    let after = drafts.one(engine.store.connection()).await.unwrap().unwrap();
    assert_eq!(after, before);
}
