//! `serve`: the bot against Telegram, by long polling or behind a webhook.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, bail};
use url::{Host, Url};

use super::health::{self, Watched};
use super::{log, migrate, running};
use crate::adapters::inspector::Inspector;
use crate::adapters::objects::{Objects, ObjectsOptions};
use crate::adapters::rdap::{Rdap, RdapOptions};
use crate::adapters::telegram::{Telegram, TelegramOptions};
use crate::adapters::{Files, Services};
use crate::app::{App, Outside};
use crate::bot::intake::PollOptions;
use crate::bot::webhook::{self, WebhookOptions};
use crate::clock::SystemClock;
use crate::config::ServeSettings;
use crate::domain::desk::DeskRules;
use crate::figures;
use crate::prompts::{Prompts, Provider};
use crate::storage::seal::Secrets;
use crate::wakers::Wakers;
use crate::worker::WorkerOptions;

/// What the settings come to. All that they alone can be wrong in is found before a database is touched.
struct Plan {
    secrets: Secrets,
    telegram: Telegram,
    services: Services,
    worker: WorkerOptions,
    webhook: Option<(Url, WebhookOptions)>,
}

pub async fn run(settings: ServeSettings) -> anyhow::Result<()> {
    log::start(&settings.log, None)?;
    let Plan {
        secrets,
        telegram,
        mut services,
        worker,
        webhook,
    } = plan(&settings)?;
    let prompts = Prompts::load(Provider {
        name: settings.provider.provider_name.clone(),
        phone: settings.provider.provider_phone.clone(),
        address: settings.provider.provider_address.clone(),
    })?;
    services.files = Some(files(&settings)?);
    let mut store = migrate::open(&settings.database).await?;
    let figures = match settings.health_listen {
        Some(_) => Some(figures::install().context("the figures")?),
        None => None,
    };
    if figures.is_some() {
        store.on_statement(|_, _| figures::statement());
    }
    let _lock = if store.is_postgres() {
        None
    } else {
        Some(running::lock_folder(&settings.database.folder()?)?)
    };
    migrate::migrate(&store).await?;
    running::check_secrets(&store, &secrets).await?;
    let app = App {
        outside: Outside {
            store,
            secrets,
            clock: Arc::new(SystemClock),
            wakers: Arc::new(Wakers::default()),
        },
        prompts: Arc::new(prompts),
        services: Arc::new(services),
        administrators: settings.administrators.0.clone(),
        desk_rules: DeskRules::new(settings.undo_seconds),
        own_name: Arc::default(),
    };
    if app.administrators.is_empty() {
        tracing::warn!("No administrators are set: nobody can appoint reviewers. Set ADMINISTRATORS to Telegram ids");
    }
    let begun = Arc::new(AtomicBool::new(false));
    if let (Some(address), Some(figures)) = (settings.health_listen, figures) {
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .with_context(|| format!("HEALTH_LISTEN: listening on {address}"))?;
        let router = health::router(Watched {
            wakers: app.outside.wakers.clone(),
            store: app.outside.store.clone(),
            clock: app.outside.clock.clone(),
            figures,
            begun: begun.clone(),
        });
        tokio::spawn(axum::serve(listener, router).into_future());
    }
    let telegram = Arc::new(telegram);
    match webhook {
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
            begun.store(true, Ordering::Relaxed);
            tokio::select! {
                outcome = bot.ended() => outcome?,
                () = super::asked_to_end() => {}
            }
            bot.shutdown().await;
        }
        Some((url, options)) => {
            let secret_token = options.secret_token.clone();
            let router = webhook::router(running::intake(&app, &telegram), options)?;
            let listener = tokio::net::TcpListener::bind(settings.webhook_listen)
                .await
                .with_context(|| format!("WEBHOOK_LISTEN: listening on {}", settings.webhook_listen))?;
            let bot = running::start(app, telegram.clone(), None, worker).await?;
            if let Err(failure) = telegram.set_webhook(&url, &secret_token).await {
                tracing::warn!(?failure, "Could not set the webhook; going on");
            }
            begun.store(true, Ordering::Relaxed);
            axum::serve(listener, router)
                .with_graceful_shutdown(super::asked_to_end())
                .await
                .context("the webhook")?;
            bot.shutdown().await;
        }
    }
    Ok(())
}

fn plan(settings: &ServeSettings) -> anyhow::Result<Plan> {
    let secrets = settings.secret_key.parse()?;
    let telegram = Telegram::new(TelegramOptions {
        call_timeout: Duration::from_secs(settings.call_seconds),
        ..TelegramOptions::new(settings.token.clone(), settings.telegram_api_url.clone())
    })?;
    let worker = WorkerOptions {
        lease: Duration::from_secs(settings.lease_seconds),
        unasked_a_second: settings.unasked_a_second,
        unasked_a_minute_to_a_group: settings.unasked_a_minute_to_a_group,
        ..WorkerOptions::default()
    };
    worker.check(telegram.call_timeout())?;
    if let Some(url) = &settings.database.database_url {
        migrate::check_url(url, "DATABASE_URL")?;
    }
    Ok(Plan {
        secrets,
        telegram,
        services: services(settings)?,
        worker,
        webhook: webhook(settings)?,
    })
}

