//! What could stand at a place, in words of the language.
//!
//! pest reports the tokens that it tried at the furthest position. Here they are
//! put into groups that an author knows: a value, an operator, a name, a clause.

use super::errors::RESERVED;
use crate::words::Text;
use pest::RuleType;
use pest::error::Error;

/// What could stand at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Expected {
    /// Whether an operator could go on here.
    pub(super) operator: bool,
    /// Whether a value could stand here.
    pub(super) value: bool,
    /// Whether a name could stand here (and not just any value).
    pub(super) name: bool,
    /// Whether a date or number could stand here (and not just any value).
    pub(super) number: bool,
    /// Whether a name could stand here, alone or at the start of something longer.
    pub(super) takes_name: bool,
    /// Groups by their place in [`GROUPS`]: an item, a clause, …
    groups: Vec<usize>,
    /// The words and signs that are left.
    pub(super) words: Vec<String>,
}

/// A group of words that stands for itself in a message.
struct Group {
    /// What it is called.
    title: fn() -> Text,
    /// Words that are there exactly when the group is.
    marks: &'static [&'static str],
    /// All of its words.
    words: &'static [&'static str],
}

/// Larger groups first: their words include those of the smaller.
const GROUPS: &[Group] = &[
    Group {
        title: || say!("an item such as `bonus`, `event` or `name = …`"),
        marks: &["bonus", "tiers", "scale"],
        words: &[
            "language", "plan", "unit", "rate", "tree", "earners", "event", "fact", "partner", "scale", "table",
            "tiers", "ladder", "on", "pick", "state", "closing", "account", "bonus", "pool", "cap", "assert", "prove",
            "waive", "example", "use", "param", "variant", "`", "_",
        ],
    },
    Group {
        title: || say!("a clause such as `pay …` or `skip when …`"),
        marks: &["remember", "skip", "finally"],
        words: &[
            "at",
            "up",
            "remember",
            "stop",
            "skip",
            "pass",
            "hand",
            "let",
            "pay",
            "finally",
            "then",
            "round",
            "once",
            "true",
            "differential",
            "generations",
            "except",
        ],
    },
    Group {
        title: || say!("a field `name : type`, or `conditions`, `volume`, `payable` or `reversed`"),
        marks: &["conditions", "payable", "reversed"],
        words: &["conditions", "volume", "payable", "reversed", "nature", "liability", "`", "_"],
    },
    Group {
        title: || say!("a field `name : type`, or `holds from … to …`"),
        marks: &["holds", "`", "_"],
        words: &["holds", "`", "_"],
    },
    Group {
        title: || say!("a cell such as `5%`, `500 BV`, `Silver` or `-`"),
        marks: &["below", "otherwise", "any"],
        words: &[
            "otherwise",
            "any",
            "from",
            "below",
            "to",
            "permille",
            "-",
            "\"",
            "yes",
            "no",
            "none",
            "`",
            "_",
            "%",
            "‰",
        ],
    },
    Group {
        title: || say!("`add …`, `draw …`, `release …`, `expire …` or `closed lots: …`"),
        marks: &["add", "draw", "release", "expire"],
        words: &["add", "draw", "release", "expire", "closed"],
    },
    Group {
        title: || say!("`after … quarters`, `all` or `above …`"),
        marks: &["after", "all", "above"],
        words: &["after", "all", "above"],
    },
    Group {
        title: || say!("`adds = …`, `passes = …` or `short: …`"),
        marks: &["adds", "passes", "short"],
        words: &["adds", "passes", "short"],
    },
    Group {
        title: || say!("`breadth first`, `at once`, `on one day by …`, `… without a place: …` or `terminated: …`"),
        marks: &["breadth", "held", "terminated"],
        words: &["breadth", "depth", "smallest", "outermost", "on", "at", "held", "terminated", "`", "_"],
    },
    Group {
        title: || say!("`share`, `over`, `in proportion to`, `remainder:` or `nobody:`"),
        marks: &["share", "remainder", "nobody"],
        words: &["share", "over", "in", "remainder", "nobody"],
    },
    Group {
        title: || say!("`valid for sales`, `currency` or `period`"),
        marks: &["valid", "currency", "period"],
        words: &["valid", "currency", "period", "weeks", "jurisdictions", "cliff"],
    },
    Group {
        title: || say!("`set`, `replace` or `without`"),
        marks: &["set", "replace", "without"],
        words: &["set", "replace", "without"],
    },
    Group {
        title: || say!("a line of an example: a tree, `partner`, an event, `override`, `opening` or `expect`"),
        marks: &["expect", "override", "opening"],
        words: &["period", "partner", "override", "opening", "expect", "`", "_"],
    },
];

