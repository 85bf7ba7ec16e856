//! Delivery to webhooks: one update after the other, each until it is taken.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use serde_json::Value;

use crate::sandbox::shared::Shared;
use crate::sandbox::state::Key;

const SHORTEST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Brings a bot's updates to its webhook until another one is set, or none, or the sandbox stops.
///
/// Boxed, for an answer may ask for setWebhook, which starts this again.
pub fn deliver(shared: Arc<Shared>, bot: i64, generation: u64) -> BoxFuture<'static, ()> {
    Box::pin(async move {
        tokio::select! {
            () = deliver_all(&shared, bot, generation) => {}
            () = shared.stopped() => {}
        }
    })
}

async fn deliver_all(shared: &Arc<Shared>, bot: i64, generation: u64) {
    let mut changes = shared.changes();
    let mut pause = SHORTEST_PAUSE;
    loop {
        let now = shared.now_ms();
        let next = shared.act(|state| {
            let webhook = state
                .webhooks
                .get(&bot)
                .filter(|webhook| webhook.generation == generation)
                .cloned()?;
            state.forget_old_updates(now);
            let update = state
                .waiting(bot)
                .next()
                .map(|(id, update)| (id, update.update.clone()));
            Some((webhook, update))
        });
        let Ok(Some((webhook, update))) = next.await else {
            return;
        };
        let Some((id, update)) = update else {
            if changes.changed().await.is_err() {
                return;
            }
            continue;
        };
        match post(shared, &webhook.url, webhook.secret_token.as_deref(), &update).await {
            Ok(answer) => {
                pause = SHORTEST_PAUSE;
                // What the answer asks for is done before the update counts as taken.
                carry_out(shared, bot, answer).await;
                let confirmed = shared.act(|state| {
                    if state.updates.remove(&(bot, id)).is_some() {
                        state.touch(Key::Update(bot, id));
                    }
                });
                if confirmed.await.is_err() {
                    return;
                }
            }
            Err(why) => {
                let at = shared.now().timestamp();
                let noted = shared.act(|state| {
                    if let Some(webhook) = state
                        .webhooks
                        .get_mut(&bot)
                        .filter(|webhook| webhook.generation == generation)
                    {
                        webhook.last_error = Some((at, why));
                        state.touch(Key::Webhook(bot));
                    }
                });
                if noted.await.is_err() {
                    return;
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

/// The answer's body, or what getWebhookInfo says of the failure.
async fn post(shared: &Shared, url: &str, secret: Option<&str>, update: &Value) -> Result<Vec<u8>, String> {
    let mut request = shared.webhook_client().post(url).json(update);
    if let Some(secret) = secret {
        request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    let response = request.send().await.map_err(|error| {
        if error.is_timeout() {
            "Read timeout expired"
        } else {
            "Connection refused"
        }
        .to_owned()
    })?;
    let status = response.status();
    if !status.is_success() {
        return Err(format!("Wrong response from the webhook: {status}"));
    }
    Ok(response.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default())
}

/// An answer may name a method to carry out; its result is told to nobody.
async fn carry_out(shared: &Arc<Shared>, bot: i64, answer: Vec<u8>) {
    let Ok(Value::Object(mut values)) = serde_json::from_slice(&answer) else {
        return;
    };
    let Some(Value::String(method)) = values.remove("method") else {
        return;
    };
    if let Err(error) = super::run_json(shared.clone(), bot, &method, values).await {
        tracing::warn!(
            "{method}, which a webhook's answer asked for, was refused: {}",
            error.description
        );
    }
}
