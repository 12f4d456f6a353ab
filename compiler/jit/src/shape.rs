//! What of a bonus depends on its trigger, and what does not.
//!
//! Events are grouped by their owner, so whatever depends on the trigger through its owner alone is the same for a
//! whole group: mostly the walk, the earners and their rates. Then one walk makes the *entries* of the group, and
//! amounts are computed in a tight loop over entries and triggers. Where the walk itself depends on the
//! trigger, each trigger has a walk and amounts are made on the way.

use crate::generate::gather::is_owner;
use crate::sheet::Layout;
use crate::slots::word;
use compline_compiler::program::{
    Bonus, ChainRounding, Earner, EventSetId, Expr, Handle, Op, Pay, Program, RoundMode, Space, TreeViewId, VarId, Verb,
};

/// A pay clause.
#[derive(Clone, Debug)]
pub struct Clause<'p> {
    /// The clause.
    pub pay: &'p Pay,
    /// Parts of the amount that are computed once for an entry.
    pub hoisted: Vec<&'p Expr>,
    /// Those of them that make the amount zero where they are zero.
    pub factors: Vec<usize>,
}

/// How a bonus is compiled.
#[derive(Clone, Debug)]
pub struct Shape<'p> {
    /// The program.
    pub program: &'p Program,
    /// The bonus.
    pub bonus: &'p Bonus,
    /// The events whose groups share a walk.
    pub grouped: Option<EventSetId>,
    /// Whether the filter must be asked for each trigger of a group.
    pub filter_varies: bool,
    /// Clauses of visits, then those at the end.
    pub clauses: Vec<Clause<'p>>,
    /// How many verbs the pointers to the next partner make superfluous.
    pub pointed: usize,
    /// Buffers of an entry.
    pub layout: Layout,
    /// Scale of the currency's smallest unit.
    pub unit: u8,
    /// Scale of exact amounts, where they are summed before they are rounded.
    pub exact: u8,
}

/// Whether somebody is paid what others handed on.
pub fn hands_on(bonus: &Bonus) -> bool {
    bonus.verbs.iter().any(|(verb, _)| *verb == Verb::HandOn)
}

impl<'p> Shape<'p> {
    /// The best shape of a bonus; nothing where it has too many variables for compiled code.
    pub fn of(program: &'p Program, bonus: &'p Bonus) -> Option<Self> {
        let set = match bonus.trigger.space {
            Space::Event(set) => Some(set),
            _ => None,
        };
        let grouped = set.filter(|set| has_owner(program, *set) && shares_walks(program, *set, bonus));
        let shape = Self::with(program, bonus, grouped);
        shape.fits().then_some(shape)
    }

    /// The shape where every trigger has a walk of its own.
    pub fn single(program: &'p Program, bonus: &'p Bonus) -> Self {
        Self::with(program, bonus, None)
    }

    fn with(program: &'p Program, bonus: &'p Bonus, grouped: Option<EventSetId>) -> Self {
        let filter_varies = match (grouped, &bonus.filter) {
            (Some(set), Some(filter)) => varies(program, set, filter),
            _ => false,
        };
        let clauses: Vec<Clause<'p>> = bonus
            .pays
            .iter()
            .chain(&bonus.finally)
            .map(|pay| {
                let mut clause = Clause { pay, hoisted: Vec::new(), factors: Vec::new() };
                if let Some(set) = grouped {
                    hoist(program, set, &pay.amount, false, &mut clause.hoisted);
                    factors(&pay.amount, &mut clause);
                }
                clause
            })
            .collect();
        let hoisted = clauses.iter().map(|clause| clause.hoisted.len()).max().unwrap_or(0);
        let shown = bonus.vars.iter().filter(|var| var.shown).count();
        let exact = clauses.iter().map(|clause| scale_of(program, bonus, &clause.pay.amount)).max().unwrap_or(0);
        Self {
            program,
            bonus,
            grouped,
            filter_varies,
            clauses,
            pointed: pointed(bonus),
            layout: Layout { shown, hoisted, immediate: grouped.is_none() },
            unit: program.units.get(program.currency.index()).map_or(0, |unit| unit.scale),
            exact,
        }
    }

