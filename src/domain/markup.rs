//! Telegram's HTML as bare text: what a toast can show, and what is sent where Telegram cannot read the tags.

/// The text without its tags, its entities as the signs they stand for. A `<` that begins no tag stays.
pub fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let (said, length) = match tag(from) {
            Some(length) => (None, length),
            None => entity(from).unwrap_or((from.chars().next(), 1)),
        };
        text.extend(said);
        rest = from.get(length..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

/// How many bytes the tag takes that the text begins with.
fn tag(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('<')?;
    let name = inside.strip_prefix('/').unwrap_or(inside);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = inside.find(['>', '<'])?;
    inside.get(end..)?.starts_with('>').then_some(end + 2)
}

/// The sign that the entity stands for which the text begins with, and how many bytes it takes.
fn entity(text: &str) -> Option<(Option<char>, usize)> {
    /// `&#x10ffff;` is the longest.
    const LONGEST: usize = 10;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let sign = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|sign| *sign != '\0')?
        }
    };
    Some((Some(sign), end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_signs_stay() {
        for (html, text) in [
            ("", ""),
            ("<b>备案</b> &amp; more", "备案 & more"),
            ("<a href=\"https://x/?a=1&amp;b=2\">x</a>", "x"),
            ("&lt;b&gt; &quot;q&quot; &#39;&#x27;&#x2f;", "<b> \"q\" ''/"),
            ("&amp;lt;", "&lt;"),
            ("a < b, c > d & e", "a < b, c > d & e"),
            ("x <b unclosed", "x <b unclosed"),
            ("<b <i>y</i>", "<b y"),
            ("<3 <张> &名; &", "<3 <张> &名; &"),
            ("&#xffffffff; &#0x; &#0;", "&#xffffffff; &#0x; &#0;"),
        ] {
            assert_eq!(without_tags(html), text, "{html}");
        }
    }
}
