//! Who may call: programs and the page on this machine. A web site that is open in the same browser may not, neither
//! from its own origin nor by pointing its name at this address.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::shared::Shared;

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
    connect-src 'self'; media-src 'self' blob:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

/// Refuses requests of other origins, and gives every reply the headers that keep it harmless.
pub async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let is_page = !["/api/", "/bot", "/file/", "/rdap/"]
        .iter()
        .any(|start| request.uri().path().starts_with(start));
    let mut response = match refusal(request.headers(), shared.address, is_page) {
        Some((status, why)) => refused(request.uri().path(), status, &why),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn refused(path: &str, status: StatusCode, why: &str) -> Response {
    let body = if path.starts_with("/bot") || path.starts_with("/file/") {
        json!({ "ok": false, "error_code": status.as_u16(), "description": format!("Forbidden: {why}") })
    } else {
        json!({ "error": why })
    };
    (status, axum::Json(body)).into_response()
}

fn refusal(headers: &HeaderMap, address: SocketAddr, is_page: bool) -> Option<(StatusCode, String)> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(header::HOST).unwrap_or_default();
    if !is_ours(host, address) {
        let why = format!("the sandbox answers only at its own address, {address}; the Host header says {host:?}");
        return Some((StatusCode::FORBIDDEN, why));
    }
    if let Some(origin) = text(header::ORIGIN)
        && !origin
            .strip_prefix("http://")
            .is_some_and(|origin| is_ours(origin, address))
    {
        return Some((
            StatusCode::FORBIDDEN,
            format!("requests of other origins are refused; this one says {origin:?}"),
        ));
    }
    // Old and embedded requests carry no Origin, but browsers say where they come from. The page may be linked to.
    let site = text(HeaderName::from_static("sec-fetch-site"));
    if !is_page && site.is_some_and(|site| site != "same-origin" && site != "none") {
        return Some((StatusCode::FORBIDDEN, "requests of other sites are refused".to_owned()));
    }
    None
}

/// Whether `authority` names a loopback address or `localhost`, with our port.
fn is_ours(authority: &str, address: SocketAddr) -> bool {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().unwrap_or(0)),
        _ => (authority, 80),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback =
        host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    is_loopback && port == address.port()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(host: &str, expected: bool) {
        let address: SocketAddr = ([127, 0, 0, 1], 8787).into();
        assert_eq!(is_ours(host, address), expected, "{host}");
    }

    #[test]
    fn only_loopback_names_with_our_port_are_ours() {
        check("127.0.0.1:8787", true);
        check("localhost:8787", true);
        check("LOCALHOST:8787", true);
        check("[::1]:8787", true);
        check("127.0.0.1:8788", false);
        check("127.0.0.1", false);
        check("localhost.evil.example:8787", false);
        check("evil.example:8787", false);
        check("10.0.0.1:8787", false);
        check("[::1]", false);
        check("", false);
        check(":", false);
    }
}
