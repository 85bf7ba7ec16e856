//! Flags, variables and the file become settings. What is wrong is told by where it stands and by names of the definition: clap's
//! own errors, and those of the file's format, quote what was given.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory as _, FromArgMatches as _};
use toml::{Spanned, Value};

use super::Cli;
use super::values::Wanted;

const ALL_SETTINGS: &str = "`beian-bot serve --help` lists the settings";

/// Why there are no settings.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Misread(String);

/// How reading ended without settings.
enum Ended {
    /// `--help`, `--version`: all that there was to do.
    Asked(clap::Error),
    Wrong(Misread),
}

/// Reads flags, variables and the file. Ends the program where that is all there is to do (`--help`).
pub fn read() -> anyhow::Result<Cli> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    // Help is of the program alone, whatever the file says.
    if let Err(Ended::Asked(help)) = parse(definition(), &arguments) {
        help.exit();
    }
    let command = match config_path(&arguments) {
        Some(path) => with_file(definition(), &path)?,
        None => definition(),
    };
    match parse(command, &arguments) {
        Ok(cli) => Ok(cli),
        Err(Ended::Asked(help)) => help.exit(),
        Err(Ended::Wrong(why)) => Err(why.into()),
    }
}

/// The flags as they are defined; `--help` tells which variable sets one, and not what that holds.
fn definition() -> Command {
    let hidden = |argument: Arg| argument.hide_env_values(true);
    let mut command = Cli::command().mut_args(hidden);
    for name in tasks(&command) {
        command = command.mut_subcommand(name, |task| task.mut_args(hidden));
    }
    command
}

fn tasks(command: &Command) -> Vec<String> {
    command
        .get_subcommands()
        .map(|task| task.get_name().to_owned())
        .collect()
}

fn parse(mut command: Command, arguments: &[OsString]) -> Result<Cli, Ended> {
    let read = command.try_get_matches_from_mut(arguments);
    read.and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Ended::Asked(error),
            _ => Ended::Wrong(misread(&error, &command, arguments)),
        })
}

/// An error of clap's in words that hold nothing of what was given.
fn misread(error: &clap::Error, command: &Command, arguments: &[OsString]) -> Misread {
    let named = named(error, command, ContextKind::InvalidArg);
    let names: Vec<String> = named.iter().map(|argument| name(argument)).collect();
    let names = names.join(", ");
    let text = match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("these settings are missing: {names}"),
        ErrorKind::ArgumentConflict => {
            let other = self::named(error, command, ContextKind::PriorArg);
            let other: Vec<String> = other.iter().map(|argument| name(argument)).collect();
            format!("{names} does not go with {}", other.join(", "))
        }
        ErrorKind::UnknownArgument => {
            let meant = suggested(error, command).map(|flag| format!("; did you mean {flag}?"));
            format!(
                "{} is not known{}",
                place(error, arguments),
                meant.unwrap_or_else(|| format!("; {ALL_SETTINGS}"))
            )
        }
        ErrorKind::InvalidSubcommand | ErrorKind::MissingSubcommand => {
            format!("say what is to be done: {}", tasks(command).join(", "))
        }
        _ if names.is_empty() => format!("the command line cannot be read; {ALL_SETTINGS}"),
        _ => format!("{names}: {}", reason(error)),
    };
    Misread(text)
}

/// Why a value cannot be taken. A reason that is none of ours might quote it.
fn reason(error: &clap::Error) -> String {
    match error.source().and_then(|source| source.downcast_ref::<Wanted>()) {
        Some(wanted) => wanted.to_string(),
        None if error.kind() == ErrorKind::InvalidUtf8 => "its value is no text".to_owned(),
        None => "this value cannot be taken".to_owned(),
    }
}

/// Where the argument stands that clap does not know.
fn place(error: &clap::Error, arguments: &[OsString]) -> String {
    let given = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(given)) => given.as_str(),
        _ => "",
    };
    let is_it = |argument: &OsString| argument.to_string_lossy().split('=').next() == given.split('=').next();
    match arguments.iter().position(is_it) {
        Some(at) if at > 0 => format!("argument {at} of the command line"),
        _ => "an argument of the command line".to_owned(),
    }
}

/// The flag that clap thinks was meant.
fn suggested(error: &clap::Error, command: &Command) -> Option<String> {
    let Some(ContextValue::String(flag)) = error.get(ContextKind::SuggestedArg) else {
        return None;
    };
    find(command, flag)
        .and_then(Arg::get_long)
        .map(|long| format!("--{long}"))
}

/// The arguments of the definition that an error names.
fn named<'a>(error: &clap::Error, command: &'a Command, of: ContextKind) -> Vec<&'a Arg> {
    let names = match error.get(of) {
        Some(ContextValue::String(name)) => std::slice::from_ref(name),
        Some(ContextValue::Strings(names)) => names.as_slice(),
        _ => &[],
    };
    names.iter().filter_map(|name| find(command, name)).collect()
}

