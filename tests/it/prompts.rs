//! Every text that a person reads: `check-prompts`, which operators may run too.

use beian_bot::bot::commands;
use beian_bot::prompts::check::check;
use beian_bot::prompts::{Prompts, Provider};

#[test]
fn every_prompt_renders_every_sample_in_each_language_and_none_is_missing_or_unused() {
    let prompts = Prompts::load(Provider {
        name: "示例云".to_owned(),
        phone: "010-00000000".to_owned(),
    })
    .unwrap();
    let wrong = check(&prompts, &commands::names(), &commands::on_buttons()).unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
