//! What the other tasks need beyond Rust, a C compiler and Node: packages of the web, and programs of the system.

use crate::{cargo, npm};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a task needs.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Needs {
    /// Rust alone.
    Nothing,
    /// What the binary contains: styles, scripts, fonts.
    Assets,
    /// That, and the programs that tests drive.
    TestTools,
}

/// A program of the system that tests drive.
struct Tool {
    /// What it is for.
    purpose: &'static str,
    /// Names under which it may be installed; one of them suffices.
    programs: &'static [&'static str],
    /// Debian's package.
    package: &'static str,
}

const TOOLS: [Tool; 4] = [
    Tool {
        purpose: "browser tests",
        programs: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
        package: "chromium",
    },
    Tool { purpose: "tests on PostgreSQL", programs: &["initdb"], package: "postgresql" },
    Tool { purpose: "reading of PDF files", programs: &["pdftotext"], package: "poppler-utils" },
    Tool { purpose: "checks of XML against its schema", programs: &["xmllint"], package: "libxml2-utils" },
];

/// Where Debian keeps PostgreSQL's programs, a folder for each version, none of them in `PATH`.
const POSTGRES: &str = "/usr/lib/postgresql";
/// Where apt keeps the lists of packages.
const LISTS: &str = "/var/lib/apt/lists";

/// Gets what a task needs; what is there already costs nothing.
pub fn run(needs: Needs) -> Result<(), String> {
    if needs >= Needs::Assets {
        npm::install_and_build("server/ui/web", "dist")?;
    }
    if needs >= Needs::TestTools {
        npm::install("tests/browser")?;
        tools()?;
    }
    Ok(())
}

/// Installs the programs that are missing, or says how to.
fn tools() -> Result<(), String> {
    let missing: Vec<&Tool> = TOOLS.iter().filter(|tool| find(tool.programs).is_none()).collect();
    if missing.is_empty() {
        println!("setup: programs of the system: all there");
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|tool| tool.package).collect();
    let list: Vec<String> = missing
        .iter()
        .map(|tool| format!("`{}` for {} (Debian: `{}`)", tool.programs.join("` or `"), tool.purpose, tool.package))
        .collect();
    let by_hand = |why: &str| {
        format!(
            "these programs are missing:\n         {}\n       {why}\n       help: apt-get install {}",
            list.join("\n         "),
            packages.join(" ")
        )
    };
    if find(&["apt-get"]).is_none() {
        return Err(by_hand("there is no `apt-get` here; other systems have the programs under similar names"));
    }
    let Some(rights) = rights() else {
        return Err(by_hand("this user may not install packages (no root, and `sudo` asks for a password)"));
    };
    println!("setup: installing {}", packages.join(", "));
    if !has_lists() {
        apt(rights, &["update"])?;
    }
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(&packages);
    if let Err(message) = apt(rights, &install) {
        // Old lists name versions that the mirrors no longer have.
        println!("setup: {message}; trying again with fresh lists");
        apt(rights, &["update"])?;
        apt(rights, &install)?;
    }
    match missing.iter().find(|tool| find(tool.programs).is_none()) {
        None => Ok(()),
        Some(tool) => Err(format!(
            "the package `{}` is installed, but none of `{}` can be found; put its folder into `PATH`",
            tool.package,
            tool.programs.join("`, `")
        )),
    }
}

/// What apt-get has to be called with: nothing for root, `sudo` where that asks for no password.
fn rights() -> Option<&'static [&'static str]> {
    let output = Command::new("id").arg("-u").output().ok()?;
    if output.stdout.trim_ascii() == b"0" {
        return Some(&[]);
    }
    let mut sudo = Command::new("sudo");
    sudo.args(["-n", "true"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    sudo.status().is_ok_and(|status| status.success()).then_some(&["sudo", "-n"])
}

/// Runs apt-get without questions; its progress goes to the screen. Waits for others who are installing.
fn apt(rights: &[&str], args: &[&str]) -> Result<(), String> {
    let words = rights.iter().copied().chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    let words: Vec<&str> = words.chain(["-o", "DPkg::Lock::Timeout=600"]).chain(args.iter().copied()).collect();
    let Some((program, rest)) = words.split_first() else { return Ok(()) };
    let mut command = Command::new(program);
    command.args(rest).stdin(Stdio::null());
    cargo::succeed(command, &format!("apt-get {}", args.join(" ")))
}

fn has_lists() -> bool {
    let entries = std::fs::read_dir(LISTS).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name().to_string_lossy().contains("_Packages"))
}

/// The first of some programs that is installed.
fn find(programs: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = std::fs::read_dir(POSTGRES).into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let folders: Vec<PathBuf> = std::env::split_paths(&path).chain(versions).collect();
    let places = programs.iter().flat_map(|program| folders.iter().map(move |folder| folder.join(program)));
    places.into_iter().find(|place: &PathBuf| is_program(place))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.with_extension("exe").is_file()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;

    #[test]
    fn a_program_is_a_file_that_can_be_run() {
        assert!(find(&["no-such-program", "sh"]).is_some_and(|path| path.ends_with("sh")));
        assert!(find(&["no-such-program"]).is_none());
        let folder = std::env::temp_dir().join(format!("compline-setup-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("text");
        std::fs::write(&file, "").unwrap();
        assert!(!is_program(&file) && !is_program(&folder));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn each_need_includes_those_below() {
        assert!(Needs::Nothing < Needs::Assets && Needs::Assets < Needs::TestTools);
    }
}
