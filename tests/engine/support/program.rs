//! The program as a process of its own, that can be killed and frozen.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use super::wait_for;

const STARTS_WITHIN: Duration = Duration::from_secs(30);

/// How a process is started; again in the same way after it died.
#[derive(Clone)]
pub struct Start {
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    /// What it logs, of all its lives.
    pub log: PathBuf,
}

/// A running process. Killed when it is dropped.
pub struct Program {
    child: Child,
    log: PathBuf,
}

/// An address that nobody listens at.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

impl Start {
    /// `beian-bot <arguments>`, logging to a file in `folder`.
    pub fn new(folder: &Path, name: &str, arguments: &[&str]) -> Self {
        Self {
            arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect(),
            variables: Vec::new(),
            log: folder.join(format!("{name}.stderr")),
        }
    }

    /// `beian-bot sandbox` at that address, on that folder.
    pub fn sandbox(folder: &Path, address: SocketAddr) -> Self {
        let data = folder.join("data");
        let arguments = [
            "sandbox",
            "--listen",
            &address.to_string(),
            "--data",
            &data.display().to_string(),
        ];
        Self::new(folder, "sandbox", &arguments)
    }

    pub fn with(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn spawn(&self) -> Program {
        let log = File::options().create(true).append(true).open(&self.log).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_beian-bot"))
            .args(&self.arguments)
            .env_remove("TEST_DATABASE_URL")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(File::create(self.log.with_extension("stdout")).unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        Program {
            child,
            log: self.log.clone(),
        }
    }

    /// Started, and ready: the sandbox names the address of its page last.
    pub async fn ready(&self) -> Program {
        let mut program = self.spawn();
        let said = self.log.with_extension("stdout");
        wait_for("the sandbox names its page", STARTS_WITHIN, async || {
            let said = std::fs::read_to_string(&said).unwrap();
            said.contains("Chat page: ").then_some(())
        })
        .await;
        assert!(program.ended().is_none());
        program
    }
}

impl Program {
    /// `kill -9`, and gone when this returns.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end (SIGTERM), and waits until it has.
    pub fn stop(&mut self) {
        self.signal("-TERM");
        assert!(self.child.wait().unwrap().success());
    }

    /// How it ended; none while it runs.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// It stands still (SIGSTOP) until it is [thawed](Program::thaw): each of its threads, which on a busy machine takes a while.
    pub async fn freeze(&self) {
        self.signal("-STOP");
        let threads = format!("/proc/{}/task", self.child.id());
        wait_for("it stands still", STARTS_WITHIN, async || {
            // Where there is no /proc, nobody can tell.
            let threads = std::fs::read_dir(&threads).into_iter().flatten().flatten();
            let mut stats = threads.map(|thread| std::fs::read_to_string(thread.path().join("stat")));
            // The state follows the name, which stands in brackets. A thread that has just ended is asked for no more next time.
            let is_still = |stat: &String| stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('T'));
            stats.all(|stat| stat.as_ref().is_ok_and(is_still)).then_some(())
        })
        .await;
    }

    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill")
            .args([signal, &self.child.id().to_string()])
            .status();
        assert!(sent.unwrap().success(), "kill {signal}");
    }

    /// How often it has logged this, in all its lives.
    pub fn logged(&self, words: &str) -> usize {
        std::fs::read_to_string(&self.log).unwrap().matches(words).count()
    }

    /// Waits until it has logged this so often.
    pub async fn logs(&self, words: &str, times: usize, within: Duration) {
        let logged = async || (self.logged(words) >= times).then_some(());
        wait_for(&format!("the log says {words}"), within, logged).await;
    }
}

/// Processes that are started again when they end, as an operator's supervisor does.
pub struct Supervised {
    processes: Vec<(Start, Program)>,
    pub restarts: usize,
}

impl Supervised {
    pub fn start(starts: Vec<Start>) -> Self {
        let processes = starts.into_iter().map(|start| {
            let program = start.spawn();
            (start, program)
        });
        Self {
            processes: processes.collect(),
            restarts: 0,
        }
    }

    /// Starts again what has ended.
    pub fn look(&mut self) {
        for (start, program) in &mut self.processes {
            if program.ended().is_some() {
                *program = start.spawn();
                self.restarts += 1;
            }
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
