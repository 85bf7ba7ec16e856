//! Notices and reminders in words: rendered when they are decided, in their receiver's language.

use chrono::{DateTime, Datelike as _, Utc};

use super::applicant;
use super::commands::menu;
use super::numbers::granted_numbers;
use super::questions;
use super::talk::{self, button};
use super::verifying;
use crate::domain::answers::Answer;
use crate::domain::calendar;
use crate::domain::deadlines::{DeadlineName, Night, counts_from, ends_at, ends_of};
use crate::domain::filing::Filing;
use crate::domain::form;
use crate::domain::options;
use crate::domain::outgoing::{ChatId, Keyboard, Lane, Matter, Outgoing, Owner};
use crate::domain::place::Place;
use crate::domain::press::Press;
use crate::domain::regions;
use crate::domain::reply::Reply;
use crate::domain::workflow::{Audience, NoticeName};
use crate::prompts::shown::{AnsweredNotice, AskedNotice, Html, NoticeField, OfEvent, OfRole, Reminder, ReminderOf};
use crate::prompts::{Fault, Prompts, Words};
use crate::work::{Notice, Occasion, Work};

/// The authority usually answers within this many working days (the guide's section 管局审核).
const AUTHORITY_USUALLY: u32 = 15;

/// Puts everything that the input wants told into words. What goes to the chat that has just spoken goes at once, into the topic in which
/// it spoke.
pub fn tell_all(work: &mut Work, prompts: &Prompts, speaking: Option<ChatId>, topic: Option<i64>) -> Result<(), Fault> {
    for notice in work.take_notices() {
        let words = prompts.words(work.language_of(notice.to));
        let filing = notice.filing.and_then(|id| work.filings.get(&id)).cloned();
        let reply = reply(work, &words, &notice, filing.as_ref())?;
        let (lane, topic) = if speaking == Some(notice.to) {
            (Lane::Answer, topic)
        } else {
            (Lane::Unasked, None)
        };
        let owner = match &filing {
            Some(filing) if filing.data_key.is_some() => Owner::Filing(filing.id),
            _ => Owner::Chat(notice.to),
        };
        if let Occasion::Role(role) = notice.occasion {
            let role = role.unwrap_or(crate::domain::people::Role::Applicant);
            menu::menu(work, prompts, notice.to, role, false, words.language)?;
        }
        say(work, &notice, (topic, lane), owner, reply);
    }
    Ok(())
}

/// Says a notice for as long as it is true.
fn say(work: &mut Work, notice: &Notice, (thread, lane): (Option<i64>, Lane), owner: Owner, reply: Reply) {
    let matter = notice.filing.and_then(|filing| match notice.occasion {
        Occasion::Event {
            to: Audience::Applicant,
            ..
        } => Some(Matter::Status(filing)),
        Occasion::Event { .. } => Some(Matter::News(filing)),
        Occasion::Reminder { .. } | Occasion::Missed { .. } | Occasion::Unreached { .. } => {
            Some(Matter::Reminder(filing))
        }
        Occasion::Role(_) | Occasion::Asked { .. } | Occasion::Answered { .. } => None,
    });
    let Some(matter) = matter else {
        return talk::say(work, notice.to, thread, lane, owner, reply);
    };
    let expires_at = match notice.occasion {
        Occasion::Reminder { until, .. } => until,
        Occasion::Unreached { ends_at, .. } => Some(ends_at),
        _ => None,
    };
    let not_before = held_until(work, notice);
    for outgoing in talk::parts(notice.to, thread, lane, owner, reply) {
        let outgoing = Outgoing {
            expires_at,
            not_before,
            ..outgoing
        };
        work.say_about(matter, outgoing);
    }
}

/// What a reviewer has just done can be taken back for a while, and so long nobody hears of it.
fn held_until(work: &Work, notice: &Notice) -> Option<DateTime<Utc>> {
    if let Occasion::Reminder { deadline, until, .. } = notice.occasion {
        return quiet_until(work, notice.to, deadline, until);
    }
    if !matches!(notice.occasion, Occasion::Event { .. }) {
        return None;
    }
    let undo = work.filings.get(&notice.filing?)?.facts.undo.as_ref()?;
    (undo.at == work.now).then(|| undo.told_at())
}

/// In somebody's own quiet hours only what cannot wait is told: where the next word of it would come first, or where it may come at night.
fn quiet_until(work: &Work, to: ChatId, deadline: DeadlineName, until: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    let awake = work.people.get(&to)?.quiet.awake(work.now);
    let can_wait = deadline.rule().night == Night::Later && until.is_none_or(|until| awake < until);
    (can_wait && awake > work.now).then_some(awake)
}

