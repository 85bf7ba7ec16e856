//! What the program is made of, built once: the outside (database, clock, secrets) and the words.

use std::sync::{Arc, OnceLock};

use uuid::Uuid;

use crate::adapters::Services;
use crate::clock::Clock;
use crate::domain::desk::DeskRules;
use crate::domain::outgoing::PersonId;
use crate::prompts::Prompts;
use crate::storage::Store;
use crate::storage::seal::Secrets;
use crate::wakers::Wakers;

/// Everything outside of the decisions.
#[derive(Clone)]
pub struct Outside {
    pub store: Store,
    pub secrets: Secrets,
    pub clock: Arc<dyn Clock>,
    pub wakers: Arc<Wakers>,
}

/// The outside, and what decisions need besides.
#[derive(Clone)]
pub struct App {
    pub outside: Outside,
    pub prompts: Arc<Prompts>,
    /// The services outside that are set up.
    pub services: Arc<Services>,
    /// Ids of the administrators of the configuration.
    pub administrators: Vec<PersonId>,
    pub desk_rules: DeskRules,
    /// The bot's user name, once the server has told it; some never do.
    pub own_name: Arc<OnceLock<String>>,
}

impl App {
    pub fn name(&self) -> Option<&str> {
        self.own_name.get().map(String::as_str)
    }

    /// Where the ids of a batch come from.
    pub fn ids(&self) -> Box<dyn FnMut() -> Uuid + Send + Sync> {
        Box::new(Uuid::new_v4)
    }
}
