//! A layman who answers as people do: greetings, questions, half answers, examples, sentences. None of it is kept in silence, none is refused
//! without being told what to do, and the filing still ends.

use beian_bot::domain::form;
use beian_bot::domain::press::{Press, token};

use crate::support::api::Message;
use crate::support::{Person, World, scripts};

/// What is sent at the question for a field, and what is sent there in the end.
struct At {
    field: &'static str,
    /// None of these is an answer.
    odd: &'static [&'static str],
    /// The answer, mostly in a sentence: in Chinese and in English.
    answer: [&'static str; 2],
    /// What of it is kept, as the summary and the reviewers see it.
    kept: &'static str,
}

const TALK: &[At] = &[
    at("service_kind", &["你好", "转人工客服"], ["网站", "a website"], ""),
    at(
        "region",
        &["火星", "等一下", "江苏或者浙江"],
        ["南京市江宁区", "jiangsu province"],
        "",
    ),
    at(
        "nature",
        &["谢谢", "不是公司", "what do you mean?"],
        ["公司", "a company"],
        "",
    ),
    at(
        "certificate_type",
        &["我的卡", "I want to talk to a human"],
        ["营业执照", "Business licence"],
        "",
    ),
    at(
        "certificate_number",
        &[
            "忘了带",
            "没有",
            "91320115MA0000007N",
            "9132O115MA0000007M",
            "320102199003070009",
            "91320100MA1X2Y3W4K",
            "IO'V",
            "执照不在身边",
        ],
        [
            "统一社会信用代码是91320115MA0000007M",
            "the number is 91320115MA0000007M",
        ],
        "91320115MA0000007M",
    ),
    at("subject_filed", &["不知道有没有备过", "maybe"], ["没备过", "never"], ""),
    at(
        "domain",
        &[
            "还没买域名",
            "example.cn",
            "yunshan",
            "shаnye-example.com",
            "shan_ye.com",
            "人工客服",
            "8.8.4.4",
        ],
        [
            "我的域名是 yunshan-example.com，刚买的",
            "my domain is yunshan-example.com",
        ],
        "yunshan-example.com",
    ),
    at(
        "cloud_server",
        &[
            "还没买服务器",
            "192.168.1.1",
            "203.0.113.10",
            "8.8.8.8",
            "阿里云的",
            "等我一下",
        ],
        ["我的服务器是47.96.10.8", "it is 47.96.10.8"],
        "47.96.10.8",
    ),
    at("domain_filed", &["你们是谁", "不清楚"], ["从来没有", "not yet"], ""),
    at(
        "organiser_name",
        &[
            "你好",
            "等一下",
            "谢谢",
            "我回来了",
            "转人工客服",
            "陈大明",
            "南京青橙茶业有限公司",
            "91320115MA0000007M",
        ],
        [
            "公司名称：南京云杉示例科技有限公司",
            "南京云杉示例科技有限公司 电话 025-84123456",
        ],
        "南京云杉示例科技有限公司",
    ),
    at(
        "legal_representative",
        &[
            "就是我",
            "我本人",
            "老陈",
            "陈总",
            "没有座机",
            "me",
            "it's me",
            "Mr. Chen",
            "李明远",
            "返回",
        ],
        ["我叫陈示例", "陈示例 女"],
        "陈示例",
    ),
    at(
        "certificate_address",
        &["南京", "没有门牌号", "me@abc.com"],
        ["江苏省南京市江宁区示例路88号3幢501室"; 2],
        "江苏省南京市江宁区示例路88号3幢501室",
    ),
    at(
        "postal_address",
        &["不知道", "13912345678"],
        ["江苏省南京市江宁区示例路88号3幢501室"; 2],
        "江苏省南京市江宁区示例路88号3幢501室",
    ),
    at("investor", &["谢谢", "不清楚"], ["陈示例"; 2], "陈示例"),
    at("head_certificate_type", &["卡"], ["身份证", "ID card"], ""),
    at("head_name", &["老板", "陈经理"], ["就是我", "it's me"], ""),
    at(
        "head_certificate_number",
        &["320102199003070008", "不知道"],
        ["320102199003070009"; 2],
        "",
    ),
    at(
        "head_mobile",
        &["没有手机", "138 0000 1234", "我的手机", "025-84123456", "12345"],
        ["我的手机是13912345678", "it is +86 139 1234 5678"],
        "139 1234 5678",
    ),
    at(
        "head_office_phone",
        &["没有座机", "没有", "84123456", "400-123-4567", "025-86000000"],
        ["公司电话是025-84123456", "025-84123456(802)"],
        "",
    ),
    at(
        "head_emergency_phone",
        &["没有", "一样的吧"],
        ["13712345678"; 2],
        "137 1234 5678",
    ),
    at(
        "site_name",
        &["你好", "南京", "yunshan.com", "谢谢", "青橙茶业产品展示"],
        ["云杉示例官网"; 2],
        "云杉示例官网",
    ),
    at(
        "site_url",
        &["还没有网址", "www.example.cn"],
        ["www.yunshan-example.com"; 2],
        "www.yunshan-example.com",
    ),
    at("site_content", &["很多内容"], ["公司官网", "company website"], ""),
    at("site_languages", &["火星文"], ["中文和英文", "Chinese and English"], ""),
    at("pre_approval", &["什么意思"], ["都不涉及", "none"], ""),
    at("site_remark", &["谢谢"], ["/skip"; 2], ""),
    at("service_head_same", &["maybe"], ["是同一个人", "the same person"], ""),
    at("identity_check", &["随便"], ["打电话吧", "call me"], ""),
];

