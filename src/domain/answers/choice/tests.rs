use super::*;
use crate::domain::data::labels;

fn of(nature: &str) -> Context {
    Context {
        nature: Some(nature.into()),
        ..Context::default()
    }
}

#[test]
fn one() {
    let check = |text: &str, list: List, nature: &str, expected: Result<&str, &str>| {
        let found = parse_one(text, list, &of(nature));
        assert_eq!(found.as_deref().map_err(|malformed| malformed.code), expected, "{text}");
    };
    check("32", List::Region, "", Ok("32"));
    check("江苏省", List::Region, "", Ok("32"));
    check("jiangsu", List::Region, "", Ok("32"));
    check("广西壮族", List::Region, "", Ok("45"));
    check("西", List::Region, "", Err("choice_unknown"));
    check("火星", List::Region, "", Err("choice_unknown"));
    check("企业。", List::Nature, "", Ok("enterprise"));
    check("身份证", List::CertificateType, "individual", Ok("id_card"));
    check("营业执照", List::CertificateType, "enterprise", Ok("business_licence"));
    check("营业执照", List::CertificateType, "individual", Err("choice_unknown"));
    check("ID card", List::PersonCertificateType, "enterprise", Ok("id_card"));
    check("online shopping", List::SiteContent, "enterprise", Ok("shopping"));
    check("网络购物", List::SiteContent, "individual", Err("choice_unknown"));
    check("wap", List::SiteContent, "enterprise", Err("choice_unknown"));
    check("APP", List::ServiceKind, "", Ok("app"));
    check("  ", List::ServiceKind, "", Err("choices_none"));
}

