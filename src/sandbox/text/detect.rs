//! What Telegram finds in any text by itself: addresses, commands, names, numbers.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Entity, utf16_length};

struct Pattern {
    kind: &'static str,
    regex: Result<Regex, regex::Error>,
    /// Whether what was found is meant: what stands before it, and itself.
    accepts: fn(before: Option<char>, found: &str) -> bool,
}

/// In the order of who comes first where two overlap.
static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let pattern = |kind, regex: &str, accepts| Pattern {
        kind,
        regex: Regex::new(regex),
        accepts,
    };
    vec![
        pattern("url", r"(?i)\b(?:https?|tg)://[^\s<>\x22«»“”]+", |_, _| true),
        pattern(
            "email",
            r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}",
            |before, _| before.is_none_or(|c| c != '/'),
        ),
        pattern(
            "url",
            r"(?i)(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+[\p{L}][\p{L}\p{N}-]+(?::\d{1,5})?(?:[/?#][^\s<>\x22«»“”]*)?",
            |before, found| is_boundary(before) && before != Some('@') && has_known_end(found),
        ),
        pattern(
            "bot_command",
            r"/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?",
            |before, _| {
                before.is_none_or(|c| {
                    c.is_whitespace() || matches!(c, '"' | '\'' | '(' | ',' | '>' | '[' | '{' | '，' | '。' | '（')
                })
            },
        ),
        pattern("mention", r"@[A-Za-z][A-Za-z0-9_]{2,31}", |before, _| {
            is_boundary(before)
        }),
        pattern("hashtag", r"#[\p{L}\p{N}_]+", |before, found| {
            is_boundary(before) && found.chars().skip(1).any(|c| !c.is_numeric())
        }),
        pattern("cashtag", r"\$[A-Z]{1,8}\b", |before, _| is_boundary(before)),
        pattern("phone_number", r"\+\d[\d -]{5,18}\d", |before, found| {
            let digits = found.chars().filter(char::is_ascii_digit).count();
            is_boundary(before) && (7..=15).contains(&digits)
        }),
    ]
});

pub fn find(text: &str) -> Vec<Entity> {
    let mut taken: Vec<(Range<usize>, &'static str)> = Vec::new();
    for pattern in PATTERNS.iter() {
        let Ok(regex) = &pattern.regex else { continue };
        for found in regex.find_iter(text) {
            let mut part = found.as_str();
            if pattern.kind == "url" {
                part = without_closing_signs(part);
            }
            let range = found.start()..found.start() + part.len();
            let before = text[..range.start].chars().next_back();
            let after = text[range.end..].chars().next();
            let is_cut =
                pattern.kind == "bot_command" && after.is_some_and(|c| c.is_alphanumeric() || c == '/' || c == '_');
            let is_free = taken
                .iter()
                .all(|(other, _)| range.end <= other.start || other.end <= range.start);
            if !part.is_empty() && is_free && !is_cut && (pattern.accepts)(before, part) {
                taken.push((range, pattern.kind));
            }
        }
    }
    taken.sort_by_key(|(range, _)| range.start);
    let entity = |(range, kind): (Range<usize>, &'static str)| {
        Entity::new(kind, utf16_length(&text[..range.start]), utf16_length(&text[range]))
    };
    taken.into_iter().map(entity).collect()
}

fn is_boundary(before: Option<char>) -> bool {
    before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '/')
}

/// A sentence's own signs after an address are not part of it.
fn without_closing_signs(url: &str) -> &str {
    let mut url = url;
    while let Some(last) = url.chars().next_back() {
        let is_unopened = (last == ')' && !url.contains('(')) || (last == ']' && !url.contains('['));
        if !is_unopened
            && !matches!(
                last,
                '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '。' | '，' | '；' | '！' | '？' | '）' | '、'
            )
        {
            break;
        }
        url = &url[..url.len() - last.len_utf8()];
    }
    url
}

/// A bare name is an address only under a top-level domain that exists.
fn has_known_end(found: &str) -> bool {
    let host = found
        .split(['/', '?', '#', ':'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let host = idna::domain_to_ascii(&host).unwrap_or_default();
    psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known() && suffix.as_bytes().len() < host.len())
}

#[cfg(test)]
mod tests {
    use super::super::Formatted;
    use super::PATTERNS;

    #[test]
    fn every_pattern_can_be_compiled() {
        let failed: Vec<_> = PATTERNS
            .iter()
            .filter_map(|pattern| pattern.regex.as_ref().err())
            .collect();
        assert!(failed.is_empty(), "{failed:?}");
    }

    fn check(text: &str, expected: &str) {
        let formatted = Formatted {
            text: text.to_owned(),
            entities: Vec::new(),
        }
        .finish();
        assert_eq!(super::super::tests::outline(Ok(formatted)), expected, "{text}");
    }

    #[test]
    fn addresses_commands_names_and_numbers_are_found() {
        check("/start", "/start | bot_command 0 6");
        check("/start abc", "/start abc | bot_command 0 6");
        check(
            "请看 /reject@sandbox_1_bot 3",
            "请看 /reject@sandbox_1_bot 3 | bot_command 3 21",
        );
        check("a/b and 1/2", "a/b and 1/2");
        check("/a/b", "/a/b");
        check(
            "see https://example.com/a?b=c.",
            "see https://example.com/a?b=c. | url 4 25",
        );
        check(
            "example.com, www.example.com.cn",
            "example.com, www.example.com.cn | url 0 11 | url 13 18",
        );
        check("file.notatld 3.14 e.g. x", "file.notatld 3.14 e.g. x");
        check("mail a.b@example.com now", "mail a.b@example.com now | email 5 15");
        check("@someone #备案 #1", "@someone #备案 #1 | mention 0 8 | hashtag 9 3");
        check("+86 138 0013 8000", "+86 138 0013 8000 | phone_number 0 17");
        check("13800138000", "13800138000");
        check("  /x  ", "/x | bot_command 0 2");
    }
}
