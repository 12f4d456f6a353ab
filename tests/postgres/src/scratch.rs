//! A server of one's own: made, started, held by a shell that outlives the process by a moment.

use crate::PostgresError;
use crate::folder::{self, Folder};
use crate::programs::{self, run};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// The superuser of a scratch server, which makes databases and roles.
pub const ADMINISTRATOR: &str = "administrator";
/// The role that owns the databases. No superuser, since the product must not need one; it may make databases, so
/// that a scratch server can stand for one elsewhere ([`crate::SERVER`]).
pub const OWNER: &str = "compline";

/// How long the server may take until it is ready. It takes less than a second; a busy machine needs more.
const READY: Duration = Duration::from_secs(60);
/// How often a port that somebody else took in the meantime is replaced by another one.
const PORTS: u32 = 5;

/// Settings of the server. Nothing is synced: what a crash of the machine would lose is scratch. The time zone lies
/// far from Greenwich, so that a date computed in the session's zone is a wrong one for half of the day.
const SETTINGS: [&str; 10] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "max_wal_size=1GB",
    "logging_collector=off",
    "log_timezone=UTC",
    "timezone=<+13>-13",
];

/// Starts the server, waits for it to end or for its starter to end, and removes everything. Arguments: the folder,
/// its lock, and the command of the server. The starter holds the other end of standard input and never writes.
///
/// Its own signals are ignored: who presses Ctrl-C wants the tests to end, and this then follows by itself.
const HOLD: &str = r#"
trap '' INT HUP TERM
folder=$1 lock=$2; shift 2
exec 3<&0
"$@" >"$folder/log" 2>&1 </dev/null 3<&- &
server=$!
{ cat >/dev/null; kill -QUIT "$server"; } <&3 2>/dev/null &
starter=$!
wait "$server"; echo $? >"$folder/ended"
wait "$starter"
rm -rf "$folder"; rm -f "$lock"
"#;

/// A running scratch server.
#[derive(Debug)]
pub struct Scratch {
    /// Its port on 127.0.0.1.
    pub port: u16,
    /// The password of both roles.
    pub password: String,
    /// Where `psql` lies.
    pub programs: PathBuf,
    _folder: Folder,
    /// The server runs as long as this end is open.
    _hold: ChildStdin,
}

impl Scratch {
    /// Makes and starts a server.
    ///
    /// # Errors
    /// There are no programs for it, or it does not start.
    pub fn start() -> Result<Self, PostgresError> {
        let programs = programs::server_programs()?;
        let user = User::find()?;
        let base = folder::base(user.is_other())?;
        folder::remove_leftovers(&base)?;
        let mut attempt = 1;
        loop {
            match Self::start_in(&base, &programs, &user) {
                Err(PostgresError::Start { log, .. }) if log.contains("in use") && attempt < PORTS => attempt += 1,
                done => return done,
            }
        }
    }

    fn start_in(base: &Path, programs: &Path, user: &User) -> Result<Self, PostgresError> {
        let folder = Folder::make(base)?;
        let made = make_cluster(&folder, programs, user).and_then(|password| Ok((password, free_port()?)));
        let (password, port) = match made {
            Ok(made) => made,
            Err(error) => {
                // Nobody holds the folder yet.
                folder::remove(&folder.path)?;
                let removed = std::fs::remove_file(&folder.lock);
                removed.map_err(|cause| PostgresError::file("remove", &folder.lock, cause))?;
                return Err(error);
            }
        };
        let hold = hold(&folder, programs, user, port)?;
        wait_until_ready(&folder.path)?;
        Ok(Self { port, password, programs: programs.to_owned(), _folder: folder, _hold: hold })
    }
}

/// Makes the files of an empty server; gives back the password.
fn make_cluster(folder: &Folder, programs: &Path, user: &User) -> Result<String, PostgresError> {
    let data = folder.path.join("data");
    std::fs::create_dir(&data).map_err(|cause| PostgresError::file("make", &data, cause))?;
    folder::give(&data, 0o700, user.owner())?;
    let password = random_password()?;
    let secret = folder.path.join("password");
    std::fs::File::create_new(&secret).map_err(|cause| PostgresError::file("make", &secret, cause))?;
    folder::give(&secret, 0o600, user.owner())?;
    std::fs::write(&secret, &password).map_err(|cause| PostgresError::file("write", &secret, cause))?;
    let mut command = user.command(&programs.join("initdb"));
    // The same order of texts everywhere, whatever language the machine speaks.
    command.args(["--no-locale", "--encoding=UTF8", "--no-sync", "--auth=scram-sha-256", "--username", ADMINISTRATOR]);
    command.arg("--pgdata").arg(&data).arg("--pwfile").arg(&secret).current_dir(&folder.path);
    run(&mut command, "initdb")?;
    std::fs::remove_file(&secret).map_err(|cause| PostgresError::file("remove", &secret, cause))?;
    Ok(password)
}

