//! The steps of the dialogue.

use serde::Serialize;

use super::{Html, some, template};

/// What became of the last input.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Before {
    Nothing,
    Kept {
        label: String,
        value: Option<String>,
        warnings: Vec<Html>,
    },
    /// What was sent back is right, and why.
    Explained {
        label: String,
        value: Option<String>,
        words: Option<String>,
    },
    Skipped {
        label: String,
    },
    Malformed {
        text: Html,
    },
    /// What helps somebody who wrote no answer.
    Help {
        text: Html,
    },
    /// So many pictures have come.
    Noted {
        count: usize,
    },
    NotText,
    Required,
    NoneBefore,
    Moved,
    Resumed,
}

impl Before {
    fn samples() -> Vec<Self> {
        let label = || "名称".to_owned();
        let value = || some("<b>&\"x\"");
        let warnings = || vec![Html("w".to_owned())];
        vec![
            Self::Nothing,
            Self::Kept {
                label: label(),
                value: value(),
                warnings: warnings(),
            },
            Self::Explained {
                label: label(),
                value: value(),
                words: value(),
            },
            Self::Skipped { label: label() },
            Self::Noted { count: 2 },
            Self::Malformed {
                text: Html("t".to_owned()),
            },
            Self::Help {
                text: Html("t".to_owned()),
            },
            Self::NotText,
            Self::Required,
            Self::NoneBefore,
            Self::Moved,
            Self::Resumed,
        ]
    }
}

/// Why an answer was sent back.
#[derive(Clone, Debug, Serialize)]
pub struct SentBack {
    pub value: Option<String>,
    pub reason: Option<String>,
    pub advice: Option<String>,
    pub words: Option<String>,
    pub by_authority: bool,
    /// It is asked for besides the form, and was not there before.
    pub wanted: bool,
}

/// An option with what helps choosing it.
#[derive(Clone, Debug, Serialize)]
pub struct OptionHint {
    pub label: String,
    pub hint: String,
}

/// The next question.
#[derive(Clone, Debug, Serialize)]
pub struct Ask {
    pub progress: String,
    pub section: String,
    pub lead: Before,
    pub returned: Option<SentBack>,
    pub ask: Html,
    pub hint: Option<Html>,
    pub options: Vec<OptionHint>,
    pub misfit: Option<Html>,
    /// The answer that is to be confirmed.
    pub doubt: Option<Doubt>,
}

/// An answer that was doubted and is not settled.
#[derive(Clone, Debug, Serialize)]
pub struct Doubt {
    pub label: String,
    pub value: Option<String>,
    pub warnings: Vec<Html>,
    /// It was sent back, and their words wait to be told to the reviewer.
    pub explained: bool,
    /// It is a photo that was not looked at yet.
    pub photo: bool,
}

template!(Ask = "steps/ask", {
    let html = |text: &str| Html(text.to_owned());
    let ask = |lead: Before, returned: Option<SentBack>, is_full: bool| Ask {
        progress: "第 7 / 23 项".to_owned(),
        section: "s".to_owned(),
        lead,
        returned,
        ask: html("请回答"),
        hint: is_full.then(|| html("h")),
        options: is_full
            .then(|| OptionHint {
                label: "l".to_owned(),
                hint: "h".to_owned(),
            })
            .into_iter()
            .collect(),
        misfit: is_full.then(|| html("m")),
        doubt: None,
    };
    let back = |is_full: bool, by_authority| {
        let text = || is_full.then(|| "t".to_owned());
        Some(SentBack {
            value: text(),
            reason: text(),
            advice: text(),
            words: text(),
            by_authority,
            wanted: !is_full,
        })
    };
    let mut samples: Vec<_> = Before::samples()
        .into_iter()
        .map(|lead| ask(lead, None, false))
        .collect();
    samples.extend([true, false].map(|explained| Ask {
        doubt: Some(Doubt {
            label: "l".to_owned(),
            value: some("v"),
            warnings: vec![html("w")],
            explained,
            photo: !explained,
        }),
        ..ask(Before::Nothing, None, false)
    }));
    samples.extend(
        [(true, true), (true, false), (false, false)]
            .map(|(is_full, by_authority)| ask(Before::Nothing, back(is_full, by_authority), is_full)),
    );
    samples
});

/// Of which of the answers that were sent back do they speak?
#[derive(Clone, Debug, Serialize)]
pub struct WhichIsRight {
    pub words: String,
}

template!(
    WhichIsRight = "steps/which_is_right",
    vec![WhichIsRight { words: "w".to_owned() }]
);

/// What is the reviewer to be told of an answer that was sent back, or of the whole?
#[derive(Clone, Debug, Serialize)]
pub struct Explain {
    pub lead: Before,
    /// The answer's; none where the whole was sent back.
    pub label: Option<String>,
    pub value: Option<String>,
    pub by_authority: bool,
}

template!(Explain = "steps/explain", {
    let samples = Before::samples().into_iter().enumerate();
    samples
        .map(|(at, lead)| Explain {
            lead,
            label: (at % 4 < 3).then(|| "l".to_owned()),
            value: (at % 2 == 0).then(|| "v".to_owned()),
            by_authority: at % 3 == 0,
        })
        .collect()
});

