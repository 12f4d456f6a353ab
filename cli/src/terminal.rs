//! What the screen at hand can show.

use std::io::IsTerminal;

/// Whether diagnostics are coloured: on a terminal, unless the user asks for none
/// (<https://no-color.org>).
pub fn color() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
