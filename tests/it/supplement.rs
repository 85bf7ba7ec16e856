//! Further material is asked for besides the form, once and with a day, and comes as words or pictures (R10.2).

use std::io::Cursor;
use std::time::Duration;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use insta::assert_snapshot;

use crate::support::World;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// A picture of nothing in particular.
fn picture() -> Vec<u8> {
    let pixels = RgbImage::from_fn(640, 480, |x, y| Rgb([x as u8, y as u8, (x ^ y) as u8]));
    let mut bytes = Vec::new();
    DynamicImage::from(pixels)
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg)
        .unwrap();
    bytes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wanted_is_picked_asked_for_once_and_handed_in() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.begin_transcript().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    reviewer.says("/show 1001").await;
    reviewer.presses("补充材料").await;
    reviewer.presses("商标注册证").await;
    reviewer.presses("域名证书").await;
    // A second press takes it out again.
    reviewer.presses("✓ 域名证书").await;
    reviewer.presses("自己写").await;
    // What is no text, and what does not say why, is asked for again.
    reviewer.sends_photo().await;
    reviewer.says("法人近期社保证明").await;
    reviewer.says("法人近期社保证明：核对法人是否在职").await;
    reviewer.presses("7 天内").await;
    reviewer.presses("发送补充要求").await;
    applicant.says("/status").await;
    applicant.presses("继续填写").await;
    applicant.sends_file("photo", "p.jpg", picture(), None).await;
    applicant.presses("发完了").await;
    applicant.says("社保在办转移，下月才能打印，可以先附劳动合同").await;
    applicant.presses("提交备案").await;
    reviewer.presses("查看").await;
    // The group sees that something was asked for, and none of the reviewer's words.
    reviewer.at(world.group.chat).says("/show 1001").await;
    reviewer.says("/history 1001").await;
    // What came may be found wanting like every answer, and more may be asked for in another round.
    reviewer
        .says("/reject 1001 法人近期社保证明 可以，请发劳动合同照片")
        .await;
    applicant.presses("继续填写").await;
    applicant.sends_file("photo", "p.jpg", picture(), None).await;
    applicant.presses("发完了").await;
    applicant.presses("提交备案").await;
    reviewer.says("/supplement 1001 域名证书 请下载最新的一份").await;
    applicant.presses("继续填写").await;
    applicant.says("域名刚续费，证书明天才更新").await;
    applicant.presses("提交备案").await;
    reviewer.says("/approve 1001").await;
    applicant.says("/status").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_typed_at_once_is_asked_for_at_once_in_english() {
    let world = World::start().await;
    world.submitted_individual_filing().await;
    world.begin_transcript().await;
    let (applicant, reviewer) = (&world.second_applicant, &world.second_reviewer);
    // Nothing of what is refused goes out, and nothing of it is kept.
    reviewer.says("/supplement 1001 2026-03-02\nDomain certificate").await;
    reviewer.says("/supplement 1001 2199-01-01\nDomain certificate").await;
    reviewer.says("/supplement 1001 Something").await;
    reviewer.says(format!("/supplement 1001 {}: why", "x".repeat(61))).await;
    reviewer.says("/supplement 9999 Domain certificate").await;
    world.second_reviewer.says("/supplement").await;
    reviewer
        .says("/supplement 1001 3-10\nresidence_permit\nDomain certificate: the one you sent by mail was cut off\nA photo of your desk: to see that it is yours")
        .await;
    applicant.presses("Continue").await;
    for words in ["It is on its way", "The registrar is slow", "I have no desk"] {
        applicant.says(words).await;
    }
    applicant.presses("Submit").await;
    reviewer.presses("Show").await;
    // Once it waits for the applicant nothing more can be asked for, nor by somebody else.
    reviewer.says("/supplement 1001 Signed pledge").await;
    reviewer.says("/supplement 1001 Signed pledge").await;
    world.reviewer.says("/supplement 1001 备案承诺书").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_named_day_is_reminded_of_and_the_filing_lapses_with_it() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.reviewer.says("/supplement 1001 3-6\n域名证书").await;
    let heard = world.applicant.hears().await;
    assert!(heard.contains("请在2026年3月6日前交齐"), "{heard}");
    world.begin_transcript().await;
    // It is Monday morning; a day before the end of Friday, at night, is told at eight.
    world.advance(DAY * 4 - HOUR * 2).await;
    assert_eq!(world.applicant.hears().await, "");
    world.advance(HOUR * 2).await;
    assert_ne!(world.applicant.hears().await, "", "the reminder");
    world.advance(DAY).await;
    assert_ne!(world.applicant.hears().await, "", "the end");
    world.applicant.says("/status").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_day_it_waits_as_long_as_a_correction_and_can_be_withdrawn() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.reviewer.says("/supplement 1001 域名证书").await;
    world.applicant.ignores().await;
    let mut days = 0;
    for moment in [7, 38, 44] {
        world.advance(DAY * (moment - days) - Duration::from_secs(60)).await;
        assert_eq!(world.applicant.hears().await, "", "before day {moment}");
        world.advance(Duration::from_secs(60)).await;
        let heard = world.applicant.hears().await;
        assert!(heard.contains("还在等您补充材料"), "{moment}: {heard}");
        days = moment;
    }
    world.applicant.says("/cancel").await;
    world.applicant.presses("撤回备案申请").await;
    let heard = world.applicant.hears().await;
    assert!(heard.contains("已撤回"), "{heard}");
    world.advance(DAY * 10).await;
    assert_eq!(world.applicant.hears().await, "", "nothing lapses that was withdrawn");
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_only_picked_is_asked_of_nobody() {
    let world = World::start().await;
    world.submitted_filing().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    applicant.ignores().await;
    reviewer.says("/supplement 1001").await;
    reviewer.presses("域名证书").await;
    reviewer.presses("备案承诺书").await;
    // In a group own words are not written.
    let group = reviewer.at(world.group.chat);
    group.says("/supplement 1001").await;
    let answer = group.presses("自己写").await;
    let text = answer.text.unwrap_or_default();
    assert!(text.contains("请在私聊中"), "{text}");
    reviewer.ignores().await;
    // No field of the form yet: none that could be sent back.
    reviewer.says("/reject 1001").await;
    let heard = reviewer.hears().await;
    assert!(heard.contains("[主体信息]") && !heard.contains("[补充材料]"), "{heard}");
    reviewer.says("/approve 1001").await;
    let heard = applicant.hears().await;
    assert!(heard.contains("初审通过") && !heard.contains("域名证书"), "{heard}");
    // What was picked before is not meant any more.
    reviewer.says("/reject 1001 网站名称 和单位没有关系").await;
    let heard = applicant.hears().await;
    assert!(heard.contains("网站名称") && !heard.contains("域名证书"), "{heard}");
    world.ignores().await;
    world.end().await;
}
