//! Making a failing case smaller while it fails in the same way.

use crate::case::{Case, Failure};

/// Most attempts.
const ATTEMPTS: usize = 1_500;

/// A smaller case and plan that fail in the same way: first a smaller size of the same seed, then fewer partners, items,
/// lines and brackets.
pub fn shrink(case: Case, failure: &Failure) -> (Case, String, Failure) {
    let mut shrinker = Shrinker { case, text: case.plan().text(), failure: failure.clone(), left: ATTEMPTS };
    for size in 1..case.size {
        let smaller = Case { size, ..case };
        if shrinker.try_case(smaller, &smaller.plan().text()) {
            break;
        }
    }
    loop {
        let before = shrinker.text.clone();
        shrinker.fewer_partners();
        shrinker.fewer_items();
        shrinker.fewer_lines();
        shrinker.fewer_brackets();
        shrinker.fewer_clauses();
        if shrinker.text == before || shrinker.left == 0 {
            return (shrinker.case, shrinker.text, shrinker.failure);
        }
    }
}

struct Shrinker {
    case: Case,
    text: String,
    failure: Failure,
    left: usize,
}

impl Shrinker {
    /// Takes a case and text instead, if they fail in the same way.
    fn try_case(&mut self, case: Case, text: &str) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        match case.run_text(text) {
            Err(failure) if failure.class() == self.failure.class() => {
                (self.case, self.text, self.failure) = (case, text.to_owned(), failure);
                true
            }
            _ => false,
        }
    }

    fn try_text(&mut self, text: &str) -> bool {
        text != self.text && self.try_case(self.case, text)
    }

    fn fewer_partners(&mut self) {
        for partners in [1, 2, 3, 4, 6, 10, 20, 40] {
            if partners < self.case.partners && self.try_case(Case { partners, ..self.case }, &self.text.clone()) {
                return;
            }
        }
    }

    /// Leaves out parts between separators, many at a time first.
    fn fewer(&mut self, parts: impl Fn(&str) -> Vec<String>, join: &str) {
        let mut width = parts(&self.text).len() / 2;
        while width > 0 {
            let mut at = 0;
            loop {
                let all = parts(&self.text);
                if at >= all.len() {
                    break;
                }
                let end = (at + width).min(all.len());
                let rest = [&all[..at], &all[end..]].concat();
                if !self.try_text(&rest.join(join)) {
                    at += width;
                }
            }
            width /= 2;
        }
    }

    fn fewer_items(&mut self) {
        self.fewer(|text| text.split("\n\n").map(str::to_owned).collect(), "\n\n");
    }

    fn fewer_lines(&mut self) {
        self.fewer(|text| text.split('\n').map(str::to_owned).collect(), "\n");
    }

    /// Puts something plain in the place of brackets.
    fn fewer_brackets(&mut self) {
        let plain = [
            "",
            "0",
            "1",
            "no",
            "yes",
            "0%",
            "5%",
            "1 EUR",
            "0 EUR",
            "1 BV",
            "0 BV",
            "1 QV",
            "1 JPY",
            "1 USD",
            "1 KWD",
            "2026-01-01",
        ];
        let mut at = 0;
        while let Some(open) = self.text[at..].find('(').map(|found| at + found) {
            at = open + 1;
            let Some(close) = closing(&self.text, open) else { continue };
            let inside = self.text[open + 1..close].to_owned();
            let replaced = |by: &str| format!("{}{by}{}", &self.text[..open], &self.text[close + 1..]);
            // What stands before `when` or `,` of the inside comes first.
            let first = inside.split([',']).next().unwrap_or("").split(" when ").next().unwrap_or("").to_owned();
            let candidates: Vec<String> = [first.as_str()].into_iter().chain(plain).map(replaced).collect();
            for candidate in candidates {
                if self.try_text(&candidate) {
                    at = open;
                    break;
                }
            }
        }
    }

    /// Leaves out a side of `and`, `or`, `+`, a filter, a case.
    fn fewer_clauses(&mut self) {
        for word in [
            " and ",
            " or ",
            " where ",
            " when ",
            " + ",
            " - ",
            ", except ",
            ", overridable",
            " but at most ",
            " but at least ",
            " rounded ",
        ] {
            let mut at = 0;
            while let Some(found) = self.text[at..].find(word).map(|found| at + found) {
                at = found + 1;
                let line_start = self.text[..found].rfind(['\n', '(', '=', ',']).map_or(0, |before| before + 1);
                let line_end = self.text[found..].find(['\n', ')', ',']).map_or(self.text.len(), |after| found + after);
                let next = self.text[found + 1..].find(word).map_or(line_end, |next| (found + 1 + next).min(line_end));
                let without_left = format!("{} {}", &self.text[..line_start], &self.text[found + word.len()..]);
                let without_right = format!("{}{}", &self.text[..found], &self.text[line_end..]);
                let without_next = format!("{}{}", &self.text[..found], &self.text[next..]);
                if self.try_text(&without_right) || self.try_text(&without_next) || self.try_text(&without_left) {
                    at = found;
                }
            }
        }
    }
}

/// The bracket that closes another one.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, sign) in text[open..].char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(open + at);
                }
            }
            _ => {}
        }
    }
    None
}
