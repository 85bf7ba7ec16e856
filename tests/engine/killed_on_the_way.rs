//! `kill -9` aimed: while a picture is fetched from Telegram, while it goes up to the store of files, and while a reminder is sent. Nothing is
//! lost, nothing is there twice, nobody is asked twice.
//!
//! Between the bot and the world stands a server of the test: it passes calls on to the make-believe Telegram, is the store itself (what the
//! bot uses of S3), and holds one call at the place that is aimed at until the bot is dead.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use beian_bot::clock::{Clock as _, SystemClock};

use crate::support::program::Start;
use crate::support::script::{Act, ENTERPRISE, Step, asked_for_pictures};
use crate::support::site::Site;
use crate::support::wait_for;

const BUCKET: &str = "made-up-pictures";
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a call is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    Nowhere,
    /// Half of a file has come from Telegram.
    HalfFetched,
    /// The store has an object's bytes, and has not kept it.
    NotKept,
    /// The store has kept an object, and not said so.
    Kept,
    /// A message that begins so has been kept from Telegram.
    NotSent(&'static str),
}

struct World {
    telegram: SocketAddr,
    client: reqwest::Client,
    objects: Mutex<BTreeMap<String, Bytes>>,
    puts: Mutex<usize>,
    aim: Mutex<Aim>,
    /// A call has come to where it is held.
    is_met: Mutex<bool>,
}

