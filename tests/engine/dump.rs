//! Whoever gets hold of the database's files, or of a dump, reads nothing of a person in them; and after `/delete` the keys and
//! hashes are gone, down to their bytes.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use rusqlite::{Connection, OpenFlags};

use crate::support::chat::Chat;
use crate::support::people::{ADMINISTRATOR, APPLICANT, People, REVIEWER};
use crate::support::program::{Start, free_address};
use crate::support::script::{self, ENTERPRISE};

/// What a dump may not tell: as it was typed, and as it is kept.
const PERSONAL: &[&str] = &[
    script::ORGANISER,
    script::CREDIT_CODE,
    script::REPRESENTATIVE,
    script::ADDRESS,
    "示例路88号",
    script::OTHER_ADDRESS,
    "样例街 7 号",
    script::ID_NUMBER,
    "320102199003071230",
    script::MOBILE,
    "13912345678",
    "139-1234-5678",
    script::OTHER_MOBILE,
    "137 1234 5679",
    "13812345670",
    "138 1234 5670",
    script::OFFICE_PHONE,
    "84123456",
    script::DOMAIN,
    script::SITE_NAME,
    script::OTHER_SITE_NAME,
    script::CLOUD_SERVER,
    script::REMARK,
    "法人代表已电话核实",
    "名称与主体不符，请改",
    // As Telegram names the applicant and the reviewer.
    "林小满",
    "lin_xiaoman",
    "沈书言",
];

#[tokio::test]
async fn the_files_tell_nothing_of_a_whole_filing() {
    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let mut program = Start::sandbox(folder.path(), address).set("LOG", "debug").ready().await;
    whole_filing(&People::at(address)).await;

    // While it runs, and as a crash leaves it.
    let data = folder.path().join("data");
    assert!(std::fs::read(data.join("bot.db-wal")).unwrap().len() > 100_000);
    search(&data, PERSONAL);
    program.kill();
    search(&data, PERSONAL);
    let log = std::fs::read_to_string(data.join("log")).unwrap();
    assert!(log.contains("DEBUG"), "the log has nothing to search");
}

/// From `/start` to a granted number, with a rejection and a note on the way. All values are in [`PERSONAL`].
pub async fn whole_filing(people: &People) {
    let applicant = Chat::of_applicant(people.clone());
    let reviewer = Chat {
        people: people.clone(),
        person: REVIEWER,
    };
    people.say(ADMINISTRATOR, "/start").await;
    people.say(REVIEWER, "/start").await;
    people.say(ADMINISTRATOR, &format!("/appoint {REVIEWER} 审核员")).await;
    people.settle().await;
    for step in ENTERPRISE {
        applicant.take(step).await;
    }
    let number = number_of(&applicant).await;
    let take = async |chat: &Chat, text: String, hears: &'static str| {
        let since = chat.seq().await;
        people.say(chat.person, &text).await;
        people.settle().await;
        assert!(chat.heard(hears, since).await, "{text}: {}", chat.newest().await);
    };
    take(&reviewer, format!("/claim {number}"), "").await;
    take(&reviewer, format!("/note {number} 法人代表已电话核实"), "").await;
    let rejection = format!("/reject {number} site_name 名称与主体不符，请改");
    take(&reviewer, rejection, "").await;
    take(&applicant, "/resume".to_owned(), "名称与主体不符，请改").await;
    take(&applicant, script::SITE_NAME.to_owned(), "提交").await;
    take(&applicant, "提交备案".to_owned(), "").await;
    for command in ["claim", "show", "history", "approve"] {
        take(&reviewer, format!("/{command} {number}"), "").await;
    }
    // Whatever the hour is: late in the day the bot warns first.
    take(&reviewer, format!("/hand_over {number} now"), "待短信核验").await;
    take(&applicant, "/sms".to_owned(), "待核验").await;
    take(&reviewer, format!("/verified {number}"), "管局审核中").await;
    let grant = format!("/grant {number} 苏ICP备2026012345号-1");
    take(&reviewer, grant, "已登记：备案成功").await;
    assert!(applicant.transcript().await.concat().contains("苏ICP备2026012345号-1"));
}

