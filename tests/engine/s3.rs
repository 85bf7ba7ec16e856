//! Pictures in an S3 server that is not ours: `S3_ENDPOINT` names it, with a bucket `made-up-pictures` (`tests/peers/run s3` starts one). Where
//! it names none, this test says so and ends.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

use crate::support::chat::Chat;
use crate::support::script::{Act, Step, asked_for_pictures};
use crate::support::site::Site;
use crate::support::wait_for;

const BUCKET: &str = "made-up-pictures";

/// Passes connections on to the server, or ends them at once.
async fn line_to(server: SocketAddr) -> (SocketAddr, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, is_up) = (listener.local_addr().unwrap(), Arc::new(AtomicBool::new(true)));
    let up = is_up.clone();
    tokio::spawn(async move {
        loop {
            let (mut ours, _) = listener.accept().await.unwrap();
            if !up.load(Ordering::SeqCst) {
                continue;
            }
            tokio::spawn(async move {
                let mut theirs = TcpStream::connect(server).await.unwrap();
                // Whoever hangs up first ends it.
                let _ = tokio::io::copy_bidirectional(&mut ours, &mut theirs).await;
            });
        }
    });
    (address, is_up)
}

/// The names of the bucket's objects, as the server lists them.
async fn objects(endpoint: &str) -> Vec<String> {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let list = client
        .get(format!("{endpoint}/{BUCKET}?list-type=2"))
        .send()
        .await
        .unwrap();
    let list = list.text().await.unwrap();
    let keys = list.split("<Key>").skip(1);
    keys.map(|rest| rest.split('<').next().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pictures_lie_in_a_real_s3_server() {
    let endpoint = std::env::var("S3_ENDPOINT").unwrap_or_default();
    if endpoint.is_empty() {
        eprintln!("skipped: S3_ENDPOINT names no server");
        return;
    }
    let server = endpoint.trim_start_matches("http://").parse().unwrap();
    let (line, is_up) = line_to(server).await;
    let site = Site::open().await;
    let mut chats = site.chats(2).await;
    let (administrator, chat) = (chats.remove(1), chats.remove(0));
    let _program = site
        .serve("bot")
        .set("ADMINISTRATORS", &administrator.person.to_string())
        .set("FILES", &format!("s3://{BUCKET}"))
        .set("AWS_ENDPOINT", &format!("http://{line}"))
        .set("AWS_ALLOW_HTTP", "true")
        .set("AWS_REGION", "us-east-1")
        .set("AWS_ACCESS_KEY_ID", "made-up")
        .set("AWS_SECRET_ACCESS_KEY", "made-up")
        .set("NO_PROXY", "127.0.0.1")
        .spawn();
    site.take_all(&chat, &asked_for_pictures()).await;
    assert_eq!(
        objects(&endpoint).await,
        Vec::<String>::new(),
        "the bucket is to be empty"
    );

    // The server is away: the question goes on, and the picture is kept when it is back.
    is_up.store(false, Ordering::SeqCst);
    sends(&chat, 1, "收到 1 张").await;
    wait_for("the store was asked in vain", Duration::from_secs(60), async || {
        let held_up = "SELECT count(*) FROM outbox WHERE status = 'waiting' AND error LIKE 'the store of files%'";
        (site.count(held_up).await > 0).then_some(())
    })
    .await;
    assert_eq!(objects(&endpoint).await.len(), 0);
    is_up.store(true, Ordering::SeqCst);
    site.settled().await;
    assert_eq!(objects(&endpoint).await.len(), 1);
    sends(&chat, 2, "收到 2 张").await;
    site.settled().await;
    assert_eq!(objects(&endpoint).await.len(), 2);
    assert_eq!(
        site.count("SELECT count(*) FROM file WHERE state LIKE '{\"is\":\"kept\"%'")
            .await,
        2
    );

    let done = [(Act::Press("发完了"), "图片 2 张"), (Act::Press("提交备案"), "已提交")];
    site.take_all(&chat, &done.map(|(act, hears)| Step { act, hears }))
        .await;
    site.settled().await;
    let number = site.count("SELECT max(number) FROM filing").await;
    let people = &administrator.people;
    for (text, hears) in [("show", "图片 2 张"), ("pictures", "共 2 张")] {
        let since = administrator.seq().await;
        people.say(administrator.person, &format!("/{text} {number}")).await;
        wait_for(hears, Duration::from_secs(60), async || {
            administrator.heard(hears, since).await.then_some(())
        })
        .await;
    }
    site.settled().await;
    let seen = people.messages(administrator.person).await;
    for caption in ["前置审批文件 1/2", "前置审批文件 2/2"] {
        assert!(
            seen.iter()
                .any(|message| message["caption"].as_str().is_some_and(|said| said.contains(caption))),
            "{caption}"
        );
    }

    let deletion = [(Act::Say("/delete"), "全部删除"), (Act::Press("全部删除"), "删除")];
    site.take_all(&chat, &deletion.map(|(act, hears)| Step { act, hears }))
        .await;
    site.settled().await;
    assert_eq!(objects(&endpoint).await, Vec::<String>::new(), "they are deleted");
}

async fn sends(chat: &Chat, n: u8, hears: &'static str) {
    let pixels = image::RgbImage::from_fn(600, 400, |x, y| image::Rgb([n, x as u8, (x ^ y) as u8]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let since = chat.seq().await;
    assert!(chat.people.sends_picture(chat.person, bytes.into_inner()).await);
    let act = Act::Say("");
    chat.hear(&Step { act, hears }, since).await;
}
