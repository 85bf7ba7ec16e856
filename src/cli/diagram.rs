//! `diagram`: the workflow and the form as Mermaid, drawn from the rules themselves.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::domain::filing::{Curtain, FilingKind, Papers, Status};
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
        // Where nobody verifies by SMS, where the last one does, and where a hand-over is to come by itself; with a curtain and its papers,
        // however far they are.
        let verified = [(0, false), (1, false), (1, true)];
        let curtains = [Curtain::NotWanted, Curtain::Owed, Curtain::Mailed, Curtain::AtHand];
        let papers = [Papers::Owed, Papers::Mailed, Papers::Received];
        let of_curtain = curtains
            .iter()
            .flat_map(|curtain| papers.map(|papers| (*curtain, papers)));
        let cases: Vec<Case> = of_curtain
            .flat_map(|(curtain, papers)| {
                verified.map(|(verifying, is_again)| Case {
                    kind: Some(kind),
                    curtain,
                    papers,
                    unverified: verifying,
                    unpassed: verifying,
                    again: is_again,
                    ..Case::in_status(*status)
                })
            })
            .collect();
        let mut drawn = BTreeSet::new();
        for (case, action) in cases
            .iter()
            .flat_map(|case| Action::ALL.iter().map(move |action| (case, action)))
        {
            for actor in [Actor::Applicant(0), Actor::Reviewer(0), Actor::Clock] {
                if let Ok(step) = apply(case, *action, actor)
                    && step.status != *status
                    && drawn.insert((step.status, action.as_str(), actor.as_str()))
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
