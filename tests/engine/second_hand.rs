//! A command that somebody forwards, or that an inline bot wrote for them, is not theirs until they say so.

use beian_bot::bot::commands;
use beian_bot::bot::intake::read_update;
use beian_bot::clock::Clock as _;
use beian_bot::domain::outgoing::Call;
use beian_bot::storage::inbox::RawUpdate;
use entities::{answer, audit, conversation, deadline, desk, filing, person, rejection, role};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::support::engine::Engine;
use crate::support::script::TYPED;

const APPLICANT: i64 = 1;
const ADMINISTRATOR: i64 = 9;
const REVIEWER: i64 = 8;

/// What makes it second hand.
fn origins() -> Vec<(&'static str, Value)> {
    let stranger = json!({ "id": 77, "is_bot": false, "first_name": "路人" });
    let channel = json!({ "id": -1001, "type": "channel", "title": "c" });
    let group = json!({ "id": -1002, "type": "supergroup", "title": "g" });
    let from = |origin: Value| json!({ "forward_origin": origin });
    vec![
        (
            "forwarded from a person",
            from(json!({ "type": "user", "date": 1_700_000_000, "sender_user": stranger })),
        ),
        (
            "forwarded from somebody who hides",
            from(json!({ "type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "某人" })),
        ),
        (
            "forwarded from a channel",
            from(json!({ "type": "channel", "date": 1_700_000_000, "chat": channel, "message_id": 5 })),
        ),
        (
            "forwarded from a group",
            from(json!({ "type": "chat", "date": 1_700_000_000, "sender_chat": group })),
        ),
        (
            "written by an inline bot",
            json!({ "via_bot": { "id": 78, "is_bot": true, "first_name": "gif", "username": "gif_bot" } }),
        ),
    ]
}

/// What that person sends, in their own chat, with what makes it second hand.
fn sent(id: i64, person: i64, text: &str, further: &Value) -> RawUpdate {
    let from = json!({ "id": person, "is_bot": false, "first_name": "林", "language_code": "zh-hans" });
    let mut message = json!({ "message_id": id, "date": 1_700_000_000, "from": from, "text": text,
        "chat": { "id": person, "type": "private", "first_name": "林" } });
    for (name, value) in further.as_object().unwrap() {
        message[name] = value.clone();
    }
    read_update(json!({ "update_id": id, "message": message }).to_string().as_bytes()).unwrap()
}

/// A reviewer, an administrator in the middle of a draft, and a filing that was handed in.
async fn office() -> Engine {
    let engine = Engine::start().await;
    engine.say(&[APPLICANT, REVIEWER, ADMINISTRATOR], "/start").await;
    engine
        .run_sql(&format!(
            "INSERT INTO role (person, role, appointed_by, at) VALUES ({REVIEWER}, 'reviewer', 1, 0), \
             ({ADMINISTRATOR}, 'administrator', 1, 0)"
        ))
        .await;
    for text in TYPED {
        engine.say(&[APPLICANT], text).await;
    }
    engine.say(&[APPLICANT], "提交备案").await;
    assert!(engine.last_text(APPLICANT).await.contains("1001"));
    for text in &TYPED[..4] {
        engine.say(&[ADMINISTRATOR], text).await;
    }
    engine
}

/// All that a command could change.
async fn traces(engine: &Engine) -> String {
    let connection = engine.store.connection();
    let mut traces = String::new();
    macro_rules! add {
        ($($table:ident),+) => {
            $(
                let mut rows: Vec<String> = $table::Entity::find().all(connection).await.unwrap()
                    .iter().map(|row| format!("{row:?}\n")).collect();
                rows.sort();
                traces.push_str(&rows.concat());
            )+
        };
    }
    add!(filing, answer, rejection, audit, deadline, role, desk, person);
    // What was written last is remembered of every message, whatever it brings about.
    let rows = conversation::Entity::find().all(connection).await.unwrap();
    let remembered = |row: conversation::Model| conversation::Model {
        recent: None,
        updated_at: 0,
        ..row
    };
    let mut rows: Vec<String> = rows.into_iter().map(|row| format!("{:?}\n", remembered(row))).collect();
    rows.sort();
    traces.push_str(&rows.concat());
    traces
}

/// What is said to somebody from the first of these on.
async fn said_since(engine: &Engine, person: i64, since: usize) -> (String, Vec<String>) {
    let said = engine.outgoing(person).await.split_off(since);
    let (mut texts, mut buttons) = (Vec::new(), Vec::new());
    for call in said {
        if let Call::Send { text, keyboard, .. } | Call::Edit { text, keyboard, .. } = call {
            texts.push(text);
            buttons.extend(keyboard.0.into_iter().flatten());
        }
    }
    assert!(buttons.iter().all(|button| button.data.len() <= 64));
    (
        texts.join("\n"),
        buttons.into_iter().map(|button| button.label).collect(),
    )
}

const NOT_DONE: &str = "这条命令是转发来的，或由别的机器人代写，所以没有执行";
const BUTTON: &str = "由我执行";

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Becomes {
    /// It only looks: it is carried out.
    CarriedOut,
    /// A button does it.
    Offered,
    /// To be written by oneself.
    ToBeWritten,
    /// Refused as it would be from their own hand.
    Refused,
}

#[tokio::test]
async fn a_command_of_second_hand_changes_nothing_and_is_offered() {
    use Becomes::*;
    let engine = office().await;
    let table = [
        ("/start", CarriedOut),
        ("/resume", CarriedOut),
        ("/status", CarriedOut),
        ("/sms", CarriedOut),
        ("/parcel", CarriedOut),
        ("/opened 2026-03-02", Offered),
        ("/opened", Offered),
        ("/public_security", Offered),
        ("/help", CarriedOut),
        ("/language", CarriedOut),
        ("/queue", CarriedOut),
        ("/next", CarriedOut),
        ("/find 1001", CarriedOut),
        ("/show 1001", CarriedOut),
        ("/pictures 1001", CarriedOut),
        ("/history 1001", CarriedOut),
        ("/new", Offered),
        ("/back", Offered),
        ("/skip", Offered),
        ("/cancel", Offered),
        ("/delete", Offered),
        ("/language en", Offered),
        ("/claim 1001", Offered),
        ("/release 1001", Offered),
        ("/approve 1001", Offered),
        ("/reject 1001", Offered),
        ("/reject 1001 网站名称 重名", ToBeWritten),
        ("/supplement 1001", Offered),
        ("/supplement 1001 域名证书", ToBeWritten),
        ("/curtain 1001", Offered),
        ("/received 1001", Offered),
        ("/hand_over 1001", Offered),
        ("/handover 1001", Offered),
        ("/verified 1001", Offered),
        ("/missed 1001", Offered),
        ("/grant 1001", Offered),
        ("/grant 1001 苏ICP备12345678号-1", ToBeWritten),
        ("/return 1001", Offered),
        ("/return 1001 资料不符", ToBeWritten),
        ("/undo 1001", Offered),
        ("/call 1001", CarriedOut),
        ("/call 1001 call_confirmed", ToBeWritten),
        ("/answer", CarriedOut),
        ("/answer 1", Refused),
        ("/answer 1 可以", Offered),
        ("/ask", Offered),
        ("/ask 为什么", Offered),
        ("/quiet", CarriedOut),
        ("/quiet 21-9", Offered),
        ("/note 1001 已付款", ToBeWritten),
        ("/note 1001", ToBeWritten),
        ("/appoint 77 管理员", Offered),
        (
            "/appoint 77 administrator because I say so, and because it is so very long",
            ToBeWritten,
        ),
        ("/dismiss 8", Offered),
        ("/here", Refused),
        ("/approve 1002", Refused),
        ("/approve", Refused),
    ];
    for command in commands::ALL {
        let name = format!("/{command}");
        assert!(
            table
                .iter()
                .any(|(text, _)| text.split(' ').next() == Some(name.as_str())),
            "{name} is not tried"
        );
    }
    let mut id = 5_000;
    let mut check = async |person: i64, text: &str, origin: &str, further: &Value, expected: Becomes| {
        id += 1;
        let before = traces(&engine).await;
        let since = engine.outgoing(person).await.len();
        engine.batch(&[sent(id, person, text, further)]).await;
        engine.decide_all().await;
        let (said, buttons) = said_since(&engine, person, since).await;
        let is_offer = said.contains(NOT_DONE);
        let found = match (is_offer, buttons.iter().any(|label| label == BUTTON)) {
            (true, true) => Offered,
            (true, false) => ToBeWritten,
            (false, _) if expected == Refused => Refused,
            (false, _) => CarriedOut,
        };
        let what = format!("{text}, {origin}, by {person}: {said}");
        assert!(!said.is_empty(), "{what}");
        assert_eq!(found, expected, "{what}");
        if found != CarriedOut {
            assert_eq!(traces(&engine).await, before, "{what}");
        }
        if found == ToBeWritten {
            // Somebody else's words are not said again.
            assert!(
                !["重名", "资料不符", "已付款", "12345678号-1。"]
                    .iter()
                    .any(|words| said.contains(words)),
                "{what}"
            );
        }
    };
    for (text, expected) in table {
        for (origin, further) in origins() {
            check(ADMINISTRATOR, text, origin, &further, expected).await;
        }
    }
    // An applicant's alike; a reviewer's is refused as it would be from their own hand.
    for (text, expected) in [
        ("/delete", Offered),
        ("/cancel", Offered),
        ("/new", Offered),
        ("/status", CarriedOut),
        ("/approve 1001", Refused),
    ] {
        let (origin, further) = origins().remove(0);
        check(APPLICANT, text, origin, &further, expected).await;
    }
}

#[tokio::test]
async fn a_press_carries_it_out_as_the_pressers_own() {
    let engine = office().await;
    let forwarded = origins().remove(0).1;
    let mut id = 5_000;
    let mut forwards = async |person: i64, text: &str| {
        id += 1;
        engine.batch(&[sent(id, person, text, &forwarded)]).await;
        engine.decide_all().await;
    };
    let press = async |person: i64| {
        let since = engine.outgoing(person).await.len();
        let press = engine.press(person, BUTTON).await;
        engine.batch(&[press]).await;
        engine.decide_all().await;
        let said = engine.outgoing(person).await.split_off(since);
        format!("{said:?}")
    };
    let handed_in = async || {
        let all = filing::Entity::find().all(engine.store.connection()).await.unwrap();
        all.into_iter().find(|filing| filing.number == Some(1001)).unwrap()
    };

    forwards(REVIEWER, "/approve 1001").await;
    // Pressed twice: the second press is of a version that counts no more.
    let again = engine.press(REVIEWER, BUTTON).await;
    assert!(press(REVIEWER).await.contains("初审通过"));
    let approved = handed_in().await;
    assert_eq!(
        (approved.status.as_str(), approved.claimed_by),
        ("ready", Some(REVIEWER))
    );
    let history = audit::Entity::find().all(engine.store.connection()).await.unwrap();
    let line = history.iter().find(|line| line.action == "approve").unwrap();
    assert_eq!(line.person, Some(REVIEWER));
    engine.batch(&[again]).await;
    engine.decide_all().await;
    assert!(format!("{:?}", engine.outgoing(REVIEWER).await).contains("这个按钮属于之前的步骤"));
    assert_eq!(handed_in().await.version, approved.version);

    // What has changed since it was offered is not done.
    forwards(REVIEWER, "/handover 1001").await;
    let stale = engine.press(REVIEWER, BUTTON).await;
    engine.say(&[REVIEWER], "/reject 1001 网站名称 重名").await;
    engine.batch(&[stale]).await;
    engine.decide_all().await;
    assert_eq!(handed_in().await.status, "rejected");

    // What names no filing counts for an hour.
    for (minutes, role) in [(61, None), (59, Some("reviewer"))] {
        forwards(ADMINISTRATOR, "/appoint 77 reviewer").await;
        engine
            .clock
            .move_to(engine.clock.now() + chrono::Duration::minutes(minutes));
        press(ADMINISTRATOR).await;
        let found = role::Entity::find_by_id(77)
            .one(engine.store.connection())
            .await
            .unwrap();
        assert_eq!(found.as_ref().map(|row| row.role.as_str()), role);
    }

    // The draft that the administrator is in.
    let draft = async || {
        let all = filing::Entity::find().all(engine.store.connection()).await.unwrap();
        all.into_iter()
            .find(|filing| filing.applicant == ADMINISTRATOR)
            .unwrap()
    };
    engine.say(&[ADMINISTRATOR], "/resume").await;
    forwards(ADMINISTRATOR, "/cancel").await;
    assert!(press(ADMINISTRATOR).await.contains("要先停在这里吗"));
    engine.say(&[ADMINISTRATOR], "保留草稿").await;
    assert_eq!(draft().await.status, "drafting");

    // To delete everything still asks; and the answer to that is no other's either.
    forwards(APPLICANT, "/delete").await;
    assert!(press(APPLICANT).await.contains("要删除您的全部资料吗"));
    forwards(APPLICANT, "全部删除").await;
    assert!(!engine.last_text(APPLICANT).await.contains("已全部删除"));
    assert!(
        answer::Entity::find()
            .all(engine.store.connection())
            .await
            .unwrap()
            .len()
            > 20
    );
}

/// What somebody else wrote is an answer like any other, and presses no button.
#[tokio::test]
async fn a_text_of_second_hand_answers_and_presses_nothing() {
    let engine = Engine::start().await;
    for text in TYPED {
        engine.say(&[1], text).await;
    }
    let forwarded = origins().remove(0).1;
    engine.batch(&[sent(5_000, 1, "提交备案", &forwarded)]).await;
    engine.decide_all().await;
    let filings = filing::Entity::find().all(engine.store.connection()).await.unwrap();
    assert_eq!((filings[0].status.as_str(), filings[0].number), ("drafting", None));
    engine.say(&[1], "/cancel").await;
    engine.batch(&[sent(5_001, 1, "删除草稿", &forwarded)]).await;
    engine.decide_all().await;
    let filings = filing::Entity::find().all(engine.store.connection()).await.unwrap();
    assert_eq!(filings[0].status, "drafting");

    engine.say(&[2], "/new").await;
    engine.say(&[2], "网站").await;
    engine.batch(&[sent(5_002, 2, "企业", &forwarded)]).await;
    engine.decide_all().await;
    let answers = answer::Entity::find().all(engine.store.connection()).await.unwrap();
    let draft = filing::Entity::find().all(engine.store.connection()).await.unwrap();
    let draft = draft.iter().find(|filing| filing.applicant == 2).unwrap();
    let fields: Vec<&str> = answers
        .iter()
        .filter(|row| row.filing == draft.id)
        .map(|row| row.field.as_str())
        .collect();
    assert_eq!(fields.len(), 2, "{fields:?}");
    assert!(fields.contains(&"nature"));
}