fn reply(work: &Work, words: &Words, notice: &Notice, filing: Option<&Filing>) -> Result<Reply, Fault> {
    Ok(match (&notice.occasion, filing) {
        (Occasion::Role(Some(role)), _) => {
            let role = Some(words.label("role", role.as_str())?);
            Reply::text(words.render(&OfRole { role })?)
        }
        (Occasion::Asked { number }, _) => asked(work, words, *number)?,
        (Occasion::Answered { number }, _) => answered(work, words, *number, filing)?,
        (Occasion::Role(None), _) => Reply::text(words.render(&OfRole { role: None })?),
        (
            Occasion::Event {
                name,
                to,
                event,
                words: said,
            },
            Some(filing),
        ) => Reply::with_buttons(
            words.render(&of_event(work, words, (*name, *event), said.clone(), filing)?)?,
            match to {
                Audience::Applicant => applicant::after_notice(words, filing)?,
                _ => show_button(words, filing)?,
            },
        ),
        (Occasion::Reminder { deadline, ends_at, .. }, Some(filing)) => {
            let of = ReminderOf::Deadline(*deadline);
            let is_applicants = deadline.rule().told == Audience::Applicant;
            let to_the_minute = !is_applicants || *deadline == DeadlineName::Sms;
            Reply::with_buttons(
                words.render(&reminder(work, words, filing, (of, to_the_minute), *ends_at)?)?,
                match deadline {
                    _ if is_applicants => applicant::after_notice(words, filing)?,
                    DeadlineName::Question => {
                        let answer = button(words.button("answer")?, Press::act("answer"));
                        Keyboard(vec![vec![answer]])
                    }
                    _ => show_button(words, filing)?,
                },
            )
        }
        (Occasion::Missed { deadline, ends_at }, Some(filing)) => {
            let of = ReminderOf::Missed(*deadline);
            let is_ours = matches!(deadline, DeadlineName::FirstReview | DeadlineName::Curtain);
            Reply::text(words.render(&reminder(work, words, filing, (of, is_ours), *ends_at)?)?)
        }
        (Occasion::Unreached { deadline, ends_at }, Some(filing)) => Reply::with_buttons(
            words.render(&reminder(
                work,
                words,
                filing,
                (ReminderOf::Unreached(*deadline), true),
                *ends_at,
            )?)?,
            show_button(words, filing)?,
        ),
        // A notice about a filing always comes with the filing.
        _ => Reply::default(),
    })
}

/// To the reviewer who has the filing: its applicant asks something.
fn asked(work: &Work, words: &Words, number: i64) -> Result<Reply, Fault> {
    let Some(question) = work.questions.get(&number) else {
        return Ok(Reply::default());
    };
    let shown = questions::shown(work, words, question)?;
    let of_question = Press::act(&format!("answer {number}"));
    let mut row = vec![button(words.button("answer")?, of_question)];
    if let Some(filing) = shown.filing {
        row.push(button(words.button("show")?, Press::act(&format!("show {filing}"))));
    }
    let text = words.render(&AskedNotice { question: shown })?;
    Ok(Reply::with_buttons(text, Keyboard(vec![row])))
}

/// To the asker: what the reviewers say.
fn answered(work: &Work, words: &Words, number: i64, filing: Option<&Filing>) -> Result<Reply, Fault> {
    let question = work.questions.get(&number);
    let Some((question, answered)) = question.and_then(|question| Some((question, question.answered.as_ref()?))) else {
        return Ok(Reply::default());
    };
    let text = words.render(&AnsweredNotice {
        asked: question.words.clone(),
        answer: answered.words.clone(),
    })?;
    let mut row = vec![button(words.button("ask_again")?, Press::act("ask"))];
    if let Some(filing) = filing.filter(|filing| filing.is_with_applicant()) {
        row.push(button(
            words.button("resume")?,
            Press::act_on("resume", filing.id, filing.version),
        ));
    }
    Ok(Reply::with_buttons(text, Keyboard(vec![row])))
}

/// Reviewers are told to the minute, and so is what was to be done by them.
fn reminder(
    work: &Work,
    words: &Words,
    filing: &Filing,
    (of, to_the_minute): (ReminderOf, bool),
    ends_at: DateTime<Utc>,
) -> Result<Reminder, Fault> {
    let (ReminderOf::Deadline(name) | ReminderOf::Missed(name) | ReminderOf::Unreached(name)) = of;
    let mut people = verifying::people(words, filing, true)?;
    people.retain(|one| one.progress == "open");
    Ok(Reminder {
        of,
        deadline: name.as_str(),
        last_day: calendar::day(ends_at) == work.today(),
        opened: filing
            .facts
            .afterwards
            .as_ref()
            .and_then(|done| done.opened)
            .map(|day| words.day(day)),
        people,
        number: filing.number,
        draft: name_of_draft(words, filing)?,
        until: if to_the_minute {
            words.date_time(ends_at)
        } else {
            words.date(ends_at)
        },
        since: words.date(filing.status_since),
        claimed: filing.claimed_by.is_some(),
        late: ends_at <= work.now,
        curtain: applicant::curtain::shown(words, filing)?,
    })
}

