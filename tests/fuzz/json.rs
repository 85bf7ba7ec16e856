//! JSON that need not be good: names may stand twice, strings and numbers hold whatever bytes they are given.

use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// Written as it is: a number, `true`, `null`, or anything at all.
    Plain(Vec<u8>),
    /// Written between quotation marks as it is: escaped already, or not.
    Text(Vec<u8>),
    List(Vec<Json>),
    Object(Vec<(Vec<u8>, Json)>),
}

impl Json {
    pub fn plain(text: impl ToString) -> Self {
        Self::Plain(text.to_string().into_bytes())
    }

    /// A string that is escaped as it should be.
    pub fn text(text: &str) -> Self {
        let quoted = Value::from(text).to_string();
        Self::Text(quoted.as_bytes()[1..quoted.len() - 1].to_vec())
    }

    pub fn of(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::text(text),
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(object) => {
                let members = object
                    .iter()
                    .map(|(name, value)| (name.as_bytes().to_vec(), Self::of(value)));
                Self::Object(members.collect())
            }
            plain => Self::plain(plain),
        }
    }

    pub fn write(&self, to: &mut Vec<u8>) {
        match self {
            Self::Plain(bytes) => to.extend(bytes),
            Self::Text(bytes) => {
                to.push(b'"');
                to.extend(bytes);
                to.push(b'"');
            }
            Self::List(items) => {
                to.push(b'[');
                for (at, item) in items.iter().enumerate() {
                    to.extend((at > 0).then_some(b','));
                    item.write(to);
                }
                to.push(b']');
            }
            Self::Object(members) => {
                to.push(b'{');
                for (at, (name, value)) in members.iter().enumerate() {
                    to.extend((at > 0).then_some(b','));
                    to.push(b'"');
                    to.extend(name);
                    to.extend(b"\":");
                    value.write(to);
                }
                to.push(b'}');
            }
        }
    }

    /// How many values there are, this one included.
    pub fn count(&self) -> usize {
        1 + match self {
            Self::List(items) => items.iter().map(Self::count).sum(),
            Self::Object(members) => members.iter().map(|(_, value)| value.count()).sum(),
            _ => 0,
        }
    }

    /// The value of that number, this one being 0, its members following in their order.
    pub fn nth(&mut self, number: usize) -> Option<&mut Self> {
        fn find<'a>(json: &'a mut Json, left: &mut usize) -> Option<&'a mut Json> {
            if *left == 0 {
                return Some(json);
            }
            *left -= 1;
            match json {
                Json::List(items) => items.iter_mut().find_map(|item| find(item, left)),
                Json::Object(members) => members.iter_mut().find_map(|(_, value)| find(value, left)),
                _ => None,
            }
        }
        find(self, &mut { number })
    }

    /// Does something to every value.
    pub fn each(&mut self, act: &mut impl FnMut(&mut Self)) {
        act(self);
        match self {
            Self::List(items) => items.iter_mut().for_each(|item| item.each(act)),
            Self::Object(members) => members.iter_mut().for_each(|(_, value)| value.each(act)),
            _ => {}
        }
    }

    /// The member of that name; of several the last, as readers have it.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => {
                let mut members = members.iter().rev();
                members
                    .find(|(found, _)| found == name.as_bytes())
                    .map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// Every member of that name.
    pub fn all_mut<'a>(&'a mut self, name: &'a str) -> impl Iterator<Item = &'a mut Self> {
        let members = match self {
            Self::Object(members) => members.as_mut_slice(),
            _ => &mut [],
        };
        let members = members.iter_mut().filter(move |(found, _)| found == name.as_bytes());
        members.map(|(_, value)| value)
    }

    /// The number that it is, or that stands in it as a text.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Plain(bytes) | Self::Text(bytes) => std::str::from_utf8(bytes).ok()?.trim().parse().ok(),
            _ => None,
        }
    }
}
