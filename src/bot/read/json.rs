//! A JSON text as a value, as much of it as a value can hold.
//!
//! Telegram's updates are JSON that other programs wrote, and part of what they hold was typed by people. One part that no value of
//! ours can hold (half a surrogate pair, a number beyond every type, five hundred brackets) costs that part and nothing else.

use std::borrow::Cow;

use serde_json::{Map, Number, Value};

/// What is nested deeper than this is not looked into. Nothing that we use stands deeper than ten levels.
const DEEPEST: usize = 64;

/// Reads a text. None where it is no JSON at all: cut off, or something else.
///
/// Half a surrogate pair becomes U+FFFD, as do bytes that are no UTF-8; a number that fits nowhere and what is nested too deep become
/// null. Of a name that stands twice the later value counts.
pub fn read(raw: &[u8]) -> Option<Value> {
    // Nearly everything is plain, and the library reads it faster.
    if let Ok(value) = serde_json::from_slice(raw) {
        return Some(value);
    }
    let text = String::from_utf8_lossy(raw);
    let mut reader = Reader { rest: &text };
    let value = reader.value(0)?;
    reader.blanks();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    /// Takes this sign, if it is next.
    fn takes(&mut self, sign: &str) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.blanks();
        if self.rest.starts_with(['{', '[']) && depth >= DEEPEST {
            self.pass_over()?;
            return Some(Value::Null);
        }
        if self.takes("{") {
            return self.object(depth);
        }
        if self.takes("[") {
            return self.array(depth);
        }
        if self.takes("\"") {
            return self.string().map(Value::String);
        }
        for (word, value) in [
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("null", Value::Null),
        ] {
            if self.takes(word) {
                return Some(value);
            }
        }
        self.number()
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        let mut object = Map::new();
        self.blanks();
        if self.takes("}") {
            return Some(Value::Object(object));
        }
        loop {
            self.blanks();
            if !self.takes("\"") {
                return None;
            }
            let name = self.string()?;
            self.blanks();
            if !self.takes(":") {
                return None;
            }
            let value = self.value(depth + 1)?;
            object.insert(name, value);
            self.blanks();
            if self.takes("}") {
                return Some(Value::Object(object));
            }
            if !self.takes(",") {
                return None;
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Value> {
        let mut array = Vec::new();
        self.blanks();
        if self.takes("]") {
            return Some(Value::Array(array));
        }
        loop {
            array.push(self.value(depth + 1)?);
            self.blanks();
            if self.takes("]") {
                return Some(Value::Array(array));
            }
            if !self.takes(",") {
                return None;
            }
        }
    }

    fn number(&mut self) -> Option<Value> {
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
        let end = self.rest.find(|c: char| !is_part(c)).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        if let Ok(whole) = text.parse::<i64>() {
            return Some(whole.into());
        }
        // Beyond every type it is infinite, which JSON cannot say: null.
        let number = text.parse::<f64>().ok()?;
        Some(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    /// What follows the opening quotation mark, up to the closing one.
    fn string(&mut self) -> Option<String> {
        let mut text = Cow::Borrowed("");
        loop {
            let end = self.rest.find(['"', '\\'])?;
            let (plain, rest) = self.rest.split_at(end);
            text += plain;
            self.rest = rest;
            if self.takes("\"") {
                return Some(text.into_owned());
            }
            self.takes("\\");
            let escaped = self.rest.chars().next()?;
            self.rest = self.rest.get(escaped.len_utf8()..)?;
            let meant = match escaped {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => self.unit_or_pair()?,
                '"' | '\\' | '/' => escaped,
                _ => return None,
            };
            text.to_mut().push(meant);
        }
    }

    /// What follows `\u`: a character, the two halves of one, or half a pair, which stands for none.
    fn unit_or_pair(&mut self) -> Option<char> {
        let first = self.unit()?;
        if let Some(whole) = char::from_u32(first) {
            return Some(whole);
        }
        let after_first = self.rest;
        if (0xD800..0xDC00).contains(&first) && self.takes("\\u") {
            let second = self.unit()?;
            if (0xDC00..0xE000).contains(&second) {
                return char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
            }
            // It is a character of its own, and read again as such.
            self.rest = after_first;
        }
        Some(char::REPLACEMENT_CHARACTER)
    }

    fn unit(&mut self) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    }

    /// Passes over an object or an array without looking into it, however deep it goes.
    fn pass_over(&mut self) -> Option<()> {
        let mut open = 0_usize;
        loop {
            let at = self.rest.find(['{', '[', '}', ']', '"'])?;
            let (_, rest) = self.rest.split_at(at);
            self.rest = rest;
            if self.takes("\"") {
                self.string()?;
            } else if self.takes("{") || self.takes("[") {
                open += 1;
            } else {
                self.rest = self.rest.get(1..)?;
                open -= 1;
                if open == 0 {
                    return Some(());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(text: &str, expected: Option<Value>) {
        assert_eq!(read(text.as_bytes()), expected, "{text}");
    }

    #[test]
    fn what_no_value_can_hold_costs_itself_alone() {
        check(
            r#"{"a":"half a pair: \ud83d!","b":1}"#,
            Some(json!({ "a": "half a pair: \u{FFFD}!", "b": 1 })),
        );
        check(
            r#"["\ude00\ud83d\ude00\ud83d\u0041\ud83d"]"#,
            Some(json!(["\u{FFFD}😀\u{FFFD}A\u{FFFD}"])),
        );
        check(
            r#"{"a":1e999,"b":-1E400,"c":2}"#,
            Some(json!({ "a": null, "b": null, "c": 2 })),
        );
        check(
            r#"{"a":123456789012345678901234567890,"b":"\ud800"}"#,
            Some(json!({ "a": 1.234_567_890_123_456_8e29, "b": "\u{FFFD}" })),
        );
        let deep = format!(r#"{{"a":{}"]}}"{},"b":"x"}}"#, "[".repeat(500), "]".repeat(500));
        let mut read_deep = read(deep.as_bytes()).unwrap();
        assert_eq!(read_deep["b"], "x");
        for _ in 0..DEEPEST - 1 {
            read_deep = read_deep.get("a").or(read_deep.get(0)).unwrap().clone();
        }
        assert_eq!(read_deep, json!([null]));
        assert_eq!(
            read(b"{\"a\":\"\xff\",\"b\":1}"),
            Some(json!({ "a": "\u{FFFD}", "b": 1 }))
        );
        // Of a name that stands twice the later counts; a sign that should have been escaped stands for itself.
        check("{\"a\":1e999,\"a\":\"x\ny\"}", Some(json!({ "a": "x\ny" })));
    }

    #[test]
    fn the_rest_is_read_as_everybody_reads_it() {
        let odd = r#""\ud800""#;
        for plain in [
            r#"{"a":[1,-2.5e3,true,false,null,{}],"b":[],"":"\"\\\/\b\f\n\r\t\u597d"}"#,
            "[ ]",
            " { \"a\" : { } , \"b\" : [ [ ] , 0 ] } ",
        ] {
            let expected: Value = serde_json::from_str(plain).unwrap();
            // Beside something odd it is the other reader's turn.
            check(&format!("[{odd},{plain}]"), Some(json!(["\u{FFFD}", expected])));
        }
    }

    #[test]
    fn what_is_no_json_is_nothing() {
        for text in [
            "",
            " ",
            "{",
            "[1,",
            r#"{"a""#,
            r#"{"a":}"#,
            r#"{"a":1"#,
            r#"{a:1}"#,
            "[1 2]",
            "[1,]",
            "{} {}",
            "nul",
            "1.2.3",
            r#"["\ud80"]"#,
            r#"["\ux123"]"#,
            r#"["\x"]"#,
            r#"["open]"#,
            "\"\\",
            "<html>",
        ] {
            check(text, None);
        }
        check(&"[".repeat(100_000), None);
    }
}
