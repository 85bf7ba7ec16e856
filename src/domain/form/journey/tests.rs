//! What is asked next, what came before, how far it is and what may be changed, as tables.

use super::*;
use crate::domain::filing::FilingKind;
use crate::domain::form::draft::{Draft, draft, today};
use crate::domain::place::Platform;

fn two_sites_and_an_app() -> Draft {
    draft()
        .enterprise()
        .site("yunshan-example.com")
        .site("yunshan-example.cn")
        .app("云杉示例", &[Platform::Android, Platform::Ios])
}

fn name(asked: &Asked) -> String {
    format!("{}@{}", asked.field.id, asked.place)
}

fn next_of(draft: Draft) -> String {
    match next(&draft.done(), today()) {
        Next::Question(asked) => name(&asked),
        other => format!("{other:?}"),
    }
}

#[test]
fn what_is_asked_next() {
    let subject = Place::Subject;
    let first = Place::Service(1);
    let enterprise = || draft().enterprise().site("yunshan-example.com");
    let table = [
        ("an empty draft", draft(), "service_kind@subject"),
        ("the type check goes on", enterprise(), "service_kind@subject"),
        (
            "what is answered is not asked",
            draft()
                .individual()
                .site("a-example.com")
                .answer(subject, "service_kind", "网站"),
            "certificate_number@subject",
        ),
        ("all is answered", enterprise().complete(), "Summary"),
        (
            "an answer in which there is a doubt is asked until it is settled",
            enterprise()
                .complete()
                .doubted(subject, "postal_address", "江苏省南京市江宁区示例大厦"),
            "postal_address@subject",
        ),
        (
            "another certificate has the number asked anew",
            enterprise().complete().answer(subject, "nature", "个人"),
            "certificate_type@subject",
        ),
        (
            "whether another domain was filed is asked anew",
            enterprise().complete().answer(first, "domain", "linmu-example.com"),
            "domain_filed@1",
        ),
        (
            "and its home page too",
            enterprise()
                .complete()
                .answer(first, "domain", "linmu-example.com")
                .answer(first, "domain_filed", "否"),
            "site_url@1",
        ),
        (
            "only what was sent back is asked",
            enterprise().complete().sent_back(&[(first, "site_name")]),
            "site_name@1",
        ),
        (
            "words about the whole ask nothing",
            enterprise().complete().sent_back_whole(),
            "Summary",
        ),
        (
            "what was sent back and answered is done",
            enterprise()
                .complete()
                .sent_back(&[(first, "site_name")])
                .answer(first, "site_name", "云杉示例文档"),
            "Summary",
        ),
        (
            "a second website has questions of its own",
            enterprise().complete().site("yunshan-example.cn"),
            "cloud_server@2",
        ),
        (
            "of two websites the one that was sent back is asked",
            two_sites_and_an_app()
                .complete()
                .sent_back(&[(Place::Service(2), "site_name")]),
            "site_name@2",
        ),
    ];
    for (what, draft, expected) in table {
        assert_eq!(next_of(draft), expected, "{what}");
    }
}

#[test]
fn a_form_is_walked_service_by_service() {
    let filing = two_sites_and_an_app().of(FilingKind::FirstFiling).complete().done();
    let asked: Vec<String> = applicable(&filing).iter().map(name).collect();
    let at = |name: &str| {
        asked
            .iter()
            .position(|other| other == name)
            .unwrap_or_else(|| panic!("{name}: {asked:?}"))
    };
    let order = [
        "service_kind@subject",
        "domain@1",
        "domain_filed@1",
        "domain@2",
        "organiser_name@subject",
        "site_name@1",
        "service_head_same@1",
        "site_name@2",
        "service_head_same@2",
        "app_name@3",
        "app_platforms@3",
        "package_name@3.android",
        "app_domains@3.android",
        "package_name@3.ios",
        "service_head_same@3",
    ];
    for pair in order.windows(2) {
        assert!(at(pair[0]) < at(pair[1]), "{} after {}: {asked:?}", pair[0], pair[1]);
    }
    assert!(
        !asked.iter().any(|name| name.starts_with("site_name@3")),
        "an APP is no website"
    );
}

