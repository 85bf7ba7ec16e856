//! `parse_mode=MarkdownV2`, with Telegram's errors.

use super::{Entity, Formatted, Output, custom_emoji, link};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Code,
    Pre,
    PreCode,
    TextUrl,
    CustomEmoji,
    BlockQuote,
}

struct Open {
    kind: Kind,
    language: String,
    offset: usize,
    /// Where it begins in the markup.
    byte: usize,
    /// Where its text begins in the output.
    start: usize,
}

const RESERVED: &str = "_*[]()~`>#+-=|{}.!";

pub fn parse(text: &str) -> Result<Formatted, String> {
    let mut parser = Parser {
        text,
        at: 0,
        output: Output::default(),
        open: Vec::new(),
        entities: Vec::new(),
    };
    let mut at_line_start = true;
    while let Some(c) = parser.char_at(0) {
        if c == '\\'
            && let Some(escaped) = parser.char_at(1)
            && (escaped as u32) > 0
            && (escaped as u32) <= 126
        {
            parser.at += 2;
            parser.output.push(escaped);
            at_line_start = escaped == '\n';
            continue;
        }
        let in_code =
            matches!(parser.open.last(), Some(open) if matches!(open.kind, Kind::Code | Kind::Pre | Kind::PreCode));
        // A quotation goes on as long as its lines begin with the sign, and may be ended by `||` to be expandable.
        if at_line_start && !in_code {
            at_line_start = false;
            if parser.line_start()? {
                continue;
            }
        }
        let is_reserved = if in_code { c == '`' } else { RESERVED.contains(c) };
        if !is_reserved {
            at_line_start = c == '\n';
            parser.at += c.len_utf8();
            parser.output.push(c);
        } else if parser.is_end(c) {
            parser.end()?;
        } else {
            parser.begin(c)?;
        }
    }
    parser.end_quote(false);
    match parser.open.last() {
        Some(open) => Err(format!(
            "Can't find end of {:?} entity at byte offset {}",
            open.kind, open.byte
        )),
        None => Ok(Formatted {
            text: parser.output.text,
            entities: parser.entities,
        }),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    output: Output,
    open: Vec<Open>,
    entities: Vec<Entity>,
}

impl Parser<'_> {
    /// The character `ahead` places on. Only signs of one byte are looked beyond.
    fn char_at(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at..)?.chars().nth(ahead)
    }

    fn follows(&self, signs: &str) -> bool {
        self.text.get(self.at..).is_some_and(|rest| rest.starts_with(signs))
    }

    fn push_open(&mut self, kind: Kind, language: String, byte: usize) {
        let (offset, start) = (self.output.units, self.output.text.len());
        self.open.push(Open {
            kind,
            language,
            offset,
            byte,
            start,
        });
    }

    /// Begins, goes on with or ends a quotation; true if a sign was read.
    fn line_start(&mut self) -> Result<bool, String> {
        let in_quote = self.open.iter().any(|open| open.kind == Kind::BlockQuote);
        let (sign, is_quote) = if self.follows("**>") {
            ("**>", true)
        } else {
            (">", self.follows(">"))
        };
        if !is_quote {
            if in_quote {
                if let Some(inner) = self.open.last().filter(|open| open.kind != Kind::BlockQuote) {
                    return Err(format!(
                        "Can't find end of {:?} entity at byte offset {}",
                        inner.kind, inner.byte
                    ));
                }
                self.end_quote(false);
            }
            return Ok(false);
        }
        if in_quote && sign == "**>" {
            self.end_quote(false);
            self.push_open(Kind::BlockQuote, String::new(), self.at);
        } else if !in_quote {
            if let Some(outer) = self.open.last() {
                return Err(format!(
                    "Can't find end of {:?} entity at byte offset {}",
                    outer.kind, outer.byte
                ));
            }
            self.push_open(Kind::BlockQuote, String::new(), self.at);
        }
        self.at += sign.len();
        Ok(true)
    }

    fn end_quote(&mut self, expandable: bool) {
        if self.open.last().is_some_and(|open| open.kind == Kind::BlockQuote)
            && let Some(open) = self.open.pop()
        {
            // The line break before the next line is not quoted.
            let quoted = self.output.text[open.start..].trim_end_matches('\n');
            let length = super::utf16_length(quoted);
            if length > 0 {
                let kind = if expandable {
                    "expandable_blockquote"
                } else {
                    "blockquote"
                };
                self.entities.push(Entity::new(kind, open.offset, length));
            }
        }
    }

    fn is_end(&self, c: char) -> bool {
        let Some(open) = self.open.last() else { return false };
        match open.kind {
            Kind::Bold => c == '*',
            Kind::Italic => c == '_' && !self.follows("__"),
            Kind::Underline => self.follows("__"),
            Kind::Strikethrough => c == '~',
            Kind::Spoiler => self.follows("||"),
            Kind::Code => c == '`',
            Kind::Pre | Kind::PreCode => self.follows("```"),
            Kind::TextUrl | Kind::CustomEmoji => c == ']',
            // `||` at the end of a quotation's last line makes it expandable.
            Kind::BlockQuote => {
                self.follows("||")
                    && self
                        .text
                        .get(self.at + 2..)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('\n'))
            }
        }
    }

    fn begin(&mut self, c: char) -> Result<(), String> {
        let byte = self.at;
        let (kind, signs) = match c {
            '_' if self.follows("__") => (Kind::Underline, 2),
            '_' => (Kind::Italic, 1),
            '*' => (Kind::Bold, 1),
            '~' => (Kind::Strikethrough, 1),
            '|' if self.follows("||") => (Kind::Spoiler, 2),
            '[' => (Kind::TextUrl, 1),
            '!' if self.follows("![") => (Kind::CustomEmoji, 2),
            '`' if self.follows("```") => (Kind::Pre, 3),
            '`' => (Kind::Code, 1),
            // In code only a lone ` is special, and there it ends something or is part of the text.
            _ => {
                return Err(format!(
                    "Character '{c}' is reserved and must be escaped with the preceding '\\'"
                ));
            }
        };
        self.at += signs;
        if kind != Kind::Pre {
            self.push_open(kind, String::new(), byte);
            return Ok(());
        }
        let language = self.read_language();
        let kind = if language.is_empty() { Kind::Pre } else { Kind::PreCode };
        self.push_open(kind, language, byte);
        Ok(())
    }

    /// The language on the first line of a block of code, and the line break after it.
    fn read_language(&mut self) -> String {
        let rest = &self.text[self.at..];
        let length = rest
            .find(|c: char| c.is_ascii_whitespace() || c == '`')
            .unwrap_or(rest.len());
        let is_language = length > 0 && rest[length..].starts_with(|c: char| c.is_ascii_whitespace());
        let language = if is_language { &rest[..length] } else { "" };
        self.at += language.len();
        for line_break in ["\r\n", "\n\r", "\n", "\r"] {
            if self.follows(line_break) {
                self.at += line_break.len();
                break;
            }
        }
        language.to_owned()
    }

    fn end(&mut self) -> Result<(), String> {
        let Some(open) = self.open.last() else { return Ok(()) };
        if open.kind == Kind::BlockQuote {
            self.at += 2;
            self.end_quote(true);
            return Ok(());
        }
        let Some(open) = self.open.pop() else { return Ok(()) };
        let (offset, length) = (open.offset, self.output.units - open.offset);
        self.at += match open.kind {
            Kind::Underline | Kind::Spoiler => 2,
            Kind::Pre | Kind::PreCode => 3,
            _ => 1,
        };
        let plain = |kind| Some(Entity::new(kind, offset, length));
        let entity = match open.kind {
            Kind::Bold => plain("bold"),
            Kind::Italic => plain("italic"),
            Kind::Underline => plain("underline"),
            Kind::Strikethrough => plain("strikethrough"),
            Kind::Spoiler => plain("spoiler"),
            Kind::Code => plain("code"),
            Kind::Pre => plain("pre"),
            Kind::PreCode => Some(Entity::new("pre", offset, length).with("language", open.language)),
            Kind::TextUrl => {
                let address = self.read_address()?;
                let address = address.unwrap_or_else(|| self.output.text[open.start..].to_owned());
                link(offset, length, &address)
            }
            Kind::CustomEmoji => {
                let address = self
                    .read_address()?
                    .ok_or("Custom emoji entity must contain a tg://emoji URL")?;
                let id = custom_emoji(&address)
                    .ok_or("Invalid custom emoji identifier specified")?
                    .to_owned();
                Some(Entity::new("custom_emoji", offset, length).with("custom_emoji_id", id))
            }
            Kind::BlockQuote => None,
        };
        self.entities.extend(entity.filter(|entity| entity.length > 0));
        Ok(())
    }

    /// The address in round brackets after a link's text; none where no bracket follows.
    fn read_address(&mut self) -> Result<Option<String>, String> {
        if self.char_at(0) != Some('(') {
            return Ok(None);
        }
        self.at += 1;
        let begin = self.at;
        let mut address = String::new();
        while let Some(c) = self.char_at(0) {
            match (c, self.char_at(1)) {
                (')', _) => {
                    self.at += 1;
                    return Ok(Some(address));
                }
                ('\\', Some(escaped)) if (1..=126).contains(&(escaped as u32)) => {
                    address.push(escaped);
                    self.at += 2;
                }
                _ => {
                    address.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
        Err(format!("Can't find end of a URL at byte offset {begin}"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    fn check(markup: &str, expected: &str) {
        assert_eq!(
            super::super::tests::outline(parse(markup, "MarkdownV2")),
            expected,
            "{markup}"
        );
    }

    #[test]
    fn marks_become_entities() {
        check(
            "*b* _i_ __u__ ~s~ ||p||",
            "b i u s p | bold 0 1 | italic 2 1 | underline 4 1 | strikethrough 6 1 | spoiler 8 1",
        );
        check("*备_案_*", "备案 | italic 1 1 | bold 0 2");
        check("*a 😀* _b_", "a 😀 b | bold 0 4 | italic 5 1");
        check("`a*b`", "a*b | code 0 3");
        check("```rust\nfn a() {}```", "fn a() {} | pre 0 9 rust");
        check("```\nx```", "x | pre 0 1");
        check("```x```", "x | pre 0 1");
        check(
            "[x](https://example.com/a\\)b)",
            "x | text_link 0 1 https://example.com/a)b",
        );
        check("[example\\.com]", "example.com | text_link 0 11 http://example.com/");
        check("1\\. a\\-b\\!", "1. a-b!");
        check(">a\n>b\nc", "a\nb\nc | blockquote 0 3");
        check(">a\n>b||", "a\nb | expandable_blockquote 0 3");
        check(
            "![👍](tg://emoji?id=5368324170671202286)",
            "👍 | custom_emoji 0 2 5368324170671202286",
        );
        check("___iu_ u__", "iu u | italic 0 2 | underline 0 4");
    }

    #[test]
    fn errors_are_telegrams() {
        check(
            "a.b",
            "Character '.' is reserved and must be escaped with the preceding '\\'",
        );
        check(
            "a!",
            "Character '!' is reserved and must be escaped with the preceding '\\'",
        );
        check(
            "a|b",
            "Character '|' is reserved and must be escaped with the preceding '\\'",
        );
        check(
            "a > b",
            "Character '>' is reserved and must be escaped with the preceding '\\'",
        );
        check("a *b", "Can't find end of Bold entity at byte offset 2");
        check("备 _b", "Can't find end of Italic entity at byte offset 4");
        check("`a", "Can't find end of Code entity at byte offset 0");
        check("```a", "Can't find end of Pre entity at byte offset 0");
        check("[a](b", "Can't find end of a URL at byte offset 4");
    }
}
