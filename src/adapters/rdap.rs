//! How a domain is registered, asked of its registry by RDAP.
//!
//! Sources: RFC 9224 (which registry answers for a top-level domain), RFC 9082 (the question), RFC 9083 (the answer), RFC 8056 (status
//! words), RFC 9537 (what is left out). A server is never guessed: only the bootstrap file names one. Only a 404 of that server means
//! that nobody has the domain; everything else that is no answer says nothing of it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use reqwest::{Response, StatusCode, header};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use super::{Trouble, is_loopback};
use crate::domain::registration::Registration;
use crate::domain::requests::Fault;

/// So many questions are under way at a time.
pub const AT_ONCE: usize = 4;
const REDIRECTS: usize = 5;
const LARGEST_ANSWER: usize = 256 * 1024;
const LARGEST_BOOTSTRAP: usize = 4 * 1024 * 1024;
/// The bootstrap file is fetched anew after this time (IANA serves it for a day).
const BOOTSTRAP_LASTS: Duration = Duration::from_secs(24 * 3600);
/// No pause that a server asks for is longer, and none is shorter.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 3600);
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
/// Longer names, and more statuses, are cut.
const LONGEST_NAME: usize = 120;
const MOST_STATUSES: usize = 32;

#[derive(Clone, Debug)]
pub struct RdapOptions {
    /// The setting `RDAP`: where the bootstrap file is.
    pub bootstrap: Url,
    /// How long a question may take, the wait for the server's turn included.
    pub call_timeout: Duration,
    /// A server is not asked again before this time has passed.
    pub between: Duration,
}

impl RdapOptions {
    /// Registries are asked twice a second at most.
    pub fn new(bootstrap: Url) -> Self {
        Self {
            bootstrap,
            call_timeout: Duration::from_secs(10),
            between: Duration::from_millis(500),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum RdapError {
    #[error(
        "the setting RDAP must begin with https:// (http:// only for an address of this machine, to try it with a sandbox)"
    )]
    Url,
    #[error("could not make an HTTP client")]
    Client(#[source] reqwest::Error),
}

#[derive(Debug)]
pub struct Rdap {
    client: reqwest::Client,
    options: RdapOptions,
    servers: Mutex<Option<(Instant, Arc<Servers>)>>,
    /// When each server may be asked again.
    turns: Mutex<HashMap<String, Instant>>,
}

/// The server of each top-level domain.
type Servers = HashMap<String, Url>;

impl Rdap {
    /// Builds the client once; nothing is called.
    pub fn new(options: RdapOptions) -> Result<Self, RdapError> {
        let is_here = is_loopback(&options.bootstrap);
        if !may_be_asked(&options.bootstrap, is_here) {
            return Err(RdapError::Url);
        }
        let redirects = reqwest::redirect::Policy::custom(move |attempt| {
            if attempt.previous().len() > REDIRECTS || !may_be_asked(attempt.url(), is_here) {
                attempt.stop()
            } else {
                attempt.follow()
            }
        });
        let mut client = reqwest::Client::builder()
            .timeout(options.call_timeout)
            .redirect(redirects);
        if is_here {
            client = client.no_proxy();
        }
        let client = client.build().map_err(|error| RdapError::Client(error.without_url()))?;
        Ok(Self {
            client,
            options,
            servers: Mutex::default(),
            turns: Mutex::default(),
        })
    }

    pub fn call_timeout(&self) -> Duration {
        self.options.call_timeout
    }

    /// What the registry of the domain says of it. `domain`: in ASCII.
    pub async fn look_up(&self, domain: &str) -> Result<Registration, Trouble> {
        let within = self.options.call_timeout;
        let asked = tokio::time::timeout(within, self.ask(domain));
        asked.await.unwrap_or_else(|_| Err(Trouble::later("no answer in time")))
    }

    async fn ask(&self, domain: &str) -> Result<Registration, Trouble> {
        let servers = self.servers().await?;
        let top = domain.rsplit('.').next().unwrap_or_default();
        let base = servers.get(top).ok_or(Trouble::Never(Fault::NoService))?;
        let url = base.join(&format!("domain/{domain}"));
        let url = url.map_err(|_| Trouble::later("the server's address cannot be read"))?;
        self.take_turn(base).await;
        let response = self.get(url, "application/rdap+json").await?;
        let is_registrys = response.url().host_str() == base.host_str();
        match response.status() {
            StatusCode::NOT_FOUND if is_registrys => Ok(Registration::none()),
            status if status.is_success() => {
                let text = body(response, LARGEST_ANSWER).await?;
                registration(&text, domain).ok_or_else(|| Trouble::later("an answer that cannot be read"))
            }
            status => Err(trouble(status, response.headers())),
        }
    }

    async fn get(&self, url: Url, accept: &str) -> Result<Response, Trouble> {
        let response = self.client.get(url).header(header::ACCEPT, accept).send().await;
        // The address holds the domain, which is not for the log.
        response.map_err(|error| Trouble::later(kind(&error)))
    }

    /// Waits until the server may be asked again.
    async fn take_turn(&self, server: &Url) {
        let now = Instant::now();
        let at = {
            let mut turns = self.turns.lock().await;
            turns.retain(|_, at| *at > now);
            let next = turns
                .entry(server.host_str().unwrap_or_default().to_owned())
                .or_insert(now);
            let at = *next;
            *next = at + self.options.between;
            at
        };
        tokio::time::sleep_until(at.into()).await;
    }

    /// The bootstrap file, of today or, where it cannot be fetched, of the last time. Whoever comes first fetches it for all.
    async fn servers(&self) -> Result<Arc<Servers>, Trouble> {
        let mut known = self.servers.lock().await;
        if let Some((at, servers)) = &*known
            && at.elapsed() < BOOTSTRAP_LASTS
        {
            return Ok(servers.clone());
        }
        let fetched = self.fetch_servers().await;
        match (fetched, &*known) {
            (Ok(servers), _) => {
                let servers = Arc::new(servers);
                *known = Some((Instant::now(), servers.clone()));
                Ok(servers)
            }
            (Err(_), Some((_, servers))) => Ok(servers.clone()),
            (Err(trouble), None) => Err(trouble),
        }
    }

    async fn fetch_servers(&self) -> Result<Servers, Trouble> {
        let response = self.get(self.options.bootstrap.clone(), "application/json").await?;
        if !response.status().is_success() {
            return Err(trouble(response.status(), response.headers()));
        }
        let text = body(response, LARGEST_BOOTSTRAP).await?;
        let is_here = is_loopback(&self.options.bootstrap);
        servers(&text, is_here).ok_or_else(|| Trouble::later("a bootstrap file that cannot be read"))
    }
}

/// https, and this machine where the bootstrap file is on it.
fn may_be_asked(url: &Url, is_here: bool) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_here && is_loopback(url))
}

