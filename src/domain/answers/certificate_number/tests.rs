use chrono::NaiveDate;
use serde::Deserialize;

use super::*;

fn context(certificate: &str) -> Context {
    Context {
        certificate_type: Some(certificate.to_owned()),
        today: NaiveDate::from_ymd_opt(2026, 11, 24),
        ..Context::default()
    }
}

/// Kept, with the codes of its warnings behind it; or the code of the refusal. Every number is made up.
fn check(certificate: &str, text: &str, expected: Result<&str, &str>) {
    let found = parse(text, &context(certificate)).map(|(number, warnings)| {
        warnings
            .iter()
            .fold(number.as_str().to_owned(), |kept, warning| kept + " " + warning.code)
    });
    assert_eq!(
        found.as_deref().map_err(|malformed| malformed.code),
        expected,
        "{certificate}: {text:?}"
    );
}

#[test]
fn of_people() {
    check("id_card", "身份证号：32000019900307 0027", Ok("320000199003070027"));
    check("id_card", "44000019851120117x", Ok("44000019851120117X"));
    check("id_card", "320000900307002", Err("id_card_old"));
    check("id_card", "91320000MA0000015K", Err("id_card_is_credit_code"));
    check("id_card", "3200001990030700", Err("id_card_length"));
    check("id_card", "32000O199003070027", Err("id_card_characters"));
    check("id_card", "320000199002300020", Err("id_card_birth_date"));
    check(
        "hk_macao_residence_permit",
        "810000199207040037",
        Ok("810000199207040037"),
    );
    check(
        "hk_macao_residence_permit",
        "320000199003070027",
        Err("certificate_number_is_other"),
    );
    check(
        "taiwan_residence_permit",
        "830000199207040057",
        Ok("830000199207040057"),
    );
    check(
        "taiwan_residence_permit",
        "810000199207040037",
        Err("certificate_number_is_other"),
    );
    check("passport", "e 1234 5678", Ok("E12345678"));
    check("passport", "护照", Err("certificate_number_none"));
    check("passport", "护照号是E12345678", Ok("E12345678"));
    check("id_card", "忘了带", Err("certificate_number_none"));
    check("id_card", "我的身份证号320000199003070027", Ok("320000199003070027"));
    check(
        "id_card",
        "830000199207040057",
        Ok("830000199207040057 certificate_number_of_other"),
    );
    check("id_card", "320000199003070020", Err("id_card_checksum"));
    check("passport", "320000199003070027", Err("certificate_number_is_other"));
    check("taiwan_permit", "12345678", Ok("12345678"));
    check("taiwan_permit", "1234567890（B）", Ok("1234567890(B)"));
    check("taiwan_permit", "T1234567", Err("taiwan_permit_form"));
    check("hk_macao_permit", "h12345678", Ok("H12345678"));
    check("hk_macao_permit", "C12345678", Err("hk_macao_permit_form"));
    check(
        "foreign_permanent_resident_card",
        "932840198808080017",
        Ok("932840198808080017"),
    );
    check(
        "foreign_permanent_resident_card",
        "932840198808080011",
        Ok("932840198808080011 foreign_permanent_resident_card_checksum"),
    );
    check(
        "foreign_permanent_resident_card",
        "USA123456789012",
        Ok("USA123456789012"),
    );
    check(
        "foreign_permanent_resident_card",
        "USA1234",
        Err("foreign_permanent_resident_card_form"),
    );
}

