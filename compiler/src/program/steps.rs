//! Steps: passes over columns, bonuses, pools, caps.

use super::{BonusId, CapId, ColumnId, EventSetId, Expr, PoolId, Reach, RoundMode, SiteId, Space, TreeViewId, Ty};

/// One step of a program. Steps run in order; each reads only what earlier ones wrote.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Computes columns.
    Pass(Pass),
    /// Makes the lines of a bonus.
    Bonus(BonusId),
    /// Shares out a pool.
    Pool(PoolId),
    /// Applies a cap to the lines made so far.
    Cap(CapId),
}

/// A pass over rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Pass {
    /// For every row of a space, in row order: each column in order, with [`super::Handle::Row`] at the row.
    /// An expression may read columns written earlier in the same pass at the same row and, in the
    /// partner space, at rows above in tree view 0.
    Map {
        /// The space.
        space: Space,
        /// Columns and their values.
        columns: Vec<(ColumnId, Expr)>,
    },
    /// As `Map` over partners, but parents before children of the given tree: an expression may read
    /// columns of this pass at the parent ([`super::Op::Parent`] of this tree).
    FoldDown {
        /// The tree.
        tree: TreeViewId,
        /// Columns and their values.
        columns: Vec<(ColumnId, Expr)>,
    },
    /// For every partner, children before parents: the steps in order.
    FoldUp {
        /// The tree.
        tree: TreeViewId,
        /// What happens at each partner.
        steps: Vec<FoldStep>,
    },
    /// Goes through the events of each partner in an order, with memories.
    Scan(Box<Scan>),
    /// Makes a tree from a column of parents, each of whom is above the partner in another tree.
    Derive {
        /// The tree that is made.
        tree: TreeViewId,
        /// The partner above; absent at a root.
        parent: super::ColumnId,
        /// The tree in which parents are above.
        within: TreeViewId,
    },
    /// Aggregates rows of one space by a key that is a row of another.
    Gather {
        /// Rows that are aggregated ([`super::Handle::Row`]).
        from: Space,
        /// Rows that receive (`Partner`, `Person` or `Company`).
        into: Space,
        /// The receiver of a row; rows where it is absent are left out. `None` for `Company`.
        key: Option<Expr>,
        /// The aggregates.
        aggregates: Vec<Aggregate>,
    },
}

/// A loop over the events of each partner.
///
/// For each partner memories get their `start` values. Then, event by event in the order: where `stop_before` holds, or
/// `most` rounds are over, the loop ends; else the values of the event are written, `lets` in order, and `then`, all at
/// once, from the old values. Events without a round have no values.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    /// The events, grouped by their partner.
    pub set: EventSetId,
    /// Which of them have a round ([`super::Handle::Row`] the event, [`super::Handle::My`] the partner).
    pub filter: Option<Expr>,
    /// The order; then by row.
    pub keys: Vec<PickKey>,
    /// How many rounds there are at most.
    pub most: u32,
    /// Memories first (as many as `start`), then lets.
    pub vars: Vec<Var>,
    /// Start values of the memories ([`super::Handle::My`] the partner).
    pub start: Vec<Expr>,
    /// The loop ends before a round where this holds.
    pub stop_before: Option<Expr>,
    /// Lets of a round.
    pub lets: Vec<(VarId, Expr)>,
    /// New values of memories.
    pub then: Vec<(VarId, Expr)>,
    /// What is written, and where.
    pub into: Vec<(ScanValue, super::ColumnId)>,
}

/// A value of a loop over events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScanValue {
    /// Of the partner: how many rounds there were.
    Rounds,
    /// Of the partner: the last value of a memory.
    Last(VarId),
    /// Of the event: a memory as it finds it, or a let.
    Found(VarId),
}

