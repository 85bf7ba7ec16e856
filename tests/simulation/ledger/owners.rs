//! No filing without an owner and a next date.

use std::collections::{BTreeSet, HashSet};

use beian_bot::clock::Clock as _;
use beian_bot::domain::deadlines::Deadline;
use beian_bot::domain::filing::Filing;
use beian_bot::domain::turn::whose_turn;
use beian_bot::domain::workflow::Case;
use beian_bot::storage::load;
use beian_bot::storage::seal::KeyRing;
use beian_bot::work::{Needs, Work};
use entities::filing;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::Ledger;
use crate::desk::Brief;
use crate::town::Town;

/// What is loaded of filings, by the bot's own means.
pub async fn loaded(town: &Town, store: &beian_bot::storage::Store, needs: &Needs) -> Work {
    let (mut work, mut ring) = (
        Work::new(town.clock.now(), Vec::new(), Box::new(Uuid::new_v4)),
        KeyRing::default(),
    );
    let nobody = BTreeSet::new();
    load::needs(store.connection(), &town.secrets, &mut work, &mut ring, nobody, needs)
        .await
        .unwrap();
    work
}

impl Ledger {
    /// Looks at these filings, and returns what a reviewer knows of them.
    pub(super) async fn owners(&mut self, changed: HashSet<Uuid>) -> Vec<Brief> {
        let mut briefs = Vec::new();
        let changed: Vec<Uuid> = changed.into_iter().collect();
        for some in changed.chunks(200) {
            let needs = Needs {
                filings: some.iter().copied().collect(),
                deadlines_of_filings: true,
                ..Needs::default()
            };
            let work = loaded(&self.town, &self.store, &needs).await;
            let found: BTreeSet<Uuid> = work.filings.iter().map(|(id, _)| *id).collect();
            assert_eq!(found, some.iter().copied().collect(), "a filing is gone");
            for (id, filing) in work.filings.iter() {
                self.has_owner_and_date(&work, filing);
                briefs.push(Brief {
                    id: *id,
                    number: filing.number.unwrap_or(0),
                    claimed_by: filing.claimed_by,
                    case: Case::of(filing),
                });
            }
        }
        briefs
    }

    fn has_owner_and_date(&self, work: &Work, filing: &Filing) {
        let all = work.deadlines.iter().map(|(_, deadline)| deadline);
        let open: Vec<&Deadline> = all
            .filter(|deadline| deadline.filing == filing.id && deadline.is_open())
            .collect();
        let (id, status) = (filing.id, filing.status);
        let entry = &self.filings[&id];
        assert_eq!(entry.status, status.as_str(), "{id} is not where its history ends");
        assert_eq!(
            entry.claimed_by, filing.claimed_by,
            "{id} is not whose its history says"
        );
        let owner = whose_turn(&Case::of(filing));
        if owner.is_none() {
            assert!(status.is_closed(), "{id} is {status} and nobody's");
            // A question that nobody has answered outlives what it was about.
            let is_over = open.iter().all(|deadline| !deadline.name.is_of_filing());
            assert!(is_over, "{id} is {status}, and still {open:?}");
            return;
        }
        let has_date = open.iter().any(|deadline| deadline.name.is_of_filing());
        assert!(has_date, "{id} is {status} and has no date to come");
        for deadline in open {
            let next = deadline.next_at;
            assert!(
                next.is_some_and(|at| at > work.now),
                "{id} is {status}: no date to come: {deadline:?}"
            );
            let planned = deadline.after(work.now).map(|(at, _)| at);
            assert_eq!(
                next, planned,
                "{id} is {status}: another date than the rules': {deadline:?}"
            );
        }
    }

    /// Looks at all of them that are not over, also those to which nothing happened.
    pub async fn all_have_owners(&mut self) {
        let closed = ["withdrawn", "lapsed", "cancelled"];
        let open = filing::Entity::find().filter(filing::Column::Status.is_not_in(closed));
        let open = open.all(self.store.connection()).await.unwrap();
        self.owners(open.into_iter().map(|row| row.id).collect()).await;
    }
}
