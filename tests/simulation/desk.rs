//! Two reviewers, who see what waits, take it on sooner or later, some of it too late, and decide one way or another.

use std::collections::{BTreeMap, HashMap};

use beian_bot::domain::filing::{Curtain, Papers, Status};
use beian_bot::domain::workflow::Case;
use beian_bot::storage::inbox::RawUpdate;
use uuid::Uuid;

use crate::numbers;
use crate::random::Random;
use crate::town::{DAY, DESK, HOUR, REVIEWERS};
use crate::updates::{says, says_in};

/// What a reviewer knows of a filing.
#[derive(Clone, Debug)]
pub struct Brief {
    pub id: Uuid,
    pub number: i64,
    pub claimed_by: Option<i64>,
    pub case: Case,
}

pub struct Desk {
    seed: u64,
    /// When which filing is looked at, in milliseconds, and in which status it was when that was planned.
    plans: HashMap<Uuid, (i64, Status)>,
    order: BTreeMap<(i64, Uuid), ()>,
    /// How often each filing was looked at: it is decided by a seed of its own, so that it does not change with what becomes of others.
    looks: HashMap<Uuid, u64>,
    next_list: i64,
}

impl Desk {
    pub fn new(seed: u64, now: i64) -> Self {
        Self {
            seed,
            plans: HashMap::new(),
            order: BTreeMap::new(),
            looks: HashMap::new(),
            next_list: now + DAY,
        }
    }

    fn random(&self, filing: &Brief) -> Random {
        let looks = self.looks.get(&filing.id).copied().unwrap_or(0);
        Random::of(self.seed, &[3, filing.number.unsigned_abs(), looks])
    }

    /// A filing has changed: it is looked at when its reviewer comes to it, or it is nobody's here.
    pub fn hears(&mut self, filing: &Brief, now: i64) {
        let planned = self.plans.get(&filing.id).copied();
        if planned.is_some_and(|(_, status)| status == filing.case.status) {
            return;
        }
        if let Some((at, _)) = planned {
            self.order.remove(&(at, filing.id));
            self.plans.remove(&filing.id);
        }
        if let Some(after) = self.comes_after(filing) {
            self.plans(filing, now + after);
        }
    }

    fn plans(&mut self, filing: &Brief, at: i64) {
        self.plans.insert(filing.id, (at, filing.case.status));
        self.order.insert((at, filing.id), ());
    }

    fn comes_after(&self, filing: &Brief) -> Option<i64> {
        let mut random = self.random(filing);
        let mut hours = |from: usize, to: usize| Some(i64::try_from(from + random.below(to - from)).unwrap() * HOUR);
        match filing.case.status {
            Status::FirstReview | Status::Curtain | Status::CurtainReview | Status::Ready => {
                match hours(0, 20)? / HOUR {
                    0..15 => hours(1, 20),
                    15..18 => hours(20, 96),
                    _ => hours(96, 320),
                }
            }
            Status::Papers if filing.case.papers == Papers::Mailed => hours(24, 240),
            Status::Papers => hours(48, 72),
            Status::Sms => hours(6, 40),
            Status::Authority => match hours(0, 10)? / HOUR {
                0..7 => hours(48, 400),
                _ => hours(400, 1_000),
            },
            _ => None,
        }
    }

    pub fn next_at(&self) -> Option<i64> {
        self.order.first_key_value().map(|((at, _), ())| *at)
    }

    /// Which filings are looked at by now.
    pub fn due(&mut self, now: i64, most: usize) -> Vec<Uuid> {
        let mut due = Vec::new();
        while due.len() < most
            && let Some(entry) = self.order.first_entry()
            && entry.key().0 <= now
        {
            let ((_, id), ()) = entry.remove_entry();
            self.plans.remove(&id);
            due.push(id);
        }
        due
    }

