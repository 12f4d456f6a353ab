//! Packages of the npm registry: installed and built only when what they are made from has changed.

use crate::cargo;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The oldest Node that will do: its test runner and its `fetch` are used.
const NODE: u32 = 20;
/// Folders inside of a package that are made and not written.
const MADE: [&str; 2] = ["node_modules", "dist"];

/// Installs a folder's packages, as its lock file says.
pub fn install(folder: &str) -> Result<(), String> {
    node()?;
    let path = cargo::root().join(folder);
    let inputs = ["package.json", "package-lock.json"].map(|name| path.join(name));
    let made = path.join("node_modules");
    once(&stamps()?, &format!("npm ci in {folder}"), &inputs, &made, || npm(&path, &["ci", "--no-audit", "--no-fund"]))
}

/// Installs a folder's packages and builds what it makes of them in `output`, a folder inside.
pub fn install_and_build(folder: &str, output: &str) -> Result<(), String> {
    install(folder)?;
    let path = cargo::root().join(folder);
    let mut inputs = Vec::new();
    sources(&path, &mut inputs)?;
    inputs.sort();
    let name = format!("npm run build in {folder}");
    once(&stamps()?, &name, &inputs, &path.join(output), || npm(&path, &["run", "build"]))
}

fn stamps() -> Result<PathBuf, String> {
    Ok(cargo::target_dir()?.join("xtask"))
}

/// Does work unless it has been done with the same inputs and its result is still there. `stamps` is the folder that
/// remembers.
fn once(
    stamps: &Path,
    name: &str,
    inputs: &[PathBuf],
    result: &Path,
    work: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let stamp = stamps.join(name.chars().map(plain).collect::<String>());
    let now = hash(inputs)?;
    let filled = std::fs::read_dir(result).is_ok_and(|mut entries| entries.next().is_some());
    if filled && std::fs::read_to_string(&stamp).is_ok_and(|then| then == now) {
        println!("setup: {name}: done before");
        return Ok(());
    }
    println!("setup: {name}");
    // Gone while the work is under way, so that half of it does not count.
    if stamp.exists() {
        std::fs::remove_file(&stamp).map_err(|cause| format!("cannot remove `{}`: {cause}", stamp.display()))?;
    }
    work()?;
    std::fs::create_dir_all(stamps).map_err(|cause| format!("cannot make `{}`: {cause}", stamps.display()))?;
    std::fs::write(&stamp, now).map_err(|cause| format!("cannot write `{}`: {cause}", stamp.display()))
}

/// Names and contents of files as one number: FNV-1a (Fowler, Noll, Vo) of 64 bits. It is to notice changes, not attacks.
fn hash(files: &[PathBuf]) -> Result<String, String> {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for file in files {
        let bytes = std::fs::read(file).map_err(|cause| format!("cannot read `{}`: {cause}", file.display()))?;
        // Lengths part the pieces: the end of one file is not the beginning of the next.
        for piece in [file.as_os_str().as_encoded_bytes(), &bytes] {
            add(&piece.len().to_le_bytes());
            add(piece);
        }
    }
    Ok(format!("{hash:016x}"))
}

/// All files that someone wrote.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let unreadable = |cause: std::io::Error| format!("cannot read `{}`: {cause}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().map_err(unreadable)?;
        if kind.is_dir() && !MADE.iter().any(|made| entry.file_name() == *made) {
            sources(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// Node and npm are there and new enough.
fn node() -> Result<(), String> {
    let help = format!("install Node.js {NODE} or later with npm (Debian: `apt-get install nodejs npm`)");
    for program in ["node", "npm"] {
        let version = Command::new(program).arg("--version").stdin(Stdio::null()).output();
        let Ok(version) = version else { return Err(format!("`{program}` is missing: {help}")) };
        let text = String::from_utf8_lossy(&version.stdout).trim().to_owned();
        let major = text.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
        if program == "node" && major.is_none_or(|major| major < NODE) {
            return Err(format!("this is Node.js `{text}`: {help}"));
        }
    }
    Ok(())
}

fn npm(folder: &Path, args: &[&str]) -> Result<(), String> {
    let mut command = Command::new("npm");
    command.args(args).current_dir(folder).stdin(Stdio::null());
    cargo::succeed(command, &format!("npm {} (in {})", args.join(" "), folder.display()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;
    use std::cell::Cell;

    #[test]
    fn work_is_done_again_when_inputs_change_or_the_result_is_gone() {
        let folder = std::env::temp_dir().join(format!("compline-npm-{}", std::process::id()));
        let (input, result) = (folder.join("input"), folder.join("result"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&input, "1").unwrap();
        let times = Cell::new(0);
        let run = |fails: bool| {
            let work = || {
                times.set(times.get() + 1);
                std::fs::create_dir_all(result.join("made")).unwrap();
                if fails { Err("no".to_owned()) } else { Ok(()) }
            };
            once(&folder.join("stamps"), "work", std::slice::from_ref(&input), &result, work)
        };
        run(false).unwrap();
        run(false).unwrap();
        assert_eq!(times.get(), 1);
        std::fs::write(&input, "2").unwrap();
        run(false).unwrap();
        assert_eq!(times.get(), 2);
        std::fs::remove_dir_all(&result).unwrap();
        run(false).unwrap();
        assert_eq!(times.get(), 3);
        // What failed has not been done, although it left a result.
        std::fs::write(&input, "3").unwrap();
        run(true).unwrap_err();
        std::fs::write(&input, "2").unwrap();
        run(false).unwrap();
        assert_eq!(times.get(), 5);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn the_hash_is_the_published_one_and_sees_names() {
        assert_eq!(hash(&[]).unwrap(), "cbf29ce484222325");
        let folder = std::env::temp_dir().join(format!("compline-hash-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("node_modules")).unwrap();
        for name in ["a", "b", "node_modules/c"] {
            std::fs::write(folder.join(name), "same").unwrap();
        }
        let one = |name: &str| hash(&[folder.join(name)]).unwrap();
        assert!(one("a") != one("b") && one("a") == one("a"));
        let mut files = Vec::new();
        sources(&folder, &mut files).unwrap();
        files.sort();
        assert_eq!(files, [folder.join("a"), folder.join("b")]);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