/// Words that begin a value.
const VALUE_WORDS: &[&str] = &[
    "not", "-", "whole", "yes", "no", "none", "empty", "(", "sum", "largest", "smallest", "any", "every", "count",
    "highest", "nearest", "first", "smaller", "greater", "in", "months", "days", "calendar", "place", "opening",
    "computed", "my", "\"", "`", "_",
];

/// Words that go on after a value.
const OPERATOR_WORDS: &[&str] = &[
    "+", "-", "*", "/", "of", "and", "or", "<=", ">=", "<", ">", "is", "'", "’", "as", "at", "in", "but", "rounded",
    "%", "‰", "permille", "(",
];

/// Words that go on after an operand, where whole operators cannot: too many to be of help.
const OPERAND_WORDS: &[&str] = &["'", "’", "as", "at", "in", "("];

/// Words that only a look at whether a word is reserved can try together.
const RESERVED_MARKS: &[&str] = &["each", "for", "my", "yes", "otherwise"];

/// Signs that no message should name: blanks, comments, parts of tokens.
const HIDDEN: &[&str] = &[" ", "\t", "\n", "\r", "\u{A0}", "\u{FEFF}", "#", "\u{1}", "\\", ".", "_"];

impl Expected {
    /// Reads what pest tried.
    pub(super) fn new<R: RuleType>(error: &Error<R>) -> Self {
        let Some(attempts) = error.parse_attempts() else { return Self::default() };
        let mut found = Self::default();
        let mut words: Vec<String> = Vec::new();
        let mut digits = false;
        // pest does not export the type of these tokens, only their text.
        for token in attempts.expected_tokens().iter().map(ToString::to_string) {
            match token.as_str() {
                "BUILTIN_RULE" => {}
                "0..9" => digits = true,
                range if range.chars().count() == 4 && range.contains("..") => {}
                _ if words.contains(&token) => {}
                _ => words.push(token),
            }
        }
        let has = |words: &[String], word: &str| words.iter().any(|known| known == word);
        if RESERVED_MARKS.iter().all(|mark| has(&words, mark)) {
            words.retain(|word| !RESERVED.contains(&word.as_str()));
        }
        found.takes_name = has(&words, "`");
        for (at, group) in GROUPS.iter().enumerate() {
            if group.marks.iter().all(|mark| has(&words, mark)) {
                found.groups.push(at);
                words.retain(|word| !group.words.contains(&word.as_str()));
            }
        }
        found.operator = has(&words, "+") && has(&words, "*");
        found.value = has(&words, "\"") && has(&words, "yes") && digits;
        if found.value {
            words.retain(|word| !VALUE_WORDS.contains(&word.as_str()));
        }
        if found.operator {
            words.retain(|word| !OPERATOR_WORDS.contains(&word.as_str()));
        }
        if has(&words, "'") {
            words.retain(|word| !OPERAND_WORDS.contains(&word.as_str()));
        }
        found.name = has(&words, "`");
        found.number = digits && !found.value && !found.own_groups().any(|group| group.marks.contains(&"below"));
        words.retain(|word| !HIDDEN.contains(&word.as_str()) && word != "`");
        found.words = words;
        found
    }

    /// Whether that word could stand here.
    pub(super) fn word(&self, word: &str) -> bool {
        self.words.iter().any(|known| known == word)
    }

