//! Bonuses, pools, caps.

use super::*;

/// `bonus Unilevel for each Order where c { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bonus {
    /// The name.
    pub name: Ident,
    /// What makes it pay.
    pub trigger: Trigger,
    /// `per week`
    pub per: Option<Ident>,
    /// `where c`: filter on the trigger.
    pub filter: Option<Expr>,
    /// The clauses in the order written.
    pub clauses: Vec<Clause>,
}

/// `repeat cycles at most 50 times { remember l = …; stop before when …; then l = … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// The name.
    pub name: Ident,
    /// `per week`
    pub per: Option<Ident>,
    /// `over own Order by at, then number`: a round for each of these rows, in this order.
    pub over: Option<(Rows, Order)>,
    /// How often at most; open when not written.
    pub most: Option<Expr>,
    /// `remember`, `stop`, `let` and `then` in the order written.
    pub clauses: Vec<Clause>,
}

impl Repeat {
    /// The names of its values: `cycles's rounds` and the memories.
    pub fn parts(&self) -> impl Iterator<Item = String> + '_ {
        std::iter::once(ROUNDS).chain(self.memories()).map(|part| part_name(&self.name.text, part))
    }

    /// The event over whose rows it goes, and the names of the values that each of them has: memories as it finds them,
    /// and lets.
    pub fn parts_of_rows(&self) -> Option<(&Ident, Vec<String>)> {
        let (Rows { kind: RowsKind::Own(event), .. }, _) = self.over.as_ref()? else { return None };
        let lets = self.clauses.iter().filter_map(|clause| match &clause.kind {
            ClauseKind::Let(name, _) => Some(name.text.as_str()),
            _ => None,
        });
        Some((event, self.memories().chain(lets).map(|part| part_name(&self.name.text, part)).collect()))
    }

    fn memories(&self) -> impl Iterator<Item = &str> {
        self.clauses.iter().filter_map(|clause| match &clause.kind {
            ClauseKind::Remember { name, .. } => Some(name.text.as_str()),
            _ => None,
        })
    }
}

/// `flow Override : EUR up sponsor { adds = …; passes = …; short: passes what there is }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The name.
    pub name: Ident,
    /// `per week`
    pub per: Option<Ident>,
    /// What flows.
    pub ty: TypeExpr,
    /// The tree that it flows up.
    pub tree: Ident,
    /// What a partner adds to what comes from below.
    pub adds: Option<Expr>,
    /// What he passes on.
    pub passes: Option<Expr>,
    /// Where he passes on more than there is; open when not written.
    pub short: Option<Short>,
}

/// What happens where more would be passed on than there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Short {
    /// `short: passes what there is`
    WhatThereIs,
    /// `short: company adds`
    CompanyAdds,
}

/// The values of a flow, by which it is read.
pub const FLOW_PARTS: [&str; 5] = ["received", "adds", "passes", "kept", "company"];

impl Flow {
    /// The names of its values: `Override's kept`.
    pub fn parts(&self) -> impl Iterator<Item = String> + '_ {
        FLOW_PARTS.iter().map(|part| part_name(&self.name.text, part))
    }
}

/// The value of a `repeat` that counts how often it went round.
pub const ROUNDS: &str = "rounds";

/// The state of a bonus that is paid `once`: `Welcome's paid`.
pub const PAID: &str = "paid";

/// The name under which a value of a `repeat` or a `flow` is known as a definition; nothing that is declared by itself
/// has such a name.
pub fn part_name(owner: &str, part: &str) -> String {
    format!("{owner}'s {part}")
}

/// The item that a definition's name begins with: `cycles` of `cycles's rounds`, else the name itself.
pub fn owner_of(name: &str) -> &str {
    name.split_once("'s ").map_or(name, |(owner, _)| owner)
}

/// What a bonus is paid for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// `for each Order`
    Event(Ident),
    /// `for each partner`
    Partner(Span),
    /// `for each line of Binary after PerPartner`
    Line {
        /// The other bonus.
        bonus: Ident,
        /// `after PerPartner` / `before PerPartner`; (cap, is `after`).
        stage: Option<(Ident, bool)>,
    },
}

/// A clause of a bonus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Doc comments above it.
    pub docs: Vec<Doc>,
    /// What it says.
    pub kind: ClauseKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of clauses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    /// `at the conditions of signed_on`
    AtConditions(Ident),
    /// `up sponsor from seller, above`
    Up {
        /// The tree.
        tree: Ident,
        /// Where the walk starts.
        from: Expr,
        /// `included` (yes) or `above` (no); open when not written.
        included: Option<bool>,
    },
    /// `remember level = 1`, `remember seen : tally(career) = empty`
    Remember {
        /// The memory.
        name: Ident,
        /// Its type, where written.
        ty: Option<TypeExpr>,
        /// Its value at the start.
        value: Expr,
    },
    /// `stop before when c`
    StopBefore(Expr),
    /// `stop after when c`
    StopAfter(Expr),
    /// `skip when c`, `pass when c`, `hand on when c`
    Verb(Verb, Expr),
    /// `let rate = e`
    Let(Ident, Expr),
    /// `pay e [to x] [when c]`; several cases where it was written `pay a when b, c when d`.
    Pay(Pay),
    /// `finally pay e to company`
    Finally(Pay),
    /// `then level = level + 1`
    Then(Ident, Expr),
    /// `round half up to 0.01, each line`
    Round(Rounding),
    /// `once`
    Once,
    /// `true up`
    TrueUp,
    /// `at most 5 levels` / `at most 3 generations` (phrase)
    AtMost(Expr, LimitWord),
    /// `differential by earner's step, reference highest so far` (phrase)
    Differential {
        /// The rate of the visited partner.
        by: Expr,
        /// What it is compared with; open when not written.
        reference: Option<(Reference, Span)>,
    },
    /// `generations by earner is leader, leader closes` (phrase)
    Generations {
        /// Who is a border.
        by: Expr,
        /// Whether the leader closes (yes) or opens (no) a generation; open when not written.
        closes: Option<bool>,
    },
    /// `except when c { clauses }`
    Except(Expr, Vec<Clause>),
}

