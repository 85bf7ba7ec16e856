//! The rules of deadlines as tables: when each is told, how often, and what is late.

use super::*;

/// An instant of Shanghai's.
fn at(text: &str) -> DateTime<Utc> {
    let text = format!("{text}:00+08:00");
    DateTime::parse_from_rfc3339(&text).unwrap().with_timezone(&Utc)
}

fn deadline(name: DeadlineName, began: &str) -> Deadline {
    Deadline::new(Uuid::nil(), Uuid::nil(), name, 5, at(began))
}

#[test]
fn each_name_has_one_rule() {
    for name in DeadlineName::ALL {
        assert_eq!(DEADLINES.iter().filter(|rule| rule.name == *name).count(), 1, "{name}");
        assert_eq!(name.rule().name, *name);
    }
}

#[test]
fn moments() {
    use Moment::{End, Remind};
    let check = |name, began, moments: &[(&str, Moment)]| {
        let moments: Vec<_> = moments.iter().map(|(text, moment)| (at(text), *moment)).collect();
        assert_eq!(deadline(name, began).moments(), moments, "{name} from {began}");
    };
    check(
        DeadlineName::Draft,
        "2026-11-02T10:00",
        &[
            ("2026-11-05T10:00", Remind),
            ("2026-11-25T10:00", Remind),
            ("2026-12-02T10:00", End),
        ],
    );
    // At night nobody is reminded; a filing lapses when it does.
    check(
        DeadlineName::Draft,
        "2026-11-02T23:30",
        &[
            ("2026-11-06T08:00", Remind),
            ("2026-11-26T08:00", Remind),
            ("2026-12-02T23:30", End),
        ],
    );
    check(
        DeadlineName::Correction,
        "2026-11-02T07:00",
        &[
            ("2026-11-09T08:00", Remind),
            ("2026-12-10T08:00", Remind),
            ("2026-12-16T08:00", Remind),
            ("2026-12-17T07:00", End),
        ],
    );
    // Thursday to Monday.
    check(
        DeadlineName::FirstReview,
        "2026-11-26T15:00",
        &[
            ("2026-11-30T08:00", Remind),
            ("2026-11-30T12:00", Remind),
            ("2026-11-30T15:00", End),
        ],
    );
    // Both reminders fall into the night: one is left.
    check(
        DeadlineName::FirstReview,
        "2026-11-26T10:30",
        &[("2026-11-30T08:00", Remind), ("2026-11-30T10:30", End)],
    );
    // It ends at night: that it was missed is told in the morning.
    check(
        DeadlineName::FirstReview,
        "2026-11-26T23:00",
        &[
            ("2026-11-30T11:00", Remind),
            ("2026-11-30T20:00", Remind),
            ("2026-12-01T08:00", End),
        ],
    );
    check(DeadlineName::HandOver, "2026-11-27T15:00", &[("2026-11-30T15:00", End)]);
    check(
        DeadlineName::Authority,
        "2026-11-02T15:00",
        &[("2026-11-30T15:00", End)],
    );
}

#[test]
fn the_sms_verification_is_reminded_of_while_people_are_awake_and_once_more_at_any_hour() {
    let check = |began, reminders: &[&str]| {
        let sms = deadline(DeadlineName::Sms, began);
        assert_eq!(sms.ends_at, at(began) + Duration::hours(24));
        let mut moments = sms.moments();
        assert_eq!(moments.pop(), Some((sms.ends_at, Moment::End)));
        let moments: Vec<_> = moments.into_iter().map(|(moment, _)| moment).collect();
        let reminders: Vec<_> = reminders.iter().map(|text| at(text)).collect();
        assert_eq!(moments, reminders, "from {began}");
    };
    // Both of the first fall into the night: one on the evening before.
    check("2026-11-02T11:00", &["2026-11-02T21:30", "2026-11-03T10:00"]);
    check(
        "2026-11-02T15:30",
        &["2026-11-02T21:30", "2026-11-03T11:30", "2026-11-03T14:30"],
    );
    check("2026-11-02T09:00", &["2026-11-02T21:00", "2026-11-03T08:00"]);
    // The last one comes at half past six all the same.
    check(
        "2026-11-02T07:30",
        &["2026-11-02T19:30", "2026-11-02T21:30", "2026-11-03T06:30"],
    );
    // The evening before it began is over.
    check(
        "2026-11-02T23:30",
        &["2026-11-03T11:30", "2026-11-03T19:30", "2026-11-03T22:30"],
    );
}

