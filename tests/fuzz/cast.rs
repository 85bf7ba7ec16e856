//! The people of a world, and how far each has come before anything odd happens.

use crate::scripts::{self, enterprise_with};

/// Applicants: a draft half done, one in English, one that lacks only its submission, one handed in, one sent back, one granted,
/// one at the authority.
pub const DRAFT: i64 = 700_001;
pub const ENGLISH: i64 = 700_002;
pub const SUMMARY: i64 = 700_003;
pub const SUBMITTED: i64 = 700_004;
pub const REJECTED: i64 = 700_005;
pub const GRANTED: i64 = 700_006;
pub const AUTHORITY: i64 = 700_007;
pub const STRANGER: i64 = 700_008;
/// They never say anything again: whatever happens, what is theirs stays.
pub const QUIET_DRAFT: i64 = 700_011;
pub const QUIET_SUBMITTED: i64 = 700_012;
pub const QUIET_REJECTED: i64 = 700_013;
/// Reviewers, the first of whom has filed something too, and administrators, the first of whom has.
pub const REVIEWER: i64 = 700_101;
pub const COLLEAGUE: i64 = 700_102;
pub const ADMINISTRATOR: i64 = 700_201;
pub const DEPUTY: i64 = 700_202;

/// The group that is the desk, another one, and a channel.
pub const DESK: i64 = -1_001_700_300_001;
pub const GROUP: i64 = -700_300_002;
pub const CHANNEL: i64 = -1_001_700_300_003;

/// Of another made-up enterprise.
const GRANTED_CODE: &str = "91320000MA0000015K";

pub const ACTORS: &[i64] = &[
    DRAFT,
    ENGLISH,
    SUMMARY,
    SUBMITTED,
    REJECTED,
    GRANTED,
    AUTHORITY,
    STRANGER,
    REVIEWER,
    COLLEAGUE,
    ADMINISTRATOR,
    DEPUTY,
];

pub const STAFF: &[(i64, &str)] = &[
    (REVIEWER, "reviewer"),
    (COLLEAGUE, "reviewer"),
    (ADMINISTRATOR, "administrator"),
    (DEPUTY, "administrator"),
];

const QUIET: &[i64] = &[QUIET_DRAFT, QUIET_SUBMITTED, QUIET_REJECTED];

pub fn all() -> &'static [i64] {
    static ALL: std::sync::LazyLock<Vec<i64>> = std::sync::LazyLock::new(|| [ACTORS, QUIET].concat());
    &ALL
}

pub fn is_staff(person: i64) -> bool {
    STAFF.iter().any(|(staff, _)| *staff == person)
}

/// The whole of what somebody writes for a filing.
pub fn script(person: i64) -> Vec<String> {
    match person {
        ENGLISH => {
            let mut script = scripts::individual();
            script.insert(0, "/language en".to_owned());
            script
        }
        GRANTED => enterprise_with("granted-example.com", GRANTED_CODE),
        _ => enterprise_with(&format!("of-{person}-example.com"), scripts::CREDIT_CODE),
    }
}

/// What they have written of it when a world begins.
pub fn written(person: i64) -> usize {
    let whole = script(person).len();
    match person {
        DRAFT => 13,
        ENGLISH => 8,
        SUMMARY => whole - 1,
        QUIET_DRAFT => 16,
        STRANGER | COLLEAGUE | DEPUTY => 0,
        _ => whole,
    }
}

/// What reviewers have done to the filings since: who, to whose, and the command with the filing's number as `#`.
pub const REVIEWED: &[(i64, i64, &str)] = &[
    (REVIEWER, REJECTED, "/reject # site_name 和单位的业务看不出关系"),
    (REVIEWER, QUIET_REJECTED, "/reject # site_name 和单位的业务看不出关系"),
    (COLLEAGUE, GRANTED, "/approve #"),
    (COLLEAGUE, GRANTED, "/handover # now"),
    (COLLEAGUE, GRANTED, "/verified #"),
    (COLLEAGUE, GRANTED, "/grant # 苏ICP备12345678号 苏ICP备12345678号-1"),
    (COLLEAGUE, AUTHORITY, "/approve #"),
    (COLLEAGUE, AUTHORITY, "/handover # now"),
    (COLLEAGUE, AUTHORITY, "/verified #"),
    (COLLEAGUE, ADMINISTRATOR, "/claim #"),
    (COLLEAGUE, ADMINISTRATOR, "/note # 法人代表已电话核实"),
    (COLLEAGUE, SUBMITTED, "/claim #"),
];