#[test]
fn several_at_once() {
    let check = |text: &str, list: List, nature: &str, expected: Result<&[&str], &str>| {
        let found = parse_several(text, list, &of(nature));
        let found = found
            .as_ref()
            .map(|ids| ids.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(found.as_deref().map_err(|malformed| malformed.code), expected, "{text}");
    };
    check(
        "english、中文，English",
        List::Language,
        "",
        Ok(&["zh_hans", "english"]),
    );
    check("zh_hans english", List::Language, "", Ok(&["zh_hans", "english"]));
    check("Simplified Chinese", List::Language, "", Ok(&["zh_hans"]));
    check("中文，火星文", List::Language, "", Err("choice_unknown"));
    check("，", List::Language, "", Err("choices_none"));
    check(
        "news,none",
        List::PreApproval,
        "enterprise",
        Err("choices_none_with_others"),
    );
    check("无", List::PreApproval, "enterprise", Ok(&["none"]));
    check("news", List::PreApproval, "individual", Err("choice_unknown"));
}

#[test]
fn yes_and_no() {
    assert_eq!(parse_yes_no("是的。").ok(), Some(true));
    assert_eq!(parse_yes_no("ＮＯ").ok(), Some(false));
    let check = |text: &str, expected: Option<bool>| assert_eq!(parse_yes_no(text).ok(), expected, "{text}");
    check("没备过", Some(false));
    check("从来没有备过案", Some(false));
    check("第一次备案", Some(false));
    check("备过", Some(true));
    check("是同一个人", Some(true));
    check("同一个人", Some(true));
    check("一样的", Some(true));
    check("不是同一个人", Some(false));
    check("没错", Some(true));
    check("never", Some(false));
    check("Not yet", Some(false));
    check("the same person", Some(true));
    check("maybe", None);
    check("不知道有没有备过", None);
    check("是不是要备案", None);
    check("你好", None);
    check("你们是谁", None);
    check("我要去是非山", None);
}

#[test]
fn a_choice_is_taken_out_of_a_sentence() {
    let check = |text: &str, list: List, expected: Option<&str>| {
        assert_eq!(parse_one(text, list, &of("")).ok().as_deref(), expected, "{text}");
    };
    check("公司", List::Nature, Some("enterprise"));
    check("大概是公司吧", List::Nature, Some("enterprise"));
    check("个体户", List::Nature, Some("enterprise"));
    check("company", List::Nature, Some("enterprise"));
    check("我自己", List::Nature, Some("individual"));
    check("不是公司", List::Nature, None);
    check("个人还是公司", List::Nature, None);
    check("南京", List::Region, Some("32"));
    check("南京市江宁区", List::Region, Some("32"));
    check("中国江苏", List::Region, Some("32"));
    check("江苏省南京市", List::Region, Some("32"));
    check("jiangsu province", List::Region, Some("32"));
    check("Suzhou, Jiangsu", List::Region, Some("32"));
    check("青海省海南州", List::Region, Some("63"));
    check("深圳", List::Region, Some("44"));
    check("江苏或者浙江", List::Region, None);
    check("火星", List::Region, None);
    let check = |text: &str, expected: &[&str]| {
        let found = parse_several(text, List::Language, &of(""));
        assert_eq!(found.unwrap_or_default(), expected, "{text}");
    };
    check("中文和英文", &["zh_hans", "english"]);
    check("Chinese and English", &["zh_hans", "english"]);
    check("中文 英文", &["zh_hans", "english"]);
    check("简体中文", &["zh_hans"]);
}

#[test]
fn what_is_offered() {
    let count = |list: List, nature: &str| list.offered(&of(nature)).len();
    assert_eq!(count(List::Region, ""), 31);
    assert_eq!(count(List::Nature, ""), 18);
    assert_eq!(count(List::CertificateType, ""), 0);
    assert_eq!(count(List::CertificateType, "individual"), 7);
    assert_eq!(count(List::SiteContent, "individual"), 1);
    assert_eq!(count(List::SiteContent, "enterprise"), 28);
    assert_eq!(List::ServiceType.offered(&of("")), ["website"]);
    assert_eq!(List::Language.offered(&of(""))[0], "zh_hans");
    assert_eq!(List::PreApproval.offered(&of("individual")), ["none"]);
    assert!(List::CertificateType.contains(&of("enterprise"), "business_licence"));
    assert!(!List::CertificateType.contains(&of("enterprise"), "id_card"));
}

#[test]
fn every_label_is_understood_when_it_is_typed() {
    let check = |list: List, nature: &str, file: &str| {
        for language in labels::LANGUAGES {
            let labels = labels::read(language, file);
            for id in list.offered(&of(nature)) {
                assert_eq!(
                    parse_one(&labels[id].label, list, &of(nature)).ok().as_deref(),
                    Some(id),
                    "{file}"
                );
            }
        }
    };
    check(List::ServiceKind, "", "service_kinds");
    check(List::Region, "", "regions");
    check(List::Nature, "", "natures");
    for nature in certificates::natures() {
        check(List::CertificateType, &nature.id, "certificates");
    }
    check(List::PersonCertificateType, "", "person_certificates");
    check(List::SiteContent, "enterprise", "options_site_content");
    check(List::ServiceType, "", "service_types");
    check(List::Language, "", "languages");
    check(List::PreApproval, "enterprise", "pre_approvals");
}

#[test]
fn a_list_that_is_never_of_one_has_several_for_everybody() {
    let lists = [
        List::ServiceKind,
        List::Region,
        List::Nature,
        List::CertificateType,
        List::PersonCertificateType,
        List::SiteContent,
        List::ServiceType,
        List::Language,
        List::AppContent,
        List::AppPlatform,
        List::IdentityCheck,
        List::Carrier,
        List::PreApproval,
    ];
    for nature in certificates::natures() {
        let context = Context {
            nature: Some(nature.id.clone()),
            ..Context::default()
        };
        for list in lists {
            let is_of_one = list.offered(&context).len() == 1;
            assert!(!is_of_one || list.may_be_of_one(), "{list:?} for {}", nature.id);
            assert_eq!(list.only(&context).is_some(), is_of_one, "{list:?} for {}", nature.id);
        }
    }
}
