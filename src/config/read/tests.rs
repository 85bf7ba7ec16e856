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
