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
mod tests {
    use super::super::{People, ServeSettings, Task};
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_file_gives_defaults_and_flags_go_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        std::fs::write(
            &path,
            "provider-phone = \"025-84123456\"\nadministrators = [1, 2]\npoll-seconds = 5\n",
        )
        .unwrap();
        let command = with_file(Cli::command(), &path).unwrap();
        let matches = command
            .try_get_matches_from([
                "beian-bot",
                "serve",
                "--token",
                "1:a",
                "--secret-key",
                "k",
                "--poll-seconds",
                "7",
            ])
            .unwrap();
        let Task::Serve(settings) = Cli::from_arg_matches(&matches).unwrap().command else {
            panic!()
        };
        assert_eq!(settings.provider.provider_phone, "025-84123456");
        assert_eq!(settings.administrators, People(vec![1, 2]));
        assert_eq!(settings.poll_seconds, 7);

        // What is no setting is told by its line: its name may be what should stand behind another.
        std::fs::write(&path, "poll-seconds = 5\nprovider-fone = \"x\"\n").unwrap();
        let error = with_file(Cli::command(), &path).unwrap_err().to_string();
        assert!(error.contains("line 2") && !error.contains("fone"), "{error}");
    }

    fn given(arguments: &[&str]) -> Vec<OsString> {
        arguments.iter().map(OsString::from).collect()
    }

    fn serve(further: &[&str]) -> Result<ServeSettings, String> {
        let arguments = ["beian-bot", "serve", "--token", "1:a", "--secret-key", "k"];
        match parse(definition(), &given(&[&arguments[..], further].concat())) {
            Ok(Cli {
                command: Task::Serve(settings),
                ..
            }) => Ok(*settings),
            Ok(_) => panic!("another task"),
            Err(Ended::Asked(help)) => panic!("{help}"),
            Err(Ended::Wrong(why)) => Err(why.to_string()),
        }
    }

    #[test]
    fn the_file_may_say_true_of_a_flag() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        for (value, is_set) in [("true", true), ("false", false)] {
            std::fs::write(
                &path,
                format!("no-intake = {value}\ntoken = \"1:a\"\nsecret-key = \"k\"\n"),
            )
            .unwrap();
            let command = with_file(definition(), &path).unwrap();
            match parse(command, &given(&["beian-bot", "serve"])) {
                Ok(Cli {
                    command: Task::Serve(settings),
                    ..
                }) => assert_eq!(settings.no_intake, is_set),
                _ => panic!("not read"),
            }
        }
    }

    #[test]
    fn a_slip_is_told_by_its_place_and_what_may_be_meant() {
        for (further, told) in [
            (
                &["--lease-secnds=9"][..],
                "argument 6 of the command line is not known; did you mean --lease-seconds?",
            ),
            (&["k1:hushed"], "argument 6 of the command line is not known; "),
            (
                &["--lease-seconds", "hushed"],
                "--lease-seconds (the variable of --lease-seconds is LEASE_SECONDS): give a whole number from 3 to 3600",
            ),
            (
                &["--no-intake", "--webhook-url", "https://x/hushed"],
                "--no-intake (the variable of --no-intake is NO_INTAKE) does not go with --webhook-url (",
            ),
        ] {
            let error = serve(further).unwrap_err();
            assert!(error.starts_with(told) && !error.contains("hushed"), "{error}");
        }
    }

    #[test]
    fn numbers_that_cannot_work_are_refused_by_name() {
        const MAX: &str = "18446744073709551615";
        for (flag, variable, bad) in [
            ("--call-seconds", "CALL_SECONDS", ["0", "301", MAX]),
            ("--poll-seconds", "POLL_SECONDS", ["0", "301", MAX]),
            ("--lease-seconds", "LEASE_SECONDS", ["0", "3601", MAX]),
            ("--unasked-a-second", "UNASKED_A_SECOND", ["0", "1001", MAX]),
            (
                "--unasked-a-minute-to-a-group",
                "UNASKED_A_MINUTE_TO_A_GROUP",
                ["0", "1001", MAX],
            ),
            ("--webhook-body-limit", "WEBHOOK_BODY_LIMIT", ["0", "1000", MAX]),
        ] {
            for bad in bad {
                let error = serve(&[flag, bad]).unwrap_err();
                assert!(error.contains(flag) && error.contains(variable), "{error}");
            }
        }
        assert_eq!(serve(&["--call-seconds", "300"]).unwrap().call_seconds, 300);
    }

    #[test]
    fn administrators_are_positive_ids_by_comma_or_nobody() {
        let read = |text| serve(&["--administrators", text]).map(|settings| settings.administrators.0);
        assert_eq!(serve(&[]).unwrap().administrators.0, Vec::<i64>::new());
        assert_eq!(read("").unwrap(), Vec::<i64>::new());
        assert_eq!(read("1, 2").unwrap(), [1, 2]);
        for bad in ["1,,2", "-5", "0", "1,", "x"] {
            let error = read(bad).unwrap_err();
            assert!(
                error.contains("ADMINISTRATORS") && error.contains("123456789"),
                "{error}"
            );
        }
    }

    #[test]
    fn what_is_missing_is_told_by_its_variable_too() {
        let told = |arguments: &[&str]| match parse(definition(), &given(arguments)) {
            Err(Ended::Wrong(why)) => why.to_string(),
            _ => panic!("nothing is wrong with {arguments:?}"),
        };
        let error = told(&["beian-bot", "serve"]);
        assert!(
            error.contains("TELOXIDE_TOKEN") && error.contains("SECRET_KEY"),
            "{error}"
        );
        let error = told(&["beian-bot", "sandbox", "--at", "x"]);
        assert!(error.contains("2026-03-02T09:00:00+08:00"), "{error}");
    }
}
