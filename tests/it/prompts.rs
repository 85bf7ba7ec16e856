//! Every text that a person reads: `check-prompts`, which operators may run too.

use std::path::Path;

use beian_bot::bot::commands;
use beian_bot::domain::language::Language;
use beian_bot::prompts::check::check;
use beian_bot::prompts::{Prompts, Provider, folders, shown};

fn provider() -> Provider {
    Provider {
        name: "示例云".to_owned(),
        phone: "010-00000000".to_owned(),
        address: None,
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
fn what_a_third_language_lacks_or_names_in_vain_is_told() {
    let mut folders = folders::compiled_in().unwrap();
    let mut files = folders[&Language::DEFAULT].clone();
    files.remove("steps/left.j2");
    for (path, text) in [
        ("steps/deleted.j2", "{{ nobody_has_this }}"),
        (
            "steps/kept_all.j2",
            "好的{% if provider.name == \"never\" %}{{ nor_this }}{% endif %}",
        ),
        ("steps/extra.j2", "没人用"),
    ] {
        files.insert(path.to_owned(), text.to_owned());
    }
    folders.insert("ja".parse().unwrap(), files);
    let prompts = Prompts::read(&folders, provider()).unwrap();
    let wrong = check(&prompts, &commands::names(), &commands::on_buttons());
    for wanted in [
        "prompts/ja/steps/left.j2 is missing",
        "prompts/ja/steps/extra.j2 is used by nothing",
        "prompts/ja/steps/deleted.j2 names nobody_has_this, which its struct lacks",
        // No sample leads there.
        "prompts/ja/steps/kept_all.j2 names nor_this, which its struct lacks",
    ] {
        assert!(wrong.iter().any(|line| line == wanted), "{wanted}: {wrong:#?}");
    }
    let others = wrong.iter().filter(|line| !line.contains("prompts/ja/steps/"));
    assert_eq!(others.count(), 0, "{wrong:#?}");
}

#[test]
fn each_struct_of_a_template_is_shown_somewhere() {
    let bot = all_below(Path::new("src/bot"));
    let is_shown = |name: &&&str| bot.contains(&format!("{name} {{")) || bot.contains(&format!("{name}::"));
    let unused: Vec<_> = shown::NAMES.iter().filter(|name| !is_shown(name)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn a_text_is_escaped_and_a_rendered_one_is_not_escaped_again() {
    let prompts = Prompts::load(provider()).unwrap();
    let words = prompts.words(Language::DEFAULT);
    let shown = shown::SecondHand {
        command: "<b>".to_owned(),
        about: shown::Html("<i>a</i>".to_owned()),
        usage: shown::Html(String::new()),
        button: true,
    };
    let text = words.render(&shown).unwrap();
    assert!(text.contains("&lt;b&gt;") && text.contains("<i>a</i>"), "{text}");
}

/// An input that fails is answered all the same, and a snapshot that is accepted unread takes the apology for the answer.
#[test]
fn no_snapshot_holds_an_apology() {
    let snapshots = all_below(Path::new("tests/it/snapshots"));
    for apology in ["我们这边出了错", "something went wrong on our side"] {
        assert!(!snapshots.contains(apology), "{apology}");
    }
}

#[test]
fn english_has_one_word_for_one_thing() {
    let folders = folders::compiled_in().unwrap();
    let english: Language = "en".parse().unwrap();
    // 负责人 is the person in charge, 个体工商户 a sole proprietor.
    let others = [
        "head",
        "heads",
        "responsible person",
        "responsible persons",
        "individual business",
    ];
    for (path, text) in &folders[&english] {
        let read = read_by_people(path, text);
        let words: Vec<&str> = read.split(|c: char| !c.is_alphanumeric()).collect();
        let read = format!(" {} ", words.join(" ").to_lowercase());
        let found: Vec<_> = others
            .iter()
            .filter(|word| read.contains(&format!(" {word} ")))
            .collect();
        assert!(found.is_empty(), "prompts/en/{path}: {found:?}");
    }
}

/// What a person reads of a file: of a template what is not code, of data what stands in quotes.
fn read_by_people(path: &str, text: &str) -> String {
    if path.ends_with(".toml") {
        return text.split('"').skip(1).step_by(2).collect::<Vec<_>>().join(" ");
    }
    let mut read = String::new();
    for (at, part) in text.split('{').enumerate() {
        // `{{ x }}` and `{% x %}` begin with a brace and end with the last one.
        let after = if at == 0 {
            part
        } else {
            part.rsplit_once('}').map_or("", |(_, after)| after)
        };
        read.push_str(after);
    }
    read
}

fn all_below(folder: &Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.push_str(&all_below(&path));
        } else {
            all.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
    all
}
