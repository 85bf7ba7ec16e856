//! Reminders of one moment become one message: whoever has several filings is not rung up several times at eight in the morning.

use chrono::{DateTime, Utc};

use crate::domain::outgoing::{Call, Matter};

use super::plan::{Joined, Step};

/// So many stand in one message, each with its mark, which its buttons have too.
const MARKS: [char; 10] = ['①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨', '⑩'];
/// Telegram takes 4 096 characters; tags are counted here too.
const LONGEST: usize = 3_800;

/// Joins reminders that were decided at the same instant and stand one after the other. One that was tried before goes alone: what
/// Telegram refuses of one is not to keep the others back.
pub(super) fn together(steps: Vec<Step>, now: DateTime<Utc>) -> Vec<Step> {
    let mut joined: Vec<Step> = Vec::with_capacity(steps.len());
    for step in steps {
        match joined.last_mut() {
            Some(last) if fits(last, &step, now) => join(last, step),
            _ => joined.push(step),
        }
    }
    joined
}

fn fits(last: &Step, step: &Step, now: DateTime<Utc>) -> bool {
    is_joinable(last, now)
        && is_joinable(step, now)
        && moment(last) == moment(step)
        && last.chat == step.chat
        && last.joined.len() + 1 < MARKS.len()
        && length(last) + length(step) < LONGEST
}

fn is_joinable(step: &Step, now: DateTime<Utc>) -> bool {
    let is_reminder = matches!(step.matter, Some(Matter::Reminder(_)));
    let is_plain = matches!(&step.call, Ok(Call::Send { topic: None, .. })) && step.slot.is_none();
    let is_due = step.next_at <= now && step.expires_at.is_none_or(|at| at > now);
    is_reminder && is_plain && is_due && !step.is_replaced && step.tries == 0 && step.faults == 0
}

/// When it was decided, or until when it was held back.
fn moment(step: &Step) -> i64 {
    match step.next_at.timestamp_millis() {
        0 => step.created_at,
        held => held,
    }
}

fn length(step: &Step) -> usize {
    match &step.call {
        Ok(Call::Send { text, .. }) => text.chars().count(),
        _ => 0,
    }
}

fn join(last: &mut Step, mut step: Step) {
    if last.joined.is_empty() {
        mark(last, MARKS[0]);
    }
    if let Some(next) = MARKS.get(last.joined.len() + 1) {
        mark(&mut step, *next);
    }
    last.folded.extend(step.rows());
    // It says something that is true for as long as any of them is.
    last.expires_at = last
        .expires_at
        .max(step.expires_at)
        .filter(|_| last.expires_at.is_some() && step.expires_at.is_some());
    last.joined.push(Joined {
        key: step.key,
        matter: step.matter,
        ends_silence: step.ends_silence,
    });
    if let (
        Ok(Call::Send { text, keyboard, .. }),
        Ok(Call::Send {
            text: more,
            keyboard: buttons,
            ..
        }),
    ) = (&mut last.call, step.call)
    {
        text.push_str("\n\n");
        text.push_str(&more);
        keyboard.0.extend(buttons.0);
    }
}

/// Which of them a text is, and a button belongs to.
fn mark(step: &mut Step, mark: char) {
    if let Ok(Call::Send { text, keyboard, .. }) = &mut step.call {
        text.insert_str(0, &format!("{mark} "));
        for button in keyboard.0.iter_mut().flatten() {
            button.label.insert_str(0, &format!("{mark} "));
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;
    use crate::domain::outgoing::{Button, Keyboard};

    fn reminder(id: i64, created_at: i64) -> Step {
        let button = Button {
            label: "go on".to_owned(),
            data: id.to_string(),
        };
        Step {
            id,
            key: format!("input:{id}:0"),
            chat: 1,
            slot: None,
            tries: 0,
            faults: 0,
            next_at: DateTime::UNIX_EPOCH,
            expires_at: None,
            call: Ok(Call::Send {
                text: format!("filing {id}"),
                keyboard: Keyboard(vec![vec![button]]),
                topic: None,
            }),
            matter: Some(Matter::Reminder(Uuid::from_u128(1))),
            is_replaced: false,
            ends_silence: false,
            folded: Vec::new(),
            created_at,
            joined: Vec::new(),
        }
    }

    fn check(steps: Vec<Step>, expected: &[(&[i64], &str)]) {
        let steps = together(steps, DateTime::UNIX_EPOCH + TimeDelta::seconds(10));
        let found: Vec<(Vec<i64>, String)> = steps
            .iter()
            .map(|step| match &step.call {
                Ok(Call::Send { text, keyboard, .. }) => {
                    let labels = keyboard.0.iter().flatten().map(|button| format!(" [{}]", button.label));
                    (step.rows().collect(), format!("{text}{}", labels.collect::<String>()))
                }
                other => panic!("{other:?}"),
            })
            .collect();
        let found: Vec<(&[i64], &str)> = found
            .iter()
            .map(|(rows, text)| (rows.as_slice(), text.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn reminders_of_one_moment_are_one_message() {
        check(
            vec![reminder(1, 5), reminder(2, 5), reminder(3, 6)],
            &[
                (&[1, 2], "① filing 1\n\n② filing 2 [① go on] [② go on]"),
                (&[3], "filing 3 [go on]"),
            ],
        );
    }

    #[test]
    fn what_is_something_else_stands_alone() {
        let alone: [fn(&mut Step); 6] = [
            |step| step.matter = Some(Matter::Status(Uuid::from_u128(1))),
            |step| step.slot = Some("question".to_owned()),
            |step| step.tries = 1,
            |step| step.is_replaced = true,
            |step| step.expires_at = Some(DateTime::UNIX_EPOCH),
            |step| step.next_at += TimeDelta::hours(1),
        ];
        for change in alone {
            let mut other = reminder(2, 5);
            change(&mut other);
            let expected: &[(&[i64], &str)] = &[
                (&[1], "filing 1 [go on]"),
                (&[2], "filing 2 [go on]"),
                (&[3], "filing 3 [go on]"),
            ];
            check(vec![reminder(1, 5), other, reminder(3, 5)], expected);
        }
    }

    #[test]
    fn no_message_is_longer_than_telegram_takes() {
        let steps = together((1..=25).map(|id| reminder(id, 5)).collect(), DateTime::UNIX_EPOCH);
        let rows: Vec<usize> = steps.iter().map(|step| step.rows().count()).collect();
        assert_eq!(rows, [10, 10, 5]);
        let long = |id| {
            let mut step = reminder(id, 5);
            if let Ok(Call::Send { text, .. }) = &mut step.call {
                *text = "字".repeat(1_500);
            }
            step
        };
        let steps = together((1..=3).map(long).collect(), DateTime::UNIX_EPOCH);
        let rows: Vec<usize> = steps.iter().map(|step| step.rows().count()).collect();
        assert_eq!(rows, [2, 1]);
    }
}
