//! Filing numbers (备案号) as the Ministry gives them: `苏ICP备12345678号` for a subject, `苏ICP备12345678号-1` for a site,
//! `…-2A` for an APP. A province's character, eight digits (of late ten, beginning with the year), and a running count under
//! the subject. Source: the Ministry's numbering as shown in public footers; 云/滇, 甘/陇, 贵/黔, 川/蜀, 陕/秦 are both met.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization as _;

const PROVINCES: &str = "京津沪渝冀豫云滇辽黑湘皖鲁新苏浙赣鄂桂甘陇晋蒙陕秦吉闽贵黔粤青藏川蜀宁琼";

/// A filing number in its usual form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IcpNumber {
    province: String,
    digits: String,
    service: Option<String>,
}

/// The text is no filing number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a filing number")]
pub struct NotAnIcpNumber;

impl IcpNumber {
    /// The subject's number: without the running count.
    pub fn subject(&self) -> String {
        format!("{}ICP备{}号", self.province, self.digits)
    }

    /// The character of its province.
    pub fn province(&self) -> &str {
        &self.province
    }

    /// The running count of a site or APP, with its letter.
    pub fn service(&self) -> Option<&str> {
        self.service.as_deref()
    }
}

/// The numbers in a text, which may have blanks within them, signs between them and a full stop behind them. A word that is no
/// number stays a word.
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let divides = |c: char| c.is_whitespace() || "，,、;；。！".contains(c);
    for word in text.split(divides).filter(|word| !word.is_empty()) {
        // Parts of one number: joined as long as together they are one, or what comes is the rest of one.
        match words.last_mut() {
            Some(last) if last.parse::<IcpNumber>().is_err() || word.starts_with(['-', '—', '–', '号']) => {
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

impl FromStr for IcpNumber {
    type Err = NotAnIcpNumber;

    /// Blanks, full-width forms, other dashes, a label before it and a missing 号 are understood.
    fn from_str(text: &str) -> Result<Self, NotAnIcpNumber> {
        static FORM: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| {
            Regex::new(&format!(
                r"^(?:备案号:?)?([{PROVINCES}])ICP备第?(\d{{8}}|\d{{10}})号?(?:-(\d{{1,5}}[AXK]?))?$"
            ))
        });
        let plain: String = text
            .nfkc()
            .filter(|c| !c.is_whitespace() && !('\u{200b}'..='\u{200f}').contains(c) && *c != '\u{feff}')
            .map(|c| {
                if "–—−‐‑－".contains(c) {
                    '-'
                } else {
                    c.to_ascii_uppercase()
                }
            })
            .collect();
        let found = FORM
            .as_ref()
            .ok()
            .and_then(|form| form.captures(&plain))
            .ok_or(NotAnIcpNumber)?;
        let part = |n| found.get(n).map(|part: regex::Match| part.as_str().to_owned());
        Ok(Self {
            province: part(1).ok_or(NotAnIcpNumber)?,
            digits: part(2).ok_or(NotAnIcpNumber)?,
            service: part(3),
        })
    }
}

impl fmt::Display for IcpNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.subject())?;
        self.service.iter().try_for_each(|service| write!(f, "-{service}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: Option<&str>) {
        let found = text.parse::<IcpNumber>().ok().map(|number| number.to_string());
        assert_eq!(found.as_deref(), wanted, "{text}");
    }

    #[test]
    fn numbers_are_read_as_people_paste_them() {
        check("苏ICP备12345678号", Some("苏ICP备12345678号"));
        check("苏ICP备12345678号-1", Some("苏ICP备12345678号-1"));
        check("苏icp备 2026012345号－2a", Some("苏ICP备2026012345号-2A"));
        check("备案号：苏ICP备12345678号-3X", Some("苏ICP备12345678号-3X"));
        check("苏ICP备12345678-1", Some("苏ICP备12345678号-1"));
        check("苏ICP备第12345678号", Some("苏ICP备12345678号"));
        check("ICP备12345678号", None);
        check("苏ICP备1234567号", None);
        check("苏公网安备32010002010001号", None);
        check("", None);
    }

    #[test]
    fn a_site_is_under_its_subject() {
        let site: IcpNumber = "粤ICP备12345678号-12".parse().unwrap();
        assert_eq!(
            (site.subject().as_str(), site.service()),
            ("粤ICP备12345678号", Some("12"))
        );
    }
}
