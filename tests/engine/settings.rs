//! What is given as a setting is never said: not by errors, not by `--help`, not by the log. Each setting is given a secret that is
//! another's, in each of its places, and what the program says is searched for it.

use std::io::{Read, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What may slip into a place that is not its own.
const SECRETS: [&str; 4] = [
    "k1:q7Vn2Zr8xKfT0aLwS3mYbE5uHcJ9dGiP4oRkMtNvWyA=",
    "7215550199:AAHqZk3vTn8LwXr2Ym5cBd7Gf9JsKpQeUiO",
    "postgres://operator:Wq8zLmN4vTrX2kPs@127.0.0.1:1/Hd7sKfJq9wZx",
    "https://bot.example/bot7215550199:AAHqZk3vTn8LwXr2Ym5cBd7Gf9JsKpQeUiO/x?y=Wq8zLmN4vTrX2kPs",
];
/// A program that found nothing wrong is ended after this time; it waits 6 s for a database server.
const LONGEST: Duration = Duration::from_secs(8);

/// A setting: its task, flag and variable.
#[derive(Clone, Debug)]
struct Setting {
    task: &'static str,
    flag: String,
    variable: Option<String>,
    takes_value: bool,
}

/// How the program is called: arguments, variables, the settings file.
#[derive(Clone, Debug, Default)]
struct Call {
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    file: Option<String>,
}

fn call(arguments: &[&str]) -> Call {
    Call {
        arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect(),
        ..Call::default()
    }
}

/// Every setting that `--help` lists, so that a new one is here by itself.
fn settings(folder: &Path) -> Vec<Setting> {
    let mut settings = Vec::new();
    for task in ["serve", "sandbox", "migrate", "keygen"] {
        let help = said(&run(folder, &call(&[task, "--help"])));
        for part in help.split("\n      --").skip(1) {
            let head = part.lines().next().unwrap_or_default();
            let flag = head.split([' ', ',']).next().unwrap().to_owned();
            let variable = part.split_once("[env: ").map(|(_, rest)| {
                let name: String = rest
                    .chars()
                    .take_while(|c| c.is_ascii_uppercase() || *c == '_')
                    .collect();
                name
            });
            if flag != "help" {
                settings.push(Setting {
                    task,
                    flag,
                    variable,
                    takes_value: head.contains('<'),
                });
            }
        }
    }
    let of = |task| settings.iter().filter(|setting| setting.task == task).count();
    assert!(
        of("serve") >= 20 && of("sandbox") >= 9 && of("migrate") >= 3,
        "{settings:?}"
    );
    settings
}

/// Good settings beside the one that is tried, with which the program ends by itself.
fn good(setting: &Setting) -> Vec<(&'static str, &'static str)> {
    let good = match setting.task {
        "serve" => vec![
            ("token", "1:a"),
            ("secret-key", "k9:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            ("telegram-api-url", "http://127.0.0.1:1"),
            ("database-url", "sqlite:///nowhere/x.db"),
            ("webhook-url", "https://x.example/y"),
            ("webhook-secret", "z"),
        ],
        "sandbox" => vec![
            ("listen", "127.0.0.1:0"),
            ("database-url", "sqlite:///nowhere/x.db"),
            ("data", "here"),
        ],
        "migrate" => vec![("database-url", "sqlite:///nowhere/x.db")],
        _ => Vec::new(),
    };
    // A folder is looked at where no database is named.
    let is_folder = setting.flag == "data-folder";
    let stays = |flag: &str| flag != setting.flag && !(is_folder && flag == "database-url");
    good.into_iter().filter(|(flag, _)| stays(flag)).collect()
}

fn run(folder: &Path, call: &Call) -> Output {
    run_until(folder, call, |ran| ran > LONGEST)
}

/// Runs until it ends, or is ended once it has run enough.
fn run_until(folder: &Path, call: &Call, is_enough: impl Fn(Duration) -> bool) -> Output {
    let here = tempfile::tempdir_in(folder).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_beian-bot"));
    if let Some(file) = &call.file {
        std::fs::write(here.path().join("settings.toml"), file).unwrap();
        command.args(["--config", "settings.toml"]);
    }
    command
        .args(&call.arguments)
        .env_clear()
        .env("HOME", here.path())
        .envs(call.variables.iter().map(|(name, value)| (name, value)))
        .current_dir(here.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let began = Instant::now();
    // Both are read while it runs: a full pipe would hold it up. Where both have ended, so has the program.
    let (ended, ends) = mpsc::channel();
    let stdout = read_out(child.stdout.take().unwrap(), ended.clone());
    let stderr = read_out(child.stderr.take().unwrap(), ended);
    let mut open = 2;
    while open > 0 {
        match ends.recv_timeout(Duration::from_millis(20)) {
            Ok(()) => open -= 1,
            Err(_) if is_enough(began.elapsed()) => child.kill().unwrap(),
            Err(_) => {}
        }
    }
    Output {
        status: child.wait().unwrap(),
        stdout: stdout.join().unwrap(),
        stderr: stderr.join().unwrap(),
    }
}

fn read_out(mut from: impl Read + Send + 'static, ended: mpsc::Sender<()>) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        ended.send(()).unwrap();
        bytes
    })
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// The secret, its halves, and its parts.
fn pieces(secret: &str) -> Vec<String> {
    let (first, second) = secret.split_at(secret.len() / 2);
    let parts = secret.split([':', '/', '@', '?', '=']).filter(|part| part.len() >= 10);
    let parts = parts.filter(|part| *part != "bot.example");
    [secret, first, second]
        .into_iter()
        .chain(parts)
        .map(str::to_owned)
        .collect()
}

/// Makes the calls, some at once, and returns those whose output told a piece of the secret.
fn told(folder: &Path, calls: Vec<(String, &'static str, Call)>) -> Vec<String> {
    let calls = Mutex::new(calls);
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                loop {
                    let Some((what, secret, call)) = calls.lock().unwrap().pop() else {
                        break;
                    };
                    let said = said(&run(folder, &call));
                    assert!(!said.is_empty(), "{what} says nothing, which proves nothing");
                    if let Some(piece) = pieces(secret).iter().find(|piece| said.contains(piece.as_str())) {
                        found.lock().unwrap().push(format!("{what} tells {piece}:\n{said}"));
                    }
                }
            });
        }
    });
    found.into_inner().unwrap()
}

