//! What holds for every component, and what each writes.

use crate::markup::{readable, shape, tags};
use crate::samples;
use compline_ui::chart::{Drawing, ScaleError};
use compline_ui::{Field, Form, Stacked, Words};

const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onclick='alert(1)",
    "\" autofocus onfocus=\"alert(1)",
    "</textarea></title></style><script>",
    "<!-- --><svg onload=alert(1)>",
    "&lt;script&gt; &amp; &quot;",
    "{{7*7}} ${7*7} <a style=\"color:red\">",
];

#[test]
fn no_text_changes_the_shape_of_what_is_written() {
    let words = Words::german();
    for hostile in HOSTILE {
        // As long as the hostile text, because drawings leave room by the length of their words.
        let harmless = "x".repeat(hostile.chars().count());
        let expected = samples::all(&words, &harmless);
        for ((name, harmless), (_, written)) in expected.iter().zip(samples::all(&words, hostile)) {
            assert_eq!(shape(&written), shape(harmless), "{name} with `{hostile}`");
        }
    }
}

#[test]
fn nothing_written_needs_an_exception_from_the_policy() {
    let words = Words::german();
    for (name, written) in samples::all(&words, "Text") {
        for tag in tags(&written) {
            for (attribute, value) in &tag.attributes {
                assert!(attribute != "style" && !attribute.starts_with("on"), "{name}: {attribute} in {tag:?}");
                assert!(!attribute.starts_with("hx-on") && attribute != "hx-vals", "{name}: {attribute} in {tag:?}");
                assert!(!(attribute == "hx-trigger" && value.contains('[')), "{name}: a filter in {tag:?}");
            }
            assert_ne!(tag.name, "style", "{name}");
            let inline = tag.name == "script" && !tag.closing && !tag.attributes.iter().any(|(name, _)| name == "src");
            assert!(!inline, "{name}: a script without an address");
        }
    }
}

#[test]
fn every_reference_has_its_target() {
    let words = Words::german();
    for (name, written) in samples::all(&words, "text") {
        let all = tags(&written);
        let ids: Vec<_> =
            all.iter().flat_map(|tag| &tag.attributes).filter(|(key, _)| key == "id").map(|(_, id)| id).collect();
        for (key, value) in all.iter().flat_map(|tag| &tag.attributes) {
            if matches!(key.as_str(), "aria-labelledby" | "aria-describedby") || (key == "for") {
                for id in value.split(' ') {
                    assert!(ids.iter().any(|known| *known == id), "{name}: {key}=\"{id}\" leads nowhere");
                }
            }
        }
    }
}

#[test]
fn every_input_is_named() {
    let words = Words::german();
    for (name, written) in samples::all(&words, "text") {
        let all = tags(&written);
        let labelled: Vec<_> =
            all.iter().flat_map(|tag| &tag.attributes).filter(|(key, _)| key == "for").map(|(_, id)| id).collect();
        for tag in all.iter().filter(|tag| !tag.closing && matches!(tag.name.as_str(), "input" | "select" | "textarea"))
        {
            let get = |key: &str| tag.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value);
            let named = get("aria-label").is_some() || get("id").is_some_and(|id| labelled.contains(&id));
            let hidden = get("type").is_some_and(|kind| kind == "hidden");
            let wrapped = get("name").is_some_and(|name| name == "all");
            assert!(named || hidden || wrapped, "{name}: {tag:?}");
        }
    }
}

#[test]
fn components_are_written_as_before() {
    let words = Words::german();
    for (name, written) in samples::all(&words, "Text") {
        insta::assert_snapshot!(name, readable(&written));
    }
}

#[test]
fn both_languages_are_complete() {
    for words in [Words::german(), Words::english()] {
        for (name, written) in samples::all(&words, "x") {
            assert!(!written.contains("ui-"), "{name} shows a key");
        }
    }
    assert_ne!(Words::german(), Words::english());
}

#[test]
fn errors_are_gathered_in_the_words_of_the_fields() {
    let words = Words::english();
    let fine = Form::new(&words, "/").field(Field::text(&words, "name", "Name"));
    assert!(!fine.has_errors());
    let form = fine.field(Field::iban(&words, "iban", "IBAN").value("DE1").error("The IBAN has 3 characters."));
    assert!(form.has_errors());
    let text = maud::Render::render(&form).into_string();
    assert_eq!(text.matches("The IBAN has 3 characters.").count(), 2);
    assert!(text.contains("href=\"#field-iban\"") && text.contains("value=\"DE1\""));
    assert!(text.contains("aria-invalid=\"true\""));
}

#[test]
fn a_chart_beyond_its_axis_is_an_error_that_says_so() {
    let format = |value: i64| value.to_string();
    let stacked = Stacked::new(["a"], &format, &format).part("x", [i64::MAX], []).part("y", [1], []);
    let error = stacked.draw("id", "", 400).map(|_| ()).unwrap_err();
    assert_eq!(error, ScaleError::Sum { column: 1 });
    assert_eq!(
        error.to_string(),
        "the parts of column `1` add up to more than 64 bits hold; draw them in a greater unit"
    );
}
