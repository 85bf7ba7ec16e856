//! Whether a word really stands in a name, or only across the border of two others: 期货 is no word of 长期货运.
//!
//! The dictionary is that of `jieba-rs` (350 000 ordinary words, 1.6 MB in the program). It is unpacked when the first name meets a word of
//! a rule, which takes 0.2 s once and 33 MB of memory; a name without such words needs none of it.

use std::ops::Range;
use std::sync::LazyLock;

use jieba_rs::{Jieba, Token};

static DICTIONARY: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// How sure it is that a word stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stands {
    Not,
    /// The characters can be read either way.
    Perhaps,
    Surely,
}

/// How the characters of `at` stand in the name: as a word (or part of a longer one), or as the end of one word and the beginning of the next.
pub(super) fn stands(name: &str, at: Range<usize>) -> Stands {
    let is_latin = |c: char| c.is_ascii_alphanumeric();
    if name.chars().skip(at.start).take(at.len()).any(is_latin) {
        return Stands::Surely;
    }
    let crosses = |token: &Token| {
        let (from, to) = (token.start, token.end);
        let overlaps = from < at.end && at.start < to;
        let holds = from <= at.start && at.end <= to;
        let is_held = at.start <= from && to <= at.end;
        overlaps && !holds && !is_held
    };
    let others: Vec<Token> = DICTIONARY.cut_all(name).into_iter().filter(crosses).collect();
    let is_covered = at
        .clone()
        .all(|place| others.iter().any(|other| (other.start..other.end).contains(&place)));
    let is_cut_through = DICTIONARY.cut(name, false).iter().any(crosses);
    match (is_covered, is_cut_through) {
        (true, true) => Stands::Not,
        (false, false) => Stands::Surely,
        _ => Stands::Perhaps,
    }
}

/// Whether a text is made of ordinary words of two or more characters and nothing else.
pub(super) fn are_ordinary(text: &str) -> bool {
    let is_ordinary = |token: &Token| token.word.chars().count() > 1 && DICTIONARY.has_word(token.word);
    !text.is_empty() && DICTIONARY.cut(text, false).iter().all(is_ordinary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_told_from_the_border_of_two_others() {
        let check = |name: &str, word: &str, expected: Stands| {
            let (before, _) = name.split_once(word).unwrap();
            let from = before.chars().count();
            assert_eq!(
                stands(name, from..from + word.chars().count()),
                expected,
                "{name}: {word}"
            );
        };
        check("云杉示例长期货运", "期货", Stands::Not);
        check("书法院子笔记", "法院", Stands::Not);
        check("垂直播种笔记", "直播", Stands::Not);
        check("云杉示例五金融雪剂", "金融", Stands::Not);
        check("数学校正笔记", "学校", Stands::Not);
        check("外出版画写生记录", "出版", Stands::Not);
        check("中国新闻网", "新闻", Stands::Surely);
        check("云杉金融服务平台", "金融", Stands::Surely);
        check("示例p2p网", "p2p", Stands::Surely);
        assert!(are_ordinary("铝合金梯子") && !are_ordinary("云某") && !are_ordinary(""));
    }
}
