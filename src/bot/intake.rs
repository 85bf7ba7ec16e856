//! What Telegram tells us becomes rows of the inbox, and is acknowledged only once they are committed.
//!
//! The raw JSON is kept first and understood later ([`super::read`]): only the update's id and the chat whose turn it is are read
//! here, and an update of an unknown kind is kept like any other.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use serde_json::Value;
use tokio::sync::watch;
use tracing::{debug, error, info, warn};

use super::read;
use crate::adapters::telegram::{FetchError, Telegram};
use crate::clock::Clock;
use crate::domain::conversation::ChatKind;
use crate::figures::{self, Stage};
use crate::storage::inbox::{self, RawUpdate};
use crate::storage::seal::Secrets;
use crate::storage::{self, Store};
use crate::wakers::{Part, Wakers};

/// Stores updates, whichever way they come.
#[derive(Clone)]
pub struct Intake {
    pub store: Store,
    pub secrets: Secrets,
    pub clock: Arc<dyn Clock>,
    pub bot_id: i64,
    pub wakers: Arc<Wakers>,
}

/// Settings of the polling loop.
#[derive(Clone, Copy, Debug)]
pub struct PollOptions {
    /// How long Telegram keeps a request open while there is nothing to tell.
    pub long_poll: Duration,
    /// The most updates that are asked for at a time.
    pub limit: u16,
    /// After an answer that came back empty and early: servers that know no long poll would be asked without end.
    pub empty_pause: Duration,
    /// After the first failure; doubled after each further one, up to `longest_pause`. Real time.
    pub first_pause: Duration,
    pub longest_pause: Duration,
}

impl Default for PollOptions {
    fn default() -> Self {
        Self {
            long_poll: Duration::from_secs(50),
            limit: 100,
            empty_pause: Duration::from_millis(500),
            first_pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(30),
        }
    }
}

/// Why the loop gave up.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    #[error("Telegram refused the bot's token: put the one that @BotFather gave into the setting TELOXIDE_TOKEN")]
    Unauthorized,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an update: a JSON object with a number `update_id` was expected")]
pub struct NotAnUpdate;

impl Intake {
    /// Stores updates in one transaction and wakes the processing loop. Returns how many were new.
    pub async fn store(&self, updates: &[RawUpdate]) -> storage::Result<u64> {
        if updates.is_empty() {
            return Ok(0);
        }
        let began = Instant::now();
        let stored = match self.store_all(updates).await {
            Ok(stored) => stored,
            Err(error) => {
                self.wakers.health.failed(Part::Intake, &error);
                return Err(error);
            }
        };
        figures::took(Stage::Store, began);
        self.wakers.health.works(Part::Intake);
        debug!(updates = updates.len(), stored, "Stored updates");
        self.wakers.inbox.notify_one();
        Ok(stored)
    }

    async fn store_all(&self, updates: &[RawUpdate]) -> storage::Result<u64> {
        let tx = self.store.begin().await?;
        let stored = inbox::store_updates(&tx, &self.secrets, self.bot_id, self.clock.now(), updates).await?;
        tx.commit().await?;
        Ok(stored)
    }

    /// Waits until people are answered soon enough for more to be taken in: Telegram keeps what it is not told. False if it took longer
    /// than `patience` (real time).
    pub async fn may_take_in(&self, patience: Duration) -> bool {
        self.wakers.pressure.eases(patience).await
    }

    /// Asks for updates until `stop` says true (or its sender is gone).
    pub async fn poll(
        &self,
        telegram: &Telegram,
        options: PollOptions,
        mut stop: watch::Receiver<bool>,
    ) -> Result<(), IntakeError> {
        let mut poll = Poll {
            offset: None,
            last_update: Instant::now(),
            pause: options.first_pause,
            options,
        };
        loop {
            let once = async {
                let asked = AssertUnwindSafe(poll.once(self, telegram)).catch_unwind().await;
                // Its place was logged. What was not committed was not acknowledged: it is asked for again.
                let pause = asked.unwrap_or(Ok(Some(options.longest_pause)))?;
                if let Some(pause) = pause {
                    tokio::time::sleep(pause).await;
                }
                Ok(())
            };
            // It may be interrupted anywhere: what was not committed was not acknowledged.
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => {
                    info!("Stopped fetching updates");
                    return Ok(());
                }
                outcome = once => outcome?,
            }
        }
    }
}

/// When no update has come for this long, the last number is no longer sent along.
const QUIET: Duration = Duration::from_secs(48 * 3600);

/// The database is on this side: it is tried again sooner than a server that others use as well.
const LONGEST_STORAGE_PAUSE: Duration = Duration::from_secs(1);

/// While people wait too long, that is written to the log at these intervals.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// However long a pause Telegram asks for.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

struct Poll {
    /// None at first: Telegram then tells what it has not been told was taken.
    offset: Option<i64>,
    last_update: Instant,
    pause: Duration,
    options: PollOptions,
}

