//! Texts and what stands in them: markup turned into entities, links and commands found, all counted in UTF-16 units,
//! as Telegram does it.

mod detect;
mod html;
mod markdown;
mod markdown_v2;

use serde_json::{Map, Value, json};

/// A text with its entities.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Formatted {
    pub text: String,
    pub entities: Vec<Entity>,
}

/// A part of a text that is more than text.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Telegram's name: `bold`, `text_link`, `bot_command`, …
    pub kind: &'static str,
    /// In UTF-16 units.
    pub offset: usize,
    pub length: usize,
    /// `url`, `language`, `custom_emoji_id`, `user`.
    pub extra: Option<(&'static str, Value)>,
}

impl Entity {
    pub fn new(kind: &'static str, offset: usize, length: usize) -> Self {
        Self {
            kind,
            offset,
            length,
            extra: None,
        }
    }

    fn with(self, name: &'static str, value: impl Into<Value>) -> Self {
        Self {
            extra: Some((name, value.into())),
            ..self
        }
    }

    fn end(&self) -> usize {
        self.offset + self.length
    }
}

/// What an address on a button or behind a text may begin with.
pub const SCHEMES: &[&str] = &["http", "https", "tg", "ton", "tonsite"];

/// Kinds that a bot may name in `entities`.
const KINDS: &[&str] = &[
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
];

/// Kinds that Telegram finds by itself, and so does not need to be told.
const FOUND: &[&str] = &[
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
];

/// Turns markup into entities. The error is Telegram's, without its beginning.
pub fn parse(text: &str, mode: &str) -> Result<Formatted, String> {
    match mode.to_ascii_lowercase().as_str() {
        "" | "none" => Ok(Formatted::plain(text)),
        "html" => html::parse(text),
        "markdown" => markdown::parse(text),
        "markdownv2" => markdown_v2::parse(text),
        _ => Err("unsupported parse_mode".to_owned()),
    }
}

/// Reads entities that a bot gave by themselves. Those that lead nowhere are dropped, as they are in HTML; those that do
/// not lie on whole characters of the text are refused. The error is Telegram's, without its beginning.
pub fn given(text: &str, entities: &Value) -> Result<Formatted, String> {
    let Some(list) = entities.as_array() else {
        return Err("can't parse MessageEntity: expected an Array of MessageEntity".to_owned());
    };
    let mut formatted = Formatted::plain(text);
    let characters = Characters::of(text);
    for entity in list {
        let number = |name: &str| {
            let value = &entity[name];
            let number = value
                .as_u64()
                .or_else(|| value.as_str()?.parse().ok())
                .and_then(|number: u64| usize::try_from(u32::try_from(number).ok()?).ok());
            number.ok_or_else(|| format!("can't parse MessageEntity: Can't find field \"{name}\" in the MessageEntity"))
        };
        let name = entity["type"].as_str().unwrap_or_default();
        let Some(kind) = KINDS.iter().find(|kind| **kind == name) else {
            return Err(format!(
                "can't parse MessageEntity: Unsupported type {name:?} specified"
            ));
        };
        let (offset, length) = (number("offset")?, number("length")?);
        if FOUND.contains(kind) || length == 0 {
            continue;
        }
        characters.check(offset, length)?;
        let plain = Entity::new(kind, offset, length);
        let said = |name: &str| entity[name].as_str().filter(|text| !text.is_empty());
        formatted.entities.extend(match *kind {
            "text_link" => said("url").and_then(|url| link(offset, length, url)),
            "text_mention" => {
                let id = &entity["user"]["id"];
                let id = id.as_i64().or_else(|| id.as_str()?.parse().ok());
                id.map(|id| mention(offset, length, id))
            }
            "custom_emoji" => said("custom_emoji_id")
                .filter(|id| is_emoji_id(id))
                .map(|id| plain.with("custom_emoji_id", id)),
            "pre" => Some(match said("language") {
                Some(language) => plain.with("language", language),
                None => plain,
            }),
            _ => Some(plain),
        });
    }
    Ok(formatted)
}

/// Where the characters of a text begin, and where it ends: in UTF-16 units, and in bytes.
struct Characters(Vec<(usize, usize)>);

impl Characters {
    fn of(text: &str) -> Self {
        let mut units = 0;
        let begins = text.char_indices().map(|(byte, c)| {
            units += c.len_utf16();
            (units - c.len_utf16(), byte)
        });
        let mut places: Vec<_> = begins.collect();
        places.push((units, text.len()));
        Self(places)
    }

    /// The first place that is not before `unit`; none after the end of the text.
    fn at(&self, unit: usize) -> Option<(usize, usize)> {
        let index = self.0.partition_point(|(units, _)| *units < unit);
        self.0.get(index).copied()
    }

