//! Tables of what registries answer, as they are read.

use super::*;

#[test]
fn status_words_are_read_however_they_are_written() {
    for (word, expected) in [
        ("client hold", "client hold"),
        ("clientHold", "client hold"),
        ("serverHold https://icann.org/epp#serverHold", "server hold"),
        ("Redemption Period", "redemption period"),
        ("active", "active"),
        ("", ""),
    ] {
        assert_eq!(status(word), expected, "{word}");
    }
}

#[test]
fn the_bootstrap_file_names_the_servers_that_may_be_asked() {
    let file = br#"{"version":"1.0","services":[
        [["com","NET"],["http://plain.example/","https://rdap.example/com/v1"]],
        [["odd"],["http://plain.example/"]], [["local"],["http://127.0.0.1:9/rdap/"]], [[],[]], 7]}"#;
    let found = servers(file, false).unwrap();
    let mut names: Vec<_> = found.iter().map(|(top, url)| (top.as_str(), url.as_str())).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            ("com", "https://rdap.example/com/v1/"),
            ("net", "https://rdap.example/com/v1/")
        ]
    );
    assert!(servers(file, true).unwrap().contains_key("local"));
    for bad in [&b"<html>"[..], b"{}", br#"{"services":7}"#] {
        assert!(servers(bad, false).is_none());
    }
}

#[test]
fn an_answer_is_read_as_far_as_it_goes() {
    let entity = |role: &str, name: &str| {
        format!(
            r#"{{"roles":["{role}"],"vcardArray":["vcard",[["version",{{}},"text","4.0"],["fn",{{}},"text","{name}"]]]}}"#
        )
    };
    let good = format!(
        r#"{{"objectClassName":"domain","ldhName":"EXAMPLE-GOOD.COM.","status":["clientTransferProhibited","active",7],
        "events":[{{"eventAction":"registration","eventDate":"2019-03-02T08:00:00Z"}},
                  {{"eventAction":"expiration","eventDate":"2028-03-02T08:00:00Z"}},{{"eventAction":"x"}}],
        "entities":[{},{}]}}"#,
        entity("registrar", "Example Registrar"),
        entity("registrant", "示例科技有限公司")
    );
    let found = registration(good.as_bytes(), "example-good.com").unwrap();
    assert_eq!(found.statuses, ["client transfer prohibited", "active"]);
    assert_eq!(found.expires_at, "2028-03-02T08:00:00Z".parse().ok());
    assert_eq!(found.registrar.as_deref(), Some("Example Registrar"));
    assert_eq!(found.holder.as_deref(), Some("示例科技有限公司"));

    for hidden in ["REDACTED FOR PRIVACY", "", "Data Protected"] {
        let text = good.replace("示例科技有限公司", hidden);
        assert_eq!(
            registration(text.as_bytes(), "example-good.com").unwrap().holder,
            None,
            "{hidden}"
        );
    }
    let redacted = good.replace(
        r#""entities""#,
        r#""redacted":[{"name":{"description":"Registrant Name"}}],"entities""#,
    );
    assert_eq!(
        registration(redacted.as_bytes(), "example-good.com").unwrap().holder,
        None
    );

    let bare =
        br#"{"objectClassName":"domain","ldhName":"a.com","events":[{"eventAction":"expiration","eventDate":"soon"}]}"#;
    let found = registration(bare, "a.com").unwrap();
    assert_eq!((found.registered, found.expires_at), (true, None));
    // What is about something else, or is none, says nothing.
    for (text, domain) in [
        (good.as_str(), "other.com"),
        ("{\"objectClassName\":\"entity\",\"ldhName\":\"a.com\"}", "a.com"),
        ("<html>captive portal</html>", "a.com"),
        ("[]", "a.com"),
    ] {
        assert_eq!(registration(text.as_bytes(), domain), None, "{text}");
    }
}

#[test]
fn a_pause_that_a_server_asks_for_is_clamped() {
    for (asked, expected) in [
        ("60", Some(60)),
        ("0", Some(1)),
        ("99999999", Some(86_400)),
        ("-5", None),
        ("x", None),
    ] {
        let headers = header::HeaderMap::from_iter([(header::RETRY_AFTER, asked.parse().unwrap())]);
        let Trouble::Later { pause, .. } = trouble(StatusCode::TOO_MANY_REQUESTS, &headers) else {
            panic!("final: {asked}");
        };
        assert_eq!(pause, expected.map(Duration::from_secs), "{asked}");
    }
}