impl Scan {
    /// All its expressions.
    pub fn exprs(&self) -> impl Iterator<Item = &Expr> {
        let (lets, then) = (self.lets.iter().map(|(_, e)| e), self.then.iter().map(|(_, e)| e));
        let keys = self.keys.iter().map(|key| &key.key);
        self.start.iter().chain(&self.filter).chain(keys).chain(&self.stop_before).chain(lets).chain(then)
    }

    /// All its expressions, to be changed.
    pub fn exprs_mut(&mut self) -> impl Iterator<Item = &mut Expr> {
        let (lets, then) = (self.lets.iter_mut().map(|(_, e)| e), self.then.iter_mut().map(|(_, e)| e));
        let keys = self.keys.iter_mut().map(|key| &mut key.key);
        self.start.iter_mut().chain(&mut self.filter).chain(keys).chain(&mut self.stop_before).chain(lets).chain(then)
    }
}

/// An aggregate and the column of its result.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// Where the result goes (a column of the receiving space).
    pub into: ColumnId,
    /// How rows are combined.
    pub op: AggregateOp,
    /// The value of a row; [`super::Handle::Row`] is the element, [`super::Handle::My`] the receiver.
    /// For `Count` it is the constant 1 with scale 0. A row whose value is absent is left out
    /// (`Count` counts it all the same).
    pub value: Expr,
    /// Which rows take part.
    pub filter: Option<Expr>,
}

/// How rows are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AggregateOp {
    /// Sum; 0 over no rows.
    Sum,
    /// Number of rows; 0 over no rows.
    Count,
    /// Largest; absent over no rows.
    Largest,
    /// Smallest; absent over no rows.
    Smallest,
    /// Any is yes; no over no rows.
    Any,
    /// Every one is yes; yes over no rows.
    Every,
}

/// What happens at a partner in a fold up.
#[derive(Clone, Debug, PartialEq)]
pub enum FoldStep {
    /// Aggregates the children: [`super::Handle::Row`] is the child, [`super::Handle::My`] the partner at hand.
    /// May read, at the child, all columns of this fold, and at the partner those of earlier fold steps.
    Children(Aggregate),
    /// Computes a column at the partner at hand ([`super::Handle::Row`]).
    Value(ColumnId, Expr),
    /// Marks the first so many children in an order: writes 1 or 0 to the column at each child.
    Pick {
        /// The yes/no column at the children. Roots get 0.
        into: ColumnId,
        /// How many, at the partner at hand ([`super::Handle::Row`]); negative counts as none.
        count: Expr,
        /// Which children take part (`Row` the child, `My` the partner at hand).
        filter: Option<Expr>,
        /// The order; then by the partners' natural id order (`Store::number`).
        keys: Vec<PickKey>,
    },
    /// Writes the place (from 1) of each child among its siblings, in an order as in `Pick`. Roots get their place among roots.
    Place {
        /// The column at the children.
        into: ColumnId,
        /// The order; then by number. Keys read only columns from before this fold.
        keys: Vec<PickKey>,
    },
}

/// A key of an order; absent keys come last.
#[derive(Clone, Debug, PartialEq)]
pub struct PickKey {
    /// The key (`Row` the element, `My` the owner).
    pub key: Expr,
    /// Largest first.
    pub descending: bool,
}

/// Index into [`Bonus::vars`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VarId(pub u32);

