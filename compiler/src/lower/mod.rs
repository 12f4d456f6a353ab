//! From a checked plan to a plan program.
//!
//! Lowering makes columns on demand: a definition is a column, an aggregate inside of it another,
//! and a function is a column for each set of arguments that it is read with. What is left is
//! scalar; [`schedule`] then orders the columns into passes.

mod aggregate;
mod bonus;
mod expr;
mod order;
mod payout;
mod prune;
mod ranges;
mod ranks;
mod schedule;
mod tables;
mod windows;

use crate::program::{
    Assert, Column, ColumnId, Definition, Event, EventId, EventSet, EventSetId, Expr, Field, Grain, Handle, Kind, Op,
    Program, Select, SiteId, Source, Space, State, StateId, Step, Tree, TreeId, TreeView, TreeViewId, Ty, Unit, UnitId,
    UnitKind, Width, Words, WordsId,
};
use compline_lang::diagnostic::{Code, Diagnostic};
use compline_lang::hir::{self, RowId, SUBJECT, Subject, TypeKind};
use compline_lang::source::{ItemIndex, Place, Span};
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
    lower.states();
    lower.asserts();
    lower.ranks();
    lower.bonuses();
    lower.payouts();
    lower.finish()
}

/// Work in progress.
struct Lower<'p> {
    plan: &'p hir::Plan,
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
    /// Definitions whose columns are being made, with their periods back.
    in_progress: Vec<(Subject, String, u32)>,
}

/// What names mean while an expression is lowered.
#[derive(Clone)]
struct Scope {
    /// Rows in scope.
    rows: Vec<(RowId, Expr)>,
    /// Parameters, ladder columns, memories and lets.
    locals: Vec<(String, Local)>,
    /// Periods back.
    back: u32,
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
/// Most columns of a program.
const MAX_COLUMNS: usize = 20_000;
/// Most operations of a program.
const MAX_NODES: usize = 1_000_000;
/// How many periods back a definition may be read.
const MAX_BACK: u32 = 240;

impl<'p> Lower<'p> {
    fn new(plan: &'p hir::Plan) -> Self {
        let program = Program {
            plan: plan.header.name.clone(),
            version: plan.header.version.clone(),
            currency: UnitId(0),
            grain: match plan.header.grain.as_str() {
                "day" => Grain::Day,
                "week" => Grain::Week,
                "quarter" => Grain::Quarter,
                "year" => Grain::Year,
                _ => Grain::Month,
            },
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
        Lower {
            plan,
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
                Diagnostic::new(Code::TooLarge, span, format!("the plan grows to more than {MAX_NODES} operations when its functions are expanded"))
                    .help("functions that call functions several times multiply; give the inner value a definition of its own"),
            );
        }
        let id = SiteId(small(self.program.sites.len()));
        self.program.sites.push(Place { item: self.item, span });
        id
    }

    fn declarations(&mut self) {
        for list in &self.plan.words {
            self.program.words.push(Words {
                name: list.name.clone(),
                ordered: list.ordered,
                ladder: list.ladder,
                words: list.words.clone(),
            });
        }
        for tree in &self.plan.trees {
            self.program.trees.push(Tree { name: tree.name.clone(), sides: tree.sides.clone(), width: tree.width });
        }
        // View 0 decides the numbering of partners; take the first tree of the text.
        if !self.plan.trees.is_empty() {
            self.program.tree_views.push(TreeView { tree: TreeId(0), back: 0 });
        }
        for event in &self.plan.events {
            let fields: Vec<Field> = event.fields.iter().map(|f| self.field(f)).collect();
            let at = |name: &str| event.fields.iter().position(|f| f.name == name).map_or(0, small);
            let owner = event.owner().map(|o| at(&o.name));
            self.program.events.push(Event {
                name: event.name.clone(),
                fields,
                owner,
                conditions: at(&event.conditions),
                conditions_before: event.conditions_before,
                volume: at(&event.volume),
                payable: at(&event.payable),
            });
        }
        self.program.partner_fields = self.plan.partner_fields.iter().map(|f| self.field(f)).collect();
        for (item, definition) in &self.plan.definitions {
            if definition.overridable {
                self.item = *item;
                let ty = self.ty(&definition.ty.clone().optional(true), None);
                self.program.overridables.push((definition.name.clone(), ty));
            }
        }
    }

