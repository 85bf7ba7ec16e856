//! Plausible answers for any field, for tests. The values are made up: their checksums are right, and they belong to nobody (serial
//! number 000 of an identity card is never given).

use super::asked::Asked;
use crate::domain::answers::{Answer, Kind, List};
use crate::domain::filing::Filing;
use crate::domain::place::Place;

/// Of a made-up enterprise in Jiangsu.
pub const CREDIT_CODE: &str = "91320115MA0000007M";
/// Of a made-up grown-up in Jiangsu.
pub const ID_CARD: &str = "320102199003070009";

/// What some send in the place of an answer: a greeting, a doubt, something of another question, too much.
pub fn odd() -> [String; 9] {
    [
        "你好",
        "没有",
        "不知道",
        "就是我",
        "13912345678",
        "没有错",
        "没错，那天在开会",
        "一",
        "9".repeat(300).as_str(),
    ]
    .map(str::to_owned)
}

/// A picture as an answer, at a question that takes one.
pub fn picture(asked: &Asked) -> Option<Answer> {
    let file = uuid::Uuid::from_u128(u128::from(asked.place.service().unwrap_or(0)) + 100);
    asked.field.kind.pictures(vec![file]).ok()
}

/// What a person could send at that question, in this draft.
pub fn text(filing: &Filing, asked: &Asked) -> String {
    let no = asked.place.service().unwrap_or(0);
    let view = filing.view(asked.place);
    let text = match (asked.field.id, asked.field.kind) {
        ("certificate_number", _) if view.is_individual() => ID_CARD,
        ("certificate_number", _) => CREDIT_CODE,
        (_, Kind::CertificateNumber) => ID_CARD,
        ("organiser_name" | "investor", _) if !view.is_individual() => "南京云杉示例科技有限公司",
        (_, Kind::OrganiserName | Kind::PersonName) => "陈示例",
        (_, Kind::Address | Kind::CertificateAddress) => "江苏省南京市江宁区示例路88号3幢501室",
        (_, Kind::Mobile) => "13912345678",
        (_, Kind::Phone) => "13712345678",
        (_, Kind::Landline) => "025-84123456",
        (_, Kind::Domain) => return format!("yunshan-example{no}.com"),
        (_, Kind::Domains) => return format!("app-example{no}.com, cdn-example{no}.com"),
        (_, Kind::HomePage) => match view.value("domain") {
            Some(domain) => return format!("www.{}", domain.kept()),
            None => "www.yunshan-example.com",
        },
        (_, Kind::IpAddress) => "47.96.0.1",
        (_, Kind::IpAddresses) => "47.96.0.1, 47.96.0.2",
        (_, Kind::SiteName) if view.is_individual() => "山野摄影笔记",
        (_, Kind::SiteName) => "云杉示例官网",
        (_, Kind::ParcelNumber) => "SF1029384756123",
        (_, Kind::PackageName) => match asked.place {
            Place::Platform(no, platform) => return format!("com.example{no}.{platform}"),
            _ => "com.example.tea",
        },
        (_, Kind::PreApprovalNumber) => "示例字第0001号",
        (_, Kind::Material { .. }) => "材料已随信寄出。",
        (_, Kind::Picture { .. } | Kind::Photo) => panic!("{} is answered by a picture", asked.field.id),
        (_, Kind::Text { .. }) => "本网站为个人网站，记录山野摄影，不涉及经营。",
        ("service_head_same", _) => "是",
        (_, Kind::YesNo) => "否",
        (_, Kind::Choice(list) | Kind::Choices(list)) => return choice(filing, asked, list),
    };
    text.to_owned()
}

/// The usual option, else the first that is offered.
fn choice(filing: &Filing, asked: &Asked, list: List) -> String {
    let offered = list.offered(&filing.view(asked.place).context(asked.field, chrono::NaiveDate::MIN));
    let usual = [
        "website",
        "32",
        "enterprise",
        "business_licence",
        "id_card",
        "none",
        "zh_hans",
        "call",
    ];
    let found = offered.iter().find(|id| usual.contains(id)).or(offered.first());
    (*found.expect("something is offered")).to_owned()
}
