//! `serve`: the bot against Telegram, by long polling or behind a webhook.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use super::{log, migrate, running};
use crate::adapters::telegram::{Telegram, TelegramOptions};
use crate::app::{App, Outside};
use crate::bot::intake::PollOptions;
use crate::bot::webhook::{self, WebhookOptions};
use crate::clock::SystemClock;
use crate::config::ServeSettings;
use crate::prompts::{Prompts, Provider};
use crate::wakers::Wakers;
use crate::worker::WorkerOptions;

pub async fn run(settings: ServeSettings) -> anyhow::Result<()> {
    log::start(&settings.log, None)?;
    let secrets = settings.secret_key.parse()?;
    let store = migrate::open(&settings.database).await?;
    let _lock = if store.is_postgres() {
        None
    } else {
        Some(running::lock_folder(&settings.database.folder()?)?)
    };
    migrate::migrate(&store).await?;
    let prompts = Prompts::load(Provider {
        name: settings.provider.provider_name.clone(),
        phone: settings.provider.provider_phone.clone(),
    })?;
    let app = App {
        outside: Outside {
            store,
            secrets,
            clock: Arc::new(SystemClock),
            wakers: Arc::new(Wakers::default()),
        },
        prompts: Arc::new(prompts),
        administrators: settings.administrators.clone(),
        own_name: Arc::default(),
    };
    if app.administrators.is_empty() {
        tracing::warn!("No administrators are set: nobody can appoint reviewers. Set ADMINISTRATORS to Telegram ids");
    }
    let telegram = Arc::new(Telegram::new(TelegramOptions {
        call_timeout: Duration::from_secs(settings.call_seconds),
        ..TelegramOptions::new(settings.token.clone(), settings.telegram_api_url.clone())
    })?);
    let worker = WorkerOptions {
        lease: Duration::from_secs(settings.lease_seconds),
        unasked_a_second: settings.unasked_a_second,
        unasked_a_minute_to_a_group: settings.unasked_a_minute_to_a_group,
        ..WorkerOptions::default()
    };
    match settings.webhook_url.clone() {
        None => {
            let poll = (!settings.no_intake).then(|| PollOptions {
                long_poll: Duration::from_secs(settings.poll_seconds),
                ..PollOptions::default()
            });
            if poll.is_some()
                && let Err(failure) = telegram.delete_webhook().await
            {
                tracing::warn!(?failure, "Could not delete the webhook; going on");
            }
            let mut bot = running::start(app, telegram, poll, worker).await?;
            tokio::select! {
                outcome = bot.ended() => outcome?,
                () = super::asked_to_end() => {}
            }
            bot.shutdown().await;
        }
        Some(url) => {
            let secret_token = settings
                .webhook_secret
                .clone()
                .context("WEBHOOK_SECRET is missing: Telegram's calls could not be told from anybody's")?;
            let options = WebhookOptions {
                path: url.path().to_owned(),
                secret_token: secret_token.clone(),
                body_limit: settings.webhook_body_limit,
            };
            let router = webhook::router(running::intake(&app, &telegram), options)?;
            let listener = tokio::net::TcpListener::bind(settings.webhook_listen)
                .await
                .with_context(|| format!("WEBHOOK_LISTEN: listening on {}", settings.webhook_listen))?;
            let bot = running::start(app, telegram.clone(), None, worker).await?;
            if let Err(failure) = telegram.set_webhook(&url, &secret_token).await {
                tracing::warn!(?failure, "Could not set the webhook; going on");
            }
            axum::serve(listener, router)
                .with_graceful_shutdown(super::asked_to_end())
                .await
                .context("the webhook")?;
            bot.shutdown().await;
        }
    }
    Ok(())
}
