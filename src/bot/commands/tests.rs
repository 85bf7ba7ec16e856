use super::*;
use crate::domain::press::LONGEST;
use crate::domain::workflow::Action;

#[test]
fn a_name_belongs_to_one_command() {
    let mut seen = std::collections::BTreeSet::new();
    for command in ALL {
        for name in std::iter::once(&command.name).chain(command.formerly) {
            assert!(seen.insert(*name), "{name} is two commands'");
            let fits = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            assert!(fits && name.len() <= 32, "Telegram takes no command like {name}");
            assert_eq!(Command::parse(name), Some(*command));
        }
    }
}

#[test]
fn what_a_reviewer_may_do_to_a_filing_is_a_command_of_that_name() {
    use Action::*;
    for action in [
        Approve,
        Reject,
        Supplement,
        MailCurtain,
        Received,
        HandOver,
        Verified,
        Missed,
        Grant,
        Return,
    ] {
        let command = Command::parse(action.as_str()).unwrap_or_else(|| panic!("{action} is no command"));
        assert_eq!(command.name, action.as_str());
        assert!(command.names_filing(), "{action}");
        let press = Press::act_on(command.name, uuid::Uuid::max(), i64::from(u32::MAX));
        assert!(press.encode().len() <= LONGEST, "{action}");
    }
}
