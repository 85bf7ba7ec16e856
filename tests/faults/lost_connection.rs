//! The connection to PostgreSQL is lost at any statement, commits included: before the server has it, or before its answer is heard.

use crate::support::all::{Fault, Template};
use crate::support::on_server::{self, OnServer};
use crate::support::proxy::{Cut, Which};
use crate::support::run::Killed;

const AT_ONCE: usize = 8;
/// A test run takes seventh fault (both ways have their turn); by hand all are taken.
const EVERY: usize = 41;

/// Both ways for each statement, one after the other; some with a kill soon after.
fn faults(statements: u64, which: Which) -> Vec<Fault<(Cut, Which)>> {
    let killed = [Killed::Later, Killed::WhenHeard, Killed::WhenTaken];
    let numbers = (1..=statements).zip(killed.into_iter().cycle());
    let both = |(number, killed)| {
        [Cut::After, Cut::Before].map(|cut| Fault {
            number,
            how: (cut, which),
            killed,
        })
    };
    numbers.flat_map(both).collect()
}

fn check(which: Which, every: usize) {
    let Some(server) = on_server::server() else {
        return;
    };
    let template = Template::new(OnServer::new(&server, which));
    let faults: Vec<_> = faults(template.count(), which).into_iter().step_by(every).collect();
    template.check(&faults, AT_ONCE);
}

#[test]
fn a_connection_that_is_lost_at_any_commit_makes_nothing_untrue() {
    check(Which::Commits, 1);
}

#[test]
fn a_connection_that_is_lost_at_any_statement_makes_nothing_untrue() {
    check(Which::All, EVERY);
}

#[test]
#[ignore = "takes minutes: cargo test --test faults -- --ignored lost_connection"]
fn a_connection_that_is_lost_at_each_statement_makes_nothing_untrue() {
    check(Which::All, 1);
}
