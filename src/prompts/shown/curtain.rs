//! What is said of the curtain (幕布) and the papers.

use serde::Serialize;

use super::{CurtainShown, some, template};

/// `/parcel`: how the curtain of a filing stands.
#[derive(Clone, Debug, Serialize)]
pub struct ParcelTold {
    pub number: Option<i64>,
    pub status: String,
    /// `ahead` where it was ordered ahead of the first review.
    pub status_id: &'static str,
    pub curtain: CurtainShown,
}

template!(
    ParcelTold = "curtain/told",
    ["ahead", "curtain", "curtain_photo", "papers", "curtain_review"]
        .into_iter()
        .flat_map(|status_id| CurtainShown::samples().map(|curtain| ParcelTold {
            number: Some(1001),
            status: "s".to_owned(),
            status_id,
            curtain,
        }))
        .collect()
);

/// `/parcel`, where no filing wants a curtain now.
#[derive(Clone, Debug, Serialize)]
pub struct ParcelNothing {}

template!(ParcelNothing = "curtain/nothing", vec![ParcelNothing {}]);

/// The curtain has not arrived: the reviewer hears of it.
#[derive(Clone, Debug, Serialize)]
pub struct ParcelLate {
    pub number: Option<i64>,
    pub curtain: CurtainShown,
}

template!(
    ParcelLate = "curtain/late",
    CurtainShown::samples()
        .map(|curtain| ParcelLate {
            number: Some(1001),
            curtain,
        })
        .into()
);

/// What an order of a curtain says to the reviewers: where it goes.
#[derive(Clone, Debug, Serialize)]
pub struct CurtainOrder {
    pub name: Option<String>,
    pub mobile: Option<String>,
    pub address: Option<String>,
    /// The applicant has had one already: it has to be paid.
    pub paid: bool,
}

template!(
    CurtainOrder = "curtain/order",
    [true, false]
        .map(|is_full| CurtainOrder {
            name: is_full.then(|| "n".to_owned()),
            mobile: is_full.then(|| "m".to_owned()),
            address: is_full.then(|| "a".to_owned()),
            paid: is_full,
        })
        .into()
);

/// How the mailing of a curtain is reported: by which carrier, then under which number.
#[derive(Clone, Debug, Serialize)]
pub struct CurtainHow {
    pub number: Option<i64>,
    /// Whose name stands on the parcel, and where it goes to; a group is not told.
    pub name: Option<String>,
    pub mobile: Option<String>,
    pub address: Option<String>,
    /// The carrier, once it is chosen.
    pub carrier: Option<String>,
    /// The applicant has had one already: it has to be paid.
    pub paid: bool,
    /// The number alone is typed; else the command with it.
    pub typed: bool,
}

template!(
    CurtainHow = "reviewer/curtain_how",
    [(some("c"), true), (some("c"), false), (None, true), (None, false)]
        .map(|(carrier, typed)| CurtainHow {
            number: Some(1001),
            name: typed.then(|| "n".to_owned()),
            mobile: typed.then(|| "m".to_owned()),
            address: typed.then(|| "a".to_owned()),
            carrier,
            paid: typed,
            typed,
        })
        .into()
);