    fn check(&self, offset: usize, length: usize) -> Result<(), String> {
        let end = offset + length;
        match self.at(offset) {
            None => {
                return Err(format!(
                    "entity begins after the end of the text at UTF-16 offset {offset}"
                ));
            }
            Some((unit, byte)) if unit != offset => {
                return Err(format!(
                    "entity begins in a middle of a UTF-16 symbol at byte offset {byte}"
                ));
            }
            Some(_) => {}
        }
        match self.at(end) {
            None => Err(format!(
                "entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}"
            )),
            Some((unit, byte)) if unit != end => Err(format!(
                "entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol at byte offset {byte}"
            )),
            Some(_) => Ok(()),
        }
    }
}

/// What Telegram makes of a character: control characters become spaces; line feeds stay; carriage returns and what
/// turns or crosses out a text (separators, directions, lines above and below) goes.
fn cleaned(c: char) -> Option<char> {
    match c {
        '\r' | '\u{2028}'..='\u{202e}' | '\u{30a}' | '\u{333}' | '\u{33f}' => None,
        '\n' => Some(c),
        '\0'..='\u{1f}' => Some(' '),
        _ => Some(c),
    }
}

/// A text without entities (a button's, a notice's), cleaned as Telegram does.
pub fn clean(text: &str) -> String {
    text.chars().filter_map(cleaned).collect()
}

impl Formatted {
    /// A text with nothing in it yet.
    pub fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            entities: Vec::new(),
        }
    }

    /// Cleans the text, and moves the entities to where their parts stand then.
    fn clean(&mut self) {
        let mut units = 0;
        let mut gone = Vec::new();
        for c in self.text.chars() {
            if cleaned(c).is_none() {
                gone.push(units);
            }
            units += c.len_utf16();
        }
        // All that goes is one unit long.
        let moved = |place: usize| place - gone.partition_point(|at| *at < place);
        for entity in &mut self.entities {
            let (from, to) = (moved(entity.offset), moved(entity.end()));
            (entity.offset, entity.length) = (from, to - from);
        }
        self.text = clean(&self.text);
    }

    /// Cleans and trims the text, cuts the entities to what is left of it, and finds links, commands and the like.
    pub fn finish(mut self) -> Self {
        self.clean();
        self.trim();
        let spaces: Vec<bool> = self
            .text
            .chars()
            .flat_map(|c| std::iter::repeat_n(c.is_whitespace(), c.len_utf16()))
            .collect();
        self.entities.retain(|entity| {
            spaces
                .get(entity.offset..entity.end().min(spaces.len()))
                .is_some_and(|part| part.iter().any(|space| !space))
        });
        for found in detect::find(&self.text) {
            let is_taken = self.entities.iter().any(|entity| {
                let overlaps = entity.offset < found.end() && found.offset < entity.end();
                let splits = matches!(entity.kind, "pre" | "code" | "text_link" | "text_mention");
                let crosses = overlaps
                    && !(entity.offset <= found.offset && found.end() <= entity.end())
                    && !(found.offset <= entity.offset && entity.end() <= found.end());
                (overlaps && splits) || crosses
            });
            if !is_taken {
                self.entities.push(found);
            }
        }
        self.entities
            .sort_by(|a, b| (a.offset, b.length, rank(a.kind)).cmp(&(b.offset, a.length, rank(b.kind))));
        self.entities.dedup();
        const MOST_ENTITIES: usize = 100;
        self.entities.truncate(MOST_ENTITIES);
        self
    }

    fn trim(&mut self) {
        let start = self.text.len() - self.text.trim_start().len();
        let skipped = utf16_length(&self.text[..start]);
        let kept = self.text.trim().to_owned();
        let length = utf16_length(&kept);
        for entity in &mut self.entities {
            let from = entity.offset.saturating_sub(skipped).min(length);
            let to = entity.end().saturating_sub(skipped).min(length);
            (entity.offset, entity.length) = (from, to - from);
        }
        self.entities.retain(|entity| entity.length > 0);
        self.text = kept;
    }

    /// How long Telegram says the text is.
    pub fn length(&self) -> usize {
        utf16_length(&self.text)
    }

    /// Writes the text and its entities into a message, as `text` and `entities` or `caption` and `caption_entities`.
    pub fn put_into(&self, content: &mut Map<String, Value>, text: &str, entities: &str) {
        if self.text.is_empty() {
            content.remove(text);
        } else {
            content.insert(text.to_owned(), json!(self.text));
        }
        if self.entities.is_empty() {
            content.remove(entities);
        } else {
            content.insert(entities.to_owned(), self.entities.iter().map(shown).collect());
        }
    }
}

fn shown(entity: &Entity) -> Value {
    let mut shown = json!({ "offset": entity.offset, "length": entity.length, "type": entity.kind });
    if let Some((name, value)) = &entity.extra {
        shown[*name] = value.clone();
    }
    shown
}

/// Of entities over the same part, the outer comes first.
fn rank(kind: &str) -> usize {
    match kind {
        "blockquote" | "expandable_blockquote" => 0,
        "bold" => 1,
        "italic" => 2,
        "underline" => 3,
        "strikethrough" => 4,
        "spoiler" => 5,
        _ => 6,
    }
}

