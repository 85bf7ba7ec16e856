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
        "" | "none" => Ok(Formatted {
            text: text.to_owned(),
            entities: Vec::new(),
        }),
        "html" => html::parse(text),
        "markdown" => markdown::parse(text),
        "markdownv2" => markdown_v2::parse(text),
        _ => Err("unsupported parse_mode".to_owned()),
    }
}

/// Reads entities that a bot gave by themselves.
pub fn given(text: &str, entities: &Value) -> Result<Formatted, String> {
    let Some(list) = entities.as_array() else {
        return Err("expected an Array of MessageEntity".to_owned());
    };
    let mut formatted = Formatted {
        text: text.to_owned(),
        entities: Vec::new(),
    };
    for entity in list {
        let number = |name: &str| {
            let value = &entity[name];
            let number = value
                .as_u64()
                .or_else(|| value.as_str()?.parse().ok())
                .and_then(|number: u64| usize::try_from(u32::try_from(number).ok()?).ok());
            number.ok_or_else(|| format!("Can't find field \"{name}\" in the MessageEntity"))
        };
        let name = entity["type"].as_str().unwrap_or_default();
        let Some(kind) = KINDS.iter().find(|kind| **kind == name) else {
            return Err(format!("Unsupported type {name:?} specified"));
        };
        let mut parsed = Entity::new(kind, number("offset")?, number("length")?);
        let extra = match *kind {
            "text_link" => Some("url"),
            "text_mention" => Some("user"),
            "pre" => Some("language"),
            "custom_emoji" => Some("custom_emoji_id"),
            _ => None,
        };
        if let Some(name) = extra
            && let Some(value) = entity.get(name)
        {
            parsed.extra = Some((name, value.clone()));
        }
        if !FOUND.contains(kind) && parsed.length > 0 {
            formatted.entities.push(parsed);
        }
    }
    Ok(formatted)
}

impl Formatted {
    /// Trims the text, cuts the entities to what is left of it, and finds links, commands and the like.
    pub fn finish(mut self) -> Self {
        self.text = self.text.replace('\r', "");
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
        let user = json!({ "id": id, "is_bot": false, "first_name": "" });
        return Some(Entity::new("text_mention", offset, length).with("user", user));
    }
    let address = address.trim();
    let whole = if address.contains("://") {
        address.to_owned()
    } else {
        format!("http://{address}")
    };
    let url = url::Url::parse(&whole).ok()?;
    let is_known = matches!(url.scheme(), "http" | "https" | "tg" | "ton" | "tonsite");
    let leads_somewhere = url.scheme() == "tg"
        || url
            .host_str()
            .is_some_and(|host| host.contains('.') || host == "localhost");
    (is_known && leads_somewhere).then(|| Entity::new("text_link", offset, length).with("url", url.as_str()))
}

/// The emoji that a `tg://emoji?id=` address names.
fn custom_emoji(address: &str) -> Option<&str> {
    address
        .strip_prefix("tg://emoji?id=")
        .filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()))
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
    }
}
