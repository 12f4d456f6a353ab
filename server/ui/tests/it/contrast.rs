//! Contrast of the pairs of colours, computed from the tokens (WCAG 2.2, relative luminance).

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../web/css/tokens.css");

/// A colour in sRGB.
type Colour = [u8; 3];

/// Tokens with their light and dark colours.
fn tokens() -> BTreeMap<&'static str, [Colour; 2]> {
    TOKENS
        .lines()
        .filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(#")?;
            let (light, rest) = value.split_once(", #")?;
            let dark = rest.split_once(')')?.0;
            Some((name, [colour(light), colour(dark)]))
        })
        .collect()
}

fn colour(hex: &str) -> Colour {
    let value = u32::from_str_radix(hex, 16).unwrap();
    let [_, red, green, blue] = value.to_be_bytes();
    [red, green, blue]
}

fn luminance(colour: Colour) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn check(pairs: impl IntoIterator<Item = (String, String)>, least: f64) {
    let tokens = tokens();
    let mut seen = 0;
    for (front, back) in pairs {
        for theme in [0, 1] {
            let found = contrast(tokens[front.as_str()][theme], tokens[back.as_str()][theme]);
            assert!(found >= least, "--{front} on --{back}, theme {theme}: {found:.2} is below {least}");
            seen += 1;
        }
    }
    assert!(seen > 0);
}

fn pair(front: &str, back: &str) -> (String, String) {
    (front.to_owned(), back.to_owned())
}

#[test]
fn black_on_white_is_known() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
}

#[test]
fn texts_can_be_read() {
    let backs = ["surface", "canvas", "raised", "hover"];
    let fronts = ["text", "text-2", "text-3", "accent", "loss", "gain"];
    check(fronts.iter().flat_map(|front| backs.map(|back| pair(front, back))), 4.5);
    check(["sunken", "accent-weak", "changed-from", "changed-to"].map(|back| pair("text", back)), 4.5);
    check(["sunken", "accent-weak", "changed-from", "changed-to"].map(|back| pair("text-2", back)), 4.5);
    check([pair("on-accent", "accent"), pair("on-accent", "accent-strong"), pair("info-fg", "accent-weak")], 4.5);
}

#[test]
fn states_can_be_read() {
    let tones = ["neutral", "info", "review", "warn", "held", "ok", "bad"];
    check(tones.map(|tone| (format!("{tone}-fg"), format!("{tone}-bg"))), 4.5);
    check(tones.map(|tone| ("text".to_owned(), format!("{tone}-bg"))), 4.5);
    check(tones.map(|tone| (format!("{tone}-fg"), "surface".to_owned())), 4.5);
}

#[test]
fn ranks_can_be_read() {
    check((1..=4).map(|step| ("rank-weak-text".to_owned(), format!("rank-{step}"))), 4.5);
    check((5..=8).map(|step| ("rank-strong-text".to_owned(), format!("rank-{step}"))), 4.5);
}

#[test]
fn borders_and_branches_can_be_seen() {
    check([pair("control", "surface"), pair("control", "canvas")], 3.0);
    check((1..=6).map(|branch| (format!("branch-{branch}"), "surface".to_owned())), 3.0);
}
