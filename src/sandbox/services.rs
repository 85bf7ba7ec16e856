//! What fakes of outside services ask the sandbox: what to answer, how to fail; and where they leave what they were given.

use std::sync::Arc;

use serde_json::Value;

use super::shared::{NotKept, Shared};
pub use super::state::services::FaultKind;
use super::state::services::Sms;

/// A handle for the fakes.
#[derive(Clone, Debug)]
pub struct Services {
    shared: Arc<Shared>,
}

impl Services {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// The fault that a call of this service meets now; one of its times is used up.
    pub async fn meet_fault(&self, service: &str, method: &str) -> Result<Option<FaultKind>, NotKept> {
        self.shared
            .act(|state| state.meet_fault(service, method, None, |_| true))
            .await
    }

    /// The first seeded answer whose `match` is part of the request.
    pub async fn answer(&self, service: &str, request: &Value) -> Result<Option<Value>, NotKept> {
        let found = self.shared.act(|state| {
            let answers = &state.services.get(service)?.answers;
            answers
                .iter()
                .find(|answer| is_part(&answer.matches, request))
                .map(|answer| answer.answer.clone())
        });
        found.await
    }

    /// Keeps a message that the fake SMS gateway was given.
    pub async fn add_sms(&self, to: &str, text: &str) -> Result<(), NotKept> {
        let at = self.shared.now().with_timezone(&crate::clock::shanghai()).to_rfc3339();
        self.shared
            .act(|state| {
                state.add_sms(Sms {
                    to: to.to_owned(),
                    text: text.to_owned(),
                    at,
                })
            })
            .await
    }
}

/// Whether all that `part` says is so in `whole`.
pub(super) fn is_part(part: &Value, whole: &Value) -> bool {
    match part {
        Value::Null => true,
        Value::Object(fields) => fields
            .iter()
            .all(|(name, value)| whole.get(name).is_some_and(|found| is_part(value, found))),
        _ => part == whole,
    }
}
