//! Text that a spreadsheet would run as a formula.
//!
//! A cell of a CSV file that begins with `=`, `+`, `-`, `@`, a tab or a line break is a formula to spreadsheets, and
//! a formula can send the sheet elsewhere. Such text gets an apostrophe in front, which spreadsheets take as "this is
//! text". So that nothing is lost, text that has apostrophes before such a sign gets one more, and reading takes one
//! away. Numbers are not text and stay as they are. XLSX needs no apostrophe: its cells have a type.

/// Whether a spreadsheet takes text that begins so for a formula (OWASP, CSV injection).
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// The text as a CSV file carries it.
pub(super) fn guarded(text: &str) -> String {
    if is_formula(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// The text that a cell of a CSV file means.
pub(super) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}
