use super::*;

fn work() -> Work {
    let mut n = 0;
    Work::new(
        crate::clock::from_milliseconds(0),
        vec![],
        Box::new(move || {
            n += 1;
            Uuid::from_u128(n)
        }),
    )
}

fn desk(chat: ChatId) -> Desk {
    Desk {
        chat,
        by: 1,
        language: Language::DEFAULT,
        at: crate::clock::from_milliseconds(0),
        topic: None,
    }
}

#[test]
fn a_failed_input_leaves_no_trace() {
    let mut work = work();
    work.was_loaded(&Needs::of_status());
    work.attempt(1, |work| {
        work.desks.put(5, desk(5));
        Ok(())
    })
    .unwrap();
    let failed: Result<(), _> = work.attempt(2, |work| {
        work.desks.put(6, desk(6));
        work.tell_desks()?;
        panic!("made up")
    });
    let failed = failed.unwrap_err();
    assert!(!failed.to_string().contains("made up"), "what panicked may be personal");
    assert!(matches!(failed, Undecided::Panicked(text) if text == "made up"));
    assert_eq!(work.desks.iter().count(), 1);
    assert!(work.additions.passed_on.is_empty());
    assert_eq!(work.desks.changes().count(), 1);
}

#[test]
fn whoever_asks_for_what_does_not_open_fails_alone() {
    let mut work = work();
    work.people.cannot_open(5);
    assert!(work.people.get(&5).is_none(), "asked outside of an attempt");
    let asks_for = |person: PersonId| {
        move |work: &mut Work| {
            work.desks.put(person, desk(person));
            Ok(work.people.get(&person).is_none())
        }
    };
    assert!(work.attempt(1, asks_for(6)).unwrap());
    assert!(matches!(work.attempt(2, asks_for(5)), Err(Undecided::Unopened)));
    assert!(work.attempt(3, asks_for(7)).unwrap());
    let mut changed: Vec<_> = work.desks.changes().map(|(chat, _, _)| *chat).collect();
    changed.sort_unstable();
    assert_eq!(changed, [6, 7]);
}

#[test]
fn what_was_not_loaded_is_asked_for_all_at_once() {
    let mut work = work();
    let look_up = |text: &str| LookUp {
        purpose: "domain",
        text: text.to_owned(),
    };
    work.was_loaded(&Needs {
        look_ups: HashSet::from([look_up("a")]),
        ..Needs::default()
    });
    let needs = |texts: &[&str], new_numbers| Needs {
        look_ups: texts.iter().map(|text| look_up(text)).collect(),
        new_numbers,
        ..Needs::default()
    };
    assert!(work.require(needs(&["a"], 0)).is_ok());
    for (texts, numbers) in [(&["a", "b"][..], 0), (&["a"][..], 1)] {
        let Err(Undecided::NeedsMore(more)) = work.require(needs(texts, numbers)) else {
            panic!("{texts:?} and {numbers} numbers are not there");
        };
        assert_eq!((more.look_ups.len(), more.new_numbers), (texts.len(), numbers));
    }
}

#[test]
fn a_number_that_was_not_kept_is_not_lost() {
    let mut work = work();
    work.add_numbers(1001..1003);
    let taken = |work: &mut Work| work.new_number();
    let failed: Result<(), _> = work.attempt(1, |work| {
        taken(work)?;
        panic!("made up")
    });
    assert!(failed.is_err());
    assert_eq!(work.attempt(2, taken).unwrap(), 1001);
    assert_eq!(work.attempt(3, taken).unwrap(), 1002);
    assert!(work.attempt(4, taken).is_err());
}

#[test]
fn a_row_that_was_changed_twice_is_one_change_from_what_was_loaded() {
    let mut work = work();
    work.desks.load(5, desk(5));
    let other: Language = "en".parse().unwrap();
    for language in [other, Language::DEFAULT, other] {
        work.attempt(1, |work| {
            work.desks.put(5, Desk { language, ..desk(5) });
            Ok(())
        })
        .unwrap();
    }
    let changes: Vec<_> = work.desks.changes().collect();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].1.unwrap().language, Language::DEFAULT);
    assert_eq!(changes[0].2.language, other);
}
