//! `/queue`: what waits, by what is to be done with it: what is promised for the earliest day first, and of one day what came first; `/queue mine`,
//! `/queue overdue`, `/queue <status>` and `/queue <province>` one list by pages. `/next`: what is to be done first.

use chrono::{DateTime, Utc};

use super::{Command, Where, never, plain, show};
use crate::actions::{Done, Refusal};
use crate::bot::talk::{Talk, button, rows};
use crate::clock::shanghai;
use crate::domain::answers::{Context, Kind, List};
use crate::domain::conversation::ChatKind;
use crate::domain::deadlines::{DeadlineName, ends_at};
use crate::domain::filing::Status;
use crate::domain::form;
use crate::domain::outgoing::{Button, Keyboard, PersonId};
use crate::domain::overdue::promised_of_day;
use crate::domain::people::Role;
use crate::domain::place::Place;
use crate::domain::press::Press;
use crate::domain::regions::{self, Region};
use crate::domain::reply::Reply;
use crate::prompts::{Fault, Words, shown};
use crate::work::{Listed, Needs, PAGED};

/// At most this many filings of a status have a line where all statuses are listed; the rest has a button.
const FEW: usize = 5;
/// At most this many filings stand on a page.
const PAGE: usize = 10;

pub static QUEUE: Command = Command {
    loads: |needs, given| {
        let mut words = given.arguments.split_whitespace();
        let status = words.find_map(|word| word.parse::<Status>().ok());
        let which = status
            .map(Which::Of)
            .or_else(|| province(given.arguments).map(Which::In));
        needs.join(of_list(which, page_of(given.arguments), given.by));
    },
    changes: never,
    is_aside: true,
    has_button: true,
    ..plain("queue", Role::Reviewer, Where::Both, queue)
};

pub static NEXT: Command = Command {
    loads: |needs, given| {
        needs.queue = FEW;
        needs.queue_of.extend(given.by);
    },
    changes: never,
    is_aside: true,
    has_button: true,
    ..plain("next", Role::Reviewer, Where::Both, |talk, _| next(talk))
};

/// The page that is named, counted from 0.
fn page_of(arguments: &str) -> usize {
    let mut words = arguments.split_whitespace().rev();
    let page = words.find_map(|word| word.parse::<usize>().ok());
    page.map_or(0, |page| page.saturating_sub(1))
}

/// What stands before a province's id on a button.
const IN: &str = "in";

/// The province that is named.
fn province(arguments: &str) -> Option<&'static Region> {
    let on_button = arguments
        .split_whitespace()
        .find_map(|word| regions::region(word.strip_prefix(IN)?));
    if on_button.is_some() {
        return on_button;
    }
    let words = arguments
        .split_whitespace()
        .filter(|word| word.parse::<usize>().is_err());
    let text = words.collect::<Vec<_>>().join(" ");
    // The names of statuses and lists mean no province.
    let parsed = Kind::Choice(List::Region).parse(&text, &Context::default()).ok()?;
    regions::region(&parsed.answer.kept())
}

/// What must be loaded for a page to be seen: of one status or province that alone, else of each status as many as may stand there.
fn of_list(which: Option<Which>, page: usize, by: Option<PersonId>) -> Needs {
    let depth = page.saturating_add(1).saturating_mul(PAGE).min(PAGED);
    let status = match which {
        Some(Which::Of(status)) => Some((status, depth)),
        _ => None,
    };
    // How many there are of a province is counted by what was loaded.
    let region = match which {
        Some(Which::In(region)) => Some((region.id.clone(), PAGED)),
        _ => None,
    };
    Needs {
        queue: if status.is_some() || region.is_some() { 1 } else { depth },
        queue_of_status: status.into_iter().collect(),
        queue_of_region: region.into_iter().collect(),
        queue_of: by.into_iter().collect(),
        ..Needs::default()
    }
}

/// Everything that waits for us, in the order in which it is done.
const STATUSES: [Status; 7] = [
    Status::FirstReview,
    Status::Curtain,
    Status::Papers,
    Status::CurtainReview,
    Status::Ready,
    Status::Sms,
    Status::Authority,
];

/// Which filings are listed.
#[derive(Clone, Copy, Debug)]
enum Which {
    Of(Status),
    In(&'static Region),
    Mine,
    Overdue,
}

impl Which {
    fn label(self, words: &Words) -> Result<String, Fault> {
        match self {
            Which::Of(status) => words.label("status", status.as_str()),
            Which::In(region) => words.data("regions", &region.id),
            Which::Mine | Which::Overdue => words.button(&self.word()),
        }
    }

    /// As it stands on buttons, and as it may be typed.
    fn word(self) -> String {
        match self {
            Which::Of(status) => status.to_string(),
            // Its id alone would be a page.
            Which::In(region) => format!("{IN}{}", region.id),
            Which::Mine => "mine".to_owned(),
            Which::Overdue => "overdue".to_owned(),
        }
    }

