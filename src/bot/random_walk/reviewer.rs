//! Reviewers, who mostly do what leads on, and now and then what is not possible.

use chrono::Days;

use super::{REVIEWERS, Walk};
use crate::actions::curtain::Told;
use crate::actions::reject::Point;
use crate::actions::supplement::{self, Wanted};
use crate::actions::{self, Refusal};
use crate::domain::filing::{Filing, FilingId, Status};
use crate::domain::form::journey;
use crate::domain::icp_number::IcpNumber;
use crate::domain::outgoing::PersonId;
use crate::domain::place::Place;
use crate::domain::workflow::{self, Action, Actor, Case};
use crate::domain::{materials, reasons, regions, verification};
use crate::work::{Grant, Known, LookUp};

impl Walk {
    pub(super) fn reviewer(&mut self) {
        let reviewer = *self.random.of(&REVIEWERS).unwrap();
        let mut handed_in = self.open(|filing| filing.number.is_some());
        // Few get so far: they are looked at first, half of the time.
        let is_far = |filing: &Filing| {
            filing.status > Status::FirstReview && filing.status <= Status::Authority && !filing.is_with_applicant()
        };
        if self.random.percent(50) && handed_in.iter().any(is_far) {
            handed_in.retain(is_far);
        }
        let Some(filing) = self.random.of(&handed_in).cloned() else {
            return;
        };
        let possible = workflow::possible(&Case::of(&filing), Actor::Reviewer(reviewer));
        // Often the way on, so that filings get to its end; now and then what is not possible.
        let leads_on = |action: &&Action| {
            let on = [
                Action::Approve,
                Action::MailCurtain,
                Action::Received,
                Action::HandOver,
                Action::Verified,
                Action::Grant,
            ];
            on.contains(action)
        };
        let action = if self.random.percent(25) && possible.iter().any(|action| leads_on(&action)) {
            possible.iter().find(leads_on)
        } else if self.random.percent(85) {
            self.random.of(&possible)
        } else {
            self.random.of(Action::ALL)
        };
        let Some(action) = action.copied() else { return };
        let points = self.points(&filing);
        let numbers = self.granted(&filing);
        let words = self.random.percent(50).then(|| "材料不一致".to_owned());
        let other = self.random.below(10);
        let verifiers = verification::verifiers(&filing);
        let verifier: Vec<Place> = self.random.of(&verifiers).map(|one| one.place).into_iter().collect();
        let administrator = reviewer == 13;
        let wanted = self.wanted();
        let days = self.random.percent(50).then(|| self.random.below(60));
        let until = days.map(|days| self.work.today() + Days::new(days));
        let id = filing.id;
        if self.random.percent(4) {
            self.takes_back(reviewer, id);
            return;
        }
        if self.random.percent(4) {
            self.answers(reviewer);
            return;
        }
        let done = self.attempt(|work| {
            let filing = actions::filing(work, id)?;
            match (other, action) {
                (0, Action::Grant) => actions::note::called(work, &filing, reviewer, "没人接".to_owned()),
                (0, _) => actions::note::note(work, &filing, reviewer, "已电话核实".to_owned()),
                (1, _) => actions::claim::release(work, filing, reviewer, administrator).map(drop),
                (2, Action::Reject) => {
                    let mut filing = filing;
                    for point in points.clone() {
                        filing = actions::reject::pick(work, filing, reviewer, point)?;
                    }
                    Ok(())
                }
                (3, Action::Reject) => actions::reject::send(work, filing, reviewer, Action::Reject, None).map(drop),
                (_, Action::Approve) => actions::approve::approve(work, filing, reviewer).map(drop),
                (_, Action::Reject) => actions::reject::reject(work, filing, reviewer, points.clone()).map(drop),
                (2..5, Action::Supplement) => supplement::pick(work, filing, reviewer, wanted.clone()).map(drop),
                (5, Action::Supplement) => supplement::unpick(work, filing, reviewer, &wanted.what).map(drop),
                (_, Action::Supplement) => {
                    let mut filing = supplement::pick(work, filing, reviewer, wanted.clone())?;
                    if until.is_some() {
                        filing = supplement::set_until(work, filing, reviewer, until)?;
                    }
                    supplement::send(work, filing, reviewer).map(drop)
                }
                (_, Action::HandOver) => actions::hand_over::hand_over(work, filing, reviewer).map(drop),
                (_, Action::Grant | Action::Correct) => {
                    actions::grant::grant(work, filing, reviewer, &numbers).map(drop)
                }
                (_, Action::Return) => {
                    let points = points.clone();
                    actions::return_filing::return_filing(work, filing, reviewer, points, words.clone()).map(drop)
                }
                (3..7, Action::Verified) => actions::sms::verified(work, filing, reviewer, &verifier).map(drop),
                (_, Action::Verified) => actions::sms::verified(work, filing, reviewer, &[]).map(drop),
                (_, Action::Missed) => actions::sms::missed(work, filing, reviewer).map(drop),
                (_, Action::MailCurtain) => {
                    let told = actions::curtain::read(&filing, "顺丰 SF1029384756123")?;
                    match told {
                        Told::Parcel(parcel) => actions::curtain::mail(work, filing, reviewer, parcel).map(drop),
                        _ => Ok(()),
                    }
                }
                (_, Action::Received) => actions::curtain::received(work, filing, reviewer).map(drop),
                (_, Action::Claim) => actions::claim::claim(work, filing, reviewer).map(drop),
                (_, Action::Submit) => actions::submit::submit(work, filing).map(drop),
                (
                    _,
                    Action::Withdraw
                    | Action::Expire
                    | Action::Object
                    | Action::Opened
                    | Action::PublicSecurity
                    | Action::Arrived
                    | Action::NotArrived,
                ) => Ok(()),
            }
        });
        if let Err(Refusal::WrongStatus { possible, .. }) = done {
            assert!(
                !possible.contains(&action),
                "step {}: {action} was refused and is possible",
                self.step
            );
        }
        for grant in std::mem::take(&mut self.work.additions.grants) {
            self.registers(&grant);
        }
    }