    /// What a reviewer does with it now.
    pub fn acts(&mut self, filing: &Brief, now: i64) -> Option<RawUpdate> {
        let mut random = self.random(filing);
        *self.looks.entry(filing.id).or_default() += 1;
        // Should nothing come of it, it is looked at again.
        let again = i64::try_from(20 + random.below(30)).unwrap();
        self.plans(filing, now + again * HOUR);
        let reviewer = filing.claimed_by.unwrap_or_else(|| *random.pick(&REVIEWERS));
        let n = filing.number;
        if random.one_in(30) {
            let texts = [
                format!("/claim {n}"),
                format!("/show {n}"),
                format!("/release {n}"),
                format!("/note {n} 已电话核实"),
                format!("/grant {n} {}", numbers::granted(n, 0)),
                format!("/history {n}"),
                format!("/call {n} 没人接"),
                format!("/answer {} 可以", 1 + n % 97),
                format!("/answer {} EMS 1029384756123", 1 + n % 97),
            ];
            return Some(says(reviewer, random.pick::<String>(&texts)));
        }
        // Ordered ahead: some reviewers mail it before they look at the rest.
        if (filing.case.status, filing.case.curtain) == (Status::FirstReview, Curtain::Ordered) && !random.one_in(5) {
            return Some(says(reviewer, &format!("/curtain {n} 顺丰 SF1029384756123")));
        }
        let text = match (filing.case.status, random.below(20)) {
            (Status::FirstReview, 0..13) => format!("/approve {n}"),
            (Status::FirstReview, 13..15) => format!("/reject {n} site_name 和单位的业务看不出关系"),
            (Status::FirstReview, 15) => format!("/reject {n} head_mobile 打不通\nsite_name 太短"),
            (Status::FirstReview, 16..19) => format!("/supplement {n}\n社保证明：核对负责人是否在职"),
            (Status::FirstReview, _) => format!("/claim {n}"),
            (Status::Curtain, _) => format!("/curtain {n} 顺丰 SF1029384756123"),
            (Status::Papers, _) if filing.case.papers == Papers::Mailed => format!("/received {n}"),
            (Status::CurtainReview, 0..15) => format!("/approve {n}"),
            (Status::CurtainReview, _) => format!("/reject {n} curtain_photo@1 看不清幕布"),
            // What is handed over again by itself needs nobody.
            (Status::Ready, 0..15) if filing.case.again => return None,
            (Status::Ready, 0..18) => format!("/hand_over {n} now"),
            (Status::Ready, 18) => format!("/reject {n} site_name 和单位的业务看不出关系"),
            (Status::Ready, _) => format!("/supplement {n}\n域名证书：核对持有者"),
            (Status::Sms, 0..2) => format!("/missed {n}"),
            (Status::Sms, 2) => format!("/return {n} 身份信息不一致"),
            // Whoever never verifies is not handed over again for ever.
            (Status::Sms, 3..8) if filing.case.unverified > 0 => format!("/return {n} 一直没有核验"),
            (Status::Sms, _) if filing.case.unverified > 0 => return None,
            (Status::Sms, _) => format!("/verified {n}"),
            (Status::Authority, 0..16) => format!("/grant {n} {}", numbers::granted(n, 0)),
            (Status::Authority, _) => format!("/return {n} 网站内容不符合要求"),
            _ => return None,
        };
        Some(says(reviewer, &text))
    }

    /// Numbers that were entered wrongly are put right.
    pub fn corrects(&self, filing: &Brief) -> Option<RawUpdate> {
        let mut random = self.random(filing);
        let is_wrong = filing.case.status == Status::Granted && random.one_in(8);
        let text = format!("/grant {} {}", filing.number, numbers::granted(filing.number, 1));
        is_wrong.then(|| says(*random.pick(&REVIEWERS), &text))
    }

    /// Now and then somebody looks at the list.
    pub fn lists(&mut self, now: i64) -> Option<RawUpdate> {
        if now < self.next_list {
            return None;
        }
        self.next_list = now + 3 * DAY;
        Some(match (now / DAY) % 3 {
            0 => says_in(DESK, REVIEWERS[0], "/queue"),
            1 => says(REVIEWERS[0], "/queue mine"),
            _ => says(REVIEWERS[1], "/queue"),
        })
    }
}
