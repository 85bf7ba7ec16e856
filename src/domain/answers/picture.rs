//! Pictures as an answer: which files they are. What they show lies in the store of files, never beside the answers.

use uuid::Uuid;

use super::Malformed;

/// A file that a person sent.
pub type FileId = Uuid;

/// Takes up to `pages` pictures, in their order, each once.
pub fn several(files: Vec<FileId>, pages: u8) -> Result<Vec<FileId>, Malformed> {
    let mut taken: Vec<FileId> = Vec::new();
    for file in files {
        if !taken.contains(&file) {
            taken.push(file);
        }
    }
    match taken.len() {
        0 => Err(Malformed::new("picture_wanted")),
        count if count > usize::from(pages) => Err(Malformed::new("picture_too_many").with("max", pages)),
        _ => Ok(taken),
    }
}

/// What tells pictures where no words do.
pub fn show(files: &[FileId]) -> String {
    format!("🖼 {}", files.len())
}
