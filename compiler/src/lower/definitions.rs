//! Definitions as columns, functions expanded where they are read.

use super::schedule::Def;
use super::{Local, Lower, MAX_EXPANSION, Scope, small};
use crate::program::{
    ColumnId, Compare, Definition, EventSetId, Expr, Handle, Kind, Op, PeriodEdge, Reach, SiteId, Source, Space, Ty,
};
use compline_lang::diagnostic::{Code, Diagnostic};
use compline_lang::hir::{self, SUBJECT, Subject};
use compline_lang::source::{ItemIndex, Span};
use compline_lang::words::say;
use rustc_hash::FxHashMap;

/// How many periods back a definition may be read.
const MAX_BACK: i64 = 240;

impl Lower<'_> {
    /// Makes the columns of definitions so that each finds those it reads: a long chain is no deep recursion then.
    pub(super) fn in_order_of_dependence(&mut self) {
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
                if definition.params.is_empty()
                    && matches!(definition.subject, Subject::Partner | Subject::Person | Subject::Company)
                {
                    self.item = *item;
                    for at in self.instances(definition.grain) {
                        let _ = self.definition_column(definition, at, None, false);
                    }
                }
            }
        }
    }

    pub(super) fn definitions(&mut self) {
        let all: Vec<(ItemIndex, hir::Definition)> = self.plan.definitions.clone();
        for (item, definition) in &all {
            self.item = *item;
            if !definition.params.is_empty() || definition.is_inner() {
                continue;
            }
            match &definition.subject {
                Subject::Partner | Subject::Person | Subject::Company => {
                    for at in self.instances(definition.grain) {
                        let column = self.definition_column(definition, at, None, false);
                        let computed =
                            definition.overridable.then(|| self.definition_column(definition, at, None, true));
                        let space = match definition.subject {
                            Subject::Company => Space::Company,
                            Subject::Person => Space::Person,
                            _ => Space::Partner,
                        };
                        let site = self.site(definition.name_span);
                        let name = definition.name.clone();
                        self.program.definitions.push(Definition { name, at, space, column, computed, site });
                    }
                }
                // Columns of events are made where they are read.
                Subject::Event(_) | Subject::Line(_) => {}
            }
        }
    }

    /// The column of a plain definition at a stretch, for events of a set.
    fn definition_column(
        &mut self,
        definition: &hir::Definition,
        at: Reach,
        set: Option<EventSetId>,
        computed: bool,
    ) -> ColumnId {
        let space = match (&definition.subject, set) {
            (Subject::Company, _) => Space::Company,
            (Subject::Partner, _) => Space::Partner,
            (Subject::Person, _) => Space::Person,
            (_, Some(set)) => Space::Event(set),
            (_, None) => Space::Company,
        };
        let rule = definition.overridable && computed;
        let at = match definition.grain {
            _ if definition.timeless => Reach::NOW,
            None => self.whole(at),
            Some(_) => at,
        };
        let key = format!("def {space:?} {} {at:?} {rule}", definition.name);
        if let Some(id) = self.cache.get(&key) {
            return *id;
        }
        let ty = self.ty(&definition.ty, set);
        // In progress for a later period: it refers to itself through time, and nothing ends that.
        let age = self.age(at);
        let later = |b: &Reach| self.age(*b) < age;
        let endless =
            self.in_progress.iter().any(|(s, n, b)| *s == definition.subject && *n == definition.name && later(b));
        if endless || age > MAX_BACK {
            self.report(
                Diagnostic::new(Code::UnfoundedCycle, definition.name_span, say!("`{}` refers to itself in the period before, without end", definition.name))
                    .help("say how far back it goes (`over last 3 months …`); a value that is carried on for ever is a `state`"),
            );
            return ColumnId(0);
        }
        // The place is taken before the value is lowered, so that a definition may refer to itself.
        let suffix = self.suffix(at);
        let name =
            if rule { format!("computed {}{suffix}", definition.name) } else { format!("{}{suffix}", definition.name) };
        let home = self.home_of(definition);
        let outer = std::mem::replace(&mut self.item, home);
        self.in_progress.push((definition.subject.clone(), definition.name.clone(), at));
        let id = self.new_column(&name, space, ty, Source::Computed, Def::Pending, definition.name_span);
        self.cache.insert(key, id);
        let value = if definition.overridable && !computed {
            let inner = self.definition_column(definition, at, set, true);
            let rule = self.load(inner, self.handle(Handle::Row, Kind::Partner, definition.name_span));
            let which = self.program.overridables.iter().position(|(n, _)| *n == definition.name).map_or(0, small);
            let optional = Ty { optional: true, ..ty };
            let manual = self.input(
                format!("override {which} {at:?}"),
                &format!("override {}{suffix}", definition.name),
                Space::Partner,
                optional,
                Source::Override(which, at),
                definition.name_span,
            );
            let manual = self.load(manual, self.handle(Handle::Row, Kind::Partner, definition.name_span));
            Expr { ty, site: manual.site, op: Op::OrElse(Box::new(manual), Box::new(rule)) }
        } else {
            let scope = self.scope_of(space, at, definition.name_span);
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

    /// How far back a stretch is, in its own length.
    fn age(&self, at: Reach) -> i64 {
        match self.part_at(at) {
            Some((_, offset)) => -i64::from(offset),
            None => i64::from(at.periods().unwrap_or(0)),
        }
    }

    /// Whether a definition is the partner above in a derived tree that is there already: not where the tree itself is
    /// found out, nor in what that depends on.
    fn is_parent_in(&self, subject: &Subject, name: &str) -> bool {
        let derived = self.plan.trees.iter().any(|tree| tree.from.is_some() && tree.name == name);
        if !derived || *subject != Subject::Partner {
            return false;
        }
        let mut known: Vec<&str> = vec![name];
        let mut at = 0;
        while let Some(name) = known.get(at).copied() {
            at += 1;
            for (_, definition) in self.plan.definitions.iter().filter(|(_, definition)| definition.name == name) {
                hir::visit(&definition.value, &mut |e| {
                    if let hir::ExprKind::Definition { name, .. } = e.kind.as_ref()
                        && !known.contains(&name.as_str())
                    {
                        // The same name of another subject is counted as well: then the column is read, which is right too.
                        let found = self.plan.definitions.iter().find(|(_, other)| other.name == *name);
                        known.extend(found.map(|(_, other)| other.name.as_str()));
                    }
                });
            }
        }
        !self.in_progress.iter().any(|(_, name, _)| known.contains(&name.as_str()))
    }

    /// The column of the partner above in a derived tree.
    pub(super) fn parents_in(&mut self, tree: &str, at: Reach) -> ColumnId {
        let all = &self.plan.definitions;
        let found = all.iter().map(|(_, d)| d).find(|d| d.subject == Subject::Partner && d.name == tree).cloned();
        found.map_or(ColumnId(0), |definition| self.definition_column(&definition, at, None, false))
    }

    /// The nearest partner above for whom a condition holds: of the one above himself, or what is nearest above him.
    pub(super) fn nearest(
        &mut self,
        (tree, of, element): (&str, &hir::Expr, hir::RowId),
        filter: &hir::Expr,
        span: Span,
        scope: &Scope,
    ) -> Expr {
        let row = self.expr(of, scope);
        let view = self.view(tree, scope.at);
        let ty = Ty { kind: Kind::Partner, optional: true };
        let site = self.site(span);
        let make = |op: Op, ty: Ty| Expr { op, ty, site };
        let here = self.handle(Handle::Row, Kind::Partner, span);
        let above = make(Op::Parent(view, Box::new(here)), ty);
        let mut inner = Scope::new(scope.at);
        inner.rows.push((element, above.clone()));
        let condition = self.expr(filter, &inner);
        let key = format!("nearest {} {}", view.0, super::schedule::expr_key(&condition));
        if let Some(column) = self.cache.get(&key).copied() {
            return self.load(column, row);
        }
        let name = format!("nearest above in {tree}");
        let id = self.new_column(&name, Space::Partner, ty, Source::Computed, Def::Pending, span);
        self.cache.insert(key, id);
        let further = make(Op::Load(id, Box::new(above.clone())), ty);
        let found = make(Op::If(Box::new(condition), Box::new(above.clone()), Box::new(further)), ty);
        let known = make(Op::IsKnown(Box::new(above)), Ty::known(Kind::Bool));
        let value = make(Op::If(Box::new(known), Box::new(found), Box::new(make(Op::None, ty))), ty);
        if let Some(slot) = self.defs.get_mut(id.index()) {
            *slot = Def::Value(value);
        }
        self.load(id, row)
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
            && matches!(slot, Def::Gather { .. } | Def::Children { .. } | Def::Scan { .. })
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

    /// What a definition of a space sees: its row, and where that is an event the date of its conditions.
    pub(super) fn scope_of(&mut self, space: Space, at: Reach, span: Span) -> Scope {
        let mut scope = Scope::new(at);
        if space != Space::Company {
            let kind = match space {
                Space::Event(set) => Kind::Event(set),
                Space::Person => Kind::Person,
                _ => Kind::Partner,
            };
            let row = self.handle(Handle::Row, kind, span);
            if let Space::Event(set) = space {
                scope.date = self.conditions_date(set, &row);
            }
            scope.rows.push((SUBJECT, row));
        }
        scope
    }

    fn home_of(&self, definition: &hir::Definition) -> ItemIndex {
        self.items.get(&(&definition.subject, definition.name.as_str())).copied().unwrap_or(self.item)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one reference, taken apart by the caller")]
    pub(super) fn definition_ref(
        &mut self,
        subject: &Subject,
        name: &str,
        row: Option<&hir::Expr>,
        args: &[hir::Expr],
        computed: bool,
        e: &hir::Expr,
        scope: &Scope,
    ) -> Expr {
        let ty = self.ty(&e.ty, None);
        let Some(definition) =
            self.plan.definitions.iter().map(|(_, d)| d).find(|d| d.subject == *subject && d.name == name).cloned()
        else {
            return self.not_yet(e.span, say!("no such definition"), ty);
        };
        let row = row.map(|r| self.expr(r, scope));
        if let Some(row) = row.as_ref().filter(|_| self.is_parent_in(subject, name)) {
            // Read along the tree, so that what refers to itself above in it is a fold down.
            let view = self.view(name, scope.at);
            let site = self.site(e.span);
            return Expr { op: Op::Parent(view, Box::new(row.clone())), ty, site };
        }
        if !definition.params.is_empty() {
            return self.expand(&definition, row, args, e, scope);
        }
        match row {
            None => {
                let column = self.definition_column(&definition, scope.at, None, computed);
                let site = self.site(e.span);
                Expr { op: Op::Company(column), ty, site }
            }
            Some(row) => {
                let set = match row.ty.kind {
                    Kind::Event(set) => Some(set),
                    _ => None,
                };
                let column = self.definition_column(&definition, scope.at, set, computed);
                self.load(column, row)
            }
        }
    }

    /// The value of a definition in the period that is settled: the definition's own where the conditions are those of
    /// that period, else what that period's own context has computed.
    pub(super) fn in_settled(&mut self, value: &hir::Expr, scope: &Scope, ty: Ty, site: SiteId) -> Expr {
        let mut now = scope.moved(Reach::NOW);
        now.date = None;
        let hir::ExprKind::Definition { subject, name, row, computed, .. } = value.kind.as_ref() else {
            return self.expr(value, &now);
        };
        let found = self.plan.definitions.iter().map(|(_, d)| d).find(|d| d.subject == *subject && d.name == *name);
        let Some(definition) = found.cloned() else { return self.expr(value, &now) };
        let own = self.definition_column(&definition, Reach::NOW, None, *computed);
        let space = if row.is_some() { Space::Partner } else { Space::Company };
        let title = format!("settled {name}");
        let own_ty = self.program.columns.get(own.index()).map_or(ty, |column| column.ty);
        let given = self.input(format!("{title} {own:?}"), &title, space, own_ty, Source::Settled(own), value.span);
        let row = row.as_ref().map(|row| self.expr(row, scope));
        let read = |of: &mut Self, column| match &row {
            Some(row) => of.load(column, row.clone()),
            None => Expr { op: Op::Company(column), ty, site },
        };
        let (own, given) = (read(self, own), read(self, given));
        let day = |edge| Expr { op: Op::Period(edge, Reach::NOW), ty: Ty::known(Kind::Date), site };
        let is_own = self.compare(Compare::Eq, day(PeriodEdge::Settled), day(PeriodEdge::End), site);
        let ty = own.ty;
        self.select(is_own, own, given, ty, site)
    }

    /// A function is its body with arguments in place of parameters.
    fn expand(
        &mut self,
        definition: &hir::Definition,
        row: Option<Expr>,
        args: &[hir::Expr],
        e: &hir::Expr,
        scope: &Scope,
    ) -> Expr {
        if self.depth >= MAX_EXPANSION {
            let ty = self.ty(&e.ty, None);
            self.report(
                Diagnostic::new(Code::UnfoundedCycle, e.span, say!("function `{}` calls itself", definition.name))
                    .help("a function cannot use itself; a definition can, along a tree"),
            );
            let site = self.site(e.span);
            return Expr { op: Op::None, ty, site };
        }
        let mut inner = Scope::new(scope.at);
        inner.date = scope.date.clone();
        for (param, arg) in definition.params.iter().zip(args) {
            let value = self.expr(arg, scope);
            inner.locals.push((param.name.clone(), Local::Value(value)));
        }
        // At a row that is absent a function is absent, as a definition is.
        let absent = row.clone().filter(|r| r.ty.optional);
        if let Some(row) = row {
            inner.rows.push((SUBJECT, row));
        }
        self.depth += 1;
        let home = self.home_of(definition);
        let outer = std::mem::replace(&mut self.item, home);
        let value = self.expr(&definition.value, &inner);
        self.item = outer;
        self.depth -= 1;
        let Some(row) = absent else { return value };
        let site = self.site(e.span);
        let ty = Ty { optional: true, ..value.ty };
        let known = Expr { op: Op::IsKnown(Box::new(row)), ty: Ty::known(Kind::Bool), site };
        let none = Expr { op: Op::None, ty, site };
        self.select(known, value, none, ty, site)
    }
}
