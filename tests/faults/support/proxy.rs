//! Stands between the bot and a PostgreSQL server, and cuts a connection at the statement that a test names. It understands no more
//! of the protocol than where a message ends, and which messages have the server do something: `Query` and `Sync`.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// When, as a statement goes, its connection is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Before the server has it: it did not happen.
    Before,
    /// When the server has answered and the bot has not heard: it happened, and nobody knows.
    After,
}

/// Which statements are counted, and lose their connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    All,
    Commits,
}

const STARTS_TLS: [u8; 4] = 80_877_103_u32.to_be_bytes();

pub struct Proxy {
    pub address: SocketAddr,
    plan: Arc<Plan>,
    accepting: JoinHandle<()>,
}

struct Plan {
    which: Which,
    state: Mutex<State>,
    /// Raised to cut all connections.
    cuts: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    statements: u64,
    cut_at: Option<(u64, Cut)>,
    failed: u64,
    refuses: bool,
}

impl Which {
    /// Whether this message of the bot's is one of them.
    fn counts(self, message: &[u8]) -> bool {
        match self {
            Self::All => matches!(message.first(), Some(b'Q' | b'S')),
            Self::Commits => message.first() == Some(&b'Q') && message.get(5..11) == Some(b"COMMIT"),
        }
    }
}

impl Proxy {
    /// In front of `server` (`host:port`), in this runtime.
    pub async fn start(server: String, which: Which) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let plan = Arc::new(Plan {
            which,
            state: Mutex::default(),
            cuts: watch::Sender::new(0),
        });
        Self {
            address: listener.local_addr().unwrap(),
            accepting: tokio::spawn(accept(listener, server, plan.clone())),
            plan,
        }
    }

    /// The statement of that number, counted from 1, loses its connection.
    pub fn cuts_at(&self, number: u64, cut: Cut) {
        self.plan.state.lock().unwrap().cut_at = Some((number, cut));
    }

    /// All connections are lost, and whoever wants another is refused until [`Proxy::accepts`].
    pub fn refuses(&self) {
        self.plan.state.lock().unwrap().refuses = true;
        self.plan.cuts.send_modify(|cuts| *cuts += 1);
    }

    pub fn accepts(&self) {
        let mut state = self.plan.state.lock().unwrap();
        (state.refuses, state.cut_at) = (false, None);
    }

    /// How many statements went through.
    pub fn statements(&self) -> u64 {
        self.plan.state.lock().unwrap().statements
    }

    /// How many connections were cut at a statement or refused.
    pub fn failed(&self) -> u64 {
        self.plan.state.lock().unwrap().failed
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.plan.cuts.send_modify(|cuts| *cuts += 1);
    }
}

async fn accept(listener: TcpListener, server: String, plan: Arc<Plan>) {
    while let Ok((client, _)) = listener.accept().await {
        if plan.state.lock().unwrap().refuses {
            plan.state.lock().unwrap().failed += 1;
            continue;
        }
        let (server, plan) = (server.clone(), plan.clone());
        tokio::spawn(async move {
            let mut cut = plan.cuts.subscribe();
            tokio::select! {
                // Whoever loses the connection hears it as such.
                _ = connect(client, &server, &plan) => {}
                _ = cut.changed() => {}
            }
        });
    }
}

/// Until either side ends it, or it is cut.
async fn connect(mut client: TcpStream, server: &str, plan: &Plan) -> std::io::Result<()> {
    let mut server = TcpStream::connect(server).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    // The first packet has no kind. Encryption is declined, as a server does that has none.
    loop {
        let first = packet(&mut client, Vec::new()).await?;
        if first.get(4..8) == Some(&STARTS_TLS) {
            client.write_all(b"N").await?;
            continue;
        }
        server.write_all(&first).await?;
        break;
    }
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    let is_mute = AtomicBool::new(false);
    let asks = async {
        loop {
            let message = typed(&mut from_client).await?;
            if plan.which.counts(&message) {
                let cut = {
                    let mut state = plan.state.lock().unwrap();
                    state.statements += 1;
                    let number = state.statements;
                    let cut = state.cut_at.filter(|(at, _)| *at == number).map(|(_, cut)| cut);
                    state.failed += u64::from(cut.is_some());
                    cut
                };
                match cut {
                    Some(Cut::Before) => return Ok::<_, std::io::Error>(()),
                    Some(Cut::After) => is_mute.store(true, Ordering::SeqCst),
                    None => {}
                }
            }
            to_server.write_all(&message).await?;
        }
    };
    let answers = async {
        loop {
            let message = typed(&mut from_server).await?;
            if !is_mute.load(Ordering::SeqCst) {
                to_client.write_all(&message).await?;
            } else if message.first() == Some(&b'Z') {
                // It is over and done.
                return Ok(());
            }
        }
    };
    tokio::select! {
        end = asks => end,
        end = answers => end,
    }
}

/// A message with its kind.
async fn typed(from: &mut (impl tokio::io::AsyncRead + Unpin)) -> std::io::Result<Vec<u8>> {
    let kind = from.read_u8().await?;
    packet(from, vec![kind]).await
}

/// The rest of a message: its length, itself included, and so many bytes.
async fn packet(from: &mut (impl tokio::io::AsyncRead + Unpin), mut read: Vec<u8>) -> std::io::Result<Vec<u8>> {
    let length = from.read_u32().await?;
    read.extend(length.to_be_bytes());
    let begun = read.len();
    read.resize(begun + (length as usize).saturating_sub(4), 0);
    from.read_exact(&mut read[begun..]).await?;
    Ok(read)
}
