//! The journey of an applicant, from /start to the number of the public-security filing.

use insta::assert_snapshot;

use crate::support::{Person, World, scripts};

/// With the buttons where there are some.
async fn fills_in_an_enterprise_by_buttons(applicant: &Person, words: &Words) {
    applicant.says("/start").await;
    applicant.presses(words.begin).await;
    for label in [words.website, words.enterprise, words.licence] {
        applicant.presses(label).await;
    }
    applicant.says(scripts::CREDIT_CODE).await;
    applicant.presses(words.jiangsu).await;
    applicant.presses(words.no).await;
    applicant.says("https://www.Yunshan-Example.com/").await;
    applicant.says("47.96.10.8").await;
    applicant.presses(words.no).await;
    applicant.presses(words.confirm).await;
    applicant.says("南京云杉示例科技有限公司").await;
    applicant.says("陈示例").await;
    applicant.says("江苏省南京市江宁区示例路88号3幢501室").await;
    applicant.presses("江苏省南京市").await;
    applicant.presses("陈示例").await;
    applicant.presses(words.id_card).await;
    applicant.presses("陈示例").await;
    applicant.says(scripts::ID_CARD).await;
    applicant.says("139 1234 5678").await;
    applicant.says("02584123456").await;
    applicant.says("+86 13912345678").await;
    applicant.says("云杉示例官网").await;
    applicant.presses("www.").await;
    applicant.presses(words.portal).await;
    applicant.presses(words.english).await;
    applicant.presses(words.done).await;
    applicant.presses(words.no_pre_approval).await;
    applicant.presses(words.skip).await;
    applicant.presses(words.yes).await;
    applicant.presses(words.call).await;
}

struct Words {
    begin: &'static str,
    website: &'static str,
    jiangsu: &'static str,
    enterprise: &'static str,
    licence: &'static str,
    yes: &'static str,
    call: &'static str,
    no: &'static str,
    confirm: &'static str,
    skip: &'static str,
    id_card: &'static str,
    portal: &'static str,
    english: &'static str,
    done: &'static str,
    no_pre_approval: &'static str,
    submit: &'static str,
}

const ZH: Words = Words {
    begin: "开始备案",
    website: "网站",
    jiangsu: "江苏",
    enterprise: "企业",
    licence: "营业执照",
    yes: "是",
    call: "电话核实",
    no: "否",
    confirm: "确定",
    skip: "跳过",
    id_card: "居民身份证",
    portal: "单位门户网站",
    english: "英语",
    done: "选好了",
    no_pre_approval: "以上都不涉及",
    submit: "提交备案",
};

