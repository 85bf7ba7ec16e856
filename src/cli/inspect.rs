//! `inspect`: reads one file from the standard input and prints what it holds as JSON. The bot starts it for each file that it is sent: whatever
//! the file does to a decoder, it does it to this process, which has little memory and time and knows no secret.

use std::io::Read as _;

use crate::domain::files::{Inspected, LARGEST, Unfit};
use crate::inspect::inspect;

/// All memory of the process.
#[cfg(unix)]
const MOST_MEMORY: u64 = 1024 * 1024 * 1024;
/// Seconds of work.
#[cfg(unix)]
const MOST_TIME: u64 = 10;

pub fn run() -> anyhow::Result<()> {
    limit()?;
    let mut bytes = Vec::new();
    std::io::stdin().take(LARGEST + 1).read_to_end(&mut bytes)?;
    let found = if bytes.len() as u64 > LARGEST {
        Inspected::Unfit(Unfit::TooLarge)
    } else {
        inspect(&bytes)
    };
    super::say(&serde_json::to_string(&found)?);
    Ok(())
}

#[cfg(unix)]
fn limit() -> anyhow::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    for (resource, most) in [
        (Resource::As, MOST_MEMORY),
        (Resource::Cpu, MOST_TIME),
        (Resource::Fsize, 0),
    ] {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit)?;
    }
    Ok(())
}

/// There are none to be set.
#[cfg(not(unix))]
fn limit() -> anyhow::Result<()> {
    Ok(())
}
