//! Proves that every text exists in every language: nothing missing, nothing unused, every template renders its samples.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::names as bot_names;
use super::{Prompts, catalogue, template_names};
use crate::domain::answers::{MALFORMED_CODES, WARNING_CODES, found_keys};
use crate::domain::deadlines::DeadlineName;
use crate::domain::form;
use crate::domain::workflow::NoticeName;
use crate::work::Language;

/// What is wrong; empty when all is well. `commands` are the names of the bot's commands, which have words each;
/// `on_buttons` those that have a button.
pub fn check(prompts: &Prompts, commands: &[&str], on_buttons: &[&str]) -> anyhow::Result<Vec<String>> {
    let mut wrong = Vec::new();
    let wanted = wanted(commands);
    let names: BTreeSet<String> = wanted.keys().cloned().collect();
    for language in Language::ALL {
        let found = template_names(language.as_str())?;
        wrong.extend(
            names
                .difference(&found)
                .map(|name| format!("prompts/{language}/{name}.j2 is missing")),
        );
        wrong.extend(
            found
                .difference(&names)
                .map(|name| format!("prompts/{language}/{name}.j2 is used by nothing")),
        );
        let words = prompts.words(*language);
        for (name, samples) in wanted.iter().filter(|(name, _)| found.contains(*name)) {
            for sample in samples {
                let (block, context) = match sample.get("@block") {
                    Some(block) => (block.as_str(), sample.clone()),
                    None => (None, sample.clone()),
                };
                match words.try_render(name, block, &context) {
                    Err(error) => wrong.push(format!(
                        "prompts/{language}/{name}.j2 does not render {context}: {error:#}"
                    )),
                    Ok(text) if text.is_empty() && block != Some("hint") && block != Some("usage") => {
                        wrong.push(format!("prompts/{language}/{name}.j2 says nothing for {context}"));
                    }
                    Ok(_) => {}
                }
            }
        }
    }
    wrong.extend(labels(prompts, on_buttons));
    Ok(wrong)
}

/// Every template there must be, with samples of its context.
fn wanted(commands: &[&str]) -> BTreeMap<String, Vec<Value>> {
    let mut wanted = BTreeMap::new();
    for template in catalogue::ALL {
        let samples: Vec<Value> = serde_json::from_str(template.samples).unwrap_or_default();
        wanted.insert(template.path.to_owned(), samples);
    }
    for (_, field) in form::all() {
        wanted.insert(format!("fields/{}", field.id), field_samples());
    }
    for (folder, codes) in [("malformed", MALFORMED_CODES), ("warnings", WARNING_CODES)] {
        for code in codes {
            let keys = found_keys(code);
            let all: BTreeMap<&str, &str> = keys.iter().map(|key| (*key, found_sample(key))).collect();
            wanted.insert(format!("{folder}/{code}"), vec![json!(all)]);
        }
    }
    for name in
        NoticeName::ALL
            .iter()
            .map(|name| name.as_str())
            .chain(["appointed", "dismissed", "claimed_news", "desk"])
    {
        wanted.insert(format!("notices/{name}"), vec![notice_sample()]);
    }
    for name in DeadlineName::ALL.iter().map(|name| name.as_str()).chain(["unreached"]) {
        wanted.insert(
            format!("reminders/{name}"),
            [(false, false), (false, true), (true, false), (true, true)]
                .map(|(claimed, late)| {
                    json!({"number": 1001, "until": "d", "since": "d", "claimed": claimed, "late": late})
                })
                .to_vec(),
        );
    }
    for code in bot_names::REFUSALS {
        wanted.insert(format!("refusals/{code}"), vec![refusal_sample()]);
    }
    for command in commands {
        wanted.insert(
            format!("commands/{command}"),
            vec![json!({"@block": "about"}), json!({"@block": "usage"})],
        );
    }
    wanted
}

/// Some of what was found are ids, whose sentences are data.
fn found_sample(key: &str) -> &'static str {
    match key {
        "reasons" | "rule" => "few_han",
        "certificate" | "expected" | "other" => "business_licence",
        "chosen" | "written" => "32",
        _ => "示例",
    }
}

fn field_samples() -> Vec<Value> {
    let mut samples = Vec::new();
    for block in ["label", "ask", "hint"] {
        for individual in [true, false] {
            samples.push(json!({"@block": block, "individual": individual}));
            samples.push(json!({
                "@block": block, "individual": individual, "nature": "n", "certificate": "c", "domain": "d.com",
                "organiser": "o", "proposal": "p", "service_kind": "website",
            }));
        }
    }
    samples
}

fn notice_sample() -> Value {
    json!({
        "number": 1001, "status": "s", "until": "d", "about": true, "words": "w", "role": "r", "action": "a",
        "fields": [{"label": "l", "value": "v", "reason": "r", "words": "w"}], "subject_number": "n",
        "services": [{"domain": "d", "number": "n"}], "waiting": 1, "claimed": 1, "ready": 1, "authority": 1,
        "oldest_until": "d", "event": "expired",
    })
}

fn refusal_sample() -> Value {
    json!({
        "number": 1001, "name": "n", "status": "s", "action": "a", "possible": ["p"], "text": "t",
        "fields": [{"id": "i", "label": "l"}], "usage": "u", "field": "f", "icp_number": "苏ICP备12345678号-1", "found": "f", "wanted": 1, "domain": "d",
    })
}

/// The same tables and keys in every language's labels and data, and every key that code makes is there.
fn labels(prompts: &Prompts, on_buttons: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    let keys = |language: &Language| -> BTreeSet<(String, String)> {
        let texts = prompts.words(*language).texts;
        let labels = texts.labels.iter().flat_map(|(table, entries)| {
            entries
                .keys()
                .map(move |key| (format!("labels.toml [{table}]"), key.clone()))
        });
        let data = texts.data.iter().flat_map(|(list, entries)| {
            entries
                .keys()
                .map(move |key| (format!("data/{list}.toml"), key.clone()))
        });
        labels.chain(data).collect()
    };
    let all: BTreeSet<_> = Language::ALL.iter().flat_map(keys).collect();
    for language in Language::ALL {
        let own = keys(language);
        wrong.extend(
            all.difference(&own)
                .map(|(file, key)| format!("prompts/{language}/{file}: {key} is missing")),
        );
    }
    for language in Language::ALL {
        let texts = prompts.words(*language).texts;
        for (table, keys) in bot_names::labels(on_buttons) {
            let have: BTreeSet<&str> = texts
                .labels
                .get(table)
                .map(|entries| entries.keys().map(String::as_str).collect())
                .unwrap_or_default();
            let want: BTreeSet<&str> = keys.into_iter().collect();
            wrong.extend(
                want.difference(&have)
                    .map(|key| format!("prompts/{language}/labels.toml [{table}]: {key} is missing")),
            );
            wrong.extend(
                have.difference(&want)
                    .map(|key| format!("prompts/{language}/labels.toml [{table}]: {key} is used by nothing")),
            );
        }
    }
    wrong
}