    fn field(&mut self, field: &hir::FieldDecl) -> Field {
        Field { name: field.name.clone(), ty: self.ty(&field.ty, None), range: field.range }
    }

    fn unit(&mut self, unit: &hir::Unit) -> UnitId {
        let (name, kind, scale) = match unit {
            hir::Unit::Money(code) => {
                (code.clone(), UnitKind::Money, compline_lang::check::types::currency_scale(code).unwrap_or(2))
            }
            hir::Unit::Points(name) => {
                let scale = self.plan.units.iter().find(|u| u.name == *name).map_or(0, |u| u.scale);
                (name.clone(), UnitKind::Points, scale)
            }
            hir::Unit::Percent => ("percent".to_owned(), UnitKind::Percent, 4),
            hir::Unit::Count => ("count".to_owned(), UnitKind::Count, 0),
            hir::Unit::Factor => ("factor".to_owned(), UnitKind::Factor, 6),
            hir::Unit::Price(..) => (unit.to_string(), UnitKind::Price, 6),
        };
        let found = self.program.units.iter().position(|u| u.name == name && u.kind == kind);
        let at = found.unwrap_or_else(|| {
            self.program.units.push(Unit { name, kind, scale });
            self.program.units.len() - 1
        });
        UnitId(small(at))
    }

    /// The program's type of a checked type; events need the set that the row is of.
    fn ty(&mut self, ty: &hir::Type, set: Option<EventSetId>) -> Ty {
        let kind = match &ty.kind {
            TypeKind::Number(unit, scale) => Kind::Number(self.unit(unit), *scale),
            TypeKind::Ratio(unit) => Kind::Number(self.unit(unit), 0),
            TypeKind::Bool | TypeKind::Error | TypeKind::Tally(_) => Kind::Bool,
            TypeKind::Date => Kind::Date,
            TypeKind::Word(list) => Kind::Word(self.words(list)),
            TypeKind::Partner => Kind::Partner,
            TypeKind::Event(_) => Kind::Event(set.unwrap_or(EventSetId(0))),
            TypeKind::Text => Kind::Text,
        };
        Ty { kind, optional: ty.optional }
    }

    fn words(&self, list: &str) -> WordsId {
        WordsId(self.program.words.iter().position(|w| w.name == list).map_or(0, small))
    }

    fn view(&mut self, tree: &str, back: u32) -> TreeViewId {
        let tree = TreeId(self.plan.trees.iter().position(|t| t.name == tree).map_or(0, small));
        let view = TreeView { tree, back };
        let at = self.program.tree_views.iter().position(|v| *v == view).unwrap_or_else(|| {
            self.program.tree_views.push(view);
            self.program.tree_views.len() - 1
        });
        TreeViewId(small(at))
    }

    fn event_set(&mut self, event: &str, select: Select) -> EventSetId {
        let id = EventId(self.plan.events.iter().position(|e| e.name == event).map_or(0, small));
        // Where one date decides everything, what is paid and what counts are the same events.
        let same = self
            .program
            .events
            .get(id.index())
            .is_some_and(|e| !e.conditions_before && e.conditions == e.volume && e.volume == e.payable);
        let select = if same && select == Select::Paid { Select::Volume(0) } else { select };
        let set = EventSet { event: id, select };
        let at = self.program.event_sets.iter().position(|s| *s == set).unwrap_or_else(|| {
            self.program.event_sets.push(set);
            self.program.event_sets.len() - 1
        });
        EventSetId(small(at))
    }

    /// A computed column by key, made where there is none yet.
    fn computed(&mut self, key: String, name: &str, space: Space, ty: Ty, def: Def, span: Span) -> ColumnId {
        if let Some(id) = self.cache.get(&key) {
            return *id;
        }
        let id = self.new_column(name, space, ty, Source::Computed, def, span);
        self.cache.insert(key, id);
        id
    }

    /// A column of given data by key, made where there is none yet.
    fn input(&mut self, key: String, name: &str, space: Space, ty: Ty, source: Source, span: Span) -> ColumnId {
        if let Some(id) = self.cache.get(&key) {
            return *id;
        }
        let id = self.new_column(name, space, ty, source, Def::Input, span);
        self.cache.insert(key, id);
        id
    }

