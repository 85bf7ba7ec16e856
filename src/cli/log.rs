//! The log: to the standard error, in the sandbox also to a file of its data folder. No personal values: they print masked.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::MakeWriterExt as _;

use crate::config::LogSettings;

/// Starts the log. `file` gets the same lines as the standard error.
pub fn start(settings: &LogSettings, file: Option<&Path>) -> anyhow::Result<()> {
    // Its own reason would quote it.
    let filter = EnvFilter::try_new(&settings.log)
        .map_err(|_| anyhow::anyhow!("LOG: this is no filter; try `info` or `beian_bot=debug`"))?;
    let file = file
        .map(|path| File::options().create(true).append(true).open(path))
        .transpose()
        .context("opening the log")?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false);
    match (file.map(Arc::new), settings.log_format.as_str()) {
        (Some(file), "json") => builder.json().with_writer(std::io::stderr.and(file)).init(),
        (Some(file), _) => builder.with_writer(std::io::stderr.and(file)).init(),
        (None, "json") => builder.json().with_writer(std::io::stderr).init(),
        (None, _) => builder.with_writer(std::io::stderr).init(),
    }
    // A panic's message may hold what a person typed: only its place is told.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "Panicked");
    }));
    Ok(())
}
