//! Texts beyond Telegram's limits are divided between lines, not cut.

/// Telegram's limit of a text, in UTF-16 units after entities are parsed.
const LIMIT: usize = 4096;
/// Each entity (`&lt;`) counts as its one character for Telegram but as its whole text here: a division comes early, never late.
const SAFE: usize = LIMIT - 96;

/// Divides Telegram HTML into messages. Lines stay whole where they fit; our templates keep each tag within its line.
pub fn divide(text: &str) -> Vec<String> {
    if length(text) <= SAFE {
        return vec![text.to_owned()];
    }
    let mut parts: Vec<String> = Vec::new();
    let mut part = String::new();
    for line in text.split('\n').flat_map(pieces) {
        if !part.is_empty() && length(&part) + 1 + length(&line) > SAFE {
            parts.push(std::mem::take(&mut part));
        }
        if !part.is_empty() {
            part.push('\n');
        }
        part.push_str(&line);
    }
    parts.push(part);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// A line that is too long by itself is divided between characters, never within a tag or an entity; a tag that is open there
/// is closed and opened again.
fn pieces(line: &str) -> Vec<String> {
    if length(line) <= SAFE {
        return vec![line.to_owned()];
    }
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut open: Vec<String> = Vec::new();
    for token in tokens(line) {
        if length(&piece) + length(token) > SAFE - 200 {
            let closing: String = open.iter().rev().map(|tag| format!("</{}>", tag_name(tag))).collect();
            piece.push_str(&closing);
            pieces.push(std::mem::take(&mut piece));
            piece.push_str(&open.concat());
        }
        if token.starts_with("</") {
            open.pop();
        } else if token.starts_with('<') && token.ends_with('>') {
            open.push(token.to_owned());
        }
        piece.push_str(token);
    }
    pieces.push(piece);
    pieces
}

/// Tags and entities whole, everything else by the character.
fn tokens(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let closing = match first {
            '<' => rest.find('>'),
            '&' => rest.find(';').filter(|at| *at <= 8),
            _ => None,
        };
        let end = closing.map_or(first.len_utf8(), |at| at + 1);
        let (token, after) = rest.split_at(end);
        rest = after;
        Some(token)
    })
}

fn tag_name(tag: &str) -> &str {
    tag.trim_start_matches('<').split([' ', '>']).next().unwrap_or_default()
}

fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_stays_whole() {
        assert_eq!(divide("a\n<b>b</b>"), ["a\n<b>b</b>"]);
    }

    #[test]
    fn nothing_is_lost_between_lines() {
        let text = (0..1000).map(|n| format!("第 {n} 行")).collect::<Vec<_>>().join("\n");
        let parts = divide(&text);
        assert!(parts.len() > 1 && parts.iter().all(|part| length(part) <= LIMIT));
        assert_eq!(parts.join("\n"), text);
    }

    #[test]
    fn a_long_line_is_divided_outside_of_tags_and_entities() {
        let text = format!("<b>{}</b>", "&lt;字".repeat(2000));
        let parts = divide(&text);
        assert!(parts.len() > 1);
        for part in &parts {
            assert!(
                length(part) <= LIMIT && part.starts_with("<b>") && part.ends_with("</b>"),
                "{part}"
            );
        }
        let inner: String = parts
            .iter()
            .map(|part| part.trim_start_matches("<b>").trim_end_matches("</b>"))
            .collect();
        assert_eq!(inner, "&lt;字".repeat(2000));
    }
}
