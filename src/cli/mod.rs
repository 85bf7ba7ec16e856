//! The command line: one file a subcommand. Joins what the other modules are.

use std::process::ExitCode;

use crate::config::{self, Misread, Task};

pub mod check_prompts;
mod diagram;
mod health;
mod inspect;
mod keygen;
mod log;
mod memory;
mod migrate;
pub mod running;
pub mod sandbox;
mod serve;

/// As programs say that they were called wrongly.
const MISREAD: u8 = 2;

/// Runs the program. What went wrong is said in one line with its causes.
pub fn main() -> ExitCode {
    // Until the log takes them over.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        say_error(&format!("beian-bot: panicked at {place}"));
    }));
    if let Err(error) = memory::stays_in_memory() {
        say_error(&format!("beian-bot: core dumps cannot be forbidden: {error}"));
    }
    let cli = match config::read() {
        Ok(cli) => cli,
        Err(error) if error.is::<Misread>() => {
            failed(&error);
            return ExitCode::from(MISREAD);
        }
        Err(error) => return failed(&error),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    let outcome = runtime.block_on(async {
        match cli.command {
            Task::Sandbox(settings) => sandbox::run(settings).await,
            Task::Serve(settings) => serve::run(*settings).await,
            Task::Migrate(settings) => migrate::run(settings).await,
            Task::CheckPrompts => check_prompts::run(),
            Task::Diagram { drawing } => {
                say(&diagram::drawn(drawing));
                Ok(())
            }
            Task::Keygen { id } => keygen::run(&id),
            Task::Inspect { photo } => inspect::run(photo),
        }
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    say_error(&format!("beian-bot: {error:#}"));
    ExitCode::FAILURE
}

/// To the standard output: what the user asked for. Whoever stops reading (`| head`) has what they wanted.
fn say(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// To the standard error, which may be closed too.
fn say_error(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Resolves when the process is asked to end.
async fn asked_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without signals it runs until it is killed, which is safe at any instant.
    if interrupt.await.is_err() {
        std::future::pending::<()>().await;
    }
}