impl VarId {
    /// The id as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A memory or let of a bonus.
#[derive(Clone, Debug, PartialEq)]
pub struct Var {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Ty,
    /// Whether it is recorded with each line (level, rate, …).
    pub shown: bool,
}

/// A bonus: for each trigger, optionally a walk, lines.
///
/// For each trigger row that passes `filter`: memories get their `start` values; then, at each
/// visited partner: `stop_before`; the first verb that fires; `lets`; `pays`; `then` (all at once, from
/// the old values); `stop_after`. After the walk: `finally`. Without a walk there is one visit, of
/// [`Trigger::partner`], without verbs other than those of the plan's earners clause (whatever the verb, no line).
#[derive(Clone, Debug, PartialEq)]
pub struct Bonus {
    /// Its name.
    pub name: String,
    /// For what it is paid: a weekly bonus stands once for each week, under one name.
    pub at: Reach,
    /// Where it stands.
    pub site: SiteId,
    /// What it is paid for.
    pub trigger: Trigger,
    /// Which triggers count ([`super::Handle::Trigger`]).
    pub filter: Option<Expr>,
    /// The walk.
    pub walk: Option<Walk>,
    /// Memories first (as many as `start`), then lets.
    pub vars: Vec<Var>,
    /// Start values of the memories (`Trigger` is set, `Earner` is not).
    pub start: Vec<Expr>,
    /// The walk ends before the visited partner gets anything.
    pub stop_before: Option<Expr>,
    /// Verbs in order of precedence: skip, pass, hand on; the first whose condition holds fires.
    pub verbs: Vec<(Verb, Expr)>,
    /// Lets in order.
    pub lets: Vec<(VarId, Expr)>,
    /// What is paid at a visit.
    pub pays: Vec<Pay>,
    /// New values of memories.
    pub then: Vec<(VarId, Expr)>,
    /// The walk ends after this partner.
    pub stop_after: Option<Expr>,
    /// What is paid once at the end of a walk, with the last memories.
    pub finally: Vec<Pay>,
    /// How amounts are rounded; `None` where they have the currency's scale already.
    pub rounding: Option<Rounding>,
    /// Whether amounts are what is due to date: [`crate::true_up`] takes off what was paid before.
    pub true_up: bool,
}

/// What makes a bonus pay.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// The rows: events that are paid, partners, or lines of another bonus.
    pub space: Space,
    /// The partner who is paid where there is no walk and no `to` (row expression over `Trigger`).
    pub partner: Option<Expr>,
    /// For lines: the bonus whose lines they are.
    pub lines_of: Option<BonusId>,
    /// For lines: the cap after which the amounts are taken; `None` before all caps. For partners: the cap that this
    /// bonus pays out for, of what it carried.
    pub after: Option<CapId>,
}

/// A walk up a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Walk {
    /// The tree.
    pub tree: TreeViewId,
    /// Where it starts; no walk where absent.
    pub from: Expr,
    /// Whether that partner is visited; else it starts above.
    pub included: bool,
}

/// What happens to somebody who is on the path and is not paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// No line, memories unchanged.
    Skip,
    /// No line, memories change.
    Pass,
    /// No line, memories change; the exact amounts that would have been paid are held and added to the
    /// next line paid (before rounding); what meets nobody stays with the company.
    HandOn,
}

/// A pay clause.
#[derive(Clone, Debug, PartialEq)]
pub struct Pay {
    /// Who gets it.
    pub to: Earner,
    /// When there is a line at all.
    pub when: Option<Expr>,
    /// The exact amount in the plan's currency, before rounding.
    pub amount: Expr,
    /// The variable that holds the rate (left side of `of`), recorded with the line.
    pub rate: Option<VarId>,
    /// The column of the trigger's space that holds the base (right side of `of`).
    pub base: Option<ColumnId>,
    /// Where it stands.
    pub site: SiteId,
}

/// Who gets a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Earner {
    /// The visited partner.
    Visited,
    /// Nobody: it stays with the company; recorded without partner.
    Company,
    /// A partner by expression (optional; absent: stays with the company, no line).
    Partner(Expr),
}

/// How amounts become lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// The mode.
    pub mode: RoundMode,
    /// Scale of the rounded amount, at most that of the currency.
    pub scale: u8,
    /// How the lines of one trigger hang together.
    pub chain: ChainRounding,
}

/// The readings of rounding a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChainRounding {
    /// Each line alone.
    EachLine,
    /// The running total of the exact amounts is rounded, and a line is the difference to the one before.
    Cumulatively,
    /// Each line alone, but the last line of a trigger takes what is missing to the rounded sum of the exact amounts.
    LastTakesRemainder,
}

