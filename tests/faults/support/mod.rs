//! What these tests share.

use std::sync::LazyLock;

use tokio::runtime::Runtime;

pub mod all;
pub mod kept;
pub mod life;
pub mod on_disk;
pub mod on_server;
pub mod proxy;
pub mod run;
pub mod story;
pub mod town;

/// Where everything lives that outlives the bot: the make-believe Telegram, what looks into the database from outside.
pub static OUTSIDE: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().unwrap()
});