#[test]
fn what_came_before_was_put_to_the_person() {
    let filing = draft().enterprise().site("yunshan-example.com").complete().done();
    let all = applicable(&filing);
    assert_eq!(previous(&filing, &all[0]), None);
    for asked in &all {
        if let Some(before) = previous(&filing, asked) {
            assert!(is_put(&filing, &before), "{} before {}", name(&before), name(asked));
            assert!(is_editable(&filing, &before));
        }
    }
    let before = |id: &str| {
        let asked = all.iter().find(|asked| asked.field.id == id).unwrap();
        previous(&filing, asked).map(|asked| name(&asked))
    };
    assert_eq!(before("region").as_deref(), Some("certificate_number@subject"));
    // The service type and what the same person follows are never put.
    assert_eq!(before("site_languages").as_deref(), Some("site_content@1"));
}

#[test]
fn progress_counts_what_is_put() {
    let open = draft().enterprise().site("yunshan-example.com").done();
    let done = draft().enterprise().site("yunshan-example.com").complete().done();
    let put = applicable(&done).iter().filter(|asked| is_put(&done, asked)).count();
    let all = |at: usize, count: usize| Progress {
        at,
        least: count,
        most: count,
    };
    assert_eq!(
        progress(&open, &applicable(&open)[0]),
        all(1, put),
        "what is promised comes"
    );
    let individual = draft().individual().site("shanye-example.cn");
    let of_individual = progress(&individual.done(), &applicable(&open)[0]).most;
    let done_individual = draft().individual().site("shanye-example.cn").complete().done();
    let came = applicable(&done_individual);
    let came = came.iter().filter(|asked| is_put(&done_individual, asked)).count();
    assert_eq!(of_individual, came, "what is promised to an individual comes");
    let unknown = draft().site("yunshan-example.com").done();
    let progress_of_unknown = progress(&unknown, &applicable(&unknown)[0]);
    assert_eq!((progress_of_unknown.least, progress_of_unknown.most), (came, put));
    let last = applicable(&done)
        .into_iter()
        .rfind(|asked| is_put(&done, asked))
        .unwrap();
    assert_eq!(progress(&done, &last), all(put, put));
    let back = draft()
        .enterprise()
        .site("yunshan-example.com")
        .complete()
        .sent_back(&[(Place::Service(1), "site_name"), (Place::Subject, "investor")])
        .done();
    let asked = Asked {
        place: Place::Service(1),
        field: form::field("site_name").unwrap(),
    };
    assert_eq!(progress(&back, &asked), all(2, 2));
}

#[test]
fn only_what_was_sent_back_may_be_changed() {
    let complete = || two_sites_and_an_app().complete();
    let site = |no| Place::Service(no);
    let table = [
        ("a draft", complete(), (site(1), "site_name"), true),
        ("what follows", complete(), (site(1), "service_head_name"), false),
        (
            "sent back",
            complete().sent_back(&[(site(2), "site_name")]),
            (site(2), "site_name"),
            true,
        ),
        (
            "the other website's",
            complete().sent_back(&[(site(2), "site_name")]),
            (site(1), "site_name"),
            false,
        ),
        ("the whole", complete().sent_back_whole(), (site(1), "site_name"), true),
    ];
    for (what, draft, (place, id), expected) in table {
        let asked = Asked {
            place,
            field: form::field(id).unwrap(),
        };
        assert_eq!(is_editable(&draft.done(), &asked), expected, "{what}");
    }
}

