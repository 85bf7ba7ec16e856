//! The outside: one service a file.

use std::collections::BTreeSet;
use std::time::Duration;

use url::{Host, Url};

use crate::domain::requests::{Fault, Found, Service, Wanted};

pub mod inspector;
pub mod objects;
pub mod rdap;
pub mod telegram;

/// The services that are set up. What is absent is not asked.
#[derive(Debug, Default)]
pub struct Services {
    pub domains: Option<rdap::Rdap>,
    pub files: Option<Files>,
}

/// What it takes to keep what people send.
#[derive(Clone, Debug)]
pub struct Files {
    pub objects: objects::Objects,
    pub inspector: inspector::Inspector,
}

/// So many files are fetched at a time.
const FILES_AT_ONCE: usize = 4;

/// Why a service gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It never will, to this.
    Never(Fault),
    /// The same question may be answered later: after the pause, where it asks for one. The reason names nothing of what was asked.
    Later { pause: Option<Duration>, why: String },
}

impl Trouble {
    pub fn later(why: impl Into<String>) -> Self {
        let why = why.into();
        Self::Later { pause: None, why }
    }
}

impl Services {
    pub fn names(&self) -> BTreeSet<Service> {
        let is_there = |service: &Service| match service {
            Service::Domains => self.domains.is_some(),
            Service::Files => self.files.is_some(),
        };
        Service::ALL.into_iter().filter(is_there).collect()
    }

    /// How many requests a service gets at a time.
    pub fn at_once(&self, service: &str) -> usize {
        match service {
            name if name == Service::Domains.as_str() => rdap::AT_ONCE,
            name if name == Service::Files.as_str() => FILES_AT_ONCE,
            _ => 1,
        }
    }

    /// How long a request of any service may take.
    pub fn longest_call(&self) -> Duration {
        self.domains.as_ref().map(rdap::Rdap::call_timeout).unwrap_or_default()
    }

    /// Asks a service. A file is fetched and kept by the worker, which can seal it.
    pub async fn ask(&self, wanted: &Wanted) -> Result<Found, Trouble> {
        match wanted {
            Wanted::File { .. } => Err(Trouble::Never(Fault::NoService)),
            Wanted::Registration { domain } => match &self.domains {
                Some(rdap) => rdap.look_up(domain).await.map(Found::Registration),
                None => Err(Trouble::Never(Fault::NoService)),
            },
        }
    }
}

/// Whether an address is of this machine: the proxy that others are reached by does not know it.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
