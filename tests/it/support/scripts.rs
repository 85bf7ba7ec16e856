//! What applicants answer. The values are made up: their checksums are right, and they belong to nobody (serial number 000 of
//! an ID card is never given).

use std::time::Duration;

/// Of a made-up enterprise.
pub const CREDIT_CODE: &str = "91320115MA0000007M";
/// Of a made-up person.
pub const ID_CARD: &str = "320102199003070009";
pub const MOBILE: &str = "13912345678";
pub const DOMAIN: &str = "yunshan-example.com";
/// The number that the authority gave.
pub const GRANTED: &str = "苏ICP备12345678号-1";

/// An enterprise's whole filing in texts, from /new to its submission.
pub fn enterprise() -> Vec<String> {
    enterprise_with(DOMAIN, CREDIT_CODE)
}

/// The same with another domain and another organiser.
pub fn enterprise_with(domain: &str, credit_code: &str) -> Vec<String> {
    [
        "/new",
        "网站",
        "江苏",
        "企业",
        "营业执照",
        credit_code,
        "否",
        domain,
        "47.96.10.8",
        "否",
        "确定",
        "南京云杉示例科技有限公司",
        "陈示例",
        "江苏省南京市江宁区示例路88号3幢501室",
        "江苏省南京市江宁区示例路88号3幢501室",
        "陈示例",
        "/skip",
        "居民身份证",
        "陈示例",
        ID_CARD,
        MOBILE,
        "025-84123456",
        MOBILE,
        "云杉示例官网",
        &format!("www.{domain}"),
        "单位门户网站",
        "中文简体",
        "以上都不涉及",
        "/skip",
        "是",
        "提交备案",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// An individual's, in English.
pub fn individual() -> Vec<String> {
    [
        "/new",
        "Website",
        "Jiangsu",
        "Individual",
        "Resident identity card",
        ID_CARD,
        "No",
        "shanye-example.cn",
        "47.96.10.9",
        "No",
        "Confirm",
        "陈示例",
        "江苏省南京市江宁区示例路88号3幢501室",
        "江苏省南京市江宁区示例路88号3幢501室",
        "/skip",
        MOBILE,
        "13712345678",
        "山野摄影笔记",
        "www.shanye-example.cn",
        "Simplified Chinese",
        "本网站为个人网站，记录山野摄影，不涉及经营。",
        "Submit the filing",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// The same answers up to, and without, the one that is given.
pub fn up_to(texts: Vec<String>, last: &str) -> Vec<String> {
    assert!(
        texts.iter().any(|text| text == last),
        "{last} is no answer of the script"
    );
    texts.into_iter().take_while(|text| text != last).collect()
}

/// The filing's number in a message that has one.
pub fn number_in(heard: &str) -> Option<i64> {
    heard
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .filter_map(|digits| digits.parse().ok())
        .find(|number| (1001..1100).contains(number))
}

/// "3 days", "12 hours".
pub fn spelled(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        _ if seconds.is_multiple_of(86_400) => format!("{} days", seconds / 86_400),
        _ if seconds.is_multiple_of(3600) => format!("{} hours", seconds / 3600),
        _ => format!("{} minutes", seconds / 60),
    }
}