/// The argument that is called so: `--call-seconds`, `--call-seconds <SECONDS>`.
fn find<'a>(command: &'a Command, called: &str) -> Option<&'a Arg> {
    let flag = called.split([' ', '=', '[']).next()?.strip_prefix("--")?;
    let mut all = command
        .get_arguments()
        .chain(command.get_subcommands().flat_map(Command::get_arguments));
    all.find(|argument| argument.get_long() == Some(flag))
}

/// A setting by its flag and its variable: whoever set one of them looks for its name.
fn name(argument: &Arg) -> String {
    let flag = argument.get_long().unwrap_or_default();
    match argument.get_env().and_then(|variable| variable.to_str()) {
        Some(variable) => format!("--{flag} (the variable of --{flag} is {variable})"),
        None => format!("--{flag}"),
    }
}

/// The file must be known before the flags are read: its values are their defaults.
fn config_path(arguments: &[OsString]) -> Option<PathBuf> {
    let mut given = arguments.iter().skip(1).map(|argument| argument.to_string_lossy());
    while let Some(argument) = given.next() {
        if let Some(path) = argument.strip_prefix("--config=") {
            return Some(PathBuf::from(path));
        }
        if argument == "--config" {
            return given.next().map(|path| PathBuf::from(path.as_ref()));
        }
    }
    std::env::var_os("BEIAN_CONFIG").map(PathBuf::from)
}

fn with_file(mut command: Command, path: &Path) -> anyhow::Result<Command> {
    let text = std::fs::read_to_string(path).context("--config: reading the file")?;
    let line_of = |at: usize| text.get(..at).unwrap_or_default().matches('\n').count() + 1;
    let wrong = |line: usize, why: &str| Misread(format!("--config: line {line}: {why}"));
    let table: BTreeMap<Spanned<String>, Value> = toml::from_str(&text).map_err(|error| {
        // The library's own words quote the line.
        let line = line_of(error.span().map_or(0, |span| span.start));
        wrong(
            line,
            "this is no TOML; a setting is `name = value`, and text stands in quotes",
        )
    })?;
    for (given, value) in table {
        let line = line_of(given.span().start);
        let value = match value {
            Value::String(text) => text,
            Value::Array(items) => items
                .iter()
                .map(|item| item.to_string().trim_matches('"').to_owned())
                .collect::<Vec<_>>()
                .join(","),
            other => other.to_string(),
        };
        let id = given.get_ref().replace('-', "_");
        let has_it = |task: &String| {
            let task = command.find_subcommand(task);
            task.is_some_and(|task| task.get_arguments().any(|argument| argument.get_id() == id.as_str()))
        };
        let tasks: Vec<String> = tasks(&command).into_iter().filter(has_it).collect();
        if tasks.is_empty() {
            return Err(wrong(line, &format!("there is no setting of that name; {ALL_SETTINGS}")).into());
        }
        for task in tasks {
            if let Err(why) = fits(&command, &task, &id, &value) {
                return Err(wrong(line, &why).into());
            }
            command = command.mut_subcommand(task, |task| {
                task.mut_arg(&id, |argument| {
                    let takes_values = argument.get_action().takes_values();
                    argument
                        .required(false)
                        .default_value(value.clone())
                        .hide_default_value(takes_values)
                })
            });
        }
    }
    Ok(command)
}

/// Whether the setting takes that value: clap finds fault with a default only by ending the program, and quotes it.
fn fits(command: &Command, task: &str, id: &str, value: &str) -> Result<(), String> {
    let mut command = command.clone();
    let argument = command.find_subcommand(task).and_then(|task| {
        let mut arguments = task.get_arguments();
        arguments.find(|argument| argument.get_id() == id).cloned()
    });
    let Some((argument, flag)) = argument.and_then(|argument| {
        let flag = argument.get_long()?.to_owned();
        Some((argument, flag))
    }) else {
        return Ok(());
    };
    if !argument.get_action().takes_values() {
        let is_plain = matches!(value, "true" | "false");
        return if is_plain {
            Ok(())
        } else {
            Err(format!("{flag}: give true or false"))
        };
    }
    let given = ["beian-bot", task, &format!("--{flag}={value}")].map(OsString::from);
    let Err(error) = command.try_get_matches_from_mut(given) else {
        return Ok(());
    };
    // Other settings may be missing, or stand in variables.
    let is_about_it = matches!(
        error.kind(),
        ErrorKind::ValueValidation | ErrorKind::InvalidValue | ErrorKind::InvalidUtf8
    ) && named(&error, &command, ContextKind::InvalidArg)
        .iter()
        .any(|named| named.get_long() == Some(flag.as_str()));
    if is_about_it {
        Err(format!("{flag}: {}", reason(&error)))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
