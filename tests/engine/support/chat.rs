//! The applicant at the chat: does a step of the script, and looks at what the bot says.

use std::time::Duration;

use serde_json::Value;

use super::people::{APPLICANT, People, buttons, is_bots, text};
use super::script::{Act, Step};
use super::wait_for;

/// So long the bot has for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a person sees: where the chat's counter of changes stood before a step, and who they are.
#[derive(Clone)]
pub struct Chat {
    pub people: People,
    pub person: i64,
}

/// An act whose button was found: message and data.
pub enum Ready {
    Say(&'static str),
    Press(i64, String),
}

impl Chat {
    pub fn of_applicant(people: People) -> Self {
        Self {
            people,
            person: APPLICANT,
        }
    }

    /// The highest change seen.
    pub async fn seq(&self) -> i64 {
        let messages = self.people.messages(self.person).await;
        let seqs = messages.iter().filter_map(|message| message["seq"].as_i64());
        seqs.max().unwrap_or(0)
    }

    /// Does it. False: nobody heard whether it was taken.
    pub async fn act(&self, act: Act) -> bool {
        let ready = self.ready(act).await;
        self.fire(ready).await
    }

    /// Looks for the button, so that doing it is one call.
    pub async fn ready(&self, act: Act) -> Ready {
        match act {
            Act::Say(text) => Ready::Say(text),
            Act::Press(label) => {
                let (message, data) = self.button(label).await;
                Ready::Press(message, data)
            }
        }
    }

    /// Does it with one call. False: nobody heard whether it was taken.
    pub async fn fire(&self, ready: Ready) -> bool {
        match ready {
            Ready::Say(text) => self.people.try_say(self.person, text).await,
            Ready::Press(message, data) => self.people.try_press(self.person, message, &data).await.is_some(),
        }
    }

    /// The newest button whose label begins so, ticks and signs before it aside.
    pub async fn button(&self, label: &str) -> (i64, String) {
        let messages = self.people.messages(self.person).await;
        let all = messages.iter().rev().flat_map(|message| {
            let id = message["message_id"].as_i64().unwrap();
            buttons(message).into_iter().map(move |button| (id, button))
        });
        let bare = |text: &str| text.trim_start_matches(['✓', ' ']).to_owned();
        let mut found = all.filter(|(_, (shown, _))| bare(shown).starts_with(label));
        let (id, (_, data)) = found.next().unwrap_or_else(|| panic!("no button {label}"));
        (id, data)
    }

    /// Whether a message that the bot wrote or edited since that change holds these words.
    pub async fn heard(&self, words: &str, since: i64) -> bool {
        let messages = self.people.messages(self.person).await;
        let mut changed = messages
            .iter()
            .filter(|message| is_bots(message) && message["seq"].as_i64().unwrap_or(0) > since);
        changed.any(|message| {
            let shown = || buttons(message).into_iter().any(|(label, _)| label.contains(words));
            text(message).contains(words) || shown()
        })
    }

    /// Waits for it.
    pub async fn hear(&self, step: &Step, since: i64) {
        let heard = async || self.heard(step.hears, since).await.then_some(());
        wait_for(&format!("{step:?}"), PATIENCE, heard).await;
    }

    /// In how many messages that the bot wrote or edited since that change these words stand.
    pub async fn times_heard(&self, words: &str, since: i64) -> usize {
        let messages = self.people.messages(self.person).await;
        let changed = messages
            .iter()
            .filter(|message| is_bots(message) && message["seq"].as_i64().unwrap_or(0) > since);
        changed.filter(|message| text(message).contains(words)).count()
    }

    /// How many messages the bot has written.
    pub async fn told(&self) -> usize {
        let messages = self.people.messages(self.person).await;
        messages.iter().filter(|message| is_bots(message)).count()
    }

    /// Does a step and waits until the bot has said what is to follow.
    pub async fn take(&self, step: &Step) {
        let since = self.seq().await;
        assert!(self.act(step.act).await, "{step:?}: no answer");
        self.people.settle().await;
        if !self.heard(step.hears, since).await {
            panic!("{step:?}, but the bot says {}", self.newest().await);
        }
    }

    pub async fn newest(&self) -> Value {
        let messages = self.people.messages(self.person).await;
        messages.into_iter().rev().find(is_bots).unwrap_or_default()
    }

    /// What the bot has said, as it stands now, oldest first; the same twice in a row stands once. Numbers of filings, which may
    /// have gaps, are left out.
    pub async fn transcript(&self) -> Vec<String> {
        let number = regex::Regex::new("备案申请 [0-9]+").unwrap();
        let messages = self.people.messages(self.person).await;
        let mut said: Vec<String> = messages
            .iter()
            .filter(|message| is_bots(message))
            .map(|message| number.replace_all(text(message), "备案申请").into_owned())
            .collect();
        said.dedup();
        said
    }
}
