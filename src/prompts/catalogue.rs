//! The templates that code names, each with samples of its context. Families that are named by data (fields, malformed answers,
//! warnings, refusals, notices, reminders, commands) are listed by `check`.

/// A template by its path below a language's folder, without ending.
#[derive(Debug)]
pub struct Template {
    pub path: &'static str,
    /// JSON: sample contexts, as many as the template has ways to read.
    pub samples: &'static str,
}

macro_rules! templates {
    ($($name:ident = $path:literal, $samples:literal;)+) => {
        $(pub const $name: Template = Template { path: $path, samples: $samples };)+
        /// All of them.
        pub const ALL: &[Template] = &[$($name),+];
        /// The names by which code calls them, for the test that each is called.
        pub const NAMES: &[&str] = &[$(stringify!($name)),+];
    };
}

templates! {
    ASK = "steps/ask", r#"[
        {"progress": "第 7 / 23 项", "section": "主体信息", "site": null, "lead": {"kind": "kept", "label": "名称", "value": "<b>&\"x\"", "warnings": ["w"]}, "returned": null, "ask": "请回答", "hint": null, "options": [], "misfit": null},
        {"progress": "p", "section": "s", "site": null, "lead": {"kind": "doubted", "label": "l", "value": "v", "warnings": ["w"]}, "returned": null, "ask": "a", "hint": null, "options": [], "misfit": null},
        {"progress": "1 / 2", "section": "s", "site": 2, "lead": {"kind": "malformed", "text": "t"}, "returned": {"value": "v", "reason": "r", "words": "w"}, "ask": "a", "hint": "h", "options": [{"label": "l", "hint": "h"}], "misfit": null},
        {"progress": "p", "section": "s", "site": null, "lead": {"kind": "nothing"}, "returned": {"value": null, "reason": null, "words": null}, "ask": "a", "hint": null, "options": [], "misfit": null},
        {"progress": "p", "section": "s", "site": null, "lead": {"kind": "skipped", "label": "l"}, "returned": null, "ask": "a", "hint": null, "options": [], "misfit": null},
        {"progress": "p", "section": "s", "site": null, "lead": {"kind": "not_text"}, "returned": null, "ask": "a", "hint": null, "options": [], "misfit": null},
        {"progress": "p", "section": "s", "site": null, "lead": {"kind": "required"}, "returned": null, "ask": "a", "hint": null, "options": [], "misfit": "m"},
        {"progress": "p", "section": "s", "site": null, "lead": {"kind": "none_before"}, "returned": null, "ask": "a", "hint": null, "options": [], "misfit": null},
        {"progress": "p", "section": "s", "site": null, "lead": {"kind": "moved"}, "returned": null, "ask": "a", "hint": null, "options": [], "misfit": null},
        {"progress": "p", "section": "s", "site": null, "lead": {"kind": "resumed"}, "returned": null, "ask": "a", "hint": null, "options": [], "misfit": null}
    ]"#;
    ANSWERED = "steps/answered", r#"[{"label": "l", "value": "v"}]"#;
    TYPE_RESULT = "steps/type_result", r#"[
        {"lead": {"kind": "kept", "label": "l", "value": "v", "warnings": []}, "outcome": "offered", "kind": "k", "kind_id": "first_filing", "is_app": false, "individual": true, "domains": ["d.com"], "number": null},
        {"lead": {"kind": "nothing"}, "outcome": "offered", "kind": "k", "kind_id": "first_filing", "is_app": false, "individual": false, "domains": ["d.com"], "number": null},
        {"lead": {"kind": "nothing"}, "outcome": "not_here", "kind": "k", "kind_id": "new_service_here", "is_app": false, "individual": false, "domains": ["d.com"], "number": null},
        {"lead": {"kind": "nothing"}, "outcome": "not_here", "kind": "k", "kind_id": "new_service_elsewhere", "is_app": false, "individual": false, "domains": ["d.com"], "number": null},
        {"lead": {"kind": "nothing"}, "outcome": "not_here", "kind": "k", "kind_id": "new_access_here", "is_app": false, "individual": false, "domains": ["d.com"], "number": null},
        {"lead": {"kind": "nothing"}, "outcome": "not_here", "kind": "k", "kind_id": "new_access_elsewhere", "is_app": false, "individual": false, "domains": ["d.com"], "number": null},
        {"lead": {"kind": "nothing"}, "outcome": "not_here", "kind": "k", "kind_id": "first_filing", "is_app": true, "individual": false, "domains": [], "number": null},
        {"lead": {"kind": "nothing"}, "outcome": "conflict", "kind": null, "kind_id": null, "is_app": false, "individual": false, "domains": ["d.com"], "number": null},
        {"lead": {"kind": "nothing"}, "outcome": "already_here", "kind": null, "kind_id": null, "is_app": false, "individual": false, "domains": ["d.com"], "number": "苏ICP备12345678号-1"}
    ]"#;
    SUMMARY = "steps/summary", r#"[
        {"lead": {"kind": "kept", "label": "l", "value": "v", "warnings": ["w"]}, "corrected": false, "words": null, "kind": "k", "sections": [{"title": "t", "lines": [{"id": "i", "label": "l", "value": "v", "masked": "m", "verified": true, "warnings": ["w"]}]}]},
        {"lead": {"kind": "nothing"}, "corrected": true, "words": null, "kind": "k", "sections": []},
        {"lead": {"kind": "nothing"}, "corrected": true, "words": "r", "kind": "k", "sections": []}
    ]"#;
    PRESS_WANTED = "steps/press_wanted", r#"[{}]"#;
    SECTION = "steps/section", r#"[{"title": "t"}]"#;
    LOOK_UP = "look_ups/domain", r#"[
        {"domain": "d.com", "state": "waiting", "until": null, "can_change": true, "line": false},
        {"domain": "d.com", "state": "out", "until": null, "can_change": true, "line": false},
        {"domain": "d.com", "state": "no_service", "until": null, "can_change": true, "line": false},
        {"domain": "d.com", "state": "gave_up", "until": null, "can_change": true, "line": false},
        {"domain": "d.com", "state": "not_registered", "until": null, "can_change": true, "line": false},
        {"domain": "d.com", "state": "leaving", "until": "d", "can_change": false, "line": true},
        {"domain": "d.com", "state": "expired", "until": "d", "can_change": true, "line": false},
        {"domain": "d.com", "state": "held_by_registry", "until": "d", "can_change": true, "line": false},
        {"domain": "d.com", "state": "held_by_registrar", "until": null, "can_change": true, "line": false},
        {"domain": "d.com", "state": "ends_soon", "until": "d", "can_change": true, "line": false},
        {"domain": "d.com", "state": "new", "until": "d", "can_change": true, "line": false},
        {"domain": "d.com", "state": "fine", "until": "d", "can_change": false, "line": true},
        {"domain": "d.com", "state": "fine", "until": null, "can_change": false, "line": true}
    ]"#;
    WHOSE_DOMAIN = "look_ups/whose_domain", r#"[{"domain": "d.com"}]"#;
    WELCOME = "steps/welcome", r#"[{"has_draft": true}, {"has_draft": false}]"#;
    STATUS = "steps/status", r#"[{"filings": []}, {"filings": [
        {"number": 1001, "kind": "k", "domain": "d.com", "status": "s", "status_id": "first_review", "since": "d", "until": "u", "open": null, "subject_number": "n", "services": [{"domain": "d", "number": "n"}]},
        {"number": null, "kind": null, "domain": null, "status": "s", "status_id": "drafting", "since": "d", "until": null, "open": "3/20", "subject_number": null, "services": []}
    ]}]"#;
    MISSED = "steps/missed", r#"[{"reviewed": []}, {"reviewed": [{"number": 1001, "status": "s"}]}]"#;
    LEAVE = "steps/leave", r#"[{"was_draft": true, "number": null}, {"was_draft": false, "number": 1001}]"#;
    LEFT = "steps/left", r#"[{}]"#;
    KEPT_ALL = "steps/kept_all", r#"[{}]"#;
    SECOND_HAND = "steps/second_hand", r#"[
        {"command": "/approve 1001", "about": "a", "usage": "/approve 1001", "button": true},
        {"command": "/note 1001", "about": "a", "usage": "/note 1001 w", "button": false},
        {"command": "/delete", "about": "a", "usage": "", "button": true}
    ]"#;
    STALE = "steps/stale", r#"[{"now": "n"}, {"now": null}]"#;
    IDLE = "steps/idle", r#"[{"has_draft": true, "reviewer": false}, {"has_draft": false, "reviewer": false}, {"has_draft": false, "reviewer": true}]"#;
    LANGUAGE = "steps/language", r#"[{}]"#;
    LANGUAGE_SET = "steps/language_set", r#"[{"language": "English"}]"#;
    HELP = "steps/help", r#"[
        {"commands": [{"name": "n", "about": "a", "usage": "u", "reviewers": false}, {"name": "n", "about": "a", "usage": "u", "reviewers": true}], "role": "r", "reviewer": true},
        {"commands": [{"name": "n", "about": "a", "usage": "u", "reviewers": false}], "role": "r", "reviewer": false}
    ]"#;
    DELETE = "steps/delete", r#"[{"open": 1, "granted": 1}, {"open": 0, "granted": 0}]"#;
    DELETED = "steps/deleted", r#"[{}]"#;
    INTERNAL = "errors/internal", r#"[{"number": 7}]"#;
    QUEUE = "reviewer/queue", r#"[
        {"count": 0, "groups": [], "buttons": false},
        {"count": 2, "groups": [{"title": "t", "lines": [
            {"number": 1001, "kind": "k", "since": "s", "until": "u", "late": true, "mine": true, "claimed_by": "c"},
            {"number": 1002, "kind": null, "since": "s", "until": null, "late": false, "mine": false, "claimed_by": null}
        ], "more": 3}, {"title": "t", "lines": [], "more": 0}], "buttons": true}
    ]"#;
    SHOW = "reviewer/show", r#"[
        {"number": 1001, "kind": "k", "status": "s", "since": "d", "submitted": "d", "submissions": 2, "closed": false, "subject_number": "n", "services": [{"domain": "d", "number": "n"}], "claimed_by": "c", "applicant": "a", "deleted": false, "masked": false, "corrected": ["i"], "sections": [{"title": "t", "lines": [{"id": "i", "label": "l", "value": "v", "masked": "m", "verified": false, "warnings": ["w"]}, {"id": "j", "label": "l", "value": "v", "masked": "m", "verified": true, "warnings": []}]}]},
        {"number": 1001, "kind": null, "status": "s", "since": "d", "submitted": null, "submissions": 0, "closed": true, "subject_number": null, "services": [], "claimed_by": null, "applicant": null, "deleted": true, "masked": true, "corrected": [], "sections": []},
        {"number": 1001, "kind": "k", "own": true, "status": "s", "since": "d", "submitted": "d", "submissions": 1, "closed": false, "subject_number": null, "services": [], "claimed_by": "c", "applicant": "a", "deleted": false, "masked": false, "corrected": [], "sections": []}
    ]"#;
    REVIEW_DONE = "reviewer/done", r#"[{"number": 1001, "action": "a", "status": "s"}]"#;
    REJECT_FIELDS = "reviewer/fields", r#"[
        {"number": 1001, "picked": [], "returning": false},
        {"number": 1001, "picked": [{"label": "l", "reason": "r", "words": null}, {"label": "l", "reason": null, "words": "w"}], "returning": true}
    ]"#;
    REJECT_REASONS = "reviewer/reasons", r#"[{"number": 1001, "label": "l", "value": "v", "returning": false}, {"number": 1001, "label": "l", "value": null, "returning": true}]"#;
    OWN_WORDS = "reviewer/own_words", r#"[{"label": "l"}]"#;
    WORDS_IN_PRIVATE = "reviewer/words_in_private", r#"[{}]"#;
    GRANT_HOW = "reviewer/grant_how", r#"[{"number": 1001, "sites": 1, "typed": true}, {"number": 1001, "sites": 2, "typed": false}]"#;
    RETURN_HOW = "reviewer/return_how", r#"[{"number": 1001, "typed": true}, {"number": 1001, "typed": false}]"#;
    NOTED = "reviewer/noted", r#"[{"number": 1001, "words": "w"}]"#;
    HISTORY = "reviewer/history", r#"[
        {"number": 1001, "lines": [{"at": "d", "actor": "a", "who": "w", "action": "x", "status": "s", "words": "w", "back": [{"label": "l", "reason": "r", "words": "w"}]}, {"at": "d", "actor": "a", "who": null, "action": "x", "status": null, "words": null, "back": []}]},
        {"number": 1001, "lines": []}
    ]"#;
    APPOINTED = "reviewer/appointed", r#"[{"person": 1, "name": "n", "role": "r"}, {"person": 1, "name": null, "role": "r"}, {"person": null, "name": null, "role": "r"}]"#;
    DISMISSED = "reviewer/dismissed", r#"[{"person": 1, "name": "n", "role": "r"}, {"person": 1, "name": null, "role": "r"}, {"person": null, "name": null, "role": "r"}]"#;
}
