//! Every status, action and actor: what is possible, and what follows from it.

use std::fmt::Write as _;

use beian_bot::domain::filing::Status;
use beian_bot::domain::workflow::{Action, Actor, Step, apply};
use insta::assert_snapshot;

const ACTORS: [Actor; 3] = [Actor::Applicant(1), Actor::Reviewer(2), Actor::Clock];

#[test]
fn who_may_do_what_in_which_status_and_what_follows() {
    let mut table = String::new();
    for status in Status::ALL {
        let _ = writeln!(table, "{status}");
        for action in Action::ALL {
            let cells = ACTORS.map(|actor| match apply(*status, *action, actor) {
                Ok(step) => format!("{}: {}", actor.as_str(), follows(&step)),
                Err(refused) => {
                    assert_eq!((refused.status, refused.action), (*status, *action));
                    format!("{}: -", actor.as_str())
                }
            });
            let _ = writeln!(table, "  {:<9} {}", action.as_str(), cells.join(" | "));
        }
    }
    assert_snapshot!(table);
}

fn follows(step: &Step) -> String {
    let mut follows = format!("-> {} ({}", step.status, step.event);
    if let Some(notice) = step.notice {
        let _ = write!(follows, "; tells the applicant {notice}");
    }
    if let Some(deadline) = step.deadline {
        let _ = write!(follows, "; deadline {deadline} begins");
    }
    let marks = [
        (step.tells_claimant, "tells the claimant"),
        (step.releases, "ends the claim"),
        (step.desk, "counts at the desk"),
    ];
    for (_, mark) in marks.iter().filter(|(is_so, _)| *is_so) {
        let _ = write!(follows, "; {mark}");
    }
    follows + ")"
}
