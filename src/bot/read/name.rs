//! What people call themselves, as others can be shown it.

/// Longer names are cut. Telegram allows 64 characters for each of the two parts.
const LONGEST: usize = 64;

/// The name that stands for an account: its first and last name without what would turn around or hide what stands beside it. Where
/// nothing is left (deleted accounts have no name), its id.
pub fn of_account(id: i64, first: &str, last: &str) -> String {
    let name = format!("{first} {last}");
    let shown: String = name
        .chars()
        .map(|c| if is_blank(c) { ' ' } else { c })
        .filter(|c| !is_hidden(*c))
        .collect();
    let words: Vec<&str> = shown.split(' ').filter(|word| !word.is_empty()).collect();
    let shown = words.join(" ");
    // Joiners hold signs together; alone they show nothing.
    if shown.chars().all(|c| c == ' ' || is_joiner(c)) {
        return id.to_string();
    }
    if shown.chars().count() <= LONGEST {
        return shown;
    }
    shown.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// Blanks, line ends and other control characters, and the letters that look like blanks (Hangul fillers, the empty Braille sign).
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{115F}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}')
}

/// Unicode's signs that turn the direction of what follows (UAX #9: marks, embeddings, overrides, isolates), and those that show
/// nothing.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0001}'
    )
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0020}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(first: &str, last: &str, expected: &str) {
        assert_eq!(of_account(77, first, last), expected, "{first:?} {last:?}");
    }

    #[test]
    fn a_name_is_one_line_that_turns_nothing_around() {
        check("安", "晓示", "安 晓示");
        check("安晓示", "", "安晓示");
        check("\u{202E}安晓示", "", "安晓示");
        check("\u{2067}a\u{2069}\u{200F}", "\u{061C}b", "a b");
        check("安\n晓\t示", "  ", "安 晓 示");
        check("<b>&", "", "<b>&");
        check("👩\u{200D}💻", "", "👩\u{200D}💻");
        check(&"长".repeat(200), "", &format!("{}…", "长".repeat(63)));
    }

    #[test]
    fn an_account_without_a_name_is_called_by_its_id() {
        for nothing in ["", " ", "\u{200B}", "\u{3164}", "\u{202E}", "\u{200D}", "\u{2800}"] {
            check(nothing, "", "77");
            check("", nothing, "77");
        }
    }
}
