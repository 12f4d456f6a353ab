//! From a checked plan to a plan program.
//!
//! Lowering makes columns on demand: a definition is a column, an aggregate inside of it another,
//! and a function is a column for each set of arguments that it is read with. What is left is
//! scalar; [`schedule`] then orders the columns into passes.

mod aggregate;
mod bonus;
mod carry;
mod columns;
mod declare;
mod definitions;
mod expr;
mod measures;
mod numbers;
mod order;
mod parts;
mod payout;
mod prune;
mod ranges;
mod ranks;
mod reads;
mod repeat;
mod schedule;
mod tables;
mod tallies;
mod windows;

use crate::program::{
    Assert, ColumnId, Expr, Handle, Kind, NONE, Op, Program, Reach, Select, SiteId, Space, State, StateId, Step, Ty,
    Unit, UnitId, UnitKind,
};
use compline_lang::diagnostic::{Code, Diagnostic};
use compline_lang::hir::{self, RowId, SUBJECT, Subject};
use compline_lang::source::{ItemIndex, Place, Span};
use compline_lang::words::say;
use rustc_hash::FxHashMap;
use schedule::Def;

/// A finding of the compiler, with the item it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The item.
    pub item: ItemIndex,
    /// What was found.
    pub diagnostic: Diagnostic,
}

/// Compiles a checked plan. The plan must be free of errors of the checker.
///
/// # Errors
/// Circles that no direction explains, aggregates that cannot be folded, look-ups that may miss,
/// and constructs that this edition's first part does not have.
pub fn lower(plan: &hir::Plan) -> Result<Program, Vec<Found>> {
    // Long chains of definitions make deep recursions: a stack of its own, touched only as far as it is needed.
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("lower".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, || lower_here(plan));
        match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => lower_here(plan),
        }
    })
}

/// Stack of the thread that lowers.
const STACK: usize = 512 << 20;

fn lower_here(plan: &hir::Plan) -> Result<Program, Vec<Found>> {
    let mut lower = Lower::new(plan);
    lower.declarations();
    lower.in_order_of_dependence();
    lower.definitions();
    lower.derived_trees();
    lower.states();
    lower.asserts();
    lower.ranks();
    lower.bonuses();
    lower.payouts();
    let program = lower.finish()?;
    let unmeasured = measures::unmeasured(plan, &program);
    if unmeasured.is_empty() { Ok(program) } else { Err(unmeasured) }
}

/// Work in progress.
struct Lower<'p> {
    plan: &'p hir::Plan,
    /// The item that each definition stands in.
    items: FxHashMap<(&'p hir::Subject, &'p str), ItemIndex>,
    program: Program,
    /// How each column comes about, by column.
    defs: Vec<Def>,
    /// Columns by what they hold.
    cache: FxHashMap<String, ColumnId>,
    /// The item of each computed column, for messages.
    homes: Vec<(ItemIndex, Span)>,
    item: ItemIndex,
    found: Vec<Found>,
    /// Functions being expanded, against endless expansion.
    depth: u32,
    /// Whether a limit was reached: then nothing is lowered any more, and the plan is refused.
    full: bool,
    /// Definitions whose columns are being made, for which stretch.
    in_progress: Vec<(Subject, String, Reach)>,
}

/// What names mean while an expression is lowered.
#[derive(Clone)]
struct Scope {
    /// Rows in scope.
    rows: Vec<(RowId, Expr)>,
    /// Parameters, ladder columns, memories and lets.
    locals: Vec<(String, Local)>,
    /// The stretch at hand.
    at: Reach,
    /// The date that picks dated values; `None`: the last day of the period.
    date: Option<Expr>,
    /// Known ranges of memories, as stored integers at the type's scale.
    ranges: Vec<(crate::program::VarId, ranges::Range)>,
}

#[derive(Clone)]
enum Local {
    /// A value.
    Value(Expr),
    /// A tally: one count for each rank.
    Tally(Vec<Expr>),
}

