//! The way of each kind of filing as Mermaid.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::steps;
use crate::domain::filing::{FilingKind, Status};

/// The ways, each with the kinds that go it.
pub fn ways() -> String {
    let mut drawn: Vec<(String, Vec<String>)> = Vec::new();
    for kind in FilingKind::ALL {
        let way = way(*kind);
        match drawn.iter_mut().find(|(other, _)| *other == way) {
            Some((_, kinds)) => kinds.push(kind.to_string()),
            None => drawn.push((way, vec![kind.to_string()])),
        }
    }
    let mut text = String::new();
    for (way, kinds) in drawn {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "```mermaid\n---\ntitle: {}\n---\n{way}```", kinds.join(", "));
    }
    text
}

/// The way of one kind: what each action leads to.
fn way(kind: FilingKind) -> String {
    let mut text = String::from("stateDiagram-v2\n    [*] --> drafting\n");
    for status in Status::ALL {
        let mut drawn = BTreeSet::new();
        for (action, actor, step) in steps(kind, *status) {
            if step.status != *status && drawn.insert((step.status, action.as_str(), actor.as_str())) {
                let _ = writeln!(text, "    {status} --> {}: {action} ({})", step.status, actor.as_str());
            }
        }
        if status.is_closed() {
            let _ = writeln!(text, "    {status} --> [*]");
        }
    }
    text
}
