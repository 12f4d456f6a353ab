//! Templates as `say!` reads them.

/// The template as it stands in the catalogues, and the names in it in their order, each once.
///
/// # Errors
/// Where braces are not paired, or hold something else than a name.
pub fn read(text: &str) -> Result<(String, Vec<String>), String> {
    let mut template = String::new();
    let mut names: Vec<String> = Vec::new();
    let mut position = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' if chars.peek() == Some(&c) => {
                chars.next();
                template.push(c);
            }
            '}' => return Err("a brace is closed that was not opened; write `}}` for a brace".to_owned()),
            '{' => {
                let mut name: String = chars.by_ref().take_while(|c| *c != '}').collect();
                if name.is_empty() {
                    name = position.to_string();
                    position += 1;
                }
                if !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
                    return Err(format!("`{{{name}}}` is no argument; write `{{{{` for a brace"));
                }
                template.push_str(&format!("{{{name}}}"));
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            c => template.push(c),
        }
    }
    Ok((template, names))
}
