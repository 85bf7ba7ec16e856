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
        "企业",
        "营业执照",
        credit_code,
        "江苏",
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
        "电话核实",
        "提交备案",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// The enterprise's, with these answers in the place of the call.
pub fn enterprise_with_curtain(answers: &[&str]) -> Vec<String> {
    let mut texts = enterprise();
    let at = texts.iter().position(|text| text == "电话核实").expect("the call");
    texts.splice(at..=at, answers.iter().map(|text| (*text).to_owned()));
    texts
}

/// An enterprise that is to be sent a curtain.
pub fn curtain_owed() -> Vec<String> {
    enterprise_with_curtain(&["幕布照", "否", "江苏省南京市鼓楼区样例街7号2幢1102室", "否"])
}

/// Number of a parcel.
pub const PARCEL: &str = "SF1029384756123";

/// An individual's, in English.
pub fn individual() -> Vec<String> {
    [
        "/new",
        "Website",
        "Individual",
        "Resident identity card",
        ID_CARD,
        "Jiangsu",
        "No",
        "shanye-example.cn",
        "47.96.10.9",
        "No",
        "Confirm",
        "陈示例",
        "江苏省南京市江宁区示例路88号3幢501室",
        "江苏省南京市江宁区示例路88号3幢501室",
        MOBILE,
        "13712345678",
        "山野摄影笔记",
        "www.shanye-example.cn",
        "Simplified Chinese",
        "本网站为个人网站，记录山野摄影，不涉及经营。",
        "Phone call",
        "Submit the filing",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// An enterprise's answer to a field at a place, whatever the order of the questions is.
pub fn answer_to(place: &str, field: &str) -> String {
    let no = place.split('.').next().unwrap_or(place);
    let answer = match field {
        "service_kind" => "网站",
        "region" => "江苏",
        "nature" => "企业",
        "certificate_type" => "营业执照",
        "certificate_number" => CREDIT_CODE,
        "subject_filed" | "domain_filed" => "否",
        "domain" => return format!("yunshan-example{no}.com"),
        "site_url" => return format!("www.yunshan-example{no}.com"),
        "cloud_server" => "47.96.0.1",
        "organiser_name" => "南京云杉示例科技有限公司",
        "legal_representative" | "investor" | "head_name" | "service_head_name" => "陈示例",
        "certificate_address" | "postal_address" => "江苏省南京市江宁区示例路88号3幢501室",
        "head_certificate_type" | "service_head_certificate_type" => "居民身份证",
        "head_certificate_number" | "service_head_certificate_number" => ID_CARD,
        "head_mobile" | "service_head_mobile" => MOBILE,
        "head_office_phone" | "service_head_office_phone" => "025-84123456",
        "head_emergency_phone" | "service_head_emergency_phone" => "13712345678",
        "site_name" => "云杉示例官网",
        "site_content" => "单位门户网站",
        "site_service_type" => "网站",
        "site_languages" => "中文简体",
        "pre_approval" => "以上都不涉及",
        "service_head_same" => "是",
        "identity_check" => "电话核实",
        "app_name" => "云杉示例APP",
        "app_content" => "生活服务",
        "app_cloud_servers" => "47.96.0.1，47.96.0.2",
        "app_platforms" => "安卓、iOS",
        "package_name" => return format!("com.example.tea.{}", place.split('.').nth(1).unwrap_or_default()),
        "app_domains" => "app-example.com，cdn-example.com",
        "subject_remark" | "site_remark" => "/skip",
        other => panic!("no answer to {other} at {place}"),
    };
    answer.to_owned()
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
