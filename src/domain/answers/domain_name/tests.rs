use super::*;

/// Kept, with the codes of its warnings behind it; or the code of the refusal.
fn check(text: &str, expected: Result<&str, &str>) {
    let found = parse(text).map(|(name, warnings)| {
        warnings
            .iter()
            .fold(name.as_str().to_owned(), |kept, warning| kept + " " + warning.code)
    });
    assert_eq!(
        found.as_deref().map_err(|malformed| malformed.code),
        expected,
        "{text:?}"
    );
}

#[test]
fn domains() {
    check("“abc.com”。", Ok("abc.com"));
    check("http://abc.com:8080/?a=b", Ok("abc.com"));
    check("WWW.示例.公司", Ok("xn--fsq092h.xn--55qx5d"));
    check("abc.com.", Ok("abc.com"));
    check("abc.bj.cn", Ok("abc.bj.cn"));
    check("abc.公司.cn", Ok("abc.xn--55qx5d.cn"));
    check("abc.tech", Ok("abc.tech domain_tld_doubtful"));
    check("abc.fr", Ok("abc.fr domain_tld_unlisted"));
    check("bücher.de", Ok("xn--bcher-kva.de domain_tld_unlisted"));
    check("straße.com", Ok("xn--strae-oqa.com"));
    check("www.com", Ok("www.com"));
    check("abc.org", Err("domain_tld_not_approved"));
    check("shop.abc.io", Err("domain_tld_not_approved"));
    check("example.con", Err("domain_tld_unknown"));
    check("shop.abc.com.cn", Err("domain_subdomain"));
    check("a.b.myshopify.com", Err("domain_subdomain"));
    check("www.com.cn", Ok("www.com.cn"));
    check("com", Err("domain_no_tld"));
    check("8.8.8.8", Err("domain_ip_address"));
    check("http://[2001:db8::1]/", Err("domain_ip_address"));
    check("abc.com、def.com", Err("domain_several"));
    check("abc.com def.cn", Err("domain_several"));
    check("ab c.com", Err("domain_characters"));
    check("*.abc.com", Err("domain_characters"));
    check("😀.com", Err("domain_characters"));
    check("shop.abc.公司.cn", Err("domain_subdomain"));
    check("公司.cn", Err("domain_no_tld"));
    check("山野示例.政务.cn", Ok("xn--fsq472awpwc0v.xn--zfr164b.cn"));
    check("政务.cn", Err("domain_no_tld"));
    check("shаnye.com", Err("domain_look_alike"));
    check("bücher-example.cn", Err("domain_cn_characters"));
    check("shan\u{AD}ye\u{AD}-example.cn", Ok("shanye-example.cn"));
    check("s\u{2011}shanye.cn", Ok("s-shanye.cn"));
    check("我的域名是 yunwu-tea.cn", Ok("yunwu-tea.cn"));
    check("我的域名是yunwu-tea.cn，刚买的", Ok("yunwu-tea.cn"));
    check("我的域名是示例.公司", Ok("xn--fsq092h.xn--55qx5d"));
    check("my domain is abc.com", Ok("abc.com"));
    check("还没想好", Err("domain_none"));
    check("abc..com", Err("domain_label"));
    check("ab--c.com", Err("domain_label"));
    check("abc-.com", Err("domain_label"));
    check(&format!("{}.com", "a".repeat(64)), Err("domain_label"));
    check("http://", Err("text_empty"));
}

#[test]
fn what_to_send_instead_is_offered() {
    let check = |text: &str, domain: &str| {
        let malformed = parse(text).unwrap_err();
        assert_eq!(
            malformed.found.get("domain").map(String::as_str),
            Some(domain),
            "{text}"
        );
    };
    check("shop.abc.com.cn", "abc.com.cn");
    check("https://a.b.示例.中国/", "示例.中国");
    check("me.github.io.abc.com", "abc.com");
}

#[test]
fn a_domain_holds_what_lies_under_it() {
    let domain = DomainName("abc.com".into());
    assert!(domain.holds("abc.com") && domain.holds("www.abc.com"));
    assert!(!domain.holds("xabc.com") && !domain.holds("com"));
}
