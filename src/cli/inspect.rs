//! `inspect`: reads one file from the standard input and prints what it holds as JSON. The bot starts it for each file that it is sent: whatever
//! the file does to a decoder, it does it to this process, which has little memory and time and knows no secret.

use std::io::{Read as _, Write as _};

use crate::domain::files::{Inspected, LARGEST, LARGEST_ORIGINAL, Unfit};
use crate::inspect::{fit, inspect};

/// All memory of the process.
#[cfg(unix)]
const MOST_MEMORY: u64 = 1024 * 1024 * 1024;
/// Seconds of work.
#[cfg(unix)]
const MOST_TIME: u64 = 10;

/// Behind the line about a photo stands what is kept of it.
pub fn run(is_photo: bool) -> anyhow::Result<()> {
    limit()?;
    let largest = if is_photo { LARGEST_ORIGINAL } else { LARGEST };
    let mut bytes = Vec::new();
    std::io::stdin().take(largest + 1).read_to_end(&mut bytes)?;
    let (found, fitted) = match is_photo {
        _ if bytes.len() as u64 > largest => (Inspected::Unfit(Unfit::TooLarge), Vec::new()),
        true => fit(&bytes),
        false => (inspect(&bytes), Vec::new()),
    };
    super::say(&serde_json::to_string(&found)?);
    std::io::stdout().write_all(&fitted)?;
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
