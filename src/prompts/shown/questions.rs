//! What is shown of what people ask the reviewers.

use serde::Serialize;

use super::{some, template};

/// What the asker is asked for.
#[derive(Clone, Debug, Serialize)]
pub struct AskPerson {
    /// The question at which they are.
    pub at: Option<String>,
}

template!(
    AskPerson = "questions/ask",
    [some("l"), None].map(|at| AskPerson { at }).into()
);

/// It was put to the reviewers.
#[derive(Clone, Debug, Serialize)]
pub struct AskedPerson {
    pub number: i64,
    pub words: String,
}

template!(
    AskedPerson = "questions/asked",
    vec![AskedPerson {
        number: 7,
        words: "w".to_owned()
    }]
);

/// A question, and from where in the form it came.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionShown {
    pub number: i64,
    /// The number of the filing that it is about, where it was handed in.
    pub filing: Option<i64>,
    /// It is about a draft.
    pub draft: bool,
    pub region: Option<String>,
    /// What was being asked when it came.
    pub at: Option<String>,
    pub asked_at: String,
    /// A curtain is ordered by it.
    pub order: bool,
    /// Not where others read them.
    pub words: Option<String>,
}

impl QuestionShown {
    pub fn without_words(self) -> Self {
        Self { words: None, ..self }
    }

    fn samples() -> Vec<Self> {
        [(Some(1001), true), (None, true), (None, false)]
            .into_iter()
            .flat_map(|(filing, is_full)| [true, false].map(|order| (filing, is_full, order)))
            .map(|(filing, is_full, order)| Self {
                number: 7,
                filing,
                draft: filing.is_none() && is_full,
                region: is_full.then(|| "r".to_owned()),
                at: is_full.then(|| "l".to_owned()),
                asked_at: "d".to_owned(),
                order,
                words: is_full.then(|| "w".to_owned()),
            })
            .collect()
    }
}

/// The oldest open questions.
#[derive(Clone, Debug, Serialize)]
pub struct Questions {
    pub lines: Vec<QuestionShown>,
    /// How many others there are.
    pub more: usize,
}

template!(
    Questions = "questions/list",
    vec![
        Questions {
            lines: QuestionShown::samples(),
            more: 2,
        },
        Questions {
            lines: QuestionShown::samples(),
            more: 0,
        },
        Questions {
            lines: Vec::new(),
            more: 0,
        },
    ]
);

/// How a question is answered: what is typed next is the answer, or the command has it.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerHow {
    pub question: QuestionShown,
    pub typed: bool,
}

template!(
    AnswerHow = "questions/answer_how",
    QuestionShown::samples()
        .into_iter()
        .flat_map(|question| [true, false].map(|typed| AnswerHow {
            question: question.clone(),
            typed
        }))
        .collect()
);

/// The answer is on its way to the asker.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerSent {
    pub number: i64,
    pub words: Option<String>,
}

template!(
    AnswerSent = "questions/answer_sent",
    [some("w"), None].map(|words| AnswerSent { number: 7, words }).into()
);

/// To the reviewer who has the filing: its applicant asks something.
#[derive(Clone, Debug, Serialize)]
pub struct AskedNotice {
    pub question: QuestionShown,
}

template!(
    AskedNotice = "notices/asked",
    QuestionShown::samples()
        .into_iter()
        .map(|question| AskedNotice { question })
        .collect()
);

/// To the desk: somebody asks something that is nobody's yet.
#[derive(Clone, Debug, Serialize)]
pub struct AskedDesk {
    pub question: QuestionShown,
}

template!(
    AskedDesk = "notices/asked_desk",
    QuestionShown::samples()
        .into_iter()
        .map(|question| AskedDesk {
            question: question.without_words()
        })
        .collect()
);

/// To the asker: what the reviewers say.
#[derive(Clone, Debug, Serialize)]
pub struct AnsweredNotice {
    pub asked: String,
    pub answer: String,
}

template!(
    AnsweredNotice = "notices/answered",
    vec![AnsweredNotice {
        asked: "w".to_owned(),
        answer: "a".to_owned()
    }]
);
