//! What people do in a round: what they would really do, what somebody malicious would, and what no app ever sends.

use crate::cast;
use crate::corpus::{Corpus, presses, says, sign};
use crate::json::Json;
use crate::mutate::mutate;
use crate::random::Random;

/// One update: who sends it, and what arrives.
#[derive(Clone, Debug)]
pub struct Sent {
    pub sender: i64,
    pub raw: Vec<u8>,
}

/// What senders know of the world: the buttons that stand in chats, and the filings' numbers.
#[derive(Default)]
pub struct Known {
    pub buttons: Vec<(i64, String)>,
    pub numbers: Vec<i64>,
    /// Up to where each of the cast has come in their script.
    pub written: std::collections::BTreeMap<i64, usize>,
}

const REVIEWERS: &[&str] = &[
    "/queue",
    "/claim #",
    "/release #",
    "/show #",
    "/approve #",
    "/reject # site_name 和单位的业务看不出关系",
    "/reject # 主办单位名称：少了“南京”\nsite_domain@1 x",
    "/handover # now",
    "/verified #",
    "/missed #",
    "/sms",
    "/opened today",
    "/public_security 32010002010001",
    "/grant # 苏ICP备12345678号 苏ICP备12345678号-1",
    "/grant # 苏ICP备87654321号-1",
    "/return # 材料不全",
    "/note # 法人代表已电话核实",
    "/history #",
    "/appoint @ reviewer",
    "/dismiss @",
    "/here",
];

/// So many updates a round at most.
pub const LONGEST_ROUND: usize = 160;

/// The updates of a round, the first of them numbered `first`.
pub fn round(corpus: &Corpus, known: &mut Known, first: i64, random: &mut Random) -> (Vec<i64>, Vec<Sent>) {
    let most = if random.one_in(2) { 1 } else { 6 };
    let people = random.some(cast::ACTORS, most);
    let count = 32 + random.below(LONGEST_ROUND - 32);
    let sent = (0..count).map(|at| {
        let sender = *random.pick(&people);
        let mut update = one(corpus, known, sender, random);
        sign(&mut update, first + i64::try_from(at).unwrap(), sender);
        let mut raw = Vec::new();
        update.write(&mut raw);
        // Now and then something is cut off on the way.
        if random.one_in(500) {
            raw.truncate(random.below(raw.len()));
        }
        Sent { sender, raw }
    });
    let sent = sent.collect();
    (people, sent)
}

fn one(corpus: &Corpus, known: &mut Known, sender: i64, random: &mut Random) -> Json {
    let (mut update, mutated_of_ten) = match random.below(10) {
        0..=2 => (press(known, sender, random), 3),
        3 => (next_of_script(known, sender, random), 0),
        4 if cast::is_staff(sender) || random.one_in(3) => (command(known, sender, random), 2),
        _ => (corpus.any(sender, random), 8),
    };
    if random.below(10) < mutated_of_ten {
        mutate(&mut update, &corpus.updates, random);
    }
    update
}

/// What they would write next for a filing, as it should be. Sometimes they begin anew.
fn next_of_script(known: &mut Known, sender: i64, random: &mut Random) -> Json {
    let script = cast::script(sender);
    let at = known.written.entry(sender).or_default();
    if random.one_in(40) || *at >= script.len() {
        *at = 0;
    }
    let text = script[*at].clone();
    *at += 1;
    says(sender, sender, &text)
}

fn command(known: &Known, sender: i64, random: &mut Random) -> Json {
    let number = if known.numbers.is_empty() {
        1001
    } else {
        *random.pick(&known.numbers)
    };
    let person = *random.pick(cast::all());
    let text = random
        .pick(REVIEWERS)
        .replace('#', &number.to_string())
        .replace('@', &person.to_string());
    let chat = match random.below(6) {
        0 => cast::DESK,
        1 => cast::GROUP,
        _ => sender,
    };
    says(sender, chat, &text)
}

/// A button of their own chat, or one that stands elsewhere, or one that was tampered with.
fn press(known: &Known, sender: i64, random: &mut Random) -> Json {
    let own: Vec<_> = known
        .buttons
        .iter()
        .rev()
        .filter(|(chat, _)| *chat == sender)
        .take(24)
        .collect();
    let query = random.below(1_000_000);
    if !own.is_empty() && random.below(3) > 0 {
        let (chat, data) = random.pick(&own);
        let data = if random.one_in(3) {
            tampered(known, data, random)
        } else {
            data.clone()
        };
        return presses(sender, *chat, &data, query);
    }
    if known.buttons.is_empty() {
        return presses(sender, sender, "n::::0:", query);
    }
    let (chat, data) = random.pick(&known.buttons);
    let data = if random.one_in(2) {
        tampered(known, data, random)
    } else {
        data.clone()
    };
    // In the chat in which it stands, or brought over into their own.
    let chat = if *chat < 0 && random.one_in(2) { *chat } else { sender };
    presses(sender, chat, &data, query)
}

/// One part of it is another button's, or none's.
fn tampered(known: &Known, data: &str, random: &mut Random) -> String {
    const VERBS: &str = "aotdbkhvcymsxzrnlDQSCRAFWPOUJHGBYe";
    let mut parts: Vec<String> = data.splitn(6, ':').map(str::to_owned).collect();
    if parts.len() < 6 {
        return data.to_owned();
    }
    let (_, other) = random.pick(&known.buttons);
    let part = random.below(7);
    let other = other.splitn(6, ':').nth(part).unwrap_or_default().to_owned();
    match part {
        0 => parts[0] = VERBS.chars().nth(random.below(VERBS.len())).unwrap().to_string(),
        4 => {
            let version = i64::from_str_radix(&parts[4], 16).unwrap_or(0);
            let versions = [
                version.saturating_add(1),
                version.saturating_sub(1),
                -1,
                0,
                i64::MAX,
                i64::MIN,
                *random.pick(&known.numbers),
            ];
            parts[4] = format!("{:x}", random.pick(&versions));
            if random.one_in(3) {
                parts[4] = (*random.pick(&["", "-1", "zz", "ffffffffffffffffffff", " 1"])).to_owned();
            }
        }
        5 if random.one_in(2) => {
            let longest = "x".repeat(70);
            let payload = *random.pick(&[
                "",
                "0",
                "1",
                "-1",
                "99999999999999999999",
                "yes",
                "zh",
                "绿",
                "::::",
                longest.as_str(),
            ]);
            parts[5] = payload.to_owned();
        }
        6 => {
            return random
                .pick(&["", ":", ":::::", "a", "a:::::", "游:游:游:游:游:游"])
                .to_string();
        }
        _ => parts[part] = other,
    }
    parts.join(":")
}