/// Deepest nesting of functions in each other.
const MAX_EXPANSION: u32 = 64;
/// Most operations of a program.
const MAX_NODES: usize = 1_000_000;
impl<'p> Lower<'p> {
    fn new(plan: &'p hir::Plan) -> Self {
        let program = Program {
            plan: plan.header.name.clone(),
            version: plan.header.version.clone(),
            currency: UnitId(0),
            calendar: parts::calendar(&plan.header),
            weeks: plan.header.weeks.map_or(crate::program::Weeks::Cut(0), parts::weeks),
            parts: Vec::new(),
            valid: plan.header.valid.map(|(from, to)| (declare::day(from), to.map(declare::day))),
            units: vec![Unit {
                name: plan.header.currency.clone(),
                kind: UnitKind::Money,
                scale: plan.header.currency_scale,
            }],
            words: Vec::new(),
            texts: Vec::new(),
            events: Vec::new(),
            event_sets: Vec::new(),
            partner_fields: Vec::new(),
            trees: Vec::new(),
            tree_views: Vec::new(),
            states: Vec::new(),
            columns: Vec::new(),
            tables: Vec::new(),
            steps: Vec::new(),
            bonuses: Vec::new(),
            pools: Vec::new(),
            caps: Vec::new(),
            asserts: Vec::new(),
            overridables: Vec::new(),
            definitions: Vec::new(),
            rank_rules: Vec::new(),
            ranks: None,
            sites: Vec::new(),
        };
        // The first of two definitions of one name is the one that is meant.
        let definitions = plan.definitions.iter().rev();
        let items = definitions.map(|(item, d)| ((&d.subject, d.name.as_str()), *item)).collect();
        Lower {
            plan,
            items,
            program,
            defs: Vec::new(),
            cache: FxHashMap::default(),
            homes: Vec::new(),
            item: ItemIndex(0),
            found: Vec::new(),
            depth: 0,
            full: false,
            in_progress: Vec::new(),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        let found = Found { item: self.item, diagnostic };
        if !self.found.contains(&found) {
            self.found.push(found);
        }
    }

    fn site(&mut self, span: Span) -> SiteId {
        if self.program.sites.len() >= MAX_NODES && !self.full {
            self.full = true;
            self.report(
                Diagnostic::new(Code::TooLarge, span, say!("the plan grows to more than {MAX_NODES} steps, since functions are written out wherever they are used"))
                    .help("functions that call functions several times multiply; give the inner value a definition of its own"),
            );
        }
        let id = SiteId(small(self.program.sites.len()));
        self.program.sites.push(Place { item: self.item, span });
        id
    }

    fn states(&mut self) {
        for (at, state) in self.plan.states.iter().enumerate() {
            let ty = self.ty(&state.ty, None);
            let initial = compline_lang::check::stored_form(&state.initial, ty.scale())
                .and_then(|v| i64::try_from(v).ok())
                .unwrap_or(if ty.optional { NONE } else { 0 });
            let Some((item, _, value)) = self.plan.closings.iter().find(|(_, n, _)| *n == state.name) else { continue };
            self.item = *item;
            let closing = match state.grain {
                None => self.closing(at, Reach::NOW),
                Some(grain) => self.last_closing(at, grain, value.span),
            };
            self.program.states.push(State { name: state.name.clone(), ty, initial, closing });
        }
    }

    /// The column with the closing value of a state of the plan, at the end of a stretch.
    fn closing(&mut self, state: usize, at: Reach) -> ColumnId {
        let Some(declared) = self.plan.states.get(state) else { return ColumnId(0) };
        let found = self.plan.closings.iter().find(|(_, name, _)| *name == declared.name);
        let Some((item, _, value)) = found else { return ColumnId(0) };
        let key = format!("closing {state} {at:?}");
        if let Some(column) = self.cache.get(&key) {
            return *column;
        }
        let outer = std::mem::replace(&mut self.item, *item);
        let ty = self.ty(&declared.ty, None);
        let mut scope = Scope::new(at);
        scope.rows.push((SUBJECT, self.handle(Handle::Row, Kind::Partner, value.span)));
        let name = format!("closing {}{}", declared.name, self.suffix(at));
        let lowered = self.expr(value, &scope);
        let column = self.computed(key, &name, Space::Partner, ty, Def::Value(lowered), value.span);
        self.item = outer;
        column
    }

    fn state(&self, name: &str) -> StateId {
        StateId(self.plan.states.iter().position(|s| s.name == name).map_or(0, small))
    }

    /// Two exceptions of a definition that apply at once are an error of the plan, seen where the data show it.
    fn exclusive(&mut self) {
        for (item, definition) in self.plan.definitions.clone() {
            if definition.exclusive.is_empty() || !definition.params.is_empty() {
                continue;
            }
            self.item = item;
            for at in self.instances(definition.grain) {
                self.exclusive_at(&definition, at);
            }
        }
    }

    fn exclusive_at(&mut self, definition: &hir::Definition, at: Reach) {
        let space = match &definition.subject {
            Subject::Company => Space::Company,
            Subject::Partner => Space::Partner,
            Subject::Person => Space::Person,
            Subject::Event(name) => Space::Event(self.event_set(name, Select::Volume(at))),
            Subject::Line(_) => return,
        };
        let scope = self.scope_of(space, at, definition.name_span);
        let site = self.site(definition.name_span);
        let count = self.count_type();
        let number = |v: i128| Expr { op: Op::Const(v), ty: count, site };
        let mut sum = number(0);
        for condition in &definition.exclusive {
            let holds = self.expr(condition, &scope);
            let one = Expr { op: Op::If(Box::new(holds), Box::new(number(1)), Box::new(number(0))), ty: count, site };
            sum = Expr { op: Op::Add(Box::new(sum), Box::new(one)), ty: count, site };
        }
        let op = Op::Compare(crate::program::Compare::Le, Box::new(sum), Box::new(number(1)));
        let mut value = Expr { op, ty: Ty::known(Kind::Bool), site };
        if let Some(there) = self.is_there(at, definition.name_span).filter(|_| space == Space::Partner) {
            let not = Expr { op: Op::Not(Box::new(there)), ty: value.ty, site };
            value = Expr { ty: value.ty, op: Op::Or(Box::new(not), Box::new(value)), site };
        }
        let text = format!("no two exceptions of `{}` apply at once", definition.name);
        let column = self.computed(
            format!("exclusive {space:?} {} {at:?}", definition.name),
            &text,
            space,
            Ty::known(Kind::Bool),
            Def::Value(value),
            definition.name_span,
        );
        self.program.asserts.push(Assert { text, column, site });
    }

    fn asserts(&mut self) {
        self.exclusive();
        for (at, (item, subject, text, value)) in self.plan.asserts.iter().enumerate() {
            self.item = *item;
            let mut scope = Scope::new(Reach::NOW);
            let space = if *subject == Subject::Company { Space::Company } else { Space::Partner };
            if space == Space::Partner {
                scope.rows.push((SUBJECT, self.handle(Handle::Row, Kind::Partner, value.span)));
            }
            let expr = self.expr(value, &scope);
            let column =
                self.computed(format!("assert {at}"), text, space, Ty::known(Kind::Bool), Def::Value(expr), value.span);
            let site = self.site(value.span);
            self.program.asserts.push(Assert { text: text.clone(), column, site });
        }
    }

    fn finish(mut self) -> Result<Program, Vec<Found>> {
        if self.found.iter().any(|f| f.diagnostic.severity() == compline_lang::diagnostic::Severity::Error) {
            return Err(self.found);
        }
        self.prune();
        let names: Vec<String> = self.program.columns.iter().map(|c| c.name.clone()).collect();
        match schedule::passes(&self.program, &self.defs) {
            Ok(passes) => {
                let mut steps: Vec<Step> = passes.into_iter().map(Step::Pass).collect();
                steps.append(&mut self.program.steps);
                self.program.steps = steps;
                Ok(self.program)
            }
            Err(cycle) => {
                let first = cycle.first().copied().unwrap_or(ColumnId(0));
                let (item, span) = self.homes.get(first.index()).copied().unwrap_or_default();
                self.item = item;
                let circle: Vec<String> = cycle
                    .iter()
                    .chain(std::iter::once(&first))
                    .map(|c| format!("`{}`", names.get(c.index()).map_or("?", String::as_str)))
                    .collect();
                let diagnostic = match circle.as_slice() {
                    [own, _] => Diagnostic::new(Code::UnfoundedCycle, span, say!("{own} is defined by itself"))
                        .help("leave it out of its own definition, or keep it in a `state`: `opening …` is the value of the period before"),
                    _ => Diagnostic::new(Code::UnfoundedCycle, span, say!("these refer to each other in a circle: {}", circle.join(" → ")))
                        .help("let one of them do without the others, keep what it reads in a `state` (`opening …` is the value of the period before), or let all go the same way in one tree (only to those below, or only to those above)"),
                };
                self.report(diagnostic);
                Err(self.found)
            }
        }
    }
}

impl Scope {
    fn new(at: Reach) -> Self {
        Scope { rows: Vec::new(), locals: Vec::new(), at, date: None, ranges: Vec::new() }
    }

    fn row(&self, id: RowId) -> Option<&Expr> {
        self.rows.iter().rev().find(|(r, _)| *r == id).map(|(_, e)| e)
    }

    /// The partner that a definition speaks of; in a bonus whose trigger is none, the visited one.
    fn subject(&self) -> Option<&Expr> {
        let partner = |e: &&Expr| e.ty.kind == Kind::Partner;
        self.row(SUBJECT).filter(partner).or_else(|| self.row(hir::EARNER).filter(partner))
    }

    fn local(&self, name: &str) -> Option<&Local> {
        self.locals.iter().rev().find(|(n, _)| n == name).map(|(_, l)| l)
    }
}

/// A length or position as an id; programs are far smaller than 2^32.
fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