fn hold(folder: &Folder, programs: &Path, user: &User, port: u16) -> Result<ChildStdin, PostgresError> {
    let data = folder.path.join("data");
    let server = user.command(&programs.join("postgres"));
    let mut command = Command::new("sh");
    command.args(["-c", HOLD, "hold"]).arg(&folder.path).arg(&folder.lock);
    command.arg(server.get_program()).args(server.get_args());
    command.arg("-D").arg(&data).arg("-p").arg(port.to_string());
    command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
    // A group of its own, since Ctrl-C goes to a whole group; no output, since who reads the output of tests waits
    // until all who could write to it have ended.
    command.process_group(0).current_dir(&folder.path);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let child = command.spawn().map_err(|cause| PostgresError::run("sh", cause))?;
    child.stdin.ok_or_else(|| PostgresError::run("sh", std::io::Error::other("it has no standard input")))
}

/// Waits until the server says in its own file that it takes connections.
fn wait_until_ready(folder: &Path) -> Result<(), PostgresError> {
    let start = Instant::now();
    let failed = |what: String| {
        let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        let tail: Vec<&str> = log.lines().rev().take(20).collect();
        PostgresError::Start { what, log: tail.into_iter().rev().collect::<Vec<_>>().join("\n") }
    };
    loop {
        // The eighth line has the state since PostgreSQL 10.
        let file = std::fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
        if file.lines().nth(7).is_some_and(|state| state.trim() == "ready") {
            return Ok(());
        }
        if let Ok(status) = std::fs::read_to_string(folder.join("ended")) {
            return Err(failed(format!("ended at once (exit code {})", status.trim())));
        }
        if start.elapsed() > READY {
            return Err(failed(format!("was not ready after {} s", READY.as_secs())));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A port that is free now.
fn free_port() -> Result<u16, PostgresError> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    port.map(|address| address.port()).map_err(|cause| PostgresError::file("find a free port on", "127.0.0.1", cause))
}

/// 128 bits from the system, as hexadecimal digits. The server listens where every user of the machine can connect.
fn random_password() -> Result<String, PostgresError> {
    let source = Path::new("/dev/urandom");
    let unreadable = |cause| PostgresError::file("read", source, cause);
    let mut bytes = [0; 16];
    let mut file = std::fs::File::open(source).map_err(unreadable)?;
    std::io::Read::read_exact(&mut file, &mut bytes).map_err(unreadable)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Who runs the server: PostgreSQL refuses to be run by root.
#[derive(Clone, Debug)]
enum User {
    /// Whoever runs the tests.
    Same,
    /// Another user, and the program that changes to it.
    Other { name: &'static str, user: u32, group: u32, by: &'static str },
}

impl User {
    fn find() -> Result<Self, PostgresError> {
        if id(&["-u"])? != 0 {
            return Ok(Self::Same);
        }
        // The package makes a user `postgres`; programs from elsewhere may come without.
        let name = if id(&["-u", "postgres"]).is_ok() { "postgres" } else { "nobody" };
        let (user, group) = (id(&["-u", name])?, id(&["-g", name])?);
        let there = |program: &&&str| Command::new(program).arg("--version").output().is_ok();
        match ["setpriv", "runuser"].iter().find(there) {
            Some(by) => Ok(Self::Other { name, user, group, by }),
            None => Err(PostgresError::Root { user: name }),
        }
    }

    fn is_other(&self) -> bool {
        matches!(self, Self::Other { .. })
    }

    fn owner(&self) -> Option<(u32, u32)> {
        match self {
            Self::Same => None,
            Self::Other { user, group, .. } => Some((*user, *group)),
        }
    }

    /// A command that this user runs.
    fn command(&self, program: &Path) -> Command {
        let Self::Other { name, by, .. } = self else { return Command::new(program) };
        let mut command = Command::new(by);
        match *by {
            // Becomes the program, so that its process is the one that was started.
            "setpriv" => command.args(["--reuid", name, "--regid", name, "--init-groups", "--"]),
            _ => command.args(["-u", name, "--"]),
        };
        command.arg(program);
        command
    }
}

fn id(arguments: &[&str]) -> Result<u32, PostgresError> {
    let text = run(Command::new("id").args(arguments), &format!("id {}", arguments.join(" ")))?;
    let wrong = || PostgresError::run("id", std::io::Error::other(format!("it says `{}`, not a number", text.trim())));
    text.trim().parse().map_err(|_| wrong())
}
