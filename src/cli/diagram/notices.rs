//! Every notice and every reminder as Markdown: what tells whom what, and when.

use std::fmt::Write as _;

use chrono::TimeDelta;

use super::steps;
use crate::domain::deadlines::{DEADLINES, End, Night, Remind, Rule, Term};
use crate::domain::filing::{FilingKind, Status};
use crate::domain::workflow::{Audience, NoticeName};

pub fn notices() -> String {
    let mut text = String::from("## Status changes\n\n| In | Event | Then | Told |\n|---|---|---|---|\n");
    for row in changes() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text.push_str(
        "\n## Deadlines\n\n| Deadline | Term | Reminded | When | When it passes | At night |\n|---|---|---|---|---|---|\n",
    );
    for rule in DEADLINES {
        let _ = writeln!(text, "| {} |", deadline(rule).join(" | "));
    }
    text
}

/// What is told when something happens: of every status, for all kinds together.
fn changes() -> Vec<[String; 4]> {
    let mut rows: Vec<[String; 4]> = Vec::new();
    for status in Status::ALL {
        for kind in FilingKind::ALL {
            for (_, actor, step) in steps(*kind, *status) {
                if step.tells.is_empty() {
                    continue;
                }
                let told: Vec<String> = step.tells.iter().map(|(to, name)| told(*to, *name)).collect();
                let row = [
                    format!("`{status}`"),
                    format!("`{}` by the {}", step.event, actor.as_str()),
                    format!("`{}`", step.status),
                    told.join(", "),
                ];
                if !rows.contains(&row) {
                    rows.push(row);
                }
            }
        }
    }
    rows
}

fn told(to: Audience, name: NoticeName) -> String {
    format!("{} (`{name}`)", audience(to))
}

fn audience(to: Audience) -> &'static str {
    match to {
        Audience::Applicant => "applicant",
        Audience::Claimant => "claimant",
        Audience::Desk => "desk",
    }
}

fn deadline(rule: &Rule) -> [String; 6] {
    let counted = if rule.from_last_answer {
        " from the last answer"
    } else {
        ""
    };
    let when: Vec<String> = rule.remind.iter().map(|remind| reminder(*remind)).collect();
    [
        format!("`{}`", rule.name),
        format!("{}{counted}", term(rule.term)),
        audience(rule.told).to_owned(),
        if when.is_empty() {
            "–".to_owned()
        } else {
            when.join(", ")
        },
        passes(rule),
        night(rule.night).to_owned(),
    ]
}

fn term(term: Term) -> String {
    match term {
        Term::Hours(hours) => format!("{hours} hours"),
        Term::Days(days) => format!("{days} days"),
        Term::WorkingDays(1) => "1 working day".to_owned(),
        Term::WorkingDays(days) => format!("{days} working days"),
        Term::OfficeHours(hours) => format!("{hours} hours, within the authorities' day"),
        Term::WholeDays(days) => format!("{days} days, to the end of the last"),
    }
}

fn reminder(remind: Remind) -> String {
    match remind {
        Remind::Before(time) => format!("{} before", length(time)),
        Remind::After(time) => format!("after {}", length(time)),
        Remind::Morning(0) => "in the morning of the last day".to_owned(),
        Remind::Morning(1) => "in the morning 1 day before".to_owned(),
        Remind::Morning(days) => format!("in the morning {days} days before"),
    }
}

fn length(time: TimeDelta) -> String {
    let (count, unit) = match time.num_hours() {
        hours if hours % 24 == 0 => (hours / 24, "day"),
        hours => (hours, "hour"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

fn passes(rule: &Rule) -> String {
    let phoned = if rule.phoned {
        "; before that the claimant hears of it where a reminder was not delivered"
    } else {
        ""
    };
    match rule.end {
        End::Act(action) => format!("`{action}` by the clock{phoned}"),
        End::PutBack => format!("it goes back into the queue{phoned}"),
        End::Remind { again, missed } => {
            let missed: Vec<&str> = missed.iter().map(|to| audience(*to)).collect();
            let also = match missed.as_slice() {
                [] => String::new(),
                missed => format!("; the {} hears once that it was missed", missed.join(" and the ")),
            };
            format!("reminded again every {}{also}{phoned}", term(again))
        }
    }
}

fn night(night: Night) -> &'static str {
    match night {
        Night::Later => "waits until 8:00",
        Night::Earlier => "comes on the evening before; the last one when it falls due",
        Night::Breaks => "when it falls due",
    }
}
