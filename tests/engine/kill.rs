//! `kill -9` at any instant, and Telegram's answers lost on the way: every answer is kept once, and no question is lost.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::support::chat::Chat;
use crate::support::people::People;
use crate::support::program::{Program, Start, free_address};
use crate::support::script::{Act, ENTERPRISE, Step};

/// What a filing left behind, whatever happened on the way.
#[derive(Debug, PartialEq)]
struct Left {
    version: i64,
    status: String,
    /// Place, field, and the version at which the answer was kept: each is raised once.
    answers: Vec<(String, String, i64)>,
    history: Vec<(String, String, String)>,
    filings: i64,
    /// The person's inputs that were decided, and those that were set aside or wait.
    decided: i64,
    undecided: i64,
    unsent: i64,
    /// Counts of what waits for reviewers that are not what waits.
    miscounted: i64,
}

/// When a process is killed, as the step goes.
#[derive(Clone, Copy, Debug)]
enum Instant {
    /// While Telegram tells the person that it has the message.
    AtOnce,
    /// So long after it did.
    Later(Duration),
    /// As soon as the next question stands there.
    Asked,
}

#[tokio::test]
async fn a_filing_survives_fifty_kills() {
    let (left_alone, said_alone) = undisturbed().await;

    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let start = Start::sandbox(folder.path(), address);
    let chat = Chat::of_applicant(People::at(address));
    let mut program = start.ready().await;
    let mut repeated = 0;
    assert!(ENTERPRISE.len() > 50);
    for (index, step) in ENTERPRISE.iter().enumerate() {
        let instant = match index % 4 {
            0 => Instant::AtOnce,
            1 => Instant::Asked,
            2 => Instant::Later(Duration::from_millis(3)),
            _ => Instant::Later(Duration::from_millis(index as u64)),
        };
        let since = chat.seq().await;
        let is_told = killed_during(&chat, &mut program, step, instant, since).await;
        program = start.ready().await;
        chat.people.settle().await;
        if !chat.heard(step.hears, since).await {
            // Only what Telegram never had, as far as the person knows, may have come to nothing.
            assert!(
                !is_told,
                "{step:?} was taken, and killed {instant:?}; the bot says {}",
                chat.newest().await
            );
            repeated += 1;
            chat.take(step).await;
        }
    }
    program.kill();

    let left = left_behind(folder.path());
    assert_eq!(
        Left {
            decided: left_alone.decided,
            ..left
        },
        left_alone
    );
    assert!(
        (left_alone.decided..=left_alone.decided + repeated).contains(&left.decided),
        "{} inputs, {repeated} of them perhaps twice",
        left.decided
    );
    assert_holds(&said_alone, &transcript_after(&start, &chat).await);
}

/// Does the step and kills the process. True: the person was told that their message or press had arrived.
async fn killed_during(chat: &Chat, program: &mut Program, step: &Step, instant: Instant, since: i64) -> bool {
    let acting = tokio::spawn({
        // The button is looked for before: the process may die at any moment from here on.
        let (chat, ready) = (chat.clone(), chat.ready(step.act).await);
        async move { chat.fire(ready).await }
    });
    match instant {
        Instant::AtOnce => {
            tokio::time::sleep(Duration::from_millis(4)).await;
            program.kill();
            acting.await.unwrap()
        }
        Instant::Asked => {
            chat.hear(step, since).await;
            program.kill();
            // It was taken, whether or not the person's call has ended.
            acting.abort();
            true
        }
        Instant::Later(pause) => {
            // A press is answered only when the bot has decided: that may be too late for this.
            let is_told = match step.act {
                Act::Say(_) => acting.await.unwrap(),
                Act::Press(_) => {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    acting.is_finished() && acting.await.unwrap()
                }
            };
            tokio::time::sleep(pause).await;
            program.kill();
            is_told
        }
    }
}

#[tokio::test]
async fn a_filing_survives_lost_answers() {
    let (left_alone, said_alone) = undisturbed().await;

    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let start = Start::sandbox(folder.path(), address);
    let mut program = start.ready().await;
    let chat = Chat::of_applicant(People::at(address));
    for (index, step) in ENTERPRISE.iter().enumerate() {
        let since = chat.seq().await;
        let methods: &[&str] = match index % 3 {
            0 => &["getUpdates"],
            1 => &["sendMessage"],
            _ => &["getUpdates", "sendMessage", "editMessageText", "answerCallbackQuery"],
        };
        chat.people.fault("lose_answer", methods, 1 + index as u64 % 2).await;
        chat.act(step.act).await;
        // Whatever is tried again after a pause is tried now.
        chat.people.pass(120).await;
        chat.people.settle().await;
        assert!(
            chat.heard(step.hears, since).await,
            "{step:?} while {methods:?} were lost; the bot says {}",
            chat.newest().await
        );
    }
    chat.people.fault("none", &[], 1).await;
    let said = chat.transcript().await;
    program.kill();
    assert_eq!(left_behind(folder.path()), left_alone);
    assert_holds(&said_alone, &said);
}

