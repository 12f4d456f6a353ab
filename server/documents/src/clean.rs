//! Text of users as it goes to paper.

use crate::fonts::Fonts;
use serde_json::Value;

/// Longer words get places where a line may end: nothing else would keep them out of the margin.
const LONG: usize = 36;

/// Cleans every text within a value. What users wrote can be anything; on paper it has to be text that a face has, in one
/// direction of reading, without characters that hide or reorder others.
pub(crate) fn clean(value: &mut Value, fonts: &Fonts) {
    match value {
        Value::String(text) => {
            if !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
                *text = text.chars().filter_map(|character| printable(character, fonts)).collect();
            }
            if text.len() > LONG {
                *text = breakable(text);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| clean(value, fonts)),
        // Targets of links are not printed.
        Value::Object(fields) => {
            fields.iter_mut().filter(|(name, _)| *name != "href").for_each(|(_, value)| clean(value, fonts));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The characters of a text that would be replaced for want of a face, each once, in order of appearance.
pub(crate) fn uncovered(value: &Value, fonts: &Fonts, found: &mut Vec<char>) {
    match value {
        Value::String(text) => {
            let missing =
                |character: &char| !hidden(*character) && !character.is_whitespace() && !fonts.covers(*character);
            for character in text.chars().filter(missing) {
                if !found.contains(&character) {
                    found.push(character);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| uncovered(value, fonts, found)),
        Value::Object(fields) => fields.values().for_each(|value| uncovered(value, fonts, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn printable(character: char, fonts: &Fonts) -> Option<char> {
    match character {
        ' '..='~' | '\u{a0}' => Some(character),
        character if hidden(character) => None,
        character if character.is_whitespace() || character.is_control() => Some(' '),
        character if fonts.covers(character) => Some(character),
        _ => Some(fonts.replacement()),
    }
}

/// Characters without a shape: marks of direction (they could reorder the figures beside a name), joiners, variation
/// selectors, tags and the like.
fn hidden(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Puts places to break (U+200B) into words that have none of their own for too long.
fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut run = 0;
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        out.push(character);
        // Lines end at spaces and after hyphens; figures hold together.
        run = if character == ' ' || character == '-' { 0 } else { run + 1 };
        let follows = rest.peek().is_some_and(|next| *next != ' ');
        if run >= LONG && follows && character.is_alphanumeric() {
            out.push('\u{200b}');
            run = 0;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn cleaned(text: &str) -> String {
        let mut value = json!([{ "name": text }]);
        clean(&mut value, &Fonts::embedded());
        value.pointer("/0/name").and_then(Value::as_str).map(str::to_owned).unwrap_or_default()
    }

    #[test]
    fn markup_stays_what_it_is() {
        let text = "#read(\"/x\") *x* $y$ \\ `";
        assert_eq!(cleaned(text), text);
    }

    #[test]
    fn what_reorders_or_hides_is_taken_out() {
        assert_eq!(cleaned("Anna\u{202e}greB\u{200b}\u{0}\n!"), "AnnagreB  !");
    }

    #[test]
    fn what_no_face_has_is_replaced_and_named() {
        let fonts = Fonts::embedded();
        assert_eq!(cleaned("Ann😀a"), format!("Ann{}a", fonts.replacement()));
        let mut found = Vec::new();
        uncovered(&json!(["Ann😀a 😀", "Łódź Ирина Ωμέγα"]), &fonts, &mut found);
        assert_eq!(found, ['😀']);
    }

    #[test]
    fn long_words_can_be_broken() {
        let word = "x".repeat(200);
        let cleaned = cleaned(&word);
        assert!(cleaned.split('\u{200b}').all(|part| part.chars().count() <= LONG));
        assert_eq!(cleaned.replace('\u{200b}', ""), word);
        assert_eq!(super::breakable("partnerbetreuung@nordlicht.example"), "partnerbetreuung@nordlicht.example");
    }
}
