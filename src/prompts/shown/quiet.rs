//! What is shown of a person's quiet hours.

use serde::Serialize;

use super::template;

/// Their quiet hours, which were just set or may be.
#[derive(Clone, Debug, Serialize)]
pub struct QuietHours {
    pub hours: String,
    pub is_set: bool,
}

template!(
    QuietHours = "steps/quiet",
    [true, false]
        .map(|is_set| QuietHours {
            hours: "22:00–8:00".to_owned(),
            is_set,
        })
        .into()
);
