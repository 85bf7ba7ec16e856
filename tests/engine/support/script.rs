//! One enterprise's filing, by hand: texts and buttons, second thoughts, mistakes and changes. All values are made up.

/// What the applicant does.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    Say(&'static str),
    /// The button whose label begins so, on the newest message that has one.
    Press(&'static str),
}

/// What the applicant does, and what a message of the bot then holds, in its text or on its buttons.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub act: Act,
    pub hears: &'static str,
}

const fn say(text: &'static str, hears: &'static str) -> Step {
    Step {
        act: Act::Say(text),
        hears,
    }
}

const fn press(label: &'static str, hears: &'static str) -> Step {
    Step {
        act: Act::Press(label),
        hears,
    }
}

pub const ORGANISER: &str = "南京云杉示例科技有限公司";
pub const CREDIT_CODE: &str = "91320115MA0000007M";
pub const REPRESENTATIVE: &str = "陈示例";
pub const ADDRESS: &str = "江苏省南京市江宁区示例路 88 号 3 幢 501 室";
pub const OTHER_ADDRESS: &str = "江苏省南京市玄武区样例街 7 号 2 幢 1102 室";
pub const ID_NUMBER: &str = "320102199003071239";
pub const MOBILE: &str = "139 1234 5678";
pub const OTHER_MOBILE: &str = "13712345679";
pub const OFFICE_PHONE: &str = "02584123456";
pub const DOMAIN: &str = "example-yunshan.com";
pub const SITE_NAME: &str = "云杉示例官网";
pub const OTHER_SITE_NAME: &str = "云杉示例科技";
pub const CLOUD_SERVER: &str = "47.96.10.8";
pub const REMARK: &str = "此域名由法定代表人的配偶代为注册，正在办理转移";

/// What every draft is asked first.
pub const FIRST_QUESTION: &str = "您要备案的是网站还是 APP";

/// More than fifty inputs, to the submission.
pub const ENTERPRISE: &[Step] = &[
    say("/start", "开始备案"),
    press("开始备案", "第 1 项"),
    press("网站", "✅ 备案对象：网站"),
    press("企业", "✅ 主办单位性质：企业"),
    say("/back", "第 2 / "),
    say("企业", "✅ 主办单位性质：企业"),
    press("怎么填", "💡"),
    press("营业执照", "✅ 主办单位证件类型"),
    say("123", "✋"),
    say(CREDIT_CODE, "✅ 主办单位证件号码"),
    press("江苏", "✅ 主办单位所属区域：江苏"),
    press("否", "✅ 主办单位是否备过案：否"),
    say("https://www.Example-Yunshan.com/", "✅ 网站域名：example-yunshan.com"),
    say("没有", "先买一台"),
    say(CLOUD_SERVER, "✅ 云服务器 IP：47.96.10.8"),
    say("否", "您的备案类型"),
    press("确定", "主体信息"),
    say(ORGANISER, "✅ 主办单位名称"),
    say(REPRESENTATIVE, "✅ 法定代表人姓名"),
    say(ADDRESS, "✅ 证件住所"),
    say("/back", "登记地址"),
    say(ADDRESS, "✅ 证件住所"),
    say(OTHER_ADDRESS, "✅ 通讯地址"),
    press("陈示例", "✅ 投资人或主管单位：陈示例"),
    press("居民身份证", "✅ 主体负责人证件类型"),
    press("陈示例", "✅ 主体负责人姓名"),
    say("320102199003071230", "✋"),
    say(ID_NUMBER, "✅ 主体负责人证件号码"),
    say(MOBILE, "✅ 主体负责人手机号码"),
    say(OFFICE_PHONE, "✅ 主体负责人办公室号码"),
    say("/skip", "✋"),
    say(OTHER_MOBILE, "✅ 主体负责人应急联系电话"),
    say(SITE_NAME, "✅ 网站名称"),
    press("www.", "✅ 网站首页网址"),
    press("单位门户", "✅ 网站服务内容"),
    press("中文繁体", "✓ 中文繁体"),
    press("英语", "✓ 英语"),
    press("选好了", "✅ 网站语言"),
    press("以上都不涉及", "✅ 前置"),
    press("跳过", "✅ 网站备注"),
    press("是", "✅ 网站负责人是否同一人"),
    press("电话核实", "提交备案"),
    say("/start", "继续填写"),
    press("继续填写", "提交备案"),
    press("修改 主体信息", "主体备注"),
    press("主体备注", "说明"),
    say(REMARK, "提交备案"),
    press("修改 网站信息", "网站名称"),
    press("网站名称", "云杉示例官网"),
    say("云", "✋"),
    say(OTHER_SITE_NAME, "提交备案"),
    press("修改 主体负责人", "手机号码"),
    press("主体负责人手机", "139 1234 5678"),
    say("13812345670", "提交备案"),
    say("这样可以吗", "提交备案"),
    say("/status", "备案"),
    say("/resume", "提交备案"),
    press("提交备案", "已提交"),
];

/// Texts alone, to the summary: what buttons say can be typed too.
pub const TYPED: &[&str] = &[
    "/new",
    "网站",
    "企业",
    "营业执照（个人或企业）",
    CREDIT_CODE,
    "江苏",
    "否",
    DOMAIN,
    CLOUD_SERVER,
    "否",
    "确定",
    ORGANISER,
    REPRESENTATIVE,
    ADDRESS,
    OTHER_ADDRESS,
    REPRESENTATIVE,
    "居民身份证",
    REPRESENTATIVE,
    ID_NUMBER,
    MOBILE,
    OFFICE_PHONE,
    OTHER_MOBILE,
    SITE_NAME,
    "www.example-yunshan.com",
    "单位门户网站",
    "中文简体",
    "以上都不涉及",
    "/skip",
    "否",
    "居民身份证",
    "李样例",
    "320102198503071230",
    "13612345671",
    OFFICE_PHONE,
    "13512345672",
    "电话核实",
];

/// Up to the question for the document of a pre-approval, of up to three pages.
pub fn asked_for_pictures() -> Vec<Step> {
    let at = |label: &str| {
        ENTERPRISE
            .iter()
            .position(|step| matches!(step.act, Act::Press(press) if press == label))
    };
    let mut steps = ENTERPRISE[..at("以上都不涉及").unwrap()].to_vec();
    steps.extend(
        [
            (Act::Press("新闻"), "编号是什么"),
            (Act::Say("苏新网许字2026第007号"), "✅ 前置审批号"),
            (Act::Press("跳过"), "✅ 网站备注"),
            (Act::Press("是"), "哪种方式"),
            (Act::Press("电话核实"), "请拍一下前置审批文件"),
        ]
        .map(|(act, hears)| Step { act, hears }),
    );
    steps
}