    fn fits(&self) -> bool {
        // What is handed on has a clause number of its own.
        let numbers = 2 * self.clauses.len();
        self.layout.shown + self.layout.hoisted <= word::MOST_ENTRY_VALUES && numbers <= usize::from(u8::MAX)
    }

    /// The tree whose pointers are used.
    pub fn pointer_tree(&self) -> Option<TreeViewId> {
        self.bonus.walk.as_ref().filter(|_| self.pointed > 0).map(|walk| walk.tree)
    }

    /// Mode and scale of the rounding.
    pub fn rounding(&self) -> Option<(RoundMode, u8)> {
        self.bonus.rounding.map(|rounding| (rounding.mode, rounding.scale))
    }

    /// How the lines of a trigger hang together.
    pub fn chain(&self) -> ChainRounding {
        self.bonus.rounding.map_or(ChainRounding::EachLine, |rounding| rounding.chain)
    }

    /// All expressions of the bonus.
    pub fn exprs(&self) -> Vec<&'p Expr> {
        exprs_of(self.bonus)
    }
}

fn exprs_of(bonus: &Bonus) -> Vec<&Expr> {
    let mut all: Vec<&Expr> = Vec::new();
    all.extend(&bonus.filter);
    all.extend(&bonus.trigger.partner);
    all.extend(bonus.walk.as_ref().map(|walk| &walk.from));
    all.extend(&bonus.start);
    all.extend(&bonus.stop_before);
    all.extend(bonus.verbs.iter().map(|(_, condition)| condition));
    all.extend(bonus.lets.iter().map(|(_, value)| value));
    all.extend(bonus.then.iter().map(|(_, value)| value));
    all.extend(&bonus.stop_after);
    for pay in bonus.pays.iter().chain(&bonus.finally) {
        all.extend(&pay.when);
        if let Earner::Partner(partner) = &pay.to {
            all.push(partner);
        }
        all.push(&pay.amount);
    }
    all
}

/// Whether events of a kind have a partner at all.
fn has_owner(program: &Program, set: EventSetId) -> bool {
    program
        .event_sets
        .get(set.index())
        .and_then(|set| program.events.get(set.event.index()))
        .is_some_and(|event| event.owner.is_some())
}

/// Whether all triggers of a group have the same walk and the same earners.
fn shares_walks(program: &Program, set: EventSetId, bonus: &Bonus) -> bool {
    let amounts: Vec<*const Expr> =
        bonus.pays.iter().chain(&bonus.finally).map(|pay| std::ptr::from_ref(&pay.amount)).collect();
    let filter = bonus.filter.as_ref().map(std::ptr::from_ref);
    let steering = exprs_of(bonus).into_iter().filter(|expr| {
        let expr = std::ptr::from_ref(*expr);
        !amounts.contains(&expr) && Some(expr) != filter
    });
    steering.into_iter().all(|expr| !varies(program, set, expr))
}

/// Whether an expression depends on the trigger other than by its owner.
fn varies(program: &Program, set: EventSetId, expr: &Expr) -> bool {
    if is_owner(program, set, expr, Handle::Trigger) {
        return false;
    }
    matches!(expr.op, Op::Handle(Handle::Trigger)) || expr.children().into_iter().any(|part| varies(program, set, part))
}

/// Collects the largest parts of an amount that are the same for all triggers of a group. Parts that are evaluated only
/// under a condition are taken apart down to what cannot fail.
fn hoist<'p>(program: &'p Program, set: EventSetId, expr: &'p Expr, conditional: bool, hoisted: &mut Vec<&'p Expr>) {
    let trivial = matches!(expr.op, Op::Const(_) | Op::None | Op::Period(..));
    if trivial {
        return;
    }
    let harmless = match &expr.op {
        Op::Var(_) | Op::Handle(_) | Op::Company(_) => true,
        Op::Load(_, row) => matches!(row.op, Op::Handle(_)),
        _ => false,
    };
    // A quotient is not a value of its own.
    let whole = !matches!(expr.op, Op::Div(..));
    if !varies(program, set, expr) && whole && (!conditional || harmless) {
        hoisted.push(expr);
        return;
    }
    match &expr.op {
        Op::If(condition, then, otherwise) => {
            hoist(program, set, condition, conditional, hoisted);
            hoist(program, set, then, true, hoisted);
            hoist(program, set, otherwise, true, hoisted);
        }
        Op::And(a, b) | Op::Or(a, b) | Op::OrElse(a, b) => {
            hoist(program, set, a, conditional, hoisted);
            hoist(program, set, b, true, hoisted);
        }
        _ => {
            for part in expr.children() {
                hoist(program, set, part, conditional, hoisted);
            }
        }
    }
}

