//! A draft that is not filled in straight on: back, skip, change, hints, pauses, the other language, and leaving it.

use std::time::Duration;

use insta::assert_snapshot;

use crate::support::{World, scripts};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A world in which the applicant has answered an enterprise's questions up to that one.
async fn at(last: &str) -> World {
    let world = World::start().await;
    let texts = scripts::up_to(scripts::enterprise(), last);
    world.applicant.says_all(texts.iter().map(String::as_str)).await;
    world.ignores().await;
    world
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn back_asks_the_question_before_with_what_was_kept() {
    let world = at("陈示例").await;
    world.applicant.says("/back").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    第 10 / 28 项 · 主体信息
    主办单位的全称是什么？按营业执照（个人或企业）上的名称写，要和域名持有者一致，示例：南京青橙茶业有限公司。
    [南京云杉示例科技有限公司]
    [上一题] [怎么填？]
    ");
    world.applicant.presses("南京云杉示例科技有限公司").await;
    world.applicant.ignores().await;
    world.applicant.presses("怎么填？").await;
    world.applicant.ignores().await;
    world.applicant.presses("上一题").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    第 10 / 28 项 · 主体信息
    主办单位的全称是什么？按营业执照（个人或企业）上的名称写，要和域名持有者一致，示例：南京青橙茶业有限公司。
    [南京云杉示例科技有限公司]
    [上一题] [怎么填？]
    ");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_the_first_question_there_is_none_before() {
    let world = at("网站").await;
    world.applicant.says("/back").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    这已经是第一题了。

    第 1 项，共 19 至 28 项 · 验证备案类型
    您要备案的是网站还是 APP？用浏览器打开的选“网站”，要下载安装的选“APP”，示例：公司官网选“网站”。

    • 网站：用浏览器打开、有域名的站点。
    • APP：安装在手机上的应用。
    [网站] [APP]
    [怎么填？]
    ");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_required_cannot_be_skipped() {
    let world = at(scripts::CREDIT_CODE).await;
    world.applicant.says("/skip").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    ✋ 这一项必须填写，不能跳过。

    第 4 / 28 项 · 验证备案类型
    请发来主办单位营业执照（个人或企业）上的号码，一位都不要差，示例：91320100MA1X2Y3W4K（营业执照上 18 位的统一社会信用代码）。
    [上一题] [怎么填？]
    ");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hint_is_shown_in_the_question_itself() {
    let world = at(scripts::CREDIT_CODE).await;
    world.applicant.presses("怎么填？").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    (edited) 第 4 / 28 项 · 验证备案类型
    请发来主办单位营业执照（个人或企业）上的号码，一位都不要差，示例：91320100MA1X2Y3W4K（营业执照上 18 位的统一社会信用代码）。

    💡 • 营业执照：看“统一社会信用代码”，共 18 位数字和大写字母。
    • 代码里没有字母 I、O、S、V、Z；看着像的，其实是数字 1、0、5、2 或字母 U。
    • 号码差一位就会被驳回，发送前请再对一遍。
    • 号码会加密保存。
    [上一题]
    ");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_just_kept_can_be_changed_with_one_press() {
    let world = at("陈示例").await;
    world.applicant.presses("修改 主办单位名称").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    第 10 / 28 项 · 主体信息
    主办单位的全称是什么？按营业执照（个人或企业）上的名称写，要和域名持有者一致，示例：南京青橙茶业有限公司。
    [南京云杉示例科技有限公司]
    [上一题] [怎么填？]
    ");
    world.applicant.says("南京云杉样例科技有限公司").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    ✅ 主办单位名称：南京云杉样例科技有限公司

    第 11 / 28 项 · 主体信息
    主办单位的法定代表人叫什么名字？看营业执照（个人或企业）上的“法定代表人”一栏，示例：李明远。
    [修改 主办单位名称]
    [怎么填？]
    ");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_choice_is_understood_by_its_name_in_either_language() {
    let world = at("企业").await;
    world.applicant.says("enterprise").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    ✅ 主办单位性质：企业

    第 3 / 28 项 · 验证备案类型
    主办单位用哪种证件备案？要和域名实名认证用的证件一致，示例：公司选“营业执照”。

    • 营业执照（个人或企业）：公司、个体工商户、农民专业合作社都用营业执照。只有 15 位注册号的旧照，请先换新照。
    • 组织机构代码证：旧证。现在的证件上有 18 位统一社会信用代码的，请选那个证件。
    [营业执照（个人或企业）]
    [组织机构代码证]
    [外国企业常驻代表机构登记证]
    [修改 主办单位性质]
    [怎么填？]
    ");
    world.applicant.says("/back").await;
    world.applicant.ignores().await;
    world.applicant.says("大概是吧").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    ✋ 选项里没有“大概是吧”。请点下面的按钮，或者照按钮上的字发来。

    第 2 / 28 项 · 验证备案类型
    由个人还是单位来开办？单位按证件上的机构类型选，示例：公司和个体工商户选“企业”，公立学校选“事业单位”。
    [个人] [✓ 企业]
    [社会团体] [事业单位]
    [政府机关] [民办非企业单位]
    [基金会] [律师执业机构]
    [群众性团体组织] [司法鉴定机构]
    [外国在华文化中心] [宗教团体]
    [医疗机构] [公证机构]
    [仲裁机构] [集体经济]
    [国防机构] [境外机构]
    [上一题] [怎么填？] [💬 问审核员]
    ");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_choices_are_ticked_or_named() {
    let world = at("中文简体").await;
    world.applicant.says("中文，英文").await;
    assert!(world.applicant.hears().await.starts_with("✅ 网站语言：中文简体、英语"));
    world.applicant.says("/back").await;
    world.applicant.presses("✓ 英语").await;
    world.applicant.presses("✓ 中文简体").await;
    world.applicant.ignores().await;
    world.applicant.says("/skip").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    ✋ 这一项必须填写，不能跳过。

    第 24 / 28 项 · 网站信息
    网站上有哪几种语言？只有中文简体的，直接点“选好了”；还有别的，先点上再点“选好了”，示例：也有英文页面，再点“英语”。
    [✓ 中文简体] [中文繁体] [朝鲜语]
    [✓ 英语] [日语] [法语]
    [俄罗斯语] [西班牙语] [阿拉伯语]
    [维吾尔语] [哈萨克语] [柯尔克孜语]
    [蒙古语] [藏语] [壮语]
    [彝文] [苗语]
    [选好了]
    [上一题] [怎么填？]
    ");
    world.applicant.says("中文，火星文").await;
    assert_snapshot!(first_paragraph(&world.applicant.hears().await), @"✋ 选项里没有“火星文”。请点下面的按钮，或者照按钮上的字发来。");
    world.applicant.says("English、chinese").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    ✅ 网站语言：中文简体、英语

    第 25 / 28 项 · 网站信息
    网站内容要不要先经主管部门批准（前置审批），比如新闻、出版、药品、宗教？都不涉及就选“以上都不涉及”，示例：只介绍本公司产品的网站。
    [新闻] [出版]
    [教育] [医疗保健]
    [药品和医疗器械] [电子公告服务]
    [文化] [广播电影电视节目]
    [网络预约车] [互联网金融]
    [校外培训（高中及以下阶段）]
    [宗教] [网络游戏]
    [以上都不涉及]
    [修改 网站语言] [怎么填？]
    ");
    world.applicant.says("新闻、以上都不涉及").await;
    assert_snapshot!(first_paragraph(&world.applicant.hears().await), @"✋ 选项里没有“新闻、以上都不涉及”。请点下面的按钮，或者照按钮上的字发来。");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn malformed_answers_are_refused_with_what_to_send_instead() {
    let world = at(scripts::CREDIT_CODE).await;
    let mut heard = Vec::new();
    let mut tries = |said: &str, heard_now: String| heard.push(format!("> {said}\n{heard_now}"));
    for wrong in ["91320115MA0000007N", "123", scripts::ID_CARD] {
        world.applicant.says(wrong).await;
        tries(wrong, first_paragraph(&world.applicant.hears().await));
    }
    world.applicant.says_all([scripts::CREDIT_CODE, "江苏", "否"]).await;
    world.applicant.ignores().await;
    for wrong in [
        "blog.yunshan-example.com",
        "http://47.96.10.8",
        "me@yunshan-example.com",
        "云杉",
        "yunshan.example",
    ] {
        world.applicant.says(wrong).await;
        tries(wrong, first_paragraph(&world.applicant.hears().await));
    }
    world.applicant.says_all([scripts::DOMAIN]).await;
    world.applicant.ignores().await;
    for wrong in ["192.168.0.1", "8.8.8.256", "yunshan-example.com"] {
        world.applicant.says(wrong).await;
        tries(wrong, first_paragraph(&world.applicant.hears().await));
    }
    assert_snapshot!(heard.join("\n\n"), @r"
    > 91320115MA0000007N
    ✋ 这个代码里有一位不对（最后一位校验码对不上）。请对着证件逐位核对，改好再发来。证件上确实是这样的，就原样再发一次，我会保留并请审核员核对。

    > 123
    ✋ 统一社会信用代码是 18 位，您发了 3 位。请照证件重新发来，示例：91320100MA1X2Y3W4K。

    > 320102199003070009
    ✋ 这是身份证号码，这里要主办单位的统一社会信用代码。请看证件上的 18 位代码，示例：91320100MA1X2Y3W4K。如果是以个人名义备案，请点“上一题”把单位性质改为“个人”。

    > blog.yunshan-example.com
    ✋ 备案只填注册的域名，子域名不用填。请发 yunshan-example.com。

    > http://47.96.10.8
    ✋ 这是 IP 地址，备案要用域名。请发您注册的域名，示例：example.cn。

    > me@yunshan-example.com
    ✋ 这是电子邮箱。请发网站的域名，示例：example.cn。

    > 云杉
    ✋ “云杉”不是完整的域名。请连同后缀一起发来，示例：example.cn。

    > yunshan.example
    ✋ 没有 .example 这个域名后缀，可能是打错了。请核对后再发，示例：example.com。

    > 192.168.0.1
    ✋ 这个 IP 地址不是公网地址，从外面访问不到。请在云控制台查看服务器的公网 IP 再发来，示例：203.0.113.10。

    > 8.8.8.256
    ✋ 这不是 IP 地址。请在云控制台查看服务器的公网 IP，发来四组数字，示例：203.0.113.10。

    > yunshan-example.com
    ✋ 这是域名，这里要服务器的公网 IP 地址。请在云控制台查看后发来，示例：203.0.113.10。
    ");
    world.end().await;
}

fn first_paragraph(text: &str) -> String {
    text.split("\n\n").next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_stickers_and_voices_are_no_answers() {
    let world = at("陈示例").await;
    let mut heard = Vec::new();
    for kind in ["photo", "document", "sticker", "voice", "location", "contact"] {
        world.applicant.sends(kind).await;
        heard.push(format!("> {kind}\n{}", first_paragraph(&world.applicant.hears().await)));
    }
    assert_snapshot!(heard.join("\n"), @r"
    > photo
    ✋ 这一步不需要图片、文件或语音，请直接打字，或点下面的按钮。
    > document
    ✋ 这一步不需要图片、文件或语音，请直接打字，或点下面的按钮。
    > sticker
    ✋ 这一步不需要图片、文件或语音，请直接打字，或点下面的按钮。
    > voice
    ✋ 这一步不需要图片、文件或语音，请直接打字，或点下面的按钮。
    > location
    ✋ 这一步不需要图片、文件或语音，请直接打字，或点下面的按钮。
    > contact
    ✋ 这一步不需要图片、文件或语音，请直接打字，或点下面的按钮。
    ");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edited_message_changes_no_answer() {
    let world = World::start().await;
    world.applicant.says_all(["/new", "网站", "企业", "营业执照"]).await;
    let message = world.applicant.says(scripts::CREDIT_CODE).await;
    world.applicant.ignores().await;
    world.applicant.edits(message, "91320115MA0000015G").await;
    assert_snapshot!(world.applicant.hears().await, @"改动已经发出的消息，不会改变答案。请点“修改”或发送 /back 回到那一题，再发来新的。");
    world.applicant.says("/back").await;
    assert!(world.applicant.hears().await.contains(scripts::CREDIT_CODE));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_answer_can_be_changed_from_the_summary() {
    let world = at("提交备案").await;
    world.begin_transcript().await;
    let applicant = &world.applicant;
    applicant.presses("修改 网站信息").await;
    applicant.presses("查看全部答案").await;
    applicant.presses("修改 网站信息").await;
    applicant.presses("网站名称").await;
    applicant.says("云杉示例科技").await;
    // Whoever changes the person's document is asked for what no longer fits, and then stands at the summary again.
    applicant.presses("修改 主体负责人").await;
    applicant.presses("主体负责人证件类型").await;
    applicant.presses("其他证件").await;
    applicant.presses("护照").await;
    applicant.says("E12345678").await;
    // Whoever has no identity card is photographed before a curtain.
    applicant.presses("否").await;
    applicant.presses("江苏省南京市江宁区示例路").await;
    applicant.presses("否").await;
    applicant.presses("修改 网站负责人").await;
    applicant.presses("网站负责人是否同一人").await;
    applicant.presses("否").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_answer_of_the_type_check_has_its_result_confirmed_anew() {
    let world = at("提交备案").await;
    let applicant = &world.applicant;
    applicant.presses("修改 验证备案类型").await;
    applicant.ignores().await;
    // The same once more changes nothing.
    applicant.presses("云服务器 IP").await;
    applicant.presses("47.96.10.8").await;
    assert!(applicant.hears().await.contains("都填完了，请核对"));
    world.begin_transcript().await;
    applicant.presses("修改 验证备案类型").await;
    applicant.presses("网站域名").await;
    // Whether it was filed is asked again: the answer was about the other domain.
    applicant.says("other-example.cn").await;
    applicant.presses("否").await;
    applicant.presses("确定").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_doubtful_answer_waits_to_be_confirmed_or_sent_anew() {
    let world = at("江苏省南京市江宁区示例路88号3幢501室").await;
    let applicant = &world.applicant;
    world.begin_transcript().await;
    // As the certificate has it: nothing is to be added.
    applicant.says("江苏省南京市江宁区示例路").await;
    applicant.says("南京市江宁区示例大厦").await;
    // What is sent next corrects it: it is no answer to the next question.
    applicant.says("南京市江宁区样例大厦").await;
    // Going elsewhere and coming back settles nothing.
    applicant.says("/back").await;
    applicant.presses("江苏省南京市江宁区示例路").await;
    // Another proposal stands beside it: yes means the one that is to be confirmed.
    applicant.says("对").await;
    applicant.presses("修改 通讯地址").await;
    applicant.says("南京市江宁区示例大厦").await;
    // The same once more is a confirmation too.
    applicant.says("南京市江宁区示例大厦").await;
    // That there is no door number goes into the remark, which is not asked any more.
    applicant.presses("修改 通讯地址").await;
    applicant.says("南京市江宁区样例大厦").await;
    applicant.presses("没有门牌号").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_answer_is_not_kept() {
    let world = at("江苏省南京市江宁区示例路88号3幢501室").await;
    let applicant = &world.applicant;
    let asked = "证件住所";
    for text in ["不知道", "这是什么意思？", "同上", "没有", "怎么填", "I don't know"] {
        applicant.says(text).await;
        let heard = applicant.hears().await;
        assert!(heard.contains("💡") && !heard.contains('✅'), "{text}: {heard}");
    }
    applicant.says("上一题").await;
    assert!(applicant.hears().await.contains("法定代表人"));
    applicant.says("陈示例").await;
    applicant.says("江苏省南京市江宁区示例路88号3幢501室").await;
    let heard = applicant.hears().await;
    assert!(heard.contains(asked), "{heard}");
    // Here one thing is proposed.
    applicant.says("同上").await;
    assert!(
        applicant
            .hears()
            .await
            .contains("✅ 通讯地址：江苏省南京市江宁区示例路88号3幢501室")
    );
    // Where something is to be said of it, a remark may be left out.
    applicant.says("/back").await;
    applicant.says("江苏省南京市江宁区示例大厦").await;
    applicant.presses("就用这个").await;
    applicant.says("陈示例").await;
    applicant.ignores().await;
    applicant.says("没有").await;
    assert!(applicant.hears().await.contains("✅ 主体备注：不填写"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_the_same_person_has_no_data_of_their_own() {
    let world = at("是").await;
    let applicant = &world.applicant;
    for text in [
        "否",
        "居民身份证",
        "李样例",
        "320102199003070017",
        "13712345678",
        "025-84123456",
        "13812345678",
        "电话核实",
    ] {
        applicant.says(text).await;
    }
    assert!(applicant.hears().await.contains("网站负责人姓名：李样例"));
    applicant.presses("修改 网站负责人").await;
    applicant.presses("网站负责人是否同一人").await;
    applicant.presses("是").await;
    let heard = applicant.hears().await;
    assert!(
        heard.contains("网站负责人是否同一人：是") && !heard.contains("李样例"),
        "{heard}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_waits_for_days_and_goes_on_where_it_was() {
    let world = at("陈示例").await;
    world.advance(DAY * 2).await;
    assert_snapshot!(world.applicant.hears().await, @"");
    world.advance(DAY * 2).await;
    assert_snapshot!(world.applicant.hears().await, @r"
    您有一份备案（yunshan-example.com）还没填完，已填的内容都在。
    继续填写只要点一下按钮；不需要了，也可以删除草稿。
    2026年4月1日之后，草稿会自动归档，不能再继续填写。
    [继续填写] [删除草稿]
    ");
    world.applicant.says("/start").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    您好，这里是示例云的备案助手。
    网站在中国内地开通前都要先做 ICP 备案。我一次只问一个问题，带您从头办到拿到备案号，填写大约 15 分钟；之后初审 1 至 2 个工作日，管局审核 7 至 15 个工作日。
    您有一份没填完的备案，可以接着填。
    填写的内容会加密保存，随时可用 /delete 删除。
    [继续填写] [删除草稿]
    [简体中文] [English]
    ");
    world.applicant.presses("继续填写").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    欢迎回来，之前的内容都在，我们接着来。

    第 11 / 28 项 · 主体信息
    主办单位的法定代表人叫什么名字？看营业执照（个人或企业）上的“法定代表人”一栏，示例：李明远。
    [上一题] [怎么填？]
    ");
    world.applicant.says("/resume").await;
    assert!(world.applicant.hears().await.contains("法定代表人"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_draft_lapses_after_two_reminders() {
    let world = at("陈示例").await;
    world.begin_transcript().await;
    for _ in 0..31 {
        world.advance(DAY).await;
    }
    world.applicant.says("/status").await;
    world.applicant.says("陈示例").await;
    assert_snapshot!(world.transcript().await.replace("*** 1 days pass ***\n\n", ""));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancel_keeps_or_drops_a_draft() {
    let world = at("陈示例").await;
    world.begin_transcript().await;
    let applicant = &world.applicant;
    applicant.says("/cancel").await;
    applicant.presses("保留草稿").await;
    applicant.says("/new").await;
    applicant.says("/cancel").await;
    applicant.presses("删除草稿").await;
    applicant.says("/resume").await;
    applicant.says("/cancel").await;
    applicant.says("/status").await;
    applicant.presses("开始备案").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_submitted_filing_can_be_withdrawn_but_not_from_the_authority() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.begin_transcript().await;
    let applicant = &world.applicant;
    applicant.says("/cancel").await;
    applicant.presses("保持不变").await;
    applicant.says("/cancel").await;
    applicant.says("撤回备案申请").await;
    applicant.says("/cancel").await;
    assert_snapshot!(world.transcript().await);
    world.filing_at_authority().await;
    applicant.says("/cancel").await;
    assert_snapshot!(applicant.hears().await, @r"
    备案申请 1002 已经在管局，管局审核期间不能撤回。有了结果，我会马上告诉您。
    [💬 问审核员]
    ");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn status_tells_every_filing_and_what_comes_next() {
    let world = World::start().await;
    world.applicant.says("/status").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    您还没有备案。点下面的按钮开始。
    [开始备案]
    ");
    world.submitted_filing().await;
    world.applicant.says_all(["/new", "网站", "企业"]).await;
    world.ignores().await;
    world.applicant.says("/status").await;
    assert_snapshot!(world.applicant.hears().await, @r"
    我的备案

    草稿
    填写中（2026年3月2日起） · 等您填写或修改
    填到第 3/28 项。请在2026年4月1日前填完。

    备案申请 1001 · yunshan-example.com · 新增备案
    初审中（2026年3月2日起） · 等我们处理
    请保持电话畅通，审核员可能来电核实。预计2026年3月4日前审完。下一步是提交管局。
    [继续填写] [删除草稿]
    ");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_language_can_be_switched_in_the_middle() {
    let world = at("陈示例").await;
    world.begin_transcript().await;
    world.applicant.says("/language").await;
    world.applicant.presses("English").await;
    world.applicant.says("/language 简体中文").await;
    world.applicant.says("/language fr").await;
    world.applicant.says("陈示例").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_of_a_person_is_deleted_when_they_say_so() {
    let world = World::start().await;
    world.submitted_filing().await;
    world.begin_transcript().await;
    world.applicant.says("/delete").await;
    world.applicant.presses("取消").await;
    world.applicant.says("/delete").await;
    // 确定 is no button here: only what stands on the button deletes.
    world.applicant.says("确定").await;
    world.applicant.says("/delete").await;
    world.applicant.says("全部删除").await;
    world.applicant.says("/status").await;
    world.reviewer.says("/show 1001").await;
    world.reviewer.says("/history 1001").await;
    world.reviewer.says("/queue").await;
    assert_snapshot!(world.transcript().await);
    world.end().await;
}
