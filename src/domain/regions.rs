//! The 31 provinces in which is filed.

use std::sync::LazyLock;

use serde::Deserialize;

use super::data;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// The first two digits of the division's code (GB/T 2260).
    pub id: String,
    /// The character that begins its filing numbers: 苏 in 苏ICP备….
    pub prefix: char,
    /// Another character that is met instead.
    #[serde(default)]
    pub other_prefixes: Vec<char>,
    /// It wants 版权所有 and the organiser's name beside the filing number.
    #[serde(default)]
    pub footer_copyright: bool,
    /// It wants the organiser's number at the foot of the page, not the site's.
    #[serde(default)]
    pub footer_subject: bool,
    /// Its short name, its full name and its English name.
    pub words: Vec<String>,
    /// Places in it, as people write them.
    pub cities: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    region: Vec<Region>,
}

// Parsed by the tests below, so it does not fail in a program that passed them.
static DATA: LazyLock<Data> = LazyLock::new(|| data::parse("regions.toml", include_str!("data/regions.toml")));

/// All provinces, in the order of their codes.
pub fn regions() -> &'static [Region] {
    &DATA.region
}

pub fn region(id: &str) -> Option<&'static Region> {
    regions().iter().find(|region| region.id == id)
}

/// The province in which a certificate's number was given out: its code stands in an identity card's number (GB 11643-1999) and in a
/// credit code (GB 32100-2015).
pub fn of_number(certificate: &str, number: &str) -> Option<&'static Region> {
    let at = match certificate {
        "id_card" => 0,
        // One sign for who registers, one for the kind of body, then the division.
        "business_licence" => 2,
        _ => return None,
    };
    let code = number.get(at..at + 2).filter(|_| number.len() == 18)?;
    region(code)
}

/// The province an address written in Chinese begins with.
pub fn of_address(address: &str) -> Option<&'static Region> {
    let address = address.trim_start();
    let address = address
        .strip_prefix("中华人民共和国")
        .or_else(|| address.strip_prefix("中国"))
        .unwrap_or(address);
    // 海南藏族自治州 and 河南蒙古族自治县 lie in 青海, 河北区 in 天津, and a 上海路 in many cities.
    let begins = |name: &String| {
        address
            .strip_prefix(name.as_str())
            .is_some_and(|rest| !rest.starts_with("藏族") && !rest.starts_with("蒙古族") && !is_named_after(rest))
    };
    regions().iter().find(|region| region.words.first().is_some_and(begins))
}

/// Whether what stands behind a province's name makes a district, a road or a house of it.
fn is_named_after(rest: &str) -> bool {
    const KINDS: [&str; 15] = [
        "区", "路", "街", "大道", "大街", "道", "巷", "弄", "里", "桥", "村", "镇", "广场", "大厦", "新村",
    ];
    let rest = rest.strip_prefix(['东', '西', '南', '北', '中']).unwrap_or(rest);
    let rest = rest.strip_prefix(['一', '二', '三', '四', '五']).unwrap_or(rest);
    KINDS.iter().any(|kind| rest.starts_with(kind))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::data::labels;

    #[test]
    fn there_are_31() {
        assert_eq!(regions().len(), 31);
        let prefixes: BTreeSet<char> = regions()
            .iter()
            .flat_map(|region| region.other_prefixes.iter().copied().chain([region.prefix]))
            .collect();
        assert_eq!(prefixes.len(), 36);
        labels::check("regions", regions().iter().map(|region| region.id.as_str()));
    }

    #[test]
    fn an_address_names_its_province() {
        let check = |address: &str, id: Option<&str>| {
            assert_eq!(of_address(address).map(|region| region.id.as_str()), id, "{address}");
        };
        check("江苏省南京市示例路1号", Some("32"));
        check("中国 上海", None);
        check("中国上海市示例路1号", Some("31"));
        check("南京市示例路1号", None);
        check("海南藏族自治州示例路1号", None);
        check("海南省海口市示例路1号", Some("46"));
        check("河北区中山路1号", None);
        check("上海路88号", None);
        check("北京东路88号", None);
        check("北京市东城区示例路1号", Some("11"));
        check("", None);
    }
}
