//! Who may import whom: every `crate::` path of `src/` against the table of `docs/architecture.md`, in full.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a module may import of ours, besides itself.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("dialogue", &["domain"]),
    ("work", &["domain"]),
    ("actions", &["domain", "work"]),
    ("prompts", &["domain", "dialogue"]),
    ("clock", &[]),
    ("config", &[]),
    ("wakers", &[]),
    ("storage", &["domain", "work", "entities"]),
    ("adapters", &["domain", "clock"]),
    ("app", &["config", "clock", "adapters", "prompts", "storage"]),
    (
        "bot",
        &[
            "app", "clock", "work", "dialogue", "actions", "storage", "prompts", "domain",
        ],
    ),
    ("worker", &["app", "clock", "storage", "adapters", "domain"]),
    ("sandbox", &["clock", "config"]),
    (
        "cli",
        &[
            "actions",
            "adapters",
            "app",
            "bot",
            "clock",
            "config",
            "dialogue",
            "domain",
            "entities",
            "migrations",
            "prompts",
            "sandbox",
            "storage",
            "wakers",
            "work",
            "worker",
        ],
    ),
];

/// What single files or modules may import beyond it: whose, what, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("bot/intake.rs", "adapters::telegram", "it fetches the updates"),
    ("bot/intake.rs", "wakers", "what was stored is processed at once"),
    (
        "bot/process.rs",
        "wakers",
        "it tells how deciding fares, and how long people wait",
    ),
    ("worker", "wakers", "what was stored is processed or delivered at once"),
    ("app.rs", "wakers", "they are built once, as the rest of the outside"),
    ("app.rs", "domain::outgoing::PersonId", "who the administrators are"),
    ("config.rs", "domain::outgoing::PersonId", "who the administrators are"),
    ("config", "domain::outgoing::PersonId", "who the administrators are"),
    (
        "config.rs",
        "adapters::telegram::DEFAULT_API_URL",
        "the default stands where it is used",
    ),
    (
        "prompts",
        "clock::shanghai",
        "dates are written in one time zone; no clock comes with it",
    ),
    (
        "work.rs",
        "clock::shanghai",
        "today is a day in one time zone; no clock comes with it",
    ),
    (
        "work.rs",
        "clock::from_milliseconds",
        "an instant for its tests; no clock comes with it",
    ),
    (
        "storage",
        "clock::from_milliseconds",
        "how columns keep an instant; no clock comes with it",
    ),
];

/// Libraries that a module must not know, and why.
const MUST_NOT_KNOW: &[(&str, &[&str])] = &[
    (
        "domain",
        &[
            "tokio",
            "teloxide",
            "sea_orm",
            "minijinja",
            "reqwest",
            "axum",
            "futures",
        ],
    ),
    (
        "dialogue",
        &[
            "tokio",
            "teloxide",
            "sea_orm",
            "minijinja",
            "reqwest",
            "axum",
            "futures",
        ],
    ),
    (
        "work",
        &[
            "tokio",
            "teloxide",
            "sea_orm",
            "minijinja",
            "reqwest",
            "axum",
            "futures",
        ],
    ),
    (
        "actions",
        &[
            "tokio",
            "teloxide",
            "sea_orm",
            "minijinja",
            "reqwest",
            "axum",
            "futures",
        ],
    ),
    ("prompts", &["tokio", "teloxide", "sea_orm", "reqwest", "axum"]),
    ("storage", &["teloxide", "minijinja", "reqwest", "axum"]),
    ("adapters", &["sea_orm", "minijinja", "axum"]),
    ("worker", &["teloxide", "minijinja", "axum"]),
    ("sandbox", &["teloxide", "minijinja"]),
];

/// Modules without `async`.
const PLAIN: &[&str] = &["domain", "dialogue", "work", "actions", "prompts"];

struct Source {
    /// `bot/reviewer/show.rs`
    file: String,
    /// `bot`
    module: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let file = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                let module = file.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
                let text = std::fs::read_to_string(&path).unwrap();
                found.push(Source { file, module, text });
            }
        }
    }
    // The crate's two roots only name modules.
    found.retain(|source| !matches!(source.module.as_str(), "lib" | "main"));
    found.sort_by(|a, b| a.file.cmp(&b.file));
    assert!(found.len() > 100, "the sources are not where they were");
    found
}

/// What stands behind every `crate::` and the first words of our other crates: `domain::filing::Status`.
fn imports(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    for line in code {
        for (start, named) in ["crate::", "entities::", "migrations::"]
            .into_iter()
            .flat_map(|start| line.match_indices(start))
        {
            let is_word_begin = line[..start]
                .chars()
                .next_back()
                .is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':');
            if !is_word_begin {
                continue;
            }
            let rest = &line[start..];
            let rest = rest.strip_prefix("crate::").unwrap_or(rest);
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':')
                .unwrap_or(rest.len());
            let path = rest[..end].trim_end_matches(':');
            assert!(
                !path.is_empty(),
                "{named} with a list of modules cannot be read: {line}"
            );
            found.insert(path.to_owned());
        }
    }
    found
}

#[test]
fn modules_import_only_what_the_table_says() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for source in sources() {
        let table = allowed.get(source.module.as_str());
        let table = table.unwrap_or_else(|| panic!("{} is a module that the table does not have", source.module));
        for path in imports(&source.text) {
            let module = path.split("::").next().unwrap_or_default();
            if module == source.module || table.contains(&module) {
                continue;
            }
            let exception = EXCEPTIONS.iter().position(|(whose, what, _)| {
                let is_theirs = source.file == *whose || source.file.starts_with(&format!("{whose}/"));
                is_theirs && (path == *what || path.starts_with(&format!("{what}::")))
            });
            match exception {
                Some(exception) => drop(used.insert(exception)),
                None => wrong.push(format!("src/{} imports {path}", source.file)),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let unused: Vec<_> = EXCEPTIONS
        .iter()
        .enumerate()
        .filter(|(at, _)| !used.contains(at))
        .collect();
    assert!(unused.is_empty(), "these exceptions are needed no more: {unused:?}");
}

#[test]
fn no_path_climbs_out_of_its_module() {
    for source in sources() {
        // `bot/reviewer/show.rs` is three modules deep; a `mod.rs` is its folder.
        let depth = source.file.trim_end_matches("/mod.rs").split('/').count();
        for line in source.text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let climbs = line.matches("super::").count();
            // Indented lines may stand in a module of the file's own, such as its tests.
            let inner = usize::from(line.starts_with(' '));
            assert!(climbs < depth + inner, "src/{}: {line}", source.file);
        }
    }
}

#[test]
fn modules_do_not_know_the_libraries_they_must_not_know() {
    let mut wrong = Vec::new();
    for source in sources() {
        if source.file.ends_with("/tests.rs") {
            continue;
        }
        let libraries = MUST_NOT_KNOW.iter().find(|(module, _)| *module == source.module);
        for library in libraries.into_iter().flat_map(|(_, libraries)| *libraries) {
            let used = source.text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let used = used.filter(|line| line.contains(&format!("{library}::")));
            wrong.extend(used.map(|line| format!("src/{} knows {library}: {}", source.file, line.trim())));
        }
        if PLAIN.contains(&source.module.as_str()) {
            let lines = source.text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let lines =
                lines.filter(|line| line.contains("async ") || line.contains(".await;") || line.contains(".await?"));
            wrong.extend(lines.map(|line| format!("src/{} is not plain: {}", source.file, line.trim())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
