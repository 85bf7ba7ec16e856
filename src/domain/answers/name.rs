//! Names of organisers and of people.

use super::{Context, Malformed, Warning, credit_code, id_number, mobile, normalise};
use crate::domain::certificates;

value! {
    /// As it stands on the certificate: any printable characters.
    OrganiserName, |text: &str| !text.trim().is_empty() && text.chars().count() <= ORGANISER_MOST
}

value! {
    /// In Chinese characters with `·`, or in Latin letters.
    PersonName, |text: &str| is_chinese(text) || is_latin(text)
}

impl OrganiserName {
    pub fn show(&self) -> String {
        self.0.clone()
    }

    pub fn masked(&self) -> String {
        first_masked(&self.0)
    }
}

impl PersonName {
    pub fn show(&self) -> String {
        self.0.clone()
    }

    pub fn masked(&self) -> String {
        first_masked(&self.0)
    }
}

const ORGANISER_MOST: usize = 100;
const CHINESE_LENGTHS: std::ops::RangeInclusive<usize> = 2..=30;
const LATIN_LENGTHS: std::ops::RangeInclusive<usize> = 2..=60;

/// An individual's name is a person's; of organisations everything printable is taken.
pub(super) fn parse_organiser(text: &str, context: &Context) -> Result<(OrganiserName, Vec<Warning>), Malformed> {
    let individual = context.nature.as_deref().is_some_and(certificates::is_individual);
    if individual {
        let (PersonName(name), warnings) = parse_person(text, context)?;
        return Ok((OrganiserName(name), warnings));
    }
    let name = normalise::line(text);
    let count = name.chars().count();
    if name.is_empty() {
        return Err(Malformed::new("text_empty"));
    }
    if let Some(what) = other_than_a_name(&name) {
        return Err(Malformed::new(match what {
            Other::Number => "organiser_name_number",
            Other::Email => "organiser_name_email",
            Other::Address => "organiser_name_url",
        }));
    }
    if count < 2 {
        return Err(Malformed::new("organiser_name_too_short"));
    }
    if count > ORGANISER_MOST {
        return Err(Malformed::new("organiser_name_too_long")
            .with("max", ORGANISER_MOST)
            .with("count", count));
    }
    let han = name.chars().any(normalise::is_han);
    let abroad = context.nature.as_deref() == Some("overseas");
    let warnings = if han || abroad {
        Vec::new()
    } else {
        vec![Warning::new("organiser_name_no_han")]
    };
    Ok((OrganiserName(name), warnings))
}

pub(super) fn parse_person(text: &str, context: &Context) -> Result<(PersonName, Vec<Warning>), Malformed> {
    let normal = normalise::value(text);
    let name: String = normal.chars().map(|c| if is_middle_dot(c) { '·' } else { c }).collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Malformed::new("text_empty"));
    }
    if let Some(what) = other_than_a_name(&name) {
        return Err(Malformed::new(match what {
            Other::Number => "person_name_number",
            Other::Email => "person_name_email",
            Other::Address => "person_name_url",
        }));
    }
    if name.chars().any(|c| c.is_numeric() && !normalise::is_han(c)) {
        return Err(Malformed::new("person_name_digits"));
    }
    if name.chars().any(normalise::is_han) {
        let name = name.replace(' ', "");
        chinese(name).map(|name| (name, Vec::new()))
    } else {
        let card = context.certificate_type.as_deref() == Some("id_card");
        let warnings = if card {
            vec![Warning::new("person_name_latin")]
        } else {
            Vec::new()
        };
        latin(name).map(|name| (name, warnings))
    }
}

fn chinese(name: String) -> Result<PersonName, Malformed> {
    let count = name.chars().count();
    if ORGANISATION_WORDS.iter().any(|word| name.ends_with(word)) {
        return Err(Malformed::new("person_name_organisation"));
    }
    if name.chars().any(|c| c.is_alphabetic() && !normalise::is_han(c)) {
        return Err(Malformed::new("person_name_mixed"));
    }
    let wanted = |c: char| normalise::is_han(c) || c == '·';
    if !name.chars().all(wanted) {
        return Err(Malformed::new("person_name_characters").with("characters", normalise::unwanted(&name, wanted)));
    }
    if count < *CHINESE_LENGTHS.start() {
        return Err(Malformed::new("person_name_too_short"));
    }
    if count > *CHINESE_LENGTHS.end() {
        return Err(Malformed::new("person_name_too_long").with("max", CHINESE_LENGTHS.end()));
    }
    if !is_chinese(&name) {
        return Err(Malformed::new("person_name_characters").with("characters", "·"));
    }
    Ok(PersonName(name))
}

