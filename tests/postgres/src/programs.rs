//! Finding the server's programs and running them as somebody who may.

use crate::PostgresError;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Where Debian and its relatives keep the server's programs, one folder per version, none of them in `PATH`.
const DEBIAN: &str = "/usr/lib/postgresql";
/// The programs that are needed; all from one folder, so that they are of one version.
const NEEDED: [&str; 3] = ["initdb", "postgres", "psql"];

/// The folder with the programs of the newest PostgreSQL that is installed.
///
/// # Errors
/// There is none.
pub fn server_programs() -> Result<PathBuf, PostgresError> {
    let folders = candidates(Path::new(DEBIAN), std::env::var_os("PATH").as_deref());
    choose(folders)
}

/// The folder with `psql`, which is all that a server elsewhere needs.
///
/// # Errors
/// There is none.
pub fn client_programs() -> Result<PathBuf, PostgresError> {
    let folders = candidates(Path::new(DEBIAN), std::env::var_os("PATH").as_deref());
    let found = folders.iter().find(|folder| folder.join("psql").is_file()).cloned();
    found.ok_or(PostgresError::Missing { program: "psql", folders })
}

fn choose(folders: Vec<PathBuf>) -> Result<PathBuf, PostgresError> {
    let complete = |folder: &&PathBuf| NEEDED.iter().all(|program| folder.join(program).is_file());
    if let Some(folder) = folders.iter().find(complete) {
        return Ok(folder.clone());
    }
    // Named is what is missing where most is there: a client without a server lacks `initdb`.
    let lacks = |program: &&&str| !folders.iter().any(|folder| folder.join(program).is_file());
    let program = NEEDED.iter().find(lacks).copied().unwrap_or("initdb");
    Err(PostgresError::Missing { program, folders })
}

/// Folders to look in: Debian's from the newest version on, the one that `pg_config` names, those of `PATH`.
fn candidates(debian: &Path, path: Option<&OsStr>) -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(debian)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    let mut folders: Vec<PathBuf> = versions.into_iter().map(|(_, folder)| folder).collect();
    folders.extend(configured());
    let path: Vec<PathBuf> = path.map(|path| std::env::split_paths(path).collect()).unwrap_or_default();
    // A link in `PATH` may lead to one program alone; its neighbours lie where it leads.
    let linked = path.iter().filter_map(|folder| folder.join("initdb").canonicalize().ok());
    let linked: Vec<PathBuf> = linked.filter_map(|program| program.parent().map(Path::to_owned)).collect();
    folders.extend(linked);
    folders.extend(path.into_iter().filter(|folder| folder.is_absolute()));
    let mut seen = std::collections::HashSet::new();
    folders.retain(|folder| seen.insert(folder.clone()));
    folders
}

fn configured() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !text.trim().is_empty()).then(|| PathBuf::from(text.trim()))
}

/// Runs a command to its end and gives back what it wrote to standard output.
///
/// # Errors
/// It cannot be started or fails; the error has what it wrote.
pub fn run(command: &mut Command, name: &str) -> Result<String, PostgresError> {
    let output = command.stdin(Stdio::null()).output().map_err(|cause| PostgresError::run(name, cause))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let Output { status, stdout, stderr } = output;
    let output = [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned()).join("\n");
    Err(PostgresError::Failed {
        program: name.to_owned(),
        status: status.to_string(),
        output: output.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;

    fn install(folder: &Path, programs: &[&str]) {
        std::fs::create_dir_all(folder).unwrap();
        for program in programs {
            std::fs::write(folder.join(program), "").unwrap();
        }
    }

    #[test]
    fn the_newest_complete_version_is_chosen() {
        let folder = std::env::temp_dir().join(format!("compline-programs-{}", std::process::id()));
        install(&folder.join("9/bin"), &NEEDED);
        install(&folder.join("15/bin"), &NEEDED);
        // Numbers, not texts: 9 is older than 15. Version 17 has only a client.
        install(&folder.join("17/bin"), &["psql"]);
        let chosen = choose(candidates(&folder, None)).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(chosen, folder.join("15/bin"));
    }

    #[test]
    fn what_is_missing_is_named_with_its_package() {
        let folder = std::env::temp_dir().join(format!("compline-client-{}", std::process::id()));
        install(&folder.join("17/bin"), &["psql"]);
        let message = choose(vec![folder.join("17/bin")]).unwrap_err().to_string();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(message.contains("`initdb`") && message.contains("apt-get install postgresql"), "{message}");
        assert!(message.contains(&format!("`{}`", folder.join("17/bin").display())), "{message}");
    }
}
