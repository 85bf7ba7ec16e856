//! Public IP addresses of cloud servers, IPv4 or IPv6, in canonical form.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Malformed, Warning, domain_name, normalise};

value! {
    /// In canonical form.
    IpAddress, |text: &str| text.parse::<IpAddr>().is_ok_and(|address| address.to_string() == text)
}

impl IpAddress {
    pub fn show(&self) -> String {
        self.0.clone()
    }

    /// `8.***` or `2001:***`
    pub fn masked(&self) -> String {
        let first: String = self.0.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        let divider = if self.0.contains(':') { ':' } else { '.' };
        format!("{first}{divider}***")
    }
}

/// Addresses that everybody knows, of resolvers: no one's cloud server has one.
const RESOLVERS: [&str; 14] = [
    "1.0.0.1",
    "1.1.1.1",
    "8.8.4.4",
    "8.8.8.8",
    "9.9.9.9",
    "114.114.114.114",
    "114.114.115.115",
    "119.29.29.29",
    "180.76.76.76",
    "208.67.222.222",
    "223.5.5.5",
    "223.6.6.6",
    "2001:4860:4860::8888",
    "2606:4700:4700::1111",
];

pub(super) fn parse(text: &str) -> Result<(IpAddress, Vec<Warning>), Malformed> {
    let address = read(text)?;
    let known = RESOLVERS.contains(&address.as_str());
    let warning = known.then(|| Warning::new("ip_resolver").with("address", address.as_str()));
    Ok((address, warning.into_iter().collect()))
}

fn read(text: &str) -> Result<IpAddress, Malformed> {
    let normal = normalise::value(text).to_lowercase().replace(['。', '｡'], ".");
    let normal = match normal.strip_prefix("ip") {
        Some(rest) => rest.trim_start_matches([':', ' ']),
        None => normal.as_str(),
    };
    if normal.is_empty() {
        return Err(Malformed::new("text_empty"));
    }
    if let Some(address) = address_in(normal) {
        return public(address);
    }
    let divided = |c: char| normalise::is_blank(c) || matches!(c, ',' | '，' | '、' | ';');
    // The address may stand in a sentence.
    let is_part = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | ':' | '[' | ']' | '/' | '?' | '#');
    let mut several: Vec<&str> = normal
        .split(|c| divided(c) || !is_part(c) && !c.is_ascii_alphabetic())
        .filter(|part| address_in(part).is_some())
        .collect();
    several.dedup();
    if let [one] = several.as_slice()
        && let Some(address) = address_in(one)
    {
        return public(address);
    }
    if several.len() > 1 {
        return Err(Malformed::new("ip_several").with("first", several[0]));
    }
    let host = domain_name::host_of(normal).host;
    let parts: Vec<&str> = host.split('.').collect();
    let numbers = parts
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if parts.len() == 4 && numbers && parts.iter().any(|part| part.len() > 1 && part.starts_with('0')) {
        let plain: Vec<&str> = parts.iter().map(|part| part.trim_start_matches('0')).collect();
        let plain: Vec<&str> = plain
            .into_iter()
            .map(|part| if part.is_empty() { "0" } else { part })
            .collect();
        return Err(Malformed::new("ip_leading_zero").with("address", plain.join(".")));
    }
    let letters = host.chars().any(|c| c.is_alphabetic());
    if letters && parts.len() > 1 && domain_name::ascii(&host).is_ok() {
        return Err(Malformed::new("ip_domain"));
    }
    let code = if normal.chars().any(|c| c.is_ascii_digit()) {
        "ip_characters"
    } else {
        "ip_none"
    };
    Err(Malformed::new(code))
}

/// The address in a text: bare, or with scheme, path, port or brackets around it.
fn address_in(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = text.split(['/', '?', '#']).next()?;
    if let Ok(address) = host.parse() {
        return Some(address);
    }
    if let Some(inside) = host.strip_prefix('[') {
        return inside.split(']').next()?.parse().ok();
    }
    let (host, port) = host.rsplit_once(':')?;
    port.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| host.parse::<Ipv4Addr>().ok().map(IpAddr::V4))?
}

fn public(address: IpAddr) -> Result<IpAddress, Malformed> {
    let address = address.to_canonical();
    let is_public = match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    };
    if is_public {
        Ok(IpAddress(address.to_string()))
    } else {
        Err(Malformed::new("ip_not_public"))
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let benchmark = a == 198 && (18..20).contains(&b);
    let protocol = (a, b, c) == (192, 0, 0);
    !(a == 0
        || a >= 240
        || shared
        || benchmark
        || protocol
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    // Global unicast is 2000::/3; 2001:db8::/32 and 3fff::/20 are for documentation, 2002::/16 (6to4) and 2001::/32 (Teredo)
    // are tunnels to other addresses.
    let global = a & 0xe000 == 0x2000;
    let documentation = (a, b) == (0x2001, 0xdb8) || a == 0x3fff && b < 0x1000;
    let tunnel = a == 0x2002 || (a, b) == (0x2001, 0);
    global && !documentation && !tunnel
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, &str>) {
        let found = read(text);
        let found = found
            .as_ref()
            .map(IpAddress::as_str)
            .map_err(|malformed| malformed.code);
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn addresses() {
        check("IP：8.8.8.8", Ok("8.8.8.8"));
        check("8.8.8.8:443", Ok("8.8.8.8"));
        check("https://[2001:4860:4860:0::8888]:443/x", Ok("2001:4860:4860::8888"));
        check("::ffff:8.8.8.8", Ok("8.8.8.8"));
        check("2001:4860:4860:0:0:0:0:8888", Ok("2001:4860:4860::8888"));
        check("203.0.113.7", Err("ip_not_public"));
        check("127.0.0.1", Err("ip_not_public"));
        check("100.64.0.1", Err("ip_not_public"));
        check("224.0.0.1", Err("ip_not_public"));
        check("169.254.1.1", Err("ip_not_public"));
        check("::1", Err("ip_not_public"));
        check("2001:db8::1", Err("ip_not_public"));
        check("8.8.8.8 9.9.9.9", Err("ip_several"));
        check("08.8.8.8", Err("ip_leading_zero"));
        check("www.abc.com", Err("ip_domain"));
        check("8.8.8", Err("ip_characters"));
        check("我的服务器是 47.96.0.1 这台", Ok("47.96.0.1"));
        check("IP是47.96.0.1", Ok("47.96.0.1"));
        check("服务器", Err("ip_none"));
        check("", Err("text_empty"));
    }
}
