//! Whoever stops reading (`| head`) has what they wanted.

use std::process::{Command, Stdio};

#[test]
fn what_nobody_reads_any_more_ends_without_a_word() {
    for subcommand in [["diagram"], ["check-prompts"], ["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let program = Command::new(env!("CARGO_BIN_EXE_beian-bot"))
            .args(subcommand)
            .stdin(Stdio::null())
            .stdout(writer)
            .stderr(Stdio::piped())
            .spawn();
        let ended = program.unwrap().wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(said.is_empty(), "{subcommand:?}: {said}");
        assert!(
            ended.status.code().is_some(),
            "{subcommand:?} ends by a signal: {:?}",
            ended.status
        );
    }
}