/// The same of a person who files for themselves.
const TALK_OF_INDIVIDUAL: &[At] = &[
    at("service_kind", &["在吗", "我要备案"], ["网站", "a website"], ""),
    at("nature", &["你好", "什么意思"], ["我自己", "myself"], ""),
    at(
        "certificate_type",
        &["我的卡"],
        ["身份证", "Resident identity card"],
        "",
    ),
    at(
        "certificate_number",
        &[
            "忘了带",
            "没有",
            "320102199003070008",
            "13912345678",
            "91320115MA0000007M",
            "my passport",
        ],
        ["我的身份证号是320102199003070009", "my number is 320102199003070009"],
        "320102199003070009",
    ),
    at("region", &["火星", "稍等"], ["对", "yes"], ""),
    at("subject_filed", &["不知道"], ["没备过", "never"], ""),
    at(
        "domain",
        &["还没买域名", "shanye", "me@shanye-example.cn"],
        ["域名是 shanye-example.cn", "it is shanye-example.cn"],
        "shanye-example.cn",
    ),
    at(
        "cloud_server",
        &["还没买服务器", "127.0.0.1"],
        ["服务器47.96.10.9", "47.96.10.9"],
        "47.96.10.9",
    ),
    at("domain_filed", &["不清楚"], ["没有", "no"], ""),
    at(
        "organiser_name",
        &[
            "你好",
            "等一下",
            "我回来了",
            "谢谢",
            "转人工客服",
            "就是我",
            "老陈",
            "me",
            "Mr. Chen",
            "南京云杉示例科技有限公司",
            "13912345678",
        ],
        ["我叫陈示例", "My name is 陈示例"],
        "陈示例",
    ),
    at(
        "certificate_address",
        &["南京", "me@abc.com"],
        ["江苏省南京市江宁区示例路88号3幢501室"; 2],
        "江苏省南京市江宁区示例路88号3幢501室",
    ),
    at(
        "postal_address",
        &["不知道", "13912345678"],
        ["同上", "same as above"],
        "",
    ),
    at(
        "head_mobile",
        &["没有手机", "12345", "025-84123456"],
        ["手机13912345678", "it is 139 1234 5678"],
        "139 1234 5678",
    ),
    at(
        "head_emergency_phone",
        &["没有", "一样的吧"],
        ["13712345678"; 2],
        "137 1234 5678",
    ),
    at(
        "site_name",
        &["你好", "谢谢", "shanye.cn", "南京"],
        ["山野摄影笔记"; 2],
        "山野摄影笔记",
    ),
    at(
        "site_url",
        &["还没有网址"],
        ["www.shanye-example.cn"; 2],
        "www.shanye-example.cn",
    ),
    at("site_languages", &["火星文"], ["中文简体", "Simplified Chinese"], ""),
    at(
        "site_remark",
        &[
            "谢谢",
            "本网站是个人网站，不含有企业、单位等非个人网站的信息，若在核实中发现网站中含有企业、单位等信息，本人愿接受以虚假信息进行备案，注销网站，并将主体和域名加入黑名单的处罚。",
        ],
        ["记录山野摄影，不涉及经营。"; 2],
        "记录山野摄影，不涉及经营。",
    ),
    at("identity_check", &["随便"], ["打电话吧", "call me"], ""),
];

