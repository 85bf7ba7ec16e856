//! Two processes on one PostgreSQL database: killed by an input, frozen in the middle of a batch, frozen in the middle of a
//! delivery. The other goes on, and nothing is done twice. Where `TEST_DATABASE_URL` names no server, these tests say so and end.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use entities::inbox::Model as Input;
use sea_orm::ConnectionTrait;

use crate::support::chat::Chat;
use crate::support::engine::Engine;
use crate::support::people::text;
use crate::support::program::{Program, Supervised};
use crate::support::script::FIRST_QUESTION;
use crate::support::site::Site;
use crate::support::wait_for;

/// A process that froze in a transaction loses it after 5 s; then the other may go on.
const GOES_ON_WITHIN: Duration = Duration::from_secs(15);
const FAULT: &str = "Fault on demand";

fn is_skipped() -> bool {
    let has_server = std::env::var("TEST_DATABASE_URL").is_ok_and(|url| !url.is_empty());
    if !has_server {
        eprintln!("skipped: TEST_DATABASE_URL names no PostgreSQL server");
    }
    !has_server
}

/// Two processes; the first one fetches updates, and alone may meet faults.
struct Two {
    first: Program,
    second: Program,
}

#[tokio::test]
async fn an_input_that_kills_both_processes_is_set_aside() {
    const KILLER: &str = "致命的一句";
    if is_skipped() {
        return;
    }
    let site = Site::open().await;
    let chats = site.chats(64).await;
    let killer = &chats[20];
    for chat in &chats {
        let said = if chat.person == killer.person { KILLER } else { "/start" };
        chat.people.say(chat.person, said).await;
    }
    let process = |name: &str| site.serve(name).set("BEIAN_FAULTS", &format!("abort:{KILLER}"));
    let both = vec![process("first"), process("second").with("--no-intake")];
    let supervised = RefCell::new(Supervised::start(both));
    wait_for("the killer is set aside", Duration::from_secs(120), async || {
        supervised.borrow_mut().look();
        (killer.told().await > 0).then_some(())
    })
    .await;
    site.settled().await;
    assert!(killer.transcript().await[0].contains("抱歉，我们这边出了错"));
    for chat in chats.iter().filter(|chat| chat.person != killer.person) {
        assert!(chat.told().await >= 1, "chat {}", chat.person);
        let inputs = site.inputs(chat.person).await;
        assert!(inputs.len() == 1 && inputs[0].status == "done", "{inputs:?}");
    }
    let inputs = site.inputs(killer.person).await;
    assert!(inputs.len() == 1 && inputs[0].status == "failed", "{inputs:?}");

    // Both stay up from here on.
    let restarts = supervised.borrow().restarts;
    assert!(restarts >= 1);
    site.all_ask(&chats, "/help", "/start").await;
    let mut supervised = supervised.into_inner();
    supervised.look();
    assert_eq!(supervised.restarts, restarts);
}

#[tokio::test]
async fn a_process_that_freezes_in_a_batch_holds_up_nobody() {
    if is_skipped() {
        return;
    }
    let site = Site::open().await;
    let chats = site.chats(64).await;
    let (first, second) = (
        site.serve("first").set("BEIAN_FAULTS", "stall:企业"),
        site.serve("second").with("--no-intake"),
    );
    let mut two = Two {
        first: first.spawn(),
        second: second.spawn(),
    };
    site.all_ask(&chats, "/new", FIRST_QUESTION).await;
    let frozen_at = &chats[31];
    site.all_ask(&chats[31..32], "网站", "✅ 备案对象：网站").await;
    site.settled().await;
    let one_answer = site.progress(frozen_at.person).await;
    let last_before = site.count("SELECT max(id) FROM inbox").await;

    // An answer of each, in one batch of the first process, which freezes when it has decided half of it.
    two.first.stop();
    let answer = |chat: &Chat| {
        if chat.person == frozen_at.person {
            "企业"
        } else {
            "网站"
        }
    };
    for chat in &chats {
        chat.people.say(chat.person, answer(chat)).await;
    }
    two.second.freeze().await;
    two.first = first.spawn();
    two.first.logs(FAULT, 1, Duration::from_secs(30)).await;
    two.first.freeze().await;
    two.second.thaw();
    let began = Instant::now();
    let waiting = "SELECT count(*) FROM inbox WHERE status = 'waiting'";
    assert_eq!(site.count(waiting).await, 64);
    wait_for("the other decides", GOES_ON_WITHIN, async || {
        (site.count(waiting).await == 0).then_some(())
    })
    .await;
    for chat in &chats {
        let heard = async || text(&chat.newest().await).contains(answer(chat)).then_some(());
        wait_for(
            "the other answers",
            GOES_ON_WITHIN.saturating_sub(began.elapsed()),
            heard,
        )
        .await;
    }

    // Whoever comes back finds that its transaction is gone, and leaves what was done as it is.
    two.first.thaw();
    two.first
        .logs("Does not work and is tried again and again", 1, Duration::from_secs(30))
        .await;
    assert_eq!(
        two.first.logged("could not be saved"),
        0,
        "nothing is wrong with the inputs"
    );
    site.all_ask(&chats[..1], "企业", "✅ 主办单位性质：企业").await;
    site.settled().await;
    for (index, chat) in chats.iter().enumerate() {
        let answers = if index == 0 || index == 31 { 2 } else { 1 };
        let inputs = site.inputs(chat.person).await;
        assert_eq!(inputs.len(), 1 + answers);
        // What came before may have been waiting when the second process started, which counts each try.
        let is_right = |row: &Input| row.status == "done" && (row.tries == 0 || row.id <= last_before);
        assert!(inputs.iter().all(is_right), "{inputs:?}");
        assert_eq!(chat.told().await, 1 + answers, "chat {index} was told each thing once");
        let progress = site.progress(chat.person).await;
        let expected = match answers {
            1 => one_answer,
            _ => (one_answer.0 + 1, one_answer.1 + 1, one_answer.2 + 1),
        };
        assert_eq!(progress, expected, "chat {index}: answers were kept once");
    }
}

