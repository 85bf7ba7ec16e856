//! What holds for every kind: the cases of `data/tests/formats.toml`, prompts for every code, no input that breaks a parser.
//! Long because it is the one table of what every kind keeps, shows and masks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    kind: String,
    input: String,
    kept: Option<String>,
    malformed: Option<String>,
    warning: Option<String>,
}

const KINDS: &[Kind] = &[
    Kind::Text { max: 20 },
    Kind::OrganiserName,
    Kind::PersonName,
    Kind::Address,
    Kind::Mobile,
    Kind::Landline,
    Kind::Phone,
    Kind::CertificateNumber,
    Kind::Domain,
    Kind::HomePage,
    Kind::IpAddress,
    Kind::SiteName,
    Kind::PreApprovalNumber,
    Kind::YesNo,
    Kind::Choice(List::Region),
    Kind::Choices(List::Language),
];

#[test]
fn the_cases() {
    let cases: Cases = toml::from_str(include_str!("../data/tests/formats.toml")).unwrap();
    for case in cases.case {
        let kind = match case.kind.as_str() {
            "mobile" => Kind::Mobile,
            "landline" => Kind::Landline,
            "domain" => Kind::Domain,
            "ip" => Kind::IpAddress,
            other => panic!("{other} is no kind"),
        };
        let found = kind.parse(&case.input, &Context::default());
        let warning = found
            .as_ref()
            .ok()
            .and_then(|parsed| Some(parsed.warnings.first()?.code));
        assert_eq!(
            found.as_ref().ok().map(|parsed| parsed.answer.kept()),
            case.kept,
            "{}",
            case.input
        );
        assert_eq!(
            found.as_ref().err().map(|malformed| malformed.code),
            case.malformed.as_deref(),
            "{}",
            case.input
        );
        assert_eq!(warning, case.warning.as_deref(), "{}", case.input);
    }
}

#[test]
fn what_was_changed_is_said() {
    let check = |kind: Kind, text: &str, changed: bool| {
        assert_eq!(
            kind.parse(text, &Context::default()).unwrap().changed,
            changed,
            "{text}"
        );
    };
    check(Kind::Mobile, " 139 1234 5678", false);
    check(Kind::Mobile, "+86 13912345678", true);
    check(Kind::Domain, "abc.com", false);
    check(Kind::Domain, "www.abc.com", true);
    check(Kind::Domain, "示例.中国", true);
    check(Kind::PersonName, "陈 示例", false);
    check(Kind::Text { max: 9 }, "a\r\nb", false);
    check(Kind::Text { max: 9 }, "<b>\u{202E}", true);
    check(Kind::Choice(List::Region), "江苏", false);
}

#[test]
fn what_is_wrong_is_said_of_the_value_and_not_of_the_words_around_it() {
    let check = |kind: Kind, text: &str, code: &str, count: Option<&str>| {
        let context = Context {
            certificate_type: Some("id_card".into()),
            ..Context::default()
        };
        let malformed = kind.parse(text, &context).unwrap_err();
        assert_eq!(malformed.code, code, "{text}");
        let found = malformed.found.iter().find(|(name, _)| **name == "count");
        assert_eq!(found.map(|(_, count)| count.as_str()), count, "{text}");
    };
    check(
        Kind::CertificateNumber,
        "my number is 32000019900307002",
        "id_card_length",
        Some("17"),
    );
    check(
        Kind::CertificateNumber,
        "身份证号是320000199003070021",
        "id_card_checksum",
        None,
    );
    check(Kind::CertificateNumber, "8.8.8.8", "certificate_number_none", None);
    check(
        Kind::CertificateNumber,
        "我的网站是 www.example.cn",
        "certificate_number_none",
        None,
    );
    check(Kind::Mobile, "我的手机是1391234567，谢谢", "mobile_length", Some("10"));
    check(Kind::Mobile, "call me at 1391234567", "mobile_length", Some("10"));
    check(
        Kind::Phone,
        "我的座机是025-8412345678901",
        "landline_length",
        Some("13"),
    );
    check(
        Kind::Domain,
        "my domain is the yunwu-tea.xyz1 one",
        "domain_tld_unknown",
        None,
    );
}