async fn body(mut response: Response, largest: usize) -> Result<Vec<u8>, Trouble> {
    let mut all = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| Trouble::later(kind(&error)))? {
        if all.len() + part.len() > largest {
            return Err(Trouble::later("an answer that is too long"));
        }
        all.extend_from_slice(&part);
    }
    Ok(all)
}

fn kind(error: &reqwest::Error) -> &'static str {
    match () {
        () if error.is_timeout() => "no answer in time",
        () if error.is_connect() => "no connection",
        () => "the connection broke",
    }
}

fn trouble(status: StatusCode, headers: &header::HeaderMap) -> Trouble {
    let asked = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    let pause = asked.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
    Trouble::Later {
        pause: pause.map(|pause| pause.clamp(SHORTEST_PAUSE, LONGEST_PAUSE)),
        why: format!("status {}", status.as_u16()),
    }
}

/// RFC 9224: `services` is a list of `[[labels], [addresses]]`.
fn servers(text: &[u8], is_here: bool) -> Option<Servers> {
    let file: Value = serde_json::from_slice(text).ok()?;
    let mut servers = Servers::new();
    for service in file.get("services")?.as_array()? {
        let strings = |at: usize| {
            let list = service.get(at).and_then(Value::as_array).into_iter().flatten();
            list.filter_map(Value::as_str)
        };
        let with_slash = |text: &str| Url::parse(&format!("{}/", text.trim_end_matches('/'))).ok();
        let Some(base) = strings(1).filter_map(with_slash).find(|url| may_be_asked(url, is_here)) else {
            continue;
        };
        servers.extend(strings(0).map(|label| (label.to_lowercase(), base.clone())));
    }
    Some(servers)
}

/// RFC 9083. None where it is no answer about that domain.
fn registration(text: &[u8], domain: &str) -> Option<Registration> {
    let answer: Value = serde_json::from_slice(text).ok()?;
    let text_of = |name: &str| answer.get(name).and_then(Value::as_str);
    let name = text_of("ldhName")?.trim_end_matches('.');
    if text_of("objectClassName") != Some("domain") || !name.eq_ignore_ascii_case(domain) {
        return None;
    }
    let list = |name: &str| answer.get(name).and_then(Value::as_array).into_iter().flatten();
    let event = |action: &str| -> Option<DateTime<Utc>> {
        let named = list("events").find(|event| event["eventAction"].as_str() == Some(action))?;
        named["eventDate"].as_str()?.parse().ok()
    };
    let entity = |role: &str| {
        let has_role = |entity: &&Value| {
            let roles = entity["roles"].as_array();
            roles.is_some_and(|roles| roles.iter().any(|other| other.as_str() == Some(role)))
        };
        list("entities").find(has_role).and_then(full_name)
    };
    Some(Registration {
        registered: true,
        statuses: list("status")
            .filter_map(Value::as_str)
            .take(MOST_STATUSES)
            .map(status)
            .collect(),
        registered_at: event("registration"),
        expires_at: event("expiration"),
        registrar: entity("registrar"),
        holder: entity("registrant").filter(|_| !is_redacted(&answer)),
        ..Registration::default()
    })
}

/// The `fn` of an entity's vCard, where it says something.
fn full_name(entity: &Value) -> Option<String> {
    let lines = entity.get("vcardArray")?.get(1)?.as_array()?;
    let line = lines.iter().find(|line| line[0].as_str() == Some("fn"))?;
    let name: String = line[3]
        .as_str()?
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_NAME)
        .collect();
    let name = name.trim();
    let is_hidden = ["redacted", "data protected", "privacy", "not disclosed"];
    let lower = name.to_lowercase();
    let says = !name.is_empty() && !is_hidden.iter().any(|word| lower.contains(word));
    says.then(|| name.to_owned())
}

/// RFC 9537: the registrant's name is among what was left out.
fn is_redacted(answer: &Value) -> bool {
    let redacted = answer.get("redacted").and_then(Value::as_array).into_iter().flatten();
    let mut names = redacted.filter_map(|one| one["name"]["description"].as_str().or(one["name"]["type"].as_str()));
    names.any(|name| name.eq_ignore_ascii_case("registrant name"))
}

/// A status word as RFC 8056 has it: servers also send camel case, or an address behind it.
fn status(word: &str) -> String {
    let word = word.split(" http").next().unwrap_or_default();
    let mut plain = String::new();
    for c in word.chars().filter(|c| !c.is_control()).take(LONGEST_NAME) {
        if c.is_uppercase() && !plain.is_empty() && !plain.ends_with(' ') {
            plain.push(' ');
        }
        plain.extend(c.to_lowercase());
    }
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests;
