//! Notices and reminders in words: rendered when they are decided, in their receiver's language.

use chrono::{DateTime, Duration, Utc};
use minijinja::{Value, context};

use super::applicant;
use super::talk::{self, button};
use crate::domain::answers::Answer;
use crate::domain::calendar;
use crate::domain::deadlines::{DeadlineName, ends_at};
use crate::domain::filing::{Filing, Place, Status};
use crate::domain::form;
use crate::domain::outgoing::{Call, ChatId, Keyboard, Lane, Matter, Outgoing, Owner};
use crate::domain::press::{Press, Verb};
use crate::domain::reply::Reply;
use crate::domain::workflow::{Audience, NoticeName};
use crate::prompts::{Prompts, Words};
use crate::work::{About, Notice, Work};

/// The authority usually answers within so many working days (the guide's section 管局审核).
const AUTHORITY_USUALLY: u32 = 15;

/// Puts everything that the input wants told into words. What goes to the chat that has just spoken goes at once, into the topic in which
/// it spoke.
pub fn tell_all(work: &mut Work, prompts: &Prompts, speaking: Option<ChatId>, topic: Option<i64>) {
    for notice in work.take_notices() {
        let words = prompts.words(work.language_of(notice.to));
        let filing = notice.filing.and_then(|id| work.filings.get(&id)).cloned();
        let reply = reply(work, &words, &notice, filing.as_ref());
        let (lane, topic) = if speaking == Some(notice.to) {
            (Lane::Answer, topic)
        } else {
            (Lane::Unasked, None)
        };
        let owner = match &filing {
            Some(filing) if filing.data_key.is_some() => Owner::Filing(filing.id),
            _ => Owner::Chat(notice.to),
        };
        if let About::Role(role) = notice.about {
            let role = role.unwrap_or(crate::work::Role::Applicant);
            talk::menu(work, prompts, notice.to, role, false, words.language);
        }
        say(work, &notice, (topic, lane), owner, reply);
    }
}

/// Says a notice for as long as it is true.
fn say(work: &mut Work, notice: &Notice, (thread, lane): (Option<i64>, Lane), owner: Owner, reply: Reply) {
    let matter = notice.filing.and_then(|filing| match notice.about {
        About::Event {
            to: Audience::Applicant,
            ..
        } => Some(Matter::Status(filing)),
        About::Event { .. } => Some(Matter::News(filing)),
        About::Reminder { .. } | About::Missed { .. } | About::Unreached { .. } => Some(Matter::Reminder(filing)),
        About::Role(_) => None,
    });
    let Some(matter) = matter else {
        return talk::say(work, notice.to, thread, lane, owner, reply);
    };
    let expires_at = match notice.about {
        About::Reminder { until, .. } => until,
        About::Unreached { ends_at } => Some(ends_at),
        _ => None,
    };
    for outgoing in talk::parts(notice.to, thread, lane, owner, reply) {
        work.say_about(matter, Outgoing { expires_at, ..outgoing });
    }
}

