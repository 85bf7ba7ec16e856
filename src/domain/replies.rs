//! What people write instead of an answer: that they do not know, that there is nothing to say, that it is as above.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::data;

/// What a text says that is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// They do not know, or they ask.
    Unsure,
    /// There is nothing to say.
    Nothing,
    /// As above, or agreed: what is proposed.
    AsProposed,
    Thanks,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    unsure: Vec<String>,
    nothing: Vec<String>,
    same: Vec<String>,
    agreed: Vec<String>,
    thanks: Vec<String>,
}

// Parsed by the test below, so it does not fail in a program that passed it.
static DATA: LazyLock<Data> = LazyLock::new(|| data::parse("replies.toml", include_str!("data/replies.toml")));

/// The same words as they are compared.
static WORDS: LazyLock<HashMap<String, Reply>> = LazyLock::new(|| {
    let lists = [
        (&DATA.unsure, Reply::Unsure),
        (&DATA.nothing, Reply::Nothing),
        (&DATA.same, Reply::AsProposed),
        (&DATA.agreed, Reply::AsProposed),
        (&DATA.thanks, Reply::Thanks),
    ];
    let words = lists
        .into_iter()
        .flat_map(|(words, reply)| words.iter().map(move |word| (plain(word), reply)));
    words.collect()
});

/// What the text says instead of an answer, if it is one of these.
pub fn read(text: &str) -> Option<Reply> {
    let known = WORDS.get(&plain(text)).copied();
    known.or_else(|| is_question(text).then_some(Reply::Unsure))
}

/// A question of theirs: it ends as one, and holds no number and no address that could be meant as the answer.
fn is_question(text: &str) -> bool {
    let text = text.trim();
    let ends = text.ends_with(['?', '？']) || text.ends_with('吗') || text.ends_with("什么");
    ends && !text.contains('.') && text.chars().filter(char::is_ascii_digit).count() < 5
}

fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_answer_is_told_from_what_is() {
        let check = |text: &str, expected: Option<Reply>| assert_eq!(read(text), expected, "{text}");
        check("不知道", Some(Reply::Unsure));
        check("不知道。", Some(Reply::Unsure));
        check("这是什么意思？", Some(Reply::Unsure));
        check("多少钱?", Some(Reply::Unsure));
        check("I don't know", Some(Reply::Unsure));
        check("没有", Some(Reply::Nothing));
        check("N/A", Some(Reply::Nothing));
        check("同上", Some(Reply::AsProposed));
        check("I agree!", Some(Reply::AsProposed));
        check("北京市海淀区无名路1号", None);
        check("南京什么都有示例商贸有限公司", None);
        check("我的执照是91320115MA1X2Y3W3G，对吗？", None);
        check("www.example.cn?", None);
        check("", None);
    }
}
