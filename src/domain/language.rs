//! A language that people are spoken to in, by its code. Which there are is said by the folders of `prompts/`: code knows none by name
//! but the one that is spoken where nothing else is known.

use std::fmt;
use std::str::FromStr;

/// Longer codes than `zh-hant-hk` are not expected.
const LONGEST: usize = 12;

/// A code such as `zh`, small and held by value. A code whose folder is gone is still kept: its person is spoken to in the default one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language {
    code: [u8; LONGEST],
    length: u8,
}

impl Language {
    /// Spoken where nobody's language is known: most applicants are Chinese.
    pub const DEFAULT: Self = Self {
        code: *b"zh\0\0\0\0\0\0\0\0\0\0",
        length: 2,
    };

    pub fn as_str(&self) -> &str {
        // It was made of ASCII.
        str::from_utf8(&self.code[..usize::from(self.length)]).unwrap_or_default()
    }
}

impl Default for Language {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl FromStr for Language {
    type Err = ();

    /// Small letters, digits and hyphens.
    fn from_str(text: &str) -> Result<Self, ()> {
        let is_code = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        let mut code = [0; LONGEST];
        let room = code.get_mut(..text.len()).filter(|room| !room.is_empty()).ok_or(())?;
        if !text.bytes().all(is_code) {
            return Err(());
        }
        room.copy_from_slice(text.as_bytes());
        let length = u8::try_from(text.len()).map_err(|_| ())?;
        Ok(Self { code, length })
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_and_said_again() {
        for code in ["zh", "en", "ja", "zh-hant-hk", "es-419"] {
            assert_eq!(
                code.parse::<Language>().map(|language| language.to_string()).as_deref(),
                Ok(code)
            );
        }
        for text in ["", "ZH", "中文", "zh_hans", "a-code-far-too-long"] {
            assert_eq!(text.parse::<Language>(), Err(()), "{text}");
        }
        assert_eq!("zh".parse(), Ok(Language::DEFAULT));
    }
}
