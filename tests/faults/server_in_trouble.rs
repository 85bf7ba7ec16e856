//! A PostgreSQL server that is full, slow, read-only or away for a while says nothing of the input that waits for it: no input is set
//! aside, nobody gets an apology, and everybody is answered afterwards.

use crate::form::OFFICE_PHONE;
use crate::support::all::people_begin;
use crate::support::life::Life;
use crate::support::on_server::{self, OnServer};
use crate::support::proxy::Which;
use crate::support::run::Faulty as _;
use crate::support::story::{LAST_QUESTIONS, STORY, SUMMARY};
use crate::support::town::Town;

/// An input has three tries: so often the fault is met.
const MET: i64 = 6;

/// What the server answers to whoever saves an answer or a submission.
const CODES: &[(&str, &str)] = &[
    ("53100", "the disk is full"),
    ("53200", "there is no memory"),
    ("57014", "the statement took too long"),
    ("58030", "the disk does not answer"),
    ("25006", "the server is read-only"),
    ("57P03", "the server is starting"),
];

enum Trouble {
    /// Raised as a history line or an answer is saved.
    Raised(&'static str),
    /// Connections are lost and refused.
    Away,
    /// The server ends connections, again and again, as at each of its restarts.
    Restarts,
}

fn begin(database: &OnServer, trouble: &Trouble) {
    let reader = database.reader();
    match trouble {
        Trouble::Raised(code) => {
            // A sequence counts what is undone, too.
            for statement in [
                "CREATE SEQUENCE met",
                &format!(
                    "CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('met'); \
                     RAISE EXCEPTION 'made-up trouble' USING ERRCODE = '{code}'; END $$"
                ),
                "CREATE TRIGGER trouble BEFORE INSERT OR UPDATE ON answer FOR EACH STATEMENT EXECUTE FUNCTION trouble()",
                "CREATE TRIGGER trouble BEFORE INSERT OR UPDATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION trouble()",
            ] {
                reader.lines(statement);
            }
        }
        Trouble::Away => database.proxy.refuses(),
        Trouble::Restarts => {}
    }
    reader.close();
}

/// How often it was met so far.
fn met(database: &OnServer, trouble: &Trouble) -> i64 {
    let reader = database.reader();
    let met = match trouble {
        Trouble::Raised(_) => {
            let met = reader.lines("SELECT CASE WHEN is_called THEN last_value ELSE 0 END::text FROM met");
            met[0].parse().unwrap()
        }
        Trouble::Away => database.proxy.failed() as i64,
        Trouble::Restarts => {
            let ended = reader.lines(
                "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
            );
            ended.len() as i64
        }
    };
    reader.close();
    met
}

fn ends(database: &OnServer, trouble: &Trouble) {
    match trouble {
        Trouble::Raised(_) => drop(database.reader().lines("DROP FUNCTION trouble CASCADE")),
        Trouble::Away => database.proxy.accepts(),
        Trouble::Restarts => {}
    }
}

/// People write while there is trouble. `starts_anew`: the process is killed meanwhile, so that what waits is taken with care.
fn check(trouble: &Trouble, what: &str, starts_anew: bool) {
    let Some(server) = on_server::server() else {
        return;
    };
    let (mut town, mut database) = (Town::new(), OnServer::new(&server, Which::All));
    people_begin(&mut town, &mut database);
    let reader = database.reader();
    let mut life = Life::begin(&town, &database.url(), database.options()).unwrap();
    life.settles().unwrap();
    let mark = town.telegram.count();
    let updates = [
        town.presses(SUMMARY, "提交备案").unwrap(),
        town.says(LAST_QUESTIONS, OFFICE_PHONE),
    ];
    begin(&database, trouble);
    if matches!(trouble, Trouble::Raised(_)) {
        life.tell(&updates).unwrap();
    }
    if starts_anew {
        life.kill();
        life = Life::begin(&town, &database.url(), database.options()).unwrap();
    }
    let mut is_taken = matches!(trouble, Trouble::Raised(_));
    let (mut so_far, mut rounds) = (0, 0);
    while so_far < MET {
        rounds += 1;
        assert!(rounds < 2_000, "{what}: the trouble is not met");
        let asked = town.telegram.asked_since(mark);
        let told = asked.iter().find(|asked| !asked.text().is_empty());
        assert_eq!(
            told,
            None,
            "{what}: nothing is told meanwhile; inputs: {:?}",
            reader.undecided()
        );
        is_taken = is_taken || life.passes(&updates);
        life.lives_on();
        let now = met(&database, trouble);
        so_far = if matches!(trouble, Trouble::Restarts) {
            so_far + now
        } else {
            now
        };
    }
    ends(&database, trouble);
    if !is_taken {
        life.tell(&updates).unwrap();
    }
    for (person, hears) in [(SUMMARY, STORY[0].hears), (LAST_QUESTIONS, "✅ ")] {
        life.until(what, async || {
            let asked = town.telegram.asked_since(mark);
            asked
                .iter()
                .any(|asked| asked.chat() == person && asked.text().contains(hears))
                .then_some(())
        })
        .unwrap_or_else(|error| panic!("{what}, {person}: {error}; inputs: {:?}", reader.undecided()));
    }
    life.settles().unwrap();
    assert_eq!(
        reader.undecided(),
        Vec::<String>::new(),
        "{what}: no input is set aside"
    );
    assert!(
        town.telegram.texts().iter().all(|text| !text.contains("抱歉")),
        "{what}: {:?}",
        town.telegram.texts()
    );
    life.kill();
    reader.close();
}

#[test]
fn a_server_that_cannot_write_for_a_while_sets_no_input_aside() {
    for (code, what) in CODES {
        check(&Trouble::Raised(code), what, false);
    }
}

#[test]
fn a_server_that_cannot_write_for_a_while_sets_no_careful_input_aside() {
    for (code, what) in CODES {
        check(&Trouble::Raised(code), what, true);
    }
}

#[test]
fn a_server_that_is_away_for_a_while_sets_no_input_aside() {
    check(&Trouble::Away, "connections are refused", false);
}

#[test]
fn a_server_that_starts_again_and_again_sets_no_input_aside() {
    check(&Trouble::Restarts, "connections are ended", false);
}
