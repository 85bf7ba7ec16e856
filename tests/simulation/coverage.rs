//! That the days went everywhere: a simulation that does not get about proves nothing.

use beian_bot::domain::deadlines::{DEADLINES, End};
use beian_bot::domain::filing::Status;
use beian_bot::domain::told::NoticeName;

use crate::ledger::Coverage;

/// Statuses that no act leads to yet.
const NOWHERE: [Status; 1] = [Status::Cancelled];
/// Told only where nobody has a mobile of the mainland to verify: everybody here has one.
const UNHEARD: [NoticeName; 1] = [NoticeName::HandedOver];
/// So few filings come to these that each is seen five times less often than the others.
const RARE: [&str; 5] = [
    "notices/corrected",
    "notices/curtain_not_arrived",
    "notices/papers_received",
    "reminders/curtain_missed",
    "reminders/papers",
];
/// A hundred filings come to these fewer than fifteen times, and what one person leaves out many leave out: so few filings may miss them.
const SELDOM: [&str; 18] = [
    "withdrawn",
    "notices/withdrawn",
    "notices/objected",
    "notices/papers_owed",
    "notices/papers_received",
    "notices/corrected",
    "notices/curtain_not_arrived",
    "notices/curtain_photo",
    "reminders/curtain",
    "reminders/papers",
    "reminders/supplement",
    "the end of correction",
    "the end of curtain_photo",
    "the end of papers",
    "the end of supplement",
    "a moment of curtain",
    "a moment of curtain_review",
    "a moment of papers_mailed",
];
/// So many filings come to everything, however the dice fall.
const ENOUGH: u32 = 1_000;

/// Every status, every deadline with its reminders and its end, every notice, each fate of what was queued: so many times at least for
/// every hundred filings. Where there are too few filings for that, what they seldom come to may be missing.
pub fn is_everywhere(seen: &Coverage, filings: u32) {
    let mut lacking = lacking(seen, filings);
    if filings < ENOUGH {
        lacking.retain(|(what, _)| !SELDOM.contains(&what.as_str()));
    }
    assert!(lacking.is_empty(), "these came too seldom: {lacking:#?}");
}

/// What came too seldom, and how often.
fn lacking(seen: &Coverage, filings: u32) -> Vec<(String, u64)> {
    let least = u64::from(filings / 100).max(1);
    let mut lacking = Vec::new();
    let mut often = |count: Option<&u64>, what: &str| {
        let count = count.copied().unwrap_or(0);
        let least = if RARE.contains(&what) {
            (least / 5).max(1)
        } else {
            least
        };
        if count < least {
            lacking.push((what.to_owned(), count));
        }
    };
    for status in Status::ALL.iter().filter(|status| !NOWHERE.contains(status)) {
        often(seen.statuses.get(status.as_str()), status.as_str());
    }
    for rule in DEADLINES {
        let of = |what: &str| seen.moments.get(&(rule.name.to_string(), what.to_owned()));
        if !rule.remind.is_empty() {
            often(of("remind"), &format!("reminders/{}", rule.name));
        }
        if matches!(rule.end, End::Act(_)) {
            // Those who are reminded seldom let it come to this.
            often(of("end").map(|_| &least), &format!("the end of {}", rule.name));
        }
        let any = seen
            .moments
            .iter()
            .any(|((name, _), count)| *name == rule.name.to_string() && *count > 0);
        often(any.then_some(&least), &format!("a moment of {}", rule.name));
    }
    for name in NoticeName::ALL.iter().filter(|name| !UNHEARD.contains(name)) {
        let name = format!("notices/{name}");
        often(seen.notices.get(&name), &name);
    }
    for fate in [
        "delivered",
        "refused for good",
        "replaced by a later one",
        "worthless by then",
    ] {
        often(seen.fates.get(fate), fate);
    }
    lacking
}
