//! The bot as it runs: intake, decisions, worker, around one database. The same for `serve`, the sandbox and the tests.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::adapters::telegram::Telegram;
use crate::app::App;
use crate::bot::commands::menu::menu_lines;
use crate::bot::intake::{Intake, IntakeError, PollOptions};
use crate::bot::process::Processor;
use crate::domain::language::Language;
use crate::domain::people::Role;
use crate::prompts::Prompts;
use crate::storage::seal::Secrets;
use crate::storage::{Store, inbox, keys};
use crate::worker::{Pending, Worker, WorkerOptions};

const ASK_NAME_EVERY: Duration = Duration::from_secs(10);

/// A running bot. Dropping it stops it as a crash would; [`Running::shutdown`] lets what is under way end.
pub struct Running {
    worker: Worker,
    stop: watch::Sender<bool>,
    processor: JoinHandle<()>,
    polling: Option<JoinHandle<Result<(), IntakeError>>>,
}

/// Starts everything but the webhook. `poll`: how updates are asked for; none where Telegram calls.
pub async fn start(
    app: App,
    telegram: Arc<Telegram>,
    poll: Option<PollOptions>,
    worker: WorkerOptions,
) -> anyhow::Result<Running> {
    let outside = app.outside.clone();
    // Before the first command is read; whoever cannot tell it now is asked again.
    let named = learn_name(&app, &telegram).await;
    inbox::mark_careful(&outside.store)
        .await
        .context("looking at what waits")?;
    let intake = intake(&app, &telegram);
    let (stop, stopped) = watch::channel(false);
    let worker = Worker::start(
        worker,
        outside.store.clone(),
        outside.secrets.clone(),
        outside.clock.clone(),
        (telegram.clone(), app.services.clone()),
        outside.wakers.clone(),
    )
    .await?;
    let processor = Processor::new(app.clone());
    let processor = tokio::spawn({
        let stopped = stopped.clone();
        async move { processor.run(stopped).await }
    });
    let polling = poll.map(|options| {
        let (telegram, stopped) = (telegram.clone(), stopped.clone());
        tokio::spawn(async move { intake.poll(&telegram, options, stopped).await })
    });
    tokio::spawn(set_menus(telegram.clone(), app.prompts.clone()));
    if !named {
        tokio::spawn(keep_asking_name(app, telegram, stopped));
    }
    Ok(Running {
        worker,
        stop,
        processor,
        polling,
    })
}

/// Asks the server for the bot's user name. False if it gave no answer.
async fn learn_name(app: &App, telegram: &Telegram) -> bool {
    match telegram.get_me().await {
        Ok(name) => {
            tracing::info!(name, "Speaking to the Bot API");
            if let Some(name) = name {
                // It does not change while the program runs, whoever was quicker.
                let _ = app.own_name.set(name);
            }
            true
        }
        Err(failure) => {
            tracing::warn!(?failure, "getMe failed; going on");
            false
        }
    }
}

/// Until then commands that name any bot are taken for ours.
async fn keep_asking_name(app: App, telegram: Arc<Telegram>, mut stopped: watch::Receiver<bool>) {
    let asking = async {
        loop {
            tokio::time::sleep(ASK_NAME_EVERY).await;
            if learn_name(&app, &telegram).await {
                return;
            }
        }
    };
    tokio::select! {
        () = asking => {}
        _ = stopped.wait_for(|stop| *stop) => {}
    }
}

/// Whether these secrets are the ones of what the database holds: started with others, the bot could read nothing of it, and
/// would fail everybody who wrote before.
pub async fn check_secrets(store: &Store, secrets: &Secrets) -> anyhow::Result<()> {
    let unfit = keys::check(store.connection(), secrets).await;
    let Some(keys::Unfit { missing, wrong }) = unfit.context("looking at the stored keys")? else {
        return Ok(());
    };
    let ids = |ids: &[String]| {
        let quoted: Vec<String> = ids.iter().map(|id| format!("{id:?}")).collect();
        quoted.join(", ")
    };
    let mut why = Vec::new();
    if !missing.is_empty() {
        why.push(format!(
            "what the database holds is sealed under keys with the ids {}, which are missing: add them after the new one, by comma",
            ids(&missing)
        ));
    }
    if !wrong.is_empty() {
        why.push(format!(
            "the keys with the ids {} are not those under which the database was sealed: put the old ones back, and give a new one \
             an id of its own (`beian-bot keygen --id …`)",
            ids(&wrong)
        ));
    }
    anyhow::bail!("SECRET_KEY does not fit the database: {}", why.join("; "))
}

/// What stores updates, however they come.
pub fn intake(app: &App, telegram: &Telegram) -> Intake {
    Intake {
        store: app.outside.store.clone(),
        secrets: app.outside.secrets.clone(),
        clock: app.outside.clock.clone(),
        bot_id: telegram.bot_id(),
        wakers: app.outside.wakers.clone(),
    }
}

/// The menu of everybody who has none of their own, in each language. A server that knows no menus stops nothing.
async fn set_menus(telegram: Arc<Telegram>, prompts: Arc<Prompts>) {
    // Telegram takes codes of two letters; who names another one gets the menu of everybody.
    let languages = prompts.languages().filter(|language| language.as_str().len() == 2);
    for language in std::iter::once(None).chain(languages.map(Some)) {
        let commands = match menu_lines(&prompts, Role::Applicant, false, language.unwrap_or_default()) {
            Ok(commands) => commands,
            Err(fault) => {
                tracing::error!("The menu has no words: {fault}");
                continue;
            }
        };
        let code = language.as_ref().map(Language::as_str);
        if let Err(failure) = telegram.set_commands(0, code, &commands).await {
            tracing::warn!(?failure, "Could not set the menu");
        }
    }
}

impl Running {
    /// What is left to do.
    pub async fn pending(&self, now: DateTime<Utc>) -> anyhow::Result<Pending> {
        Ok(self.worker.pending(now).await?)
    }

    /// Resolves when fetching updates has ended by itself: the token was refused.
    pub async fn ended(&mut self) -> anyhow::Result<()> {
        match self.polling.as_mut() {
            Some(polling) => Ok(polling.await.context("fetching updates")??),
            None => std::future::pending().await,
        }
    }

    /// Takes nothing new, and lets what is under way end.
    pub async fn shutdown(self) {
        // Nobody listening means that they have ended already.
        let _ = self.stop.send(true);
        if let Some(polling) = self.polling {
            polling.abort();
        }
        if let Err(error) = self.processor.await {
            tracing::warn!(%error, "Deciding ended badly");
        }
        self.worker.shutdown().await;
    }
}

/// On SQLite there is one process: a lock on the data folder proves it.
pub fn lock_folder(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join("lock");
    let file = File::options()
        .create(true)
        .append(true)
        .open(&path)
        .context("opening the data folder's lock")?;
    file.try_lock()
        .map_err(|_| anyhow::anyhow!("another beian-bot uses this data folder; stop it, or name another folder"))?;
    Ok(file)
}