impl World {
    async fn around(site: &Site) -> (Arc<Self>, SocketAddr) {
        let world = Arc::new(Self {
            telegram: site.telegram(),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            objects: Mutex::default(),
            puts: Mutex::default(),
            aim: Mutex::new(Aim::Nowhere),
            is_met: Mutex::default(),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(answer).with_state(world.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (world, address)
    }

    fn aim_at(&self, aim: Aim) {
        *self.is_met.lock().unwrap() = false;
        *self.aim.lock().unwrap() = aim;
    }

    async fn is_hit(&self) {
        let met = async || self.is_met.lock().unwrap().then_some(());
        wait_for("the bot comes to where it is aimed", PATIENCE, met).await;
    }

    fn is_aimed_at(&self, aim: Aim) -> bool {
        *self.aim.lock().unwrap() == aim
    }

    /// Never ends.
    async fn hold(&self) -> Response {
        *self.is_met.lock().unwrap() = true;
        std::future::pending().await
    }

    async fn store(&self, request: Request) -> Response {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let query = request.uri().query().unwrap_or_default().to_owned();
        let bytes = to_bytes(request.into_body(), usize::MAX).await.unwrap_or_default();
        if method == Method::PUT {
            *self.puts.lock().unwrap() += 1;
            if self.is_aimed_at(Aim::NotKept) {
                return self.hold().await;
            }
            self.objects.lock().unwrap().insert(path, bytes);
            if self.is_aimed_at(Aim::Kept) {
                return self.hold().await;
            }
            return ([("etag", "\"1\"")], "").into_response();
        }
        let mut objects = self.objects.lock().unwrap();
        if method == Method::POST {
            // Several are deleted with one call, however few they are.
            let wanted = String::from_utf8_lossy(&bytes).into_owned();
            let keys = wanted.split("<Key>").skip(1).filter_map(|rest| rest.split('<').next());
            let deleted: String = keys
                .map(|key| {
                    objects.remove(&format!("/{BUCKET}/{key}"));
                    format!("<Deleted><Key>{key}</Key></Deleted>")
                })
                .collect();
            return format!("<DeleteResult>{deleted}</DeleteResult>").into_response();
        }
        if query.contains("list-type=2") {
            let prefix = query
                .split('&')
                .find_map(|part| part.strip_prefix("prefix="))
                .unwrap_or_default();
            let prefix = prefix.replace("%2F", "/");
            let root = format!("/{BUCKET}/");
            let keys = objects
                .keys()
                .filter_map(|key| key.strip_prefix(&root))
                .filter(|key| key.starts_with(&prefix));
            let all: String = keys
                .map(|key| {
                    format!(
                        "<Contents><Key>{key}</Key><Size>1</Size><ETag>1</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"
                    )
                })
                .collect();
            return format!("<ListBucketResult><IsTruncated>false</IsTruncated>{all}</ListBucketResult>")
                .into_response();
        }
        match objects.get(&path) {
            Some(bytes) => (
                [("etag", "\"1\""), ("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT")],
                bytes.clone(),
            )
                .into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }

    async fn telegram(&self, request: Request) -> Response {
        let url = format!("http://{}{}", self.telegram, request.uri());
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        if let Aim::NotSent(start) = *self.aim.lock().unwrap()
            && parts.uri.path().ends_with("/sendMessage")
            && String::from_utf8_lossy(&body).contains(start)
        {
            *self.is_met.lock().unwrap() = true;
            drop(body);
            return Body::from_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>()).into_response();
        }
        let mut call = self.client.request(parts.method, url).body(body);
        if let Some(kind) = parts.headers.get("content-type") {
            call = call.header("content-type", kind);
        }
        let Ok(answer) = call.send().await else {
            return StatusCode::BAD_GATEWAY.into_response();
        };
        let status = answer.status();
        let Ok(bytes) = answer.bytes().await else {
            return StatusCode::BAD_GATEWAY.into_response();
        };
        if parts.uri.path().starts_with("/file/") && self.is_aimed_at(Aim::HalfFetched) {
            *self.is_met.lock().unwrap() = true;
            let half = futures::stream::iter([Ok::<_, std::io::Error>(bytes.slice(..bytes.len() / 2))]);
            let half = futures::StreamExt::chain(half, futures::stream::pending());
            return Body::from_stream(half).into_response();
        }
        (status, [("content-type", "application/json")], bytes).into_response()
    }
}

async fn answer(State(world): State<Arc<World>>, request: Request) -> Response {
    if request.uri().path().starts_with(&format!("/{BUCKET}")) {
        world.store(request).await
    } else {
        world.telegram(request).await
    }
}

fn bot(site: &Site, at: SocketAddr) -> Start {
    let world = format!("http://{at}");
    site.serve("bot")
        .set("TELEGRAM_API_URL", &world)
        .set("FILES", &format!("s3://{BUCKET}"))
        .set("AWS_ENDPOINT", &world)
        .set("AWS_ALLOW_HTTP", "true")
        .set("AWS_REGION", "us-east-1")
        .set("AWS_ACCESS_KEY_ID", "made-up")
        .set("AWS_SECRET_ACCESS_KEY", "made-up")
        .set("NO_PROXY", "127.0.0.1")
}

/// A small picture, each of another colour.
fn picture(n: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let pixels = image::RgbImage::from_fn(600, 400, |x, y| image::Rgb([n, x as u8, (x ^ y) as u8]));
    pixels.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn a_picture_survives_a_kill_at_every_step_of_its_way() {
    let site = Site::open().await;
    let (world, address) = World::around(&site).await;
    let start = bot(&site, address);
    let mut program = start.spawn();
    let chat = site.chats(1).await.remove(0);
    site.take_all(&chat, &asked_for_pictures()).await;
    for (n, aim, hears) in [
        (1, Aim::HalfFetched, "收到 1 张"),
        (2, Aim::NotKept, "收到 2 张"),
        (3, Aim::Kept, "图片 3 张"),
    ] {
        let since = chat.seq().await;
        world.aim_at(aim);
        assert!(chat.people.sends_picture(chat.person, picture(n)).await);
        world.is_hit().await;
        // Its answer has arrived, and that is written down: what is under way is the picture alone.
        wait_for("only the picture is under way", PATIENCE, async || {
            let waiting = site.count("SELECT count(*) FROM outbox WHERE status = 'waiting'").await;
            (waiting == 1 && chat.times_heard(hears, since).await == 1).then_some(())
        })
        .await;
        program.kill();
        world.aim_at(Aim::Nowhere);
        program = start.spawn();
        site.settled().await;
        assert_eq!(
            chat.times_heard(hears, since).await,
            1,
            "{aim:?}: {}",
            chat.newest().await
        );
        let kept = "SELECT count(*) FROM file WHERE state LIKE '{\"is\":\"kept\"%'";
        assert_eq!(site.count(kept).await, i64::from(n), "{aim:?}");
        assert_eq!(world.objects.lock().unwrap().len(), usize::from(n), "{aim:?}");
    }
    // Half of one, and one that nobody heard of, were done again: under the same names.
    assert_eq!(*world.puts.lock().unwrap(), 5);
    assert_eq!(site.count("SELECT count(*) FROM file").await, 3);

    let deletion = [(Act::Say("/delete"), "全部删除"), (Act::Press("全部删除"), "删除")];
    site.take_all(&chat, &deletion.map(|(act, hears)| Step { act, hears }))
        .await;
    site.settled().await;
    assert_eq!(world.objects.lock().unwrap().len(), 0, "an object is left");
    program.kill();
}

#[tokio::test]
async fn a_reminder_survives_a_kill() {
    const REMINDER: &str = "还没填完";
    let site = Site::open().await;
    let (world, address) = World::around(&site).await;
    let start = bot(&site, address);
    let mut program = start.spawn();
    let chat = site.chats(1).await.remove(0);
    site.take_all(&chat, &ENTERPRISE[..6]).await;
    site.settled().await;
    let since = chat.seq().await;
    world.aim_at(Aim::NotSent(REMINDER));
    // As if all of it had been begun so long ago that the first reminder is due.
    let just_passed = SystemClock.now().timestamp_millis() - 1_000;
    site.run(&format!(
        "UPDATE filing SET updated_at = 0; UPDATE deadline SET began_at = began_at - (next_at - {just_passed}), \
         ends_at = ends_at - (next_at - {just_passed}), next_at = {just_passed}"
    ))
    .await;
    world.is_hit().await;
    program.kill();
    world.aim_at(Aim::Nowhere);
    program = start.spawn();
    site.settled().await;
    assert_eq!(chat.times_heard(REMINDER, since).await, 1, "{}", chat.newest().await);
    assert_eq!(site.count("SELECT count(*) FROM inbox WHERE source = 'due'").await, 1);
    program.kill();
}