impl Poll {
    /// Fetches once and stores what came. Returns how long to pause before the next time.
    async fn once(&mut self, intake: &Intake, telegram: &Telegram) -> Result<Option<Duration>, IntakeError> {
        // The log tells what is wrong where it is no rush.
        while !intake.may_take_in(LONGEST_WAIT).await {
            warn!("People wait too long; no more updates are fetched for now");
        }
        let began = Instant::now();
        // After a quiet week Telegram's numbers start anew at random; a number from before could then pass over new ones.
        // Everything up to it was acknowledged long ago.
        if self.last_update.elapsed() > QUIET {
            self.offset = None;
        }
        let fetched = telegram
            .get_updates(self.offset, self.options.limit, self.options.long_poll)
            .await;
        let updates = match fetched {
            Ok(updates) => updates,
            Err(FetchError::Unauthorized) => return Err(IntakeError::Unauthorized),
            Err(FetchError::RetryAfter(pause)) => {
                warn!(
                    seconds = pause.as_secs(),
                    "Telegram asks for a pause before updates are fetched"
                );
                // Asking too early costs another 429; not asking for a day would cost everybody's answers.
                return Ok(Some(pause.min(LONGEST_PAUSE)));
            }
            Err(conflict @ FetchError::Conflict { .. }) => {
                error!("{conflict}; one bot has one poller: stop the other, or delete the webhook");
                return Ok(Some(self.longer_pause()));
            }
            Err(FetchError::Other(why)) => {
                warn!(why, "Could not fetch updates");
                return Ok(Some(self.longer_pause()));
            }
        };
        if updates.is_empty() {
            self.pause = self.options.first_pause;
            let early = began.elapsed() * 2 < self.options.long_poll;
            return Ok(early.then_some(self.options.empty_pause));
        }
        let read: Vec<_> = updates
            .iter()
            .filter_map(|raw| read_update(raw.get().as_bytes()).ok())
            .collect();
        if read.len() < updates.len() {
            warn!(
                unreadable = updates.len() - read.len(),
                "Passed over what is no update: it has no update_id"
            );
        }
        let Some(last) = read.iter().map(|update| update.update_id).max() else {
            return Ok(Some(self.longer_pause()));
        };
        match intake.store(&read).await {
            Ok(_) => {
                self.offset = Some(last.saturating_add(1));
                self.last_update = Instant::now();
                self.pause = self.options.first_pause;
                Ok(None)
            }
            // Not acknowledged: the same offset is asked for again.
            Err(_) => Ok(Some(self.longer_pause().min(LONGEST_STORAGE_PAUSE))),
        }
    }

    fn longer_pause(&mut self) -> Duration {
        let pause = self.pause;
        self.pause = (pause * 2).min(self.options.longest_pause);
        pause
    }
}

/// Reads an update's id, and the chat whose turn it is. What no value of ours can hold is kept as it came, and passed over when that is
/// read, with nothing else of the update.
pub fn read_update(raw: &[u8]) -> Result<RawUpdate, NotAnUpdate> {
    let update = read::json(raw).ok_or(NotAnUpdate)?;
    let update_id = update.get("update_id").and_then(Value::as_i64).ok_or(NotAnUpdate)?;
    let (chat, chat_kind) = read::turn(&update).unwrap_or((0, ChatKind::Bot));
    Ok(RawUpdate {
        update_id,
        chat,
        chat_kind,
        raw: raw.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::outgoing::ChatId;

    fn check(raw: &str, expected: Option<(i64, ChatId, ChatKind)>) {
        let read = read_update(raw.as_bytes()).ok();
        assert_eq!(read.map(|u| (u.update_id, u.chat, u.chat_kind)), expected, "{raw}");
    }

    #[test]
    fn the_chat_is_found_in_updates_of_any_kind() {
        use ChatKind::{Bot as NoChat, Group, Private};
        check(
            r#"{"update_id":1,"message":{"chat":{"id":5,"type":"private"},"text":"x"}}"#,
            Some((1, 5, Private)),
        );
        check(
            r#"{"update_id":2,"message":{"chat":{"id":-5,"type":"supergroup"}}}"#,
            Some((2, -5, Group)),
        );
        check(
            r#"{"update_id":3,"callback_query":{"from":{"id":7},"message":{"chat":{"id":-9}}}}"#,
            Some((3, -9, Group)),
        );
        check(
            r#"{"update_id":4,"callback_query":{"from":{"id":7}}}"#,
            Some((4, 7, Private)),
        );
        check(
            r#"{"update_id":5,"my_chat_member":{"chat":{"id":8,"type":"private"},"from":{"id":9}}}"#,
            Some((5, 8, Private)),
        );
        check(
            r#"{"update_id":6,"poll_answer":{"user":{"id":9}}}"#,
            Some((6, 9, Private)),
        );
        check(
            r#"{"update_id":7,"brand_new_kind":{"x":[1,{"chat":3}]}}"#,
            Some((7, 0, NoChat)),
        );
        check(r#"{"update_id":8,"brand_new_kind":17}"#, Some((8, 0, NoChat)));
        check(r#"{"update_id":9}"#, Some((9, 0, NoChat)));
        let message = |text: &str| format!(r#"{{"message":{{"chat":{{"id":5}},"text":{text}}},"update_id":10}}"#);
        check(&message(r#""half a pair: \ud83d""#), Some((10, 5, Private)));
        check(
            &message(&format!("{}{}", "[".repeat(500), "]".repeat(500))),
            Some((10, 5, Private)),
        );
        check(&message("1e999"), Some((10, 5, Private)));
        for no_update in ["", "[]", "null", r#"{"message":{}}"#, r#"{"update_id":"x"}"#] {
            check(no_update, None);
        }
    }
}