#[test]
fn what_was_missed_is_handed_over_again_while_the_office_is_open_and_after_two_hours() {
    let check = |missed, again| {
        assert_eq!(
            ends_at(DeadlineName::HandAgain, at(missed)),
            (at(again), false),
            "{missed}"
        );
    };
    check("2026-11-03T10:00", "2026-11-03T12:00");
    check("2026-11-03T03:00", "2026-11-03T09:00");
    check("2026-11-03T13:59", "2026-11-03T15:59");
    check("2026-11-03T14:00", "2026-11-04T09:00");
    check("2026-11-03T23:00", "2026-11-04T09:00");
    // Friday afternoon, and the eve of the holiday.
    check("2026-11-06T15:00", "2026-11-09T09:00");
    check("2026-09-30T17:00", "2026-10-08T09:00");
}

#[test]
fn the_public_security_filing_is_reminded_of_in_the_mornings_and_ends_with_its_day() {
    let whole = deadline(DeadlineName::PublicSecurity, "2026-11-02T00:00");
    assert_eq!(whole.ends_at, at("2026-12-03T00:00") - Duration::seconds(1));
    let mut moments: Vec<_> = ["11-12", "11-22", "11-29", "12-01", "12-02"]
        .map(|day| (at(&format!("2026-{day}T09:00")), Moment::Remind))
        .into();
    // That it is over is told in the morning.
    moments.push((at("2026-12-03T08:00"), Moment::End));
    assert_eq!(whole.moments(), moments);
    assert_eq!(
        whole.after(at("2026-12-03T08:00")),
        Some((at("2026-12-10T08:00"), Moment::Late))
    );
    // Told on the twelfth that it opened on the second: the reminder of that morning is over.
    assert_eq!(whole.after(at("2026-11-12T10:00")), Some(moments[1]));
}

#[test]
fn the_opening_day_is_asked_again_until_it_is_told() {
    let opening = deadline(DeadlineName::Opening, "2026-11-02T10:00");
    let moments = [
        (at("2026-11-05T10:00"), Moment::Remind),
        (at("2026-11-12T10:00"), Moment::End),
    ];
    assert_eq!(opening.moments(), moments);
    assert_eq!(
        opening.after(moments[1].0),
        Some((at("2026-12-12T10:00"), Moment::Late))
    );
}

#[test]
fn a_promise_is_reminded_of_until_it_is_kept() {
    use Moment::{End, Late, Remind};
    let promise = deadline(DeadlineName::FirstReview, "2026-11-26T15:00");
    let check = |now, passed: Option<(&str, Moment)>, next: (&str, Moment)| {
        let read = |(text, moment)| (at(text), moment);
        assert_eq!(promise.passed(at(now)), passed.map(read), "passed by {now}");
        assert_eq!(promise.after(at(now)), Some(read(next)), "after {now}");
    };
    check("2026-11-26T15:00", None, ("2026-11-30T08:00", Remind));
    check(
        "2026-11-30T12:00",
        Some(("2026-11-30T12:00", Remind)),
        ("2026-11-30T15:00", End),
    );
    check(
        "2026-11-30T15:00",
        Some(("2026-11-30T15:00", End)),
        ("2026-12-01T15:00", Late),
    );
    check(
        "2026-12-04T14:00",
        Some(("2026-12-03T15:00", Late)),
        ("2026-12-04T15:00", Late),
    );
    // Not at the weekend.
    check(
        "2026-12-04T15:00",
        Some(("2026-12-04T15:00", Late)),
        ("2026-12-07T15:00", Late),
    );
}

#[test]
fn its_end_counts_once_however_late_it_is_looked_at() {
    let mut promise = deadline(DeadlineName::FirstReview, "2026-11-26T15:00");
    assert!(!promise.ends_now(at("2026-11-30T12:00")));
    assert!(promise.ends_now(at("2026-11-30T15:00")));
    assert!(promise.ends_now(at("2026-12-09T15:00")), "the program was down");
    promise.next_at = promise.after(at("2026-12-09T15:00")).map(|(at, _)| at);
    assert!(!promise.ends_now(at("2026-12-10T15:00")));
}

#[test]
fn what_lapses_is_not_reminded_of_afterwards() {
    let draft = deadline(DeadlineName::Draft, "2026-11-02T10:00");
    assert_eq!(draft.after(draft.ends_at), None);
    assert_eq!(draft.passed(at("2027-06-01T00:00")), Some((draft.ends_at, Moment::End)));
}

#[test]
fn no_clock_however_far_ahead_takes_long() {
    let far = at("9000-01-01T00:00");
    let promise = deadline(DeadlineName::FirstReview, "2026-11-26T15:00");
    let (next, _) = promise.after(far).unwrap();
    assert!(next > far && next < far + Duration::days(14), "{next}");
}

#[test]
fn only_an_open_one_is_missed() {
    let mut promise = deadline(DeadlineName::HandOver, "2026-11-27T15:00");
    assert!(!promise.is_missed(at("2026-11-30T14:59")));
    assert!(promise.is_missed(at("2026-11-30T15:00")));
    promise.close(at("2026-11-30T16:00"));
    assert!(!promise.is_missed(at("2026-11-30T17:00")));
    assert_eq!(promise.next_at, None);
}
