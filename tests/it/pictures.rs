//! Pictures as answers: sent, kept, looked at, shown to the reviewer, and gone with the filing.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::support::{World, scripts};

/// A picture of nothing in particular.
fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, (x ^ y) as u8]));
    let mut bytes = Vec::new();
    DynamicImage::from(pixels)
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

/// A world in which the applicant is asked for the document of a pre-approval, up to three pages.
async fn asked() -> World {
    let world = World::start().await;
    let mut texts = scripts::enterprise();
    let at = texts.iter().position(|text| text == "以上都不涉及").unwrap();
    texts.splice(at..=at, ["新闻".to_owned(), "苏新网许字2026第007号".to_owned()]);
    texts.pop();
    world.applicant.says_all(texts.iter().map(String::as_str)).await;
    let heard = world.applicant.hears().await;
    assert!(heard.contains("请拍一下前置审批文件"), "{heard}");
    world
}

/// The objects in the store, which the bot keeps below the sandbox's folder.
fn objects(world: &World) -> Vec<PathBuf> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                below(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    below(&world.folder().join("objects"), &mut found);
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pictures_are_kept_shown_and_deleted() {
    let world = asked().await;
    let applicant = &world.applicant;
    let png = picture(640, 480, ImageFormat::Png);
    applicant
        .sends_file("photo", "p.jpg", picture(800, 600, ImageFormat::Jpeg), None)
        .await;
    let heard = applicant.hears().await;
    assert!(heard.contains("收到 1 张") && heard.contains("[发完了]"), "{heard}");
    // What is called otherwise is what its content says.
    applicant.sends_file("document", "second.txt", png.clone(), None).await;
    let heard = applicant.hears().await;
    assert!(heard.contains("收到 2 张"), "{heard}");
    applicant.presses("发完了").await;
    let heard = applicant.hears().await;
    assert!(heard.contains("前置审批文件：图片 2 张"), "{heard}");

    // Sealed: nothing of a picture stands in any file of the bot's.
    let kept = objects(&world);
    assert_eq!(kept.len(), 2, "{kept:?}");
    let middle = &png[png.len() / 2..png.len() / 2 + 64];
    let database = world.folder().join("bot.db");
    for file in kept.iter().chain([&database]).filter(|file| file.exists()) {
        let bytes = std::fs::read(file).unwrap();
        assert!(!bytes.windows(64).any(|window| window == middle), "{}", file.display());
    }

    applicant.presses("提交备案").await;
    let number = scripts::number_in(&applicant.hears().await).unwrap();
    let reviewer = &world.reviewer;
    reviewer.says(format!("/show {number}")).await;
    let heard = reviewer.hears().await;
    assert!(
        heard.contains("前置审批文件：图片 2 张") && heard.contains("[看图片]"),
        "{heard}"
    );
    reviewer.presses("看图片").await;
    let heard = reviewer.hears().await;
    assert!(heard.contains("共 2 张"), "{heard}");
    let all = world.api.get(&format!("/api/chats/{}/messages", reviewer.chat)).await;
    let all = all.to_string();
    for caption in ["前置审批文件 1/2", "前置审批文件 2/2"] {
        assert!(all.contains(caption), "{caption}");
    }
    // In a group pictures are not shown, nor is there a button for them.
    let desk = reviewer.at(world.group.chat);
    world.joins_group(reviewer).await;
    desk.says(format!("/show {number}")).await;
    assert!(!desk.hears().await.contains("看图片"));
    desk.says(format!("/pictures {number}")).await;
    assert!(!desk.hears().await.contains("共 2 张"));

    applicant.says("/delete").await;
    applicant.ignores().await;
    applicant.presses("全部删除").await;
    world.ignores().await;
    assert_eq!(objects(&world), Vec::<PathBuf>::new());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_use_is_told_with_what_to_send_instead() {
    let world = asked().await;
    let applicant = &world.applicant;
    let jpeg = picture(800, 600, ImageFormat::Jpeg);
    let mut bomb = picture(8, 8, ImageFormat::Gif);
    bomb[6..10].copy_from_slice(&[0xff; 4]);
    let half = jpeg[..jpeg.len() / 2].to_vec();
    for (name, bytes, told) in [
        ("执照.jpg", "这不是图片".as_bytes().to_vec(), "不是图片"),
        ("half.jpg", half, "打不开"),
        ("bomb.gif", bomb, "尺寸太大"),
        ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), "HEIC"),
        ("large.png", vec![0; 4 * 1024 * 1024], "小于 4 MB"),
        ("huge.png", vec![0; 20 * 1024 * 1024], "小于 4 MB"),
    ] {
        applicant.sends_file("document", name, bytes, None).await;
        let heard = applicant.hears().await;
        assert!(heard.contains(told), "{name}: {heard}");
        assert!(objects(&world).is_empty(), "{name} is kept");
    }
    applicant.sends("sticker").await;
    let heard = applicant.hears().await;
    assert!(heard.contains("这里要的是图片"), "{heard}");
    // Nothing of it is noted.
    applicant.sends_file("photo", "p.jpg", jpeg, None).await;
    let heard = applicant.hears().await;
    assert!(heard.contains("收到 1 张"), "{heard}");
    applicant.presses("发完了").await;
    let heard = applicant.hears().await;
    assert!(heard.contains("前置审批文件：图片 1 张"), "{heard}");
    world.end().await;
}

/// Of an album as many are kept as the question takes, in their order, and it is said once that more are not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_album_may_have_more_than_the_question_takes() {
    let world = asked().await;
    let applicant = &world.applicant;
    for n in 0..5 {
        let bytes = picture(100 + n, 80, ImageFormat::Jpeg);
        applicant.sends_file("photo", "p.jpg", bytes, Some("42")).await;
    }
    let heard = applicant.hears().await;
    assert_eq!(heard.matches("多出来的没有收").count(), 1, "{heard}");
    assert!(heard.contains("前置审批文件：图片 3 张"), "{heard}");
    assert_eq!(objects(&world).len(), 3);
    world.end().await;
}
