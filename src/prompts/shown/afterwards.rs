//! What is said after the grant: the day of the opening, the public-security filing.

use serde::Serialize;

use super::{some, template};

/// Asked on which day the site opened.
#[derive(Clone, Debug, Serialize)]
pub struct AskOpening {
    pub number: Option<i64>,
    pub domain: Option<String>,
    /// It may not be before that day.
    pub granted: String,
    /// The day that was told before.
    pub opened: Option<String>,
}

template!(
    AskOpening = "afterwards/ask_opening",
    [some("d"), None]
        .map(|opened| AskOpening {
            number: Some(1001),
            domain: opened.clone(),
            granted: "d".to_owned(),
            opened,
        })
        .into()
);

/// It has not opened yet: it will be asked again.
#[derive(Clone, Debug, Serialize)]
pub struct NotOpened {
    pub number: Option<i64>,
}

template!(
    NotOpened = "afterwards/not_opened",
    vec![NotOpened { number: Some(1001) }]
);

/// Asked for the numbers of the public-security filing.
#[derive(Clone, Debug, Serialize)]
pub struct AskSecurity {
    pub number: Option<i64>,
    /// How many are wanted.
    pub count: usize,
    /// One was sent that was given in another province.
    pub elsewhere: Option<Elsewhere>,
}

/// The filing's province and the number's, by their ids.
#[derive(Clone, Debug, Serialize)]
pub struct Elsewhere {
    pub chosen: String,
    pub written: String,
}

template!(
    AskSecurity = "afterwards/ask_security",
    [1, 2]
        .map(|count| AskSecurity {
            number: Some(1001),
            count,
            elsewhere: (count == 2).then(|| Elsewhere {
                chosen: "32".to_owned(),
                written: "44".to_owned(),
            }),
        })
        .into()
);

/// Several filings may be meant; each has a button below.
#[derive(Clone, Debug, Serialize)]
pub struct WhichFiling {}

template!(WhichFiling = "afterwards/which", vec![WhichFiling {}]);
