//! What no step may break.

use std::collections::HashMap;

use super::Walk;
use crate::domain::answers::Answer;
use crate::domain::filing::{Facts, Filing, FilingId, Status};
use crate::domain::form::asked::Asked;
use crate::domain::form::checks::{self, Weight};
use crate::domain::form::journey;
use crate::domain::workflow::{self, Case};
use crate::work::Audit;

impl Walk {
    /// What was handed in has an answer everywhere, and each stands before its checks.
    pub(super) fn must_fit(&self, filing: &Filing) {
        let mut draft = filing.clone();
        draft.status = Status::Drafting;
        for asked in journey::applicable(&draft) {
            let place = format!("step {}: {}@{}", self.step, asked.field.id, asked.place);
            let answer = draft.value(asked.place, asked.field);
            let skipped = answer.is_none() || answer == Some(Answer::Skipped);
            assert!(
                !skipped || asked.field.is_optional(&draft.view(asked.place)),
                "{place} was handed in without an answer"
            );
            assert!(
                !journey::is_unsettled(&draft, &asked, self.work.today()),
                "{place} was handed in with a doubt that nobody settled"
            );
            if let Some(answer) = answer.filter(|answer| *answer != Answer::Skipped) {
                self.stands(&draft, asked, &answer, &place);
            }
        }
    }

    /// An answer is by the rules of its kind and satisfies every check that refuses. Asked of the rules themselves, not of the journey,
    /// which is what is tried here.
    pub(super) fn stands(&self, filing: &Filing, asked: Asked, answer: &Answer, what: &str) {
        let today = self.work.today();
        let context = filing.view(asked.place).context(asked.field, today);
        let read = asked.field.kind.recheck(answer, &context);
        assert!(read.is_ok(), "{what} stands against the rules of its kind: {read:?}");
        let mut broken = checks::violations(filing, &asked, answer, today);
        broken.retain(|violation| violation.weight == Weight::Refused);
        assert!(broken.is_empty(), "{what} stands against a check: {broken:?}");
    }

    /// What no step may break.
    pub(super) fn check(&mut self) {
        let step = self.step;
        let notices = self.work.take_notices();
        let additions = std::mem::take(&mut self.work.additions);
        let mut entries: HashMap<FilingId, usize> = HashMap::new();
        for audit in &additions.audit {
            let from = self
                .last_entry
                .insert(audit.filing, audit.to)
                .unwrap_or(Status::Drafting);
            assert_eq!(
                audit.from, from,
                "step {step}: the history of {} has a gap",
                audit.filing
            );
            *entries.entry(audit.filing).or_default() += usize::from(audit.from != audit.to);
            *self.seen.entry(audit.action.clone()).or_default() += 1;
        }
        let mut changed = Vec::new();
        for (id, filing) in self.work.filings.iter() {
            let before = self.before.get(id);
            if before == Some(filing) {
                continue;
            }
            let status = filing.status;
            let was = before.map_or(Status::Drafting, |before| before.status);
            let times = entries.remove(id).unwrap_or_default();
            assert_eq!(
                times,
                usize::from(was != status),
                "step {step}: {was} -> {status} has {times} history lines"
            );
            let last = self.last_entry.get(id).copied();
            assert_eq!(last, Some(status), "step {step}: the history ends elsewhere");
            let has_line = additions.audit.iter().any(|audit| audit.filing == *id);
            assert!(
                has_line || before.is_some_and(|before| recorded(before) == recorded(filing)),
                "step {step}: something was done to {id} of which its history has no line"
            );
            if let Some(before) = before {
                let is_same = (&before.answers, &before.rejections, &before.services, before.status)
                    == (&filing.answers, &filing.rejections, &filing.services, status);
                assert!(
                    if is_same {
                        filing.version >= before.version
                    } else {
                        filing.version > before.version
                    },
                    "step {step}: {id} changed and its version did not rise"
                );
            }
            let told = notices
                .iter()
                .any(|notice| notice.filing == Some(*id) && notice.to == filing.applicant);
            // Nobody has heard of what is taken back, and nobody hears that it is.
            let is_of_it = |audit: &Audit| audit.filing == *id && audit.action == "undo";
            let told = told || additions.audit.iter().any(is_of_it);
            let dropped = was == Status::Drafting && status == Status::Withdrawn;
            assert!(
                was == status || told || dropped,
                "step {step}: {was} -> {status} is not told"
            );
            changed.push(filing.clone());
        }
        assert!(
            entries.values().all(|times| *times == 0),
            "step {step}: a change in the history that did not happen"
        );
        for filing in changed {
            self.has_owner_and_date(&filing);
            self.before.insert(filing.id, filing);
        }
    }

    /// Whatever is not closed is somebody's turn and has a moment to come; whatever is closed is nobody's.
    fn has_owner_and_date(&self, filing: &Filing) {
        let (step, status) = (self.step, filing.status);
        let all = self.work.deadlines.iter().map(|(_, deadline)| deadline);
        let open: Vec<_> = all
            // What runs beside the status is no date of it.
            .filter(|deadline| deadline.filing == filing.id && deadline.is_open() && deadline.name.is_of_filing())
            .collect();
        let owner = workflow::whose_turn(&Case::of(filing));
        if status.is_closed() {
            assert_eq!(filing.claimed_by, None, "step {step}: {status} and claimed");
        }
        if owner.is_none() {
            assert!(
                status.is_closed() && open.is_empty(),
                "step {step}: {status}, and still {open:?}"
            );
        } else {
            let is_granted = status == Status::Granted;
            assert!(!status.is_closed() || is_granted, "step {step}: {status} and {owner:?}");
            assert!(!open.is_empty(), "step {step}: {status} has no date");
            assert!(
                open.iter().all(|deadline| deadline.next_at.is_some()),
                "step {step}: {open:?}"
            );
        }
    }
}

/// What never changes without a line in the history: who has it, how often it was sent back, what was verified, granted and done since.
fn recorded(filing: &Filing) -> impl PartialEq {
    let Facts {
        granted,
        sms,
        afterwards,
        ..
    } = filing.facts.clone();
    (filing.claimed_by, filing.round, granted, sms, afterwards)
}