/// What `at most n …` limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LimitWord {
    /// `levels`
    Levels,
    /// `generations`
    Generations,
}

/// What a differential is measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reference {
    /// `reference highest so far`
    HighestSoFar,
    /// `reference partner just below`
    PartnerJustBelow,
}

/// `pay rate of cv as EUR to holder when c`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pay {
    /// The amount; `pay a when b, c when d` arrives as cases without `otherwise`.
    pub amount: Expr,
    /// `to holder`; `None`: the earner of the walk, or the trigger's partner.
    pub to: Option<PayTo>,
}

/// Who gets a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayTo {
    /// `to company`
    Company(Span),
    /// `to seller's sponsor`
    Partner(Expr),
}

/// How amounts are rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoundMode {
    /// Commercial: a half goes away from zero.
    HalfUp,
    /// A half goes to the even neighbour.
    HalfEven,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

/// `round half up to 0.01; last line takes the remainder`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// The mode.
    pub mode: RoundMode,
    /// The step, a power of ten.
    pub to: Decimal,
    /// Where the step stands.
    pub to_span: Span,
    /// How the lines of one walk hang together; open when not written.
    pub chain: Option<ChainRounding>,
}

/// The three readings of rounding a chain of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChainRounding {
    /// `each line`
    EachLine,
    /// `chain cumulatively`: round the running total, take differences.
    Cumulatively,
    /// `last line takes the remainder`: the last line takes what is missing to the rounded whole.
    LastTakesRemainder,
}

/// `pool Leaders { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The name.
    pub name: Ident,
    /// `per week`
    pub per: Option<Ident>,
    /// `share A`
    pub share: Option<Expr>,
    /// `over partners where …`
    pub over: Option<Rows>,
    /// `in proportion to w`
    pub weight: Option<Expr>,
    /// `remainder: largest fraction first, then number`
    pub remainder: Option<Span>,
    /// `nobody: kept by the company`
    pub nobody: Option<(Nobody, Span)>,
}

/// What becomes of a pool that nobody shares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nobody {
    /// `kept by the company`
    KeptByCompany,
    /// `added to the pool of the next month`, with the word of the period.
    NextPeriod(Ident),
}

/// `cap Company on all after A at x, in proportion, shared exactly; excess is lost`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// The name.
    pub name: Ident,
    /// `per week`
    pub per: Option<Ident>,
    /// The bonuses; `None` for `on all`.
    pub on: Option<Vec<Ident>>,
    /// `after A, B`
    pub after: Vec<Ident>,
    /// `per partner` …; `None`: the whole company.
    pub scope: Option<(CapScope, Span)>,
    /// The limit.
    pub at: Option<Expr>,
    /// `in proportion …` or `by priority …`
    pub method: Option<CapMethod>,
    /// How the parts are rounded.
    pub rounding: Option<(CapRounding, Span)>,
    /// What becomes of the cut.
    pub excess: Option<(CapExcess, Span)>,
}

/// What one limit applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CapScope {
    /// Each line alone.
    Line,
    /// Each bonus alone.
    Bonus,
    /// Each partner (position).
    Partner,
    /// Each person, over all positions.
    Person,
}

/// How a cut is spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CapMethod {
    /// `in proportion [by partner | by line] [to positive lines]`
    InProportion {
        /// `by partner` / `by line`; otherwise what suits the scope.
        by: Option<CapScope>,
        /// `to positive lines`
        positive_only: bool,
    },
    /// `by priority A, B, C`: the first named is served first
    ByPriority(Vec<Ident>),
}

/// How the parts under a cap are rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CapRounding {
    /// `shared exactly`: the cap is met to the smallest unit by largest remainder.
    SharedExactly,
    /// `each rounded down`
    EachDown,
    /// `each rounded half up`
    EachHalfUp,
}

/// What becomes of what a cap takes away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CapExcess {
    /// `excess is lost`: stays with the company.
    Lost,
    /// `excess is carried …`: it waits, for so long.
    Carried(Option<Carry>),
}

/// For how long waits what a cap took away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carry {
    /// `for at most 3 months`
    AtMost(crate::number::Decimal, Span, Ident),
    /// `without end`
    WithoutEnd,
}

/// What a cap keeps from period to period: `PerPartner's carried`. A pool that is carried keeps it under the same name.
pub const CARRIED: &str = "carried";

/// What a cap pays of what it carried, under a name of its own: `PerPartner's released`.
pub const RELEASED: &str = "released";
