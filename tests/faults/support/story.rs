//! The script: a few people in the middle of their filings, so that a short time holds every kind of commit: first contact, answers,
//! a press, an input that needs a second loading, submissions with their numbers, a moment that falls due.

use std::time::Duration;

use crate::form::{self, CREDIT_CODE, OFFICE_PHONE, TYPED};

/// Stands before the last three questions.
pub const LAST_QUESTIONS: i64 = 11;
/// Never wrote before.
pub const NEWCOMER: i64 = 12;
/// Is asked for the number of a certificate.
pub const CERTIFICATE: i64 = 13;
/// Has only to press "hand in".
pub const SUMMARY: i64 = 14;

/// What people said before the script begins.
pub fn before() -> Vec<(i64, &'static [&'static str])> {
    vec![
        (LAST_QUESTIONS, &TYPED[..TYPED.len() - 3]),
        (CERTIFICATE, &TYPED[..4]),
        (SUMMARY, TYPED),
    ]
}

#[derive(Clone, Copy, Debug)]
pub enum Deed {
    Say(&'static str),
    /// The newest button whose label begins so.
    Press(&'static str),
    /// The bot's clock is moved.
    Pass(Duration),
}

/// What happens, to whom, and what they then hear.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub person: i64,
    pub deed: Deed,
    pub hears: &'static str,
}

const fn step(person: i64, deed: Deed, hears: &'static str) -> Step {
    Step { person, deed, hears }
}

const DAYS: u64 = 24 * 3600;

pub const STORY: &[Step] = &[
    step(SUMMARY, Deed::Press("提交备案"), "已提交"),
    step(NEWCOMER, Deed::Say("/start"), "备案"),
    step(CERTIFICATE, Deed::Say(CREDIT_CODE), "✅ 主办单位证件号码"),
    step(LAST_QUESTIONS, Deed::Say(OFFICE_PHONE), "✅ "),
    step(NEWCOMER, Deed::Press("开始备案"), form::FIRST_QUESTION),
    step(NEWCOMER, Deed::Press("网站"), "✅ 备案对象：网站"),
    step(LAST_QUESTIONS, Deed::Say("13512345672"), "✅ "),
    step(LAST_QUESTIONS, Deed::Say("电话核实"), "核对"),
    step(LAST_QUESTIONS, Deed::Press("提交备案"), "已提交"),
    step(
        NEWCOMER,
        Deed::Pass(Duration::from_secs(3 * DAYS)),
        "您有一份备案还没填完",
    ),
    step(NEWCOMER, Deed::Say("企业"), "✅ 主办单位性质：企业"),
    step(SUMMARY, Deed::Say("/status"), "备案"),
];
