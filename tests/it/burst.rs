//! Many answers at once.

use beian_bot::domain::press::{Press, Verb};

use crate::support::{Person, World, scripts};

/// The answers of a burst, and what they are answers to.
const BURST: [(&str, &str); 20] = [
    ("网站", "备案对象：网站"),
    ("企业", "主办单位性质：企业"),
    ("营业执照", "主办单位证件类型：营业执照（个人或企业）"),
    (scripts::CREDIT_CODE, "主办单位证件号码：91320115MA0000007M"),
    ("江苏", "主办单位所属区域：江苏"),
    ("否", "主办单位是否备过案：否"),
    (scripts::DOMAIN, "网站域名：yunshan-example.com"),
    ("47.96.10.8", "云服务器 IP：47.96.10.8"),
    ("否", "域名是否备过案：否"),
    // The result of the type check is confirmed; nothing is kept.
    ("确定", ""),
    ("南京云杉示例科技有限公司", "主办单位名称：南京云杉示例科技有限公司"),
    ("陈示例", "法定代表人姓名：陈示例"),
    (
        "江苏省南京市江宁区示例路88号3幢501室",
        "证件住所：江苏省南京市江宁区示例路88号3幢501室",
    ),
    ("江苏省南京市江宁区示例路99号", "通讯地址：江苏省南京市江宁区示例路99号"),
    ("陈示例", "投资人或主管单位：陈示例"),
    ("居民身份证", "主体负责人证件类型：居民身份证"),
    ("陈示例", "主体负责人姓名：陈示例"),
    (scripts::ID_CARD, "主体负责人证件号码：320102199003070009"),
    (scripts::MOBILE, "主体负责人手机号码：139 1234 5678"),
    ("025-84123456", "主体负责人办公室号码：025-84123456"),
];

async fn chats(other: Person) {
    for text in ["/start", "/new", "网站", "企业", "大概是吧", "营业执照"] {
        other.posts(text).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_answers_at_once_while_fifty_others_chat() {
    let world = World::start().await;
    let mut others = Vec::new();
    for n in 0..50 {
        others.push(world.newcomer(&format!("申请人{n}"), "zh-hans").await);
    }
    world.applicant.says("/new").await;
    world.ignores().await;
    let crowd: Vec<_> = others.iter().cloned().map(|other| tokio::spawn(chats(other))).collect();
    for (answer, _) in BURST {
        world.applicant.posts(answer).await;
    }
    for chatting in crowd {
        chatting.await.unwrap();
    }
    world.settle().await;

    // Each is taken once, in order, and as the answer to what the one before left to be asked.
    let messages = world.applicant.messages().await;
    let said: Vec<&str> = messages
        .iter()
        .filter(|message| message.from_bot)
        .flat_map(|message| message.text.lines())
        .filter_map(|line| line.strip_prefix("✅ "))
        .collect();
    let kept: Vec<&str> = BURST
        .iter()
        .map(|(_, kept)| *kept)
        .filter(|kept| !kept.is_empty())
        .collect();
    assert_eq!(said, kept);

    // What was kept last is shown back above the next question, with a button that changes it.
    let last = world.applicant.last().await;
    assert!(last.text.contains("打不通"), "{}", last.shown());
    assert!(last.labels().contains(&"修改 主体负责人办公室号码"), "{}", last.shown());
    world.applicant.ignores().await;
    world.applicant.presses("修改 主体负责人办公室号码").await;
    world.applicant.says("025-84123457").await;
    assert!(
        world
            .applicant
            .hears()
            .await
            .contains("✅ 主体负责人办公室号码：025-84123457")
    );

    // Nobody else's answer went astray.
    for other in &others {
        let last = other.last().await;
        assert!(
            last.text.starts_with("✅ 主办单位证件类型：营业执照"),
            "{}: {}",
            other.name,
            last.shown()
        );
        let change = last
            .buttons
            .iter()
            .flatten()
            .map(|(_, data)| Press::decode(data).unwrap().verb);
        assert!(change.into_iter().any(|verb| verb == Verb::Change), "{}", last.shown());
        let refused = other
            .messages()
            .await
            .into_iter()
            .filter(|message| message.text.contains("大概是吧"));
        // Their own words, and the one refusal of them.
        assert_eq!(refused.count(), 2, "{}", other.name);
    }
    world.ignores().await;
    world.end().await;
}
