//! What is done to an update: by its structure, so that what comes out is still near to what Telegram sends.

use crate::json::Json;
use crate::random::Random;

/// Numbers at which something ends.
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "-1",
    "1",
    "2147483647",
    "2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "123456789012345678901234567890",
    "1e308",
    "-1e308",
    "1e-400",
    "1e999",
    "-1E400",
    "0.1",
    "2.50e3",
    "1795737600.5",
    "253402300800",
    "-62135596801",
    "8210298412799",
    "true",
    "false",
    "null",
    "\"\"",
    "\"17\"",
    "\" 17 \"",
    "\"١٧\"",
    "[]",
    "{}",
    "[[]]",
    "{\"id\":1}",
    "{\"\":{}}",
];

/// Texts that something may stumble over, as they stand in JSON.
const TEXTS: &[&str] = &[
    "",
    " ",
    "\\u0000",
    "a\\u0000b",
    "\\ud83d",
    "\\ude00\\ud83d",
    "江苏\\ud83d\\u0041",
    "\\ud83d\\ude00",
    "\\u202e江苏",
    "\\u202e\\u2066\\u2069\\u200f\\u200b\\ufeff",
    "e\\u0301\\u0301\\u0301\\u0301\\u0301\\u0301\\u0301\\u0301\\u0301\\u0301\\u0301",
    "שלום עולם",
    "مرحبا",
    "𝟙𝟛𝟡𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠",
    "１３９１２３４５６７８",
    "<b>江苏</b>",
    "<a href=\\\"tg://user?id=1\\\">x",
    "&lt;&amp;&#x0;&unknown;",
    "</code></pre></blockquote>",
    "{{ 7 * 7 }}{% raw %}",
    "'; DROP TABLE filing; --",
    "%s%n%x\\r\\n\\t",
    "\\\\",
    "\\/",
    "/",
    "//",
    "/ start",
    "/start@",
    "/START",
    "/new\\u00a0x",
    "/approve",
    "/approve 0",
    "/approve -1",
    "/approve 9223372036854775807",
    "/approve 99999999999999999999",
    "/show #1001",
    "/history 1001 1002",
    "/reject 1001",
    "/reject 1001 \\n\\n site_name@1 ：",
    "/reject 1001 @",
    "/reject 1001 site_name@0 x",
    "/reject 1001 site_name@99999999999 x",
    "/grant 1001 苏ICP备号-",
    "/grant 1001 苏ICP备99999999999999999999号-1",
    "/grant 1001 苏ICP备12345678号-0",
    "/appoint",
    "/appoint 0 reviewer",
    "/appoint -1 administrator",
    "/appoint 9223372036854775807 reviewer",
    "/dismiss 9223372036854775807",
    "/language xx",
    "/note 1001 \\ud83d",
    "http://例子.测试/..//?#",
    "xn--",
    "xn--a-",
    "a..b",
    "-.com",
    "1.2.3.4.5",
    "256.1.1.1",
    "::1",
    "0x7f.1",
    "320102199002300009",
    "00000000000000000X",
    "苏ICP备",
    "粤ICP备12345678号-1",
    "1,2,1",
    "中文简体、英语",
    "居民身份证",
    "是",
    "确定",
    "提交备案",
    "全部删除",
];

/// Names of next year.
const NAMES: &[&str] = &[
    "made_up_2027",
    "",
    "id",
    "chat",
    "from",
    "text",
    "type",
    "\\u0066rom",
    "\\ud83d",
    "__proto__",
];

/// A mutation or a few.
pub fn mutate(update: &mut Json, donors: &[Json], random: &mut Random) {
    for _ in 0..1 + random.below(3) {
        once(update, donors, random);
    }
}

fn once(update: &mut Json, donors: &[Json], random: &mut Random) {
    let count = update.count();
    // Not the whole: then it is no update at all. What stands further in is met more often than the one member at the top.
    let at = if count < 2 { 0 } else { 1 + random.below(count - 1) };
    let Some(value) = update.nth(at) else { return };
    match random.below(14) {
        0 | 1 => drop_one(value, random),
        2 => rename(value, donors, random),
        3 => double(value, donors, random),
        4 | 5 => *value = part_of(donors, random),
        6 | 7 => *value = Json::plain(random.pick(NUMBERS)),
        8 => *value = odd_text(random),
        9 => add(value, donors, random),
        10 => noise(value, random),
        11 => {
            let inner = std::mem::replace(value, Json::List(vec![]));
            *value = if random.one_in(2) {
                Json::List(vec![inner.clone(), inner])
            } else {
                Json::Object(vec![(b"id".to_vec(), inner)])
            };
        }
        12 => like_its_kind(update, donors, random),
        _ => next_year(update, random),
    }
}

