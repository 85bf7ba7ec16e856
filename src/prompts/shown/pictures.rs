//! What is said of pictures that were sent.

use serde::Serialize;

use super::{Html, template};

/// A picture is of no use.
#[derive(Clone, Debug, Serialize)]
pub struct PictureOfNoUse {
    pub label: String,
    pub why: Html,
    /// It stands as an answer, which a button changes.
    pub can_change: bool,
    /// It may still be sent anew.
    pub is_asked: bool,
}

template!(
    PictureOfNoUse = "pictures/of_no_use",
    [(true, true), (false, true), (false, false)]
        .map(|(can_change, is_asked)| Self {
            label: "前置审批文件".to_owned(),
            why: Html("w".to_owned()),
            can_change,
            is_asked,
        })
        .to_vec()
);

/// An album may have had more pictures than the question takes.
#[derive(Clone, Debug, Serialize)]
pub struct TooManyOfAlbum {
    pub max: usize,
}

template!(
    TooManyOfAlbum = "pictures/too_many_of_album",
    [1, 3].map(|max| Self { max }).to_vec()
);

/// The pictures of a filing follow, or there are none.
#[derive(Clone, Debug, Serialize)]
pub struct PicturesFollow {
    pub number: Option<i64>,
    pub count: usize,
    /// So many are still being fetched, or are of no use.
    pub others: usize,
}

template!(
    PicturesFollow = "pictures/follow",
    [(0, 0), (2, 0), (2, 1), (0, 1)]
        .map(|(count, others)| Self {
            number: Some(1001),
            count,
            others,
        })
        .to_vec()
);
