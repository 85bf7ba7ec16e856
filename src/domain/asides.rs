//! What people write instead of an answer: that they do not know, that there is nothing to say, that it is as above, that they want a person.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::answers::{Kind, is_organisation};
use super::characters::is_han;
use super::data;

/// What a text says that is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aside {
    /// They do not know, or they ask.
    Unsure,
    /// There is nothing to say.
    Nothing,
    /// As above, or agreed: what is proposed.
    AsProposed,
    /// The person who writes.
    Myself,
    Greeting,
    Thanks,
    /// They need time.
    Wait,
    /// They want to speak with somebody.
    Human,
    /// The question before.
    Back,
    /// They have none of what is asked for.
    Lacks,
    /// They want to stop.
    Leave,
}

/// Every help that may be said: `prompts/<lang>/help/<code>.j2`.
pub const HELP_CODES: [&str; 13] = [
    "greeting",
    "human",
    "lacks_address",
    "lacks_certificate",
    "lacks_domain",
    "lacks_landline",
    "lacks_other_phone",
    "lacks_pre_approval",
    "lacks_server",
    "myself",
    "retake",
    "thanks",
    "wait",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    unsure: Vec<String>,
    nothing: Vec<String>,
    same: Vec<String>,
    agreed: Vec<String>,
    myself: Vec<String>,
    greeting: Vec<String>,
    thanks: Vec<String>,
    wait: Vec<String>,
    human: Vec<String>,
    back: Vec<String>,
    leave: Vec<String>,
    right: Vec<String>,
    not_right: Vec<String>,
    asks: Vec<String>,
    code: Vec<String>,
    called: Called,
    same_address: SameAddress,
    within: Within,
}

/// How people call what was sent back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Called {
    phone: Vec<String>,
    address: Vec<String>,
    certificate: Vec<String>,
    domain: Vec<String>,
}

/// How people say that an address is another one that they gave.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SameAddress {
    certificate: Vec<String>,
    postal: Vec<String>,
    around: Vec<String>,
}

/// What says the same within a sentence.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Within {
    greeting: Vec<String>,
    thanks: Vec<String>,
    wait: Vec<String>,
    human: Vec<String>,
    back: Vec<String>,
    unsure: Vec<String>,
    lacks: Vec<String>,
}

// Parsed by the test below, so it does not fail in a program that passed it.
static DATA: LazyLock<Data> = LazyLock::new(|| data::parse("asides.toml", include_str!("data/asides.toml")));

/// The same words as they are compared.
static WORDS: LazyLock<HashMap<String, Aside>> = LazyLock::new(|| {
    let lists = [
        (&DATA.unsure, Aside::Unsure),
        (&DATA.nothing, Aside::Nothing),
        (&DATA.same, Aside::AsProposed),
        (&DATA.agreed, Aside::AsProposed),
        (&DATA.myself, Aside::Myself),
        (&DATA.greeting, Aside::Greeting),
        (&DATA.thanks, Aside::Thanks),
        (&DATA.wait, Aside::Wait),
        (&DATA.human, Aside::Human),
        (&DATA.back, Aside::Back),
        (&DATA.leave, Aside::Leave),
    ];
    let words = lists
        .into_iter()
        .flat_map(|(words, aside)| words.iter().map(move |word| (plain(word), aside)));
    words.collect()
});

/// What the text says instead of an answer, if it is one of these.
pub fn read(text: &str) -> Option<Aside> {
    let known = WORDS.get(&plain(text)).copied();
    // 我明天再填行吗 asks for nothing that the question's help could tell.
    let asked = || match within(text) {
        Some(aside @ (Aside::Human | Aside::Wait | Aside::Back)) => aside,
        _ => Aside::Unsure,
    };
    known.or_else(|| is_question(text).then(asked))
}

/// What somebody says who finds right what was sent back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// That, and no more.
    Barely,
    /// With what a reviewer can do something with.
    Explained,
}

/// Whether a text says that what was sent back is right: 我的电话没错，昨天在开会.
pub fn says_right(text: &str) -> Option<Right> {
    // Who explains more than that has the button for it.
    const MOST: usize = 300;
    let lower = text.trim().to_lowercase();
    if lower.chars().count() > MOST || is_question(&lower) {
        return None;
    }
    if DATA.not_right.iter().any(|word| lower.contains(word.as_str())) {
        return None;
    }
    let held = DATA.right.iter().filter(|word| lower.contains(word.as_str()));
    let longest = held.map(|word| plain(word).chars().count()).max()?;
    // 我的电话没错 says no more than 没错.
    let about = if lower.chars().any(is_han) { 4 } else { 9 };
    Some(match plain(&lower).chars().count() <= longest + about {
        true => Right::Barely,
        false => Right::Explained,
    })
}

/// Whether a text is more than a word or two, which are mostly meant for a button.
pub fn is_sentence(text: &str) -> bool {
    const LEAST: usize = 6;
    const LEAST_LATIN: usize = 16;
    let least = if text.chars().any(is_han) { LEAST } else { LEAST_LATIN };
    text.chars().filter(|c| c.is_alphanumeric()).count() >= least
}

/// How much of a label the text repeats: so many Han characters that follow one another, or letters of whole words. 0 for what may be chance.
pub fn shared(text: &str, label: &str) -> usize {
    const LEAST_HAN: usize = 2;
    const LEAST_LATIN: usize = 4;
    let (text, label) = (text.to_lowercase(), label.to_lowercase());
    let han: Vec<char> = label.chars().filter(|c| is_han(*c)).collect();
    let runs = (LEAST_HAN..=han.len()).rev();
    let longest = runs
        .flat_map(|length| han.windows(length))
        .find(|run| text.contains(&run.iter().collect::<String>()));
    if let Some(run) = longest {
        return run.len();
    }
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|word| word.len() >= LEAST_LATIN)
            .map(str::to_owned)
            .collect()
    };
    let said = words(&text);
    let repeated = words(&label).into_iter().filter(|word| said.contains(word));
    repeated.map(|word| word.len()).sum()
}

