//! Domain names: the registrable domain of a website, in ASCII (IDNA, UTS 46 non-transitional), shown in Unicode.
//!
//! Sources: RFC 1035, RFC 5891; the Public Suffix List's ICANN section says what is registrable; which top-level domains the
//! Ministry has approved is in `src/domain/data/top_level_domains.toml`.

use std::net::IpAddr;

use unicode_normalization::char::is_combining_mark;

use super::{Malformed, Warning, normalise, pick};
use crate::domain::characters;
use crate::domain::top_level_domains::{Approval, is_known, registrable};

value! {
    /// In lower case, `xn--…` for labels that are not ASCII.
    DomainName, |text: &str| ascii(text).as_deref() == Ok(text)
}

impl DomainName {
    pub fn ascii(&self) -> &str {
        &self.0
    }

    pub fn unicode(&self) -> String {
        unicode(&self.0)
    }

    /// The last label, in ASCII.
    pub fn top_level_domain(&self) -> &str {
        last_label(&self.0)
    }

    /// What is proposed as the home page: `www.` and the domain.
    pub fn home_page(&self) -> String {
        format!("www.{}", self.0)
    }

    /// Whether a host name in ASCII is the domain or lies under it.
    pub fn holds(&self, host: &str) -> bool {
        host == self.0 || host.strip_suffix(&self.0).is_some_and(|above| above.ends_with('.'))
    }

    pub fn show(&self) -> String {
        self.unicode()
    }

    /// The first character and the ending: `a***.com`
    pub fn masked(&self) -> String {
        let first: String = self.0.chars().take(1).collect();
        format!("{first}***.{}", self.top_level_domain())
    }
}

pub(super) fn parse(text: &str) -> Result<(DomainName, Vec<Warning>), Malformed> {
    let refused = match judge(pick::after_domain_label(&normalise::value(text))) {
        Err(refused)
            if matches!(
                refused.code,
                "domain_characters" | "domain_no_tld" | "domain_label" | "domain_tld_unknown"
            ) =>
        {
            refused
        }
        judged => return judged,
    };
    let written = normalise::value(text).replace(characters::is_dash, "-");
    // A short one may be the beginning of a domain; a sentence is not.
    if written.chars().count() > 3
        && !written.chars().any(|c| c.is_ascii_alphanumeric())
        && refused.code == "domain_no_tld"
        && !written.contains(['.', '。'])
    {
        return Err(Malformed::new("domain_none"));
    }
    // The domain may stand in a sentence: not as the end of something longer that was refused for itself.
    let is_sentence = written.split_whitespace().count() > 2 || written.chars().any(normalise::is_han);
    let found = pick::hosts(&written);
    let is_whole = |host: &String| {
        let (before, after) = written.split_once(host.as_str()).unwrap_or_default();
        let joins = |c: char| matches!(c, '_' | '-' | '.' | '@' | '*') || c.is_alphanumeric() && !normalise::is_han(c);
        !before.ends_with(joins) && !after.starts_with(joins)
    };
    if !is_sentence || !found.iter().all(is_whole) {
        return Err(refused);
    }
    pick::only(&written, found, |host| judge(&host)).unwrap_or(Err(refused))
}

