//! Home page of a website (首页URL): a host name without scheme, as the guide has it: abc.com → www.abc.com.

use super::{Context, Malformed, domain_name};

value! {
    /// In lower case and ASCII, as a domain.
    HomePage, |text: &str| domain_name::ascii(text).as_deref() == Ok(text)
}

impl HomePage {
    pub fn ascii(&self) -> &str {
        &self.0
    }

    pub fn show(&self) -> String {
        domain_name::unicode(&self.0)
    }

    pub fn masked(&self) -> String {
        let last = self.0.rsplit('.').next().unwrap_or_default();
        format!("{}***.{last}", self.0.chars().take(1).collect::<String>())
    }
}

pub(super) fn parse(text: &str, context: &Context) -> Result<HomePage, Malformed> {
    let found = domain_name::host_of(text);
    if found.host.is_empty() {
        return Err(Malformed::new("text_empty"));
    }
    let example = context.domain.as_ref().map_or_else(
        || "www.example.com".to_owned(),
        |domain| domain_name::unicode(&domain.home_page()),
    );
    if found.host.contains('@') {
        return Err(Malformed::new("home_page_email").with("example", example));
    }
    if domain_name::is_ip_address(&found.host) {
        return Err(Malformed::new("home_page_ip_address").with("example", example));
    }
    let Ok(host) = domain_name::ascii(&found.host) else {
        return Err(Malformed::new("home_page_characters").with("example", example));
    };
    if !host.contains('.') {
        return Err(Malformed::new("home_page_characters").with("example", example));
    }
    if let Some(domain) = &context.domain
        && !domain.holds(&host)
    {
        return Err(Malformed::new("home_page_other_domain")
            .with("domain", domain.unicode())
            .with("example", example));
    }
    // Whether a path is filed is doubtful: the guide shows the host alone.
    if found.path {
        return Err(Malformed::new("home_page_path").with("host", domain_name::unicode(&host)));
    }
    if found.port {
        return Err(Malformed::new("home_page_port").with("host", domain_name::unicode(&host)));
    }
    Ok(HomePage(host))
}

#[cfg(test)]
mod tests {
    use super::{super::Kind, *};

    #[test]
    fn home_pages() {
        let domain = domain_name::parse("示例.中国").unwrap().0;
        let of_abc = Context {
            domain: Some(domain_name::parse("abc.com").unwrap().0),
            ..Context::default()
        };
        let of_idn = Context {
            domain: Some(domain),
            ..Context::default()
        };
        let check = |context: &Context, text: &str, expected: Result<&str, &str>| {
            let found = parse(text, context);
            let found = found.as_ref().map(HomePage::as_str).map_err(|malformed| malformed.code);
            assert_eq!(found, expected, "{text:?}");
        };
        check(&of_abc, "https://WWW.abc.com/", Ok("www.abc.com"));
        check(&of_abc, "abc.com", Ok("abc.com"));
        check(&of_abc, "ｗｗｗ。abc。com", Ok("www.abc.com"));
        check(&of_abc, "m.abc.com", Ok("m.abc.com"));
        check(&of_idn, "www.示例.中国", Ok("www.xn--fsq092h.xn--fiqs8s"));
        check(&of_abc, "www.abc.com/index.html", Err("home_page_path"));
        check(&of_abc, "www.abc.com:8080", Err("home_page_port"));
        check(&of_abc, "www.xabc.com", Err("home_page_other_domain"));
        check(&of_abc, "8.8.8.8", Err("home_page_ip_address"));
        check(&of_abc, "me@abc.com", Err("home_page_email"));
        check(&of_abc, "首页", Err("home_page_characters"));
        check(&of_abc, "w w w", Err("home_page_characters"));
        check(&of_abc, "", Err("text_empty"));
        check(&Context::default(), "www.abc.com", Ok("www.abc.com"));
    }

    #[test]
    fn a_kept_one_is_checked_against_the_present_domain() {
        let context = Context {
            domain: Some(domain_name::parse("abc.com").unwrap().0),
            ..Context::default()
        };
        let answer = Kind::HomePage.parse("www.abc.com", &context).unwrap().answer;
        assert!(Kind::HomePage.recheck(&answer, &context).is_ok());
        let other = Context {
            domain: Some(domain_name::parse("def.com").unwrap().0),
            ..Context::default()
        };
        assert_eq!(
            Kind::HomePage.recheck(&answer, &other).unwrap_err().code,
            "home_page_other_domain"
        );
    }
}
