//! Characters as they come from web pages, Word, input methods and clipboards: one place that knows what each is meant to be.

use unicode_security::confusable_detection::skeleton;

/// The character that is meant, where another one came for it: private-use code points that older systems have for rare characters, digits
/// of other scripts.
pub(super) fn meant(c: char) -> char {
    match c {
        '\u{E815}'..='\u{E864}' => RARE.chars().nth(c as usize - 0xE815).unwrap_or(c),
        _ if c.is_ascii() => c,
        _ => ascii_digit(c).unwrap_or(c),
    }
}

/// What GB 18030 kept at U+E815 to U+E864 until these characters had code points of their own (GBK FE50 to FEA0); 䶮 and 㛃 are met in names.
const RARE: &str = "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻";

/// Where the ten digits of other scripts begin: Arabic, Persian, Devanagari, Bengali, Tamil, Thai, Lao, Tibetan, Myanmar, Khmer, Mongolian.
const DIGITS: [u32; 11] = [
    0x0660, 0x06F0, 0x0966, 0x09E6, 0x0BE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810,
];

fn ascii_digit(c: char) -> Option<char> {
    let value = DIGITS
        .iter()
        .find_map(|zero| (c as u32).checked_sub(*zero).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}

pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_blank_letter(c)
}

/// Letters and signs that show nothing: the fillers of Hangul, the blank of Braille.
fn is_blank_letter(c: char) -> bool {
    matches!(c, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{2800}')
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{058A}' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}'
    )
}

/// What stands between characters and is not seen: soft hyphens, joiners, marks of direction.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180B}'..='\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Chinese characters of every extension, those to come too (planes 2 and 3 are theirs), and the zero of dates and names.
pub(super) fn is_han(c: char) -> bool {
    matches!(c,
        '々' | '〇' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}')
}

/// The ASCII letter or digit that this one looks like and is not: `а` (U+0430) for `a`.
pub(super) fn looks_like(c: char) -> Option<char> {
    if c.is_ascii() || is_han(c) || !c.is_alphanumeric() {
        return None;
    }
    let mut buffer = [0; 4];
    let mut like = skeleton(c.encode_utf8(&mut buffer));
    match (like.next(), like.next()) {
        (Some(like), None) if like.is_ascii_alphanumeric() => Some(like),
        _ => None,
    }
}

/// The same text with the letters of other alphabets that look like ASCII ones written as those; for numbers, which have no others.
pub(super) fn without_look_alikes(text: &str) -> String {
    text.chars().map(|c| looks_like(c).unwrap_or(c)).collect()
}

/// A character as a refusal shows it, so that its fault can be seen: what is not plain has its code point behind it.
pub(super) fn visible(c: char) -> String {
    let plain = c.is_ascii_graphic()
        || is_han(c)
        || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF5E}' | '·' | '“' | '”' | '…');
    match c {
        ' ' => "␣".to_owned(),
        c if plain => c.to_string(),
        c if c.is_control() || is_invisible(c) || is_blank(c) => format!("U+{:04X}", c as u32),
        c if c.is_alphanumeric() => format!("{c} (U+{:04X})", c as u32),
        c => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant() {
        assert_eq!(meant('\u{E863}'), '䶮');
        assert_eq!(meant('\u{E864}'), '\u{9FBB}');
        assert_eq!(RARE.chars().count(), 0xE864 - 0xE815 + 1);
        assert_eq!(meant('٣'), '3');
        assert_eq!(meant('෦'), '෦');
        assert_eq!(meant('陈'), '陈');
    }

    #[test]
    fn what_looks_alike_is_shown() {
        assert_eq!(looks_like('а'), Some('a'));
        assert_eq!(looks_like('a'), None);
        assert_eq!(looks_like('ü'), None);
        assert_eq!(looks_like('山'), None);
        assert_eq!(without_look_alikes("91320115МА0000007М"), "91320115MA0000007M");
        assert_eq!(visible('а'), "а (U+0430)");
        assert_eq!(visible('\u{3164}'), "U+3164");
        assert_eq!(visible(' '), "␣");
        assert_eq!(visible('_'), "_");
    }
}