    /// Whether that word could stand here, alone or as the first of a group.
    pub(super) fn takes(&self, word: &str) -> bool {
        let mut grouped = self.own_groups().flat_map(|group| group.words);
        self.word(word)
            || self.value && VALUE_WORDS.contains(&word)
            || self.operator && OPERATOR_WORDS.contains(&word)
            || grouped.any(|known| *known == word)
    }

    /// Whether nothing is known.
    pub(super) fn is_empty(&self) -> bool {
        self.phrases().is_empty()
    }

    fn own_groups(&self) -> impl Iterator<Item = &'static Group> {
        self.groups.iter().filter_map(|at| GROUPS.get(*at))
    }

    fn phrases(&self) -> Vec<Text> {
        let mut phrases: Vec<Text> = Vec::new();
        if self.value {
            phrases.push(say!("a value"));
        }
        if self.name {
            phrases.push(say!("a name"));
        }
        if self.number {
            let alone = self.words.is_empty() || self.name;
            phrases.push(if alone { say!("a number") } else { say!("a number or date") });
        }
        if self.operator {
            phrases.push(say!("a sign such as `+`"));
        }
        phrases.extend(self.words.iter().map(|word| match word.as_str() {
            "\"" => say!("a text in quotes"),
            word => Text::plain(format!("`{word}`")),
        }));
        phrases.extend(self.own_groups().map(|group| (group.title)()));
        phrases
    }

    /// `a value, a name or `where``; at most eight of them.
    pub(super) fn list(&self) -> Text {
        const MOST: usize = 8;
        let mut phrases = self.phrases();
        if phrases.len() > MOST {
            phrases.truncate(MOST);
            phrases.push(Text::plain("…"));
        }
        Text::any(phrases)
    }

    /// The first word of any clause or item that looks most like what was written.
    pub(super) fn nearest_anywhere(written: &str) -> Option<&'static str> {
        nearest(written, GROUPS.iter().flat_map(|group| group.words).copied())
    }

    /// The word that could stand here and looks most like what was written.
    pub(super) fn nearest(&self, written: &str) -> Option<&str> {
        let grouped = self.own_groups().flat_map(|group| group.words);
        let operators = OPERATOR_WORDS.iter().copied().filter(|_| self.operator);
        nearest(written, self.words.iter().map(String::as_str).chain(grouped.copied()).chain(operators))
    }
}

/// The candidate that differs from `written` in the fewest letters, if few enough.
pub(super) fn nearest<'w>(written: &str, candidates: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let limit = match written.chars().count() {
        0..=2 => return None,
        3..=4 => 1,
        _ => 2,
    };
    // Capitals are no other letters here.
    let lower = written.to_lowercase();
    let others = candidates.filter(|word| word.len() > 1 && *word != written);
    let scored = others.map(|word| (distance(written, word).min(distance(&lower, word)), word));
    scored.filter(|(score, _)| *score <= limit).min_by_key(|(score, _)| *score).map(|(_, word)| word)
}

/// Edit distance over characters, with neighbours swapped as one step; long words are cut.
fn distance(a: &str, b: &str) -> usize {
    const LONGEST: usize = 40;
    let b: Vec<char> = b.chars().take(LONGEST).collect();
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let mut last = None;
    for (done, left) in a.chars().take(LONGEST).enumerate() {
        let mut next = vec![done + 1];
        for (at, right) in b.iter().enumerate() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(LONGEST);
            let change = cell(&row, at) + usize::from(left != *right);
            let mut cost = change.min(cell(&row, at + 1) + 1).min(cell(&next, at) + 1);
            if let Some(before) = at.checked_sub(1)
                && last == Some(*right)
                && b.get(before) == Some(&left)
            {
                cost = cost.min(cell(&above, before) + 1);
            }
            next.push(cost);
        }
        above = std::mem::replace(&mut row, next);
        last = Some(left);
    }
    row.last().copied().unwrap_or(LONGEST)
}
