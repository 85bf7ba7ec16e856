//! Has a file looked at by another process of this program (`inspect`), which knows no secret and has little memory and time.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::Trouble;
use crate::domain::files::{Inspected, Unfit};

/// Longer than the process may work: it may have to wait for its turn.
const PATIENCE: Duration = Duration::from_secs(15);
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// What it says is one short line.
const LONGEST_ANSWER: u64 = 4_096;

#[derive(Clone, Debug)]
pub struct Inspector {
    program: PathBuf,
}

impl Inspector {
    /// The program that knows the subcommand `inspect`.
    pub fn new(program: PathBuf) -> Self {
        Self { program }
    }

    /// What a file holds. One that its process did not survive is broken; where there is no such process it is asked again later.
    pub async fn inspect(&self, bytes: Vec<u8>) -> Result<Inspected, Trouble> {
        let program = self.program.clone();
        let looked = tokio::task::spawn_blocking(move || run(&program, &bytes)).await;
        match looked {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => Err(Trouble::later(format!(
                "no process to look at a file: {}",
                error.kind()
            ))),
            Err(_) => Err(Trouble::later("looking at a file panicked")),
        }
    }
}

fn run(program: &std::path::Path, bytes: &[u8]) -> std::io::Result<Inspected> {
    let mut child = Command::new(program)
        .arg("inspect")
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    // One that stops reading has seen enough, or has ended.
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(bytes);
    }
    let ended = wait(&mut child)?;
    let mut said = String::new();
    if let Some(stdout) = child.stdout.take() {
        let _ = stdout.take(LONGEST_ANSWER).read_to_string(&mut said);
    }
    Ok(match serde_json::from_str(&said) {
        Ok(found) if ended => found,
        _ => Inspected::Unfit(Unfit::Broken),
    })
}

/// Whether it ended well in time. It is never left behind.
fn wait(child: &mut Child) -> std::io::Result<bool> {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if Instant::now() >= until {
            child.kill()?;
            child.wait()?;
            return Ok(false);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}