/// A pool: an amount that is parted exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// Its name.
    pub name: String,
    /// For what it is shared: a weekly pool stands once for each week, under one name.
    pub at: Reach,
    /// Where it stands.
    pub site: SiteId,
    /// The amount (company column, currency scale).
    pub amount: ColumnId,
    /// Who takes part (yes/no partner column).
    pub member: ColumnId,
    /// In proportion to (partner column, not negative; an error otherwise).
    pub weight: ColumnId,
}

/// Lines that a cap may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineSource {
    /// Lines of a bonus.
    Bonus(BonusId),
    /// Shares of a pool.
    Pool(PoolId),
}

/// A cap.
///
/// For each unit of its scope (line, bonus, partner, person, company): where the sum of the amounts
/// (after the caps in `after`) exceeds the limit, rounded down to the currency's scale, the parts are cut.
/// The cut of each part is a line of its own, with negative amount, so that lines sum to totals.
#[derive(Clone, Debug, PartialEq)]
pub struct Cap {
    /// Its name.
    pub name: String,
    /// For what its limit is: a weekly cap stands once for each week, under one name.
    pub within: Reach,
    /// Where it stands.
    pub site: SiteId,
    /// What it is about.
    pub on: Vec<LineSource>,
    /// Caps that were applied before, on the same lines.
    pub after: Vec<CapId>,
    /// What one limit applies to.
    pub scope: CapScope,
    /// The limit: a column of `Company`, `Partner` or `Person`; for `Line` and `Bonus` of `Company`.
    pub at: ColumnId,
    /// How the cut is spread.
    pub method: CapMethod,
    /// How the parts are rounded.
    pub rounding: CapRounding,
    /// What becomes of the cut.
    pub excess: CapExcess,
}

/// How a cap carries what it takes away.
///
/// For each limit: what it leaves open is paid to the partners under it who may earn, of what waits for them: the oldest
/// first, and where it does not suffice for all of one age in proportion, by largest remainder and then number. What
/// the cap takes away in this period waits from the next one on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// What waits, by age, the youngest first: what came in one period ago, two periods ago, and so on.
    pub lots: Vec<CarriedLot>,
    /// Whether it waits without end. Then there is one lot, to which what is taken away is added; else each lot is the next
    /// older one in the next period, and what is left of the oldest one is lost.
    pub endless: bool,
    /// Who may be paid (yes/no partner column); everybody where there is none.
    pub may: Option<ColumnId>,
    /// What is paid of what waits (partner column of source [`super::Source::Carried`]).
    pub paid: ColumnId,
}

/// A part of what waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CarriedLot {
    /// As the period finds it (partner column).
    pub opening: ColumnId,
    /// As it leaves it for the lot of the same number (partner column of source [`super::Source::Carried`]).
    pub closing: ColumnId,
}

/// What one limit applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CapScope {
    /// Each line.
    Line,
    /// Each bonus or pool.
    Bonus,
    /// Each partner.
    Partner,
    /// Each person.
    Person,
    /// Everything.
    Company,
}

/// How a cut is spread over the parts under a limit.
#[derive(Clone, Debug, PartialEq)]
pub enum CapMethod {
    /// In proportion to the amounts of partners (`by_line` no: a part is a partner's total over the sources) or of single lines.
    InProportion {
        /// Parts are lines instead of partners' totals.
        by_line: bool,
        /// Only positive parts are cut; without it, a negative part under a limit that binds is an error.
        positive_only: bool,
    },
    /// The first source named is served first; within a source in proportion by partner.
    ByPriority(Vec<LineSource>),
}

/// How parts under a cap are rounded to the currency's scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CapRounding {
    /// Largest remainder, then number: the limit is met exactly.
    SharedExactly,
    /// Each part down.
    EachDown,
    /// Each part half up.
    EachHalfUp,
}

/// What becomes of a cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CapExcess {
    /// It stays with the company.
    Lost,
    /// It waits for a later period.
    Carried(Carried),
}
