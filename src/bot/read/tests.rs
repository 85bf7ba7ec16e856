use serde_json::json;

use super::*;

const PRIVATE: &str =
    r#""chat":{"id":7,"type":"private","first_name":"林"},"from":{"id":7,"is_bot":false,"first_name":"林"}"#;

fn message(rest: &str) -> Message {
    let raw = format!(r#"{{"update_id":1,"message":{{"message_id":3,"date":1,{PRIVATE},{rest}}}}}"#);
    match update(&json(raw.as_bytes()).unwrap()) {
        Update::Message(message) => message,
        other => panic!("{raw}: {other:?}"),
    }
}

/// What the text is, whatever else stands beside it.
fn check_text(rest: &str) {
    let read = message(&format!(r#""text":"江苏",{rest}"#));
    assert_eq!(read.text.as_deref(), Some("江苏"), "{rest}");
    assert_eq!((read.id, read.content), (Some(3), Content::Text), "{rest}");
    assert_eq!(
        read.sender.map(|sender| (sender.id, sender.name)),
        Some((7, "林".into())),
        "{rest}"
    );
}

#[test]
fn nothing_beside_a_text_costs_it() {
    for rest in [
        r#""entities":[{"type":"date_time","offset":0,"length":2,"unix_time":1}]"#,
        r#""entities":{"not":"a list"}"#,
        r#""reply_to_message":{"message_id":2,"entities":[{"type":"date_time","offset":0,"length":2}]},"quote":{"text":"x","position":"y"}"#,
        r#""external_reply":{"origin":{"type":"channel","date":1,"chat":{"id":-1},"message_id":5},"chat":{"id":-1},"message_id":5}"#,
        r#""forward_origin":{"type":"made_up_2027"}"#,
        r#""date":"yesterday""#,
        r#""reply_markup":[],"link_preview_options":17,"sender_boost_count":1e999"#,
        r#""brand_new":{"text":"other","chat":{"id":99}}"#,
        r#""caption":5,"media_group_id":5,"message_thread_id":"x","sender_chat":"y","via_bot":null"#,
    ] {
        check_text(rest);
    }
}

#[test]
fn what_holds_no_text_has_a_kind() {
    let check = |rest: &str, expected: Content| assert_eq!(message(rest).content, expected, "{rest}");
    for kind in [
        "dice",
        "checklist",
        "poll",
        "story",
        "photo",
        "voice",
        "sticker",
        "video_note",
        "giveaway",
        "game",
    ] {
        check(&format!(r#""{kind}":{{"new":[]}}"#), Content::Known(kind));
    }
    check(r#""animation":{},"document":{}"#, Content::Known("animation"));
    check(r#""venue":{},"location":{}"#, Content::Known("venue"));
    check(
        r#""location":{"latitude":"far","live_period":900}"#,
        Content::LiveLocation,
    );
    check(r#""location":{"latitude":1}"#, Content::Location);
    check(r#""pinned_message":{}"#, Content::Service);
    check(r#""boost_added":{"boost_count":3}"#, Content::Service);
    for unknown in [
        r#""of_next_year":{}"#,
        r#""text":{"no":"text"}"#,
        r#""text":"  ""#,
        r#""photo":null"#,
    ] {
        check(unknown, Content::Unknown);
    }
    let contact = |phone_number: Option<&str>, person: Option<i64>, is_named: bool| {
        Content::Contact(Contact {
            phone_number: phone_number.map(str::to_owned),
            person,
            name: person.map(|id| if is_named { "x".to_owned() } else { id.to_string() }),
        })
    };
    check(
        r#""contact":{"phone_number":"8613800138000","first_name":"x","user_id":7}"#,
        contact(Some("8613800138000"), Some(7), true),
    );
    check(
        r#""contact":{"phone_number":13800138000,"user_id":"7"}"#,
        contact(Some("13800138000"), Some(7), false),
    );
    check(r#""contact":{"phone_number":[]}"#, contact(None, None, false));
}

#[test]
fn where_words_come_from_is_seen_in_any_form() {
    for field in [
        "forward_origin",
        "forward_from",
        "forward_from_chat",
        "forward_sender_name",
        "forward_date",
    ] {
        for value in ["{}", "17", r#""x""#, r#"{"type":"made_up_2027"}"#] {
            let read = message(&format!(r#""text":"x","{field}":{value}"#));
            assert!(read.forwarded && !read.via_bot, "{field} {value}");
        }
        assert!(!message(&format!(r#""text":"x","{field}":null"#)).forwarded);
    }
    assert!(message(r#""text":"x","via_bot":{}"#).via_bot);
    let read = message(r#""text":"x","reply_to_message":{"forward_date":1,"via_bot":{}}"#);
    assert!(
        !read.forwarded && !read.via_bot,
        "what is replied to is not what was written"
    );
}

#[test]
fn a_topic_is_one_only_where_telegram_says_so() {
    assert_eq!(
        message(r#""message_thread_id":17,"is_topic_message":true"#).topic,
        Some(17)
    );
    for none in [
        r#""message_thread_id":17"#,
        r#""message_thread_id":17,"is_topic_message":false"#,
        r#""message_thread_id":17,"is_topic_message":"yes""#,
        r#""message_thread_id":-17,"is_topic_message":true"#,
        r#""message_thread_id":99999999999999999999,"is_topic_message":true"#,
        r#""is_topic_message":true"#,
    ] {
        assert_eq!(message(none).topic, None, "{none}");
    }
}

#[test]
fn a_private_chats_person_is_known_by_the_chat() {
    let check = |from: &str, expected: Option<(PersonId, &str)>| {
        let raw = format!(
            r#"{{"message":{{"chat":{{"id":7,"type":"private","first_name":"安","last_name":"晓示"}},{from}"text":"x"}}}}"#
        );
        let Update::Message(read) = update(&json(raw.as_bytes()).unwrap()) else {
            panic!("{raw}")
        };
        let read = read.sender.as_ref().map(|sender| (sender.id, sender.name.as_str()));
        assert_eq!(read, expected, "{from}");
    };
    check("", Some((7, "安 晓示")));
    check(r#""from":null,"#, Some((7, "安 晓示")));
    check(r#""from":{"id":1e30,"first_name":"林"},"#, Some((7, "安 晓示")));
    check(r#""from":{"id":"7","first_name":"林","last_name":5},"#, Some((7, "林")));
    check(r#""from":{"id":7,"first_name":""},"#, Some((7, "7")));
    check(r#""from":{"id":7},"#, Some((7, "7")));
}

#[test]
fn who_writes_as_the_group_or_a_channel_is_nobody() {
    let masked = |rest: &str| message(rest).is_masked();
    assert!(!masked(r#""text":"x""#));
    assert!(masked(r#""sender_chat":{"id":-5}"#));
    assert!(!masked(r#""sender_chat":{"id":-5},"is_automatic_forward":true"#));
    let of = |id: i64| Sender {
        id,
        is_bot: true,
        name: String::new(),
        language_code: None,
    };
    assert!(of(1_087_968_824).is_mask() && of(136_817_688).is_mask() && !of(777_000).is_mask() && !of(-1).is_mask());
    assert!(of(777_000).is_telegram() && !of(7).is_telegram());
}

#[test]
fn the_same_words_have_the_same_print() {
    let same = message(r#""text":"江苏","edit_date":5,"entities":[]"#).print();
    assert_eq!(message(r#""text":"江苏""#).print(), same);
    for other in [r#""text":"浙江""#, r#""photo":[],"caption":"江苏""#, r#""dice":{}"#] {
        assert_ne!(message(other).print(), same, "{other}");
    }
    assert_ne!(
        message(r#""photo":[],"caption":"a""#).print(),
        message(r#""photo":[],"caption":"b""#).print()
    );
}

#[test]
fn the_bots_own_standing_is_read() {
    let change = json!({ "update_id": 1, "my_chat_member": {
        "chat": { "id": -5, "type": "supergroup", "is_forum": true }, "from": { "id": 7, "first_name": "林" },
        "old_chat_member": { "status": "member" }, "new_chat_member": { "status": "of a new kind" },
    } });
    let Update::Membership(change) = update(&change) else {
        panic!()
    };
    assert_eq!((change.old, change.new), (Some(ChatMemberStatus::Member), None));
    let chat = change.chat.unwrap();
    assert_eq!((chat.id, chat.kind, chat.is_forum), (-5, ChatKind::Group, true));
    assert_eq!(change.sender.unwrap().id, 7);
}

#[test]
fn whoever_wrote_has_a_turn() {
    use ChatKind::{Group, Private};
    let check = |raw: &str, expected: Option<(ChatId, ChatKind)>| {
        assert_eq!(turn(&json(raw.as_bytes()).unwrap()), expected, "{raw}");
    };
    check(r#"{"message":{"chat":{"id":5,"type":"private"}}}"#, Some((5, Private)));
    check(
        r#"{"message":{"chat":{"id":"-5","type":"of a new kind"}}}"#,
        Some((-5, Group)),
    );
    check(
        r#"{"message":{"chat":{"id":1e30},"from":{"id":7}}}"#,
        Some((7, Private)),
    );
    check(
        r#"{"message":{"chat":{"id":1e30,"type":"group"},"from":{"id":7}}}"#,
        None,
    );
    check(
        r#"{"callback_query":{"from":{"id":7},"message":{"chat":{"id":-9}}}}"#,
        Some((-9, Group)),
    );
    check(r#"{"brand_new":17,"message":{"from":{"id":7}}}"#, Some((7, Private)));
    check(r#"{"update_id":9}"#, None);
}
