//! `diagram`: what the rules say, drawn and listed from the rules themselves. `docs/ways.md` and `docs/notices.md` are its words.

use std::fmt::Write as _;

use crate::config::Drawing;
use crate::domain::filing::{Curtain, FilingKind, Papers, Status};
use crate::domain::form;
use crate::domain::place::Level;
use crate::domain::workflow::{Action, Actor, Case, Step, apply};

mod notices;
mod ways;

pub fn drawn(drawing: Option<Drawing>) -> String {
    match drawing {
        Some(Drawing::Ways) => ways::ways(),
        Some(Drawing::Form) => form_in_order(),
        Some(Drawing::Notices) => notices::notices(),
        None => format!("{}\n{}", ways::ways(), form_in_order()),
    }
}

fn form_in_order() -> String {
    let mut text = String::from("```mermaid\nflowchart TD\n");
    let mut before: Option<&str> = None;
    for (section, field) in form::all() {
        let repeats = match section.level {
            Level::Subject => "",
            Level::Service => ", each service",
            Level::Site => ", each site",
            Level::App => ", each APP",
            Level::Platform => ", each platform",
        };
        let _ = writeln!(text, "    {}[\"{} ({}{repeats})\"]", field.id, field.id, section.id);
        if let Some(before) = before {
            let _ = writeln!(text, "    {before} --> {}", field.id);
        }
        before = Some(field.id);
    }
    text.push_str("```");
    text
}

/// Everything that can follow in a status, by whatever case: each once.
fn steps(kind: FilingKind, status: Status) -> Vec<(Action, Actor, Step)> {
    // Where nobody verifies by SMS, where the last one does, and where a hand-over is to come by itself; with a curtain and its papers,
    // however far they are.
    let verified = [(0, false), (1, false), (1, true)];
    let curtains = Curtain::ALL;
    let papers = [Papers::Owed, Papers::Mailed, Papers::Received];
    let of_curtain = curtains
        .iter()
        .flat_map(|curtain| papers.map(|papers| (*curtain, papers)));
    let cases = of_curtain.flat_map(|(curtain, papers)| {
        verified.map(|(verifying, is_again)| Case {
            kind: Some(kind),
            curtain,
            papers,
            unverified: verifying,
            unpassed: verifying,
            again: is_again,
            ..Case::in_status(status)
        })
    });
    let mut found: Vec<(Action, Actor, Step)> = Vec::new();
    for case in cases {
        for action in Action::ALL {
            for actor in [Actor::Applicant(0), Actor::Reviewer(0), Actor::Clock] {
                if let Ok(step) = apply(&case, *action, actor) {
                    let new = (*action, actor, step);
                    if !found.contains(&new) {
                        found.push(new);
                    }
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    #[test]
    fn the_docs_say_what_the_rules_say() {
        let docs = [
            ("ways", include_str!("../../../docs/ways.md"), ways::ways()),
            ("notices", include_str!("../../../docs/notices.md"), notices::notices()),
        ];
        for (name, doc, drawn) in docs {
            assert!(
                doc.contains(drawn.trim_end()),
                "docs/{name}.md is not what the rules say: put there what `beian-bot diagram {name}` prints"
            );
        }
    }

    #[test]
    fn each_way_has_a_picture_that_was_drawn_from_it() {
        const DRAW: &str = "draw it by `tests/browser/run draw.mjs`";
        let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        let doc = std::fs::read_to_string(docs.join("ways.md")).unwrap();
        let sources = doc
            .split("```mermaid\n")
            .skip(1)
            .map(|rest| rest.split("```").next().unwrap());
        let mut count = 0;
        for source in sources {
            let title = source.lines().find_map(|line| line.strip_prefix("title: ")).unwrap();
            let kind = title.split(',').next().unwrap();
            let picture = std::fs::read_to_string(docs.join(format!("ways/{kind}.svg")));
            let picture = picture.unwrap_or_else(|_| panic!("docs/ways/{kind}.svg is not there: {DRAW}"));
            let digest: String = Sha256::digest(source)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            assert!(
                picture.contains(&digest),
                "docs/ways/{kind}.svg is older than its source: {DRAW}"
            );
            assert!(
                doc.contains(&format!("(ways/{kind}.svg)")),
                "docs/ways.md does not lead to {kind}.svg"
            );
            count += 1;
        }
        assert_eq!(
            std::fs::read_dir(docs.join("ways")).unwrap().count(),
            count,
            "a picture of nothing"
        );
    }
}
