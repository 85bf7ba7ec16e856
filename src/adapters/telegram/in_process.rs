//! A server within this process, asked instead of one behind HTTP. Everything but the transport is as it is: how calls are written, and how
//! answers and failures are read.

use serde_json::Value;

/// No answer came, and why: whether the call was carried out is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost(pub String);

/// Answers calls as a Bot API server does.
pub trait InProcess: Send + Sync {
    /// The status and the body of the answer to a call. Of a picture that is sent along, the call has only the words.
    fn answer(&self, method: &str, body: &Value) -> Result<(u16, Vec<u8>), Lost>;

    /// What lies behind the path that `getFile` named.
    fn file(&self, path: &str) -> Result<Vec<u8>, Lost>;
}
