//! Free text, and numbers of documents that have no form of their own.

use super::{Malformed, normalise};

value! {
    /// What was typed, apart from control characters and blanks at both ends.
    Text, |text: &str| !text.trim().is_empty()
}

value! {
    /// Number of a pre-approval. Forms differ by province and year, so only its presence is checked.
    PreApprovalNumber, |text: &str| !text.trim().is_empty() && text.chars().count() <= NUMBER_MOST
}

impl Text {
    pub fn show(&self) -> String {
        self.0.clone()
    }

    pub fn masked(&self) -> String {
        "****".to_owned()
    }
}

impl PreApprovalNumber {
    pub fn show(&self) -> String {
        self.0.clone()
    }

    pub fn masked(&self) -> String {
        "****".to_owned()
    }
}

const NUMBER_MOST: usize = 60;

pub(super) fn parse(text: &str, max: usize) -> Result<Text, Malformed> {
    let text = normalise::free(text);
    if text.is_empty() {
        return Err(Malformed::new("text_empty"));
    }
    let count = text.chars().count();
    if count > max {
        return Err(Malformed::new("text_too_long")
            .with("max", max)
            .with("count", count)
            .with("over", count - max));
    }
    Ok(Text(text))
}

pub(super) fn parse_pre_approval_number(text: &str) -> Result<PreApprovalNumber, Malformed> {
    let number = normalise::line(text);
    if number.is_empty() {
        return Err(Malformed::new("text_empty"));
    }
    if matches!(
        normalise::value(&number).to_lowercase().as_str(),
        "无" | "没有" | "暂无" | "none" | "no" | "n/a" | "-" | "/"
    ) {
        return Err(Malformed::new("pre_approval_number_none"));
    }
    if !number.chars().any(char::is_alphanumeric) {
        return Err(Malformed::new("pre_approval_number_characters"));
    }
    if number.chars().count() > NUMBER_MOST {
        return Err(Malformed::new("pre_approval_number_too_long").with("max", NUMBER_MOST));
    }
    Ok(PreApprovalNumber(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_text() {
        let check = |text: &str, max: usize, expected: Result<&str, &str>| {
            let found = parse(text, max);
            let found = found.as_ref().map(Text::as_str).map_err(|malformed| malformed.code);
            assert_eq!(found, expected, "{text:?}");
        };
        check("<b>&amp;\"x\"", 20, Ok("<b>&amp;\"x\""));
        check("{{ 7 * 7 }}", 20, Ok("{{ 7 * 7 }}"));
        check("*_[", 20, Ok("*_["));
        check(" 第一行\r\n第二行 ", 20, Ok("第一行\n第二行"));
        check("一二三四", 4, Ok("一二三四"));
        check("一二三四五", 4, Err("text_too_long"));
        check(" \u{0}\n", 4, Err("text_empty"));
    }

    #[test]
    fn pre_approval_numbers() {
        let check = |text: &str, expected: Result<&str, &str>| {
            let found = parse_pre_approval_number(text);
            let found = found
                .as_ref()
                .map(PreApprovalNumber::as_str)
                .map_err(|malformed| malformed.code);
            assert_eq!(found, expected, "{text:?}");
        };
        check("京网文〔2023〕1234-567号", Ok("京网文〔2023〕1234-567号"));
        check("浙（2022）0000123", Ok("浙（2022）0000123"));
        check("无", Err("pre_approval_number_none"));
        check("？？", Err("pre_approval_number_characters"));
        check(&"1".repeat(61), Err("pre_approval_number_too_long"));
    }
}