fn reply(work: &Work, words: &Words, notice: &Notice, filing: Option<&Filing>) -> Reply {
    match (&notice.about, filing) {
        (About::Role(Some(role)), _) => {
            let role = words.label("role", role.as_str());
            Reply::text(words.render_path("notices/appointed", context! { role }))
        }
        (About::Role(None), _) => Reply::text(words.render_path("notices/dismissed", context! {})),
        (
            About::Event {
                name,
                to,
                event,
                words: said,
            },
            Some(filing),
        ) => Reply {
            text: words.render_path(
                &format!("notices/{name}"),
                event_context(work, words, (*name, *event), said.as_deref(), filing),
            ),
            keyboard: match to {
                Audience::Applicant => applicant::after_notice(words, filing),
                _ => show_button(words, filing),
            },
            slot: None,
        },
        (About::Reminder { deadline, ends_at, .. }, Some(filing)) => Reply {
            text: words.render_path(
                &format!("reminders/{deadline}"),
                reminder_context(
                    work,
                    words,
                    filing,
                    deadline.rule().told != Audience::Applicant,
                    *ends_at,
                ),
            ),
            keyboard: match deadline.rule().told {
                Audience::Applicant => applicant::draft_buttons(words, filing),
                _ => show_button(words, filing),
            },
            slot: None,
        },
        (About::Missed { deadline, ends_at }, Some(filing)) => Reply::text(words.render_path(
            &format!("reminders/{deadline}_missed"),
            reminder_context(work, words, filing, *deadline == DeadlineName::FirstReview, *ends_at),
        )),
        (About::Unreached { ends_at }, Some(filing)) => Reply {
            text: words.render_path(
                "reminders/unreached",
                reminder_context(work, words, filing, true, *ends_at),
            ),
            keyboard: show_button(words, filing),
            slot: None,
        },
        // A notice about a filing always comes with the filing.
        _ => Reply::default(),
    }
}

/// Reviewers are told to the minute, and so is what was to be done by the reviewers.
fn reminder_context(work: &Work, words: &Words, filing: &Filing, to_the_minute: bool, ends_at: DateTime<Utc>) -> Value {
    context! {
        number => filing.number,
        draft => name_of_draft(words, filing),
        until => if to_the_minute { words.date_time(ends_at) } else { words.date(ends_at) },
        since => words.date(filing.status_since),
        claimed => filing.claimed_by.is_some(),
        late => ends_at <= work.now,
    }
}

/// By what its applicant knows a draft: its first site's name or domain, else the organiser's.
fn name_of_draft(words: &Words, filing: &Filing) -> Option<String> {
    let shown = |place, id| {
        let field = form::field(id)?;
        let answer = filing.value(place, field).filter(|answer| *answer != Answer::Skipped)?;
        Some(if field.personal {
            words.show_masked(field, &answer)
        } else {
            words.show(field, &answer)
        })
    };
    let site = filing.services.first().copied();
    let of_site = |id| shown(site?, id);
    let named = of_site("site_name").or_else(|| of_site("domain"));
    named.or_else(|| shown(Place::Subject, "organiser_name"))
}

fn show_button(words: &Words, filing: &Filing) -> Keyboard {
    let press = Press::of(Verb::Show, filing.id, filing.version);
    Keyboard(vec![vec![button(words.button("show"), press)]])
}

fn event_context(
    work: &Work,
    words: &Words,
    (name, event): (NoticeName, &str),
    said: Option<&str>,
    filing: &Filing,
) -> Value {
    let until = match name {
        NoticeName::Submitted => Some(ends_at(DeadlineName::FirstReview, work.now)),
        NoticeName::Rejected | NoticeName::Returned => Some(ends_at(DeadlineName::Correction, work.now)),
        NoticeName::HandedOver => {
            let due = calendar::add_working_days(work.now, AUTHORITY_USUALLY);
            Some((due.at, due.about))
        }
        _ => None,
    };
    let fields: Vec<Value> = filing
        .sent_back()
        .filter_map(|back| {
            let field = form::field(back.field)?;
            let value = filing.value(back.place, field).map(|answer| words.show(field, &answer));
            let reason = back.reason.as_ref().map(|id| words.data("reasons", id));
            let advice = back.reason.as_ref().and_then(|id| words.data_hint("reasons", id));
            Some(context! { label => words.field(field.id), value, reason, advice, words => &back.words })
        })
        .collect();
    let (subject_number, services) = granted_numbers(filing);
    context! {
        number => filing.number,
        event,
        action => words.label("action", event),
        status => words.label("status", filing.status.as_str()),
        until => until.map(|(at, _)| words.date(at)),
        about => until.is_some_and(|(_, about)| about),
        fields,
        words => said,
        subject_number,
        services,
    }
}

