//! Examples.

use super::expr::Expr;
use super::types::Grain;
use crate::source::Span;
use crate::syntax::ast::ReversalReason;
use chrono::NaiveDate;

/// An example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its title.
    pub title: String,
    /// Where the title stands.
    pub title_span: Span,
    /// The period, or the first of several, where given.
    pub period: Option<String>,
    /// The last of several periods, which are settled one after the other.
    pub last_period: Option<String>,
    /// Tree, parent, child, side index.
    pub edges: Vec<(String, String, String, Option<u32>)>,
    /// Tree and partner: who is named in a tree's lines without standing below anybody in it.
    pub roots: Vec<(String, String)>,
    /// Partners in order of first mention.
    pub partners: Vec<String>,
    /// Partner, attribute, value.
    pub attributes: Vec<(String, String, ExampleValue)>,
    /// Events.
    pub events: Vec<ExampleEvent>,
    /// Events that are reversed.
    pub reversals: Vec<ExampleReversal>,
    /// Partner, definition, value.
    pub overrides: Vec<(String, String, ExampleValue)>,
    /// Partner, state, value.
    pub openings: Vec<(String, String, ExampleValue)>,
    /// What must come out.
    pub expects: Vec<Expect>,
}

/// An event of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleEvent {
    /// The kind.
    pub event: String,
    /// Its id.
    pub id: String,
    /// Values in the order of the kind's fields; `None`: absent.
    pub values: Vec<Option<ExampleValue>>,
    /// Where it stands.
    pub span: Span,
}

/// A reversal in an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleReversal {
    /// The kind of the event.
    pub event: String,
    /// The event's id.
    pub id: String,
    /// Why.
    pub reason: Option<ReversalReason>,
    /// The day.
    pub day: NaiveDate,
    /// What is taken off its amounts, by field; nothing where all that is left is reversed.
    pub amounts: Vec<(String, Expr)>,
    /// Where it stands.
    pub span: Span,
}

/// A value in an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExampleValue {
    /// A partner by name.
    Partner(String),
    /// An event of the example: its kind and its id.
    Event(String, String),
    /// A constant.
    Constant(Expr),
}

/// An expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expect {
    /// Whose value.
    pub partner: Option<String>,
    /// What.
    pub what: ExpectWhat,
    /// The part of the plan's period that has such values, where it is not that period.
    pub grain: Option<Grain>,
    /// After which of several periods; the last one where it is not said. Of what has a shorter period: a day of
    /// the one that is meant, or its name.
    pub period: Option<String>,
    /// The expected value.
    pub value: ExampleValue,
    /// What one line must show.
    pub because: Vec<(String, Expr)>,
    /// Where it stands.
    pub span: Span,
}

/// What an expectation is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectWhat {
    /// A definition.
    Definition(String),
    /// A definition of the person to whom the partner belongs.
    OfPerson(String),
    /// The closing value of a state.
    State(String),
    /// The lines of a bonus, before caps.
    Bonus(String),
    /// Shares of a pool, before caps.
    Pool(String),
    /// What a cap takes away.
    Cap(String),
    /// Everything.
    Total,
}
