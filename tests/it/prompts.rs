//! Every text that a person reads: `check-prompts`, which operators may run too.

use beian_bot::bot::commands;
use beian_bot::domain::language::Language;
use beian_bot::prompts::check::check;
use beian_bot::prompts::{Prompts, Provider, folders};

fn provider() -> Provider {
    Provider {
        name: "示例云".to_owned(),
        phone: "010-00000000".to_owned(),
    }
}

#[test]
fn every_prompt_renders_every_sample_in_each_language_and_none_is_missing_or_unused() {
    let prompts = Prompts::load(provider()).unwrap();
    let wrong = check(&prompts, &commands::names(), &commands::on_buttons());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Chinese with other names: a language that is only a folder.
fn with_a_third() -> Prompts {
    let mut folders = folders::compiled_in().unwrap();
    let mut files = folders[&Language::DEFAULT].clone();
    for text in files.values_mut() {
        *text = text
            .replace("own_name = \"简体中文\"", "own_name = \"日本語\"")
            .replace("全部删除", "すべて削除");
    }
    folders.insert("ja".parse().unwrap(), files);
    Prompts::read(&folders, provider()).unwrap()
}

#[test]
fn a_language_is_a_folder_that_is_found() {
    let prompts = with_a_third();
    assert_eq!(
        check(&prompts, &commands::names(), &commands::on_buttons()),
        Vec::<String>::new()
    );
    let codes: Vec<String> = prompts.languages().map(|language| language.to_string()).collect();
    assert_eq!(codes, ["zh", "en", "ja"]);
    for (code, wanted) in [
        (None, "zh"),
        (Some(""), "zh"),
        (Some("zh-hans"), "zh"),
        (Some("zh_TW"), "zh"),
        (Some("en-GB"), "en"),
        (Some("ja"), "ja"),
        (Some("ja-JP"), "ja"),
        // None of these is Japanese, nor known.
        (Some("jam"), "en"),
        (Some("ru"), "en"),
    ] {
        assert_eq!(prompts.language_for(code).as_str(), wanted, "{code:?}");
    }
    for (text, wanted) in [
        ("日本語", Some("ja")),
        ("English", Some("en")),
        ("ZH", Some("zh")),
        ("jazz", None),
    ] {
        let named = prompts.language_named(text);
        assert_eq!(named.as_ref().map(Language::as_str), wanted, "{text}");
    }
    assert!(
        prompts.is_label("button", "delete_all", "すべて削除"),
        "typed in the third language"
    );
}

#[test]
fn whose_language_is_gone_is_spoken_to_in_the_default_one() {
    let prompts = Prompts::load(provider()).unwrap();
    let gone: Language = "ja".parse().unwrap();
    assert_eq!(
        prompts.words(gone).own_name(),
        prompts.words(Language::DEFAULT).own_name()
    );
}

#[test]
fn what_a_third_language_lacks_is_named() {
    let mut folders = folders::compiled_in().unwrap();
    let mut files = folders[&Language::DEFAULT].clone();
    files.remove("steps/left.j2");
    files.insert("steps/deleted.j2".to_owned(), "{{ nobody_knows }}".to_owned());
    folders.insert("ja".parse().unwrap(), files);
    let wrong = check(
        &Prompts::read(&folders, provider()).unwrap(),
        &commands::names(),
        &commands::on_buttons(),
    );
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert!(
        wrong.iter().any(|line| line == "prompts/ja/steps/left.j2 is missing"),
        "{wrong:?}"
    );
    assert!(
        wrong
            .iter()
            .any(|line| line.contains("nobody_knows") || line.contains("undefined")),
        "{wrong:?}"
    );
}
