//! The scratch server from outside: what it hands out, and that nothing of it stays.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn each_test_gets_an_empty_database_of_its_own() {
    let one = compline_postgres::database("one name").unwrap();
    let two = compline_postgres::database("one name").unwrap();
    assert_ne!(one.url(), two.url());
    one.query("CREATE TABLE sale (id BIGINT PRIMARY KEY, amount BIGINT NOT NULL)").unwrap();
    one.query("INSERT INTO sale VALUES (1, -5), (2, 7)").unwrap();
    assert_eq!(one.query("SELECT id, amount FROM sale ORDER BY id").unwrap(), "1|-5\n2|7");
    let error = two.query("SELECT * FROM sale").unwrap_err().to_string();
    assert!(error.contains("SELECT * FROM sale") && error.contains("does not exist"), "{error}");
}

#[test]
fn a_database_goes_with_its_value_even_when_somebody_is_connected() {
    let kept = compline_postgres::database("kept").unwrap();
    let there = |name: &str| kept.query(&format!("SELECT 1 FROM pg_database WHERE datname = '{name}'")).unwrap();
    let gone = compline_postgres::database("gone").unwrap();
    let name = gone.name().to_owned();
    assert_eq!(there(&name), "1");
    let url = gone.url().to_owned();
    let sleeper = std::thread::spawn(move || compline_postgres::server().unwrap().query(&url, "SELECT pg_sleep(60)"));
    let count = format!("SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'");
    until("somebody is connected", || kept.query(&count).unwrap() == "1");
    drop(gone);
    assert_eq!(there(&name), "");
    sleeper.join().unwrap().unwrap_err();
}

#[test]
fn whoever_uses_a_database_owns_it_and_is_no_superuser() {
    // On a server elsewhere it is up to that server.
    let database = compline_postgres::database("rights").unwrap();
    let role = "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user";
    let expected = if std::env::var_os(compline_postgres::SERVER).is_some() { None } else { Some("f|f") };
    let found = database.query(role).unwrap();
    assert!(expected.is_none_or(|expected| found == expected), "{found}");
    database.query("CREATE SCHEMA own").unwrap();
}

#[test]
fn nothing_stays_when_the_process_is_killed() {
    let folder = temporary("killed");
    let mut child = Held::start(&folder);
    child.process.kill().unwrap();
    child.process.wait().unwrap();
    until("the server has ended", || TcpStream::connect(&child.address).is_err());
    until("the folder is empty", || empty(&folder));
    std::fs::remove_dir(&folder).unwrap();
}

#[test]
fn nothing_stays_when_the_process_ends_by_itself() {
    let folder = temporary("ended");
    let mut child = Held::start(&folder);
    drop(child.process.stdin.take());
    assert!(child.process.wait().unwrap().success());
    until("the server has ended", || TcpStream::connect(&child.address).is_err());
    until("the folder is empty", || empty(&folder));
    std::fs::remove_dir(&folder).unwrap();
}

#[test]
fn the_next_start_removes_what_a_killed_shell_could_not() {
    let folder = temporary("leftover");
    let mut child = Held::start(&folder);
    // First the shells that would tidy up, then the process: as when a machine runs out of memory.
    for shell in shells_of_server(&folder) {
        assert!(Command::new("kill").args(["-KILL", &shell]).status().unwrap().success());
    }
    child.process.kill().unwrap();
    child.process.wait().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(TcpStream::connect(&child.address).is_ok(), "the server was to be left over");
    // One that lives stays untouched by another start.
    let living = Held::start(&folder);
    until("the server that was left over has ended", || TcpStream::connect(&child.address).is_err());
    let next = Held::start(&folder);
    assert!(TcpStream::connect(&living.address).is_ok() && TcpStream::connect(&next.address).is_ok());
    drop((living, next));
    until("the folder is empty", || empty(&folder));
    std::fs::remove_dir(&folder).unwrap();
}

#[test]
fn a_server_elsewhere_is_used_and_tidied() {
    let elsewhere = compline_postgres::database("elsewhere").unwrap();
    let databases = "SELECT count(*) FROM pg_database WHERE datname LIKE 't_guest%'";
    let mut guest = program()
        .arg("guest")
        .env(compline_postgres::SERVER, elsewhere.url())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let url = first_line(&mut guest);
    assert!(url.contains("/t_guest_"), "{url}");
    assert_eq!(url.split('/').nth(2), elsewhere.url().split('/').nth(2));
    assert_eq!(elsewhere.query(databases).unwrap(), "1");
    drop(guest.stdin.take());
    assert!(guest.wait().unwrap().success());
    assert_eq!(elsewhere.query(databases).unwrap(), "0");
}

#[test]
fn a_server_elsewhere_that_is_none_is_named() {
    let failure = |url: &str| {
        let output = program().env(compline_postgres::SERVER, url).stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let message = failure("mysql://me:secret@db/x");
    assert!(message.contains("COMPLINE_TEST_POSTGRES") && message.contains("postgres://user"), "{message}");
    assert!(!message.contains("secret"), "{message}");
    let message = failure("postgres://me:secret@127.0.0.1:1/x");
    assert!(message.contains("port 1 failed") && !message.contains("secret"), "{message}");
}

/// A process that holds a scratch server in a temporary folder of its own.
struct Held {
    process: Child,
    address: String,
}

impl Held {
    fn start(folder: &Path) -> Self {
        let mut process = program()
            .env("TMPDIR", folder)
            .env_remove(compline_postgres::SERVER)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let address = first_line(&mut process);
        let address = address.split(['@', '/']).find(|part| part.starts_with("127.0.0.1:")).unwrap().to_owned();
        assert!(TcpStream::connect(&address).is_ok());
        Self { process, address }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn first_line(process: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    line
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_scratch-postgres"))
}

/// A folder that everybody may enter, as the user that runs the server is another one where tests run as root.
fn temporary(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("compline-test-{}-{name}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    folder
}

fn empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_none()
}

/// The shells that hold the only server in a folder: its parent, and those children of the parent that are not it.
fn shells_of_server(folder: &Path) -> Vec<String> {
    let servers: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    let file = std::fs::read_to_string(servers.first().unwrap().join("data/postmaster.pid")).unwrap();
    let server = file.lines().next().unwrap();
    let ps = |arguments: &[&str]| {
        let output = Command::new("ps").args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap().split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let parent = ps(&["-o", "ppid=", "-p", server]);
    let children = ps(&["-o", "pid=", "--ppid", parent.first().unwrap()]);
    parent.into_iter().chain(children.into_iter().filter(|child| child != server)).collect()
}

fn until(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(30), "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