/// The number that the submission was answered with.
async fn number_of(chat: &Chat) -> String {
    let said = chat.newest().await["text"].as_str().unwrap_or_default().to_owned();
    let digits: String = said.chars().skip_while(|c| !c.is_ascii_digit()).take(4).collect();
    assert_eq!(digits.len(), 4, "{said}");
    digits
}

#[tokio::test]
async fn a_deletion_leaves_no_byte_of_keys_and_hashes() {
    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let start = Start::sandbox(folder.path(), address);
    let _program = start.ready().await;
    let people = People::at(address);
    let data = folder.path().join("data");
    whole_filing(&people).await;
    // Others around them, some of whom go too: pages are split, joined and moved.
    let mut others = Vec::new();
    for n in 0..60 {
        let person = people.new_person(&format!("某人{n}")).await;
        // Who stays and who goes have nothing in common whose hash could stand for both.
        let code = if n % 4 != 0 {
            script::CREDIT_CODE
        } else {
            "91320115MA0000015G"
        };
        for text in ["/new", "网站", "企业", "营业执照（个人或企业）", code, "江苏"] {
            people.say(person, text).await;
        }
        others.push(person);
    }
    people.settle().await;

    let staying: Vec<i64> = others.iter().copied().step_by(4).collect();
    let mut going = others;
    going.retain(|person| !staying.contains(person));
    going.push(APPLICANT);
    let gone = keys_and_hashes(&data, &going);
    assert!(
        gone.iter().filter(|secret| secret.len() == 72).count() > 130,
        "wrapped keys"
    );
    assert!(gone.iter().filter(|secret| secret.len() == 43).count() >= 5, "hashes");
    for person in &going {
        people.say(*person, "/delete").await;
    }
    people.settle().await;
    for person in &going {
        let chat = Chat {
            people: people.clone(),
            person: *person,
        };
        assert!(chat.act(script::Act::Press("全部删除")).await);
    }
    people.settle().await;
    assert!(
        keys_and_hashes(&data, &going).len() <= going.len(),
        "a new key for each chat is left"
    );

    for (name, bytes) in files(&data) {
        for secret in &gone {
            // Whole, or a piece of it: what is half overwritten would be found too.
            for piece in secret.chunks(18).filter(|piece| piece.len() >= 7) {
                assert!(
                    !bytes.contains(&as_text(piece)),
                    "{name} still holds a piece of {secret:02x?}"
                );
            }
        }
    }
    // Who stays keeps theirs: they would be found if this search found anything.
    let kept = keys_and_hashes(&data, &staying);
    let (_, database) = files(&data).swap_remove(0);
    assert!(kept.len() >= 45, "{}", kept.len());
    for secret in kept {
        assert!(
            database.contains(&as_text(&secret)),
            "the search does not even find {secret:02x?}"
        );
    }
}

