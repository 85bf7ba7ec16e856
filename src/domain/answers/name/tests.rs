use super::*;

fn check(context: &Context, person: bool, text: &str, expected: Result<&str, &str>) {
    let found = if person {
        parse_person(text, context).map(|(PersonName(name), warnings)| (name, warnings))
    } else {
        parse_organiser(text, context).map(|(OrganiserName(name), warnings)| (name, warnings))
    };
    let found = found.map(|(name, warnings)| warnings.iter().fold(name, |kept, warning| kept + " + " + warning.code));
    assert_eq!(
        found.as_deref().map_err(|malformed| malformed.code),
        expected,
        "{text:?}"
    );
}

#[test]
fn people() {
    let check = |text: &str, expected: Result<&str, &str>| check(&Context::default(), true, text, expected);
    check("陈示例", Ok("陈示例"));
    check(" 陈 示例。", Ok("陈示例"));
    check("买买提•吐尔逊", Ok("买买提·吐尔逊"));
    check("买买提・吐尔逊", Ok("买买提·吐尔逊"));
    check("𠮷示例", Ok("𠮷示例"));
    check("Anna-Maria O'Example", Ok("Anna-Maria O'Example"));
    check("EXAMPLE, JOSÉ", Ok("EXAMPLE, JOSÉ"));
    check("陈", Err("person_name_too_short"));
    check("陈示例1", Err("person_name_digits"));
    check("陈Example", Err("person_name_mixed"));
    check("陈示例😀", Err("person_name_characters"));
    check("·陈示例", Err("person_name_characters"));
    check("南京云杉示例科技有限公司", Err("person_name_organisation"));
    check("13912345678", Err("person_name_number"));
    check("320000199003070027", Err("person_name_number"));
    check("me@abc.com", Err("person_name_email"));
    check("https://abc.com", Err("person_name_url"));
    check("<b>", Err("person_name_characters"));
    check("---", Err("person_name_characters"));
    check(&"陈".repeat(101), Err("person_name_too_long"));
    check("陈总", Err("person_name_title"));
    check("老陈", Err("person_name_title"));
    check("王经理", Err("person_name_title"));
    check("Mr. Chen", Err("person_name_title"));
    check("陈建工", Ok("陈建工"));
    check("我叫陈示例", Ok("陈示例"));
    check("买买提.吐尔逊", Ok("买买提·吐尔逊"));
    check("प्रिया शर्मा", Ok("प्रिया शर्मा"));
    check("", Err("text_empty"));
}

#[test]
fn organisers() {
    let enterprise = Context {
        nature: Some("enterprise".into()),
        ..Context::default()
    };
    let check_organisation = |text: &str, expected: Result<&str, &str>| check(&enterprise, false, text, expected);
    check_organisation(
        "“南京云杉示例科技（集团）有限公司”。",
        Ok("南京云杉示例科技（集团）有限公司"),
    );
    check_organisation("示例·云杉 A&B 商行", Ok("示例·云杉 A&B 商行"));
    check_organisation("示例<b>&amp;\"x\"", Ok("示例<b>&amp;\"x\" + organiser_name_no_kind"));
    check_organisation("陈大明", Ok("陈大明 + organiser_name_no_kind"));
    check_organisation(
        "南京云杉示例商务咨询中心（有限合伙）",
        Ok("南京云杉示例商务咨询中心（有限合伙）"),
    );
    check_organisation("<b>&amp;\"x\"", Ok("<b>&amp;\"x\" + organiser_name_no_han"));
    check_organisation("{{ 7 * 7 }}", Ok("{{ 7 * 7 }} + organiser_name_no_han"));
    check_organisation("*_[", Ok("*_[ + organiser_name_no_han"));
    check_organisation("91320000MA0000015K", Err("organiser_name_number"));
    check_organisation("025-84123456", Err("organiser_name_number"));
    check_organisation("me@abc.com", Err("organiser_name_email"));
    check_organisation("www.abc.com", Err("organiser_name_url"));
    check_organisation("云", Err("organiser_name_too_short"));
    check_organisation(&"云".repeat(101), Err("organiser_name_too_long"));
    check_organisation(" \n ", Err("text_empty"));
    let individual = Context {
        nature: Some("individual".into()),
        certificate_type: Some("id_card".into()),
        ..Context::default()
    };
    check(&individual, false, "陈示例", Ok("陈示例"));
    check(
        &individual,
        false,
        "Anna Example",
        Ok("Anna Example + person_name_latin"),
    );
    check(
        &individual,
        false,
        "南京云杉示例科技有限公司",
        Err("person_name_organisation"),
    );
}