#[test]
fn phones_are_mobiles_or_fixed_lines() {
    let check = |text: &str, expected: Result<&str, &str>| {
        let found = Kind::Phone
            .parse(text, &Context::default())
            .map(|parsed| format!("{:?}", parsed.answer));
        assert_eq!(found.as_deref().map_err(|malformed| malformed.code), expected, "{text}");
    };
    check("13912345678", Ok("Mobile(139****5678)"));
    check("025-84123456", Ok("Landline(025****3456)"));
    check("025-84123456转802", Ok("Landline(025****3456)"));
    check("84123456", Err("landline_area_code"));
    check("4001234567", Err("landline_hotline"));
    check("1391234567", Err("mobile_length"));
    check("025-841", Err("landline_length"));
    check("没有", Err("landline_none"));
    check("139x2345678", Err("mobile_characters"));
    check("23912345678", Err("mobile_first_digit"));
}

#[test]
fn answers_survive_storage_and_print_masked() {
    let context = Context {
        certificate_type: Some("id_card".into()),
        ..Context::default()
    };
    let check = |kind: Kind, text: &str, json: &str, debug: &str| {
        let answer = kind.parse(text, &context).unwrap().answer;
        assert_eq!(serde_json::to_string(&answer).unwrap(), json);
        assert_eq!(serde_json::from_str::<Answer>(json).unwrap(), answer);
        assert_eq!(format!("{answer:?}"), debug);
        assert!(kind.recheck(&answer, &context).is_ok());
    };
    check(
        Kind::Mobile,
        "139 1234 5678",
        r#"{"kind":"mobile","value":"13912345678"}"#,
        "Mobile(139****5678)",
    );
    check(
        Kind::PersonName,
        "陈示例",
        r#"{"kind":"person_name","value":"陈示例"}"#,
        "PersonName(陈**)",
    );
    check(
        Kind::CertificateNumber,
        "320000199003070027",
        r#"{"kind":"certificate_number","value":"320000199003070027"}"#,
        "CertificateNumber(320***********0027)",
    );
    check(Kind::YesNo, "是", r#"{"kind":"yes_no","value":true}"#, "YesNo(yes)");
    check(
        Kind::Choices(List::Language),
        "中文、English",
        r#"{"kind":"choices","value":["zh_hans","english"]}"#,
        "Choices(zh_hans,english)",
    );
    assert_eq!(
        serde_json::to_string(&Answer::Skipped).unwrap(),
        r#"{"kind":"skipped"}"#
    );
    assert_eq!(
        serde_json::from_str::<Answer>(r#"{"kind":"skipped"}"#).unwrap(),
        Answer::Skipped
    );
    assert!(serde_json::from_str::<Answer>(r#"{"kind":"mobile","value":"139"}"#).is_err());
    assert!(serde_json::from_str::<Answer>(r#"{"kind":"domain","value":"ABC .com"}"#).is_err());
}

#[test]
fn a_kept_answer_is_checked_in_the_present_draft() {
    let organiser = |certificate: &str| Context {
        nature: Some("enterprise".into()),
        certificate_type: Some(certificate.into()),
        ..Context::default()
    };
    let licence = organiser("business_licence");
    let answer = Kind::CertificateNumber
        .parse("91320000MA0000015K", &licence)
        .unwrap()
        .answer;
    let check = |kind: Kind, answer: &Answer, context: &Context, expected: Option<&str>| {
        assert_eq!(
            kind.recheck(answer, context).err().map(|malformed| malformed.code),
            expected
        );
    };
    check(Kind::CertificateNumber, &answer, &licence, None);
    check(
        Kind::CertificateNumber,
        &answer,
        &organiser("organisation_code_enterprise"),
        Some("organisation_code_is_credit_code"),
    );
    let individual = Context {
        nature: Some("individual".into()),
        ..Context::default()
    };
    let choice = Answer::Choice("business_licence".into());
    check(Kind::Choice(List::CertificateType), &choice, &licence, None);
    check(
        Kind::Choice(List::CertificateType),
        &choice,
        &individual,
        Some("choice_not_offered"),
    );
    let contents = Answer::Choices(vec!["shopping".into()]);
    check(
        Kind::Choices(List::SiteContent),
        &contents,
        &individual,
        Some("choice_not_offered"),
    );
    check(Kind::Mobile, &Answer::Skipped, &individual, None);
}

/// A small generator of its own, so that the texts are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % 1_000_003).unwrap_or(0) % sides
    }

    fn text(&mut self) -> String {
        const PIECES: &[&str] = &[
            "1",
            "39",
            "13912345678",
            "025-8412",
            "0",
            "86",
            "+86",
            "400",
            "-",
            "—",
            "(",
            "）",
            " ",
            "　",
            "\n",
            "\t",
            "\u{0}",
            "\u{200B}",
            "\u{202E}",
            "。",
            ".",
            "..",
            "com",
            "中国",
            "www.",
            "http://",
            "https://[",
            "]",
            ":",
            "/",
            "@",
            "?",
            "x",
            "转",
            "ext.",
            "#",
            "陈",
            "𠮷",
            "·",
            "é",
            "e\u{301}",
            "ß",
            "İ",
            "ﬁ",
            "①",
            "㎡",
            "🀄",
            "👨‍👩‍👧",
            "<b>",
            "&amp;",
            "{{",
            "*_[",
            "91320000MA0000015K",
            "320000199003070027",
            "X",
            "公司",
            "人民币",
            "新闻",
            "官网",
            "江苏",
            "zh_hans",
            ",",
            "、",
            "::1",
            "8.8.8.8",
            "xn--",
            "--",
            "_",
            "a",
            "是",
            "\u{FFFD}",
            "\u{E000}",
            "٣",
            "ア",
            "ｱ",
            "각",
        ];
        (0..self.roll(9))
            .map(|_| match self.roll(5) {
                0 => u32::try_from(self.roll(0x11_0000))
                    .ok()
                    .and_then(char::from_u32)
                    .unwrap_or('é')
                    .to_string(),
                _ => PIECES[self.roll(PIECES.len())].to_owned(),
            })
            .collect()
    }
}

#[test]
fn no_text_breaks_a_parser_and_every_code_is_listed() {
    let mut contexts = vec![Context::default()];
    for certificate in crate::domain::certificates::all() {
        contexts.push(Context {
            nature: Some("enterprise".into()),
            certificate_type: Some(certificate.id.clone()),
            region: Some("44".into()),
            organiser_name: Some("南京云杉示例科技有限公司".into()),
            domain: Kind::Domain
                .parse("示例.中国", &Context::default())
                .unwrap()
                .answer
                .as_domain()
                .cloned(),
            today: NaiveDate::from_ymd_opt(2026, 11, 24),
            ..Context::default()
        });
    }
    contexts.push(Context {
        nature: Some("individual".into()),
        organiser_name: Some("陈示例".into()),
        certificate_type: Some("id_card".into()),
        ..Context::default()
    });
    let mut dice = Dice(0x5EED_2026_1124);
    for round in 0..1500 {
        for kind in KINDS {
            let text = dice.text();
            let context = &contexts[(round + dice.roll(contexts.len())) % contexts.len()];
            match kind.parse(&text, context) {
                Ok(parsed) => {
                    let json = serde_json::to_string(&parsed.answer).unwrap();
                    assert_eq!(
                        serde_json::from_str::<Answer>(&json).unwrap(),
                        parsed.answer,
                        "{kind:?}: {text:?}"
                    );
                    assert!(
                        kind.recheck(&parsed.answer, context).is_ok(),
                        "{kind:?}: {text:?} is not kept twice"
                    );
                    let again = kind.parse(&parsed.answer.kept(), context).unwrap();
                    assert_eq!(
                        again.answer, parsed.answer,
                        "{kind:?}: {text:?} changes when parsed twice"
                    );
                    assert!(!format!("{parsed:?}{}{}", parsed.answer.show(), parsed.answer.masked()).is_empty());
                    for warning in &parsed.warnings {
                        listed(warning.code, &warning.found, WARNING_CODES);
                    }
                }
                Err(malformed) => listed(malformed.code, &malformed.found, MALFORMED_CODES),
            }
        }
    }
}

fn listed(code: &str, found: &BTreeMap<&'static str, String>, codes: &[&str]) {
    assert!(codes.contains(&code), "{code} is not listed");
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), found_keys(code), "{code}");
}

#[test]
fn every_code_has_its_prompt_in_both_languages_and_no_prompt_is_left_over() {
    for (folder, codes) in [("malformed", MALFORMED_CODES), ("warnings", WARNING_CODES)] {
        for language in ["zh", "en"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("prompts/{language}/{folder}"));
            let files: BTreeSet<String> = std::fs::read_dir(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
                .map(|file| file.unwrap().file_name().into_string().unwrap())
                .collect();
            let expected: BTreeSet<String> = codes.iter().map(|code| format!("{code}.j2")).collect();
            assert_eq!(files, expected, "{language}/{folder}");
        }
    }
}

/// Renders a prompt as the program does: `found` as variables, the labels of the language as `data`, everything escaped.
fn render(language: &str, folder: &str, code: &str, found: &BTreeMap<&'static str, String>) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("prompts/{language}/{folder}/{code}.j2"));
    let template = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut environment = minijinja::Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
    let mut data = BTreeMap::new();
    for file in ["certificates", "names", "regions"] {
        let labels = crate::domain::data::labels::read(language, file)
            .into_iter()
            .map(|(id, label)| {
                (
                    id,
                    BTreeMap::from([("label", label.label), ("hint", label.hint.unwrap_or_default())]),
                )
            });
        data.insert(file, labels.collect::<BTreeMap<_, _>>());
    }
    environment.add_global("data", minijinja::Value::from(data));
    environment.add_global("reviewer", folder == "warnings" && found.is_empty());
    environment
        .render_str(&template, found.clone())
        .unwrap_or_else(|error| panic!("{language}/{folder}/{code}: {error:#}"))
}

#[test]
fn every_prompt_renders_with_what_its_code_finds() {
    for (folder, codes) in [("malformed", MALFORMED_CODES), ("warnings", WARNING_CODES)] {
        for code in codes {
            let found = found_keys(code).iter().map(|key| {
                let value = match *key {
                    "other" | "certificate" => "business_licence",
                    "chosen" | "written" => "32",
                    "rule" => "few_han",
                    "reasons" => "is_domain,few_han,state_prefix",
                    "words" => "\n2\n<中国>",
                    "suggestions" => "云杉示例官网\n云杉示例科技",
                    _ => "<b>&amp;\"x\"",
                };
                (*key, value.to_owned())
            });
            let found: BTreeMap<&'static str, String> = found.collect();
            for language in ["zh", "en"] {
                let text = render(language, folder, code, &found);
                assert!(
                    !text.trim().is_empty() && !text.contains("{word}"),
                    "{language}/{folder}/{code}: {text}"
                );
                for key in found.keys().filter(|key| **key != "rule" && **key != "reasons") {
                    let source = std::fs::read_to_string(
                        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("prompts/{language}/{folder}/{code}.j2")),
                    );
                    assert!(
                        source.unwrap().contains(key),
                        "{language}/{folder}/{code} does not use {key}"
                    );
                }
                let plain = ["b", "i", "code"].iter().fold(text.clone(), |text, tag| {
                    text.replace(&format!("<{tag}>"), "").replace(&format!("</{tag}>"), "")
                });
                assert!(!plain.contains(['<', '>']), "{language}/{folder}/{code}: {text}");
            }
        }
    }
}

#[test]
fn a_refused_name_reads_well() {
    let context = Context {
        nature: Some("enterprise".into()),
        organiser_name: Some("南京云杉示例科技有限公司".into()),
        pre_approvals: vec!["none".into()],
        ..Context::default()
    };
    let malformed = Kind::SiteName.parse("中国_新闻", &context).unwrap_err();
    let text = render("zh", "malformed", malformed.code, &malformed.found);
    assert_eq!(
        text,
        "“中国_新闻”还不能用作网站名称：\n\
         • 名称里有不能用的符号：_。请只用汉字、字母、数字、括号和连字符。\n\
         • 不是国家级单位的，名称不能以“中国”开头。请去掉“中国”，用单位全称或简称。单位名称本身带这个词的，请在网站备注里说明。\n\
         • 名称带“新闻”，要有“新闻”前置审批才能用。后面“前置审批”一题请选“新闻”并填审批号；没有审批的，请去掉“新闻”。\
         单位名称里本来就有这个词的，请在网站备注里说明。\n\
         请换一个名称发来，比如：<code>云杉示例科技官网</code>、<code>南京云杉示例科技有限公司</code>、<code>云杉示例官网</code>。"
    );
}