fn services(settings: &ServeSettings) -> anyhow::Result<Services> {
    let domains = settings.rdap.clone().map(|bootstrap| {
        Rdap::new(RdapOptions {
            call_timeout: Duration::from_secs(settings.rdap_seconds),
            ..RdapOptions::new(bootstrap)
        })
    });
    Ok(Services {
        domains: domains.transpose()?,
        ..Services::default()
    })
}

/// Where pictures are kept, and who looks at them.
fn files(settings: &ServeSettings) -> anyhow::Result<Files> {
    let options = match &settings.files {
        Some(place) if place.starts_with("s3://") => ObjectsOptions::S3(place.clone()),
        Some(folder) => ObjectsOptions::Folder(folder.into()),
        None => ObjectsOptions::Folder(settings.database.folder()?.join("files")),
    };
    let own = std::env::current_exe().context("finding this program's own file")?;
    Ok(Files {
        objects: Objects::new(options)?,
        inspector: Inspector::new(own),
    })
}

fn webhook(settings: &ServeSettings) -> anyhow::Result<Option<(Url, WebhookOptions)>> {
    let Some(url) = settings.webhook_url.clone() else {
        return Ok(None);
    };
    // Telegram calls nothing but https; a sandbox on this machine does.
    let on_this_machine = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    if !(url.scheme() == "https" || url.scheme() == "http" && on_this_machine) {
        bail!(
            "the setting WEBHOOK_URL must begin with https:// (http:// only for an address of this machine, to try it with a \
             sandbox)"
        );
    }
    let secret_token = settings
        .webhook_secret
        .clone()
        .context("the setting WEBHOOK_SECRET is missing: Telegram's calls could not be told from anybody's")?;
    let options = WebhookOptions {
        path: url.path().to_owned(),
        secret_token,
        body_limit: settings.webhook_body_limit,
    };
    options.check()?;
    Ok(Some((url, options)))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::config::{Cli, Task};

    /// Why these settings are refused, besides the good ones that there must be.
    fn refused(further: &[&str]) -> String {
        let key = Secrets::generate("a").unwrap();
        let mut given = vec!["beian-bot", "serve"];
        for (flag, good) in [("--token", "1:a"), ("--secret-key", key.as_str())] {
            if !further.contains(&flag) {
                given.extend([flag, good]);
            }
        }
        let Task::Serve(settings) = Cli::parse_from(given.iter().chain(further)).command else {
            panic!("another task");
        };
        match plan(&settings) {
            Ok(_) => String::new(),
            Err(error) => format!("{error:#}"),
        }
    }

    #[test]
    fn settings_that_cannot_work_are_named_with_what_to_do() {
        let one = Secrets::generate("k").unwrap();
        let doubled = format!("{one},{one}");
        let hook = |url, secret| vec!["--webhook-url", url, "--webhook-secret", secret];
        for (given, told) in [
            (vec!["--token", "x"], &["TELOXIDE_TOKEN"][..]),
            (vec!["--telegram-api-url", "ftp://x"], &["TELEGRAM_API_URL"]),
            (vec!["--secret-key", "x"], &["SECRET_KEY", "keygen"]),
            (vec!["--secret-key", &doubled], &["SECRET_KEY", "two keys", "\"k\""]),
            (vec!["--database-url", "mysql://x"], &["DATABASE_URL", "postgres://"]),
            (
                vec!["--lease-seconds", "10"],
                &["LEASE_SECONDS", "CALL_SECONDS", "10 s", "20 s", "41"],
            ),
            (vec!["--webhook-url", "https://x/y"], &["WEBHOOK_SECRET"]),
            (hook("https://x/y", "a!b"), &["WEBHOOK_SECRET", "letters"]),
            (hook("https://x/a b", "s"), &["WEBHOOK_URL", "path"]),
            (hook("https://x/a//b", "s"), &["WEBHOOK_URL", "path"]),
            (vec!["--rdap", "http://x/dns.json"], &["RDAP", "https://"]),
            (hook("ftp://x/y", "s"), &["WEBHOOK_URL", "https://"]),
            (hook("http://x/y", "s"), &["WEBHOOK_URL", "https://"]),
        ] {
            let error = refused(&given);
            assert!(told.iter().all(|told| error.contains(told)), "{given:?}: {error}");
            assert!(
                !error.contains("a!b") && !error.contains(&one),
                "a secret is told: {error}"
            );
        }
        for good in [
            vec![],
            vec!["--rdap", "https://x/dns.json"],
            vec!["--rdap", "http://127.0.0.1:8787/rdap/dns.json"],
            hook("https://x/y.z/w", "s"),
            hook("http://127.0.0.1:8080/telegram", "s"),
            hook("http://localhost/", "s"),
        ] {
            assert_eq!(refused(&good), "", "{good:?}");
        }
    }
}
