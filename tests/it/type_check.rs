//! What the type check finds (R1.5), from what the applicant says and from what was granted here.

use insta::assert_snapshot;

use crate::support::{Person, World, scripts};

/// Answers the type check. `subject_filed` and `domain_filed` are none where the register knows and does not ask.
async fn answers(
    person: &Person,
    credit_code: &str,
    subject_filed: Option<&str>,
    domain: &str,
    domain_filed: Option<&str>,
) {
    person
        .says_all(["/new", "网站", "企业", "营业执照", credit_code, "江苏"])
        .await;
    if let Some(said) = subject_filed {
        person.says(said).await;
    }
    person.says_all([domain, "47.96.10.8"]).await;
    if let Some(said) = domain_filed {
        person.says(said).await;
    }
}

async fn result_of(subject_filed: &str, domain_filed: &str) -> String {
    let world = World::start().await;
    let applicant = &world.applicant;
    answers(
        applicant,
        scripts::CREDIT_CODE,
        Some(subject_filed),
        scripts::DOMAIN,
        Some(domain_filed),
    )
    .await;
    world.ignores().await;
    let result = applicant.last().await.shown();
    applicant.says("确定").await;
    let then = applicant.hears().await;
    world.end().await;
    format!("{result}\n\n> 确定\n{then}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_was_filed_before() {
    assert_snapshot!(result_of("否", "否").await, @r"
    ✅ 域名是否备过案：否

    您的备案类型：新增备案
    因为主体和域名（yunshan-example.com）都是第一次备案。

    接下来会问：单位的名称和地址、负责人的证件和电话，以及网站的名称和内容。多数内容只要确认，随时可以停下，之后接着填。
    [确定]
    [上一题]

    > 确定
    第 10 / 28 项 · 主体信息
    主办单位的全称是什么？按营业执照（个人或企业）上的名称写，要和域名持有者一致，示例：南京青橙茶业有限公司。
    [上一题] [怎么填？]
    ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_agrees_in_words_confirms_and_who_goes_back_does() {
    let world = World::start().await;
    let applicant = &world.applicant;
    let (code, domain) = (scripts::CREDIT_CODE, scripts::DOMAIN);
    answers(applicant, code, Some("否"), domain, Some("否")).await;
    world.ignores().await;
    applicant.says("返回").await;
    assert!(applicant.hears().await.contains("以前备过案"));
    applicant.says("否").await;
    world.ignores().await;
    applicant.says("好的").await;
    assert!(applicant.hears().await.contains("主办单位的全称"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_subject_was_filed_elsewhere() {
    assert_snapshot!(result_of("是", "否").await, @r"
    ✅ 域名是否备过案：否

    您的备案类型：新增网站/APP（主体不在本平台）
    因为主体在其他服务商备过案，域名（yunshan-example.com）是第一次备案。

    这种类型暂时不能在这里办理。您填的内容已保留，请致电 010-00000000，示例云的工作人员会帮您办理。如果前面答错了，请点“上一题”修改。
    [上一题] [删除草稿]

    > 确定
    这种备案暂时不能在聊天里办理。您填的内容都已保留，请致电示例云：010-00000000。
    [💬 问审核员]
    ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_were_filed_elsewhere() {
    assert_snapshot!(result_of("是", "是").await, @r"
    ✅ 域名是否备过案：是

    您的备案类型：新增接入（主体不在本平台）
    因为主体和域名（yunshan-example.com）都在其他服务商备过案。

    这种类型暂时不能在这里办理。您填的内容已保留，请致电 010-00000000，示例云的工作人员会帮您办理。如果前面答错了，请点“上一题”修改。
    [上一题] [删除草稿]

    > 确定
    这种备案暂时不能在聊天里办理。您填的内容都已保留，请致电示例云：010-00000000。
    [💬 问审核员]
    ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_domain_was_filed_by_somebody_else() {
    assert_snapshot!(result_of("否", "是").await, @r"
    ✅ 域名是否备过案：是

    这个域名已由其他主体备案
    域名 yunshan-example.com 已备在别的主体名下，同一个域名不能再备一次。请先让原主体注销该网站的备案，再回来继续；如果前面答错了，请点“上一题”修改。有疑问请致电 010-00000000。
    [上一题] [删除草稿]

    > 确定
    域名 yunshan-example.com 已由另一个主办单位备案，一个域名只能属于一个主办单位。
    如果域名是买来的，请让原主办单位先注销备案；如果填错了，请改成正确的域名。需要帮忙请致电 010-00000000。
    [💬 问审核员]
    ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_granted_here_is_known_and_not_asked() {
    let world = World::start().await;
    world.granted_filing().await;
    let applicant = &world.applicant;
    // The same subject with another domain, new and filed elsewhere.
    answers(applicant, scripts::CREDIT_CODE, None, "second-example.cn", Some("否")).await;
    assert_snapshot!(applicant.last().await.shown(), @r"
    ✅ 域名是否备过案：否

    您的备案类型：新增网站/APP（主体在本平台）
    因为主体已在本平台备案，域名（second-example.cn）是第一次备案。

    这种类型暂时不能在这里办理。您填的内容已保留，请致电 010-00000000，示例云的工作人员会帮您办理。如果前面答错了，请点“上一题”修改。
    [上一题] [删除草稿]
    ");
    applicant.presses("上一题").await;
    applicant.presses("是").await;
    assert_snapshot!(applicant.last().await.shown(), @r"
    您的备案类型：新增接入（主体在本平台）
    因为主体已在本平台备案，域名（second-example.cn）在其他服务商备过案。

    这种类型暂时不能在这里办理。您填的内容已保留，请致电 010-00000000，示例云的工作人员会帮您办理。如果前面答错了，请点“上一题”修改。
    [上一题] [删除草稿]
    ");
    applicant.says_all(["/cancel", "删除草稿"]).await;
    // The very same domain.
    answers(applicant, scripts::CREDIT_CODE, None, scripts::DOMAIN, None).await;
    assert_snapshot!(applicant.last().await.shown(), @r"
    ✅ 云服务器 IP：47.96.10.8

    这个网站已在本平台备案
    域名 yunshan-example.com 的备案号是 苏ICP备12345678号-1，不需要再备一次。要变更或注销，请致电 010-00000000。
    [上一题] [删除草稿]
    ");
    applicant.says_all(["/cancel", "删除草稿"]).await;
    // Another subject with that domain.
    answers(applicant, "91320115MA0000015G", Some("否"), scripts::DOMAIN, None).await;
    assert_snapshot!(applicant.last().await.shown(), @r"
    ✅ 云服务器 IP：47.96.10.8

    这个域名已由其他主体备案
    域名 yunshan-example.com 已备在别的主体名下，同一个域名不能再备一次。请先让原主体注销该网站的备案，再回来继续；如果前面答错了，请点“上一题”修改。有疑问请致电 010-00000000。
    [上一题] [删除草稿]
    ");
    world.ignores().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_else_is_granted_the_domain_before_a_draft_is_handed_in() {
    let world = World::start().await;
    let mut texts = scripts::enterprise_with(scripts::DOMAIN, "91320115MA0000015G");
    texts.pop();
    world.second_applicant.says_all(texts.iter().map(String::as_str)).await;
    world.granted_filing().await;
    world.second_applicant.says("Submit the filing").await;
    assert_snapshot!(world.second_applicant.hears().await, @r"
    The domain yunshan-example.com is already filed by another organiser, and a domain can have only one.
    If you bought it, ask the former organiser to cancel their filing first; if you mistyped it, correct the domain. For help, call 010-00000000.
    [💬 Ask a reviewer]
    ");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn apps_are_not_filed_here_yet() {
    let world = World::start().await;
    world.begin_transcript().await;
    world
        .applicant
        .says_all([
            "/new",
            "APP",
            "企业",
            "营业执照",
            scripts::CREDIT_CODE,
            "江苏",
            "否",
            scripts::DOMAIN,
            "47.96.10.8",
            "否",
        ])
        .await;
    world.ignores().await;
    assert_snapshot!(world.applicant.last().await.shown(), @r"
    ✅ 域名是否备过案：否

    APP 备案暂时不能在这里办理
    您填的内容已保留。请致电 010-00000000，示例云的工作人员会帮您办理；如果要备案的是网站，请点“改为网站备案”。
    [改为网站备案]
    [上一题] [删除草稿]
    ");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_refusal_the_button_says_which_answer_it_keeps() {
    let world = World::start().await;
    let person = &world.applicant;
    person.says_all(["/new", "网站", "企业", "营业执照"]).await;
    // A wrong check character: it may be confirmed.
    person.says("91320105MA1MTX0K3L").await;
    let asked = person.last().await;
    assert!(asked.labels().contains(&"就用这个"), "{asked:?}");
    person.says("我的号码是 9132 0105 ma2a bcd3 x9 谢谢").await;
    let labels = person.last().await;
    let labels = labels.labels();
    assert!(labels.contains(&"91320105MA1MTX0K3L"), "{labels:?}");
    assert!(!labels.contains(&"就用这个"), "{labels:?}");
    world.ignores().await;
    world.end().await;
}
