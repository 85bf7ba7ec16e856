//! What an input means at a question, as a table.

use uuid::Uuid;

use crate::dialogue::{Input, Lead, Turn, ask, turn};
use crate::domain::conversation::State;
use crate::domain::filing::Filing;
use crate::domain::form;
use crate::domain::form::asked::Asked;
use crate::domain::form::draft::{Draft, draft, today};
use crate::domain::form::statements::statements;
use crate::domain::place::Place;
use crate::domain::press::{Press, Verb, token};

const SITE: Place = Place::Service(1);

fn enterprise() -> Draft {
    draft().enterprise().site("yunshan-example.com").complete()
}

fn asked(place: Place, id: &str) -> Asked {
    let field = form::field(id).unwrap();
    Asked { place, field }
}

fn text(text: &str) -> Input {
    Input::Text {
        text: text.to_owned(),
        named: Vec::new(),
    }
}

/// In short: what is kept, with its doubts; or what is asked again, and why.
fn meaning(filing: &Filing, asked: Asked, input: Input) -> String {
    let (state, _) = ask(filing, asked, Lead::Nothing, false);
    match turn(&state, input, filing, today()) {
        Turn::Keep { answer, warnings, .. } => {
            let codes: Vec<_> = warnings.iter().map(|warning| warning.code).collect();
            format!("keep {} {}", answer.kept(), codes.join(" ")).trim().to_owned()
        }
        Turn::Ask { asked, lead, .. } => match lead {
            Lead::Malformed(malformed) => format!("{} again: {}", asked.field.id, malformed.code),
            lead => format!("{} again: {lead:?}", asked.field.id),
        },
        Turn::Explain {
            asked,
            words,
            is_settled,
        } => format!(
            "{} stays{} {words}",
            asked.field.id,
            if is_settled { ":" } else { ", if" }
        ),
        Turn::MostDetailed {
            answer,
            remark: (_, remark),
            ..
        } => format!("keep {}, and remark {}", answer.kept(), remark.kept()),
        Turn::Reply { words } => format!("the whole is answered: {words:?}"),
        Turn::AskReply { lead } => format!("what is answered to the whole? {lead:?}"),
        Turn::AskWords { asked, lead, .. } => format!("{}: what is the reviewer told? {lead:?}", asked.field.id),
        other => format!("{other:?}"),
    }
}

