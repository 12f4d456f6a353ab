//! Calling cargo and finding folders.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    match here.as_deref().and_then(|path| path.parent()) {
        Some(root) => root.to_owned(),
        None => PathBuf::from("."),
    }
}

/// The folder that cargo builds into: this program lies in it.
pub fn target_dir() -> Result<PathBuf, String> {
    let exe = std::env::current_exe().map_err(|cause| format!("cannot find the running program: {cause}"))?;
    let target = exe.parent().and_then(|profile| profile.parent());
    target.map(PathBuf::from).ok_or_else(|| format!("`{}` does not lie in a target folder", exe.display()))
}

fn cargo(args: &[&str], env: &[(&str, &str)]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).envs(env.iter().copied()).current_dir(root());
    command
}

/// Runs cargo; its output goes to the screen.
pub fn run(args: &[&str], env: &[(&str, &str)]) -> Result<(), String> {
    succeed(cargo(args, env), &format!("cargo {}", args.join(" ")))
}

/// Runs a command that must succeed.
pub fn succeed(mut command: Command, name: &str) -> Result<(), String> {
    let status = command.status().map_err(|cause| format!("`{name}` cannot be started: {cause}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{name}` failed ({status})")) }
}

/// Runs cargo, shows its standard output and hands each line to `read`.
pub fn run_and_read(args: &[&str], env: &[(&str, &str)], mut read: impl FnMut(&str)) -> Result<(), String> {
    let name = format!("cargo {}", args.join(" "));
    let mut child = cargo(args, env)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|cause| format!("`{name}` cannot be started: {cause}"))?;
    if let Some(out) = child.stdout.take() {
        for line in BufReader::new(out).split(b'\n') {
            let line = line.map_err(|cause| format!("cannot read the output of `{name}`: {cause}"))?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            read(&line);
        }
    }
    let status = child.wait().map_err(|cause| format!("`{name}` cannot be waited for: {cause}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{name}` failed ({status})")) }
}