    /// The last act is taken back, where it can be: then the filing stands as it stood before.
    fn takes_back(&mut self, reviewer: PersonId, id: FilingId) {
        let done = self.attempt(|work| {
            let filing = actions::filing(work, id)?;
            actions::undo::undo(work, filing, reviewer)
        });
        let Ok((filing, undone)) = done else { return };
        assert_eq!(
            filing.facts.undo, None,
            "step {}: it can be taken back twice",
            self.step
        );
        for deadline in undone.begun {
            let begun = self.work.deadlines.get(&deadline);
            let is_open = begun.is_some_and(|deadline| deadline.is_open());
            assert!(
                !is_open,
                "step {}: a deadline of an act that was taken back runs on",
                self.step
            );
        }
    }

    /// One of the open questions is answered.
    fn answers(&mut self, reviewer: PersonId) {
        let mut open: Vec<i64> = self
            .work
            .questions
            .iter()
            .filter(|(_, question)| question.answered.is_none())
            .map(|(number, _)| *number)
            .collect();
        open.sort_unstable();
        let Some(number) = self.random.of(&open).copied() else {
            return;
        };
        let is_mailed = self.random.percent(70);
        let _ = self.attempt(|work| {
            let question = actions::ask::question(work, number, reviewer)?;
            let filing = question.filing.and_then(|id| work.filings.get(&id)).cloned();
            let ordered = filing.filter(|filing| actions::curtain::is_order(filing, &question));
            let text = if is_mailed { "顺丰 SF1029384756123" } else { "可以" };
            match ordered {
                Some(filing) => actions::curtain::answer_order(work, filing, &question, reviewer, text),
                None => actions::ask::answer(work, number, reviewer, text.to_owned()).map(drop),
            }
        });
    }

    /// Something that a reviewer may ask for besides the form.
    fn wanted(&mut self) -> Wanted {
        let listed = self.random.of(materials::materials());
        let is_listed = self.random.percent(70);
        match listed.filter(|_| is_listed) {
            Some(material) => Wanted {
                what: material.id.clone(),
                why: self.random.percent(30).then(|| "核对用".to_owned()),
            },
            None => Wanted {
                what: format!("说明 {}", self.random.below(30)),
                why: Some("核对用".to_owned()),
            },
        }
    }

    /// The register knows what was granted; what was loaded of it before is loaded anew.
    fn registers(&mut self, grant: &Grant) {
        let (id, number) = (grant.subject, grant.subject_number.clone());
        // The register is not to fill up: most people come with a number that is not known.
        if self.random.percent(30)
            && let Some(text) = &grant.subject_lookup
        {
            self.register
                .insert(text.clone(), Known::Subject { id, icp_number: number });
        }
        let look_ups: Vec<LookUp> = self.work.known.keys().cloned().collect();
        for look_up in look_ups {
            let known = self.register.get(&look_up.text).cloned().into_iter().collect();
            self.work.known.insert(look_up, known);
        }
    }

    fn points(&mut self, filing: &Filing) -> Vec<Point> {
        let applicable = journey::applicable(filing);
        let count = self.random.below(4);
        (0..count)
            .filter_map(|_| {
                let asked = *self.random.of(&applicable)?;
                let reason = self
                    .random
                    .of(&reasons::offered(asked.field.id))
                    .map(|id| (*id).to_owned());
                let words = reason.is_none().then(|| "请核对".to_owned());
                Some(Point {
                    place: asked.place,
                    field: asked.field,
                    reason,
                    words,
                })
            })
            .collect()
    }

    fn granted(&mut self, filing: &Filing) -> Vec<IcpNumber> {
        let region = filing.view(Place::Subject).choice("region");
        let sign = region
            .and_then(|id| regions::region(&id))
            .map_or('苏', |region| region.prefix);
        let digits = 10_000_000 + self.random.below(80_000_000);
        let wrong = u64::from(self.random.percent(5));
        (0..filing.services.len() as u64 + wrong)
            .filter_map(|at| format!("{sign}ICP备{digits}号-{}", at + 1).parse().ok())
            .collect()
    }
}