#[test]
fn no_setting_in_any_place_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut calls = Vec::new();
    for (n, setting) in settings(folder.path()).into_iter().enumerate() {
        // What keygen is for is to say its id with the key.
        if setting.task == "keygen" && setting.flag == "id" {
            continue;
        }
        // Each place with each kind of setting, and each secret in turn; all secrets where one is most likely to be.
        let all = ["lease-seconds", "telegram-api-url", "log", "data"].contains(&setting.flag.as_str());
        for (m, secret) in SECRETS.into_iter().enumerate() {
            if !all && m != n % SECRETS.len() && m != (n + 1) % SECRETS.len() {
                continue;
            }
            let flags: Vec<String> = good(&setting)
                .into_iter()
                .map(|(flag, value)| format!("--{flag}={value}"))
                .collect();
            let base = || Call {
                arguments: std::iter::once(setting.task.to_owned()).chain(flags.clone()).collect(),
                ..Call::default()
            };
            let name = format!("{} --{}", setting.task, setting.flag);
            let mut flag = base();
            flag.arguments.push(format!("--{}={secret}", setting.flag));
            calls.push((format!("{name} as a flag"), secret, flag));
            if let Some(variable) = &setting.variable {
                let mut given = base();
                given.variables.push((variable.clone(), secret.to_owned()));
                calls.push((format!("{name} as a variable"), secret, given.clone()));
                given.arguments.push("--help".to_owned());
                calls.push((format!("{name} as a variable, asked for help"), secret, given));
            }
            if setting.flag == "config" {
                continue;
            }
            for value in [
                format!("{:?}", secret),
                format!("[{secret:?}, 7]"),
                format!("{{ {secret:?} = {secret:?} }}"),
                // Without quotes: no TOML.
                secret.to_owned(),
            ] {
                let mut file = base();
                file.file = Some(format!("# Settings\n{} = {value}\n", setting.flag));
                calls.push((format!("{name} in a file"), secret, file.clone()));
                file.arguments.push("--help".to_owned());
                calls.push((format!("{name} in a file, asked for help"), secret, file));
            }
            if setting.takes_value {
                let mut slip = base();
                slip.arguments.push(format!("--{}x={secret}", setting.flag));
                calls.push((format!("{name}x, which there is not"), secret, slip));
            }
        }
    }
    let found = told(folder.path(), calls);
    assert!(found.is_empty(), "{} tell a secret:\n{}", found.len(), found.join("\n"));
}

