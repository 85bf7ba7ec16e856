//! What an administrator sees who appoints somebody or sets up a desk.

use serde::Serialize;

use super::template;

/// How somebody can be named who is to be appointed.
#[derive(Clone, Debug, Serialize)]
pub struct AppointWho {}

template!(AppointWho = "reviewer/appoint_who", vec![AppointWho {}]);

/// Nobody knows whom a message points at.
#[derive(Clone, Debug, Serialize)]
pub struct AppointHidden {}

template!(AppointHidden = "reviewer/appoint_hidden", vec![AppointHidden {}]);

/// Whether this is the person who is to be appointed.
#[derive(Clone, Debug, Serialize)]
pub struct AppointOffer {
    pub name: String,
    pub person: Option<i64>,
}

template!(
    AppointOffer = "reviewer/appoint_offer",
    [Some(1), None]
        .map(|person| AppointOffer {
            name: "n".to_owned(),
            person
        })
        .into()
);

/// The group is the desk already.
#[derive(Clone, Debug, Serialize)]
pub struct HereAlready {}

template!(HereAlready = "reviewer/here_already", vec![HereAlready {}]);
