//! That the days went everywhere: a simulation that does not get about proves nothing.

use beian_bot::domain::deadlines::{DEADLINES, End};
use beian_bot::domain::filing::Status;
use beian_bot::domain::told::NoticeName;

use crate::ledger::Coverage;

/// Statuses that no act leads to yet.
const NOWHERE: [Status; 1] = [Status::Cancelled];
/// Told only where a curtain was ordered while the form was being filled in, which is not there, and where nobody has a mobile of the
/// mainland to verify: everybody here has one.
const UNHEARD: [NoticeName; 2] = [NoticeName::CurtainPhoto, NoticeName::HandedOver];
/// So few filings come to these that a hundred may miss them.
const RARE: [&str; 5] = [
    "notices/corrected",
    "notices/curtain_not_arrived",
    "notices/papers_received",
    "reminders/curtain_missed",
    "reminders/papers",
];

/// Every status, every deadline with its reminders and its end, every notice, each fate of what was queued: so many times at least for
/// every hundred filings.
pub fn is_everywhere(seen: &Coverage, filings: u32) {
    let least = u64::from(filings / 100);
    let often = |count: Option<&u64>, what: &str| {
        let count = count.copied().unwrap_or(0);
        let least = if RARE.contains(&what) { least / 5 } else { least };
        assert!(count >= least, "{what} came {count} times, less than {least}");
    };
    for status in Status::ALL.iter().filter(|status| !NOWHERE.contains(status)) {
        often(seen.statuses.get(status.as_str()), status.as_str());
    }
    for rule in DEADLINES {
        let of = |what: &str| (rule.name.to_string(), what.to_owned());
        let mut moments = seen
            .moments
            .iter()
            .filter(|((name, _), _)| *name == rule.name.to_string());
        assert!(moments.any(|(_, count)| *count > 0), "no moment of {} came", rule.name);
        if !rule.remind.is_empty() && filings >= 1_000 {
            often(seen.moments.get(&of("remind")), &format!("reminders/{}", rule.name));
        }
        if matches!(rule.end, End::Act(_)) && filings >= 1_000 {
            assert!(seen.moments.contains_key(&of("end")), "{} never ended", rule.name);
        }
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
}
