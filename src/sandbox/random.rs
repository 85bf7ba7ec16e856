//! Bytes that nobody can guess.

pub fn bytes<const COUNT: usize>() -> anyhow::Result<[u8; COUNT]> {
    let mut bytes = [0_u8; COUNT];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow::anyhow!("asking the operating system for random bytes: {error}"))?;
    Ok(bytes)
}
