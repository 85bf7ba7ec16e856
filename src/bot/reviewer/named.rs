//! Filings and fields as a reviewer names them: a filing by its number, a field by `<field>[@<place>] <reason or words>`, by id or by label in
//! any language.

use crate::actions::reject::Point;
use crate::actions::{self, Done, Refusal};
use crate::bot::arguments::first_number;
use crate::bot::talk::Talk;
use crate::domain::filing::Filing;
use crate::domain::form::asked::Asked;
use crate::domain::form::journey;
use crate::domain::place::Place;
use crate::domain::reasons;
use crate::prompts::Fault;

/// The point that a line makes; none where it names no field of this filing. A name that several places have is refused: guessing
/// would send back the wrong website.
pub fn point(talk: &Talk, filing: &Filing, line: &str) -> Done<Option<Point>> {
    let line = line.trim();
    let mut found: Vec<(Asked, &str)> = Vec::new();
    let mut longest = 0;
    for asked in journey::applicable(filing) {
        let mut names = vec![asked.field.id.to_owned()];
        for language in talk.prompts.languages() {
            let words = talk.prompts.words(language);
            // The label alone, and as the bot writes it for this filing.
            names.push(words.field(asked.field.id)?);
            names.push(words.field_at(filing, asked.place, asked.field.id)?);
        }
        for name in names {
            let Some(rest) = strip_name(line, &name) else { continue };
            let (place, rest) = place(rest);
            if place.is_some_and(|place| place != asked.place) || name.len() < longest {
                continue;
            }
            if name.len() > longest {
                found.clear();
            }
            longest = name.len();
            if !found.iter().any(|(other, _)| *other == asked) {
                found.push((asked, rest));
            }
        }
    }
    let (asked, rest) = match found.as_slice() {
        [] => return Ok(None),
        [one] => *one,
        [(asked, _), ..] => {
            return Err(Refusal::WhichPlace {
                filing: filing.id,
                field: asked.field.id,
                places: found.iter().map(|(asked, _)| asked.place).collect(),
            }
            .into());
        }
    };
    let rest = rest.trim_start_matches([' ', '\t', ':', '：', '，', ',']).trim();
    let reason = reason(talk, asked.field.id, rest)?;
    let words = if reason.is_some() || rest.is_empty() {
        None
    } else {
        Some(rest.to_owned())
    };
    Ok(Some(Point {
        place: asked.place,
        field: asked.field,
        reason,
        words,
    }))
}

/// The lines that name fields, and the words of the lines before them.
pub fn points_and_words(talk: &Talk, filing: &Filing, lines: &str) -> Done<(Vec<Point>, Option<String>)> {
    let (mut points, mut words) = (Vec::new(), Vec::new());
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match point(talk, filing, line)? {
            Some(point) => points.push(point),
            None => words.push(line),
        }
    }
    let words = (!words.is_empty()).then(|| words.join("\n"));
    Ok((points, words))
}

/// What follows a name that stands at the beginning of the line as a word of its own.
pub(super) fn strip_name<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let head = line.get(..name.len())?;
    let rest = line.get(name.len()..)?;
    let is_word_end = rest.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '_');
    (head.eq_ignore_ascii_case(name) && is_word_end && !name.is_empty()).then_some(rest)
}

/// `@2`, `@2.ios`, `@subject`.
fn place(rest: &str) -> (Option<Place>, &str) {
    let Some(named) = rest.strip_prefix('@') else {
        return (None, rest);
    };
    let end = named.find(char::is_whitespace).unwrap_or(named.len());
    let (word, after) = named.split_at(end);
    (word.parse().ok(), after)
}

/// A known reason, by its id or by its words in any language.
fn reason(talk: &Talk, field: &str, text: &str) -> Result<Option<String>, Fault> {
    for id in reasons::offered(field).into_iter().map(|id| id.to_string()) {
        let mut names = vec![id.clone()];
        for language in talk.prompts.languages() {
            names.push(talk.prompts.words(language).data("reasons", &id)?);
        }
        if names.iter().any(|name| name == text) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Nobody touches the review of what is their own, nor reads what others note of it. They see what they handed in (`/show`).
pub fn not_own(talk: &Talk, filing: &Filing) -> Done {
    actions::not_own(filing, talk.person)
}

/// The filing that a command's first word names.
pub fn named_filing(talk: &Talk, command: &'static str, arguments: &str) -> Result<Filing, Refusal> {
    let Some(number) = first_number(arguments) else {
        return Err(match arguments.split_whitespace().next() {
            Some(word) => Refusal::UnknownFiling(word.to_owned()),
            None => Refusal::MissingArgument { command, number: None },
        });
    };
    talk.work
        .filing_by_number(number)
        .cloned()
        .ok_or_else(|| Refusal::UnknownFiling(number.to_string()))
}