#[test]
fn what_does_not_fit_is_found() {
    let enterprise = || draft().enterprise().site("yunshan-example.com").complete();
    // By the parsers and by the checks, with the weight that the reviewer or the person sees.
    let table = [
        (
            "all is well",
            enterprise(),
            (Place::Subject, "head_emergency_phone"),
            vec![],
        ),
        (
            "one phone twice",
            enterprise().answer(Place::Subject, "head_emergency_phone", "13912345678"),
            (Place::Subject, "head_emergency_phone"),
            vec!["phones_alike"],
        ),
        (
            "a credit code of another region",
            enterprise().answer(Place::Subject, "region", "北京"),
            (Place::Subject, "certificate_number"),
            vec!["code_of_other_region"],
        ),
        (
            "one number under two names",
            enterprise()
                .answer(Place::Service(1), "service_head_same", "否")
                .complete()
                .answer(Place::Service(1), "service_head_name", "王示例"),
            (Place::Service(1), "service_head_certificate_number"),
            vec!["number_under_two_names"],
        ),
        (
            "a child",
            enterprise().answer(Place::Subject, "head_certificate_number", "320102201503070005"),
            (Place::Subject, "head_certificate_number"),
            vec!["under_age"],
        ),
    ];
    for (what, draft, (place, id), expected) in table {
        let asked = Asked {
            place,
            field: form::field(id).unwrap(),
        };
        let found = findings(&draft.done(), &asked, today());
        let codes: Vec<_> = found.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, expected, "{what}");
    }
}

#[test]
fn a_check_stands_where_it_can_see_what_it_reads() {
    let filing = draft().enterprise().site("yunshan-example.com").complete().done();
    for (_, field) in form::all() {
        for read in checks::looked_at(field.id) {
            let (section, _) = form::entry(read).unwrap();
            let own = form::section_of(field.id).unwrap();
            let place = filing.places(own.level).into_iter().next();
            let is_found = place.is_none_or(|place| place.and_above().any(|place| section.level.is_of(place)));
            assert!(is_found, "{} cannot see {read}", field.id);
        }
    }
}

/// Documents of data and material that a reviewer asked for are fields: each walks the one list, and is asked, corrected and counted there.
#[test]
fn documents_and_material_are_fields_like_any_other() {
    let site = Place::Service(1);
    let enterprise = || draft().enterprise().site("yunshan-example.com");
    let names = |filing: &Filing| -> Vec<String> { applicable(filing).iter().map(name).collect() };
    let plain = enterprise().complete().done();
    assert!(
        !names(&plain)
            .iter()
            .any(|name| name.starts_with("pre_approval_document") || name.starts_with("material"))
    );

    let approved = enterprise().answer(site, "pre_approval", "新闻").complete().done();
    let document = names(&approved)
        .into_iter()
        .find(|name| name == "pre_approval_document@1");
    assert!(document.is_some(), "{:?}", names(&approved));
    let sections = by_section(&approved);
    let (section, place, _) = sections.last().unwrap();
    assert_eq!((section.id, *place), ("documents", site));

    // Asked for twice, each has a slot of its own; the first is asked first, and what has an answer is not asked again.
    let asked = || enterprise().complete().asked_for("授权书", "负责人不是法人");
    let next_name = |filing: &Filing| match next(filing, today()) {
        Next::Question(asked) => name(&asked),
        other => format!("{other:?}"),
    };
    let mut filing = asked().done();
    assert_eq!(next_name(&filing), "material_1@subject");
    let material = Asked {
        place: Place::Subject,
        field: form::field("material_1").unwrap(),
    };
    let Progress { at, least, most } = progress(&filing, &material);
    assert_eq!((at, least, most), (1, 1, 1));
    let picture = Answer::Pictures(vec![uuid::Uuid::from_u128(1)]);
    filing.keep(Place::Subject, "material_1", picture, false, filing.updated_at);
    assert_eq!(next_name(&filing), "Summary");
    assert_eq!(filing.free_slot(), Some(2));
    assert!(is_editable(
        &filing,
        &Asked {
            place: Place::Subject,
            field: form::field("material_1").unwrap()
        }
    ));
    assert!(!names(&filing).contains(&"material_2@subject".to_owned()));
}

/// A filing can be asked for as much as there are slots, and for no more.
#[test]
fn there_are_twenty_slots_for_material() {
    let mut draft = draft().enterprise().site("yunshan-example.com").complete();
    for n in 1..=20 {
        draft = draft.asked_for(&format!("材料{n}"), "请补充");
    }
    let filing = draft.done();
    assert_eq!(filing.free_slot(), None);
    let slots = applicable(&filing)
        .iter()
        .filter(|asked| asked.field.id.starts_with("material_"))
        .count();
    assert_eq!(slots, 20);
    assert_eq!(filing.asked_for("material_20").unwrap().what, "材料20");
}
