use super::*;

#[test]
fn what_is_no_answer_is_told_from_what_is() {
    let check = |text: &str, expected: Option<Aside>| assert_eq!(read(text), expected, "{text}");
    check("不知道", Some(Aside::Unsure));
    check("不知道。", Some(Aside::Unsure));
    check("这是什么意思？", Some(Aside::Unsure));
    check("多少钱?", Some(Aside::Unsure));
    check("I don't know", Some(Aside::Unsure));
    check("没有", Some(Aside::Nothing));
    check("N/A", Some(Aside::Nothing));
    check("同上", Some(Aside::AsProposed));
    check("I agree!", Some(Aside::AsProposed));
    check("就是我", Some(Aside::Myself));
    check("It's me", Some(Aside::Myself));
    check("你好！", Some(Aside::Greeting));
    check("谢谢", Some(Aside::Thanks));
    check("等一下", Some(Aside::Wait));
    check("转人工客服", Some(Aside::Human));
    check("返回", Some(Aside::Back));
    check("取消", Some(Aside::Leave));
    check("算了。", Some(Aside::Leave));
    check("我明天再填行吗", Some(Aside::Wait));
    check("能不能找人帮我填？", Some(Aside::Human));
    check("客服电话多少", Some(Aside::Human));
    check("idk", Some(Aside::Unsure));
    check("可以，就这张", Some(Aside::AsProposed));
    check("北京市海淀区无名路1号", None);
    check("南京什么都有示例商贸有限公司", None);
    check("我的执照是91320115MA1X2Y3W3G，对吗？", None);
    check("www.example.cn?", None);
    check("", None);
}

#[test]
fn that_something_is_right_is_known_from_a_new_value() {
    let check = |text: &str, expected: Option<Right>| assert_eq!(says_right(text), expected, "{text}");
    check("我的电话没错，昨天在开会", Some(Right::Explained));
    check("地址是对的，执照上就这么写", Some(Right::Explained));
    check("my phone is right, I was in a meeting", Some(Right::Explained));
    check("The name is correct as it is on the licence.", Some(Right::Explained));
    check("没有错！", Some(Right::Barely));
    check("It's correct", Some(Right::Barely));
    check("我的电话没错", Some(Right::Barely));
    check("My phone is right.", Some(Right::Barely));
    check("没错，是13912345678", Some(Right::Explained));
    check("这个不正确，我重新发", None);
    check("that is not right", None);
    check("这样没问题吗？", None);
    check("云杉示例官网", None);
    check("李四", None);
}

#[test]
fn what_is_spoken_of_is_known_by_its_label_or_by_what_it_is() {
    assert_eq!(shared("网站名称没错", "网站名称"), 4);
    assert_eq!(shared("名称是对的，那是商标", "主办单位名称"), 2);
    assert_eq!(shared("我的电话没错", "主体负责人手机号码"), 0);
    assert_eq!(shared("The website name is right", "Website name"), 11);
    assert_eq!(shared("my phone is right", "Mobile of the person in charge"), 0);
    assert_eq!(calls("我的电话没错，昨天在开会", Kind::Mobile), 2);
    assert_eq!(calls("my phone is right, I was in a meeting", Kind::Mobile), 5);
    assert_eq!(calls("执照上就这么写，没错", Kind::CertificateNumber), 2);
    assert_eq!(calls("我的电话没错", Kind::SiteName), 0);
}

#[test]
fn a_question_without_its_mark_is_known() {
    let check = |text: &str, expected: bool| assert_eq!(asks(text), expected, "{text}");
    check("在哪里下载", true);
    check("这个怎么弄", true);
    check("where can I get it", true);
    check("商标是朋友公司的，有授权书，怎么授权的写在里面", false);
    check("没有商标", false);
    check("在哪里下载 www.example.cn", false);
}

#[test]
fn another_address_is_pointed_at_only_where_nothing_else_is_said() {
    let check = |text: &str, expected: Option<&str>| assert_eq!(same_address(text), expected, "{text}");
    check("和证件住所相同", Some("certificate_address"));
    check("跟营业执照一样", Some("certificate_address"));
    check("就是执照上写的地址", Some("certificate_address"));
    check("同身份证上的地址。", Some("certificate_address"));
    check("寄到通讯地址", Some("postal_address"));
    check("用上面的通讯地址就行", Some("postal_address"));
    check("Same as the address on my licence", Some("certificate_address"));
    check("please send it to the postal address", Some("postal_address"));
    check("和上面一样", None);
    check("江苏省南京市执照路1号", None);
    check("通讯地址和证件住所一样", None);
    check("执照上写的住所是：江苏省南京市示例路1号", None);
}

#[test]
fn the_same_is_known_within_a_sentence() {
    let check = |text: &str, expected: Option<Aside>| assert_eq!(within(text), expected, "{text}");
    check("我想转人工客服，谢谢", Some(Aside::Human));
    check("can I talk to a human please", Some(Aside::Human));
    check("等一下，我去拿执照", Some(Aside::Wait));
    check("执照不在身边", Some(Aside::Wait));
    check("我要回到上一题", Some(Aside::Back));
    check("你好，请问怎么填", Some(Aside::Unsure));
    check("您好，我要备案", Some(Aside::Greeting));
    check("好的谢谢", Some(Aside::Thanks));
    check("没有座机", Some(Aside::Lacks));
    check("我们没有座机", Some(Aside::Lacks));
    check("还没买域名", Some(Aside::Lacks));
    check("I don't have a landline", Some(Aside::Lacks));
    check("Mr. Chen is not yet here, I haven't seen him", None);
    check("南京你好示例有限公司", None);
    check("没有烦恼示例文化公司", None);
    check("我没有座机，手机是13912345678", None);
    check("还没解析 yunwu-tea.cn", None);
    check("江苏省南京市示例路1号", None);
}
