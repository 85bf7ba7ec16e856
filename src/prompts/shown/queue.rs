//! What waits for reviewers, as lists.

use serde::Serialize;

use super::{some, template};

/// `/queue`.
#[derive(Clone, Debug, Serialize)]
pub struct Queue {
    pub count: usize,
    /// Open questions of applicants.
    pub questions: usize,
    pub groups: Vec<QueueGroup>,
    /// Which page of how many, where it is one list of several pages.
    pub page: Option<(usize, usize)>,
}

/// The filings of one status, or of another list.
#[derive(Clone, Debug, Serialize)]
pub struct QueueGroup {
    pub title: String,
    pub count: usize,
    pub lines: Vec<QueueLine>,
    /// How many are not listed.
    pub more: usize,
}

/// A filing that waits.
#[derive(Clone, Debug, Serialize)]
pub struct QueueLine {
    pub number: i64,
    pub region: Option<String>,
    pub nature: Option<String>,
    pub domain: Option<String>,
    /// Days until it is to be done; below 0 where it is late.
    pub days_left: Option<i64>,
    pub late: bool,
    pub mine: bool,
    pub own: bool,
    pub claimed_by: Option<String>,
}

/// A group with a line of every kind.
fn group(is_full: bool) -> QueueGroup {
    let line = |days_left, late: bool, mine, own: bool| QueueLine {
        number: 1001,
        region: some("r").filter(|_| !own),
        nature: some("n").filter(|_| !own),
        domain: some("d").filter(|_| !own),
        days_left,
        late,
        mine,
        own,
        claimed_by: late.then(|| "c".to_owned()),
    };
    QueueGroup {
        title: "t".to_owned(),
        count: 4,
        lines: vec![
            line(Some(-1), true, true, false),
            line(Some(0), true, false, false),
            line(Some(0), false, false, false),
            line(Some(2), false, false, true),
            line(None, false, false, false),
        ],
        more: if is_full { 3 } else { 0 },
    }
}

template!(Queue = "reviewer/queue", {
    let none = QueueGroup {
        lines: Vec::new(),
        ..group(false)
    };
    vec![
        Queue {
            count: 0,
            questions: 1,
            groups: Vec::new(),
            page: None,
        },
        Queue {
            count: 4,
            questions: 2,
            groups: vec![group(true), none],
            page: None,
        },
        Queue {
            count: 4,
            questions: 0,
            groups: vec![group(false)],
            page: Some((1, 2)),
        },
    ]
});

/// `/next` where there is none.
#[derive(Clone, Debug, Serialize)]
pub struct NothingNext {}

template!(NothingNext = "reviewer/nothing_next", vec![NothingNext {}]);

/// `/find`.
#[derive(Clone, Debug, Serialize)]
pub struct FoundFilings {
    pub count: usize,
    /// There are more than are listed.
    pub more: bool,
    pub groups: Vec<QueueGroup>,
}

template!(FoundFilings = "reviewer/found", {
    vec![
        FoundFilings {
            count: 0,
            more: false,
            groups: Vec::new(),
        },
        FoundFilings {
            count: 5,
            more: false,
            groups: vec![group(false)],
        },
        FoundFilings {
            count: 5,
            more: true,
            groups: vec![group(false)],
        },
    ]
});
