//! Every status, action, actor and case: what is possible, and what follows from it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use beian_bot::domain::deadlines::DeadlineName;
use beian_bot::domain::filing::{Curtain, FilingKind, Papers, Status};
use beian_bot::domain::workflow::{Action, Actor, After, Case, Step, apply, whose_turn};
use insta::assert_snapshot;

const ACTORS: [Actor; 3] = [Actor::Applicant(1), Actor::Reviewer(2), Actor::Clock];

#[test]
fn who_may_do_what_in_which_status_and_case_and_what_follows() {
    let all = cases();
    let every: Vec<Named> = all.iter().map(|(name, _)| name.clone()).collect();
    let mut text = String::new();
    for status in Status::ALL {
        // Cases between which the workflow makes no difference stand together.
        let mut tables: BTreeMap<String, Vec<Named>> = BTreeMap::new();
        for (name, case) in &all {
            let case = Case {
                status: *status,
                ..*case
            };
            tables.entry(table(&case)).or_default().push(name.clone());
        }
        for (table, cases) in tables {
            let _ = writeln!(text, "{status} ({}): {table}", told(&cases, &every));
        }
    }
    assert_snapshot!(text);
}

/// What a case says: of each thing that may differ, how it is.
type Named = [String; 5];

/// Cases by what they have in common where that tells them; else one by one.
fn told(cases: &[Named], every: &[Named]) -> String {
    let values = |cases: &[Named], at: usize| cases.iter().map(|case| case[at].clone()).collect::<BTreeSet<_>>();
    let together: usize = (0..5).map(|at| values(cases, at).len()).product();
    if together != cases.len() {
        return cases.iter().map(|case| case.join(", ")).collect::<Vec<_>>().join("\n");
    }
    let common = (0..5)
        .filter(|at| values(cases, *at) != values(every, *at))
        .map(|at| values(cases, at).into_iter().collect::<Vec<_>>().join(" or "));
    let common = common.collect::<Vec<_>>().join("; ");
    if common.is_empty() {
        "every case".to_owned()
    } else {
        common
    }
}

/// Every case, but its status.
fn cases() -> Vec<(Named, Case)> {
    let mut cases = Vec::new();
    let kinds = FilingKind::ALL.iter().map(|kind| Some(*kind)).chain([None]);
    for kind in kinds {
        for curtain in Curtain::ALL {
            for papers in [Papers::NotWanted, Papers::Owed, Papers::Mailed, Papers::Received] {
                let sms = [(0, 0, false), (0, 2, false), (1, 1, false), (2, 2, true)];
                let afters = [After::Nothing, After::Opening, After::PublicSecurity, After::Done];
                for ((unverified, unpassed, again), after) in
                    sms.into_iter().flat_map(|sms| afters.map(|after| (sms, after)))
                {
                    let case = Case {
                        kind,
                        curtain,
                        papers,
                        unverified,
                        unpassed,
                        again,
                        after,
                        ..Case::in_status(Status::Drafting)
                    };
                    let kind = kind.map_or("no kind yet", |kind| kind.as_str());
                    let again = if again { ", again by itself" } else { "" };
                    let name = [
                        kind.to_owned(),
                        format!("curtain {curtain:?}"),
                        format!("papers {papers:?}"),
                        format!("{unverified} to verify, {unpassed} to pass{again}"),
                        format!("after the grant {after:?}"),
                    ];
                    cases.push((name, case));
                }
            }
        }
    }
    cases
}

/// What each action leads to; what nobody may do is left out.
fn table(case: &Case) -> String {
    let turn = whose_turn(case).map_or("nobody's", |party| party.as_str());
    let deadline = DeadlineName::of_status(case.status).map_or("none", |name| name.as_str());
    let mut table = format!("turn {turn}; deadline {deadline}\n");
    for action in Action::ALL {
        for actor in ACTORS {
            match apply(case, *action, actor) {
                Ok(step) => {
                    let _ = writeln!(
                        table,
                        "  {:<9} by {:<9} {}",
                        action.as_str(),
                        actor.as_str(),
                        follows(&step)
                    );
                }
                Err(refused) => assert_eq!((refused.status, refused.action), (case.status, *action)),
            }
        }
    }
    table
}

fn follows(step: &Step) -> String {
    let mut follows = format!("-> {} ({}", step.status, step.event);
    for (audience, notice) in step.tells {
        let _ = write!(follows, "; tells {audience} {notice}");
    }
    for deadline in step.ends {
        let _ = write!(follows, "; {deadline} ends");
    }
    for deadline in step.begins {
        let _ = write!(follows, "; {deadline} begins");
    }
    if step.releases {
        follows.push_str("; ends the claim");
    }
    follows + ")"
}
