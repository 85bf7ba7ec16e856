//! `setWebhook`, `deleteWebhook`, `getWebhookInfo`: updates brought to an address of the bot's.

use serde_json::json;

use super::error::{ApiError, ApiResult};
use super::get_updates::allowed_updates;
use super::{Call, deliver};
use crate::sandbox::state::bots::Webhook;
use crate::sandbox::state::{Key, State};

pub async fn set_webhook(call: Call) -> ApiResult {
    let url = call.params.text("url").unwrap_or_default();
    if url.is_empty() {
        return delete_webhook(call).await;
    }
    check_address(&url)?;
    let secret_token = call.params.text("secret_token").filter(|secret| !secret.is_empty());
    if let Some(secret) = &secret_token {
        let is_good = secret.len() <= 256
            && secret
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if !is_good {
            return Err(ApiError::bad_request("secret token contains unallowed characters"));
        }
    }
    let max_connections = call.params.int("max_connections")?.unwrap_or(40).clamp(1, 100);
    let allowed = call
        .params
        .json("allowed_updates")?
        .map(|kinds| allowed_updates(&kinds))
        .transpose()?;
    let drop_pending = call.params.flag("drop_pending_updates");
    let bot = call.bot;
    let now = call.shared.now().timestamp();
    let generation = call
        .shared
        .act(|state| {
            forget_pending(state, bot, drop_pending);
            let receiver = state.ensure_bot(bot, now);
            if allowed.is_some() {
                receiver.allowed_updates = allowed;
            }
            receiver.webhooks_set += 1;
            let generation = receiver.webhooks_set;
            state.touch(Key::Bot(bot));
            state.webhooks.insert(
                bot,
                Webhook {
                    url,
                    secret_token,
                    max_connections,
                    last_error: None,
                    generation,
                },
            );
            state.touch(Key::Webhook(bot));
            generation
        })
        .await?;
    tokio::spawn(deliver::deliver(call.shared, bot, generation));
    Ok(json!(true))
}

pub async fn delete_webhook(call: Call) -> ApiResult {
    let drop_pending = call.params.flag("drop_pending_updates");
    call.shared
        .act(|state| {
            forget_pending(state, call.bot, drop_pending);
            if state.webhooks.remove(&call.bot).is_some() {
                state.touch(Key::Webhook(call.bot));
            }
        })
        .await?;
    Ok(json!(true))
}

pub async fn get_webhook_info(call: Call) -> ApiResult {
    let shown = call.shared.act(|state| {
        let webhook = state.webhooks.get(&call.bot);
        let mut info = json!({
            "url": webhook.map_or("", |webhook| &webhook.url),
            "has_custom_certificate": false,
            "pending_update_count": state.waiting(call.bot).count(),
        });
        if let Some(webhook) = webhook {
            info["max_connections"] = json!(webhook.max_connections);
            if let Some((date, message)) = &webhook.last_error {
                info["last_error_date"] = json!(date);
                info["last_error_message"] = json!(message);
            }
        }
        if let Some(allowed) = state.bots.get(&call.bot).and_then(|bot| bot.allowed_updates.as_ref()) {
            info["allowed_updates"] = json!(allowed);
        }
        info
    });
    Ok(shown.await?)
}

fn forget_pending(state: &mut State, bot: i64, drop_pending: bool) {
    if drop_pending {
        state.confirm_before(bot, i64::MAX);
    }
}

/// Telegram brings updates to the internet, by HTTPS only; the sandbox brings them to this machine, and nowhere else.
fn check_address(url: &str) -> Result<(), ApiError> {
    let bad = |what: &str| ApiError::bad_request(format!("bad webhook: {what}"));
    let parsed = url::Url::parse(url).map_err(|_| bad("invalid url specified"))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(bad("An HTTPS URL must be provided for webhook"));
    }
    let is_loopback = match parsed.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    };
    if !is_loopback {
        return Err(bad(
            "the sandbox delivers only to loopback addresses, such as http://127.0.0.1:8080/",
        ));
    }
    Ok(())
}