    fn holds(self, talk: &Talk, listed: &Listed) -> bool {
        match self {
            Which::Of(status) => listed.status == status,
            Which::In(region) => listed.region.as_ref() == Some(&region.id),
            Which::Mine => listed.claimed_by == Some(talk.person),
            Which::Overdue => until(listed).is_some_and(|until| until < talk.work.now),
        }
    }
}

/// Until when something is to be done with it.
fn until(listed: &Listed) -> Option<DateTime<Utc>> {
    let deadline = DeadlineName::of_status(listed.status)?;
    Some(ends_at(deadline, listed.status_since).0)
}

/// What waits: what is promised for the earliest day first, and of one day what came first.
fn waiting(talk: &Talk) -> Vec<Listed> {
    let mut queue: Vec<Listed> = talk.work.queue.clone();
    queue.retain(|listed| STATUSES.contains(&listed.status));
    // Of one status they stand as the index has them (`storage/queue.rs`): what was loaded is the beginning of the list.
    queue.sort_by_cached_key(|listed| {
        let deadline = DeadlineName::of_status(listed.status);
        let promised = deadline.map(|deadline| promised_of_day(deadline, listed.status_since));
        (
            promised.unwrap_or(listed.status_since),
            listed.status_since,
            listed.number,
        )
    });
    queue
}

fn queue(talk: &mut Talk, arguments: &str) -> Done {
    let all = [Which::Mine, Which::Overdue].into_iter().chain(STATUSES.map(Which::Of));
    let mut which = None;
    for word in arguments.split_whitespace() {
        let is_named =
            |which: &Which| which.word() == word || which.label(&talk.words).is_ok_and(|label| label == word);
        which = which.or_else(|| all.clone().find(is_named));
    }
    match which.or_else(|| province(arguments).map(Which::In)) {
        None if arguments.chars().any(char::is_alphabetic) => Err(Refusal::MissingArgument {
            command: QUEUE.name,
            number: None,
        }
        .into()),
        None => overview(talk),
        Some(which) => one_list(talk, which, page_of(arguments)),
    }
}

/// All statuses, the first few filings of each.
fn overview(talk: &mut Talk) -> Done {
    let waiting = waiting(talk);
    let first: Vec<&Listed> = STATUSES
        .iter()
        .flat_map(|status| waiting.iter().filter(|listed| listed.status == *status).take(FEW))
        .collect();
    needs_of_lines(talk, &first, None, 0)?;
    let mut groups = Vec::new();
    let mut lists = Vec::new();
    for status in STATUSES {
        let lines = first.iter().filter(|listed| listed.status == status);
        let lines: Vec<_> = lines.map(|listed| line(talk, listed)).collect::<Result<_, _>>()?;
        let (count, title) = (talk.work.count(status), talk.words.label("status", status.as_str())?);
        if count > lines.len() {
            lists.push(list_button(&format!("{title} {count}"), Which::Of(status), 0));
        }
        groups.push(shown::QueueGroup {
            title,
            count,
            more: count - lines.len().min(count),
            lines,
        });
    }
    let mine = waiting.iter().filter(|listed| Which::Mine.holds(talk, listed)).count();
    let (late, more) = late(talk);
    for (which, count, more) in [(Which::Mine, mine, ""), (Which::Overdue, late, more)] {
        if count > 0 {
            let label = which.label(&talk.words)?;
            lists.push(list_button(&format!("{label} {count}{more}"), which, 0));
        }
    }
    let count: usize = STATUSES.into_iter().map(|status| talk.work.count(status)).sum();
    let mut keyboard = numbers(talk, &first);
    keyboard.extend(rows(lists));
    if waiting.iter().any(|listed| is_to_do(talk, listed)) {
        keyboard.push(vec![talk.button("next", Press::act("next"))?]);
    }
    let text = talk.text(&shown::Queue {
        count,
        questions: talk.work.questions_open,
        groups,
        page: None,
    })?;
    talk.say(Reply::with_buttons(text, Keyboard(keyboard)));
    Ok(())
}

/// How many are overdue, and a sign where there are more than are counted.
fn late(talk: &Talk) -> (usize, &'static str) {
    let late = STATUSES.map(|status| talk.work.late.get(&status).copied().unwrap_or_default());
    let more = if late.iter().any(|late| *late >= PAGED) {
        "+"
    } else {
        ""
    };
    (late.into_iter().sum(), more)
}

/// A page of one list.
fn one_list(talk: &mut Talk, which: Which, page: usize) -> Done {
    let mut waiting = waiting(talk);
    waiting.retain(|listed| which.holds(talk, listed));
    let count = match which {
        Which::Of(status) => talk.work.count(status),
        Which::Mine | Which::In(_) => waiting.len(),
        Which::Overdue => late(talk).0,
    };
    let pages = count.min(PAGED).div_ceil(PAGE).max(1);
    let page = page.min(pages - 1);
    let shown_here: Vec<&Listed> = waiting.iter().skip(page * PAGE).take(PAGE).collect();
    needs_of_lines(talk, &shown_here, Some(which), page)?;
    let lines = shown_here.iter().map(|listed| line(talk, listed));
    let group = shown::QueueGroup {
        title: which.label(&talk.words)?,
        count,
        lines: lines.collect::<Result<_, _>>()?,
        // What even the last page does not reach.
        more: if page + 1 == pages {
            count.saturating_sub(pages * PAGE)
        } else {
            0
        },
    };
    let text = talk.text(&shown::Queue {
        count,
        questions: talk.work.questions_open,
        groups: vec![group],
        page: (pages > 1).then_some((page + 1, pages)),
    })?;
    let mut keyboard = numbers(talk, &shown_here);
    let mut turn = Vec::new();
    if page > 0 {
        turn.push(list_button(&talk.words.button("page_before")?, which, page - 1));
    }
    if page + 1 < pages {
        turn.push(list_button(&talk.words.button("page_after")?, which, page + 1));
    }
    keyboard.extend((!turn.is_empty()).then_some(turn));
    keyboard.push(vec![talk.button("queue", Press::act("queue"))?]);
    talk.edit(Reply::with_buttons(text, Keyboard(keyboard)));
    Ok(())
}

fn list_button(label: &str, which: Which, page: usize) -> Button {
    button(
        label.to_owned(),
        Press::act(&format!("queue {} {}", which.word(), page + 1)),
    )
}

/// A button for each filing that this reviewer may take, or has.
pub(super) fn numbers(talk: &Talk, listed: &[&Listed]) -> Vec<Vec<Button>> {
    let open = listed.iter().filter(|listed| is_open_to(talk, listed));
    let buttons = open.map(|listed| {
        let show = Press::act(&format!("show {}", listed.number));
        button(format!("#{}", listed.number), show)
    });
    rows(buttons.collect())
}

fn is_open_to(talk: &Talk, listed: &Listed) -> bool {
    match listed.claimed_by {
        Some(by) => by == talk.person,
        None => listed.applicant != talk.person,
    }
}

/// Whether it is this reviewer's next act that it waits for, and not the authority's.
fn is_to_do(talk: &Talk, listed: &Listed) -> bool {
    listed.status.is_reviewers_work() && is_open_to(talk, listed) && listed.applicant != talk.person
}

/// What their lines tell of these filings is loaded with them.
fn needs_of_lines(talk: &Talk, listed: &[&Listed], which: Option<Which>, page: usize) -> Done {
    talk.work.require(Needs {
        filings: listed.iter().map(|listed| listed.id).collect(),
        ..of_list(which, page, Some(talk.person))
    })?;
    Ok(())
}

pub(super) fn line(talk: &Talk, listed: &Listed) -> Result<shown::QueueLine, Fault> {
    let claimed_by = listed.claimed_by.map(|person| {
        talk.work
            .people
            .get(&person)
            .map_or_else(|| person.to_string(), |person| person.name.clone())
    });
    let filing = talk.work.filings.get(&listed.id);
    let value = |place: Place, id: &str| -> Result<Option<String>, Fault> {
        let found = form::field(id).zip(filing.and_then(|filing| filing.view(place).value(id)));
        found.map(|(field, answer)| talk.words.show(field, &answer)).transpose()
    };
    let site = filing
        .and_then(|filing| filing.services.first())
        .map(|service| service.place());
    let until = until(listed);
    let day = |at: DateTime<Utc>| at.with_timezone(&shanghai()).date_naive();
    Ok(shown::QueueLine {
        number: listed.number,
        region: value(Place::Subject, "region")?,
        nature: value(Place::Subject, "nature")?,
        domain: site.map(|site| value(site, "domain")).transpose()?.flatten(),
        days_left: until.map(|until| (day(until) - day(talk.work.now)).num_days()),
        late: until.is_some_and(|until| until < talk.work.now),
        // In a group everybody reads it.
        mine: listed.claimed_by == Some(talk.person) && talk.kind != ChatKind::Group,
        claimed_by,
        own: listed.applicant == talk.person,
    })
}

/// What is to be done first: of what is theirs or nobody's, that with the oldest promise.
fn next(talk: &mut Talk) -> Done {
    let first = waiting(talk).into_iter().find(|listed| is_to_do(talk, listed));
    let Some(first) = first else {
        let text = talk.text(&shown::NothingNext {})?;
        talk.say(Reply::text(text));
        return Ok(());
    };
    talk.work.require(Needs {
        filings: [first.id].into(),
        queue: FEW,
        queue_of: [talk.person].into(),
        history: [first.number].into(),
        ..Needs::default()
    })?;
    match talk.work.filings.get(&first.id).cloned() {
        Some(filing) => show::show(talk, &filing),
        None => Ok(()),
    }
}
