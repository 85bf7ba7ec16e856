//! Refusals in Telegram's words.

use serde_json::{Value, json};

use crate::sandbox::shared::NotKept;

#[derive(Clone, Debug, PartialEq)]
pub struct ApiError {
    pub code: u16,
    pub description: String,
    pub parameters: Option<Value>,
}

pub type ApiResult = Result<Value, ApiError>;

impl ApiError {
    pub fn new(code: u16, description: impl Into<String>) -> Self {
        Self {
            code,
            description: description.into(),
            parameters: None,
        }
    }

    /// 400, with Telegram's beginning.
    pub fn bad_request(what: impl std::fmt::Display) -> Self {
        Self::new(400, format!("Bad Request: {what}"))
    }

    /// 403, with Telegram's beginning.
    pub fn forbidden(what: impl std::fmt::Display) -> Self {
        Self::new(403, format!("Forbidden: {what}"))
    }

    pub fn retry_after(seconds: u64) -> Self {
        let description = format!("Too Many Requests: retry after {seconds}");
        Self {
            code: 429,
            description,
            parameters: Some(json!({ "retry_after": seconds })),
        }
    }

    pub fn body(&self) -> Value {
        let mut body = json!({ "ok": false, "error_code": self.code, "description": self.description });
        if let Some(parameters) = &self.parameters {
            body["parameters"] = parameters.clone();
        }
        body
    }
}

impl From<NotKept> for ApiError {
    fn from(error: NotKept) -> Self {
        Self::new(500, format!("Internal Server Error: {error}"))
    }
}