#[test]
fn what_is_no_setting_is_not_told_either() {
    let folder = tempfile::tempdir().unwrap();
    let mut calls = Vec::new();
    for secret in SECRETS {
        let of = |what: &str, call: Call| (what.to_owned(), secret, call);
        calls.push(of("a task", call(&[secret])));
        calls.push(of("an argument", call(&["migrate", secret])));
        calls.push(of(
            "an argument after a flag",
            call(&["serve", "--no-intake", secret, "--token=1:a"]),
        ));
        calls.push(of("a flag", call(&["serve", &format!("--{secret}")])));
        calls.push(of("a short flag", call(&["serve", &format!("-{secret}")])));
        calls.push(of("after --", call(&["serve", "--", secret])));
        calls.push(of(
            "a value of a plain flag",
            call(&["sandbox", &format!("--fresh={secret}")]),
        ));
        calls.push(of("the file's name", call(&["--config", secret, "serve"])));
        for file in [
            format!("{secret:?} = 1"),
            format!("token = \"1:a\"\n{secret}"),
            format!("token = \"{secret}"),
            format!("[{secret:?}]\nx = 1"),
            format!("lease-seconds = 1\nlease-seconds = {secret:?}"),
            format!("{secret:?} = 1\n{secret:?} = 2"),
        ] {
            let given = Call {
                file: Some(file),
                ..call(&["serve"])
            };
            calls.push(of("a line of the file", given));
        }
    }
    let found = told(folder.path(), calls);
    assert!(found.is_empty(), "{} tell a secret:\n{}", found.len(), found.join("\n"));
}

/// A Bot API server that has nothing to tell; it says what it was asked for.
fn bot_api(status: &'static str) -> (String, std::sync::Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let asked = std::sync::Arc::new(Mutex::new(String::new()));
    let noted = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut read = [0; 4096];
            let count = stream.read(&mut read).unwrap_or(0);
            noted.lock().unwrap().push_str(&String::from_utf8_lossy(&read[..count]));
            let body = r#"{"ok":true,"result":[]}"#;
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            // It may have been ended meanwhile.
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (format!("http://{address}"), asked)
}

/// Also where every library that it is made of logs all that it does.
#[test]
fn the_log_of_a_running_bot_tells_no_setting_however_much_it_logs() {
    let folder = tempfile::tempdir().unwrap();
    let token = SECRETS[1];
    let hook = "/Wq8zLmN4vTrX2kPs/Hd7sKfJq9wZx";
    let secrets = [SECRETS[0], token, hook, "Zr8xKfT0aLwS3mYb"];
    let check = |format: &str, server: &'static str, hooked: bool| {
        let (url, asked) = bot_api(server);
        let mut call = call(&[
            "serve",
            "--log=trace",
            &format!("--log-format={format}"),
            &format!("--token={token}"),
            &format!("--secret-key={}", SECRETS[0]),
            // A server of one's own may stand behind a secret path too.
            &format!("--telegram-api-url={url}/Zr8xKfT0aLwS3mYb/"),
            "--data-folder=data",
            "--call-seconds=1",
        ]);
        if hooked {
            call.arguments.extend([
                "--webhook-listen=127.0.0.1:0".to_owned(),
                format!("--webhook-url=https://bot.example{hook}"),
                format!("--webhook-secret={}", &hook[1..17]),
            ]);
        }
        // Until it has made several calls, and something of them was logged.
        let is_enough = |ran: Duration| {
            let calls = asked.lock().unwrap().matches("POST ").count();
            calls >= 6 || ran > Duration::from_secs(8)
        };
        let said = said(&run_until(folder.path(), &call, is_enough));
        assert!(
            said.contains("TRACE") && asked.lock().unwrap().contains(token),
            "{said}"
        );
        for piece in secrets.into_iter().flat_map(pieces) {
            let line = said.lines().find(|line| line.contains(&piece));
            assert!(line.is_none(), "the log tells {piece}: {}", line.unwrap());
        }
    };
    std::thread::scope(|scope| {
        for server in ["200 OK", "401 Unauthorized", "502 Bad Gateway"] {
            for (format, hooked) in [("text", false), ("json", true)] {
                scope.spawn(move || check(format, server, hooked));
            }
        }
    });
}

/// A process that answers its page, until it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn no_core_dump_is_made_of_what_is_in_memory() {
    if !cfg!(target_os = "linux") {
        eprintln!("skipped: only Linux tells a process's limits in /proc");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("sh");
    // A shell that allows them, as operators may have it.
    command
        .args([
            "-c",
            "ulimit -c unlimited; exec \"$0\" sandbox --listen 127.0.0.1:0 --data here",
        ])
        .arg(env!("CARGO_BIN_EXE_beian-bot"))
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut running = Running(command.spawn().unwrap());
    let mut said = running.0.stdout.take().unwrap();
    let mut first = [0; 1];
    said.read_exact(&mut first).unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", running.0.id())).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    let numbers: Vec<&str> = core
        .split_whitespace()
        .filter(|word| word.parse::<u64>().is_ok())
        .collect();
    assert_eq!(numbers, ["0", "0"], "{core}");
}