fn latin(name: String) -> Result<PersonName, Malformed> {
    let count = name.chars().count();
    if !name.chars().all(is_latin_character) || !name.chars().any(char::is_alphabetic) {
        let bad = normalise::unwanted(&name, |c| is_latin_character(c) && (c.is_alphabetic() || c == ' '));
        return Err(Malformed::new("person_name_characters").with("characters", bad));
    }
    if count < *LATIN_LENGTHS.start() {
        return Err(Malformed::new("person_name_too_short"));
    }
    if count > *LATIN_LENGTHS.end() {
        return Err(Malformed::new("person_name_too_long").with("max", LATIN_LENGTHS.end()));
    }
    if !is_latin(&name) {
        return Err(Malformed::new("person_name_characters").with("characters", first_of(&name)));
    }
    Ok(PersonName(name))
}

/// What was given where a name, or an address, is wanted.
pub(super) enum Other {
    Number,
    Email,
    Address,
}

pub(super) fn other_than_a_name(text: &str) -> Option<Other> {
    let text = normalise::value(text);
    let compact = normalise::compact(&text).to_uppercase();
    let digits = text.chars().any(|c| c.is_ascii_digit());
    if digits && text.chars().all(mobile::is_phone_character)
        || id_number::fault(&compact, None).is_none()
        || credit_code::fault(&compact).is_none()
    {
        return Some(Other::Number);
    }
    if let Some((before, after)) = text.split_once('@')
        && !before.is_empty()
        && !before.contains(' ')
        && after.contains('.')
        && !after.contains(' ')
    {
        return Some(Other::Email);
    }
    let lower = text.to_lowercase();
    let address = lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.");
    (address && !lower.contains(' ')).then_some(Other::Address)
}

const ORGANISATION_WORDS: &[&str] = &[
    "公司",
    "集团",
    "事务所",
    "委员会",
    "工作室",
    "经营部",
    "协会",
    "学校",
    "医院",
    "中心",
];

fn is_chinese(name: &str) -> bool {
    CHINESE_LENGTHS.contains(&name.chars().count())
        && name.chars().all(|c| normalise::is_han(c) || c == '·')
        && !name.starts_with('·')
        && !name.ends_with('·')
        && !name.contains("··")
}

fn is_latin(name: &str) -> bool {
    LATIN_LENGTHS.contains(&name.chars().count())
        && name.chars().all(is_latin_character)
        && name.starts_with(char::is_alphabetic)
}

fn is_latin_character(c: char) -> bool {
    c.is_alphabetic() && !normalise::is_han(c)
        || is_combining(c)
        || matches!(c, ' ' | '.' | ',' | '\'' | '’' | '-' | '·')
}

/// Marks that belong to a letter in names of several scripts.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// The dots people type for the one inside a name; NFKC has made `･` of the half-width one.
fn is_middle_dot(c: char) -> bool {
    matches!(c, '•' | '‧' | '・' | '･' | '∙' | '⋅' | '●' | '．')
}

fn first_of(name: &str) -> String {
    name.chars().take(1).collect()
}

fn first_masked(name: &str) -> String {
    name.chars().take(1).chain("**".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(context: &Context, person: bool, text: &str, expected: Result<&str, &str>) {
        let found = if person {
            parse_person(text, context).map(|(PersonName(name), warnings)| (name, warnings))
        } else {
            parse_organiser(text, context).map(|(OrganiserName(name), warnings)| (name, warnings))
        };
        let found =
            found.map(|(name, warnings)| warnings.iter().fold(name, |kept, warning| kept + " + " + warning.code));
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
        check(&"陈".repeat(31), Err("person_name_too_long"));
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
        check_organisation("示例<b>&amp;\"x\"", Ok("示例<b>&amp;\"x\""));
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
}
