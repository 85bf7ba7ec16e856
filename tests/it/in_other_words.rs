//! What people say instead of pressing the button, or send where nothing asks for it: it is understood, or they are told where it belongs.

use insta::assert_snapshot;

use crate::support::scripts::{self, PARCEL};
use crate::support::{World, photo};

/// The enterprise's answers up to that one, which is left out.
fn until(answer: &str) -> Vec<String> {
    let mut texts = scripts::enterprise();
    let at = texts.iter().position(|text| text == answer).expect("an answer");
    texts.truncate(at);
    texts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_in_other_words() {
    let world = World::start().await;
    let applicant = &world.applicant;
    let texts = until("江苏省南京市江宁区示例路88号3幢501室");
    applicant.says_all(texts.iter().map(String::as_str)).await;
    world.begin_transcript().await;
    // The address on the licence: where it is not given, the question's help; what names no place is doubted.
    applicant.says("和营业执照上一样").await;
    applicant.says("我妈妈家楼下那个").await;
    applicant
        .says("执照上写的住所是：江苏省南京市江宁区示例路88号3幢501室")
        .await;
    // The postal address has no number at first; what the remark says of it goes when it has one.
    applicant.says("江苏省南京市江宁区样例大厦").await;
    applicant.presses("没有门牌号").await;
    applicant.says("返回").await;
    applicant.says("跟证件住所相同").await;
    world.ignores().await;
    let texts = scripts::enterprise();
    let after = texts.iter().rposition(|text| text.contains("示例路88号")).expect("it") + 1;
    let rest: Vec<String> = texts[after..]
        .iter()
        .filter(|text| *text != "提交备案" && *text != "电话核实")
        .cloned()
        .collect();
    applicant.says_all(rest.iter().map(String::as_str)).await;
    applicant.presses("幕布照").await;
    applicant.presses("否").await;
    applicant.says("寄到通讯地址").await;
    applicant.says("先不寄").await;
    let summary = applicant.hears().await;
    assert!(
        summary.contains("幕布邮寄地址：江苏省南京市江宁区示例路88号3幢501室"),
        "{summary}"
    );
    assert!(!summary.contains("最详细地址"), "{summary}");
    // Neither a voice message nor a picture belongs here; the button's first word is enough.
    applicant.sends("voice").await;
    applicant.says("提交").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_curtain_in_other_words() {
    let world = World::start().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    world.submitted_by(applicant, &scripts::curtain_owed()).await;
    world.begin_transcript().await;
    applicant.says("/status").await;
    reviewer.says("/approve 1001").await;
    // The number that does not tell whose it is goes with the carrier's button; the carrier may be typed as well.
    reviewer.says("/curtain 1001 4301234567890").await;
    world.second_reviewer.says("/curtain 1001").await;
    reviewer.says("/curtain 1001").await;
    reviewer.says("顺丰").await;
    reviewer.says(PARCEL).await;
    applicant.says("还没到").await;
    // Who has it sends the photo without a press before.
    applicant
        .sends_file("document", "curtain.jpg", photo(800, 600), None)
        .await;
    applicant.presses("重拍").await;
    applicant
        .sends_file("document", "curtain.jpg", photo(800, 600), None)
        .await;
    applicant.says("可以，就这张").await;
    applicant.says("顺丰").await;
    applicant.says("SF5647382910456").await;
    // At the end a picture has a button of its own.
    applicant.sends_photo().await;
    applicant.says("提交").await;
    applicant.sends("voice").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_parcels_number_that_tells_whose_it_is_needs_no_carrier() {
    let world = World::start().await;
    world.submitted_by(&world.applicant, &scripts::curtain_owed()).await;
    world.reviewer.posts("/approve 1001").await;
    world.ignores().await;
    world.reviewer.says(format!("/curtain 1001 {PARCEL}")).await;
    let told = world.applicant.last().await.text;
    assert!(told.contains("顺丰") && told.contains(PARCEL), "{told}");
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_in_other_words() {
    let world = World::start().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    world.submitted_filing().await;
    reviewer.posts("/approve １００１").await;
    reviewer.posts("/handover 1001").await;
    world.begin_transcript().await;
    // The Ministry's code is for its page alone; a button's words may be typed.
    applicant.says("482913").await;
    applicant.says("陈示例已核验").await;
    reviewer.says("/verified 1001").await;
    reviewer.says(format!("/grant 1001 {}", scripts::GRANTED)).await;
    applicant.says("我要改名").await;
    applicant.says("今天开通").await;
    // A number of another province is asked for once more; who sends it again means it.
    applicant.says("/public_security 粤公网安备44010402000001号").await;
    applicant.says("44010402000002").await;
    applicant.says("粤公网安备 44010402000002号").await;
    reviewer.says("/queue 全部").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn choices_and_persons_in_other_words() {
    let world = World::start().await;
    let applicant = &world.applicant;
    applicant.says_all(["/new", "网站"]).await;
    world.begin_transcript().await;
    applicant.says("能不能找人帮我").await;
    applicant.says("客服电话多少").await;
    applicant.says("我明天再填行吗").await;
    applicant.says("idk").await;
    applicant.says("取消").await;
    applicant.presses("保留草稿").await;
    world.ignores().await;
    let texts = until("是");
    applicant.says_all(texts[2..].iter().map(String::as_str)).await;
    world.ignores().await;
    applicant
        .says_all(["否", "居民身份证", "李样例", "320102199003070017"])
        .await;
    world.ignores().await;
    // What was refused is not kept by "this one", and neither is what stood there before.
    applicant.says(scripts::MOBILE).await;
    applicant.says("+86 139-1234-567").await;
    applicant.says("就用这个").await;
    applicant.says("13712345678").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn material_in_other_words() {
    let world = World::start().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    world.submitted_filing().await;
    reviewer.says("/supplement 1001 域名证书 请下载最新的一份").await;
    applicant.presses("继续填写").await;
    world.begin_transcript().await;
    applicant.says("在哪里下载").await;
    applicant.says("域名在朋友那里，他明天发我").await;
    // What is sent at the end is not lost in silence.
    applicant.sends_photo().await;
    applicant.presses("📎 域名证书").await;
    applicant.sends_photo().await;
    applicant.presses("发完了").await;
    applicant.presses("提交备案").await;
    // What was sent first nobody has seen: it is nothing that "was".
    world.reviewer.at(reviewer.chat).says("/show 1001").await;
    assert!(!reviewer.last().await.text.contains("原来："));
    // A line that is not understood drops none of the others.
    reviewer.says("/reject 1001 网站名称 换一个名称\n天气 不好").await;
    reviewer.presses("发送驳回").await;
    reviewer.says("/history 1001").await;
    reviewer.at(world.group.chat).says("/history 1001").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doubts_and_sentences_are_no_answers() {
    let world = World::start().await;
    let applicant = &world.applicant;
    applicant.says_all(["/new", "网站"]).await;
    world.ignores().await;
    // Who names a choice while they do not know gets the question's help.
    for text in [
        "有执照的，个体还是企业我也不知道",
        "I am not sure if it is an enterprise",
    ] {
        applicant.says(text).await;
        let heard = applicant.hears().await;
        assert!(!heard.contains('✅') && heard.contains("💡"), "{text}: {heard}");
    }
    let texts = until("陈示例");
    applicant.says_all(texts[2..].iter().map(String::as_str)).await;
    world.ignores().await;
    // A name is taken out of a sentence; what is none is asked about, or waited for.
    applicant.says("等下发你").await;
    assert!(applicant.hears().await.starts_with("不着急"));
    applicant.says("我老婆").await;
    assert!(applicant.hears().await.contains("❓ 法定代表人姓名：我老婆"));
    applicant.says("就是我啊 周大海").await;
    assert!(applicant.hears().await.contains("✅ 法定代表人姓名：周大海"));
    // A question at an address is no address.
    applicant.says("在哪看").await;
    let heard = applicant.hears().await;
    assert!(!heard.contains('✅') && heard.contains("💡"), "{heard}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_once_more_and_then_changed_is_told_as_it_is() {
    let world = World::start().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    world.submitted_filing().await;
    // Two lines of one field are told together.
    reviewer
        .says("/reject 1001 网站名称 太短\nsite_name 看不出是哪家单位\nhead_emergency_phone 打不通")
        .await;
    let told = applicant.hears().await;

    assert!(told.contains("太短；看不出是哪家单位"), "{told}");
    applicant.presses("继续填写").await;
    // The same once more, then another: the reviewer sees what it was.
    applicant.says("13912345678").await;
    applicant.says("13712345678").await;
    world.ignores().await;
    let asked = applicant.last().await.text;
    assert!(
        !asked.contains("示例：云杉示例官网"),
        "what was sent back is no example: {asked}"
    );
    applicant.says("云杉示例官网").await;
    applicant.presses("就用这个").await;
    applicant.presses("提交备案").await;
    world.ignores().await;
    reviewer.says("/show 1001").await;
    let shown = reviewer.hears().await;
    assert!(shown.contains("原来：139 1234 5678"), "{shown}");
    assert!(
        shown.contains("网站名称：云杉示例官网\n   ↩️ 没有改，申请人再次确认"),
        "{shown}"
    );
    assert!(!shown.contains("✏️ 网站名称"), "{shown}");
    assert!(shown.contains("第 2 次提交"), "{shown}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_and_examples() {
    let world = World::start().await;
    let applicant = &world.applicant;
    world.granted_filing().await;
    applicant.presses("填开通日期").await;
    world.ignores().await;
    applicant.says("明天吧").await;
    assert!(applicant.hears().await.contains("2026年3月3日"));
    // A day that comes while nothing is asked is the day, where one is waited for.
    let other = World::start().await;
    other.granted_filing().await;
    other.applicant.says("3月2日").await;
    assert!(other.applicant.hears().await.contains("公安联网备案"));
    // What the question gives as an example is nobody's number.
    applicant.says("/public_security 苏公网安备32010002000000号").await;
    assert!(applicant.hears().await.starts_with("这是示例里的编号"));
    other.end().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_want_another_hand_over_sees_that_none_comes() {
    let world = World::start().await;
    let (applicant, reviewer) = (&world.applicant, &world.reviewer);
    world.submitted_filing().await;
    for command in ["approve", "handover", "missed"] {
        reviewer.posts(format!("/{command} 1001")).await;
    }
    world.ignores().await;
    applicant.presses("先不要重新提交").await;
    world.ignores().await;
    applicant.says("/status").await;
    let heard = applicant.hears().await;
    assert!(
        heard.contains("没有自动重新提交管局") && !heard.contains("我们会尽快提交管局"),
        "{heard}"
    );
    world.end().await;
}
