//! A call's parameters, however they came: in the query, a form, JSON or several parts.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use serde_json::{Map, Value};

use super::error::ApiError;

#[derive(Debug, Default)]
pub struct Params {
    values: Map<String, Value>,
    uploads: HashMap<String, Upload>,
}

/// A file that came with the call.
#[derive(Clone, Debug)]
pub struct Upload {
    pub name: Option<String>,
    pub mime: Option<String>,
    pub bytes: Bytes,
}

/// A file as a method names it.
#[derive(Clone, Debug)]
pub enum InputFile {
    Upload(Upload),
    Id(String),
}

impl Params {
    pub async fn read(request: Request) -> Result<Self, ApiError> {
        let mut params = Self::default();
        if let Some(query) = request.uri().query() {
            params.add_form(query.as_bytes())?;
        }
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind == "multipart/form-data" {
            params.add_parts(request).await?;
            return Ok(params);
        }
        let body = Bytes::from_request(request, &()).await.map_err(|error| {
            if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
                too_large()
            } else {
                ApiError::bad_request("can't read the request's body")
            }
        })?;
        match kind.as_str() {
            "application/json" if !body.is_empty() => match serde_json::from_slice(&body) {
                Ok(Value::Object(object)) => params.values.extend(object),
                _ => return Err(ApiError::bad_request("can't parse JSON object")),
            },
            "application/x-www-form-urlencoded" => params.add_form(&body)?,
            // Telegram ignores a body that it is not told the kind of.
            _ => {}
        }
        Ok(params)
    }

    /// Parameters of a method that a webhook's answer names.
    pub fn of(values: Map<String, Value>) -> Self {
        Self {
            values,
            uploads: HashMap::new(),
        }
    }

    fn add_form(&mut self, form: &[u8]) -> Result<(), ApiError> {
        for pair in form.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=').map(decoded);
            let mut half = || halves.next().unwrap_or_else(|| Ok(String::new()));
            let (name, value) = (half()?, half()?);
            self.values.insert(name, Value::String(value));
        }
        Ok(())
    }

    async fn add_parts(&mut self, request: Request) -> Result<(), ApiError> {
        let unreadable = |error: axum::extract::multipart::MultipartError| {
            if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
                too_large()
            } else {
                ApiError::bad_request(format!("can't read the form: {}", error.body_text()))
            }
        };
        let mut parts = Multipart::from_request(request, &())
            .await
            .map_err(|error| ApiError::bad_request(format!("can't read the form: {}", error.body_text())))?;
        while let Some(part) = parts.next_field().await.map_err(unreadable)? {
            let name = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let mime = part.content_type().map(str::to_owned);
            let bytes = part.bytes().await.map_err(unreadable)?;
            let is_file = file_name.is_some()
                || mime
                    .as_deref()
                    .is_some_and(|mime| !mime.starts_with("text/") && mime != "application/json");
            if is_file {
                self.uploads.insert(
                    name,
                    Upload {
                        name: file_name,
                        mime,
                        bytes,
                    },
                );
            } else {
                self.values.insert(name, Value::String(utf8(bytes.to_vec())?));
            }
        }
        Ok(())
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name).filter(|value| !value.is_null())
    }

    /// A text; numbers count as their digits.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.value(name)? {
            Value::String(text) => Some(text.clone()),
            value @ (Value::Number(_) | Value::Bool(_)) => Some(value.to_string()),
            _ => None,
        }
    }

    pub fn int(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.text(name).filter(|text| !text.trim().is_empty()) else {
            return Ok(None);
        };
        let number = text
            .trim()
            .parse()
            .map_err(|_| ApiError::bad_request(format!("field \"{name}\" must be an Integer")))?;
        Ok(Some(number))
    }

    pub fn flag(&self, name: &str) -> bool {
        self.text(name)
            .is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "true" | "1" | "yes" | "y"))
    }

    /// A value of several parts: as it is in JSON, or as JSON text in a form.
    pub fn json(&self, name: &str) -> Result<Option<Value>, ApiError> {
        let wrong =
            |why: &dyn std::fmt::Display| ApiError::bad_request(format!("can't parse {name} JSON object: {why}"));
        let value = match self.value(name) {
            None => return Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text).map_err(|error| wrong(&error))?,
            Some(value) => value.clone(),
        };
        if is_deeper_than(MOST_DEPTH, &value) {
            return Err(wrong(&"Too big object depth"));
        }
        Ok(Some(value))
    }

    /// A file: sent along under this name or the one it points to, or named by the id it has already.
    pub fn file(&self, name: &str) -> Result<Option<InputFile>, ApiError> {
        if let Some(upload) = self.uploads.get(name) {
            return Ok(Some(InputFile::Upload(upload.clone())));
        }
        match self.text(name).filter(|text| !text.is_empty()) {
            Some(text) => self.named_file(&text).map(Some),
            None => Ok(None),
        }
    }

    /// What a file's text stands for: `attach://<part>`, an address, or an id.
    pub fn named_file(&self, text: &str) -> Result<InputFile, ApiError> {
        if let Some(part) = text.strip_prefix("attach://") {
            let upload = self.uploads.get(part).cloned();
            return upload
                .map(InputFile::Upload)
                .ok_or_else(|| ApiError::bad_request(format!("there is no file in the request named {part:?}")));
        }
        if text.starts_with("http://") || text.starts_with("https://") {
            // Telegram would fetch it; here is no internet, so it is an address that leads nowhere.
            return Err(ApiError::bad_request(
                "wrong HTTP URL specified: the sandbox has no internet to fetch it from",
            ));
        }
        Ok(InputFile::Id(text.to_owned()))
    }
}

/// As with Telegram. What is kept of a value stands in a message, the message in an update, and that in a record, which
/// must still be read at the next start: the reader's own limit is 128.
const MOST_DEPTH: usize = 100;

fn is_deeper_than(depth: usize, value: &Value) -> bool {
    let Some(inner) = depth.checked_sub(1) else {
        return value.is_array() || value.is_object();
    };
    match value {
        Value::Array(items) => items.iter().any(|item| is_deeper_than(inner, item)),
        Value::Object(fields) => fields.values().any(|field| is_deeper_than(inner, field)),
        _ => false,
    }
}

/// A name or a value of a form, which must be UTF-8 once it is decoded.
fn decoded(text: &[u8]) -> Result<String, ApiError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        rest = after;
        let digit = |index: usize| {
            char::from(*after.get(index)?)
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        };
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(high << 4 | low);
                rest = &after[2..];
            }
            (b'+', ..) => bytes.push(b' '),
            _ => bytes.push(*first),
        }
    }
    utf8(bytes)
}

fn utf8(bytes: Vec<u8>) -> Result<String, ApiError> {
    String::from_utf8(bytes).map_err(|_| ApiError::bad_request("strings must be encoded in UTF-8"))
}

fn too_large() -> ApiError {
    ApiError::new(413, "Request Entity Too Large")
}
