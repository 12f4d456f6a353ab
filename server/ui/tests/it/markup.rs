//! A small reader of HTML: enough for what maud writes, and strict about it.

/// A tag with the names and values of its attributes.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag {
    pub name: String,
    pub closing: bool,
    pub attributes: Vec<(String, String)>,
}

const VOID: [&str; 6] = ["input", "img", "link", "meta", "br", "hr"];

/// All tags of a text, in order; every tag that opens must close.
pub fn tags(text: &str) -> Vec<Tag> {
    let mut rest = text;
    let mut tags = Vec::new();
    let mut open: Vec<String> = Vec::new();
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        if rest.starts_with("!DOCTYPE") {
            continue;
        }
        let (tag, after) = tag(rest);
        rest = after;
        match (tag.closing, VOID.contains(&tag.name.as_str())) {
            (true, _) => assert_eq!(open.pop().as_ref(), Some(&tag.name), "closed out of order"),
            (false, false) => open.push(tag.name.clone()),
            (false, true) => {}
        }
        tags.push(tag);
    }
    assert!(open.is_empty(), "left open: {open:?}");
    tags
}

fn tag(text: &str) -> (Tag, &str) {
    let closing = text.starts_with('/');
    let text = text.trim_start_matches('/');
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap();
    assert!(end > 0, "a `<` that begins no tag: {text:.40}");
    let (name, mut rest) = text.split_at(end);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('>') {
            return (Tag { name: name.to_owned(), closing, attributes }, after);
        }
        let end = rest.find(['=', ' ', '>']).unwrap();
        let (key, after) = rest.split_at(end);
        assert!(
            key.chars().all(|c| c.is_ascii_alphanumeric() || "-:_".contains(c)) && !key.is_empty(),
            "attribute `{key}`"
        );
        match after.strip_prefix("=\"") {
            Some(value) => {
                let (value, after) = value.split_once('"').unwrap();
                attributes.push((key.to_owned(), value.to_owned()));
                rest = after;
            }
            None => {
                attributes.push((key.to_owned(), String::new()));
                rest = after;
            }
        }
    }
}

/// Tags and names of attributes, without values: what a text must not be able to change.
pub fn shape(text: &str) -> Vec<String> {
    tags(text)
        .into_iter()
        .map(|tag| {
            let names: Vec<_> = tag.attributes.into_iter().map(|(name, _)| name).collect();
            format!("{}{} {}", if tag.closing { "/" } else { "" }, tag.name, names.join(" "))
        })
        .collect()
}

/// A text with a line for each tag, so that a changed snapshot shows what has changed; hashes of assets taken out.
pub fn readable(text: &str) -> String {
    let mut lines = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("><") {
        lines.push_str(before);
        lines.push_str(">\n<");
        rest = after;
    }
    lines.push_str(rest);
    let mut plain = String::new();
    let mut rest = lines.as_str();
    while let Some((before, after)) = rest.split_once("?v=") {
        plain.push_str(before);
        rest = after.trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    plain + rest
}