#[test]
fn what_a_text_means_at_a_question() {
    let subject = Place::Subject;
    let doubted = || {
        enterprise()
            .answer(subject, "certificate_address", "江苏省南京市江宁区示例路88号3幢501室")
            .doubted(subject, "postal_address", "江苏省南京市江宁区示例大厦")
    };
    let individual = || draft().individual().site("shanye-example.cn").complete();
    let table = [
        (
            enterprise(),
            (SITE, "site_name"),
            text("云杉示例文档"),
            "keep 云杉示例文档",
        ),
        (
            enterprise(),
            (subject, "head_mobile"),
            text("137 1234 5678"),
            "keep 13712345678",
        ),
        (
            enterprise(),
            (subject, "head_mobile"),
            text("123"),
            "head_mobile again: mobile_length",
        ),
        (
            enterprise(),
            (subject, "head_mobile"),
            Input::Skip,
            "head_mobile again: Required",
        ),
        (
            enterprise(),
            (subject, "head_mobile"),
            Input::NotText,
            "head_mobile again: NotText",
        ),
        (enterprise(), (subject, "subject_remark"), text("没有"), "keep"),
        (
            enterprise(),
            (subject, "region"),
            Input::Back,
            "certificate_number again: Nothing",
        ),
        (
            enterprise(),
            (subject, "service_kind"),
            Input::Back,
            "service_kind again: NoneBefore",
        ),
        // A doubt is settled by agreeing, by saying it again, and by saying that there is no more to say.
        (
            doubted(),
            (subject, "postal_address"),
            text("对"),
            "keep 江苏省南京市江宁区示例大厦",
        ),
        (
            doubted(),
            (subject, "postal_address"),
            text("确实没有，此地址已是最详细地址"),
            "keep 江苏省南京市江宁区示例大厦, and remark 此地址已是最详细地址",
        ),
        (
            doubted(),
            (subject, "postal_address"),
            text("没有门牌号"),
            "keep 江苏省南京市江宁区示例大厦, and remark 此地址已是最详细地址",
        ),
        (
            doubted().answer(subject, "subject_remark", "域名正在办理转移"),
            (subject, "postal_address"),
            text("没有"),
            "keep 江苏省南京市江宁区示例大厦, and remark 域名正在办理转移；此地址已是最详细地址",
        ),
        (
            doubted(),
            (subject, "postal_address"),
            text("江苏省南京市江宁区样例大厦"),
            "keep 江苏省南京市江宁区样例大厦 address_no_door_number",
        ),
        // What was sent back is not taken again without a word.
        (
            enterprise().sent_back(&[(SITE, "site_name")]),
            (SITE, "site_name"),
            text("云杉示例官网"),
            "keep 云杉示例官网 answer_unchanged",
        ),
        // What they find right goes to the reviewer, who did not reach them; a new value is one, also beside such words.
        (
            enterprise().sent_back(&[(subject, "head_mobile")]),
            (subject, "head_mobile"),
            text("我的电话没错，昨天在开会"),
            "head_mobile stays, if 我的电话没错，昨天在开会",
        ),
        (
            enterprise().sent_back(&[(subject, "head_mobile")]),
            (subject, "head_mobile"),
            text("13912345678 is right, I was in a meeting"),
            "head_mobile stays, if 13912345678 is right, I was in a meeting",
        ),
        (
            enterprise().sent_back(&[(subject, "head_mobile")]),
            (subject, "head_mobile"),
            text("没错"),
            "head_mobile: what is the reviewer told? Nothing",
        ),
        (
            enterprise().sent_back(&[(subject, "head_mobile")]),
            (subject, "head_mobile"),
            text("是对的，换成13712345678"),
            "keep 13712345678",
        ),
        (
            enterprise().sent_back(&[(subject, "region")]),
            (subject, "region"),
            text("是江苏的，没有问题，执照就是这里发的"),
            "region stays, if 是江苏的，没有问题，执照就是这里发的",
        ),
        // Where nothing was sent back there is nobody to tell.
        (
            enterprise(),
            (subject, "head_mobile"),
            text("我的电话没错，昨天在开会"),
            "head_mobile again: mobile_none",
        ),
        // A certificate that has names in Chinese, and one that has none.
        (
            enterprise(),
            (subject, "head_name"),
            text("Anna Example"),
            "keep Anna Example person_name_latin",
        ),
        (
            enterprise().answer(subject, "head_certificate_type", "护照"),
            (subject, "head_name"),
            text("Anna Example"),
            "keep Anna Example",
        ),
        // What is proposed is taken by agreeing; a likely option too.
        (enterprise(), (subject, "region"), text("对"), "keep 32"),
        (
            enterprise(),
            (subject, "head_certificate_type"),
            text("好的"),
            "keep id_card",
        ),
        (
            enterprise(),
            (SITE, "site_content"),
            text("可以"),
            "site_content again: Hint",
        ),
        // As the certificate has it: nothing is to be added.
        (
            enterprise(),
            (subject, "certificate_address"),
            text("江苏省南京市江宁区示例大厦"),
            "keep 江苏省南京市江宁区示例大厦",
        ),
        // Checks beside the parsers.
        (
            enterprise(),
            (subject, "head_certificate_number"),
            text("320102201503070005"),
            "keep 320102201503070005 under_age",
        ),
        (
            individual(),
            (SITE, "site_remark"),
            text(&statements().individual_site),
            "site_remark again: pledge_alone",
        ),
        (
            individual(),
            (SITE, "site_remark"),
            text(&format!("my notes{}", statements().individual_site)),
            &format!("keep my notes{} remark_not_chinese", statements().individual_site),
        ),
    ];
    for (draft, (place, id), input, expected) in table {
        let what = format!("{input:?}");
        assert_eq!(
            meaning(&draft.done(), asked(place, id), input),
            expected,
            "{id}: {what}"
        );
    }
}