/// By what its applicant knows a draft: its first site's name or domain, else the organiser's name.
fn name_of_draft(words: &Words, filing: &Filing) -> Result<Option<String>, Fault> {
    let site = filing.services.first().map(|service| service.place());
    let of_site = ["site_name", "domain"].map(|id| Some((site?, id)));
    for (place, id) in of_site
        .into_iter()
        .flatten()
        .chain([(Place::Subject, "organiser_name")])
    {
        let Some(field) = form::field(id) else { continue };
        let Some(answer) = filing.value(place, field).filter(|answer| *answer != Answer::Skipped) else {
            continue;
        };
        return Ok(Some(if field.personal {
            words.show_masked(field, &answer)?
        } else {
            words.show(field, &answer)?
        }));
    }
    Ok(None)
}

fn show_button(words: &Words, filing: &Filing) -> Result<Keyboard, Fault> {
    let press = Press::act_on("show", filing.id, filing.version);
    Ok(Keyboard(vec![vec![button(words.button("show")?, press)]]))
}

fn of_event(
    work: &Work,
    words: &Words,
    (name, event): (NoticeName, &'static str),
    said: Option<String>,
    filing: &Filing,
) -> Result<OfEvent, Fault> {
    let until = match name {
        NoticeName::Submitted => Some(ends_at(DeadlineName::FirstReview, work.now)),
        NoticeName::Supplement => Some(ends_of(DeadlineName::Supplement, filing, work.now)),
        NoticeName::Rejected | NoticeName::Returned => Some(ends_at(DeadlineName::Correction, work.now)),
        NoticeName::CurtainOwed => Some(ends_at(DeadlineName::Curtain, work.now)),
        NoticeName::CurtainMailed | NoticeName::CurtainPhoto => Some(ends_at(DeadlineName::CurtainPhoto, work.now)),
        NoticeName::PapersOwed => Some(ends_at(DeadlineName::Papers, work.now)),
        NoticeName::Opened => {
            let from = counts_from(DeadlineName::PublicSecurity, filing, work.now);
            Some(ends_at(DeadlineName::PublicSecurity, from))
        }
        NoticeName::HandedOver | NoticeName::SmsPassed => {
            let due = calendar::add_working_days(work.now, AUTHORITY_USUALLY);
            Some((due.at, due.is_estimate))
        }
        _ => None,
    };
    let mut fields = Vec::new();
    for back in filing.sent_back() {
        let Some(field) = form::field(back.field) else { continue };
        let value = filing.value(back.place, field);
        let (reason, advice) = applicant::reason(words, filing, back)?;
        fields.push(NoticeField {
            label: words.field_at(filing, back.place, field.id)?,
            value: value.map(|answer| words.show(field, &answer)).transpose()?,
            reason,
            advice,
            words: back.words.clone(),
        });
    }
    let (subject_number, services) = granted_numbers(filing);
    let opened = filing.facts.afterwards.as_ref().and_then(|done| done.opened);
    Ok(OfEvent {
        name,
        number: filing.number,
        event,
        action: words.label("action", event)?,
        status: words.label("status", filing.status.as_str())?,
        until: until.map(|(at, _)| words.date(at)),
        is_estimate: until.is_some_and(|(_, is_estimate)| is_estimate),
        fields,
        words: said,
        subject_number,
        services,
        copyright: copyright(filing),
        people: verifying::people(words, filing, true)?,
        how: match name {
            NoticeName::SmsOpen => Some(Html(verifying::how(words, filing)?)),
            _ => None,
        },
        year: work.today().year(),
        paid: usually_paid(filing),
        opened: opened.map(|day| words.day(day)),
        is_ahead: opened.is_some_and(|day| day > work.today()),
        late: until.is_some_and(|(at, _)| at <= work.now),
        again: verifying::again_at(filing).map(|at| words.date_time(at)),
        curtain: applicant::curtain::shown(words, filing)?,
    })
}

/// Whether what a site of an organisation offers is often paid for.
fn usually_paid(filing: &Filing) -> bool {
    let is_paid = |id: &str| options::site_content(id).is_some_and(|content| content.usually_paid);
    let answers = filing
        .services
        .iter()
        .filter_map(|service| filing.view(service.place()).value("site_content"));
    !filing.is_individual()
        && answers
            .into_iter()
            .any(|answer| answer.choice_ids().into_iter().any(is_paid))
}

/// The organiser's name, where the province wants it beside the filing number on the page.
fn copyright(filing: &Filing) -> Option<String> {
    let view = filing.view(Place::Subject);
    let region = view.choice("region")?;
    let wants = regions::region(&region).is_some_and(|region| region.footer_copyright);
    view.value("organiser_name").filter(|_| wants).map(|name| name.show())
}
