//! Has a file looked at by another process of this program (`inspect`), which knows no secret and has little memory and time.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::Trouble;
use crate::domain::files::{Inspected, Unfit};

/// Longer than the process may work: it may have to wait for its turn.
const PATIENCE: Duration = Duration::from_secs(15);
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
        let looked = tokio::task::spawn_blocking(move || run(&program, bytes)).await;
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

fn run(program: &std::path::Path, bytes: Vec<u8>) -> std::io::Result<Inspected> {
    let mut child = Command::new(program)
        .arg("inspect")
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let (tell, told) = mpsc::channel();
    // It is spoken with on a thread of its own, so that one that neither reads nor ends can be waited for no longer than PATIENCE.
    std::thread::spawn(move || {
        // One that stops reading has seen enough, or has ended.
        if let Some(mut stdin) = stdin {
            let _ = stdin.write_all(&bytes);
        }
        let mut said = String::new();
        if let Some(stdout) = stdout {
            let _ = stdout.take(LONGEST_ANSWER).read_to_string(&mut said);
        }
        let _ = tell.send(said);
    });
    let said = told.recv_timeout(PATIENCE);
    if said.is_err() {
        child.kill()?;
    }
    // It is never left behind.
    let ended = child.wait()?.success();
    Ok(match said.map(|said| serde_json::from_str(&said)) {
        Ok(Ok(found)) if ended => found,
        _ => Inspected::Unfit(Unfit::Broken),
    })
}