pub fn utf16_length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// A text in the making, which knows its length in UTF-16 units.
#[derive(Debug, Default)]
struct Output {
    text: String,
    units: usize,
}

impl Output {
    fn push(&mut self, c: char) {
        self.text.push(c);
        self.units += c.len_utf16();
    }
}

/// What a link becomes: a mention of a person, or a link; nothing if it leads nowhere.
fn link(offset: usize, length: usize, address: &str) -> Option<Entity> {
    if let Some(id) = address
        .strip_prefix("tg://user?id=")
        .and_then(|id| id.parse::<i64>().ok())
    {
        return Some(mention(offset, length, id));
    }
    let address = address.trim();
    let whole = if address.contains("://") {
        address.to_owned()
    } else {
        format!("http://{address}")
    };
    let url = url::Url::parse(&whole).ok()?;
    let is_known = SCHEMES.contains(&url.scheme());
    let leads_somewhere = url.scheme() == "tg"
        || url
            .host_str()
            .is_some_and(|host| host.contains('.') || host == "localhost");
    (is_known && leads_somewhere).then(|| Entity::new("text_link", offset, length).with("url", url.as_str()))
}

fn mention(offset: usize, length: usize, person: i64) -> Entity {
    let user = json!({ "id": person, "is_bot": false, "first_name": "" });
    Entity::new("text_mention", offset, length).with("user", user)
}

/// The emoji that a `tg://emoji?id=` address names.
fn custom_emoji(address: &str) -> Option<&str> {
    address.strip_prefix("tg://emoji?id=").filter(|id| is_emoji_id(id))
}

fn is_emoji_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text | kind offset length extra | …`, or the error.
    pub fn outline(parsed: Result<Formatted, String>) -> String {
        let parsed = match parsed {
            Ok(parsed) => parsed,
            Err(error) => return error,
        };
        let entities = parsed.entities.iter().map(|entity| {
            let extra = entity.extra.as_ref().map(|(_, value)| match value {
                Value::String(text) => format!(" {text}"),
                other => format!(" {other}"),
            });
            format!(
                " | {} {} {}{}",
                entity.kind,
                entity.offset,
                entity.length,
                extra.unwrap_or_default()
            )
        });
        format!("{}{}", parsed.text, entities.collect::<String>())
    }

    fn check(html: &str, expected: &str) {
        assert_eq!(outline(parse(html, "HTML").map(Formatted::finish)), expected, "{html}");
    }

    #[test]
    fn a_finished_text_is_trimmed_and_its_entities_are_sorted() {
        check("  <b> x</b> ", "x | bold 0 1");
        check("<b>  </b>x", "x");
        check("a<b> </b>x", "a x");
        check("<b>a<i>b</i></b>", "ab | bold 0 2 | italic 1 1");
        check("<code>/start</code> /help", "/start /help | code 0 6 | bot_command 7 5");
        check(
            "<b>https://example.com</b>",
            "https://example.com | bold 0 19 | url 0 19",
        );
        check(
            "<a href=\"https://a.example.com\">example.com</a>",
            "example.com | text_link 0 11 https://a.example.com/",
        );
        check(" ", "");
        check("a\0b\u{1}\tc\nd\r\n", "a b  c\nd");
        check("\r<b>a\r\u{202e}b</b>\u{30a}<i>c</i>", "abc | bold 0 2 | italic 2 1");
    }

    #[test]
    fn given_entities_lead_somewhere_and_lie_on_whole_characters() {
        let check = |entities: Value, expected: &str| {
            assert_eq!(
                outline(given("😀 ab", &entities).map(Formatted::finish)),
                expected,
                "{entities}"
            );
        };
        let entity =
            |kind: &str, offset: usize, length: usize| json!({ "type": kind, "offset": offset, "length": length });
        let link = |url: &str| json!([{ "type": "text_link", "offset": 3, "length": 2, "url": url }]);
        check(json!([entity("bold", 3, 2)]), "😀 ab | bold 3 2");
        check(json!([entity("text_link", 3, 2)]), "😀 ab");
        check(link("javascript:alert(1)"), "😀 ab");
        check(link("javascript://example.com/"), "😀 ab");
        check(link("example.com"), "😀 ab | text_link 3 2 http://example.com/");
        check(
            json!([{ "type": "text_mention", "offset": 3, "length": 2, "user": { "id": 7, "unknown": [[]] } }]),
            "😀 ab | text_mention 3 2 {\"first_name\":\"\",\"id\":7,\"is_bot\":false}",
        );
        check(
            json!([entity("bold", 1, 2)]),
            "entity begins in a middle of a UTF-16 symbol at byte offset 4",
        );
        check(
            json!([entity("bold", 0, 1)]),
            "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4",
        );
        check(
            json!([entity("bold", 3, 3)]),
            "entity beginning at UTF-16 offset 3 ends after the end of the text at UTF-16 offset 6",
        );
        check(
            json!([entity("bold", 6, 1)]),
            "entity begins after the end of the text at UTF-16 offset 6",
        );
    }
}
