//! Heaps: how many of them the C library keeps.
//!
//! glibc lets threads have heaps of their own, up to eight for each core, and what is freed in one is of
//! no use to the others: a harvest of 100,000 services held twice what it needed
//! (`docs/performance.md`). Their number is read from the environment when a process begins, and without
//! unsafe code it cannot be set afterwards. So the program begins once more in the same process, with the
//! number set. Whoever sets it is obeyed.

/// Begins once more, unless the number of heaps is set. Where that fails, it goes on with more memory.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn keep_few() {
    use std::os::unix::process::CommandExt as _;

    /// What glibc reads.
    const NUMBER: &str = "MALLOC_ARENA_MAX";
    /// On the smallest machine. Threads seldom wait for one another where each core has one: each keeps
    /// some freed pieces for itself anyway.
    const FEWEST: usize = 2;

    if std::env::var_os(NUMBER).is_some() {
        return;
    }
    let cores = std::thread::available_parallelism().map_or(FEWEST, usize::from);
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let mut arguments = std::env::args_os();
    let mut again = std::process::Command::new(program);
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    let error = again
        .args(arguments)
        .env(NUMBER, cores.max(FEWEST).to_string())
        .exec();
    eprintln!("fingerpost: more memory than usual will be held: {error}");
}

/// Other C libraries have heaps of another kind.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn keep_few() {}
