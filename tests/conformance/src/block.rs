//! What the info string of a block says.

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text of a plan, whole or completed by a prelude.
    Plan,
    /// Plan text that compiles to the same program as the block before.
    Expansion,
    /// What the compiler says about the block before.
    Output,
    /// Not checked.
    Other,
}

/// The info string of a block, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info<'t> {
    /// What the block is.
    pub kind: Kind,
    /// `prelude=network`: completed by it.
    pub prelude: Option<&'t str>,
    /// `define=network`: is itself a prelude.
    pub define: Option<&'t str>,
    /// `name=seller`: other chapters refer to it.
    pub name: Option<&'t str>,
    /// `file=common/ranks.plan`: a file that other blocks of the chapter may name.
    pub file: Option<&'t str>,
}

/// Words for blocks that are not checked.
const OTHER: &[&str] = &["text", "console", "csv", "json", "markdown"];

/// Reads an info string.
///
/// # Errors
/// What cannot be read, in words.
pub fn read(info: &str) -> Result<Info<'_>, String> {
    let mut words = info.split_whitespace();
    let kind = match words.next() {
        Some("plan") => Kind::Plan,
        Some("expansion") => Kind::Expansion,
        Some("output") => Kind::Output,
        Some(other) if OTHER.contains(&other) => Kind::Other,
        Some(other) => {
            return Err(format!(
                "`{other}` is no kind of block; write plan, expansion, output or {}",
                OTHER.join(", ")
            ));
        }
        None => return Err("the block does not say what it is".to_owned()),
    };
    let mut out = Info { kind, prelude: None, define: None, name: None, file: None };
    for word in words {
        let slot = match word.split_once('=') {
            Some(("prelude", _)) => &mut out.prelude,
            Some(("define", _)) => &mut out.define,
            Some(("name", _)) => &mut out.name,
            Some(("file", _)) => &mut out.file,
            _ => return Err(format!("`{word}` is none of prelude=, define=, name=, file=")),
        };
        *slot = word.split_once('=').map(|(_, value)| value);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_an_info_string() {
        let info = read("plan prelude=shop name=first");
        assert_eq!(
            info,
            Ok(Info { kind: Kind::Plan, prelude: Some("shop"), define: None, name: Some("first"), file: None })
        );
        assert!(read("plann").is_err());
        assert!(read("plan prelud=x").is_err());
    }
}
