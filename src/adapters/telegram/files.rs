//! Files: fetched from Telegram, and sent along.

use serde_json::{Value, json};

use super::Telegram;
use super::failure::{self, Delivered, Failure};
use super::in_process::Lost;
use crate::domain::outgoing::ChatId;

/// A picture as it is sent.
#[derive(Debug)]
pub struct PictureSent<'a> {
    pub bytes: Vec<u8>,
    pub name: &'a str,
    /// Plain words.
    pub caption: &'a str,
    pub as_photo: bool,
}

impl Telegram {
    /// getFile, and what lies behind the path that it names. None where it is not smaller than `limit`.
    pub async fn download(&self, file: &str, limit: u64) -> Result<Option<Vec<u8>>, Failure> {
        let temporary = |description: String| Failure::Temporary {
            code: None,
            description,
        };
        let described = match self.call("getFile", &json!({ "file_id": file })).await {
            // Bots get files of up to 20 MB.
            Err(Failure::Permanent { description, .. } | Failure::Refused { description, .. })
                if description.to_lowercase().contains("too big") =>
            {
                return Ok(None);
            }
            described => described?,
        };
        let size = described.get("file_size").and_then(Value::as_u64);
        if size.is_some_and(|size| size >= limit) {
            return Ok(None);
        }
        let path = described.get("file_path").and_then(Value::as_str);
        let path = path.ok_or_else(|| temporary("getFile names no path".into()))?;
        if let Some(server) = &self.in_process {
            return server.file(path).map(Some).map_err(|Lost(why)| temporary(why));
        }
        let request = self
            .client
            .get(format!("{}{path}", self.file_base))
            .timeout(self.call_timeout);
        // The address holds the token: it must not reach a log with the error.
        let network = |error: reqwest::Error| temporary(failure::network(&error.without_url()));
        let mut response = request.send().await.map_err(network)?;
        if response.status() != 200 {
            return Err(temporary(format!(
                "the download was answered with {}",
                response.status()
            )));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(network)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 >= limit {
                return Ok(None);
            }
        }
        Ok(Some(bytes))
    }

    /// sendPhoto or sendDocument, of a picture that is sent along.
    pub async fn send_picture(&self, chat: ChatId, picture: PictureSent<'_>) -> Result<Delivered, Failure> {
        let (method, part) = if picture.as_photo {
            ("sendPhoto", "photo")
        } else {
            ("sendDocument", "document")
        };
        if self.in_process.is_some() {
            let body = json!({ "chat_id": chat, "caption": picture.caption });
            return self.deliver(method, &body).await;
        }
        let file = reqwest::multipart::Part::bytes(picture.bytes).file_name(picture.name.to_owned());
        let form = reqwest::multipart::Form::new()
            .text("chat_id", chat.to_string())
            .text("caption", picture.caption.to_owned())
            .part(part, file);
        let request = self.client.post(format!("{}{method}", self.base)).multipart(form);
        let temporary = |error: reqwest::Error| Failure::Temporary {
            code: None,
            description: failure::network(&error.without_url()),
        };
        let response = request.timeout(self.call_timeout).send().await.map_err(temporary)?;
        let status = response.status().as_u16();
        let text = response.bytes().await.unwrap_or_default();
        let result = failure::read(status, &text)?;
        Ok(Delivered {
            message_id: failure::message_id(&result),
        })
    }
}