#[test]
fn of_organisations() {
    check(
        "business_licence",
        "统一社会信用代码：91320000ma0000015k",
        Ok("91320000MA0000015K"),
    );
    check(
        "business_licence",
        "91320000MA00000190",
        Ok("91320000MA00000190 credit_code_body_code"),
    );
    check(
        "business_licence",
        "320000000000019",
        Ok("320000000000019 certificate_number_old"),
    );
    check(
        "business_licence",
        "320000000000010",
        Ok("320000000000010 certificate_number_old certificate_number_old_checksum"),
    );
    check("business_licence", "51110000500000031H", Err("credit_code_other_kind"));
    check("business_licence", "X9320000MA00000156", Err("credit_code_prefix"));
    check("business_licence", "91320000MA0000015A", Err("credit_code_checksum"));
    check("business_licence", "91320000MA0000015", Err("credit_code_length"));
    check("business_licence", "91320000MAI000015K", Err("credit_code_characters"));
    check("business_licence", "320000199003070027", Err("credit_code_is_id_card"));
    check(
        "social_group_certificate",
        "51110000500000031H",
        Ok("51110000500000031H"),
    );
    check("organisation_code_enterprise", "MA0000015", Ok("MA000001-5"));
    check("organisation_code_enterprise", "MA000001-5", Ok("MA000001-5"));
    check(
        "organisation_code_enterprise",
        "MA000001-1",
        Err("organisation_code_checksum"),
    );
    check(
        "organisation_code_enterprise",
        "MA00000-5",
        Err("organisation_code_length"),
    );
    check(
        "organisation_code_enterprise",
        "MA00000#-5",
        Err("organisation_code_characters"),
    );
    check(
        "organisation_code_enterprise",
        "91320000MA0000015K",
        Err("organisation_code_is_credit_code"),
    );
    // Doubtful certificates: never refused for their form.
    check("notary_licence", "公证001", Ok("公证001 certificate_number_unusual"));
    check(
        "credit_code_mass_organisation",
        "51110000500000031H",
        Ok("51110000500000031H certificate_number_unusual"),
    );
    check("medical_licence", "短", Err("certificate_number_none"));
    check("medical_licence", "1", Err("certificate_number_length"));
    check("overseas_certificate", "N° 12/345", Ok("N°12/345"));
    check("overseas_certificate", "!!!!", Err("certificate_number_characters"));
    check("unknown", "12345", Ok("12345"));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Examples {
    example: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    check: String,
    number: String,
    fails: Option<String>,
    #[serde(default)]
    only_warns: bool,
    why: Option<String>,
}

#[test]
fn the_worked_examples() {
    let examples: Examples = toml::from_str(include_str!("../../data/tests/certificate_numbers.toml")).unwrap();
    for example in examples.example {
        let (certificate, code) = match example.check.as_str() {
            "gb11643" if example.number.starts_with("83") => ("taiwan_residence_permit", "id_card"),
            "gb11643" if example.number.starts_with('8') => ("hk_macao_residence_permit", "id_card"),
            "gb11643" => ("id_card", "id_card"),
            "gb11714" => ("organisation_code_enterprise", "organisation_code"),
            "iso7064_mod11_10" => ("business_licence", "certificate_number_old"),
            "foreign_permanent_resident" => ("foreign_permanent_resident_card", "foreign_permanent_resident_card"),
            "gb32100" => match &example.number[..2] {
                "51" => ("social_group_certificate", "credit_code"),
                "12" => ("institution_certificate", "credit_code"),
                "52" => ("private_non_enterprise_certificate", "credit_code"),
                _ => ("business_licence", "credit_code"),
            },
            other => panic!("{other} is no check"),
        };
        let found = parse(&example.number, &context(certificate));
        let context = format!("{}: {:?}", example.number, example.why);
        let doubtful = matches!(
            example.check.as_str(),
            "iso7064_mod11_10" | "foreign_permanent_resident"
        );
        match (example.fails, found) {
            (None, Ok((number, warnings))) => {
                assert_eq!(number.as_str(), example.number, "{context}");
                assert!(
                    warnings.iter().all(|warning| warning.code == "certificate_number_old"),
                    "{context}"
                );
            }
            (Some(step), Ok((_, warnings))) => {
                assert!(example.only_warns || doubtful, "{context}");
                assert!(
                    warnings.iter().any(|warning| warning.code == format!("{code}_{step}")),
                    "{context}"
                );
            }
            (Some(step), Err(malformed)) => assert_eq!(malformed.code, format!("{code}_{step}"), "{context}"),
            (None, Err(malformed)) => panic!("{context}: {}", malformed.code),
        }
    }
}

#[test]
fn masked() {
    let check = |number: &str, masked: &str| assert_eq!(CertificateNumber(number.into()).masked(), masked);
    check("320000199003070027", "320***********0027");
    check("E12345678", "*******78");
    check("公证001", "***01");
}
