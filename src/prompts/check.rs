//! Proves that every text exists in every language: nothing missing, nothing unused, every template renders its samples and names nothing
//! that its struct lacks.

use std::collections::{BTreeMap, BTreeSet};

use super::shown::{self, Sample};
use super::{EMPTY, Prompts, Words, names as bot_names};
use crate::domain::language::Language;

/// What every template sees besides its struct.
const SEEN_BY_ALL: &[&str] = &["provider", "data"];

/// What is wrong; empty when all is well. `commands` are the names of the bot's commands, which have words each;
/// `on_buttons` those that have a button.
pub fn check(prompts: &Prompts, commands: &[&'static str], on_buttons: &[&str]) -> Vec<String> {
    let mut wanted: BTreeMap<String, Vec<Sample>> = BTreeMap::new();
    for sample in shown::all(commands) {
        wanted.entry(sample.path.clone().into_owned()).or_default().push(sample);
    }
    let mut wrong = Vec::new();
    for language in prompts.languages() {
        let words = prompts.words(language);
        let templates = words.texts.templates.templates();
        let found: BTreeSet<&str> = templates.map(|(name, _)| name).filter(|name| *name != EMPTY).collect();
        let is_there = |name: &&String| found.contains(name.as_str());
        wrong.extend(
            wanted
                .keys()
                .filter(|name| !is_there(name))
                .map(|name| format!("prompts/{language}/{name}.j2 is missing")),
        );
        wrong.extend(
            found
                .iter()
                .filter(|name| !wanted.contains_key(**name))
                .map(|name| format!("prompts/{language}/{name}.j2 is used by nothing")),
        );
        for (name, samples) in wanted.iter().filter(|(name, _)| is_there(name)) {
            wrong.extend(unknown_names(&words, name, samples));
            wrong.extend(samples.iter().flat_map(|sample| rendered(&words, sample)));
        }
    }
    wrong.extend(labels(prompts, on_buttons));
    wrong
}

/// Names at the top of a template that no struct has, also where no sample leads.
fn unknown_names(words: &Words, name: &str, samples: &[Sample]) -> Vec<String> {
    let language = words.language;
    let known: BTreeSet<String> = samples
        .iter()
        .filter_map(|sample| sample.context.try_iter().ok())
        .flatten()
        .map(|key| key.to_string())
        .collect();
    let Ok(template) = words.texts.templates.get_template(name) else {
        return Vec::new();
    };
    let mut unknown: Vec<_> = template.undeclared_variables(false).into_iter().collect();
    unknown.retain(|name| !known.contains(name) && !SEEN_BY_ALL.contains(&name.as_str()));
    unknown.sort();
    unknown
        .into_iter()
        .map(|unknown| format!("prompts/{language}/{name}.j2 names {unknown}, which its struct lacks"))
        .collect()
}

fn rendered(words: &Words, sample: &Sample) -> Vec<String> {
    let (language, name) = (words.language, &sample.path);
    let blocks: Vec<Option<&str>> = match sample.blocks {
        [] => vec![None],
        blocks => blocks.iter().copied().map(Some).collect(),
    };
    let one = |block: Option<&str>| match words.rendered(name, block, sample.context.clone()) {
        Err(fault) => Some(format!("{fault}, rendering {}", sample.context)),
        Ok(text) if text.is_empty() && block.is_none_or(|block| !sample.may_be_empty.contains(&block)) => Some(
            format!("prompts/{language}/{name}.j2 says nothing for {}", sample.context),
        ),
        Ok(_) => None,
    };
    blocks.into_iter().filter_map(one).collect()
}

/// The same tables and keys in every language's labels and data, and every key that code makes is there.
fn labels(prompts: &Prompts, on_buttons: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    let keys = |language: Language| -> BTreeSet<(String, String)> {
        let texts = prompts.words(language).texts;
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
    let all: BTreeSet<_> = prompts.languages().flat_map(keys).collect();
    for language in prompts.languages() {
        let own = keys(language);
        wrong.extend(
            all.difference(&own)
                .map(|(file, key)| format!("prompts/{language}/{file}: {key} is missing")),
        );
    }
    for language in prompts.languages() {
        let texts = prompts.words(language).texts;
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
