//! Finds the value in a sentence: 我的手机号是13912345678, 公司名称：…, My name is ….
//!
//! People answer as they speak. What is found is read by the same rules as what stands alone; where two values could be meant, none is taken.

use std::sync::LazyLock;

use regex::Regex;

use super::{Malformed, normalise};
use crate::domain::characters;

/// The one value among those found in the text that the rules let through. Where only one was found, and they refuse it, what is wrong
/// with that one: of the words around it nothing need be said. None where several are left.
pub(super) fn only<T: PartialEq>(
    text: &str,
    found: Vec<String>,
    read: impl Fn(String) -> Result<T, Malformed>,
) -> Option<Result<T, Malformed>> {
    if let [one] = found.as_slice() {
        let stands_alone = stands_alone(text, one);
        return Some(read(one.clone())).filter(|judged| judged.is_ok() || stands_alone);
    }
    let mut good = found.into_iter().filter_map(|text| read(text).ok());
    let first = good.next()?;
    good.all(|other| other == first).then_some(Ok(first))
}

/// Whether the value is a word of its own among others, and no part of something longer that was mistyped.
fn stands_alone(text: &str, value: &str) -> bool {
    let Some((before, after)) = text.split_once(value) else {
        return false;
    };
    let joins = |c: char| c.is_alphanumeric() && !normalise::is_han(c) || characters::is_dash(c);
    let letters = before
        .chars()
        .chain(after.chars())
        .filter(|c| c.is_alphabetic())
        .count();
    letters >= 2 && !before.ends_with(joins) && !after.starts_with(joins)
}

/// What may be a phone number: a run of digits with what people put between them.
pub(super) fn phones(text: &str) -> Vec<String> {
    all(&PHONE, text)
}

/// What may be a certificate's number: letters and digits without a blank, eight or more. A word alone is none.
pub(super) fn numbers(text: &str) -> Vec<String> {
    let mut found = all(&NUMBER, text);
    found.retain(|number| number.chars().filter(char::is_ascii_digit).count() >= 4);
    found
}

/// What may be a host name: labels in ASCII with dots between them.
pub(super) fn hosts(text: &str) -> Vec<String> {
    all(&HOST, text)
}

/// The text behind what introduces a domain: 我的域名是示例.公司.
pub(super) fn after_domain_label(text: &str) -> &str {
    behind(&DOMAIN_LABEL, text)
}

/// A person's name without what people write around it: 我叫林若棠, 姓名：林若棠, 林若棠 女, My name is Li Ming.
pub(super) fn person(text: &str) -> String {
    let text = behind(&PERSON_LABEL, text);
    before(&PERSON_TAIL, text).trim().to_owned()
}

/// An address without what people write around it: 执照上写的住所是：…, 我们在…, My address is ….
pub(super) fn address(text: &str) -> String {
    let text = behind(&ADDRESS_LABEL, text);
    before(&ADDRESS_TAIL, text).trim().to_owned()
}

/// An organisation's name without what people write around it. Of several lines the one that reads like a name.
pub(super) fn organisation(text: &str, is_name: impl Fn(&str) -> bool) -> String {
    let text = text
        .lines()
        .map(|line| behind(&ORGANISATION_LABEL, line.trim()))
        .find(|line| text.lines().count() > 1 && is_name(line))
        .unwrap_or(text);
    let text = behind(&ORGANISATION_LABEL, text.trim());
    before(&ORGANISATION_TAIL, text).trim().to_owned()
}

fn all(pattern: &Regex, text: &str) -> Vec<String> {
    pattern.find_iter(text).map(|found| found.as_str().to_owned()).collect()
}

/// What stands behind the label, or the text itself where nothing would be left.
fn behind<'a>(label: &Regex, text: &'a str) -> &'a str {
    let rest = label.find(text).map_or(text, |found| &text[found.end()..]);
    if rest.trim().is_empty() { text } else { rest }
}

/// What stands before the tail, or the text itself where nothing would be left.
fn before<'a>(tail: &Regex, text: &'a str) -> &'a str {
    let rest = tail.find(text).map_or(text, |found| &text[..found.start()]);
    if rest.trim().is_empty() { text } else { rest }
}

// The patterns are constants that the test below compiles, so none is missing in a program that passed it.
fn pattern(text: &str) -> Regex {
    match Regex::new(text) {
        Ok(pattern) => pattern,
        Err(error) => panic!("a pattern of what people write is wrong: {error}"),
    }
}

