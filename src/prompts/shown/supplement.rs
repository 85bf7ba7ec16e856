//! What reviewers see while they ask for further material.

use serde::Serialize;

use super::{some, template};

/// What of further material is asked for.
#[derive(Clone, Debug, Serialize)]
pub struct Materials {
    pub number: Option<i64>,
    pub picked: Vec<MaterialLine>,
    pub until: Option<String>,
}

/// Something that is wanted.
#[derive(Clone, Debug, Serialize)]
pub struct MaterialLine {
    pub what: String,
    pub why: Option<String>,
}

template!(
    Materials = "reviewer/materials",
    [true, false]
        .map(|any| Materials {
            number: Some(1001),
            picked: [some("y"), None]
                .into_iter()
                .filter(|_| any)
                .map(|why| MaterialLine {
                    what: "w".to_owned(),
                    why,
                })
                .collect(),
            until: any.then(|| "d".to_owned()),
        })
        .into()
);

/// Material in a reviewer's own words is waited for, or cannot be written here.
#[derive(Clone, Debug, Serialize)]
pub struct MaterialWords {
    pub in_group: bool,
}

template!(
    MaterialWords = "reviewer/material_words",
    [true, false].map(|in_group| MaterialWords { in_group }).into()
);
