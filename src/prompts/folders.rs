//! The folders of `prompts/`: one a language, found and not listed. They are compiled in.

use std::collections::BTreeMap;

use anyhow::Context as _;
use include_dir::{Dir, include_dir};

use crate::domain::language::Language;

static COMPILED_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/prompts");

/// The files of each language: their text by their path below its folder.
pub type Folders = BTreeMap<Language, BTreeMap<String, String>>;

/// What was compiled in. An error names the folder or file that is at fault.
pub fn compiled_in() -> anyhow::Result<Folders> {
    let mut folders = Folders::new();
    for folder in COMPILED_IN.dirs() {
        let name = path_of(folder.path());
        let language = name
            .parse()
            .map_err(|()| anyhow::anyhow!("prompts/{name} is no code of a language"))?;
        let mut files = BTreeMap::new();
        walk(folder, &mut |file| {
            let path = path_of(file.path());
            let text = file
                .contents_utf8()
                .with_context(|| format!("prompts/{path} is not UTF-8"))?;
            let below = path.strip_prefix(&format!("{name}/")).unwrap_or(&path).to_owned();
            files.insert(below, text.to_owned());
            Ok(())
        })?;
        folders.insert(language, files);
    }
    Ok(folders)
}

fn walk(
    dir: &'static Dir<'static>,
    each: &mut dyn FnMut(&'static include_dir::File<'static>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    dir.files().try_for_each(&mut *each)?;
    dir.dirs().try_for_each(|dir| walk(dir, each))
}

fn path_of(path: &std::path::Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
