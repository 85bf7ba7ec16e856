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

    /// What a file holds, and of a photo what is kept of it. Where the process does not survive it, a picture that is known to be good
    /// tells whose fault that is: one that it survives shows that the file is broken; else nothing can be looked at here, which is no
    /// fault of whoever sent it, and it is asked again later.
    pub async fn inspect(&self, bytes: Vec<u8>, is_photo: bool) -> Result<Looked, Trouble> {
        let program = self.program.clone();
        let looked = tokio::task::spawn_blocking(move || {
            // Twice: memory may have been short just then.
            for _ in 0..2 {
                if let Some(looked) = run(&program, bytes.clone(), is_photo)? {
                    return Ok(Some(looked));
                }
            }
            let is_well = run(&program, GOOD_PICTURE.to_vec(), false)?.is_some();
            Ok(is_well.then_some((Inspected::Unfit(Unfit::Broken), None)))
        });
        match looked.await {
            Ok(Ok(Some(looked))) => Ok(looked),
            Ok(Ok(None)) => {
                tracing::error!("The process that looks at files survives none: is there memory for it?");
                Err(Trouble::later("the process that looks at files does not survive any"))
            }
            Ok(Err(error)) => {
                let error: std::io::Error = error;
                Err(Trouble::later(format!(
                    "no process to look at a file: {}",
                    error.kind()
                )))
            }
            Err(_) => Err(Trouble::later("looking at a file panicked")),
        }
    }
}

/// What a file holds, and of a photo what is kept of it.
type Looked = (Inspected, Option<Vec<u8>>);

/// A GIF of one pixel.
const GOOD_PICTURE: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// What the process found; none where it did not survive the file.
fn run(program: &std::path::Path, bytes: Vec<u8>, is_photo: bool) -> std::io::Result<Option<Looked>> {
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
    let ended = child.wait()?;
    // What it may use of the processor has a limit of its own: it waited for its turn, which says nothing about the file.
    let said = said.map_err(|_| std::io::ErrorKind::TimedOut)?;
    let looked = Some(said)
        .filter(|_| ended.success())
        .and_then(|said| answer(&said, is_photo));
    if looked.is_none() {
        tracing::warn!(%ended, "The process that looks at files did not survive one");
    }
    Ok(looked)
}

/// What it said: a line, and behind it what is kept of a photo.
fn answer(said: &[u8], is_photo: bool) -> Option<Looked> {
    let line = said.iter().position(|byte| *byte == b'\n').unwrap_or(said.len());
    let (line, fitted) = said.split_at(line);
    let fitted = fitted.get(1..).filter(|fitted| !fitted.is_empty()).map(<[u8]>::to_vec);
    match serde_json::from_slice(line).ok()? {
        // A photo of which nothing is kept was not fitted.
        Inspected::Picture { .. } if is_photo && fitted.is_none() => Some((Inspected::Unfit(Unfit::Broken), None)),
        found => Some((found, fitted.filter(|_| is_photo))),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A program that does what a script says.
    fn inspector(folder: &std::path::Path, script: &str) -> Inspector {
        let program = folder.join("inspect");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
        Inspector::new(program)
    }

    const SURVIVES_GIF: &str =
        r#"case "$(/usr/bin/head -c 3)" in GIF) echo '{"Unfit":"TooSmall"}';; *) kill -9 $$;; esac"#;

    #[tokio::test]
    async fn a_file_that_its_process_does_not_survive_is_broken_where_others_are_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let well = serde_json::to_string(&Inspected::Unfit(Unfit::TooSmall)).unwrap();
        let script = SURVIVES_GIF.replace(r#"{"Unfit":"TooSmall"}"#, &well);
        let looked = inspector(folder.path(), &script)
            .inspect(b"a bomb".to_vec(), false)
            .await;
        assert_eq!(looked.unwrap(), (Inspected::Unfit(Unfit::Broken), None));
    }

    #[tokio::test]
    async fn where_nothing_is_survived_nobody_is_told_that_their_picture_is_broken() {
        let folder = tempfile::tempdir().unwrap();
        let looked = inspector(folder.path(), "kill -9 $$")
            .inspect(b"a picture".to_vec(), false)
            .await;
        assert!(looked.is_err());
        let looked = Inspector::new(folder.path().join("nowhere"))
            .inspect(b"a picture".to_vec(), true)
            .await;
        assert!(looked.is_err());
    }

    #[tokio::test]
    async fn what_it_survives_at_the_second_try_is_what_it_says() {
        let folder = tempfile::tempdir().unwrap();
        let well = serde_json::to_string(&Inspected::Unfit(Unfit::Heic)).unwrap();
        let mark = folder.path().join("tried");
        let script = format!(
            "if test -e {mark}; then echo '{well}'; else : > {mark}; kill -9 $$; fi",
            mark = mark.display()
        );
        let looked = inspector(folder.path(), &script)
            .inspect(b"a picture".to_vec(), false)
            .await;
        assert_eq!(looked.unwrap(), (Inspected::Unfit(Unfit::Heic), None));
    }
}