/// "草稿已删除" is true down to the bytes: of the draft alone, for its applicant, who keeps another filing, and others stay.
#[tokio::test]
async fn a_dropped_draft_leaves_no_byte_of_its_key_and_hashes() {
    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let mut program = Start::sandbox(folder.path(), address).ready().await;
    let people = People::at(address);
    let data = folder.path().join("data");
    let mut chats = Vec::new();
    for n in 0..12 {
        let person = people.new_person(&format!("某人{n}")).await;
        chats.push(Chat {
            people: people.clone(),
            person,
        });
    }
    for text in script::TYPED {
        for (n, chat) in chats.iter().enumerate() {
            // Whose draft stays has another number, so that its hash is another.
            let stays = n % 3 == 0 && *text == script::CREDIT_CODE;
            people
                .say(chat.person, if stays { "91320115MA0000015G" } else { text })
                .await;
        }
        people.settle().await;
    }
    let of_draft = |people: &[i64]| {
        let list = people.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let filings = format!("SELECT id FROM filing WHERE applicant IN ({list})");
        let keys = format!("SELECT data_key FROM filing WHERE applicant IN ({list})");
        let database = Connection::open_with_flags(data.join("bot.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let found = |query: &str| {
            let mut query = database.prepare(query).unwrap();
            let rows = query.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
            rows.map(Result::unwrap).collect::<Vec<_>>()
        };
        [
            found(&format!("SELECT wrapped FROM data_key WHERE id IN ({keys})")),
            found(&format!(
                "SELECT CAST(lookup AS BLOB) FROM answer WHERE lookup IS NOT NULL AND filing IN ({filings})"
            )),
            found(&format!("SELECT value FROM answer WHERE filing IN ({filings})")),
        ]
    };
    let (mut staying, mut going) = (Vec::new(), Vec::new());
    for (n, chat) in chats.iter().enumerate() {
        if n % 3 == 0 { &mut staying } else { &mut going }.push(chat.person);
    }
    let [keys, hashes, values] = of_draft(&going);
    assert_eq!(keys.len(), going.len());
    assert!(hashes.len() >= going.len() * 2 && values.len() >= going.len() * 25);
    let [kept_keys, kept_hashes, kept_values] = of_draft(&staying);
    // What both have answered has one hash, which stays with those who stay.
    let hashes: Vec<_> = hashes.into_iter().filter(|hash| !kept_hashes.contains(hash)).collect();
    assert!(hashes.len() >= going.len());

    for chat in &chats {
        if going.contains(&chat.person) {
            people.say(chat.person, "/cancel").await;
        }
    }
    people.settle().await;
    for chat in &chats {
        if going.contains(&chat.person) {
            assert!(chat.act(script::Act::Press("删除草稿")).await);
        }
    }
    people.settle().await;
    assert_eq!(of_draft(&going), [vec![], vec![], vec![]] as [Vec<Vec<u8>>; 3]);
    // While it runs, and as a crash leaves it.
    for _ in 0..2 {
        search(&data, PERSONAL);
        // A hash without the id of the secret, which is everybody's.
        let hashes = hashes
            .iter()
            .map(|hash| &hash[hash.iter().position(|b| *b == b':').unwrap() + 1..]);
        let secrets = keys.iter().chain(&values).map(Vec::as_slice).chain(hashes);
        let gone: Vec<String> = secrets
            .flat_map(|secret| secret.chunks(18).filter(|piece| piece.len() >= 9))
            .map(as_text)
            .collect();
        for (name, bytes) in files(&data) {
            let left = gone.iter().filter(|piece| bytes.contains(piece.as_str())).count();
            assert_eq!(left, 0, "{name} still holds pieces of what was deleted");
        }
        program.kill();
    }
    // Who stays keeps theirs: they would be found if this search found anything.
    let all: String = files(&data).into_iter().map(|(_, bytes)| bytes).collect();
    for kept in kept_keys.iter().chain(&kept_values) {
        assert!(
            all.contains(&as_text(kept)),
            "the search does not even find {kept:02x?}"
        );
    }
}

/// The wrapped data keys of these people, their filings, register entries and chats, and every look-up hash of theirs.
fn keys_and_hashes(data: &Path, people: &[i64]) -> Vec<Vec<u8>> {
    let database = Connection::open_with_flags(data.join("bot.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let list = people.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let filings = format!("SELECT id FROM filing WHERE applicant IN ({list})");
    let subjects = format!("SELECT id FROM subject WHERE person IN ({list})");
    let keys = format!(
        "SELECT wrapped FROM data_key WHERE id IN (SELECT data_key FROM person WHERE id IN ({list}) \
         UNION SELECT data_key FROM conversation WHERE chat IN ({list}) \
         UNION SELECT data_key FROM filing WHERE applicant IN ({list}) \
         UNION SELECT data_key FROM subject WHERE person IN ({list}) \
         UNION SELECT data_key FROM service WHERE subject IN ({subjects}))"
    );
    let hashes = format!(
        "SELECT lookup FROM answer WHERE lookup IS NOT NULL AND filing IN ({filings}) \
         UNION SELECT lookup FROM subject WHERE lookup <> '' AND person IN ({list}) \
         UNION SELECT lookup FROM service WHERE lookup <> '' AND subject IN ({subjects})"
    );
    let mut keys = database.prepare(&keys).unwrap();
    let keys = keys.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    let mut hashes = database.prepare(&hashes).unwrap();
    let hashes = hashes.query_map([], |row| row.get::<_, String>(0)).unwrap();
    // Without the id of the secret, which is everybody's.
    let hashes = hashes.map(|hash| hash.unwrap().split_once(':').unwrap().1.as_bytes().to_vec());
    keys.map(Result::unwrap).chain(hashes).collect()
}

#[test]
fn a_value_is_found_however_it_is_written() {
    let value = "陈示例 139";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| value.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let upper: String = value.bytes().map(|byte| format!("{byte:02X}")).collect();
    let mut written: Vec<Vec<u8>> = vec![
        value.into(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        upper.to_lowercase().into(),
        upper.into(),
    ];
    for before in ["", "a", "ab"] {
        for after in ["", "c", "cd"] {
            let within = format!("{before}{value}{after}");
            written.push(STANDARD.encode(&within).into());
            written.push(URL_SAFE.encode(&within).into());
        }
    }
    for bytes in written {
        let file = as_text(&[&[0xff, 0x07][..], &bytes, &[0x00, 0xe4]].concat());
        assert!(
            writings(value).iter().any(|writing| file.contains(writing)),
            "{bytes:02x?}"
        );
        assert!(!writings("李样例 139").iter().any(|writing| file.contains(writing)));
    }
}

/// Panics if one of the bot's files holds one of these values.
fn search(data: &Path, values: &[&str]) {
    for (name, bytes) in files(data) {
        for value in values {
            for writing in writings(value) {
                assert!(!bytes.contains(&writing), "{name} holds {value:?} as {writing:?}");
            }
        }
    }
}

/// What the bot's files and its store of files hold of these: values and runs of bytes, each with its writings.
fn held(data: &Path, sought: &[(String, Vec<String>)]) -> Vec<String> {
    let mut all: Vec<(String, String)> = files(data)
        .into_iter()
        .map(|(name, bytes)| (name.to_owned(), bytes))
        .collect();
    let mut folders = vec![data.join("objects")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                all.push((
                    entry.path().display().to_string(),
                    as_text(&std::fs::read(entry.path()).unwrap()),
                ));
            }
        }
    }
    let mut held = Vec::new();
    for (name, bytes) in &all {
        let found = sought
            .iter()
            .filter(|(_, writings)| writings.iter().any(|writing| bytes.contains(writing)));
        held.extend(found.map(|(what, _)| format!("{name} holds {what}")));
    }
    held
}

/// "No personal value or picture byte in the database file, the object folder or the log", in whatever writing.
#[tokio::test]
async fn the_files_tell_nothing_of_pictures() {
    // Made up: no such camera, no such place.
    const EXIF: &str = "Sample-Cam 7Q, Example Road 88";
    const COMMENT: &str = "Taken by Chen Shili at home";
    let pictures = [jpeg_with(EXIF, 1), png_with(COMMENT, 2), jpeg_with(EXIF, 3)];
    let mut sought: Vec<(String, Vec<String>)> = PERSONAL
        .iter()
        .chain(&[EXIF, COMMENT])
        .map(|value| ((*value).to_owned(), writings(value)))
        .collect();
    for (n, picture) in pictures.iter().enumerate() {
        for at in [0, 2_000, picture.len() / 3, picture.len() / 2, picture.len() - 40] {
            let run = &picture[at..at + 24];
            sought.push((format!("24 bytes at {at} of picture {n}"), writings_of(run)));
        }
        // Each would be found, were it there.
        let picture = as_text(picture);
        let is_in = |(what, writings): &&(String, Vec<String>)| {
            what.ends_with(&format!("picture {n}")) && writings.iter().any(|writing| picture.contains(writing))
        };
        assert_eq!(sought.iter().filter(is_in).count(), 5);
    }
    // How every JPEG begins is nothing of this one.
    sought.retain(|(what, _)| !what.starts_with("24 bytes at 0 "));

    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let mut program = Start::sandbox(folder.path(), address).set("LOG", "debug").ready().await;
    let people = People::at(address);
    let (applicant, data) = (Chat::of_applicant(people.clone()), folder.path().join("data"));
    let reviewer = Chat {
        people: people.clone(),
        person: REVIEWER,
    };
    for step in script::asked_for_pictures() {
        applicant.take(&step).await;
    }
    for picture in &pictures {
        assert!(people.sends_picture(APPLICANT, picture.clone()).await);
        people.settle().await;
    }
    assert!(applicant.act(script::Act::Press("提交备案")).await);
    people.settle().await;
    let number = number_of(&applicant).await;
    people.say(ADMINISTRATOR, &format!("/appoint {REVIEWER} 审核员")).await;
    people.settle().await;
    for command in ["claim", "show", "pictures", "approve"] {
        people.say(REVIEWER, &format!("/{command} {number}")).await;
        people.settle().await;
    }
    let seen = reviewer.people.messages(REVIEWER).await;
    assert!(
        seen.iter()
            .filter(|message| message.to_string().contains("前置审批文件 "))
            .count()
            >= 3,
        "{seen:?}"
    );

    // While it runs, and as a crash leaves it.
    let nothing: Vec<String> = Vec::new();
    assert_eq!(held(&data, &sought), nothing);
    program.kill();
    assert_eq!(held(&data, &sought), nothing);
    let kept = data
        .join("objects")
        .read_dir()
        .unwrap()
        .map(|filing| filing.unwrap().path().read_dir().unwrap().count());
    assert_eq!(kept.sum::<usize>(), 3);
    // One that lay there as it came would be found by each of its runs and by what its camera wrote.
    std::fs::write(data.join("objects/plain"), &pictures[0]).unwrap();
    assert_eq!(held(&data, &sought).len(), 4 + 1);
}

/// Pixels that nothing packs, so that every run of bytes is of this picture alone.
fn pixels(seed: u32) -> image::RgbImage {
    let mut state = seed;
    image::RgbImage::from_fn(480, 360, |_, _| {
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        image::Rgb([next(), next(), next()])
    })
}

fn written(seed: u32, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels(seed).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG whose EXIF describes it so.
fn jpeg_with(description: &str, seed: u32) -> Vec<u8> {
    let mut tiff = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x0e\x01\x02\0".to_vec();
    tiff.extend((description.len() as u32 + 1).to_le_bytes());
    tiff.extend(26_u32.to_le_bytes());
    tiff.extend([0; 4]);
    tiff.extend(description.bytes().chain([0]));
    let mut bytes = written(seed, image::ImageFormat::Jpeg);
    let segment = [&[0xff, 0xe1][..], &(tiff.len() as u16 + 2).to_be_bytes(), &tiff].concat();
    bytes.splice(2..2, segment);
    bytes
}

/// A PNG with a comment.
fn png_with(comment: &str, seed: u32) -> Vec<u8> {
    let chunk = [b"tEXtComment\0", comment.as_bytes()].concat();
    let crc = chunk.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1)))
    });
    let length = (chunk.len() as u32 - 4).to_be_bytes();
    let mut bytes = written(seed, image::ImageFormat::Png);
    // Behind the signature and the chunk of the header.
    bytes.splice(33..33, [&length[..], &chunk, &(!crc).to_be_bytes()].concat());
    bytes
}

