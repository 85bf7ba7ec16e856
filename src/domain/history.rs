//! What the history of a filing calls what was done to it.

/// What entries of before acts had one name are called. They are sealed under their old names, so they keep them.
const FORMERLY: &[(&str, &str)] = &[
    ("started", "start"),
    ("submitted", "submit"),
    ("resubmitted", "resubmit"),
    ("withdrawn", "withdraw"),
    ("claimed", "claim"),
    ("released", "release"),
    ("approved", "approve"),
    ("rejected", "reject"),
    ("handed_over", "hand_over"),
    ("granted", "grant"),
    ("returned", "return"),
    ("noted", "note"),
    ("expired", "expire"),
];

/// The act that an entry tells of, by its name of today (`labels.toml`, `action`).
pub fn act(entry: &str) -> &str {
    let now = FORMERLY.iter().find(|(formerly, _)| *formerly == entry);
    now.map_or(entry, |(_, act)| act)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::workflow::Action;

    #[test]
    fn an_entry_of_before_is_called_as_the_act_is() {
        for (formerly, now) in FORMERLY {
            assert_eq!(act(formerly), *now);
            assert_eq!(act(now), *now);
            let is_act = Action::ALL.iter().any(|action| action.as_str() == *now);
            assert!(
                is_act || matches!(*now, "start" | "resubmit" | "release" | "note"),
                "{now}"
            );
        }
    }
}
