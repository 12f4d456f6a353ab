//! What is paid: bonuses, pools and caps.

use super::expr::Expr;
use super::types::{Grain, Subject, Type};
use super::{CapRounding, CapScope, ChainRounding, RoundMode, Verb};
use crate::source::Span;

/// A bonus, phrases expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bonus {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// The period in which it is paid once; `None`: the plan's.
    pub grain: Option<Grain>,
    /// The trigger's rows.
    pub trigger: Subject,
    /// For lines: the cap after which amounts are taken.
    pub after: Option<String>,
    /// Filter on the trigger.
    pub filter: Option<Expr>,
    /// Paid to each partner in one period only: the state that remembers it, and when it counts as paid.
    pub once: Option<(String, Expr)>,
    /// Whether amounts are what is due to date, of which what was paid before is taken off.
    pub true_up: bool,
    /// Tree, start, included.
    pub walk: Option<(String, Expr, bool)>,
    /// Memories: name, type, start.
    pub memories: Vec<(String, Type, Expr)>,
    /// Stop before.
    pub stop_before: Vec<Expr>,
    /// Verbs in order of precedence, the plan's earners clause first.
    pub verbs: Vec<VerbClause>,
    /// Lets in the order of dependence.
    pub lets: Vec<(String, Expr)>,
    /// Pay clauses.
    pub pays: Vec<Pay>,
    /// New values of memories.
    pub then: Vec<(String, Expr)>,
    /// Stop after.
    pub stop_after: Vec<Expr>,
    /// Paid once at the end.
    pub finally: Vec<Pay>,
    /// Mode, scale and chain of rounding.
    pub rounding: Option<(RoundMode, u8, ChainRounding)>,
}

/// What happens to somebody on a walk who is not paid, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerbClause {
    /// What happens.
    pub verb: Verb,
    /// When; the partner is [`super::EARNER`].
    pub condition: Expr,
    /// Whether it is the plan's earners clause: then the condition's spans are those of that item.
    pub of_plan: bool,
}

/// A pay clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pay {
    /// Who gets it.
    pub to: PayTo,
    /// When there is a line.
    pub when: Option<Expr>,
    /// The amount (money in the plan's currency; may be a ratio where it is rounded).
    pub amount: Expr,
    /// Where it stands.
    pub span: Span,
}

/// Who gets a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayTo {
    /// The visited partner, or the trigger's.
    Earner,
    /// The company.
    Company,
    /// A partner by expression.
    Partner(Expr),
}

/// A pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// The period in which it is shared; `None`: the plan's.
    pub grain: Option<Grain>,
    /// The amount.
    pub share: Expr,
    /// Who takes part; all where `None`. The partner is [`SUBJECT`].
    pub filter: Option<Expr>,
    /// The weight of a partner ([`SUBJECT`]).
    pub weight: Expr,
    /// Whether what nobody shares is added to the pool of the next period; else the company keeps it.
    pub carried: bool,
}

/// What becomes of what a cap takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CapExcess {
    /// It stays with the company.
    Lost,
    /// It waits for a period with room: for so many periods, or without end.
    Carried(Option<u32>),
}

/// A cap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// The period that the limit is for; `None`: the plan's.
    pub grain: Option<Grain>,
    /// Bonuses and pools, in the order of the plan for `on all`.
    pub on: Vec<String>,
    /// Caps before it.
    pub after: Vec<String>,
    /// What one limit applies to; `None`: the company.
    pub scope: Option<CapScope>,
    /// The limit.
    pub at: Expr,
    /// How the cut is spread.
    pub method: CapMethod,
    /// How parts are rounded.
    pub rounding: CapRounding,
    /// What becomes of the cut.
    pub excess: CapExcess,
}

/// How a cut is spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CapMethod {
    /// In proportion.
    InProportion {
        /// Parts are lines.
        by_line: bool,
        /// Only positive parts are cut.
        positive_only: bool,
    },
    /// First named, first served.
    ByPriority(Vec<String>),
}
