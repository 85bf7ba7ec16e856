//! Questions to services outside: side by side, asked again for as long as it takes, told once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use beian_bot::adapters::Services;
use beian_bot::adapters::rdap::{Rdap, RdapOptions};
use beian_bot::domain::outgoing::{Call, Lane, Outcome, Outgoing, Owner};
use beian_bot::domain::place::Place;
use beian_bot::domain::requests::{Fault, Found, Point, Request, Wanted};
use beian_bot::worker::WorkerOptions;
use chrono::TimeDelta;
use serde_json::json;
use tokio::sync::watch;
use uuid::Uuid;

use super::world::*;

/// A registry that keeps what it was asked and answers when it is let.
struct Registry {
    asked: Arc<AtomicUsize>,
    under_way: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    open: watch::Sender<bool>,
    address: std::net::SocketAddr,
}

/// Counts one down when it is dropped.
struct Leaving(Arc<AtomicUsize>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Registry {
    /// `out`: so many questions are answered with 503.
    async fn start(out: usize) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let [asked, under_way, most] = std::array::from_fn(|_| Arc::new(AtomicUsize::new(0)));
        let (open, opened) = watch::channel(true);
        let counts = (asked.clone(), under_way.clone(), most.clone());
        let domain = move |Path(name): Path<String>| {
            let (asked, under_way, most) = counts.clone();
            let mut opened = opened.clone();
            async move {
                let nth = asked.fetch_add(1, Ordering::SeqCst);
                most.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // The caller may hang up first: the handler is dropped, and is under way no more.
                let _under_way = Leaving(under_way);
                opened.wait_for(|open| *open).await.unwrap();
                answer(nth < out, &name)
            }
        };
        let file = json!({ "services": [[["com"], [format!("http://{address}/rdap")]]] });
        let router = Router::new()
            .route("/dns.json", get(move || async move { axum::Json(file) }))
            .route("/rdap/domain/{name}", get(domain));
        tokio::spawn(axum::serve(listener, router).into_future());
        Self {
            asked,
            under_way,
            most,
            open,
            address,
        }
    }

    fn services(&self) -> Services {
        let rdap = Rdap::new(RdapOptions {
            between: Duration::ZERO,
            ..RdapOptions::new(format!("http://{}/dns.json", self.address).parse().unwrap())
        });
        Services {
            domains: Some(rdap.unwrap()),
            ..Services::default()
        }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn answer(is_out: bool, name: &str) -> Response {
    if is_out {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    if name.starts_with("none") {
        return StatusCode::NOT_FOUND.into_response();
    }
    axum::Json(json!({ "objectClassName": "domain", "ldhName": name })).into_response()
}

fn request(domain: &str) -> Outgoing {
    let point = Point {
        filing: Uuid::nil(),
        place: Place::Subject,
        field: "domain".into(),
        version: 7,
        entry: 0,
    };
    let wanted = Wanted::Registration { domain: domain.into() };
    Outgoing {
        chat: 5,
        lane: Lane::Answer,
        slot: None,
        owner: Owner::Filing(Uuid::nil()),
        call: Call::Request(Request { point, wanted }),
        not_before: None,
        expires_at: None,
    }
}

/// What came back, in the order of its coming.
async fn results(world: &World) -> Vec<Result<bool, Fault>> {
    let contents = world.contents().await;
    let read = |content: &String| match serde_json::from_str(content).unwrap() {
        Outcome::Arrived(arrived) => {
            assert_eq!(arrived.point.version, 7);
            arrived.result.map(|found| match found {
                Found::Registration(found) => found.registered,
                other => panic!("nothing else was asked for: {other:?}"),
            })
        }
        other => panic!("{other:?}"),
    };
    contents.iter().map(read).collect()
}

#[tokio::test]
async fn an_outage_is_told_once_and_what_is_found_after_it_too() {
    let mut world = World::new().await;
    let registry = Registry::start(4).await;
    world.worker = Some(
        world
            .worker_with(WorkerOptions::default(), world.api.telegram(), registry.services())
            .await,
    );
    world.put(&[request("a-example.com")]).await;
    world.settle().await;
    assert_eq!((registry.asked(), results(&world).await), (1, vec![]));
    // What waits for a service holds up no chat.
    world.put(&[send(5, "meanwhile")]).await;
    world.settle().await;
    assert_eq!(world.rows().await[1].status, "done");
    world.pass(TimeDelta::seconds(1)).await;
    assert_eq!(results(&world).await, [Err(Fault::Out)]);
    world.pass(TimeDelta::seconds(2)).await;
    world.pass(TimeDelta::seconds(4)).await;
    assert_eq!(results(&world).await, [Err(Fault::Out)], "an outage is told once");
    world.pass(TimeDelta::seconds(8)).await;
    assert_eq!(
        (registry.asked(), results(&world).await),
        (5, vec![Err(Fault::Out), Ok(true)])
    );
    // What the bootstrap file names no server for is not asked, and is settled.
    world.put(&[request("none-example.com"), request("a-example.io")]).await;
    world.settle().await;
    let mut last = results(&world).await.split_off(2);
    last.sort_by_key(|result| result.is_ok());
    assert_eq!(last, [Err(Fault::NoService), Ok(false)]);
    assert_eq!(registry.asked(), 6);
}

#[tokio::test]
async fn requests_are_made_side_by_side_and_again_after_a_kill() {
    let mut world = World::new().await;
    let registry = Registry::start(0).await;
    registry.open.send_replace(false);
    world.worker = Some(
        world
            .worker_with(WorkerOptions::default(), world.api.telegram(), registry.services())
            .await,
    );
    let requests: Vec<_> = (1..=6).map(|n| request(&format!("a{n}-example.com"))).collect();
    world.put(&requests).await;
    wait_for(|| registry.under_way.load(Ordering::SeqCst) == 4).await;
    world.put(&[send(5, "meanwhile")]).await;
    wait_for_async(async || world.rows().await[6].status == "done").await;
    assert_eq!((registry.asked(), results(&world).await.len()), (4, 0));
    // Dropping it is what a kill is: nothing of what is under way is written down.
    world.worker = None;
    if world.database.is_postgres() {
        end_leases(&world.store).await;
    }
    registry.open.send_replace(true);
    // What the killed one had begun still counts until the registry has noticed that nobody listens.
    wait_for(|| registry.under_way.load(Ordering::SeqCst) == 0).await;
    world.worker = Some(
        world
            .worker_with(WorkerOptions::default(), world.api.telegram(), registry.services())
            .await,
    );
    world.settle().await;
    assert_eq!(results(&world).await, vec![Ok(true); 6], "each is told once");
    assert_eq!(registry.most.load(Ordering::SeqCst), 4);
    assert_eq!(registry.asked(), 10);
}
