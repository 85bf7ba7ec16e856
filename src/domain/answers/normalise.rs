//! What every parser does first with a text, so that what people paste is understood.

use unicode_normalization::UnicodeNormalization;

pub(super) use crate::domain::characters::{is_blank, is_dash, is_han, is_invisible};
use crate::domain::characters::{meant, visible};

/// For values with a form of their own: full-width letters, digits and signs become half-width (NFKC), invisible characters
/// go, blanks, quotes and sentence marks at both ends go. NFKC leaves `。` alone: formats with dots read it themselves.
pub(super) fn value(text: &str) -> String {
    // What is dropped may stand between a letter and its mark: so it goes before they are joined.
    let text: String = text.chars().filter(|c| !is_invisible(*c)).map(meant).collect();
    let text: String = text.nfkc().filter(|c| !is_invisible(*c)).collect();
    text.trim_matches(|c: char| is_blank(c) || is_quote(c) || is_sentence_mark(c))
        .to_owned()
}

/// For names and addresses of one line, which are kept as written: nothing is replaced but blanks in a row and line ends.
/// Quotes go only when they enclose the whole, sentence marks only at the ends.
pub(super) fn line(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if is_blank(c) { ' ' } else { rare(c) })
        .collect();
    let text = text
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let mut text = text.as_str();
    loop {
        let mut inner = text.trim_matches(|c: char| is_blank(c) || is_sentence_mark(c));
        let mut chars = inner.chars();
        if let (Some(first), Some(last)) = (chars.next(), chars.next_back())
            && is_quote(first)
            && is_quote(last)
        {
            inner = chars.as_str();
        }
        if inner == text {
            return text.to_owned();
        }
        text = inner;
    }
}

/// For free text: exactly what was typed, apart from control characters (line ends stay), signs that turn the direction of
/// what follows, and blanks at both ends.
pub(super) fn free(text: &str) -> String {
    let text: String = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text
        .chars()
        .filter(|c| *c == '\n' || !(c.is_control() || turns_direction(*c)))
        .collect();
    text.trim().to_owned()
}

/// Applies a step until it changes nothing more: what one step uncovers, the next one takes. A value that was kept is then
/// kept unchanged when it is checked again.
pub(super) fn settled(text: &str, step: impl Fn(&str) -> String) -> String {
    let mut text = text.to_owned();
    for _ in 0..text.len() {
        let next = step(&text);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

/// Drops a label such as `手机：` before a number.
pub(super) fn without_label(text: &str) -> &str {
    let Some((label, rest)) = text.split_once(':') else {
        return text;
    };
    let rest = rest.trim();
    let is_label = label.chars().count() <= 12 && label.chars().all(|c| c.is_alphabetic() || is_blank(c));
    if is_label && !rest.is_empty() && !rest.contains(':') {
        rest
    } else {
        text
    }
}

/// Drops blanks and hyphens of all kinds.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(|c| !is_blank(*c) && !is_dash(*c)).collect()
}

/// Whether what is kept differs from what was sent by more than blanks.
pub(super) fn differs(sent: &str, kept: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| !is_blank(*c)).collect::<String>();
    bare(sent) != bare(kept)
}

/// A text as a refusal may repeat it: short, on one line.
pub(super) fn echo(text: &str) -> String {
    const MOST: usize = 60;
    let text = line(text);
    if text.chars().count() <= MOST {
        return text;
    }
    text.chars().take(MOST - 1).chain(['…']).collect()
}

/// The characters that are not wanted, each once, in order, so that a refusal shows what is wrong with them. A blank is named only where
/// nothing else is wrong.
pub(super) fn unwanted(text: &str, wanted: impl Fn(char) -> bool) -> String {
    const MOST: usize = 5;
    let mut found: Vec<String> = Vec::new();
    for c in text.chars().filter(|c| !wanted(*c)) {
        let shown = visible(c);
        if !found.contains(&shown) {
            found.push(shown);
        }
    }
    if found.iter().any(|shown| shown != "␣") {
        found.retain(|shown| shown != "␣");
    }
    found.truncate(MOST);
    found.join(" ")
}

/// In what is kept as written, only private-use characters are replaced.
fn rare(c: char) -> char {
    if matches!(c, '\u{E000}'..='\u{F8FF}') {
        meant(c)
    } else {
        c
    }
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '«' | '»' | '`'
    )
}

fn is_sentence_mark(c: char) -> bool {
    matches!(c, ',' | '，' | '。' | ';' | '；' | '、' | '｡')
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lose_what_does_not_belong_to_them() {
        let check = |text: &str, kept: &str| assert_eq!(value(text), kept, "{text:?}");
        check(" １３９（４）：５ ", "139(4):5");
        check("“abc.com”。", "abc.com");
        check("\u{FEFF}8.8.8.8\u{200B}", "8.8.8.8");
        check("  ", "");
    }

    #[test]
    fn lines_are_kept_as_written() {
        let check = |text: &str, kept: &str| assert_eq!(line(text), kept, "{text:?}");
        check("  南京示例（集团）有限公司。\n", "南京示例（集团）有限公司");
        check("“南京示例公司”", "南京示例公司");
        check("<b>&amp;\"x\"", "<b>&amp;\"x\"");
        check("a\n\nb", "a b");
        check("\"", "\"");
    }

    #[test]
    fn free_text_stays() {
        let check = |text: &str, kept: &str| assert_eq!(free(text), kept, "{text:?}");
        check("<b>&amp;\"x\"", "<b>&amp;\"x\"");
        check("{{ 7 * 7 }}", "{{ 7 * 7 }}");
        check("*_[", "*_[");
        check(" a\r\nb\u{0}\u{7}c　", "a\nbc");
        check("①㎡👨‍👩‍👧", "①㎡👨‍👩‍👧");
    }
}
