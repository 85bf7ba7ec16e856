//! A make-believe registry of domains, asked by RDAP: every name but a few is registered and in force. What the name begins with tells how
//! it is; answers that were seeded for the service `domains` go before that, and its faults before everything.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Path, State as Extract};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Days, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::connection::Cut;
use super::services::is_part;
use super::shared::Shared;
use super::state::services::FaultKind;

const SERVICE: &str = "domains";
/// The top-level domains that it answers for; like the real one of `.cn`, none answers for that.
const TOP_LEVEL_DOMAINS: [&str; 6] = ["com", "net", "top", "xyz", "vip", "info"];
/// How long the registry thinks about names that begin with `slow-`.
const SLOW: Duration = Duration::from_secs(3);

pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/dns.json", get(bootstrap))
        .route("/domain/{name}", get(domain))
}

/// RFC 9224.
async fn bootstrap(Extract(shared): Extract<Arc<Shared>>, ConnectInfo(cut): ConnectInfo<Cut>) -> Response {
    if let Some(failed) = fault(&shared, &cut, "bootstrap").await {
        return failed;
    }
    let base = format!("http://{}/rdap/", shared.address);
    axum::Json(json!({ "version": "1.0", "services": [[TOP_LEVEL_DOMAINS, [base]]] })).into_response()
}

/// RFC 9083.
async fn domain(
    Extract(shared): Extract<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    Path(name): Path<String>,
) -> Response {
    let name = name.to_lowercase();
    let request = json!({ "domain": name });
    let seeded = shared.act(|state| {
        state.note_asked(SERVICE, &request);
        let answers = &state.services.get(SERVICE)?.answers;
        let fitting = answers.iter().find(|answer| is_part(&answer.matches, &request));
        fitting.map(|answer| answer.answer.clone())
    });
    let seeded = match seeded.await {
        Ok(seeded) => seeded,
        Err(error) => return (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response(),
    };
    if let Some(failed) = fault(&shared, &cut, "domain").await {
        return failed;
    }
    let answer = seeded.unwrap_or_else(|| made_up(&name, shared.now()));
    let kind = [(header::CONTENT_TYPE, "application/rdap+json")];
    match &answer {
        Value::String(word) if word == "not_found" => not_found(&name),
        Value::String(word) if word == "busy" => too_many("60"),
        Value::String(word) if word == "slow" => {
            tokio::time::sleep(SLOW).await;
            (kind, good(&name, shared.now(), json!({})).to_string()).into_response()
        }
        answer => (kind, answer.to_string()).into_response(),
    }
}

fn not_found(name: &str) -> Response {
    let body = json!({ "errorCode": 404, "title": "Not Found", "description": [format!("Domain {name} not found.")] });
    (StatusCode::NOT_FOUND, axum::Json(body)).into_response()
}

fn too_many(after: &str) -> Response {
    let body = json!({ "errorCode": 429, "title": "Too Many Requests" });
    let wait = [(header::RETRY_AFTER, after.to_owned())];
    (StatusCode::TOO_MANY_REQUESTS, wait, axum::Json(body)).into_response()
}

/// How a name is that nothing was seeded for.
fn made_up(name: &str, now: DateTime<Utc>) -> Value {
    let day = |days: i64| {
        let at = match u64::try_from(days) {
            Ok(days) => now.checked_add_days(Days::new(days)),
            Err(_) => now.checked_sub_days(Days::new(days.unsigned_abs())),
        };
        at.unwrap_or(now).to_rfc3339_opts(SecondsFormat::Secs, true)
    };
    let dates = |from: i64, until: i64| {
        json!([{ "eventAction": "registration", "eventDate": day(from) },
               { "eventAction": "expiration", "eventDate": day(until) }])
    };
    match name.split('-').next().unwrap_or_default() {
        "none" => json!("not_found"),
        "busy" => json!("busy"),
        "slow" => json!("slow"),
        "held" => good(name, now, json!({ "status": ["server hold"] })),
        "expired" => good(name, now, json!({ "events": dates(-800, -70) })),
        "leaving" => good(
            name,
            now,
            json!({ "status": ["redemption period", "pending delete"], "events": dates(-800, -70) }),
        ),
        "ending" => good(name, now, json!({ "events": dates(-700, 30) })),
        "new" => good(name, now, json!({ "status": ["add period"], "events": dates(-1, 364) })),
        "others" => {
            let holder = json!([registrar(), entity("registrant", "别处科技有限公司")]);
            good(name, now, json!({ "entities": holder }))
        }
        _ => good(name, now, json!({ "events": dates(-900, 800) })),
    }
}

/// Registered and in force, but for `other`.
fn good(name: &str, now: DateTime<Utc>, other: Value) -> Value {
    let until = now.checked_add_days(Days::new(800)).unwrap_or(now);
    let mut answer = json!({
        "objectClassName": "domain",
        "ldhName": name.to_uppercase(),
        "status": ["active"],
        "events": [{ "eventAction": "expiration", "eventDate": until.to_rfc3339_opts(SecondsFormat::Secs, true) }],
        "entities": [registrar()],
        "nameservers": [{ "objectClassName": "nameserver", "ldhName": "NS1.EXAMPLE.NET" }],
        "rdapConformance": ["rdap_level_0"],
    });
    if let Value::Object(fields) = other {
        for (field, value) in fields {
            answer[field] = value;
        }
    }
    answer
}

fn registrar() -> Value {
    entity("registrar", "示例注册商有限公司")
}

fn entity(role: &str, name: &str) -> Value {
    json!({
        "objectClassName": "entity",
        "roles": [role],
        "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", name]]],
    })
}

/// What the caller sees of a fault, where one is set.
async fn fault(shared: &Shared, cut: &Cut, method: &str) -> Option<Response> {
    let met = shared
        .act(|state| state.meet_fault(SERVICE, method, None, |_| true))
        .await
        .ok()??;
    Some(match met {
        FaultKind::Timeout => {
            shared.stopped().await;
            cut.now();
            StatusCode::GATEWAY_TIMEOUT.into_response()
        }
        FaultKind::Refused => {
            cut.now();
            StatusCode::BAD_GATEWAY.into_response()
        }
        FaultKind::Garbage => "<html><body>captive portal</body></html>".into_response(),
        FaultKind::Http429 => too_many("1"),
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    })
}
