//! The folder of a scratch server, and removing those whose process is gone.
//!
//! Beside each folder lies a file that the process holds locked. The system gives the lock back when the process ends,
//! so a lock that can be had is one whose process is gone; numbers of processes, which come again, are not asked.

use crate::PostgresError;
use crate::programs::run;
use std::fs::{DirBuilder, File, Permissions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How the names of all folders and locks begin.
const PREFIX: &str = "compline-postgres-";
/// What the name of a lock ends with.
const LOCK: &str = ".lock";

/// A folder that belongs to this process.
#[derive(Debug)]
pub struct Folder {
    /// The folder.
    pub path: PathBuf,
    /// The file that says by its lock that the process lives.
    pub lock: PathBuf,
    /// Held, not read: the lock lasts as long as the file is open.
    _held: File,
}

impl Folder {
    /// Makes a folder below `base`. Everybody may enter it, only this user may write into it.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub fn make(base: &Path) -> Result<Self, PostgresError> {
        for number in 0_u32.. {
            let path = base.join(format!("{PREFIX}{}-{number}", std::process::id()));
            let lock = base.join(format!("{PREFIX}{}-{number}{LOCK}", std::process::id()));
            let file = match File::create_new(&lock) {
                Ok(file) => file,
                Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => continue,
                Err(cause) => return Err(PostgresError::file("make", lock, cause)),
            };
            // Another process may have taken the new file for a leftover; then it is gone, or about to go.
            if file.try_lock().is_err() || !lock.exists() {
                continue;
            }
            let made = DirBuilder::new().mode(0o755).create(&path);
            return match made {
                Ok(()) => Ok(Self { path, lock, _held: file }),
                Err(cause) => Err(PostgresError::file("make", path, cause)),
            };
        }
        Err(PostgresError::file("make a folder in", base, std::io::Error::other("all names are taken")))
    }
}

/// The first of the system's temporary folders that everybody may enter, if the server runs as somebody else.
///
/// # Errors
/// There is none.
pub fn base(by_somebody_else: bool) -> Result<PathBuf, PostgresError> {
    let own = std::env::temp_dir();
    if !by_somebody_else {
        return Ok(own);
    }
    let folders = vec![own, PathBuf::from("/tmp"), PathBuf::from("/var/tmp")];
    let found = folders.iter().find(|folder| enterable(folder)).cloned();
    found.ok_or(PostgresError::Closed { folders })
}

/// Whether everybody may enter a folder and all above it.
fn enterable(folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else { return false };
    folder.ancestors().all(|part| part.metadata().is_ok_and(|data| data.is_dir() && data.mode() & 0o001 != 0))
}

/// Stops servers and removes folders of processes that are gone. What belongs to another user stays.
///
/// # Errors
/// Something of one's own cannot be removed.
pub fn remove_leftovers(base: &Path) -> Result<(), PostgresError> {
    let entries = std::fs::read_dir(base).map_err(|cause| PostgresError::file("read", base, cause))?;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else { continue };
        let Some(name) = name.strip_suffix(LOCK) else { continue };
        let (lock, folder) = (entry.path(), base.join(name));
        // Unreadable: of another user. Locked: its process lives.
        let Ok(file) = File::options().read(true).write(true).open(&lock) else { continue };
        if file.try_lock().is_err() {
            continue;
        }
        stop(&folder.join("data"))?;
        remove(&folder)?;
        gone(std::fs::remove_file(&lock), &lock)?;
    }
    Ok(())
}

/// Removes a folder with all that is in it; one that is not there is fine.
///
/// # Errors
/// It cannot be removed.
pub fn remove(folder: &Path) -> Result<(), PostgresError> {
    // Two may be at it at once: the shell that held the server, and whoever tidies up.
    for _ in 0..5 {
        match std::fs::remove_dir_all(folder) {
            Err(cause) if cause.kind() == std::io::ErrorKind::DirectoryNotEmpty => {}
            done => return gone(done, folder),
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    gone(std::fs::remove_dir_all(folder), folder)
}

fn gone(done: std::io::Result<()>, path: &Path) -> Result<(), PostgresError> {
    match done {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(PostgresError::file("remove", path, cause)),
        _ => Ok(()),
    }
}

/// Stops the server that still runs on a data folder, if any.
fn stop(data: &Path) -> Result<(), PostgresError> {
    let Some(pid) = running(data) else { return Ok(()) };
    // QUIT: at once and without a checkpoint, since the data go anyway.
    let name = format!("kill -QUIT {pid}");
    let killed = run(Command::new("kill").args(["-QUIT", &pid]), &name);
    for _ in 0..100 {
        if running(data).is_none() {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    killed?;
    run(Command::new("kill").args(["-KILL", &pid]), &format!("kill -KILL {pid}")).map(drop)
}

/// The process that serves a data folder: its first line in `postmaster.pid`, if a process of that number has the
/// folder in its arguments. The number alone may meanwhile be anybody's.
fn running(data: &Path) -> Option<String> {
    let text = std::fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let pid = text.lines().next()?.trim().to_owned();
    let output = Command::new("ps").args(["-o", "args=", "-p", &pid]).output();
    let arguments = match std::fs::read(format!("/proc/{pid}/cmdline")) {
        Ok(arguments) => arguments,
        Err(_) => output.ok()?.stdout,
    };
    String::from_utf8_lossy(&arguments).contains(data.to_str()?).then_some(pid)
}

/// Makes a folder or a file of a user's own, which nobody else may read.
///
/// # Errors
/// The system refuses.
pub fn give(path: &Path, mode: u32, owner: Option<(u32, u32)>) -> Result<(), PostgresError> {
    let permitted = std::fs::set_permissions(path, Permissions::from_mode(mode));
    permitted.map_err(|cause| PostgresError::file("set the permissions of", path, cause))?;
    if let Some((user, group)) = owner {
        let given = std::os::unix::fs::chown(path, Some(user), Some(group));
        given.map_err(|cause| PostgresError::file("give away", path, cause))?;
    }
    Ok(())
}