    fn new_column(&mut self, name: &str, space: Space, ty: Ty, source: Source, def: Def, span: Span) -> ColumnId {
        let id = ColumnId(small(self.program.columns.len()));
        if self.program.columns.len() >= MAX_COLUMNS && !self.full {
            self.full = true;
            self.report(
                Diagnostic::new(Code::TooLarge, span, format!("the plan needs more than {MAX_COLUMNS} columns"))
                    .help("functions are expanded for every set of arguments; call them with fewer different ones"),
            );
        }
        let width = self.width(ty, source, space, &def);
        self.program.columns.push(Column { name: name.to_owned(), space, ty, width, source });
        self.defs.push(def);
        self.homes.push((self.item, span));
        id
    }

    /// How wide a column is stored: words and flags narrow, numbers as their known range allows.
    fn width(&self, ty: Ty, source: Source, space: Space, def: &Def) -> Width {
        match ty.kind {
            Kind::Bool => Width::W8,
            Kind::Word(list) => match self.program.words.get(list.index()).map_or(0, |w| w.words.len()) {
                0..=127 => Width::W8,
                _ => Width::W16,
            },
            Kind::Date | Kind::Partner | Kind::Event(_) | Kind::Text => Width::W32,
            Kind::Number(_, scale) => {
                let range = match (source, space) {
                    (Source::EventField(f), Space::Event(set)) => self
                        .program
                        .event_sets
                        .get(set.index())
                        .and_then(|s| self.program.events.get(s.event.index()))
                        .and_then(|e| e.fields.get(f as usize))
                        .and_then(|f| f.range),
                    (Source::PartnerField(f), _) => self.program.partner_fields.get(f as usize).and_then(|f| f.range),
                    _ => None,
                };
                let range = match (range, def) {
                    (Some((a, b)), _) => a.rescale(scale).zip(b.rescale(scale)).map(|(a, b)| (a.mantissa, b.mantissa)),
                    (None, Def::Value(e)) if matches!(space, Space::Event(_)) => self.range_of(e, &[]),
                    _ => None,
                };
                match range {
                    Some((a, b)) if a > i128::from(i32::MIN) && b <= i128::from(i32::MAX) => Width::W32,
                    _ => Width::W64,
                }
            }
        }
    }

    /// Makes the columns of definitions so that each finds those it reads: a long chain is no deep recursion then.
    fn in_order_of_dependence(&mut self) {
        let all: Vec<(ItemIndex, hir::Definition)> = self.plan.definitions.clone();
        let mut by_name: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (at, (_, definition)) in all.iter().enumerate() {
            by_name.entry(definition.name.as_str()).or_default().push(at);
        }
        let mut edges: Vec<Vec<usize>> = Vec::with_capacity(all.len());
        for (_, definition) in &all {
            let mut to: Vec<usize> = Vec::new();
            hir::visit(&definition.value, &mut |e| {
                if let hir::ExprKind::Definition { name, .. } = e.kind.as_ref() {
                    to.extend(by_name.get(name.as_str()).into_iter().flatten());
                }
            });
            edges.push(to);
        }
        for group in compline_lang::graph::components(&edges) {
            for (item, definition) in group.iter().filter_map(|at| all.get(*at)) {
                if definition.params.is_empty() && matches!(definition.subject, Subject::Partner | Subject::Company) {
                    self.item = *item;
                    let _ = self.definition_column(definition, 0, None, false);
                }
            }
        }
    }

    fn definitions(&mut self) {
        let all: Vec<(ItemIndex, hir::Definition)> = self.plan.definitions.clone();
        for (item, definition) in &all {
            self.item = *item;
            if !definition.params.is_empty() {
                continue;
            }
            match &definition.subject {
                Subject::Partner | Subject::Company => {
                    let column = self.definition_column(definition, 0, None, false);
                    let computed = definition.overridable.then(|| self.definition_column(definition, 0, None, true));
                    let space = if definition.subject == Subject::Company { Space::Company } else { Space::Partner };
                    let site = self.site(definition.name_span);
                    self.program.definitions.push(Definition {
                        name: definition.name.clone(),
                        space,
                        column,
                        computed,
                        site,
                    });
                }
                // Columns of events are made where they are read.
                Subject::Event(_) | Subject::Line(_) => {}
            }
        }
    }

