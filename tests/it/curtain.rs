//! The curtain (幕布): asked for, mailed, photographed before, and the papers that go with it.

use std::time::Duration;

use insta::assert_snapshot;

use crate::support::scripts::{self, PARCEL};
use crate::support::{World, photo};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A filing that was handed in and has no curtain yet.
async fn owed() -> World {
    let world = World::start().await;
    world.submitted_by(&world.applicant, &scripts::curtain_owed()).await;
    world
}

/// The same, and the curtain was mailed.
async fn mailed() -> World {
    let world = owed().await;
    world.reviewer.says("/approve 1001").await;
    world.reviewer.says(format!("/curtain 1001 顺丰 {PARCEL}")).await;
    world.ignores().await;
    world
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_curtain_is_mailed_photographed_and_accepted() {
    let world = World::start().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    let mut texts = scripts::enterprise_with_curtain(&[]);
    texts.pop();
    applicant.says_all(texts.iter().map(String::as_str)).await;
    world.begin_transcript().await;
    applicant.presses("幕布照").await;
    applicant.presses("否").await;
    // The postal address for one press.
    applicant.presses("江苏省南京市江宁区示例路").await;
    applicant.presses("否").await;
    applicant.presses("提交备案").await;
    reviewer.says("/approve 1001").await;
    applicant.says("/status").await;
    reviewer.says("/queue").await;
    reviewer.presses("登记幕布快递").await;
    reviewer.presses("顺丰").await;
    reviewer.says(PARCEL).await;
    world.advance(DAY * 3).await;
    applicant.presses("到了").await;
    applicant.sends_curtain_photo().await;
    applicant.presses("顺丰").await;
    applicant.says("SF5647382910456").await;
    applicant.presses("提交备案").await;
    applicant.says("/parcel").await;
    reviewer.presses("查看").await;
    reviewer.presses("收到资料").await;
    reviewer.presses("查看").await;
    reviewer.presses("看图片").await;
    reviewer.presses("通过").await;
    reviewer.says("/history 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_curtain_at_hand_the_papers_alone_are_mailed_in_english() {
    let world = World::start().await;
    let (applicant, reviewer) = (&world.second_applicant, &world.second_reviewer);
    let mut texts = scripts::individual();
    texts.truncate(texts.len() - 2);
    applicant.says_all(texts.iter().map(String::as_str)).await;
    world.begin_transcript().await;
    applicant.presses("Curtain photo").await;
    applicant.presses("Yes").await;
    applicant.sends_curtain_photo().await;
    applicant.presses("Submit").await;
    reviewer.says("/approve 1001").await;
    world.advance(DAY * 3).await;
    applicant.presses("Continue").await;
    applicant.presses("EMS").await;
    for text in ["posted!", "EA 123?", "12", "EA 1234 5678 9 CN"] {
        applicant.says(text).await;
    }
    applicant.presses("Submit").await;
    applicant.says("/parcel").await;
    reviewer.says("/received 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_that_is_sent_back_is_asked_for_alone() {
    let world = mailed().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    applicant.hands_in_at_curtain().await;
    reviewer.says("/received 1001").await;
    world.ignores().await;
    world.begin_transcript().await;
    // Nothing else can be sent back now.
    reviewer.says("/reject 1001 site_name 太短").await;
    reviewer.presses("驳回").await;
    reviewer.presses("身份核验").await;
    reviewer.presses("幕布照").await;
    reviewer.presses("幕布照").await;
    reviewer.presses("发送驳回").await;
    applicant.says("/status").await;
    applicant.presses("继续填写").await;
    applicant.sends_curtain_photo().await;
    // The papers are there: only the photo may be changed.
    let summary = applicant.last().await.shown();
    assert!(summary.contains("修改 身份核验"), "{summary}");
    applicant.presses("修改 身份核验").await;
    applicant.presses("查看全部答案").await;
    applicant.presses("提交备案").await;
    reviewer.says("/approve 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_curtain_that_does_not_arrive_is_told_to_who_mailed_it() {
    let world = mailed().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    world.begin_transcript().await;
    world.advance(DAY * 3).await;
    applicant.presses("还没到").await;
    reviewer.says("/curtain 1001 EMS 1029384756123").await;
    world.advance(DAY * 7).await;
    applicant.presses("到了").await;
    // Once is enough.
    applicant.says("/status").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

/// Where nobody has the filing, the desk hears of it; a group is told no number and no address.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_has_claimed_is_told_to_the_desk_and_groups_see_no_parcel() {
    let world = mailed().await;
    world.open_desk().await;
    world.reviewer.says("/release 1001").await;
    world.advance(DAY * 3).await;
    world.ignores().await;
    world.applicant.presses("还没到").await;
    let group = world.group.hears().await;
    assert!(group.contains("申请人说幕布还没到"), "{group}");
    let desk = world.reviewer.at(world.group.chat);
    desk.says("/show 1001").await;
    let shown = desk.hears().await;
    assert!(shown.contains("幕布快递单号：****6123"), "{shown}");
    for secret in [PARCEL, "样例街", "1102"] {
        assert!(!shown.contains(secret) && !group.contains(secret), "{secret}: {shown}");
    }
    desk.says("/curtain 1001").await;
    let how = desk.hears().await;
    assert!(how.contains("哪家快递") && !how.contains("样例街"), "{how}");
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parcels_that_are_none_are_told_kindly() {
    let world = owed().await;
    let reviewer = &world.reviewer;
    // Before its review is over there is no curtain to be mailed.
    reviewer.says(format!("/curtain 1001 顺丰 {PARCEL}")).await;
    let heard = reviewer.hears().await;
    assert!(heard.contains("不能进行"), "{heard}");
    reviewer.says("/approve 1001").await;
    world.ignores().await;
    for (text, told) in [
        ("/curtain 1001 飞鸽 12345678", "没有认出是哪家快递"),
        ("/curtain 1001 顺丰 SF10293847561?3", "多了：?"),
        ("/curtain 1001 顺丰 SF一0293847561", "多了：一"),
        ("/curtain 1001 顺丰 123", "8 至 24 位"),
        ("/curtain 1001 顺丰 已经寄了", "没有看到快递单号"),
        ("/received 1001", "不能进行"),
    ] {
        reviewer.says(text).await;
        let heard = reviewer.hears().await;
        assert!(heard.contains(told), "{text}: {heard}");
        assert_eq!(world.applicant.hears().await, "", "{text}");
    }
    // A number is waited for until it is one.
    reviewer.says("/curtain 1001 中通").await;
    reviewer.says("78").await;
    reviewer.sends("sticker").await;
    let heard = reviewer.hears().await;
    assert!(heard.contains("8 至 24 位") && heard.contains("单号是多少"), "{heard}");
    reviewer.says("7312 3456 7890").await;
    let heard = world.applicant.hears().await;
    assert!(heard.contains("中通") && heard.contains("731234567890"), "{heard}");
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_that_never_comes_lapses_after_reminders() {
    let world = mailed().await;
    world.begin_transcript().await;
    for _ in 0..46 {
        world.advance(DAY).await;
    }
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_curtain_that_is_mailed_late_is_told_and_the_filing_can_be_withdrawn() {
    let world = owed().await;
    world.reviewer.says("/approve 1001").await;
    world.begin_transcript().await;
    world.advance(DAY * 5).await;
    world.applicant.says("/cancel").await;
    world.applicant.presses("撤回备案申请").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

/// Whom the face check would not serve has no choice: the curtain follows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_no_identity_card_is_photographed() {
    let world = World::start().await;
    let applicant = &world.applicant;
    let mut texts = scripts::enterprise();
    texts.truncate(texts.len() - 3);
    texts.extend(
        [
            "否",
            "护照",
            "李样例",
            "E12345678",
            "13712345678",
            "025-84123457",
            "13712345678",
        ]
        .map(str::to_owned),
    );
    applicant.says_all(texts.iter().map(String::as_str)).await;
    let heard = applicant.hears().await;
    assert!(heard.contains("您以前备案时收到过我们的幕布"), "{heard}");
    assert!(!heard.contains("您想用哪种方式"), "{heard}");
    world.end().await;
}

/// A world in which the curtain's photo is asked for.
async fn asked_for_photo() -> World {
    let world = mailed().await;
    world.applicant.presses("继续填写").await;
    world.ignores().await;
    world
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_photo_is_told_with_what_to_send_instead() {
    let world = asked_for_photo().await;
    let applicant = &world.applicant;
    let whole = photo(900, 700);
    let half = whole[..whole.len() / 2].to_vec();
    for (name, bytes, told) in [
        ("curtain.jpg", "这不是照片".as_bytes().to_vec(), "不是图片"),
        ("half.jpg", half, "打不开"),
        ("small.jpg", photo(640, 480), "至少 800 × 600"),
        ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), "HEIC"),
        ("huge.jpg", vec![0; 20 * 1024 * 1024], "小于 4 MB"),
    ] {
        applicant.sends_file("document", name, bytes, None).await;
        let heard = applicant.hears().await;
        assert!(heard.contains(told), "{name}: {heard}");
        assert!(!heard.contains("[用这张]"), "{name}: {heard}");
    }
    applicant.sends("sticker").await;
    let heard = applicant.hears().await;
    assert!(heard.contains("这里要的是图片"), "{heard}");
    applicant.says("拍好了").await;
    let heard = applicant.hears().await;
    assert!(heard.contains("请网站负责人"), "{heard}");
    // Nothing of it was kept: the first that is good is the answer.
    applicant.sends_curtain_photo().await;
    let heard = applicant.hears().await;
    assert!(heard.contains("✅ 幕布照：图片 1 张"), "{heard}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_is_shown_and_counts_when_it_is_found_good() {
    let world = asked_for_photo().await;
    let applicant = &world.applicant;
    world.begin_transcript().await;
    applicant.sends_file("photo", "p.jpg", photo(1000, 800), None).await;
    applicant.presses("重拍").await;
    // The other takes its place.
    applicant.sends_file("document", "p.png", photo(1200, 900), None).await;
    applicant.says("/status").await;
    applicant.says("/resume").await;
    applicant.presses("用这张").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

/// Of an album of five one picture answers the question; the others are said to be too many, and the one that was kept is shown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_album_is_no_photo_but_its_first_picture_may_be() {
    let world = asked_for_photo().await;
    let applicant = &world.applicant;
    for n in 0..5 {
        let bytes = photo(900 + n, 700);
        applicant.sends_file("photo", "p.jpg", bytes, Some("42")).await;
    }
    let heard = applicant.hears().await;
    assert_eq!(heard.matches("多出来的没有收").count(), 1, "{heard}");
    assert_eq!(heard.matches("[用这张]").count(), 1, "{heard}");
    applicant.presses("用这张").await;
    let heard = applicant.hears().await;
    assert!(heard.contains("✅ 幕布照：图片 1 张"), "{heard}");
    world.end().await;
}

/// One curtain is free, ever: whoever was sent one hears that another has to be paid, and so does the reviewer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_curtain_has_to_be_paid() {
    let world = mailed().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    let mut texts = scripts::curtain_owed();
    for text in &mut texts {
        *text = text.replace("yunshan-example.com", "other-example.com");
    }
    let (address, submit) = (texts.len() - 3, texts.pop().unwrap());
    applicant.says_all(texts[..address].iter().map(String::as_str)).await;
    let heard = applicant.hears().await;
    assert!(heard.contains("再寄一块需要付费"), "{heard}");
    applicant.says_all(texts[address..].iter().map(String::as_str)).await;
    applicant.says(submit).await;
    let number = scripts::number_in(&applicant.hears().await).unwrap();
    assert_eq!(number, 1002);
    reviewer.says("/show 1002").await;
    let shown = reviewer.hears().await;
    assert!(shown.contains("这块需要付费"), "{shown}");
    reviewer.says("/approve 1002").await;
    let heard = applicant.hears().await;
    assert!(heard.contains("审核员会告诉您费用"), "{heard}");
    reviewer.presses("登记幕布快递").await;
    let how = reviewer.hears().await;
    assert!(how.contains("这块需要付费"), "{how}");
    // The first one was free.
    reviewer.says("/show 1001").await;
    let shown = reviewer.hears().await;
    assert!(!shown.contains("需要付费"), "{shown}");
    world.ignores().await;
    world.end().await;
}

/// What a phone writes into a photo besides the picture (how it was held, when and where it was taken) is not in what the store has.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_photo_only_the_picture_is_kept() {
    let world = asked_for_photo().await;
    let applicant = &world.applicant;
    let jpeg = photo(1000, 700);
    // Held on its side, on that day.
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
    exif.extend(b"\x32\x01\x02\0\x14\0\0\0\x26\0\0\0\0\0\0\0");
    exif.extend(b"2026:03:02 09:00:00\0");
    let mut sent = jpeg[..2].to_vec();
    sent.extend([0xff, 0xe1, 0, u8::try_from(exif.len() + 2).unwrap()]);
    sent.extend(exif);
    sent.extend(&jpeg[2..]);
    applicant.sends_file("document", "p.jpg", sent, None).await;
    applicant.presses("用这张").await;
    // What the bot showed is what it has.
    let found = world.api.get(&format!("/api/chats/{}/messages", applicant.chat)).await;
    let messages = found["messages"].as_array().unwrap();
    let shown = messages
        .iter()
        .rev()
        .find(|message| message["from"]["is_bot"] == true && message["photo"].is_array());
    let sizes = shown.unwrap()["photo"].as_array().unwrap();
    let largest = sizes.last().unwrap();
    assert_eq!(
        (largest["width"].as_i64(), largest["height"].as_i64()),
        (Some(700), Some(1000))
    );
    let file = largest["file_id"].as_str().unwrap();
    let kept = world.api.bytes(&format!("/api/files/{file}")).await;
    for told in [&b"Exif"[..], b"2026:03:02"] {
        assert!(!kept.windows(told.len()).any(|window| window == told), "{told:?}");
    }
    world.ignores().await;
    world.end().await;
}

/// A filing that is about to be handed in by somebody who has ordered the curtain ahead.
async fn ordered() -> World {
    let world = World::start().await;
    world.group.says("/here").await;
    let mut texts = scripts::curtain_owed();
    texts.truncate(texts.len() - 2);
    world.applicant.says_all(texts.iter().map(String::as_str)).await;
    world.begin_transcript().await;
    world.applicant.presses("是").await;
    world
}

/// It is mailed while the form is being filled in; nobody waits for it to hand the filing in (R14.11).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_curtain_is_ordered_ahead() {
    let world = ordered().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    applicant.says("/parcel").await;
    reviewer.says("/answer").await;
    reviewer.presses("回复").await;
    // Neither a carrier alone nor half a number goes to the applicant.
    reviewer.says("顺丰").await;
    reviewer.says("SF Express SF1029384756123").await;
    applicant.says("/parcel").await;
    applicant.presses("继续填写").await;
    applicant.presses("提交备案").await;
    reviewer.says("/queue").await;
    reviewer.says("/approve 1001").await;
    applicant.presses("继续填写").await;
    applicant.sends_curtain_photo().await;
    reviewer.says("/history 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

/// What cannot be mailed is told in words, and the curtain goes out after the first review; one that has come counts as at hand.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_may_be_declined_or_be_there_before_the_filing_is() {
    let world = ordered().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    reviewer.says("/answer 1 地址里的楼号不对，请改好再申请").await;
    let heard = applicant.hears().await;
    assert!(heard.contains("地址里的楼号不对"), "{heard}");
    // Ordered once more, by the same button's answer.
    applicant.presses("修改 身份核验").await;
    applicant.presses("先寄幕布").await;
    applicant.presses("是").await;
    reviewer.says("/answer 2 EMS 1029384756123").await;
    let heard = applicant.hears().await;
    assert!(heard.contains("幕布已寄出") && heard.contains("EMS"), "{heard}");
    // It is there: the photo goes with the submission.
    applicant.presses("修改 身份核验").await;
    applicant.presses("手上是否有幕布").await;
    applicant.presses("是").await;
    applicant.sends_curtain_photo().await;
    applicant.presses("提交备案").await;
    reviewer.says("/approve 1001").await;
    let heard = applicant.hears().await;
    assert!(heard.contains("纸质资料"), "{heard}");
    world.ignores().await;
    world.end().await;
}

/// An order whose filing is handed in goes on, and can be mailed by the filing's number too; taken back, it waits again. One whose filing is
/// dropped is nobody's work any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_goes_with_its_filing() {
    let world = World::with_undo().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    let mut texts = scripts::curtain_owed();
    let at = texts.len() - 2;
    texts[at] = "是".to_owned();
    applicant.says_all(texts.iter().map(String::as_str)).await;
    reviewer.says("/curtain 1001 顺丰 SF1029384756123").await;
    reviewer.says("/answer").await;
    let heard = reviewer.hears().await;
    assert!(heard.contains("没有等回复的问题"), "{heard}");
    reviewer.says("/undo 1001").await;
    reviewer.says("/answer").await;
    let heard = reviewer.hears().await;
    assert!(heard.contains("请先寄幕布"), "{heard}");
    applicant.says("/cancel").await;
    applicant.says("撤回备案申请").await;
    reviewer.says("/answer").await;
    let heard = reviewer.hears().await;
    assert!(heard.contains("没有等回复的问题"), "{heard}");
    world.ignores().await;
    world.end().await;
}
