//! Names of organisers and of people.

use unicode_normalization::char::is_combining_mark;

use super::{Context, Malformed, Warning, credit_code, id_number, mobile, normalise, pick};
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
/// Names of several peoples are long: of South Asia beyond 60 letters, of Xinjiang beyond 16 characters.
const PERSON_LENGTHS: std::ops::RangeInclusive<usize> = 2..=100;

/// An individual's name is a person's; of organisations everything printable is taken.
pub(super) fn parse_organiser(text: &str, context: &Context) -> Result<(OrganiserName, Vec<Warning>), Malformed> {
    let individual = context.nature.as_deref().is_some_and(certificates::is_individual);
    if individual {
        let (PersonName(name), warnings) = parse_person(text, context)?;
        return Ok((OrganiserName(name), warnings));
    }
    let name = normalise::settled(text, |text| normalise::line(&pick::organisation(text, is_organisation)));
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
    let warning = match () {
        () if abroad => None,
        () if !han => Some("organiser_name_no_han"),
        () if is_organisation(&name) => None,
        // An investor may be a person, whose name is short or has a dot in it.
        () if context.or_person && (name.chars().count() <= 4 || name.contains('·')) => None,
        // A greeting, a person's name, a short name: it is asked about before it is kept.
        () => Some("organiser_name_no_kind"),
    };
    Ok((OrganiserName(name), warning.map(Warning::new).into_iter().collect()))
}

/// Whether it ends as the names of organisations do: 公司, 厂, 店, 中心, 合作社, …, perhaps with brackets behind.
pub fn is_organisation(name: &str) -> bool {
    let before = name
        .strip_suffix([')', '）'])
        .and_then(|name| name.rsplit_once(['(', '（']));
    let name = before.map_or(name, |(before, _)| before.trim_end());
    name.chars().count() >= 3 && name.ends_with(KIND_ENDINGS)
}

/// The last characters of what organisations are called: 公司 and 司, 工厂, 商店, 中心, 研究所, 医院, 学校, …
const KIND_ENDINGS: &[char] = &[
    '司', '厂', '店', '心', '所', '院', '校', '馆', '社', '部', '局', '会', '站', '场', '行', '室', '坊', '园', '处',
    '队', '团', '寺', '庙', '庵', '宫', '观', '堂', '户', '铺', '楼', '庄', '城', '台', '组', '业', '府', '学', '屋',
    '吧', '摊', '档', '房', '库', '居', '轩', '阁', '苑', '汇', '廊', '委', '办', '署', '厅', '盟', '联', '体', '点',
    '村', '营', '厨', '超', '市', '舍', '塾', '帮',
];

pub(super) fn parse_person(text: &str, context: &Context) -> Result<(PersonName, Vec<Warning>), Malformed> {
    let name = normalise::settled(text, |text| {
        let name = dotted(&pick::person(&normalise::value(text)));
        name.split_whitespace().collect::<Vec<_>>().join(" ")
    });
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
    if is_form_of_address(&name) && !context.insists {
        return Err(Malformed::new("person_name_title").with("name", &name).insistable());
    }
    if name.chars().any(|c| c.is_numeric() && !normalise::is_han(c)) {
        return Err(Malformed::new("person_name_digits"));
    }
    if name.chars().any(normalise::is_han) {
        let name = name.replace(' ', "");
        let doubt = (is_form_of_address(&name) || is_said(&name)).then(|| Warning::new("person_name_short"));
        chinese(name).map(|name| (name, doubt.into_iter().collect()))
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

/// What people are called by, which is not their name: 老陈, 陈总, 王经理, Mr. Chen.
fn is_form_of_address(name: &str) -> bool {
    const TITLES: [&str; 14] = [
        "总",
        "董",
        "工",
        "哥",
        "姐",
        "先生",
        "女士",
        "小姐",
        "老师",
        "经理",
        "老板",
        "主任",
        "总经理",
        "董事长",
    ];
    const ADDRESSES: [&str; 9] = ["mr", "mrs", "ms", "miss", "dr", "mr.", "mrs.", "ms.", "dr."];
    let count = name.chars().count();
    let called = |title: &str| {
        name.strip_suffix(title)
            .is_some_and(|before| before.chars().count() <= 2)
    };
    let familiar = count == 2 && name.starts_with(['老', '小', '阿']);
    // 总, 董, 工, 哥 and 姐 behind one character: with two it may be a given name.
    let titled = TITLES
        .iter()
        .any(|title| called(title) && (title.chars().count() > 1 || count == 2));
    let lower = name.to_lowercase();
    let addressed = lower
        .split_once(' ')
        .is_some_and(|(first, _)| ADDRESSES.contains(&first));
    familiar || titled || addressed
}

/// Words that no name has: 我老婆, 就是我啊, 他还没定.
fn is_said(name: &str) -> bool {
    const WORDS: [&str; 12] = [
        "我", "你", "您", "他", "她", "的", "吗", "呢", "老婆", "老公", "朋友", "同事",
    ];
    WORDS.iter().any(|word| name.contains(word))
}

/// With `·` for each dot that people type inside a name; `.` is one between Chinese characters.
fn dotted(name: &str) -> String {
    let mut dotted = String::new();
    let mut rest = name.chars().filter(|c| !c.is_control()).peekable();
    while let Some(c) = rest.next() {
        let after_han = dotted.trim_end().ends_with(normalise::is_han);
        let is_dot = is_middle_dot(c) || matches!(c, '.' | '。') && after_han && rest.peek().is_some();
        if is_dot {
            dotted.truncate(dotted.trim_end().len());
            dotted.push('·');
            while rest.next_if(|c| *c == ' ').is_some() {}
        } else {
            dotted.push(c);
        }
    }
    dotted
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
    if count < *PERSON_LENGTHS.start() {
        return Err(Malformed::new("person_name_too_short"));
    }
    if count > *PERSON_LENGTHS.end() {
        return Err(Malformed::new("person_name_too_long").with("max", PERSON_LENGTHS.end()));
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
    if count < *PERSON_LENGTHS.start() {
        return Err(Malformed::new("person_name_too_short"));
    }
    if count > *PERSON_LENGTHS.end() {
        return Err(Malformed::new("person_name_too_long").with("max", PERSON_LENGTHS.end()));
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
    PERSON_LENGTHS.contains(&name.chars().count())
        && name.chars().all(|c| normalise::is_han(c) || c == '·')
        && !name.starts_with('·')
        && !name.ends_with('·')
        && !name.contains("··")
}

fn is_latin(name: &str) -> bool {
    PERSON_LENGTHS.contains(&name.chars().count())
        && name.chars().all(is_latin_character)
        && name.starts_with(char::is_alphabetic)
}

fn is_latin_character(c: char) -> bool {
    c.is_alphabetic() && !normalise::is_han(c)
        || is_combining_mark(c)
        || matches!(c, ' ' | '.' | ',' | '\'' | '’' | '-' | '·')
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
mod tests;