/// A pressed question, once it is answered.
#[derive(Clone, Debug, Serialize)]
pub struct Answered {
    pub label: String,
    pub value: String,
}

template!(
    Answered = "steps/answered",
    vec![Answered {
        label: "l".to_owned(),
        value: "v".to_owned()
    }]
);

/// The kind of filing that the first answers mean.
#[derive(Clone, Debug, Serialize)]
pub struct TypeResult {
    pub lead: Before,
    /// `offered`, `not_here`, `conflict`, `already_here`.
    pub outcome: &'static str,
    pub kind: Option<String>,
    pub kind_id: Option<&'static str>,
    pub is_app: bool,
    pub individual: bool,
    pub domains: Vec<String>,
    pub number: Option<String>,
}

template!(TypeResult = "steps/type_result", {
    let found = |outcome, kind_id: Option<&'static str>, is_app, individual| TypeResult {
        lead: Before::Nothing,
        outcome,
        kind: kind_id.map(str::to_owned),
        kind_id,
        is_app,
        individual,
        domains: vec!["example.cn".to_owned()],
        number: some("苏ICP备12345678号-1"),
    };
    let mut samples: Vec<_> = Before::samples()
        .into_iter()
        .map(|lead| TypeResult {
            lead,
            ..found("offered", Some("first_filing"), false, true)
        })
        .collect();
    samples.push(found("offered", Some("first_filing"), false, false));
    samples.push(found("not_here", Some("first_filing"), true, false));
    samples.extend(
        crate::domain::filing::FilingKind::ALL
            .iter()
            .map(|kind| found("not_here", Some(kind.as_str()), false, false)),
    );
    samples.push(found("conflict", None, false, false));
    samples.push(found("already_here", None, false, false));
    samples
});

/// A section of a filing with its answers.
#[derive(Clone, Debug, Serialize)]
pub struct SectionShown {
    pub title: String,
    pub lines: Vec<LineShown>,
}

/// One answer.
#[derive(Clone, Debug, Serialize)]
pub struct LineShown {
    pub id: String,
    pub label: String,
    pub value: String,
    pub masked: String,
    /// A number or an address that a reviewer copies to look it up.
    pub copied: bool,
    /// Whether anything but the applicant's word speaks for it.
    pub verified: bool,
    pub warnings: Vec<Html>,
    /// What the applicant says to it, where it was sent back and they find it right.
    pub reply: Option<String>,
    /// What stood there when it was sent back, where that was another.
    pub was: Option<String>,
    /// It was sent back, and sent once more as it was.
    pub again: bool,
}

impl SectionShown {
    pub(super) fn samples() -> Vec<Self> {
        let line = |id: &str, verified| LineShown {
            id: id.to_owned(),
            label: "l".to_owned(),
            value: "v".to_owned(),
            masked: "m".to_owned(),
            copied: verified,
            verified,
            warnings: (!verified).then(|| Html("w".to_owned())).into_iter().collect(),
            reply: verified.then(|| "r".to_owned()),
            was: verified.then(|| "o".to_owned()),
            again: !verified,
        };
        vec![Self {
            title: "t".to_owned(),
            lines: vec![line("i", false), line("j", true)],
        }]
    }
}

/// All answers, before they are submitted.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub lead: Before,
    pub corrected: bool,
    /// Photo and papers of the curtain, and nothing else.
    pub at_curtain: bool,
    /// What was asked for besides the form is there.
    pub supplied: bool,
    /// What the authority said of the whole.
    pub words: Option<String>,
    /// What they answer to it.
    pub reply: Option<String>,
    pub kind: Option<String>,
    pub sections: Vec<SectionShown>,
}

template!(Summary = "steps/summary", {
    let summary = |lead, corrected, words: Option<String>| Summary {
        lead,
        corrected,
        at_curtain: corrected && words.is_none(),
        supplied: corrected && words.is_none(),
        reply: words.clone(),
        words,
        kind: (!corrected).then(|| "k".to_owned()),
        sections: SectionShown::samples(),
    };
    let mut samples: Vec<_> = Before::samples()
        .into_iter()
        .map(|lead| summary(lead, false, None))
        .collect();
    samples.extend([None, some("w")].map(|words| summary(Before::Nothing, true, words)));
    samples
});

/// A text or a file came where a button is wanted.
#[derive(Clone, Debug, Serialize)]
pub struct PressWanted {
    /// At the summary; else at what the type check found.
    pub summary: bool,
    /// What came was no text, and was not taken.
    pub file: bool,
    /// There are buttons for what takes pictures.
    pub pictures: bool,
    /// The labels of the other buttons below.
    pub buttons: Vec<String>,
}

template!(
    PressWanted = "steps/press_wanted",
    [
        (true, false, false),
        (false, false, false),
        (true, true, false),
        (true, true, true),
        (false, true, false)
    ]
    .map(|(summary, file, pictures)| PressWanted {
        summary,
        file,
        pictures,
        buttons: vec!["a".to_owned(), "b".to_owned()]
    })
    .into()
);

/// The answers of a section, one of which is to be changed.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    pub title: String,
}

template!(Section = "steps/section", vec![Section { title: "t".to_owned() }]);