#[test]
fn a_button_of_an_earlier_version_or_another_place_is_stale() {
    let filing = enterprise().site("yunshan-example.cn").complete().done();
    let at = asked(SITE, "site_name");
    let press = |place, version| {
        Input::Press(
            Press::of(Verb::Take, filing.id, version)
                .at(place, "site_name")
                .with(token("云杉示例官网")),
        )
    };
    assert_eq!(meaning(&filing, at, press(SITE, filing.version)), "keep 云杉示例官网");
    assert_eq!(meaning(&filing, at, press(SITE, filing.version - 1)), "Stale");
    assert_eq!(meaning(&filing, at, press(Place::Service(2), filing.version)), "Stale");
}

/// One picture is the answer where one is wanted; of several each is noted, until they are all or there is no room for more.
#[test]
fn what_a_picture_means_at_a_question() {
    let file = |n: u128| Input::Picture(Uuid::from_u128(n));
    let id = |n: u128| Uuid::from_u128(n).to_string();
    let site = SITE;
    let approved = || {
        draft()
            .enterprise()
            .site("yunshan-example.com")
            .answer(site, "pre_approval", "新闻")
            .complete()
            .done()
    };
    // Where no picture is wanted, none is kept.
    let of_name = asked(site, "site_name");
    assert_eq!(meaning(&approved(), of_name, file(1)), "site_name again: NotText");
    // Where one is wanted, nothing else is.
    let document = asked(site, "pre_approval_document");
    assert_eq!(
        meaning(&approved(), document, Input::NotText),
        "pre_approval_document again: picture_wanted"
    );
    assert_eq!(
        meaning(&approved(), document, text("已经寄出了")),
        "pre_approval_document again: picture_wanted"
    );
    // Up to three pages.
    let filing = approved();
    let (mut state, _) = ask(&filing, document, Lead::Nothing, false);
    for n in [1, 2] {
        let Turn::Ticked { ticked, .. } = turn(&state, file(n), &filing, today()) else {
            panic!("{n} is not noted");
        };
        assert_eq!(ticked.len() as u128, n);
        noted(&mut state, ticked);
    }
    let done = Press::of(Verb::TicksDone, filing.id, filing.version).at(site, document.field.id);
    for (input, expected) in [
        (Input::Press(done), vec![id(1), id(2)]),
        (file(3), vec![id(1), id(2), id(3)]),
    ] {
        let Turn::Keep { answer, warnings, .. } = turn(&state, input, &filing, today()) else {
            panic!("{expected:?} is not kept");
        };
        assert_eq!(answer.kept(), expected.join(", "));
        assert!(warnings.is_empty());
    }
}

fn noted(state: &mut State, files: Vec<String>) {
    if let State::Answering { ticked, .. } = state {
        *ticked = files;
    }
}

/// What a reviewer asked for is answered by words or by pictures.
#[test]
fn what_was_asked_for_is_answered_by_words_or_pictures() {
    let filing = enterprise().asked_for("授权书", "负责人不是法人").done();
    let material = asked(Place::Subject, "material_1");
    assert_eq!(
        meaning(&filing, material, text("法人就是负责人，名字改过。")),
        "keep 法人就是负责人，名字改过。"
    );
    // That there is none is what the reviewer is to read, with its reason; bare it is asked for.
    assert_eq!(
        meaning(&filing, material, text("我没有授权书，法人在国外")),
        "keep 我没有授权书，法人在国外"
    );
    assert!(!meaning(&filing, material, text("没有")).starts_with("keep"));
    let (state, _) = ask(&filing, material, Lead::Nothing, false);
    let turn = turn(&state, Input::Picture(Uuid::from_u128(1)), &filing, today());
    assert!(matches!(turn, Turn::Ticked { .. }), "{turn:?}");
}