const fn at(field: &'static str, odd: &'static [&'static str], answer: [&'static str; 2], kept: &'static str) -> At {
    At {
        field,
        odd,
        answer,
        kept,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_answers_are_helped_and_the_filing_still_ends() {
    let odd = |talk: &[At]| talk.iter().map(|at| at.odd.len()).sum::<usize>();
    assert!(odd(TALK) >= 60 && odd(TALK_OF_INDIVIDUAL) >= 40);
    let world = World::start().await;
    let (first, second) = (
        world.newcomer("林若棠", "zh-hans").await,
        world.newcomer("Anna Example", "en").await,
    );
    let (chinese, english, own_chinese, own_english) = tokio::join!(
        fills_in(&world.applicant, TALK, 0),
        fills_in(&world.second_applicant, TALK, 1),
        fills_in(&first, TALK_OF_INDIVIDUAL, 0),
        fills_in(&second, TALK_OF_INDIVIDUAL, 1),
    );
    let wrong = [chinese, english, own_chinese, own_english].concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    world.end().await;
}

/// What was wrong on the way to the submission.
async fn fills_in(person: &Person, talk: &[At], language: usize) -> Vec<String> {
    let mut wrong = Vec::new();
    person.says("/new").await;
    let mut done: Vec<&str> = Vec::new();
    // Every question is put once; one that was gone back to, twice.
    for _ in 0..2 * talk.len() {
        let message = person.last().await;
        let Some(field) = asked(&message) else {
            let confirm = ["确定", "Confirm"][language];
            let submit = ["提交备案", "Submit the filing"][language];
            let is = |label: &str| message.buttons.iter().flatten().any(|(found, _)| found == label);
            if is(submit) {
                let missing = talk.iter().filter(|at| !message.text.contains(at.kept));
                wrong.extend(missing.map(|at| format!("{}: {} is not in\n{}", at.field, at.kept, message.text)));
                person.says(submit).await;
                let last = person.last().await;
                assert!(scripts::number_in(&last.text).is_some(), "{}", last.text);
                person.ignores().await;
                return wrong;
            }
            assert!(is(confirm), "{}", message.text);
            person.says(confirm).await;
            continue;
        };
        let at = talk
            .iter()
            .find(|at| at.field == field)
            .unwrap_or_else(|| panic!("{field} is not in the talk:\n{}", message.text));
        if !done.contains(&field) {
            done.push(field);
            for odd in at.odd {
                person.says(odd).await;
                wrong.extend(unhelped(&person.last().await, field, odd));
            }
        }
        if asked(&person.last().await) == Some(field) {
            person.says(at.answer[language]).await;
            wrong.extend(settled(person, field).await);
        }
    }
    wrong.push(format!("the filing does not end: {}", person.last().await.text));
    wrong
}

/// What is wrong where something odd was kept, or it is not said what to do.
fn unhelped(message: &Message, field: &str, odd: &str) -> Option<String> {
    const ADVICE: [&str; 14] = [
        "✋",
        "⚠️",
        "💡",
        "请",
        "致电",
        "发来",
        "可以发",
        "照证件",
        "/resume",
        "没关系",
        "lease",
        "send",
        "No landline",
        "Welcome back",
    ];
    let says = |words: &[&str]| words.iter().any(|word| message.text.contains(word));
    // What is doubted is asked about once more.
    let is_kept = says(&["✅"]) && !says(&["⚠️"]);
    let goes_back = odd == "返回";
    let went_on = (asked(message) != Some(field)) != goes_back;
    (is_kept || went_on || !goes_back && !says(&ADVICE)).then(|| format!("{field}: {odd}:\n{}", message.text))
}

/// Where the answer is asked about once more, it is kept as it is.
async fn settled(person: &Person, field: &str) -> Option<String> {
    let message = person.last().await;
    if asked(&message) != Some(field) {
        return None;
    }
    let mut labels = message.buttons.iter().flatten().map(|(label, _)| label.as_str());
    let Some(keep) = labels.find(|label| matches!(*label, "就用这个" | "Keep it")) else {
        return Some(format!("{field} is asked again:\n{}", message.text));
    };
    person.presses(keep).await;
    None
}

/// The field that a message asks for: its buttons say it.
fn asked(message: &Message) -> Option<&'static str> {
    let presses = message
        .buttons
        .iter()
        .flatten()
        .filter_map(|(label, data)| Some((label, Press::decode(data)?)));
    // A button that changes what was kept names another field.
    let mut of_question = presses
        .filter(|(label, press)| !press.field.is_empty() && !label.starts_with("修改") && !label.starts_with("Change"));
    let (_, press) = of_question.next()?;
    form::all()
        .iter()
        .map(|(_, field)| field.id)
        .find(|id| token(id) == press.field)
}
