//! Who must verify, as a table.

use super::*;
use crate::domain::filing::FilingKind;
use crate::domain::form::draft::draft;
use crate::domain::place::Platform;

const SUBJECT: Place = Place::Subject;
const SITE: Place = Place::Service(1);
const APP: Place = Place::Service(2);

/// A site and an APP; the site's person in charge is somebody else.
fn two_people() -> Filing {
    draft()
        .enterprise()
        .site("yunshan-example.com")
        .app("云杉示例APP", &[Platform::Android])
        .answer(SITE, "service_head_same", "否")
        .answer(SITE, "service_head_name", "李示例")
        .answer(SITE, "service_head_mobile", "13712345678")
        .complete()
        .done()
}

#[test]
fn each_mobile_is_verified_once_by_whoever_the_form_of_its_kind_says() {
    let check = |kind: Option<FilingKind>, expected: &[(Place, &[Place], &str, &str)]| {
        let mut filing = two_people();
        filing.kind = kind;
        let found = verifiers(&filing);
        let found: Vec<_> = found
            .iter()
            .map(|one| {
                let name = one.name.as_deref().unwrap_or_default();
                (one.place, one.roles.as_slice(), name, one.mobile.masked())
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(place, roles, name, mobile)| (*place, *roles, *name, (*mobile).to_owned()))
            .collect();
        assert_eq!(found, expected, "{kind:?}");
    };
    // The APP's person in charge is the subject's: one code.
    check(
        Some(FilingKind::FirstFiling),
        &[
            (SUBJECT, &[SUBJECT, APP], "陈示例", "139****5678"),
            (SITE, &[SITE], "李示例", "137****5678"),
        ],
    );
    for kind in [FilingKind::NewServiceHere, FilingKind::NewAccessElsewhere] {
        check(
            Some(kind),
            &[
                (SITE, &[SITE], "李示例", "137****5678"),
                (APP, &[APP], "陈示例", "139****5678"),
            ],
        );
    }
    // Before the type check nobody knows.
    check(None, &[]);
}

#[test]
fn whoever_was_reported_is_not_open_and_counts_when_the_reviewer_says_so() {
    let mut filing = two_people();
    filing.facts.sms = Some(crate::domain::filing::Sms {
        reported: vec![SITE],
        passed: vec![SUBJECT],
        ..Default::default()
    });
    let places = |people: Vec<Verifier>| people.into_iter().map(|one| one.place).collect::<Vec<_>>();
    assert_eq!(places(open(&filing)), []);
    assert_eq!(places(unpassed(&filing)), [SITE]);
    assert_eq!(verifiers(&filing)[0].last_six().as_deref(), Some("070009"));
}
