//! Every dependency has a licence that `deny.toml` allows.

use crate::common::root;
use std::process::Command;

/// The licences that `deny.toml` lists.
fn allowed() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let (_, list) = text.split_once("allow = [").unwrap();
    let (list, _) = list.split_once(']').unwrap();
    list.split(',').map(|entry| entry.trim().trim_matches('"').to_owned()).filter(|entry| !entry.is_empty()).collect()
}

/// Whether one of the alternatives is allowed. Expressions of licences are `a OR b`, where a part may be
/// `(a OR b) AND c`; old ones write `a/b`.
fn fits(expression: &str, allowed: &[String]) -> bool {
    if let Some((left, right)) = expression.rsplit_once(" AND ") {
        return fits(left, allowed) && fits(right, allowed);
    }
    let plain = expression.trim().trim_start_matches('(').trim_end_matches(')').replace('/', " OR ");
    plain.split(" OR ").any(|licence| allowed.iter().any(|known| known == licence.trim()))
}

/// The platform at hand; packages of other platforms may not be there, and `cargo deny` looks at those.
fn platform() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

#[test]
fn licences_of_all_dependencies_are_allowed() {
    let allowed = allowed();
    assert!(allowed.iter().any(|licence| licence == "MIT"));
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", &platform()])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata.get("packages").and_then(|p| p.as_array()).unwrap();
    let wrong: Vec<String> = packages
        .iter()
        .map(|package| {
            let text = |key: &str| package.get(key).and_then(|v| v.as_str()).unwrap_or("none").to_owned();
            (text("name"), text("license"))
        })
        .filter(|(_, licence)| !fits(licence, &allowed))
        .map(|(name, licence)| format!("{name}: {licence}"))
        .collect();
    assert!(wrong.is_empty(), "not in the list of deny.toml:\n{}", wrong.join("\n"));
}

#[test]
fn licences_are_read_as_expressions() {
    let allowed = ["MIT".to_owned(), "Unicode-3.0".to_owned()];
    assert!(fits("MIT", &allowed) && fits("GPL-3.0 OR MIT", &allowed) && fits("Apache-2.0/MIT", &allowed));
    assert!(fits("(MIT OR Apache-2.0) AND Unicode-3.0", &allowed));
    assert!(!fits("(MIT OR Apache-2.0) AND OpenSSL", &allowed) && !fits("GPL-3.0", &allowed));
}
