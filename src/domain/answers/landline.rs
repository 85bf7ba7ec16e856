//! Fixed lines of mainland China: area code, number, perhaps an extension.
//!
//! Source: libphonenumber's data for China (PyPI phonenumbers 9.0). A few cities write 8 digits where it also allows 7:
//! the length is not tied to the city.

use super::{Malformed, Warning, mobile, mobile::Mobile, normalise, pick};

value! {
    /// `025-84123456` or `025-84123456-802`.
    Landline, |text: &str| {
        let parts: Vec<&str> = text.split('-').collect();
        matches!(parts.len(), 2 | 3)
            && parts[0].starts_with('0')
            && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    }
}

impl Landline {
    pub fn show(&self) -> String {
        self.0.clone()
    }

    /// `025****3456`
    pub fn masked(&self) -> String {
        let mut parts = self.0.split('-');
        let (area, number) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        format!(
            "{area}****{}",
            number.get(number.len().saturating_sub(4)..).unwrap_or_default()
        )
    }
}

/// Where an office has no fixed line a mobile is kept, and the reviewer decides (doubtful).
#[derive(PartialEq)]
pub(super) enum Line {
    Fixed(Landline),
    Mobile(Mobile),
}

pub(super) fn parse(text: &str) -> Result<(Line, Vec<Warning>), Malformed> {
    let normal = normalise::value(text).to_lowercase();
    let normal = normalise::without_label(&normal);
    if normal.is_empty() {
        return Err(Malformed::new("text_empty"));
    }
    let refused = match judge(normal) {
        Err(refused) if refused.code == "landline_characters" => refused,
        judged => return judged,
    };
    // The number may stand in a sentence.
    match pick::only(normal, pick::phones(normal), |phone| judge(&phone)) {
        Some(judged) => judged,
        None if !normal.chars().any(|c| c.is_ascii_digit()) => Err(Malformed::new("landline_none")),
        None => Err(refused),
    }
}

fn judge(normal: &str) -> Result<(Line, Vec<Warning>), Malformed> {
    let (number, extension) = split_extension(normal);
    let wanted = mobile::is_phone_character;
    if number.chars().chain(extension.chars()).any(|c| !wanted(c)) {
        return Err(Malformed::new("landline_characters").with("characters", normalise::unwanted(normal, wanted)));
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let extension: String = extension.chars().filter(char::is_ascii_digit).collect();
    if is_hotline(&digits) {
        return Err(Malformed::new("landline_hotline"));
    }
    let plain = mobile::without_country(&digits);
    if plain.len() == 11 && plain.starts_with('1') && extension.is_empty() {
        let (mobile, mut warnings) = mobile::parse(plain)?;
        warnings.push(Warning::new("landline_is_mobile"));
        return Ok((Line::Mobile(mobile), warnings));
    }
    let digits = with_leading_zero(&digits, number);
    let Some(area) = area_code(&digits) else {
        return Err(Malformed::new("landline_area_code"));
    };
    let (number, extension) = {
        // `0571-87654321-802` without a word before the extension: what the hyphens divide.
        let rest = &digits[area.len()..];
        match trailing_group(number) {
            Some(group) if extension.is_empty() && rest.len() > 8 && rest.ends_with(&group) => {
                (rest[..rest.len() - group.len()].to_owned(), group)
            }
            _ => (rest.to_owned(), extension),
        }
    };
    let lengths = if area.len() == 3 { 8..=8 } else { 7..=8 };
    if !lengths.contains(&number.len()) {
        return Err(Malformed::new("landline_length")
            .with("area", area)
            .with("count", number.len()));
    }
    if number.starts_with(['0', '1']) {
        return Err(Malformed::new("landline_local_number").with("first", &number[..1]));
    }
    if extension.len() > 6 {
        return Err(Malformed::new("landline_extension"));
    }
    let mut kept = format!("{area}-{number}");
    if !extension.is_empty() {
        kept = format!("{kept}-{extension}");
    }
    Ok((Line::Fixed(Landline(kept)), Vec::new()))
}

/// Whether a text that is no mobile number is likely meant as a fixed line or hotline.
pub(super) fn looks_like(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    is_hotline(&digits)
        || matches!(digits.len(), 7 | 8) && !digits.starts_with(['0', '1'])
        || matches!(parse(text), Ok((Line::Fixed(_), _)))
}

fn is_hotline(digits: &str) -> bool {
    digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"))
}

/// Number and extension, divided at `转`, `ext.` or `#`.
fn split_extension(text: &str) -> (&str, &str) {
    for mark in ["转", "分机", "ext.", "ext", "#", "x"] {
        if let Some((number, extension)) = text.split_once(mark) {
            let extension = extension.trim_start_matches(|c: char| !c.is_ascii_digit() && !c.is_alphabetic());
            if !extension.is_empty() && extension.bytes().all(|b| b.is_ascii_digit()) {
                return (number, extension);
            }
        }
    }
    // As business cards have it: 025-84123456(802).
    if let Some((number, extension)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('('))
        && (1..=6).contains(&extension.len())
        && extension.bytes().all(|b| b.is_ascii_digit())
        && number.bytes().filter(u8::is_ascii_digit).count() >= 7
    {
        return (number, extension);
    }
    (text, "")
}

/// `+86 25 …` and `0086 25 …` become `025…`.
fn with_leading_zero(digits: &str, written: &str) -> String {
    let rest = digits.strip_prefix("0086").or_else(|| {
        let country = written.trim_start().starts_with('+') || digits.len() > 10;
        digits.strip_prefix("86").filter(|_| country)
    });
    match rest {
        Some(rest) if rest.starts_with('0') => rest.to_owned(),
        Some(rest) => format!("0{rest}"),
        None => digits.to_owned(),
    }
}

/// 010, 02x, or 0 and three digits beginning with 3 to 9.
fn area_code(digits: &str) -> Option<&str> {
    let length = match digits.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', b'0'..=b'5' | b'7'..=b'9', ..] => 3,
        [b'0', b'3'..=b'9', _, _, ..] => 4,
        _ => return None,
    };
    digits.get(..length)
}

