//! Has a file looked at by another process of this program (`inspect`), which knows no secret and has little memory and time.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::Trouble;
use crate::domain::files::{Inspected, LARGEST, Unfit};

/// Longer than the process may work: it may have to wait for its turn.
const PATIENCE: Duration = Duration::from_secs(15);
/// What it says is one short line; behind it stands what is kept of a photo.
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

    /// What a file holds, and of a photo what is kept of it. One that its process did not survive is broken; where there is no such process
    /// it is asked again later.
    pub async fn inspect(&self, bytes: Vec<u8>, is_photo: bool) -> Result<(Inspected, Option<Vec<u8>>), Trouble> {
        let program = self.program.clone();
        let looked = tokio::task::spawn_blocking(move || run(&program, bytes, is_photo)).await;
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

fn run(program: &std::path::Path, bytes: Vec<u8>, is_photo: bool) -> std::io::Result<(Inspected, Option<Vec<u8>>)> {
    let mut child = Command::new(program)
        .arg("inspect")
        .args(is_photo.then_some("--photo"))
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
        let mut said = Vec::new();
        if let Some(stdout) = stdout {
            let _ = stdout.take(LONGEST_ANSWER + LARGEST).read_to_end(&mut said);
        }
        let _ = tell.send(said);
    });
    let said = told.recv_timeout(PATIENCE);
    if said.is_err() {
        child.kill()?;
    }
    // It is never left behind.
    let ended = child.wait()?.success();
    let broken = (Inspected::Unfit(Unfit::Broken), None);
    let Ok(said) = said else { return Ok(broken) };
    let line = said.iter().position(|byte| *byte == b'\n').unwrap_or(said.len());
    let (line, fitted) = said.split_at(line);
    let fitted = fitted.get(1..).filter(|fitted| !fitted.is_empty()).map(<[u8]>::to_vec);
    Ok(match serde_json::from_slice(line) {
        // A photo of which nothing is kept was not fitted.
        Ok(Inspected::Picture { .. }) if is_photo && fitted.is_none() => broken,
        Ok(found) if ended => (found, fitted.filter(|_| is_photo)),
        _ => broken,
    })
}
