//! The names by which other modules ask for texts: refusals, labels. `prompts` may not import those modules; tests
//! beside them prove that these lists are theirs.

use crate::domain::filing::{FilingKind, Status};
use crate::domain::workflow::{Action, Party};

/// Codes of `actions::Refusal`, and refusals of inputs that reach no action.
pub const REFUSALS: &[&str] = &[
    "not_allowed",
    "unknown_filing",
    "already_claimed",
    "not_claimed",
    "wrong_status",
    "nothing_picked",
    "unknown_field",
    "which_place",
    "missing_reason",
    "missing_argument",
    "stale_button",
    "nothing_to_resume",
    "draft_exists",
    "not_a_group",
    "only_private",
    "cannot_withdraw",
    "unknown_command",
    "unknown_person",
    "own_filing",
    "last_administrator",
    "configured_administrator",
    "administrator_already",
    "bad_grant_number",
    "same_numbers",
    "other_province",
    "kind_not_here",
    "domain_conflict",
    "already_filed_here",
    "delete_blocked",
    "incomplete",
    "edited_message",
    "anonymous",
];

/// Every key of `labels.toml` that code asks for, by table. `on_buttons` are the commands that have a button.
pub fn labels<'n>(on_buttons: &[&'n str]) -> Vec<(&'static str, Vec<&'n str>)> {
    let acts = Action::ALL.iter().map(|action| action.as_str()).collect();
    vec![
        ("status", Status::ALL.iter().map(|status| status.as_str()).collect()),
        ("kind", FilingKind::ALL.iter().map(|kind| kind.as_str()).collect()),
        (
            "section",
            vec![
                "type_check",
                "subject",
                "head",
                "site",
                "service_head",
                "app",
                "platform",
                "documents",
                "material",
            ],
        ),
        ("place", vec!["site", "app", "android", "ios", "harmony"]),
        ("role", vec!["applicant", "reviewer", "administrator"]),
        ("actor", vec!["applicant", "reviewer", "clock"]),
        ("act", acts),
        ("turn", Party::ALL.iter().map(|party| party.as_str()).collect()),
        (
            "action",
            vec![
                "start",
                "submit",
                "resubmit",
                "withdraw",
                "claim",
                "release",
                "approve",
                "reject",
                "hand_over",
                "grant",
                "correct",
                "return",
                "note",
                "expire",
            ],
        ),
        (
            "button",
            vec![
                "yes",
                "no",
                "back",
                "skip",
                "change",
                "done",
                "submit",
                "confirm",
                "cancel",
                "keep_it",
                "it_is_right",
                "tell_reviewer",
                "answer_anew",
                "other_certificate",
                "file_website",
                "agree",
                "hint",
                "summary",
                "drop",
                "keep_draft",
                "stay",
                "withdraw",
                "delete_all",
                "send_rejection",
                "send_return",
                "carry_out",
                "own_words",
                "pick_fields",
                "unpick",
                "back_to_summary",
                "appoint_reviewer",
                "appoint_administrator",
            ]
            .into_iter()
            .chain(on_buttons.iter().copied())
            .collect(),
        ),
        ("rest", vec!["skipped", "pictures", "progress_of"]),
    ]
}
