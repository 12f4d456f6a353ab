//! Changes as values: what they are about, and a sentence that any language can write.

use chrono::NaiveDate;
use serde::Serialize;

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Changes of meaning, in the order of the new plan; what is gone stands behind.
    pub changes: Vec<Change>,
    /// What is called otherwise and means the same.
    pub renames: Vec<Change>,
}

impl Changes {
    /// Whether both plans mean the same.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What kind of thing it is about.
    pub kind: Kind,
    /// Its name; empty for what a plan has once.
    pub name: String,
    /// Its name in the old plan, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// What is said.
    pub sentence: Sentence,
    /// Whether it can change what is paid.
    pub weight: Weight,
    /// Bonuses and pools that depend on it, in the order of the plan, without itself.
    pub payers: Vec<String>,
    /// Ranks (definitions that give one) that depend on it, without itself.
    pub ranks: Vec<String>,
}

/// Whether a change can reach money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// It may change what is paid, what somebody reaches, or what is checked and declared.
    Meaning,
    /// A name, a version: nothing is computed from it.
    Name,
}

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The header.
    Plan,
    /// A unit of points.
    Unit,
    /// A rate between units.
    Rate,
    /// A tree.
    Tree,
    /// Who may earn.
    Earners,
    /// An event.
    Event,
    /// Fields of partners.
    Partner,
    /// A scale or another list of words.
    Scale,
    /// A parameter.
    Parameter,
    /// A definition, a loop or a flow.
    Definition,
    /// A pick.
    Pick,
    /// A state.
    State,
    /// A table.
    Table,
    /// Tiers.
    Tiers,
    /// A ladder.
    Ladder,
    /// A bonus.
    Bonus,
    /// A pool.
    Pool,
    /// A cap.
    Cap,
    /// An assertion.
    Assertion,
    /// A proof of what can never be paid.
    Proof,
    /// A finding that the author stands by.
    Waiver,
}

impl Kind {
    /// The key of its noun in the catalogue.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Plan => "change-kind-plan",
            Kind::Unit => "change-kind-unit",
            Kind::Rate => "change-kind-rate",
            Kind::Tree => "change-kind-tree",
            Kind::Earners => "change-kind-earners",
            Kind::Event => "change-kind-event",
            Kind::Partner => "change-kind-partner",
            Kind::Scale => "change-kind-scale",
            Kind::Parameter => "change-kind-parameter",
            Kind::Definition => "change-kind-definition",
            Kind::Pick => "change-kind-pick",
            Kind::State => "change-kind-state",
            Kind::Table => "change-kind-table",
            Kind::Tiers => "change-kind-tiers",
            Kind::Ladder => "change-kind-ladder",
            Kind::Bonus => "change-kind-bonus",
            Kind::Pool => "change-kind-pool",
            Kind::Cap => "change-kind-cap",
            Kind::Assertion => "change-kind-assertion",
            Kind::Proof => "change-kind-proof",
            Kind::Waiver => "change-kind-waiver",
        }
    }
}

/// A sentence, or a part of one: the key of the catalogue with the values of its variables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// The key.
    pub key: &'static str,
    /// Names and values.
    pub args: Vec<(&'static str, Arg)>,
}

impl Sentence {
    /// A sentence with its arguments.
    pub fn new(key: &'static str, args: impl IntoIterator<Item = (&'static str, Arg)>) -> Self {
        Self { key, args: args.into_iter().collect() }
    }
}

/// A value in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", content = "value", rename_all = "kebab-case")]
pub enum Arg {
    /// A name or a word of the plan.
    Name(String),
    /// Text of the plan.
    Code(String),
    /// How many.
    Count(u64),
    /// A number, exact, and its unit; counts and factors have none.
    Number(String, String),
    /// A ratio, exact: 0.05 is five percent.
    Percent(String),
    /// A day.
    Day(NaiveDate),
    /// A sentence inside of the sentence.
    Said(Box<Sentence>),
    /// Several, one after the other.
    List(Vec<Arg>),
}

impl From<Sentence> for Arg {
    fn from(sentence: Sentence) -> Self {
        Arg::Said(Box::new(sentence))
    }
}