fn judge(text: &str) -> Result<(DomainName, Vec<Warning>), Malformed> {
    let host = host_of(text);
    let host = host.host.as_str();
    if host.is_empty() {
        return Err(Malformed::new("text_empty"));
    }
    if host.contains('@') {
        return Err(Malformed::new("domain_email"));
    }
    if is_ip_address(host) {
        return Err(Malformed::new("domain_ip_address"));
    }
    let several: Vec<&str> = host.split(is_divider).filter(|name| name.contains('.')).collect();
    if several.len() > 1 {
        return Err(Malformed::new("domain_several").with("domain", normalise::echo(several[0])));
    }
    if !host.contains('.') && !host.chars().any(|c| is_divider(c) || c == '_') {
        return Err(Malformed::new("domain_no_tld").with("text", normalise::echo(host)));
    }
    if let Some(characters) = look_alikes(host) {
        return Err(Malformed::new("domain_look_alike").with("characters", characters));
    }
    let mut name = ascii(host)?;
    // www.com.cn is itself a domain that somebody may hold.
    if let Some(rest) = name.strip_prefix("www.").filter(|rest| registrable(rest).is_some()) {
        name = rest.to_owned();
    }
    let top = last_label(&name);
    if top.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Malformed::new("domain_no_tld").with("text", unicode(&name)));
    }
    let status = Approval::of(top);
    if status == Approval::Unlisted && !is_known(top) {
        return Err(Malformed::new("domain_tld_unknown").with("tld", unicode(top)));
    }
    let Some(registrable) = registrable(&name) else {
        return Err(Malformed::new("domain_no_tld").with("text", unicode(&name)));
    };
    if status == Approval::NotApproved {
        return Err(Malformed::new("domain_tld_not_approved").with("tld", unicode(top)));
    }
    // The registry of .cn takes letters, digits, hyphens and Chinese characters.
    let plain = |c: char| c.is_ascii() || normalise::is_han(c);
    if matches!(top, "cn" | "xn--fiqs8s" | "xn--fiqz9s") && !unicode(&name).chars().all(plain) {
        return Err(
            Malformed::new("domain_cn_characters").with("characters", normalise::unwanted(&unicode(&name), plain))
        );
    }
    if registrable != name {
        return Err(Malformed::new("domain_subdomain").with("domain", unicode(registrable)));
    }
    let warning = match status {
        Approval::Approved | Approval::NotApproved => None,
        Approval::Doubtful => Some("domain_tld_doubtful"),
        Approval::Unlisted => Some("domain_tld_unlisted"),
    };
    let warnings = warning
        .map(|code| Warning::new(code).with("tld", unicode(top)))
        .into_iter()
        .collect();
    Ok((DomainName(name), warnings))
}

/// What is left of an address once scheme, path and port are gone.
pub(super) struct Host {
    pub host: String,
    pub port: bool,
    /// Whether there is more behind the host than a `/`.
    pub path: bool,
}

pub(super) fn host_of(text: &str) -> Host {
    let text = normalise::value(text).to_lowercase().replace(['。', '｡', '．'], ".");
    let text = text.replace(characters::is_dash, "-");
    let text = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let (host, rest) = match text.find(['/', '?', '#', '\\']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let host = host.trim();
    let (host, port) = match host.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') && !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => {
            (host, true)
        }
        _ => (host, false),
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    Host {
        host: host.to_owned(),
        port,
        path: !matches!(rest.trim(), "" | "/"),
    }
}

pub(super) fn is_ip_address(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let four_numbers = host.split('.').count() == 4
        && host
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    four_numbers || bare.parse::<IpAddr>().is_ok()
}

/// A host name in ASCII, its labels checked.
pub(super) fn ascii(host: &str) -> Result<String, Malformed> {
    let wanted = |c: char| matches!(c, '.' | '-' | '·') || c.is_alphanumeric() || is_combining_mark(c);
    if !host.chars().all(wanted) {
        return Err(Malformed::new("domain_characters").with("characters", normalise::unwanted(host, wanted)));
    }
    let bad_label = |label: &str| Malformed::new("domain_label").with("label", normalise::echo(label));
    let is_good = |label: &str| {
        let hyphens = label.chars().skip(2).take(2).eq(['-', '-']);
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && (!hyphens || label.starts_with("xn--"))
    };
    if let Some(label) = host.split('.').find(|label| !is_good(label)) {
        return Err(bad_label(label));
    }
    let name = idna::domain_to_ascii(host).map_err(|_| bad_label(host))?;
    let fits = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if let Some(label) = name.split('.').find(|label| !fits(label)) {
        return Err(bad_label(&unicode(label)));
    }
    if name.len() > 253 {
        return Err(bad_label(&name));
    }
    Ok(name)
}

pub(super) fn unicode(name: &str) -> String {
    idna::domain_to_unicode(name).0
}

/// Letters that look like ASCII ones and stand beside them: `shаnye` with a Cyrillic а. No registry takes such a label.
fn look_alikes(host: &str) -> Option<String> {
    let is_mixed = |label: &&str| {
        label.chars().any(|c| c.is_ascii_alphabetic()) && label.chars().any(|c| characters::looks_like(c).is_some())
    };
    let label = host.split('.').find(is_mixed)?;
    Some(normalise::unwanted(label, |c| characters::looks_like(c).is_none()))
}

fn last_label(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn is_divider(c: char) -> bool {
    normalise::is_blank(c) || matches!(c, ',' | '，' | '、' | ';')
}

#[cfg(test)]
mod tests;
