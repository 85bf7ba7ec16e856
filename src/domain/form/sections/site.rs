//! R4.2: a website (网站信息, 填写网站基本信息).

use crate::domain::answers::{Answer, Kind, List};
use crate::domain::form::field::{Field, Section, field};
use crate::domain::form::statements::{read, remark, statements};
use crate::domain::form::view::View;
use crate::domain::options;
use crate::domain::place::Level;

pub static SITE: Section = Section {
    id: "site",
    level: Level::Site,
    fields: &[
        SITE_NAME,
        SITE_URL,
        SITE_CONTENT,
        SITE_SERVICE_TYPE,
        SITE_LANGUAGES,
        PRE_APPROVAL,
        PRE_APPROVAL_NUMBER,
        SITE_REMARK,
    ],
};

/// Three or more Chinese characters, related to the organiser's name.
pub const SITE_NAME: Field = Field {
    reads: &["nature", "region", "organiser_name", "domain", "pre_approval"],
    lookup: Some("name"),
    ..field("site_name", Kind::SiteName)
};

/// The home page: `abc.com` proposes `www.abc.com`.
pub const SITE_URL: Field = Field {
    reads: &["domain"],
    offers: home_of_domain,
    ..field("site_url", Kind::HomePage)
};

/// Individuals file 其他 (other), so they are not asked.
pub const SITE_CONTENT: Field = Field {
    reads: &["nature"],
    offers: |_| {
        let usual = options::USUAL_CONTENTS.iter();
        usual.map(|id| Answer::Choice((*id).to_owned())).collect()
    },
    ..field("site_content", Kind::Choice(List::SiteContent))
};

pub const SITE_SERVICE_TYPE: Field = field("site_service_type", Kind::Choice(List::ServiceType));

/// Nearly every site is in simplified Chinese: it is ticked already.
pub const SITE_LANGUAGES: Field = Field {
    offers: |_| {
        let usual = options::languages().first();
        usual
            .map(|language| Answer::Choices(vec![language.id.clone()]))
            .into_iter()
            .collect()
    },
    ..field("site_languages", Kind::Choices(List::Language))
};

pub const PRE_APPROVAL: Field = Field {
    reads: &["nature"],
    ..field("pre_approval", Kind::Choice(List::PreApproval))
};

pub const PRE_APPROVAL_NUMBER: Field = Field {
    personal: true,
    asked_when: |view| {
        view.choice("pre_approval")
            .is_some_and(|id| id != options::NO_PRE_APPROVAL)
    },
    ..field("pre_approval_number", Kind::PreApprovalNumber)
};

/// Required where the content is 其他 and for individuals, whose pledge the guide gives word for word. It does not say what the site
/// is about, so a sentence that does is proposed with it.
pub const SITE_REMARK: Field = Field {
    personal: true,
    optional: |view| !remark_is_required(view),
    offers: |view| {
        let name = view.value("site_name").filter(|_| view.is_individual());
        let content = name.map(|name| statements().individual_content.replace("{name}", &name.show()));
        let statement = content.map(|content| with_pledge(view, &content));
        statement.and_then(|text| remark(&text)).into_iter().collect()
    },
    completes: with_pledge,
    ..field("site_remark", Kind::Text { max: 1000 })
};

fn remark_is_required(view: &View) -> bool {
    view.is_individual() || view.choice("site_content").as_deref() == Some(options::OTHER_CONTENT)
}

/// An individual's remark ends with their pledge, word for word; who only writes what the site is about is told so.
fn with_pledge(view: &View, typed: &str) -> String {
    let pledge = &statements().individual_site;
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let typed = typed.trim();
    if !view.is_individual() || typed.is_empty() || bare(typed).contains(&bare(pledge)) {
        return typed.to_owned();
    }
    // Who began to write it out has it in full, once.
    let begins = pledge.split('，').next().unwrap_or(pledge);
    let own = typed.rfind(begins).map(|at| typed.split_at(at));
    let typed = match own {
        Some((own, begun)) if bare(pledge).starts_with(&bare(begun)) => own,
        _ => typed,
    };
    if typed.is_empty() {
        return pledge.clone();
    }
    let stop = if typed.ends_with(['。', '！', '.', '!']) {
        ""
    } else {
        "。"
    };
    format!("{typed}{stop}{pledge}")
}

fn home_of_domain(view: &View) -> Vec<Answer> {
    match view.value("domain") {
        Some(Answer::Domain(domain)) => read(Kind::HomePage, &domain.home_page()).into_iter().collect(),
        _ => Vec::new(),
    }
}
