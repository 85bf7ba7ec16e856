//! `parse_mode=HTML`: the few tags that Telegram knows, with its own forgiving rules and its own errors.

use super::{Entity, Formatted, Output, custom_emoji, link};

const TAGS: &[&str] = &[
    "a",
    "b",
    "strong",
    "i",
    "em",
    "s",
    "strike",
    "del",
    "u",
    "ins",
    "tg-spoiler",
    "tg-emoji",
    "span",
    "pre",
    "code",
    "blockquote",
];

struct Open {
    tag: String,
    argument: String,
    offset: usize,
    /// Where its text begins in the output.
    start: usize,
}

/// An entity, and the language that a `<code class="language-…">` named, until it is known whether it stands in a `<pre>`.
struct Closed {
    entity: Entity,
    language: String,
}

pub fn parse(text: &str) -> Result<Formatted, String> {
    let mut reader = Reader { text, at: 0 };
    let mut output = Output::default();
    let mut open: Vec<Open> = Vec::new();
    let mut closed: Vec<Closed> = Vec::new();
    while let Some(c) = reader.peek() {
        if c == '&'
            && let Some(decoded) = reader.character_reference()
        {
            output.push(decoded);
            continue;
        }
        let begin = reader.at;
        reader.at += c.len_utf8();
        if c != '<' {
            output.push(c);
        } else if reader.peek() == Some('/') {
            end_tag(&mut reader, begin, &output, &mut open, &mut closed)?;
        } else {
            let (tag, argument) = start_tag(&mut reader, begin)?;
            open.push(Open {
                tag,
                argument,
                offset: output.units,
                start: output.text.len(),
            });
        }
    }
    if let Some(open) = open.last() {
        return Err(format!(
            "Can't find end tag corresponding to start tag \"{}\"",
            open.tag
        ));
    }
    Ok(Formatted {
        text: output.text,
        entities: closed.into_iter().map(|closed| closed.entity).collect(),
    })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Reads as long as `wanted` holds, and returns what was read.
    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &str {
        let rest = &self.text[self.at..];
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn skip_spaces(&mut self) {
        self.take_while(is_space);
    }

    /// Reads `&lt;`, `&#38;` and the like; anything else stays as it is.
    fn character_reference(&mut self) -> Option<char> {
        let rest = &self.text[self.at + 1..];
        let (decoded, length) = if let Some(number) = rest.strip_prefix('#') {
            let (digits, radix, prefix) = match number.strip_prefix(['x', 'X']) {
                Some(hex) => (hex, 16, 2),
                None => (number, 10, 1),
            };
            let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
            let code = u32::from_str_radix(&digits[..length], radix)
                .ok()
                .filter(|code| *code != 0 && length < 8)?;
            (char::from_u32(code)?, prefix + length)
        } else {
            let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let decoded = match &rest[..length] {
                "lt" => '<',
                "gt" => '>',
                "amp" => '&',
                "quot" => '"',
                _ => return None,
            };
            (decoded, length)
        };
        self.at += 1 + length;
        if self.peek() == Some(';') {
            self.at += 1;
        }
        Some(decoded)
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\0' | '\u{b}')
}

fn start_tag(reader: &mut Reader<'_>, begin: usize) -> Result<(String, String), String> {
    let unclosed = || format!("Unclosed start tag at byte offset {begin}");
    let tag = reader.take_while(|c| !is_space(c) && c != '>').to_ascii_lowercase();
    if reader.peek().is_none() {
        return Err(unclosed());
    }
    if !TAGS.contains(&tag.as_str()) {
        return Err(format!("Unsupported start tag \"{tag}\" at byte offset {begin}"));
    }
    let mut argument = String::new();
    loop {
        reader.skip_spaces();
        match reader.peek() {
            None => return Err(unclosed()),
            Some('>') => break,
            Some(_) => {}
        }
        let name = reader
            .take_while(|c| !is_space(c) && c != '=' && c != '>')
            .to_ascii_lowercase();
        if name.is_empty() {
            return Err(format!(
                "Empty attribute name in the tag \"{tag}\" at byte offset {begin}"
            ));
        }
        reader.skip_spaces();
        let value = if reader.peek() == Some('=') {
            reader.at += 1;
            reader.skip_spaces();
            attribute_value(reader)?
        } else {
            String::new()
        };
        if reader.peek().is_none() {
            return Err(unclosed());
        }
        match (tag.as_str(), name.as_str()) {
            ("a", "href") | ("tg-emoji", "emoji-id") => argument = value,
            ("code", "class") => value
                .strip_prefix("language-")
                .unwrap_or_default()
                .clone_into(&mut argument),
            ("span", "class") => value.strip_prefix("tg-").unwrap_or_default().clone_into(&mut argument),
            ("blockquote", "expandable") => "1".clone_into(&mut argument),
            _ => {}
        }
    }
    reader.at += 1;
    if tag == "span" && argument != "spoiler" {
        return Err(format!(
            "Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"
        ));
    }
    Ok((tag, argument))
}

fn attribute_value(reader: &mut Reader<'_>) -> Result<String, String> {
    let begin = reader.at;
    let Some(quote @ ('"' | '\'')) = reader.peek() else {
        let token = reader
            .take_while(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
            .to_ascii_lowercase();
        return match reader.peek() {
            Some(c) if !is_space(c) && c != '>' => Err(format!("Unexpected end of name token at byte offset {begin}")),
            _ => Ok(token),
        };
    };
    reader.at += 1;
    let mut value = String::new();
    while let Some(c) = reader.peek() {
        if c == quote {
            reader.at += 1;
            break;
        }
        if c == '&'
            && let Some(decoded) = reader.character_reference()
        {
            value.push(decoded);
            continue;
        }
        reader.at += c.len_utf8();
        value.push(c);
    }
    Ok(value)
}

fn end_tag(
    reader: &mut Reader<'_>,
    begin: usize,
    output: &Output,
    open: &mut Vec<Open>,
    closed: &mut Vec<Closed>,
) -> Result<(), String> {
    let Some(Open {
        tag,
        argument,
        offset,
        start,
    }) = open.pop()
    else {
        return Err(format!("Unexpected end tag at byte offset {begin}"));
    };
    reader.at += 1;
    let name = reader.take_while(|c| !is_space(c) && c != '>').to_ascii_lowercase();
    reader.skip_spaces();
    if reader.peek() != Some('>') {
        return Err(format!("Unclosed end tag at byte offset {begin}"));
    }
    reader.at += 1;
    if !name.is_empty() && name != tag {
        return Err(format!(
            "Unmatched end tag at byte offset {begin}, expected \"</{tag}>\", found \"</{name}>\""
        ));
    }
    let length = output.units - offset;
    if length == 0 {
        return Ok(());
    }
    let plain = |kind| Some(Entity::new(kind, offset, length));
    let mut language = String::new();
    let entity = match tag.as_str() {
        "b" | "strong" => plain("bold"),
        "i" | "em" => plain("italic"),
        "s" | "strike" | "del" => plain("strikethrough"),
        "u" | "ins" => plain("underline"),
        "tg-spoiler" | "span" => plain("spoiler"),
        "blockquote" if argument.is_empty() => plain("blockquote"),
        "blockquote" => plain("expandable_blockquote"),
        "tg-emoji" => {
            let id = custom_emoji(&format!("tg://emoji?id={argument}")).map(str::to_owned);
            let id = id.ok_or("Invalid custom emoji identifier specified")?;
            Some(Entity::new("custom_emoji", offset, length).with("custom_emoji_id", id))
        }
        "a" if argument.is_empty() => link(offset, length, &output.text[start..]),
        "a" => link(offset, length, &argument),
        "pre" => Some(match closed.last() {
            Some(inner) if inner.entity == Entity::new("code", offset, length) && !inner.language.is_empty() => {
                let language = inner.language.clone();
                closed.pop();
                Entity::new("pre", offset, length).with("language", language)
            }
            _ => Entity::new("pre", offset, length),
        }),
        _ => {
            // The other way round, `<code class="language-x"><pre>…`, means the same.
            let is_around_pre = closed
                .last()
                .is_some_and(|inner| inner.entity == Entity::new("pre", offset, length));
            if is_around_pre && !argument.is_empty() {
                closed.pop();
                Some(Entity::new("pre", offset, length).with("language", argument))
            } else {
                language = argument;
                plain("code")
            }
        }
    };
    closed.extend(entity.map(|entity| Closed { entity, language }));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    /// `text | kind offset length extra | …`, or the error.
    fn check(html: &str, expected: &str) {
        assert_eq!(super::super::tests::outline(parse(html, "HTML")), expected, "{html}");
    }

    #[test]
    fn tags_become_entities_counted_in_utf16_units() {
        check("plain", "plain");
        check("<b>bold</b> <i>it</i>", "bold it | bold 0 4 | italic 5 2");
        check(
            "<strong>a</strong><em>b</em><u>c</u><ins>d</ins>",
            "abcd | bold 0 1 | italic 1 1 | underline 2 1 | underline 3 1",
        );
        check(
            "<s>a</s><strike>b</strike><del>c</del>",
            "abc | strikethrough 0 1 | strikethrough 1 1 | strikethrough 2 1",
        );
        check(
            "<tg-spoiler>a</tg-spoiler><span class=\"tg-spoiler\">b</span>",
            "ab | spoiler 0 1 | spoiler 1 1",
        );
        check("备案 <b>进度</b>", "备案 进度 | bold 3 2");
        check("😀<b>x</b>", "😀x | bold 2 1");
        check("<B>x</B>", "x | bold 0 1");
        check("<b>a<i>b</i></b>", "ab | italic 1 1 | bold 0 2");
        check("<b></b>x", "x");
        check(
            "<a href=\"https://example.com/?a=1&amp;b=2\">x</a>",
            "x | text_link 0 1 https://example.com/?a=1&b=2",
        );
        check("<a>example.com</a>", "example.com | text_link 0 11 http://example.com/");
        check(
            "<a href=\"tg://user?id=7\">x</a>",
            "x | text_mention 0 1 {\"first_name\":\"\",\"id\":7,\"is_bot\":false}",
        );
        check("<a href=\"nowhere\">x</a>", "x");
        check("<pre>a\nb</pre><code>c</code>", "a\nbc | pre 0 3 | code 3 1");
        check(
            "<pre><code class=\"language-rust\">fn</code></pre>",
            "fn | pre 0 2 rust",
        );
        check("<code class=\"language-rust\">fn</code>", "fn | code 0 2");
        check(
            "<blockquote>q</blockquote><blockquote expandable>r</blockquote>",
            "qr | blockquote 0 1 | expandable_blockquote 1 1",
        );
        check(
            "<tg-emoji emoji-id=\"5368324170671202286\">👍</tg-emoji>",
            "👍 | custom_emoji 0 2 5368324170671202286",
        );
    }

    #[test]
    fn character_references_are_decoded_and_unknown_ones_stay() {
        check("&lt;b&gt;&amp;&quot;", "<b>&\"");
        check("&#38;&#x26;&#128512;", "&&😀");
        check("&lt b &nbsp; & &#0; &#xD800;", "< b &nbsp; & &#0; &#xD800;");
    }

    #[test]
    fn errors_are_telegrams() {
        check("a <x>b</x>", "Unsupported start tag \"x\" at byte offset 2");
        check("备<br>", "Unsupported start tag \"br\" at byte offset 3");
        check("<b>a", "Can't find end tag corresponding to start tag \"b\"");
        check(
            "<b>a</i>",
            "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\"",
        );
        check("a</b>", "Unexpected end tag at byte offset 1");
        check("1 < 2", "Unsupported start tag \"\" at byte offset 2");
        check("a<b", "Unclosed start tag at byte offset 1");
        check("<b>x</b", "Unclosed end tag at byte offset 4");
        check(
            "<span>x</span>",
            "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0",
        );
        check("<a =x>y</a>", "Empty attribute name in the tag \"a\" at byte offset 0");
        check("<a href=x$>y</a>", "Unexpected end of name token at byte offset 8");
    }
}