const EN: Words = Words {
    begin: "Start a filing",
    website: "Website",
    jiangsu: "Jiangsu",
    enterprise: "Enterprise",
    licence: "Business licence",
    yes: "Yes",
    call: "Phone call",
    no: "No",
    confirm: "Confirm",
    skip: "Skip",
    id_card: "Resident identity card",
    portal: "Organisation's own site",
    english: "English",
    done: "Done",
    no_pre_approval: "None of",
    submit: "Submit",
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_enterprise_files_one_website_in_chinese() {
    let world = World::start().await;
    world.begin_transcript().await;
    fills_in_an_enterprise_by_buttons(&world.applicant, &ZH).await;
    world.applicant.presses(ZH.submit).await;
    world.reviewer.says("/queue").await;
    world.reviewer.presses("#1001").await;
    world.reviewer.presses("通过").await;
    world.reviewer.presses("提交管局").await;
    world.reviewer.presses("短信核验完成").await;
    world.reviewer.presses("备案成功").await;
    world.reviewer.says("/grant 1001 苏ICP备12345678号-1").await;
    world.applicant.presses("今天开通了").await;
    world.applicant.says("/status").await;
    world.applicant.presses("公安备案已办好").await;
    world.applicant.says("苏公网安备32010002010001号").await;
    world.applicant.says("/status").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_enterprise_files_one_website_in_english() {
    let world = World::start().await;
    world.begin_transcript().await;
    fills_in_an_enterprise_by_buttons(&world.second_applicant, &EN).await;
    world.second_applicant.presses(EN.submit).await;
    world.second_reviewer.says("/queue").await;
    world.second_reviewer.presses("#1001").await;
    world.second_reviewer.presses("Approve").await;
    world.second_reviewer.presses("Hand over").await;
    world.second_reviewer.presses("SMS check done").await;
    world.second_reviewer.presses("Grant").await;
    world.second_reviewer.says("/grant 1001 苏ICP备12345678号-1").await;
    world.second_applicant.presses("It opened today").await;
    world.second_applicant.says("/status").await;
    world.second_applicant.presses("Public-security filing is done").await;
    world.second_applicant.says("32010002010001").await;
    world.second_applicant.says("/status").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_individual_files_one_website_in_chinese() {
    let world = World::start().await;
    world.begin_transcript().await;
    let applicant = &world.applicant;
    applicant.says("/start").await;
    applicant.presses(ZH.begin).await;
    for label in [ZH.website, "个人", ZH.id_card] {
        applicant.presses(label).await;
    }
    applicant.says(scripts::ID_CARD).await;
    applicant.presses(ZH.jiangsu).await;
    applicant.presses(ZH.no).await;
    applicant.says("shanye-example.cn").await;
    applicant.says("47.96.10.9").await;
    applicant.presses(ZH.no).await;
    applicant.presses(ZH.confirm).await;
    applicant.says("陈示例").await;
    applicant.says("江苏省南京市江宁区示例路88号3幢501室").await;
    applicant.presses("江苏省南京市").await;
    applicant.says(scripts::MOBILE).await;
    applicant.says("13712345678").await;
    applicant.says("山野摄影笔记").await;
    applicant.presses("www.").await;
    applicant.presses(ZH.done).await;
    applicant
        .says("本网站用来发布个人登山照片。本网站是个人网站，不含有企业、单位等非个人网站的信息。")
        .await;
    applicant.presses(ZH.call).await;
    applicant.presses(ZH.submit).await;
    world.reviewer.says("/approve 1001").await;
    world.reviewer.says("/handover 1001").await;
    world.reviewer.says("/verified 1001").await;
    world.reviewer.says("/grant 1001 苏ICP备2026000001号-1").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filing_can_be_typed_without_a_button() {
    let world = World::start().await;
    let number = world.submitted_filing().await;
    let other = world.submitted_individual_filing().await;
    assert!(number >= 1001 && other > number, "{number} {other}");
    world.end().await;
}

/// At the summary it is pressed; what is typed there hears so, by the buttons that are there. What is changed from it leads back to it.
/// Afterwards whatever is written is answered with how the filing stands.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_before_and_after_the_submission_is_answered() {
    let world = World::start().await;
    let applicant = &world.applicant;
    let mut texts = scripts::enterprise();
    assert_eq!(texts.pop().as_deref(), Some("提交备案"));
    applicant.says_all(texts.iter().map(String::as_str)).await;
    world.ignores().await;
    for text in ["完成了", "ok", "好的", "没问题"] {
        applicant.says(text).await;
        let heard = applicant.hears().await;
        assert!(heard.starts_with("都对了，请点“提交备案”"), "{text}: {heard}");
    }
    applicant.presses("修改 主体信息").await;
    let field = applicant.last().await.labels()[1].to_owned();
    applicant.presses(&field).await;
    applicant.presses("回到核对").await;
    assert!(applicant.last().await.labels().contains(&"提交备案"));
    applicant.presses("提交备案").await;
    let submitted = applicant.every_button().await;
    let (message, _, data) = submitted.iter().find(|(_, label, _)| label == "提交备案").unwrap();
    let answer = applicant.press_only(*message, data).await;
    assert_eq!(
        answer.text.as_deref(),
        Some("备案申请 1001 已经提交成功，现在是“初审中”，不用再点了。")
    );
    world.ignores().await;
    for (text, begins) in [
        ("谢谢", "不客气。"),
        ("现在怎么样了", "我的备案"),
        ("你们怎么还没审完", "我的备案"),
    ] {
        applicant.says(text).await;
        let heard = applicant.hears().await;
        let knows = ["初审中", "010-00000000", "前审完"]
            .iter()
            .all(|part| heard.contains(part));
        assert!(heard.starts_with(begins) && knows, "{text}: {heard}");
    }
    // A draft that is to go is not stopped at first.
    applicant.says("/new").await;
    applicant.says("/status").await;
    applicant.presses("删除草稿").await;
    assert!(applicant.last().await.text.starts_with("要删除这份草稿吗？"));
    world.ignores().await;
    world.end().await;
}
