//! How a setting's value is read. What is said of one that cannot be taken is made of what is wanted, never of what was given.

use std::fmt::Display;
use std::net::SocketAddr;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use url::Url;

use super::People;
use crate::domain::outgoing::PersonId;

/// What a setting wants, in words that follow "give": the only reason that is told of a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("give {0}")]
pub struct Wanted(String);

fn wanted(what: &str) -> Wanted {
    Wanted(what.to_owned())
}

/// A whole number within these, both included.
pub fn number<N>(least: N, most: N) -> impl Fn(&str) -> Result<N, Wanted> + Clone
where
    N: FromStr + PartialOrd + Display + Copy,
{
    move |text| {
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| Wanted(format!("a whole number from {least} to {most}")))
    }
}

pub fn address(text: &str) -> Result<SocketAddr, Wanted> {
    text.parse()
        .map_err(|_| wanted("an IP address with a port, such as 127.0.0.1:8080"))
}

pub fn url(text: &str) -> Result<Url, Wanted> {
    text.parse()
        .map_err(|_| wanted("a whole address, such as https://bot.example/telegram"))
}

/// Nothing at all is nobody.
pub fn people(text: &str) -> Result<People, Wanted> {
    if text.trim().is_empty() {
        return Ok(People(Vec::new()));
    }
    let person = |part: &str| {
        let id = part.trim().parse().ok().filter(|id: &PersonId| *id > 0);
        id.ok_or_else(|| wanted("people's ids, positive numbers by comma, such as 123456789,234567890"))
    };
    text.split(',').map(person).collect::<Result<_, _>>().map(People)
}

pub fn instant(text: &str) -> Result<DateTime<Utc>, Wanted> {
    text.parse()
        .map_err(|_| wanted("an instant with its offset, such as 2026-03-02T09:00:00+08:00"))
}

pub fn log_format(text: &str) -> Result<String, Wanted> {
    match text {
        "text" | "json" => Ok(text.to_owned()),
        _ => Err(wanted("`text` or `json`")),
    }
}