/// Finds factors of a product whose other parts cannot fail: where such a factor is zero, so is the amount.
fn factors(amount: &Expr, clause: &mut Clause<'_>) {
    let mut parts = vec![amount];
    let mut leaves = Vec::new();
    while let Some(part) = parts.pop() {
        match &part.op {
            Op::Mul(a, b) if !clause.hoisted.iter().any(|hoisted| std::ptr::eq(*hoisted, part)) => {
                parts.extend([a.as_ref(), b.as_ref()])
            }
            _ => leaves.push(part),
        }
    }
    let place = |leaf: &Expr| clause.hoisted.iter().position(|hoisted| std::ptr::eq(*hoisted, leaf));
    // A part that is absent is an error, also where another is zero.
    let sure = |leaf: &Expr| {
        place(leaf).is_some()
            || match &leaf.op {
                Op::Const(stored) => i64::try_from(*stored).is_ok(),
                Op::Load(_, row) => !leaf.ty.optional && row.op == Op::Handle(Handle::Trigger),
                _ => false,
            }
    };
    if leaves.iter().all(|leaf| sure(leaf)) {
        let found: Vec<usize> = leaves.iter().filter_map(|leaf| place(leaf)).collect();
        clause.factors = found;
    }
}

/// How many of the first verbs only skip, by what is known of the visited partner alone: nobody whom they skip needs to
/// be visited, because nothing happens there and nothing changes.
fn pointed(bonus: &Bonus) -> usize {
    let mentions = |expr: &Expr, handle: Handle| {
        let mut found = false;
        expr.walk(&mut |part| found |= part.op == Op::Handle(handle));
        found
    };
    let by_earner = |expr: &Expr| {
        let mut remembers = false;
        expr.walk(&mut |part| remembers |= matches!(part.op, Op::Var(_)));
        !remembers && !mentions(expr, Handle::Trigger) && !mentions(expr, Handle::Row) && !mentions(expr, Handle::My)
    };
    let stops_at_partner = bonus.stop_before.as_ref().is_some_and(|stop| mentions(stop, Handle::Earner));
    if bonus.walk.is_none() || stops_at_partner {
        return 0;
    }
    bonus.verbs.iter().take_while(|(verb, condition)| *verb == Verb::Skip && by_earner(condition)).count()
}

/// The scale at which the code of an expression has its value.
fn scale_of(program: &Program, bonus: &Bonus, expr: &Expr) -> u8 {
    let of = |part: &Expr| scale_of(program, bonus, part);
    match &expr.op {
        Op::Load(column, _) | Op::Company(column) => {
            program.columns.get(column.index()).map_or(0, |column| column.ty.scale())
        }
        Op::Add(a, b) | Op::Sub(a, b) | Op::Min(a, b) | Op::Max(a, b) | Op::If(_, a, b) | Op::OrElse(a, b) => {
            of(a).max(of(b))
        }
        Op::Mul(a, b) => of(a).saturating_add(of(b)),
        Op::Neg(a) => of(a),
        Op::Var(VarId(var)) => bonus.vars.get(*var as usize).map_or(0, |var| var.ty.scale()),
        Op::Lookup(table, _) => program.tables.get(table.index()).map_or(0, |table| table.ty.scale()),
        Op::Const(_) | Op::None | Op::Round(..) => expr.ty.scale(),
        _ => 0,
    }
}
