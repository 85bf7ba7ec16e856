//! The bot as `serve` runs it, in processes of its own, beside a make-believe Telegram that lives on while they die.

use std::net::SocketAddr;
use std::time::Duration;

use beian_bot::adapters::telegram::{Telegram, TelegramOptions};
use beian_bot::storage::Store;
use beian_bot::storage::seal::Secrets;
use entities::{inbox as inbox_row, outbox as outbox_row};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement};

use super::chat::Chat;
use super::people::People;
use super::program::{Program, Start, free_address};
use super::script::{Act, Step};
use super::wait_for;
use crate::database::TestDatabase;

const TOKEN: &str = "123456:AAmade-up_token-of-the-bot";
/// So long everything that waits may take, processes that start again and leases that must end included.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Site {
    pub people: People,
    /// As the test looks into the bot's database.
    pub store: Store,
    database: TestDatabase,
    address: SocketAddr,
    secret_key: String,
    folder: tempfile::TempDir,
    _telegram: Program,
}

/// What a filing came to: its version, how many answers it holds, and the highest version at which one was kept.
pub type Progress = (i64, i64, i64);

impl Site {
    /// Without a process of the bot.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = free_address();
        let telegram = Start::sandbox(folder.path(), address).with("--no-bot").ready().await;
        // The make-believe Telegram gets to know a bot by its first call; from then on it can be written to.
        let api_url = format!("http://{address}").parse().unwrap();
        let bot = Telegram::new(TelegramOptions::new(TOKEN, api_url)).unwrap();
        bot.get_me().await.unwrap();
        let database = TestDatabase::new().await;
        Self {
            people: People::at(address),
            store: database.open().await,
            database,
            address,
            secret_key: Secrets::generate("test").unwrap(),
            folder,
            _telegram: telegram,
        }
    }

    /// How a process of the bot is started here.
    pub fn serve(&self, name: &str) -> Start {
        let data = self.folder.path().join("bot");
        let api_url = format!("http://{}", self.address);
        Start::new(self.folder.path(), name, &["serve"])
            .set("TELOXIDE_TOKEN", TOKEN)
            .set("TELEGRAM_API_URL", &api_url)
            .set("SECRET_KEY", &self.secret_key)
            .set("DATABASE_URL", &self.database.url)
            .set("DATA_FOLDER", &data.display().to_string())
            // On PostgreSQL a killed process keeps its deliveries for so long.
            .set("LEASE_SECONDS", "9")
            .set("CALL_SECONDS", "4")
    }

    /// Where the make-believe Telegram is.
    pub fn telegram(&self) -> SocketAddr {
        self.address
    }

    pub async fn run(&self, script: &str) {
        self.store.connection().execute_unprepared(script).await.unwrap();
    }

    /// New people, each with a chat of their own.
    pub async fn chats(&self, count: usize) -> Vec<Chat> {
        let mut chats = Vec::new();
        for n in 1..=count {
            let person = self.people.new_person(&format!("某人{n}")).await;
            let people = self.people.clone();
            chats.push(Chat { people, person });
        }
        chats
    }

    /// All of them write, and then each waits for words that the bot answers.
    pub async fn all_ask(&self, chats: &[Chat], text: &'static str, hears: &'static str) {
        let act = Act::Say(text);
        let mut since = Vec::new();
        for chat in chats {
            since.push(chat.seq().await);
            assert!(chat.act(act).await, "{text}: no answer");
        }
        for (chat, since) in chats.iter().zip(since) {
            chat.hear(&Step { act, hears }, since).await;
        }
    }

    /// Does these steps; after each the bot has done all that there is to do, and said what is to follow.
    pub async fn take_all(&self, chat: &Chat, steps: &[Step]) {
        for step in steps {
            let since = chat.seq().await;
            assert!(chat.act(step.act).await, "{step:?}: no answer");
            self.settled().await;
            chat.hear(step, since).await;
        }
    }

    /// Waits until no update is to be fetched, no input to be decided and no call to be made.
    pub async fn settled(&self) {
        self.people.settle().await;
        wait_for("nothing waits", PATIENCE, async || {
            // In one statement: a result goes from the one to the other in one commit.
            let waiting = "SELECT (SELECT count(*) FROM inbox WHERE status = 'waiting') + (SELECT count(*) FROM outbox WHERE status = 'waiting')";
            let waiting = self.count(waiting).await;
            (waiting == 0).then_some(())
        })
        .await;
    }

    /// The number that a query tells.
    pub async fn count(&self, query: &str) -> i64 {
        let numbers: [i64; 1] = self.numbers(query).await;
        numbers[0]
    }

    /// The numbers of the one row that a query tells.
    async fn numbers<const N: usize>(&self, query: &str) -> [i64; N] {
        let connection = self.store.connection();
        let statement = Statement::from_string(connection.get_database_backend(), query);
        let row = connection.query_one_raw(statement).await.unwrap().unwrap();
        std::array::from_fn(|column| row.try_get_by_index(column).unwrap())
    }

    pub async fn progress(&self, applicant: i64) -> Progress {
        let query = format!(
            "SELECT max(filing.version), count(*), max(answer.version) FROM filing JOIN answer ON answer.filing = filing.id \
             WHERE filing.applicant = {applicant}"
        );
        self.numbers(&query).await.into()
    }

    /// A chat's inputs, in the order of arrival.
    pub async fn inputs(&self, chat: i64) -> Vec<inbox_row::Model> {
        let rows = inbox_row::Entity::find().filter(inbox_row::Column::Chat.eq(chat));
        let rows = rows.order_by_asc(inbox_row::Column::Id);
        rows.all(self.store.connection()).await.unwrap()
    }

    /// What was to be said in a chat, in the order in which it was decided.
    pub async fn outgoing(&self, chat: i64) -> Vec<outbox_row::Model> {
        let rows = outbox_row::Entity::find().filter(outbox_row::Column::Chat.eq(chat));
        let rows = rows.order_by_asc(outbox_row::Column::Id);
        rows.all(self.store.connection()).await.unwrap()
    }
}
