//! Who may import whom: every `crate::` path of `src/` against the tables of `docs/architecture.md`, in both directions; no circles
//! between folders; no file that is longer than a person reads at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A file of `src/` may have this many lines, or says at its top why it has more.
const LINES: usize = 400;
/// How a file begins to say so.
const LONG_BECAUSE: &str = "//! Long because ";

/// Libraries that a module must not know.
const MUST_NOT_KNOW: &[(&str, &[&str])] = &[
    ("domain", NO_OUTSIDE),
    ("dialogue", NO_OUTSIDE),
    ("work", NO_OUTSIDE),
    ("actions", NO_OUTSIDE),
    ("prompts", &["tokio", "teloxide", "sea_orm", "reqwest", "axum"]),
    ("storage", &["teloxide", "minijinja", "reqwest", "axum"]),
    ("adapters", &["sea_orm", "minijinja", "axum"]),
    ("worker", &["teloxide", "minijinja", "axum"]),
    ("sandbox", &["teloxide", "minijinja"]),
];

const NO_OUTSIDE: &[&str] = &[
    "tokio",
    "teloxide",
    "sea_orm",
    "minijinja",
    "reqwest",
    "axum",
    "futures",
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

impl Source {
    /// The modules that lead to it: `bot`, `reviewer`, `show`; of a `mod.rs` those of its folder.
    fn path(&self) -> Vec<&str> {
        let file = self.file.trim_end_matches(".rs");
        file.trim_end_matches("/mod").split('/').collect()
    }

    /// Its lines without comments, and without the tests that stand at its end.
    fn code(&self) -> String {
        let code = self.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.fold(String::new(), |code, line| code + line + "\n")
    }
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

/// The rows of the table of `docs/architecture.md` whose head begins so, without the marks of code.
fn table(head: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    let cells = |row: &str| {
        let inner = row.trim().trim_matches('|').split('|');
        inner.map(|cell| cell.trim().to_owned()).collect()
    };
    let rows: Vec<Vec<String>> = rows.map(cells).collect();
    assert!(!rows.is_empty(), "docs/architecture.md has no table {head:?}");
    rows
}

/// What stands between `` ` `` and `` ` ``.
fn named(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// `bot/` and `app.rs` as modules.
fn module_named(cell: &str) -> String {
    let name = named(cell).into_iter().next();
    let name = name.unwrap_or_else(|| panic!("{cell:?} names no module"));
    name.trim_end_matches('/').trim_end_matches(".rs").to_owned()
}

/// What a module may import of ours, besides itself; none: everything.
fn may_import() -> BTreeMap<String, Option<Vec<String>>> {
    let rows = table("| Module | What | May import |").into_iter();
    rows.map(|row| {
        let allowed = match row[2].as_str() {
            "everything" => None,
            "nothing of ours" => Some(Vec::new()),
            listed => Some(named(listed)),
        };
        (module_named(&row[0]), allowed)
    })
    .collect()
}

/// What single files or modules may import beyond it: whose, and what.
fn exceptions() -> Vec<(String, String)> {
    let rows = table("| May import besides |").into_iter();
    rows.map(|row| {
        assert!(!row[2].is_empty(), "why may {} import {}?", row[0], row[1]);
        (named(&row[0]).remove(0), named(&row[1]).remove(0))
    })
    .collect()
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
    let allowed = may_import();
    let exceptions = exceptions();
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(table) = allowed.get(&source.module) else {
            wrong.push(format!("src/{} is of a module that has no row", source.file));
            continue;
        };
        for path in imports(&source.text) {
            let module = path.split("::").next().unwrap_or_default();
            if module == source.module {
                continue;
            }
            if table
                .as_ref()
                .is_none_or(|table| table.iter().any(|allowed| allowed == module))
            {
                used.insert((source.module.clone(), module.to_owned()));
                continue;
            }
            let exception = exceptions.iter().find(|(whose, what)| {
                let is_theirs = source.file == *whose || source.module == *whose;
                is_theirs && (path == *what || path.starts_with(&format!("{what}::")))
            });
            match exception {
                Some(exception) => drop(used.insert(exception.clone())),
                None => wrong.push(format!("src/{} imports {path}", source.file)),
            }
        }
    }
    let listed = allowed.iter().flat_map(|(module, allowed)| {
        let allowed = allowed.iter().flatten();
        allowed.map(|allowed| (module.clone(), allowed.clone()))
    });
    for (whose, what) in listed.chain(exceptions) {
        if !used.contains(&(whose.clone(), what.clone())) {
            wrong.push(format!("{whose} may import {what}, and does not"));
        }
    }
    let modules: BTreeSet<_> = sources().into_iter().map(|source| source.module).collect();
    let gone = allowed.keys().filter(|module| !modules.contains(*module));
    wrong.extend(gone.map(|module| format!("{module} has a row, and is not there")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_path_climbs_out_of_its_module() {
    for source in sources() {
        // `bot/reviewer/show.rs` is three modules deep; a `mod.rs` is its folder.
        let depth = source.path().len();
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

#[test]
fn a_long_file_says_why() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.module != "sandbox") {
        let lines = source.text.lines().count();
        let mut head = source.text.lines().take_while(|line| line.starts_with("//!"));
        let says_why = head.any(|line| line.starts_with(LONG_BECAUSE));
        match (lines > LINES, says_why) {
            (true, false) => wrong.push(format!("src/{} has {lines} lines, and does not say why", source.file)),
            (false, true) => wrong.push(format!("src/{} says why it is long, and is not", source.file)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The paths that a `use` names, with its braces taken apart.
fn leaves(tree: &str) -> Vec<String> {
    let Some((head, inner)) = tree.split_once('{') else {
        return vec![tree.to_owned()];
    };
    let inner = inner.rsplit_once('}').map_or(inner, |(inner, _)| inner);
    let mut depth = 0;
    let parts = inner.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    parts.flat_map(|part| leaves(&format!("{head}{part}"))).collect()
}

/// Every path with `::` that the code names.
fn paths(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for statement in code.split("use ").skip(1) {
        let tree = statement.split(';').next().unwrap_or_default();
        found.extend(leaves(tree.trim()));
    }
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let words = code.split(|c| !is_path(c)).filter(|word| word.contains("::"));
    found.extend(words.map(str::to_owned));
    found
}

/// The file that a path of the file at `here` leads to.
fn file_of(path: &str, here: &[&str], files: &BTreeMap<String, usize>) -> Option<usize> {
    let mut parts: Vec<&str> = path.split("::").map(str::trim).collect();
    let mut full: Vec<&str> = match parts[0] {
        "crate" => Vec::new(),
        "self" | "super" => here.to_vec(),
        child => {
            let mut below = here.to_vec();
            below.push(child);
            files.get(&below.join("::"))?;
            here.to_vec()
        }
    };
    while matches!(parts.first(), Some(&("crate" | "self" | "super"))) {
        if parts.remove(0) == "super" {
            full.pop();
        }
    }
    full.extend(parts);
    while !full.is_empty() {
        if let Some(file) = files.get(&full.join("::")) {
            return Some(*file);
        }
        full.pop();
    }
    None
}

/// Every set of files that lead to each other (Tarjan's strongly connected components, told by who reaches whom).
fn circles(imports: &[BTreeSet<usize>]) -> Vec<BTreeSet<usize>> {
    let reached: Vec<BTreeSet<usize>> = (0..imports.len())
        .map(|start| {
            let mut reached = BTreeSet::new();
            let mut open = vec![start];
            while let Some(at) = open.pop() {
                open.extend(imports[at].iter().filter(|next| reached.insert(**next)));
            }
            reached
        })
        .collect();
    let circle = |of: usize| {
        let others = reached[of].iter().copied();
        others
            .filter(|other| reached[*other].contains(&of))
            .collect::<BTreeSet<_>>()
    };
    let circles: BTreeSet<_> = (0..imports.len()).map(circle).collect();
    circles.into_iter().filter(|circle| circle.len() > 1).collect()
}

#[test]
fn no_circle_goes_through_two_folders() {
    let sources: Vec<Source> = sources()
        .into_iter()
        .filter(|source| !source.file.ends_with("/tests.rs"))
        .collect();
    let files: BTreeMap<String, usize> = sources
        .iter()
        .enumerate()
        .map(|(at, source)| (source.path().join("::"), at))
        .collect();
    let imports: Vec<BTreeSet<usize>> = sources
        .iter()
        .enumerate()
        .map(|(at, source)| {
            let here = source.path();
            let code = source.code();
            let paths = paths(&code);
            let led = paths.iter().filter_map(|path| file_of(path, &here, &files));
            led.filter(|other| *other != at).collect()
        })
        .collect();
    // A file that has modules below it stands in their folder, as a `mod.rs` does.
    let folder = |at: usize| {
        let path = sources[at].path();
        let below = format!("{}::", path.join("::"));
        let has_children = files.keys().any(|other| other.starts_with(&below));
        let own = if has_children { path.len() } else { path.len() - 1 };
        path[..own].join("/")
    };
    let mut wrong = Vec::new();
    for circle in circles(&imports) {
        let folders: BTreeSet<_> = circle.iter().map(|at| folder(*at)).collect();
        if folders.len() > 1 {
            let listed = circle.iter().map(|at| {
                let led = imports[*at]
                    .intersection(&circle)
                    .map(|other| sources[*other].file.as_str());
                format!("  src/{} -> {}", sources[*at].file, led.collect::<Vec<_>>().join(", "))
            });
            let listed: Vec<_> = listed.collect();
            wrong.push(format!("A circle through {folders:?}:\n{}", listed.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