/// The digits behind the last hyphen.
fn trailing_group(number: &str) -> Option<String> {
    let (before, group) = number.rsplit_once(normalise::is_dash)?;
    let group: String = group.chars().filter(char::is_ascii_digit).collect();
    (before.contains(normalise::is_dash) && !group.is_empty() && group.len() <= 6).then_some(group)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, &str>) {
        let found = parse(text).map(|(line, _)| match line {
            Line::Fixed(landline) => landline.as_str().to_owned(),
            Line::Mobile(mobile) => format!("mobile {}", mobile.as_str()),
        });
        assert_eq!(
            found.as_deref().map_err(|malformed| malformed.code),
            expected,
            "{text:?}"
        );
    }

    #[test]
    fn landlines() {
        check("025-84123456", Ok("025-84123456"));
        check("(025)84123456", Ok("025-84123456"));
        check("电话：025 8412 3456", Ok("025-84123456"));
        check("0086 571 8765 4321", Ok("0571-87654321"));
        check("86-025-84123456", Ok("025-84123456"));
        check("010-65123456 ext. 802", Ok("010-65123456-802"));
        check("010-65123456#802", Ok("010-65123456-802"));
        check("010-6512-3456", Ok("010-65123456"));
        check("0571-8765432", Ok("0571-8765432"));
        check("13912345678", Ok("mobile 13912345678"));
        check("8001234567", Err("landline_hotline"));
        check("010-6512345", Err("landline_length"));
        check("025-841234567", Err("landline_length"));
        check("84123456", Err("landline_area_code"));
        check("026-84123456", Err("landline_area_code"));
        check("025-04123456", Err("landline_local_number"));
        check("025-84123456转1234567", Err("landline_extension"));
        check("前台", Err("landline_none"));
        check("公司电话是025-84123456", Ok("025-84123456"));
        check("025-84123456(802)", Ok("025-84123456-802"));
        check("", Err("text_empty"));
    }

    #[test]
    fn masked() {
        let Ok((Line::Fixed(landline), _)) = parse("025-84123456-802") else {
            panic!("not a landline")
        };
        assert_eq!(landline.masked(), "025****3456");
    }
}
