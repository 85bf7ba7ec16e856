//! `check-prompts`: proves that every text exists in every language.

use anyhow::bail;

use crate::bot::commands;
use crate::prompts::{Prompts, Provider, check::check};

pub fn run() -> anyhow::Result<()> {
    let prompts = Prompts::load(Provider {
        name: "示例云".to_owned(),
        phone: "010-00000000".to_owned(),
        address: Some("示例路 8 号".to_owned()),
    })?;
    let wrong = check(&prompts, &commands::names(), &commands::on_buttons());
    if wrong.is_empty() {
        super::say("Every text is there in every language, and none is unused.");
        return Ok(());
    }
    for line in &wrong {
        super::say(line);
    }
    bail!("{} of the texts need attention", wrong.len())
}