/// The numbers of a granted filing: the subject's, and each site's with its domain.
pub fn granted_numbers(filing: &Filing) -> (Option<&str>, Vec<Value>) {
    let Some(granted) = &filing.facts.granted else {
        return (None, Vec::new());
    };
    let services = granted.services.iter().map(|(place, number)| {
        let domain = filing.view(*place).value("domain").map(|domain| domain.show());
        context! { domain, number }
    });
    (Some(&granted.subject), services.collect())
}

/// The desk's one message with the counts, in the topic where `/here` was given: edited in place, or said `anew`.
pub fn desk(work: &mut Work, prompts: &Prompts, chat: ChatId, anew: bool) {
    let topic = work.desks.get(&chat).and_then(|desk| desk.topic);
    let words = prompts.words(work.language_of(chat));
    // The list has a limit, the counts have none.
    let oldest = work
        .queue
        .iter()
        .filter(|listed| listed.status == Status::FirstReview && listed.claimed_by.is_none())
        .filter_map(|listed| listed.submitted_at)
        .min();
    let oldest_until = oldest.map(|at| words.date_time(ends_at(DeadlineName::FirstReview, at).0));
    let text = words.render_path(
        "notices/desk",
        context! {
            waiting => work.count_of(Status::FirstReview, false),
            claimed => work.count_of(Status::FirstReview, true),
            ready => work.count(Status::Ready),
            authority => work.count(Status::Authority),
            oldest_until,
        },
    );
    let keyboard = Keyboard(vec![vec![button(words.button("queue"), Press::new(Verb::Queue))]]);
    let call = if anew {
        Call::Send { text, keyboard, topic }
    } else {
        Call::Edit {
            message_id: None,
            text,
            keyboard,
            topic,
        }
    };
    work.say(Outgoing {
        chat,
        lane: Lane::Unasked,
        slot: Some("desk".to_owned()),
        owner: Owner::Chat(chat),
        call,
        not_before: None,
        expires_at: None,
    });
}

/// At most this many filings have a line in the digest; the rest is counted.
const DIGEST_LINES: usize = 10;
/// What ends within this time is in the digest: it comes once a day, and not at the same hour each day.
const NEAR: Duration = Duration::hours(36);

/// The desk's digest: what nobody has claimed, and is late or will be before the next digest. Nothing, where all is claimed by now.
pub fn digest(work: &mut Work, prompts: &Prompts, chat: ChatId) {
    let topic = work.desks.get(&chat).and_then(|desk| desk.topic);
    let words = prompts.words(work.language_of(chat));
    let now = work.now;
    let mut listed: Vec<_> = work
        .queue
        .iter()
        .filter(|listed| listed.claimed_by.is_none())
        .filter_map(|listed| {
            let deadline = DeadlineName::of_status(listed.status)?;
            let until = ends_at(deadline, listed.status_since).0;
            (until <= now + NEAR).then_some((until, listed))
        })
        .collect();
    if listed.is_empty() {
        return;
    }
    listed.sort_by_key(|(until, listed)| (*until, listed.number));
    let lines: Vec<_> = listed
        .iter()
        .take(DIGEST_LINES)
        .map(|(until, listed)| {
            context! {
                number => listed.number,
                status => words.label("status", listed.status.as_str()),
                until => words.date_time(*until),
                late => *until <= now,
            }
        })
        .collect();
    let unclaimed: usize = work
        .counted
        .iter()
        .filter(|((_, is_claimed), _)| !is_claimed)
        .map(|(_, count)| count)
        .sum();
    let more = unclaimed.saturating_sub(lines.len());
    let text = words.render_path("notices/digest", context! { lines, more });
    let keyboard = Keyboard(vec![vec![button(words.button("queue"), Press::new(Verb::Queue))]]);
    work.say(Outgoing {
        chat,
        lane: Lane::Unasked,
        slot: Some("digest".to_owned()),
        owner: Owner::Chat(chat),
        call: Call::Send { text, keyboard, topic },
        not_before: None,
        expires_at: None,
    });
}