/// One member less.
fn drop_one(value: &mut Json, random: &mut Random) {
    match value {
        Json::List(items) if !items.is_empty() => drop(items.remove(random.below(items.len()))),
        Json::Object(members) if !members.is_empty() => drop(members.remove(random.below(members.len()))),
        other => *other = Json::plain("null"),
    }
}

fn rename(value: &mut Json, donors: &[Json], random: &mut Random) {
    if let Json::Object(members) = value
        && !members.is_empty()
    {
        let at = random.below(members.len());
        members[at].0 = a_name(donors, random);
    }
}

/// A name that stands twice, with two values.
fn double(value: &mut Json, donors: &[Json], random: &mut Random) {
    if let Json::Object(members) = value
        && !members.is_empty()
    {
        let (name, kept) = members[random.below(members.len())].clone();
        let other = if random.one_in(3) {
            kept
        } else {
            part_of(donors, random)
        };
        members.insert(random.below(members.len() + 1), (name, other));
    }
}

fn add(value: &mut Json, donors: &[Json], random: &mut Random) {
    match value {
        Json::Object(members) => members.push((a_name(donors, random), part_of(donors, random))),
        Json::List(items) => items.push(part_of(donors, random)),
        other => *other = part_of(donors, random),
    }
}

/// Bytes in the middle of a text: also such as are no UTF-8.
fn noise(value: &mut Json, random: &mut Random) {
    if let Json::Text(bytes) = value {
        for _ in 0..1 + random.below(4) {
            let at = random.below(bytes.len() + 1);
            let byte = u8::try_from(random.below(256)).unwrap();
            if matches!(byte, b'"' | b'\\') {
                bytes.splice(at..at, [b'\\', byte]);
            } else {
                bytes.insert(at, byte);
            }
        }
    }
}

/// A member of the same name from another update: another `chat`, another `entities`.
fn like_its_kind(update: &mut Json, donors: &[Json], random: &mut Random) {
    let donor = random.pick(donors);
    let (Json::Object(own), Json::Object(theirs)) = (update, donor) else {
        return;
    };
    let (Some((_, Json::Object(own))), Some((_, Json::Object(theirs)))) = (own.last_mut(), theirs.last()) else {
        return;
    };
    if theirs.is_empty() {
        return;
    }
    let (name, value) = random.pick(theirs).clone();
    match own.iter_mut().find(|(found, _)| *found == name) {
        Some((_, found)) => *found = value,
        None => own.push((name, value)),
    }
}

/// The whole is of a kind that does not exist yet, or of another one.
fn next_year(update: &mut Json, random: &mut Random) {
    const KINDS: &[&str] = &[
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "channel_post",
        "made_up_2027",
    ];
    if let Json::Object(members) = update
        && let Some((name, value)) = members.last_mut()
    {
        let kind = random.pick(KINDS).as_bytes().to_vec();
        if random.one_in(2) {
            *name = kind;
        } else {
            let second = value.clone();
            members.push((kind, second));
        }
    }
}

fn a_name(donors: &[Json], random: &mut Random) -> Vec<u8> {
    if random.one_in(3) {
        return random.pick(NAMES).as_bytes().to_vec();
    }
    match part_of(donors, random) {
        Json::Object(members) if !members.is_empty() => random.pick(&members).0.clone(),
        _ => random.pick(NAMES).as_bytes().to_vec(),
    }
}

/// Some value of some update.
fn part_of(donors: &[Json], random: &mut Random) -> Json {
    let mut donor = random.pick(donors).clone();
    let at = random.below(donor.count());
    donor.nth(at).cloned().unwrap_or(Json::List(vec![]))
}

fn odd_text(random: &mut Random) -> Json {
    let text = random.pick(TEXTS).as_bytes().to_vec();
    match random.below(60) {
        // Longer than any message.
        0 => Json::Text(
            random
                .pick(&["好", "e\u{301}", "&", "<", "𝟙", "\u{202e}", "a b\\n"])
                .repeat(5_000)
                .into_bytes(),
        ),
        1 => {
            let depth = *random.pick(&[70, 130, 1_000, 20_000]);
            let (open, close) = *random.pick(&[("[", "]"), ("{\"a\":", "}")]);
            let inner = if open == "[" { "" } else { "1" };
            Json::Plain(format!("{}{inner}{}", open.repeat(depth), close.repeat(depth)).into_bytes())
        }
        2 => {
            let mut flood = b"a".to_vec();
            flood.extend("\u{0301}".repeat(3_000).into_bytes());
            Json::Text(flood)
        }
        _ => Json::Text(text),
    }
}
