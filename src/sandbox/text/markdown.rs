//! `parse_mode=Markdown`, the old one: no nesting, few signs, an error only where something is not ended.

use super::{Entity, Formatted, Output, link};

pub fn parse(text: &str) -> Result<Formatted, String> {
    let mut output = Output::default();
    let mut entities = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '\\'
            && let Some(escaped @ ('_' | '*' | '`' | '[')) = rest.chars().nth(1)
        {
            output.push(escaped);
            rest = &rest[2..];
            continue;
        }
        if !matches!(c, '_' | '*' | '`' | '[') {
            output.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let begin = text.len() - rest.len();
        let (kind, signs, end) = match c {
            '_' => ("italic", 1, "_"),
            '*' => ("bold", 1, "*"),
            '[' => ("text_link", 1, "]"),
            _ if rest.starts_with("```") => ("pre", 3, "```"),
            _ => ("code", 1, "`"),
        };
        rest = &rest[signs..];
        let language = if kind == "pre" { read_language(&mut rest) } else { "" };
        let Some(length) = rest.find(end) else {
            return Err(format!("Can't find end of the entity starting at byte offset {begin}"));
        };
        let inner = &rest[..length];
        rest = &rest[length + end.len()..];
        let offset = output.units;
        inner.chars().for_each(|c| output.push(c));
        let units = output.units - offset;
        let address = if kind == "text_link" {
            read_address(&mut rest)
        } else {
            None
        };
        if units == 0 {
            continue;
        }
        match kind {
            "text_link" => entities.extend(address.and_then(|address| link(offset, units, address))),
            "pre" if !language.is_empty() => {
                entities.push(Entity::new("pre", offset, units).with("language", language))
            }
            _ => entities.push(Entity::new(kind, offset, units)),
        }
    }
    Ok(Formatted {
        text: output.text,
        entities,
    })
}

fn read_language<'a>(rest: &mut &'a str) -> &'a str {
    let length = rest
        .find(|c: char| c.is_ascii_whitespace() || c == '`')
        .unwrap_or(rest.len());
    let is_language = rest[length..].starts_with(|c: char| c.is_ascii_whitespace());
    let language = if is_language { &rest[..length] } else { "" };
    *rest = &rest[language.len()..];
    *rest = rest
        .strip_prefix("\r\n")
        .or_else(|| rest.strip_prefix('\n'))
        .unwrap_or(rest);
    language
}

fn read_address<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let inner = rest.strip_prefix('(')?;
    let length = inner.find(')').unwrap_or(inner.len());
    *rest = inner.get(length + 1..).unwrap_or("");
    Some(&inner[..length])
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    fn check(markup: &str, expected: &str) {
        assert_eq!(
            super::super::tests::outline(parse(markup, "Markdown")),
            expected,
            "{markup}"
        );
    }

    #[test]
    fn marks_become_entities() {
        check("*b* _i_ `c`", "b i c | bold 0 1 | italic 2 1 | code 4 1");
        check("[x](https://example.com)", "x | text_link 0 1 https://example.com/");
        check("[x] y", "x y");
        check("a\\_b 1.2!", "a_b 1.2!");
        check("```py\nx = 1```", "x = 1 | pre 0 5 py");
        check("*a _b*", "a _b | bold 0 4");
        check("a_b", "Can't find end of the entity starting at byte offset 1");
    }
}
