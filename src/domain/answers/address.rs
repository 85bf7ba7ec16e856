//! Postal addresses and the address on a certificate, one line, kept as written.

use std::collections::HashSet;

use super::{
    Context, Malformed, Warning,
    name::{Other, other_than_a_name},
    normalise, pick,
};
use crate::domain::regions;

value! {
    /// One line of at most 200 characters.
    Address, |text: &str| LENGTHS.contains(&text.chars().count()) && !text.contains('\n')
}

impl Address {
    pub fn show(&self) -> String {
        self.0.clone()
    }

    /// Province and city at most.
    pub fn masked(&self) -> String {
        self.0.chars().take(3).chain("****".chars()).collect()
    }

    /// Whether it names places, as an address does from the province down: two kinds, or one with a number. What is not written in Chinese
    /// is not judged.
    fn names_place(&self) -> bool {
        const WORDS: &[char] = &[
            '省', '市', '区', '县', '州', '旗', '盟', '镇', '乡', '村', '路', '街', '道', '巷', '弄', '胡', '里', '坊',
            '苑', '园', '城', '场', '厦', '楼', '栋', '幢', '座', '号', '室', '组', '屯', '队', '院', '寨', '庄', '营',
            '桥', '岛',
        ];
        let named: HashSet<char> = self.0.chars().filter(|c| WORDS.contains(c)).collect();
        let numbered = self.0.chars().any(|c| c.is_ascii_digit());
        named.len() + usize::from(numbered) >= 2 || !self.0.chars().any(normalise::is_han)
    }

    /// Whether it says which house: a number, or a word that stands for one.
    pub fn has_door_number(&self) -> bool {
        const WORDS: &[char] = &['号', '室', '村', '组', '栋', '幢', '弄', '屯', '队'];
        self.0.chars().any(|c| c.is_numeric() || WORDS.contains(&c))
    }
}

const LENGTHS: std::ops::RangeInclusive<usize> = 6..=200;

pub(super) fn parse(text: &str, context: &Context) -> Result<(Address, Vec<Warning>), Malformed> {
    let written = normalise::line(text);
    let picked = Address(pick::address(&written));
    let address = if picked.names_place() { picked.0 } else { written };
    let count = address.chars().count();
    if address.is_empty() {
        return Err(Malformed::new("text_empty"));
    }
    match other_than_a_name(&address) {
        Some(Other::Number) => return Err(Malformed::new("address_number")),
        Some(Other::Email) => return Err(Malformed::new("address_email")),
        Some(Other::Address) => return Err(Malformed::new("address_url")),
        None => {}
    }
    if count < *LENGTHS.start() {
        return Err(Malformed::new("address_too_short"));
    }
    if count > *LENGTHS.end() {
        return Err(Malformed::new("address_too_long")
            .with("max", LENGTHS.end())
            .with("count", count));
    }
    if !address.chars().any(char::is_alphabetic) {
        return Err(Malformed::new("address_no_words"));
    }
    let mut warnings = Vec::new();
    if !address.chars().any(normalise::is_han) {
        warnings.push(Warning::new("address_no_han"));
    }
    let address = Address(address);
    if !address.names_place() {
        warnings.push(Warning::new("address_no_place"));
    } else if !address.has_door_number() {
        warnings.push(Warning::new("address_no_door_number"));
    }
    if let (Some(chosen), Some(written)) = (&context.region, regions::of_address(address.as_str()))
        && written.id != *chosen
    {
        warnings.push(
            Warning::new("address_other_region")
                .with("chosen", chosen)
                .with("written", &written.id),
        );
    }
    Ok((address, warnings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let context = Context {
            region: Some("32".into()),
            ..Context::default()
        };
        let check = |text: &str, expected: Result<&str, &str>| {
            let found = parse(text, &context).map(|(address, warnings)| {
                warnings
                    .iter()
                    .fold(address.as_str().to_owned(), |kept, warning| kept + " + " + warning.code)
            });
            assert_eq!(
                found.as_deref().map_err(|malformed| malformed.code),
                expected,
                "{text:?}"
            );
        };
        check(
            "江苏省南京市示例区示例路1号2栋303室。",
            Ok("江苏省南京市示例区示例路1号2栋303室"),
        );
        check(
            "江苏省南京市\n示例区示例路１号（自主申报）",
            Ok("江苏省南京市 示例区示例路１号（自主申报）"),
        );
        check("南京市示例县示例镇示例村", Ok("南京市示例县示例镇示例村"));
        check("南京市示例区示例路", Ok("南京市示例区示例路 + address_no_door_number"));
        check(
            "浙江省杭州市示例路2号",
            Ok("浙江省杭州市示例路2号 + address_other_region"),
        );
        check(
            "Room 5, 1 Example Road, Nanjing",
            Ok("Room 5, 1 Example Road, Nanjing + address_no_han"),
        );
        check("执照上写的住所是：江苏省南京市示例路1号", Ok("江苏省南京市示例路1号"));
        check("我们在江苏省南京市示例路1号", Ok("江苏省南京市示例路1号"));
        check("寄到江苏省南京市示例路1号", Ok("江苏省南京市示例路1号"));
        check("地址：江苏省南京市示例路1号，谢谢", Ok("江苏省南京市示例路1号"));
        check("My address is 江苏省南京市示例路1号", Ok("江苏省南京市示例路1号"));
        check("在建的那个还没有名字", Ok("在建的那个还没有名字 + address_no_place"));
        check("我妈妈家楼下那个", Ok("我妈妈家楼下那个 + address_no_place"));
        check("跟我妈妈家一样的地方", Ok("跟我妈妈家一样的地方 + address_no_place"));
        check("南京市", Err("address_too_short"));
        check("13912345678", Err("address_number"));
        check("me@example.com", Err("address_email"));
        check("https://www.example.com/", Err("address_url"));
        check("######", Err("address_no_words"));
        check(&"路".repeat(201), Err("address_too_long"));
        check("", Err("text_empty"));
    }
}
