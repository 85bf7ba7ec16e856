//! The disk fails what it is told to fail, and nothing else.

use std::time::Duration;

use faulty_disk::{Disk, Trouble, VFS};
use rusqlite::{Connection, Error, OpenFlags};

fn open(disk: &Disk) -> Connection {
    let uri = format!("file:{}?vfs={VFS}", disk.path().display());
    let flags = OpenFlags::default() | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(uri, flags).unwrap();
    connection.busy_timeout(Duration::ZERO).unwrap();
    let mode: String = connection
        .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal", "shared memory is handed through");
    connection.execute_batch("PRAGMA synchronous = FULL").unwrap();
    connection
}

fn count(connection: &Connection) -> i64 {
    connection
        .query_row("SELECT count(*) FROM t", [], |row| row.get(0))
        .unwrap()
}

fn code(result: Result<(), Error>) -> i32 {
    match result {
        Ok(()) => 0,
        Err(Error::SqliteFailure(error, _)) => error.extended_code,
        Err(other) => panic!("{other}"),
    }
}

struct Desk {
    disk: Disk,
    connection: Connection,
    /// Through the real disk.
    reader: Connection,
    _folder: tempfile::TempDir,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::of(&folder.path().join("bot.db"));
    let connection = open(&disk);
    connection
        .execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)")
        .unwrap();
    let reader = Connection::open(disk.path()).unwrap();
    Desk {
        disk,
        connection,
        reader,
        _folder: folder,
    }
}

const INSERT: &str = "INSERT INTO t VALUES (zeroblob(3000))";

#[test]
fn each_write_can_fail_once_and_the_next_commit_succeeds() {
    let desk = desk();
    let before = desk.disk.writes();
    desk.connection.execute_batch(INSERT).unwrap();
    let a_commit = desk.disk.writes() - before;
    assert!(a_commit >= 3, "a frame's head, its page and a sync, but {a_commit}");
    for n in 1..=a_commit {
        let before = count(&desk.reader);
        desk.disk.fails_at(desk.disk.writes() + n, Trouble::Full, Some(1));
        let failed = code(desk.connection.execute_batch(INSERT));
        assert!(
            [libsqlite3_sys::SQLITE_FULL, libsqlite3_sys::SQLITE_IOERR_FSYNC].contains(&failed),
            "write {n}: {failed}"
        );
        assert!(
            desk.connection.is_autocommit() && count(&desk.reader) == before,
            "write {n}"
        );
        desk.connection.execute_batch(INSERT).unwrap();
        assert_eq!(count(&desk.reader), before + 1, "write {n}");
    }
    assert_eq!(desk.disk.failed(), a_commit);
}

#[test]
fn trouble_lasts_until_there_is_room_and_has_its_code() {
    let desk = desk();
    for (trouble, expected) in [
        (Trouble::Full, libsqlite3_sys::SQLITE_FULL),
        (Trouble::Broken, libsqlite3_sys::SQLITE_IOERR_WRITE),
        (Trouble::ReadOnly, libsqlite3_sys::SQLITE_READONLY),
    ] {
        desk.disk.fails(trouble);
        for _ in 0..3 {
            assert_eq!(code(desk.connection.execute_batch(INSERT)), expected, "{trouble:?}");
        }
        desk.disk.makes_room();
        assert_eq!(code(desk.connection.execute_batch(INSERT)), 0, "{trouble:?}");
    }
}

/// What a program meets: SQLite itself has undone the transaction, whatever the layers above it believe.
#[test]
fn a_commit_that_fails_undoes_its_transaction() {
    let desk = desk();
    desk.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    desk.connection.execute_batch(INSERT).unwrap();
    desk.disk.fails(Trouble::Full);
    assert_eq!(
        code(desk.connection.execute_batch("COMMIT")),
        libsqlite3_sys::SQLITE_FULL
    );
    desk.disk.makes_room();
    assert!(desk.connection.is_autocommit());
    assert_eq!((count(&desk.connection), count(&desk.reader)), (1, 1));
}

#[test]
fn what_is_cut_off_writes_nothing_and_another_start_reads_what_was_committed() {
    let desk = desk();
    let Desk {
        disk,
        connection,
        reader,
        _folder,
    } = desk;
    connection.execute_batch(INSERT).unwrap();
    disk.cut_off();
    assert_eq!(code(connection.execute_batch(INSERT)), libsqlite3_sys::SQLITE_READONLY);
    assert!(!disk.is_closed_within(Duration::ZERO));
    drop((connection, reader));
    assert!(disk.is_closed_within(Duration::from_secs(5)));
    let connection = open(&Disk::of(disk.path()));
    assert_eq!(count(&connection), 2);
    connection.execute_batch(INSERT).unwrap();
}

#[test]
fn disks_in_one_process_fail_each_for_itself() {
    let (one, other) = (desk(), desk());
    one.disk.fails(Trouble::Full);
    assert!(one.connection.execute_batch(INSERT).is_err());
    other.connection.execute_batch(INSERT).unwrap();
    assert_eq!(other.disk.failed(), 0);
}
