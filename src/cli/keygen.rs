//! `keygen`: makes a SECRET_KEY.

use crate::storage::seal::Secrets;

pub fn run(id: &str) -> anyhow::Result<()> {
    let key = Secrets::generate(id)?;
    // Said only if it would be read.
    key.parse::<Secrets>()?;
    super::say(&key);
    Ok(())
}