    /// The column of a plain definition, so many periods back, for events of a set.
    fn definition_column(
        &mut self,
        definition: &hir::Definition,
        back: u32,
        set: Option<EventSetId>,
        computed: bool,
    ) -> ColumnId {
        let space = match (&definition.subject, set) {
            (Subject::Company, _) => Space::Company,
            (Subject::Partner, _) => Space::Partner,
            (_, Some(set)) => Space::Event(set),
            (_, None) => Space::Company,
        };
        let rule = definition.overridable && computed;
        let key = format!("def {space:?} {} {back} {rule}", definition.name);
        if let Some(id) = self.cache.get(&key) {
            return *id;
        }
        let ty = self.ty(&definition.ty, set);
        // In progress for a later period: it refers to itself through time, and nothing ends that.
        let endless =
            self.in_progress.iter().any(|(s, n, b)| *s == definition.subject && *n == definition.name && *b < back);
        if endless || back > MAX_BACK {
            self.report(
                Diagnostic::new(Code::UnfoundedCycle, definition.name_span, format!("`{}` refers to itself in the period before, without end", definition.name))
                    .help("say how far back it goes (`over last 3 months …`); a value that is carried on for ever is a `state`"),
            );
            return ColumnId(0);
        }
        // The place is taken before the value is lowered, so that a definition may refer to itself.
        let suffix = if back > 0 { format!(" ({back} back)") } else { String::new() };
        let name =
            if rule { format!("computed {}{suffix}", definition.name) } else { format!("{}{suffix}", definition.name) };
        let home = self.home_of(definition);
        let outer = std::mem::replace(&mut self.item, home);
        self.in_progress.push((definition.subject.clone(), definition.name.clone(), back));
        let id = self.new_column(&name, space, ty, Source::Computed, Def::Pending, definition.name_span);
        self.cache.insert(key, id);
        let value = if definition.overridable && !computed {
            let inner = self.definition_column(definition, back, set, true);
            let rule = self.load(inner, self.handle(Handle::Row, Kind::Partner, definition.name_span));
            let at = self.program.overridables.iter().position(|(n, _)| *n == definition.name).map_or(0, small);
            let optional = Ty { optional: true, ..ty };
            let manual = self.input(
                format!("override {at} {back}"),
                &format!("override {}{suffix}", definition.name),
                Space::Partner,
                optional,
                Source::Override(at, back),
                definition.name_span,
            );
            let manual = self.load(manual, self.handle(Handle::Row, Kind::Partner, definition.name_span));
            Expr { ty, site: manual.site, op: Op::OrElse(Box::new(manual), Box::new(rule)) }
        } else {
            let mut scope = Scope::new(back);
            if space != Space::Company {
                let kind = match space {
                    Space::Event(set) => Kind::Event(set),
                    _ => Kind::Partner,
                };
                let row = self.handle(Handle::Row, kind, definition.name_span);
                if let Space::Event(set) = space {
                    scope.date = Some(self.conditions_date(set, &row));
                }
                scope.rows.push((SUBJECT, row));
            }
            self.expr(&definition.value, &scope)
        };
        self.in_progress.pop();
        let def = self.adopt(value, id);
        let width = self.width(ty, Source::Computed, space, &def);
        if let Some(slot) = self.defs.get_mut(id.index()) {
            *slot = def;
        }
        if let Some(column) = self.program.columns.get_mut(id.index()) {
            column.width = width;
        }
        self.item = outer;
        id
    }

    /// A definition that is nothing but an aggregate is that aggregate's column, not a copy of it.
    fn adopt(&mut self, value: Expr, id: ColumnId) -> Def {
        let fresh = ColumnId(small(self.program.columns.len().saturating_sub(1)));
        let own = self.program.columns.get(id.index()).map(|c| (c.space, c.ty));
        if let Op::Load(column, row) = &value.op
            && matches!(row.op, Op::Handle(Handle::Row))
            && *column == fresh
            && own == self.program.columns.get(column.index()).map(|c| (c.space, c.ty))
            && let Some(slot) = self.defs.get_mut(column.index())
            && matches!(slot, Def::Gather { .. } | Def::Children { .. })
        {
            let def = slot.clone();
            let column = *column;
            for cached in self.cache.values_mut().filter(|c| **c == column) {
                *cached = id;
            }
            return def;
        }
        Def::Value(value)
    }

