//! Mobile numbers of mainland China: 11 digits.
//!
//! Source of the segments: libphonenumber's data for China (PyPI phonenumbers 9.0); 190, 192, 196 and 197, issued in 2019:
//! zgznzx.sosol.com.cn (2022), aliyunyouhui.com/204262. A segment that is not among them is warned about, never refused:
//! segments are added, and the code sent by SMS proves the number.

use super::{Malformed, Warning, landline, normalise, pick};

value! {
    /// Eleven digits, beginning with 1.
    Mobile, |text: &str| text.len() == 11 && text.starts_with('1') && text.bytes().all(|b| b.is_ascii_digit())
}

impl Mobile {
    /// `139 1234 5678`
    pub fn show(&self) -> String {
        format!("{} {} {}", &self.0[..3], &self.0[3..7], &self.0[7..])
    }

    /// `139****5678`
    pub fn masked(&self) -> String {
        format!("{}****{}", &self.0[..3], &self.0[7..])
    }
}

pub(super) fn parse(text: &str) -> Result<(Mobile, Vec<Warning>), Malformed> {
    let normal = normalise::value(text);
    let normal = normalise::without_label(&normal);
    if normal.is_empty() {
        return Err(Malformed::new("text_empty"));
    }
    let refused = match judge(normal) {
        Err(refused) if refused.code == "mobile_characters" => refused,
        judged => return judged,
    };
    // The number may stand in a sentence.
    match pick::only(normal, pick::phones(normal), |phone| judge(&phone)) {
        Some(judged) => judged,
        None if !normal.chars().any(|c| c.is_ascii_digit()) => Err(Malformed::new("mobile_none")),
        None => Err(refused),
    }
}

fn judge(normal: &str) -> Result<(Mobile, Vec<Warning>), Malformed> {
    if normal.chars().any(|c| !is_phone_character(c)) {
        return Err(
            Malformed::new("mobile_characters").with("characters", normalise::unwanted(normal, is_phone_character))
        );
    }
    let all: String = normal.chars().filter(char::is_ascii_digit).collect();
    let digits = without_country(&all);
    if digits.len() != 11 || !digits.starts_with('1') {
        if landline::looks_like(normal) {
            return Err(Malformed::new("mobile_not_mobile"));
        }
        return Err(if digits.len() == 11 {
            Malformed::new("mobile_first_digit")
        } else {
            // Where the country's code stands before it, it is not counted.
            let own = ["0086", "86"].iter().find_map(|code| digits.strip_prefix(code));
            let own = own.filter(|own| own.starts_with('1')).unwrap_or(digits);
            Malformed::new("mobile_length").with("count", own.len())
        });
    }
    let segment = &digits[..3];
    let warning = match segment {
        // Virtual operators: real-name checks, and the Ministry's SMS, fail more often there (doubtful).
        "162" | "165" | "167" | "170" | "171" => Some("mobile_virtual_operator"),
        _ if !is_issued(digits) => Some("mobile_segment"),
        _ => None,
    };
    let warnings = warning
        .map(|code| Warning::new(code).with("segment", segment))
        .into_iter()
        .collect();
    Ok((Mobile(digits.to_owned()), warnings))
}

/// Digits, and what people put between them.
pub(super) fn is_phone_character(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '.') || normalise::is_blank(c) || normalise::is_dash(c)
}

/// `0086139…`, `86139…` and `0139…` become `139…` when eleven digits remain.
pub(super) fn without_country(digits: &str) -> &str {
    for prefix in ["0086", "86", "0"] {
        if let Some(rest) = digits.strip_prefix(prefix)
            && rest.len() == 11
            && rest.starts_with('1')
        {
            return rest;
        }
    }
    digits
}

fn is_issued(digits: &str) -> bool {
    match digits.as_bytes() {
        // Satellite.
        [b'1', b'3', b'4', b'9', ..] => false,
        [b'1', b'3' | b'8', _, ..] => true,
        [b'1', b'4', third, ..] => matches!(third, b'5' | b'7'),
        [b'1', b'5' | b'9', third, ..] => !matches!(third, b'4'),
        [b'1', b'6', third, ..] => matches!(third, b'2' | b'5'..=b'7'),
        [b'1', b'7', third, ..] => matches!(third, b'0'..=b'3' | b'5'..=b'8'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kept, with the codes of its warnings behind it; or the code of the refusal.
    fn check(text: &str, expected: Result<&str, &str>) {
        let found = parse(text).map(|(mobile, warnings)| {
            warnings
                .iter()
                .fold(mobile.as_str().to_owned(), |kept, warning| kept + " " + warning.code)
        });
        assert_eq!(
            found.as_deref().map_err(|malformed| malformed.code),
            expected,
            "{text:?}"
        );
    }

    #[test]
    fn mobiles() {
        check("13912345678", Ok("13912345678"));
        check("手机：139.1234.5678", Ok("13912345678"));
        check("(139)12345678", Ok("13912345678"));
        check("013912345678", Ok("13912345678"));
        check("+8613912345678", Ok("13912345678"));
        check("17112345678", Ok("17112345678 mobile_virtual_operator"));
        check("14112345678", Ok("14112345678 mobile_segment"));
        check("13491234567", Ok("13491234567 mobile_segment"));
        check("17401234567", Ok("17401234567 mobile_segment"));
        check("23912345678", Err("mobile_first_digit"));
        check("139123456789", Err("mobile_length"));
        check("12", Err("mobile_length"));
        check("400-123-4567", Err("mobile_not_mobile"));
        check("84123456", Err("mobile_not_mobile"));
        check("一三九", Err("mobile_none"));
        check("我的手机号是13912345678", Ok("13912345678"));
        check("陈大明 139-1234-5678（微信同号）", Ok("13912345678"));
        check("13912345678或13712345678", Err("mobile_characters"));
        check("  ", Err("text_empty"));
    }

    #[test]
    fn shown_and_masked() {
        let (mobile, _) = parse("13912345678").unwrap();
        assert_eq!(
            (mobile.show(), mobile.masked()),
            ("139 1234 5678".into(), "139****5678".into())
        );
        assert_eq!(format!("{mobile:?}"), "Mobile(139****5678)");
    }
}