#[tokio::test]
async fn a_process_that_freezes_in_a_delivery_holds_up_nobody() {
    if is_skipped() {
        return;
    }
    let site = Site::open().await;
    let two = Two {
        first: site.serve("first").spawn(),
        second: site.serve("second").with("--no-intake").spawn(),
    };
    let chats = site.chats(2).await;
    let (called, told) = (&chats[0], &chats[1]);
    site.all_ask(&chats, "/new", FIRST_QUESTION).await;
    site.settled().await;

    // Both questions are the first process's to send: one call gets no answer, and of the other it cannot be written down that
    // it was carried out, for that writes to `slot`.
    two.second.freeze().await;
    called.people.hold_next("sendMessage", called.person).await;
    let no_slot = site.store.begin().await.unwrap();
    no_slot
        .execute_unprepared("LOCK TABLE slot IN SHARE MODE")
        .await
        .unwrap();
    for chat in &chats {
        chat.people.say(chat.person, "网站").await;
    }
    wait_for("both calls are made", GOES_ON_WITHIN, async || {
        // It may not stand idle either.
        no_slot.execute_unprepared("SELECT 1").await.unwrap();
        (told.told().await == 2 && !called.people.has_fault().await).then_some(())
    })
    .await;
    two.first.freeze().await;
    no_slot.rollback().await;
    assert_eq!(called.told().await, 1);
    two.second.thaw();
    // The lease ends.
    let frozen = Instant::now();
    wait_for("the other sends it", GOES_ON_WITHIN, async || {
        (called.told().await == 2).then_some(())
    })
    .await;
    wait_for(
        "the other sends that too",
        GOES_ON_WITHIN.saturating_sub(frozen.elapsed()),
        async || (told.told().await == 3).then_some(()),
    )
    .await;
    site.settled().await;

    two.first.thaw();
    let lost = "Lost the lease of a channel";
    two.first.logs(lost, 2, Duration::from_secs(30)).await;
    site.all_ask(&chats, "企业", "✅ 主办单位性质：企业").await;
    site.settled().await;
    assert_eq!(
        called.told().await,
        3,
        "that call was never carried out before: each was told once"
    );
    assert_eq!(
        told.told().await,
        4,
        "twice what was answered and not yet written down, once all else"
    );
    assert_eq!(told.transcript().await.len(), 3, "{:?}", told.transcript().await);
    for chat in &chats {
        let outgoing = site.outgoing(chat.person).await;
        assert!(
            outgoing
                .iter()
                .all(|row| (row.status.as_str(), row.tries) == ("done", 0)),
            "{outgoing:?}"
        );
    }
}

/// Roles are read under a lock that nobody waits for: another process may be appointing somebody.
#[tokio::test]
async fn a_lock_that_another_process_holds_says_nothing_against_an_input() {
    if is_skipped() {
        return;
    }
    const REVIEWER: i64 = 5;
    let engine = Engine::start().await;
    let appointed = format!("INSERT INTO role (person, role, appointed_by, at) VALUES ({REVIEWER}, 'reviewer', 1, 0)");
    engine.run_sql(&appointed).await;
    let updates = [engine.update(REVIEWER, "/queue"), engine.update(6, "/help")];
    engine.intake.store(&updates).await.unwrap();
    for careful in ["false", "true"] {
        engine.run_sql(&format!("UPDATE inbox SET careful = {careful}")).await;
        let other = engine.store.begin().await.unwrap();
        other
            .execute_unprepared("UPDATE role SET appointed_by = 2")
            .await
            .unwrap();
        for _ in 0..5 {
            // Whether all of it fails, or it is taken alone and rests: it is not decided, and not counted.
            let _ = engine.processor.batch().await;
        }
        other.rollback().await;
        assert_eq!(engine.inputs().await[0].status, "waiting");
        assert!(
            engine.inputs().await.iter().all(|row| row.tries == 0),
            "{:?}",
            engine.inputs().await
        );
    }
    wait_for(
        "both are decided, though a chat rests",
        Duration::from_secs(10),
        async || {
            engine.decide_all().await;
            let inputs = engine.inputs().await;
            inputs.iter().all(|row| row.status == "done").then_some(())
        },
    )
    .await;
    assert!(
        !engine.last_text(REVIEWER).await.contains("抱歉"),
        "{}",
        engine.last_text(REVIEWER).await
    );
}