static PHONE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:\+|\()?[0-9](?:[0-9 ().\-]{4,}[0-9])(?:\([0-9]{1,6}\))?"));
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9A-Z][0-9A-Z\-]{6,}[0-9A-Z](?:\([0-9A-Z]\))?"));
static HOST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:https?://)?[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?)+(?:[:/][^\s\p{Han}，。]*)?",
    )
});
static DOMAIN_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*(?:我们?|公司|本站|网站)?的?(?:网站|主)?(?:域名|网址|域名地址|domain(?: name)?)\s*(?:就?是|为|叫|:|：|is)\s*[:：]?\s*",
    )
});
static PERSON_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^\s*(?:
            (?:就?是)?(?:我|本人)(?:自己)?[啊呀哦呢吧]?[\s,，、:：]+
            | (?:我|本人|他|她)的?(?:姓名|名字|全名)?(?:叫做|叫|就?是|为)[:：]?
            | (?:姓名|名字|名称|法定代表人|法人代表|法人|负责人|经营者|联系人|网站负责人|主体负责人)(?:的?(?:姓名|名字))?(?:叫|就?是|为|\s*[:：])\s*[:：]?
            | (?:my|his|her|the)\s+(?:full\s+)?name(?:\s+is|'s|’s)\s*[:：]?\s
            | (?:full\s+)?name\s*[:：]
            | (?:i\s+am|i'm|i’m|this\s+is|it\s+is|it's|it’s)\s
        )\s*",
    )
});
static PERSON_TAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)(?:
            [\s,，、;；(]+(?:性别\s*[:：]?\s*)?[男女]性?\)?
            | [\s,，、;；:(]*(?:电话|手机|手机号|联系电话|tel|phone|mobile)?[\s:：]*\+?[0-9][0-9\s\-]{6,}[0-9]\)?
        )\s*[。.]?\s*$",
    )
});
static ADDRESS_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^\s*(?:
            (?:我们?|公司|本公司|本人)?的?(?:营业执照|执照|证件|身份证|证书)?上?面?(?:写|登记|印)?的?(?:详细)?
                (?:住所|地址|住址|通讯地址|通信地址|注册地址|办公地址|经营场所|收件地址|邮寄地址)(?:上?写的|登记的)?(?:就?是在?|为|在|\s*[:：])
            | (?:我们?|公司|本公司|本人)?(?:就?住在|就?在|位于|地处)
            | (?:请|麻烦)?(?:就?寄到|寄给|邮寄到|送到)
            | (?:my|our|the)\s+(?:\w+\s+){0,3}address(?:\s+is|'s|’s|\s*:)
            | (?:\w+\s+)?address\s*[:：]
            | (?:i|we)(?:\s+am|\s+are|'m|'re|’m|’re|\s+live)\s+(?:at|in)\s
            | (?:it\s+is|it's|it’s)\s
        )\s*[:：]?\s*",
    )
});
static ADDRESS_TAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:[\s,，。;；]+(?:谢谢|多谢|麻烦|就行|就可以|thanks|thank you)[^0-9]{0,8})[。.!！]?\s*$")
});
static ORGANISATION_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^\s*(?:
            (?:我们?|本|主办)?的?(?:公司|单位|企业|主办单位|机构|店|协会)的?(?:全称|名称|名字)?\s*(?:叫做|叫|是|为|[:：])
            | (?:全称|名称|名字|公司名|单位名)\s*(?:叫做|叫|是|为|[:：])
            | 我们?(?:叫做|叫)
            | (?:our|my|the)\s+(?:company|organi[sz]ation|business|firm)(?:'s|’s)?(?:\s+name)?\s+(?:is|:)\s+(?:called\s+)?
            | (?:company(?:\s+name)?|name)\s*[:：]
            | (?:it\s+is|it's|it’s|we\s+are|we're)\s+(?:called\s+)?
        )\s*[:：]?\s*",
    )
});
static ORGANISATION_TAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)[\s,，;；]+(?:
            (?:联系)?(?:电话|手机|手机号|人|方式)\s*[:：\s].*
            | (?:tel|phone|mobile|contact)\b.*
            | (?:统一社会)?信用代码.*
            | 法定?代表?人\s*[:：].*
            | 地址\s*[:：].*
            | \+?[0-9][0-9\s\-]{6,}[0-9]
        )$",
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_out_of_a_sentence() {
        let check = |text: &str, name: &str| assert_eq!(person(text), name, "{text}");
        check("我叫林若棠", "林若棠");
        check("我的名字是林若棠", "林若棠");
        check("姓名：林若棠", "林若棠");
        check("就是我啊 林若棠", "林若棠");
        check("是我，林若棠", "林若棠");
        check("林若棠 女", "林若棠");
        check("林若棠，男", "林若棠");
        check("林若棠(女)", "林若棠");
        check("法人是林若棠", "林若棠");
        check("林若棠 13912345678", "林若棠");
        check("My name is Li Ming", "Li Ming");
        check("I'm Li Ming", "Li Ming");
        check("林若棠", "林若棠");
        check("我是", "我是");
        let is_name = |line: &str| line.ends_with("公司");
        let check = |text: &str, name: &str| assert_eq!(organisation(text, is_name), name, "{text}");
        check("公司名称：南京云杉示例有限公司", "南京云杉示例有限公司");
        check("我们公司叫南京云杉示例有限公司", "南京云杉示例有限公司");
        check("南京云杉示例有限公司 电话 025-84123456", "南京云杉示例有限公司");
        check("南京云杉示例有限公司\n陈大明\n13912345678", "南京云杉示例有限公司");
        check("陈大明\n名称：南京云杉示例有限公司", "南京云杉示例有限公司");
        check("Our company is Example Ltd", "Example Ltd");
        check("我是谁文化有限公司", "我是谁文化有限公司");
        check("公司", "公司");
    }

    #[test]
    fn values_in_a_sentence() {
        assert_eq!(phones("我的手机号是139 1234 5678，谢谢"), ["139 1234 5678"]);
        assert_eq!(numbers("身份证号是32000019900307002X"), ["32000019900307002X"]);
        assert_eq!(hosts("我的域名是yunwu-tea.cn，刚买的"), ["yunwu-tea.cn"]);
        assert_eq!(after_domain_label("我的域名是示例.公司"), "示例.公司");
        assert_eq!(after_domain_label("域名"), "域名");
    }
}
