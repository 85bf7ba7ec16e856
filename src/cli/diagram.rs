//! `diagram`: the workflow and the form as Mermaid, drawn from the rules themselves.

use std::fmt::Write as _;

use crate::domain::filing::{FilingKind, Status};
use crate::domain::form;
use crate::domain::place::Level;
use crate::domain::workflow::{Action, Actor, Case, apply};

pub fn run() -> anyhow::Result<()> {
    super::say(&diagram());
    Ok(())
}

fn diagram() -> String {
    let mut text = String::new();
    for kind in FilingKind::ALL {
        way(&mut text, *kind);
    }
    text.push_str("```mermaid\nflowchart TD\n");
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

/// The way of a kind of filing: what each action leads to.
fn way(text: &mut String, kind: FilingKind) {
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "```mermaid\n---\ntitle: {kind}\n---\nstateDiagram-v2\n    [*] --> drafting"
    );
    for status in Status::ALL {
        let case = Case {
            kind: Some(kind),
            ..Case::in_status(*status)
        };
        for action in Action::ALL {
            for actor in [Actor::Applicant(0), Actor::Reviewer(0), Actor::Clock] {
                if let Ok(step) = apply(&case, *action, actor)
                    && step.status != *status
                {
                    let _ = writeln!(text, "    {status} --> {}: {action} ({})", step.status, actor.as_str());
                }
            }
        }
        if status.is_closed() {
            let _ = writeln!(text, "    {status} --> [*]");
        }
    }
    text.push_str("```\n\n");
}