/// The bot's files, [as text](as_text): the database first.
fn files(data: &Path) -> Vec<(&'static str, String)> {
    ["bot.db", "bot.db-wal", "bot.db-shm", "log"]
        .into_iter()
        .map(|name| (name, as_text(&std::fs::read(data.join(name)).unwrap())))
        .collect()
}

/// Bytes as text, a character each: Rust's own search in text is quick even in a debug build.
pub fn as_text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The ways in which a value may stand in a file.
pub fn writings(value: &str) -> Vec<String> {
    let utf16 = |order: fn(u16) -> [u8; 2]| as_text(&value.encode_utf16().flat_map(order).collect::<Vec<_>>());
    let mut writings = writings_of(value.as_bytes());
    writings.extend([utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)]);
    writings
}

/// The same of bytes.
fn writings_of(bytes: &[u8]) -> Vec<String> {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut writings = vec![as_text(bytes), hex.to_uppercase(), hex];
    // In base64 it looks different after 0, 1 and 2 other bytes; its first and last letters may belong to its neighbours too.
    for before in 0..3 {
        let shifted = [&vec![0; before][..], bytes].concat();
        let letters = (before * 8).div_ceil(6)..shifted.len() * 8 / 6;
        for alphabet in [&STANDARD, &URL_SAFE] {
            writings.push(alphabet.encode(&shifted)[letters.clone()].to_owned());
        }
    }
    writings.dedup();
    writings
}
