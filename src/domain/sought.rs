//! What a reviewer looks for (`/find`): a typed text, read as each kind of answer that is looked up by keyed hash. A domain may come as an
//! address of a page, a mobile with blanks; what it is nobody has to say.

use crate::domain::answers::{Context, Kind};
use crate::domain::form;
use crate::domain::icp_number::IcpNumber;

/// Under what purpose and as what text an answer may have been kept that is meant by this.
pub fn readings(text: &str) -> Vec<(&'static str, String)> {
    // What was kept because its owner insisted is found too.
    let context = Context {
        insists: true,
        ..Context::default()
    };
    let mut kinds: Vec<(&'static str, Kind)> = Vec::new();
    for (_, field) in form::all() {
        if let Some(kind) = field.lookup.map(|purpose| (purpose, field.kind))
            && !kinds.contains(&kind)
        {
            kinds.push(kind);
        }
    }
    let mut readings = Vec::new();
    for (purpose, kind) in kinds {
        let reading = kind
            .parse(text, &context)
            .ok()
            .and_then(|parsed| parsed.answer.lookup_text());
        if let Some(reading) = reading.map(|text| (purpose, text))
            && !readings.contains(&reading)
        {
            readings.push(reading);
        }
    }
    readings
}

/// The number that the authority granted to a site or its organiser, where the text is one.
pub fn granted(text: &str) -> Option<String> {
    let number: IcpNumber = text.parse().ok()?;
    Some(number.to_string())
}

/// The number of a filing, where the text is one: `1007`, `#1007`.
pub fn number(text: &str) -> Option<i64> {
    text.trim().trim_start_matches(['#', '＃']).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_whatever_it_may_be() {
        // Made-up values: the domain is reserved, the numbers belong to nobody.
        let table = [
            ("https://www.qingcheng-tea.cn/about", "domain", "qingcheng-tea.cn"),
            ("138 0000 0000", "mobile", "13800000000"),
            ("+86 138-0000-0000", "mobile", "13800000000"),
            ("11010119900230002x", "person_number", "11010119900230002X"),
            ("91320106MA00000007", "certificate_number", "91320106MA00000007"),
            ("张小雨", "name", "张小雨"),
            (" 南京青橙茶业有限公司 ", "name", "南京青橙茶业有限公司"),
        ];
        for (text, purpose, kept) in table {
            let found = readings(text);
            assert!(
                found.contains(&(purpose, kept.to_owned())),
                "{text} is read as {found:?}"
            );
        }
        assert_eq!(granted(" 苏icp备12345678－1 ").as_deref(), Some("苏ICP备12345678号-1"));
        assert_eq!(granted("苏ICP备12345678号").as_deref(), Some("苏ICP备12345678号"));
        assert_eq!(granted("12345678"), None);
        assert_eq!(readings("😀"), []);
        assert_eq!(
            (number("#1007"), number("1007 "), number("a1007")),
            (Some(1007), Some(1007), None)
        );
    }
}