    fn home_of(&self, definition: &hir::Definition) -> ItemIndex {
        self.plan
            .definitions
            .iter()
            .find(|(_, d)| d.subject == definition.subject && d.name == definition.name)
            .map_or(self.item, |(i, _)| *i)
    }

    fn states(&mut self) {
        for (at, state) in self.plan.states.iter().enumerate() {
            let ty = self.ty(&state.ty, None);
            let initial = compline_lang::check::stored_form(&state.initial, ty.scale())
                .and_then(|v| i64::try_from(v).ok())
                .unwrap_or(0);
            let closing = self.plan.closings.iter().find(|(_, n, _)| *n == state.name).cloned();
            let Some((item, _, value)) = closing else { continue };
            self.item = item;
            let mut scope = Scope::new(0);
            scope.rows.push((SUBJECT, self.handle(Handle::Row, Kind::Partner, value.span)));
            let span = value.span;
            let value = self.expr(&value, &scope);
            let column = self.computed(
                format!("closing {at}"),
                &format!("closing {}", state.name),
                Space::Partner,
                ty,
                Def::Value(value),
                span,
            );
            self.program.states.push(State { name: state.name.clone(), ty, initial, closing: column });
        }
    }

    fn state(&self, name: &str) -> StateId {
        StateId(self.plan.states.iter().position(|s| s.name == name).map_or(0, small))
    }

    /// Two exceptions of a definition that apply at once are an error of the plan, seen where the data show it.
    fn exclusive(&mut self) {
        for (item, definition) in self.plan.definitions.clone() {
            let space = match &definition.subject {
                Subject::Company => Space::Company,
                Subject::Partner => Space::Partner,
                Subject::Event(name) => Space::Event(self.event_set(name, Select::Volume(0))),
                Subject::Line(_) => continue,
            };
            if definition.exclusive.is_empty() || !definition.params.is_empty() {
                continue;
            }
            self.item = item;
            let mut scope = Scope::new(0);
            let kind = match space {
                Space::Event(set) => Kind::Event(set),
                _ => Kind::Partner,
            };
            let row = self.handle(Handle::Row, kind, definition.name_span);
            if let Space::Event(set) = space {
                scope.date = Some(self.conditions_date(set, &row));
            }
            scope.rows.push((SUBJECT, row));
            let site = self.site(definition.name_span);
            let count = self.count_type();
            let number = |v: i128| Expr { op: Op::Const(v), ty: count, site };
            let mut sum = number(0);
            for condition in &definition.exclusive {
                let holds = self.expr(condition, &scope);
                let one =
                    Expr { op: Op::If(Box::new(holds), Box::new(number(1)), Box::new(number(0))), ty: count, site };
                sum = Expr { op: Op::Add(Box::new(sum), Box::new(one)), ty: count, site };
            }
            let op = Op::Compare(crate::program::Compare::Le, Box::new(sum), Box::new(number(1)));
            let value = Expr { op, ty: Ty::known(Kind::Bool), site };
            let text = format!("no two exceptions of `{}` apply at once", definition.name);
            let column = self.computed(
                format!("exclusive {space:?} {}", definition.name),
                &text,
                space,
                Ty::known(Kind::Bool),
                Def::Value(value),
                definition.name_span,
            );
            self.program.asserts.push(Assert { text, column, site });
        }
    }

    fn asserts(&mut self) {
        self.exclusive();
        for (at, (item, subject, text, value)) in self.plan.asserts.iter().enumerate() {
            self.item = *item;
            let mut scope = Scope::new(0);
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
                self.report(
                    Diagnostic::new(Code::UnfoundedCycle, span, format!("these refer to each other in a circle: {}", circle.join(" → ")))
                        .help("read one of them `in the month before`, split one of them, or let all go the same way in one tree (only to those below, or only to those above)"),
                );
                Err(self.found)
            }
        }
    }
}

impl Scope {
    fn new(back: u32) -> Self {
        Scope { rows: Vec::new(), locals: Vec::new(), back, date: None, ranges: Vec::new() }
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
