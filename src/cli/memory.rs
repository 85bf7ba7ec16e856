//! What is in memory stays there: no core dump has keys and personal values in it.

/// Forbids core dumps. The limit alone does not hold where the system pipes them to a program (`core(5)`); that the process is not
/// dumpable does, and keeps other processes of the same user from reading its memory.
#[cfg(unix)]
pub fn stays_in_memory() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)?;
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// There are none to be forbidden.
#[cfg(not(unix))]
pub fn stays_in_memory() -> std::io::Result<()> {
    Ok(())
}
