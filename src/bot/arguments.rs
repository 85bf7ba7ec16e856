//! What stands behind a command, in words.

use unicode_normalization::UnicodeNormalization as _;

/// The first word of the arguments, as a number: `1024`, `#1024` or `１０２４`.
pub fn first_number(arguments: &str) -> Option<i64> {
    let word: String = arguments.split_whitespace().next()?.nfkc().collect();
    word.trim_start_matches(['#', '@']).parse().ok()
}

/// What follows the first word: the rest of its line, then the other lines.
pub fn after_first(arguments: &str) -> &str {
    let arguments = arguments.trim_start();
    let end = arguments.find(char::is_whitespace).unwrap_or(arguments.len());
    arguments[end..].trim_matches([' ', '\t'])
}