/// The same filing with nothing in its way.
async fn undisturbed() -> (Left, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let mut program = Start::sandbox(folder.path(), address).ready().await;
    let chat = Chat::of_applicant(People::at(address));
    for step in ENTERPRISE {
        chat.take(step).await;
    }
    let said = chat.transcript().await;
    program.kill();
    let left = left_behind(folder.path());
    assert_eq!(
        (left.filings, left.undecided, left.unsent, left.miscounted),
        (1, 0, 0, 0),
        "{left:?}"
    );
    assert_eq!(left.decided, ENTERPRISE.len() as i64);
    (left, said)
}

/// Killed while a picture is fetched, looked at, or put into the store: it is kept once, and nobody is asked for it twice.
#[tokio::test]
async fn a_picture_survives_kills() {
    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let start = Start::sandbox(folder.path(), address);
    let chat = Chat::of_applicant(People::at(address));
    let mut program = start.ready().await;
    let at = |label: &str| {
        ENTERPRISE
            .iter()
            .position(|step| matches!(step.act, Act::Press(press) if press == label))
    };
    for step in &ENTERPRISE[..at("以上都不涉及").unwrap()] {
        chat.take(step).await;
    }
    for (act, hears) in [
        (Act::Press("新闻"), "编号是什么"),
        (Act::Say("苏新网许字2026第007号"), "✅ 前置审批号"),
        (Act::Press("跳过"), "✅ 网站备注"),
        (Act::Press("是"), "哪种方式"),
        (Act::Press("电话核实"), "请拍一下前置审批文件"),
    ] {
        chat.take(&Step { act, hears }).await;
    }
    let mut pixels = image::RgbImage::new(600, 400);
    for (n, (pause, hears)) in [(15, "收到 1 张"), (45, "收到 2 张"), (90, "图片 3 张")]
        .into_iter()
        .enumerate()
    {
        pixels.put_pixel(0, 0, image::Rgb([n as u8, 0, 0]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        pixels.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        let since = chat.seq().await;
        let is_told = chat.people.sends_picture(chat.person, bytes.into_inner()).await;
        assert!(is_told);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        program.kill();
        program = start.ready().await;
        chat.people.settle().await;
        assert!(
            chat.heard(hears, since).await,
            "{hears} was not heard; the bot says {}",
            chat.newest().await
        );
    }
    program.kill();
    let database = Connection::open(folder.path().join("data/bot.db")).unwrap();
    let count = |query: &str| database.query_row(query, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM file"), 3);
    assert_eq!(
        count("SELECT count(*) FROM file WHERE state LIKE '{\"is\":\"kept\"%'"),
        3
    );
    assert_eq!(count("SELECT count(*) FROM outbox WHERE status <> 'done'"), 0);
    assert_eq!(
        count("SELECT count(*) FROM answer WHERE field = 'pre_approval_document'"),
        1
    );
    let filings = std::fs::read_dir(folder.path().join("data/objects")).unwrap();
    let objects = filings.map(|filing| std::fs::read_dir(filing.unwrap().path()).unwrap().count());
    assert_eq!(objects.sum::<usize>(), 3);
}

async fn transcript_after(start: &Start, chat: &Chat) -> Vec<String> {
    let _program = start.ready().await;
    chat.people.settle().await;
    chat.transcript().await
}

/// Everything that was said without disturbance was said, in that order; a message may stand there twice.
fn assert_holds(expected: &[String], said: &[String]) {
    let mut rest = said.iter();
    for text in expected {
        assert!(
            rest.any(|other| other == text),
            "never said, or not in its turn:\n{text}\n--- what was said:\n{}",
            said.join("\n---\n")
        );
    }
}

fn left_behind(folder: &Path) -> Left {
    let path = folder.join("data/bot.db");
    let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    let count = |query: &str| database.query_row(query, [], |row| row.get::<_, i64>(0)).unwrap();
    let (version, status) = database
        .query_row("SELECT version, status FROM filing", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    let mut answers = database
        .prepare("SELECT place, field, version FROM answer ORDER BY place, field")
        .unwrap();
    let answers = answers
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    let mut history = database
        .prepare("SELECT action, from_status, to_status FROM audit ORDER BY id")
        .unwrap();
    let history = history
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    Left {
        version,
        status,
        answers: answers.map(Result::unwrap).collect(),
        history: history.map(Result::unwrap).collect(),
        filings: count("SELECT count(*) FROM filing"),
        decided: count("SELECT count(*) FROM inbox WHERE source = 'telegram' AND status = 'done'"),
        undecided: count("SELECT count(*) FROM inbox WHERE status <> 'done'"),
        unsent: count("SELECT count(*) FROM outbox WHERE status <> 'done'"),
        miscounted: count(
            "SELECT count(*) FROM tally WHERE filings <> (SELECT count(*) FROM filing WHERE number IS NOT NULL AND \
             filing.status = tally.status AND (claimed_by IS NOT NULL) = claimed)",
        ) + count(
            "SELECT count(*) FROM filing WHERE status IN ('first_review', 'ready') AND NOT EXISTS \
             (SELECT 1 FROM tally WHERE tally.status = filing.status AND filings > 0)",
        ),
    }
}