/// The same for how people call a value of that kind, whatever its label says: 电话, 执照, phone.
pub fn calls(text: &str, kind: Kind) -> usize {
    let lower = text.to_lowercase();
    let called = match kind {
        Kind::Mobile | Kind::Landline | Kind::Phone => &DATA.called.phone,
        Kind::Address | Kind::CertificateAddress => &DATA.called.address,
        Kind::CertificateNumber => &DATA.called.certificate,
        Kind::Domain | Kind::Domains => &DATA.called.domain,
        _ => return 0,
    };
    let held = called.iter().filter(|word| lower.contains(word.as_str()));
    held.map(|word| word.chars().count()).max().unwrap_or_default()
}

/// The field of the other address that a text says this one is, where it says nothing else: 和证件住所相同, 寄到通讯地址.
pub fn same_address(text: &str) -> Option<&'static str> {
    let plain_text = plain(text);
    let data = &DATA.same_address;
    let names = |words: &[String]| words.iter().any(|word| plain_text.contains(&plain(word)));
    let named = match (names(&data.postal), names(&data.certificate)) {
        (true, false) => "postal_address",
        (false, true) => "certificate_address",
        _ => return None,
    };
    let mut words: Vec<String> = data
        .certificate
        .iter()
        .chain(&data.postal)
        .chain(&data.around)
        .map(|word| plain(word))
        .collect();
    // The longest first: 上面的 is not 上 with something left.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = words
        .iter()
        .fold(plain_text, |rest, word| rest.replace(word.as_str(), ""));
    rest.is_empty().then_some(named)
}

/// Digits, or a sign, that may be the value that is asked for.
pub fn has_value(lower: &str) -> bool {
    lower.chars().filter(char::is_ascii_digit).count() >= 5 || lower.contains('@') || has_host(lower)
}

/// What a sentence says instead of an answer: 我想转人工客服, 等一下我去拿执照. For questions whose answers are no sentences.
pub fn within(text: &str) -> Option<Aside> {
    const MOST: usize = 30;
    const MOST_LATIN: usize = 80;
    let lower = text.trim().to_lowercase();
    let count = lower.chars().count();
    let most = if lower.chars().any(is_han) { MOST } else { MOST_LATIN };
    // What has a value in it may be an answer; so may what is called so.
    if count > most || has_value(&lower) || is_organisation(&lower) {
        return None;
    }
    let within = &DATA.within;
    let holds = |words: &[String]| words.iter().any(|word| lower.contains(word.as_str()));
    let begins = |words: &[String]| words.iter().any(|word| lower.starts_with(word.as_str()));
    match () {
        () if holds(&within.human) => Some(Aside::Human),
        () if holds(&within.back) => Some(Aside::Back),
        () if holds(&within.wait) => Some(Aside::Wait),
        () if holds(&within.unsure) => Some(Aside::Unsure),
        () if begins(&within.lacks) || begins(&prefixed(&within.lacks)) => Some(Aside::Lacks),
        () if begins(&within.greeting) => Some(Aside::Greeting),
        () if begins(&within.thanks) || lower.trim_end_matches(['!', '！', '。', '.', '~']).ends_with("谢谢") => {
            Some(Aside::Thanks)
        }
        () => None,
    }
}

/// The same behind the person who says it: 我没有座机, I don't have one.
fn prefixed(words: &[String]) -> Vec<String> {
    const WHO: [&str; 8] = ["我", "我们", "我还", "公司", "暂时", "目前", "i ", "we "];
    WHO.iter()
        .flat_map(|who| words.iter().map(move |word| format!("{who}{word}")))
        .collect()
}

/// Whether a dot joins two Latin words, as in a domain.
fn has_host(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes
        .windows(3)
        .any(|three| three[1] == b'.' && three[0].is_ascii_alphanumeric() && three[2].is_ascii_alphanumeric())
}

/// A question of theirs: it ends as one, and holds no number and no address that could be meant as the answer.
fn is_question(text: &str) -> bool {
    let text = text.trim();
    let ends = text.ends_with(['?', '？']) || text.ends_with('吗') || text.ends_with("什么");
    ends && !text.contains('.') && text.chars().filter(char::is_ascii_digit).count() < 5
}

/// Whether they say that they do not know, however long the text is: 个体还是企业我也不知道.
pub fn is_unsure(text: &str) -> bool {
    let lower = text.to_lowercase();
    DATA.within.unsure.iter().any(|word| lower.contains(word.as_str()))
}

/// Whether a text speaks of the code of a message.
pub fn names_code(text: &str) -> bool {
    let lower = text.to_lowercase();
    DATA.code.iter().any(|word| lower.contains(word.as_str()))
}

/// Whether a short text asks something, though no sign says so: 在哪里下载.
pub fn asks(text: &str) -> bool {
    const MOST: usize = 16;
    const MOST_LATIN: usize = 60;
    let lower = text.trim().to_lowercase();
    let most = if lower.chars().any(is_han) { MOST } else { MOST_LATIN };
    lower.chars().count() <= most && !has_value(&lower) && DATA.asks.iter().any(|word| lower.contains(word.as_str()))
}

fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests;
