//! Aggregates as columns.

use super::schedule::Def;
use super::{Local, Lower, Scope};
use crate::program::{AggregateOp, ColumnId, Compare, Expr, Handle, Kind, Op, Select, SiteId, Source, Space, Ty};
use compline_lang::diagnostic::{Code, Diagnostic};
use compline_lang::hir::{self, AggregateOp as HirOp, Rows, Subject};
use compline_lang::source::Span;
use compline_lang::words::say;

/// Where an aggregate's result is kept, and the scope of its body.
pub(super) struct Receiver {
    /// The row at which the result is read; `None`: the company.
    pub(super) of: Option<Expr>,
    /// Scope in which `Row` is the element and `My` the receiver.
    pub(super) inner: Scope,
}

impl Lower<'_> {
    pub(super) fn aggregate(&mut self, aggregate: &hir::Aggregate, e: &hir::Expr, scope: &Scope) -> Expr {
        let span = e.span;
        let ty = self.ty(&e.ty, None);
        let result = match &aggregate.rows {
            Rows::All(subject) => {
                let (space, row) = self.rows_of(subject, scope);
                let Some(receiver) = self.receiver(None, aggregate.element, row, scope, span) else {
                    return self.cannot(span, ty);
                };
                let (value, filter) = self.body(aggregate, &receiver.inner, span);
                let def = Def::Gather { from: space, key: None, op: op(aggregate.op), value, filter };
                let column = self.aggregate_column(Space::Company, ty, def, scope, span);
                let site = self.site(span);
                Expr { op: Op::Company(column), ty, site }
            }
            Rows::By { subject, field, of } => {
                let of = self.expr(of, scope);
                let (space, row) = self.rows_of(subject, scope);
                let Some(receiver) = self.receiver(Some(of), aggregate.element, row.clone(), scope, span) else {
                    return self.cannot(span, ty);
                };
                let key = match space {
                    Space::Event(set) => {
                        let column = self.event_field(set, field, span);
                        self.load(column, row)
                    }
                    _ => {
                        let at = self.plan.partner_fields.iter().position(|f| f.name == *field).map_or(0, super::small);
                        let field_ty =
                            self.program.partner_fields.get(at as usize).map_or(Ty::known(Kind::Partner), |f| f.ty);
                        let column = self.input(
                            format!("partner field {at}"),
                            field,
                            Space::Partner,
                            field_ty,
                            Source::PartnerField(at),
                            span,
                        );
                        self.load(column, row)
                    }
                };
                let (value, filter) = self.body(aggregate, &receiver.inner, span);
                let def = Def::Gather { from: space, key: Some(key), op: op(aggregate.op), value, filter };
                let column = self.aggregate_column(Space::Partner, ty, def, scope, span);
                self.read(column, receiver.of, span)
            }
            Rows::Positions(of) => {
                let of = self.expr(of, scope);
                let row = self.handle(Handle::Row, Kind::Partner, span);
                let Some(receiver) = self.receiver(Some(of), aggregate.element, row, scope, span) else {
                    return self.cannot(span, ty);
                };
                let key = self.owner_of_row(span);
                let (value, filter) = self.body(aggregate, &receiver.inner, span);
                let def = Def::Gather { from: Space::Partner, key: Some(key), op: op(aggregate.op), value, filter };
                let column = self.aggregate_column(Space::Person, ty, def, scope, span);
                self.read(column, receiver.of, span)
            }
            Rows::Frontline(tree, of) => self.children(aggregate, tree, of, None, ty, scope, span),
            Rows::Pick(name, args, of) => {
                let Some((_, pick)) = self.plan.picks.iter().find(|(_, p)| p.name == *name).cloned() else {
                    return self.cannot(span, ty);
                };
                self.children(aggregate, &pick.tree.clone(), of, Some((&pick, args)), ty, scope, span)
            }
            Rows::Team { tree, of, included, depth } => {
                let reach = Reach::Down { included: *included, depth: *depth };
                self.team(aggregate, tree, of, reach, ty, scope, span)
            }
            Rows::Upline(tree, of) => self.team(aggregate, tree, of, Reach::Up, ty, scope, span),
        };
        Expr { ty, ..result }
    }

    /// `any of (x >= k)` over rows is `largest of x >= k`: one fold serves every k.
    fn any_at_least(&mut self, aggregate: &hir::Aggregate, inner: &Scope) -> Option<(Expr, Expr)> {
        if aggregate.op != HirOp::Any || aggregate.filter.is_some() {
            return None;
        }
        let body = self.expr(aggregate.body.as_ref()?, inner);
        let Op::Compare(Compare::Ge, x, k) = body.op else { return None };
        let constant = matches!(k.op, Op::Const(_));
        let plain = !x.ty.optional
            && matches!(x.ty.kind, Kind::Word(_) | Kind::Number(..) | Kind::Date)
            && !matches!(x.op, Op::Const(_));
        (constant && plain).then_some((*x, *k))
    }

    fn rows_of(&mut self, subject: &Subject, scope: &Scope) -> (Space, Expr) {
        match subject {
            Subject::Event(name) => {
                let set = self.event_set(name, Select::Volume(scope.at));
                (Space::Event(set), self.handle(Handle::Row, Kind::Event(set), Span::default()))
            }
            Subject::Person => (Space::Person, self.handle(Handle::Row, Kind::Person, Span::default())),
            _ => (Space::Partner, self.handle(Handle::Row, Kind::Partner, Span::default())),
        }
    }

    /// The scope of an aggregate's body. What belonged to the receiver is read through `My`; a
    /// row that is neither element nor receiver cannot be, because the result is kept by receiver.
    pub(super) fn receiver(
        &mut self,
        of: Option<Expr>,
        element: hir::RowId,
        row: Expr,
        scope: &Scope,
        span: Span,
    ) -> Option<Receiver> {
        let mut inner = Scope::new(scope.at);
        let owner = of.as_ref().map_or(Kind::Partner, |of| of.ty.kind);
        let my = self.handle(Handle::My, owner, span);
        for (id, e) in &scope.rows {
            if of.as_ref().is_some_and(|of| same(of, e)) {
                inner.rows.push((*id, my.clone()));
            }
        }
        for (name, local) in &scope.locals {
            match local {
                Local::Value(v) => {
                    if let Some(v) = rebase(v, of.as_ref(), &my) {
                        inner.locals.push((name.clone(), Local::Value(v)));
                    }
                }
                Local::Tally(_) => {}
            }
        }
        if let Kind::Event(set) = row.ty.kind {
            inner.date = self.conditions_date(set, &row);
        }
        inner.rows.push((element, row));
        Some(Receiver { of, inner })
    }

    fn body(&mut self, aggregate: &hir::Aggregate, inner: &Scope, span: Span) -> (Expr, Option<Expr>) {
        let value = match &aggregate.body {
            Some(b) => self.expr(b, inner),
            None => {
                let ty = self.count_type();
                let site = self.site(span);
                Expr { op: Op::Const(1), ty, site }
            }
        };
        let filter = aggregate.filter.as_ref().map(|f| self.expr(f, inner));
        (value, filter)
    }

    pub(super) fn aggregate_column(&mut self, space: Space, ty: Ty, def: Def, scope: &Scope, span: Span) -> ColumnId {
        let key = format!("{space:?} {:?} {}", scope.at, def.key());
        let name = def.title(&self.program);
        self.computed(key, &name, space, ty, def, span)
    }

    fn read(&mut self, column: ColumnId, of: Option<Expr>, span: Span) -> Expr {
        match of {
            Some(row) => self.load(column, row),
            None => {
                let ty = self.program.columns.get(column.index()).map_or(Ty::known(Kind::Bool), |c| c.ty);
                let site = self.site(span);
                Expr { op: Op::Company(column), ty, site }
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one aggregate, taken apart by the caller")]
    fn children(
        &mut self,
        aggregate: &hir::Aggregate,
        tree: &str,
        of: &hir::Expr,
        pick: Option<(&hir::PickDecl, &[hir::Expr])>,
        ty: Ty,
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let of = self.expr(of, scope);
        let row = self.handle(Handle::Row, Kind::Partner, span);
        let Some(receiver) = self.receiver(Some(of.clone()), aggregate.element, row.clone(), scope, span) else {
            return self.cannot(span, ty);
        };
        let (value, mut filter) = self.body(aggregate, &receiver.inner, span);
        if let Some((pick, args)) = pick {
            let Some(picked) = self.pick_column(pick, args, &of, scope, span) else { return self.cannot(span, ty) };
            let picked = self.load(picked, row);
            filter = Some(match filter {
                None => picked,
                Some(f) => Expr { ty: Ty::known(Kind::Bool), site: f.site, op: Op::And(Box::new(picked), Box::new(f)) },
            });
        }
        if let Some(at) = foreign(&value).or_else(|| filter.as_ref().and_then(foreign)) {
            return self.foreign_row(at, span, ty);
        }
        let view = self.view(tree, scope.at);
        let def = Def::Children { tree: view, op: op(aggregate.op), value, filter };
        let column = self.aggregate_column(Space::Partner, ty, def, scope, span);
        self.read(column, receiver.of, span)
    }

    /// `team`, `downline` and `upline` as tree definitions.
    #[expect(clippy::too_many_arguments, reason = "the parts of one aggregate, taken apart by the caller")]
    fn team(
        &mut self,
        aggregate: &hir::Aggregate,
        tree: &str,
        of: &hir::Expr,
        reach: Reach,
        ty: Ty,
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let of = self.expr(of, scope);
        let row = self.handle(Handle::Row, Kind::Partner, span);
        let Some(receiver) = self.receiver(None, aggregate.element, row, scope, span) else {
            return self.cannot(span, ty);
        };
        let view = self.view(tree, scope.at);
        if let Reach::Down { included, depth: None } = reach
            && let Some((x, k)) = self.any_at_least(aggregate, &receiver.inner)
        {
            let largest = Ty { optional: true, ..x.ty };
            let site = x.site;
            let own = Expr { ty: largest, ..x };
            let column = self.fold_team(view, AggregateOp::Largest, own, largest, included, scope, span);
            let best = self.read(column, Some(of), span);
            return Expr { op: Op::Compare(Compare::Ge, Box::new(best), Box::new(k)), ty, site };
        }
        let (value, filter) = self.body(aggregate, &receiver.inner, span);
        if let Some(at) = foreign(&value).or_else(|| filter.as_ref().and_then(foreign)) {
            return self.foreign_row(at, span, ty);
        }
        let site = value.site;
        let own = match filter {
            None => value,
            Some(filter) => {
                let neutral = nobody(op(aggregate.op), ty, site);
                let ty = Ty { optional: ty.optional || value.ty.optional, ..ty };
                Expr { op: Op::If(Box::new(filter), Box::new(value), Box::new(neutral)), ty, site }
            }
        };
        // An absent value adds nothing.
        let own = if own.ty.optional && aggregate.op == HirOp::Sum {
            let zero = Expr { op: Op::Const(0), ty, site };
            Expr { op: Op::OrElse(Box::new(own), Box::new(zero)), ty, site }
        } else {
            own
        };
        let how = op(aggregate.op);
        let column = match reach {
            Reach::Down { included, depth: None } => self.fold_team(view, how, own, ty, included, scope, span),
            Reach::Down { included, depth: Some(depth) } => {
                self.fold_depth(view, how, own, ty, included, depth, scope, span)
            }
            Reach::Up => self.fold_upline(view, how, own, ty, scope, span),
        };
        self.read(column, Some(of), span)
    }

    /// Two columns that refer to each other: all below, and with the partner himself.
    #[expect(clippy::too_many_arguments, reason = "the parts of one fold")]
    fn fold_team(
        &mut self,
        view: crate::program::TreeViewId,
        how: AggregateOp,
        own: Expr,
        ty: Ty,
        included: bool,
        scope: &Scope,
        span: Span,
    ) -> ColumnId {
        let key = format!("team {view:?} {how:?} {:?} {}", scope.at, super::schedule::expr_key(&own));
        let (below, team) = match (self.cache.get(&format!("{key} below")), self.cache.get(&format!("{key} team"))) {
            (Some(b), Some(t)) => (*b, *t),
            _ => {
                let below = self.new_column("downline", Space::Partner, ty, Source::Computed, Def::Pending, span);
                let team = self.new_column("team", Space::Partner, ty, Source::Computed, Def::Pending, span);
                self.cache.insert(format!("{key} below"), below);
                self.cache.insert(format!("{key} team"), team);
                let row = self.handle(Handle::Row, Kind::Partner, span);
                let from_children = self.load(team, row.clone());
                let fold = combine_op(how);
                self.define(below, Def::Children { tree: view, op: fold, value: from_children, filter: None });
                let from_below = self.load(below, row);
                let value = self.combine(how, own, from_below, ty);
                self.define(team, Def::Value(value));
                (below, team)
            }
        };
        if included { team } else { below }
    }

    /// Two columns that refer to each other down the tree: all above, and with the partner himself.
    fn fold_upline(
        &mut self,
        view: crate::program::TreeViewId,
        how: AggregateOp,
        own: Expr,
        ty: Ty,
        scope: &Scope,
        span: Span,
    ) -> ColumnId {
        let key = format!("upline {view:?} {how:?} {:?} {}", scope.at, super::schedule::expr_key(&own));
        if let Some(above) = self.cache.get(&key) {
            return *above;
        }
        let above = self.new_column("upline", Space::Partner, ty, Source::Computed, Def::Pending, span);
        let with_him = self.new_column("upline with him", Space::Partner, ty, Source::Computed, Def::Pending, span);
        self.cache.insert(key, above);
        let row = self.handle(Handle::Row, Kind::Partner, span);
        let site = own.site;
        let partner = Ty { kind: Kind::Partner, optional: true };
        let parent = Expr { op: Op::Parent(view, Box::new(row.clone())), ty: partner, site };
        let known = Expr { op: Op::IsKnown(Box::new(parent.clone())), ty: Ty::known(Kind::Bool), site };
        let nobody = nobody(how, ty, site);
        let there = Expr { op: Op::Load(with_him, Box::new(parent)), ty, site };
        let value = Expr { op: Op::If(Box::new(known), Box::new(there), Box::new(nobody)), ty, site };
        self.define(above, Def::Value(value));
        let from_above = self.load(above, row);
        let value = self.combine(how, own, from_above, ty);
        self.define(with_him, Def::Value(value));
        above
    }

    /// A bounded team: one pair of columns for each level.
    #[expect(clippy::too_many_arguments, reason = "the parts of one fold")]
    fn fold_depth(
        &mut self,
        view: crate::program::TreeViewId,
        how: AggregateOp,
        own: Expr,
        ty: Ty,
        included: bool,
        depth: u32,
        scope: &Scope,
        span: Span,
    ) -> ColumnId {
        let row = self.handle(Handle::Row, Kind::Partner, span);
        let own_key = super::schedule::expr_key(&own);
        let mut team = self.computed(
            format!("depth 0 {how:?} {own_key}"),
            "team to depth 0",
            Space::Partner,
            ty,
            Def::Value(own.clone()),
            span,
        );
        let mut below = team;
        for level in 1..=depth {
            let from = self.load(team, row.clone());
            let def = Def::Children { tree: view, op: combine_op(how), value: from, filter: None };
            below = self.aggregate_column(Space::Partner, ty, def, scope, span);
            let sum = self.load(below, row.clone());
            let value = self.combine(how, own.clone(), sum, ty);
            let key = format!("depth {level} {view:?} {how:?} {own_key}");
            team = self.computed(key, &format!("team to depth {level}"), Space::Partner, ty, Def::Value(value), span);
        }
        if included { team } else { below }
    }

    pub(super) fn define(&mut self, column: ColumnId, def: Def) {
        if let Some(slot) = self.defs.get_mut(column.index()) {
            *slot = def;
        }
    }

    pub(super) fn combine(&mut self, how: AggregateOp, own: Expr, below: Expr, ty: Ty) -> Expr {
        let site = own.site;
        let pair =
            |op: fn(Box<Expr>, Box<Expr>) -> Op, a: Expr, b: Expr| Expr { op: op(Box::new(a), Box::new(b)), ty, site };
        let largest = if how == AggregateOp::Largest { Op::Max } else { Op::Min };
        match how {
            AggregateOp::Sum | AggregateOp::Count => pair(Op::Add, own, below),
            AggregateOp::Any => pair(Op::Or, own, below),
            AggregateOp::Every => pair(Op::And, own, below),
            AggregateOp::Largest | AggregateOp::Smallest if !own.ty.optional && !below.ty.optional => {
                pair(largest, own, below)
            }
            AggregateOp::Largest | AggregateOp::Smallest => {
                // Where one is absent, it is the other.
                let absent = Ty { optional: own.ty.optional && below.ty.optional, ..ty };
                let maybe = Ty { optional: true, ..ty };
                let both = Expr { ty: maybe, ..pair(largest, own.clone(), below.clone()) };
                let either = if own.ty.optional { Expr { ty: absent, ..pair(Op::OrElse, own, below) } } else { own };
                Expr { ty: absent, ..pair(Op::OrElse, both, either) }
            }
        }
    }

    pub(super) fn cannot(&mut self, span: Span, ty: Ty) -> Expr {
        self.not_yet(span, say!("these rows cannot be gone through here"), ty)
    }

    fn foreign_row(&mut self, _at: Span, span: Span, ty: Ty) -> Expr {
        self.report(
            Diagnostic::new(
                Code::NotFoldable,
                span,
                "this speaks of a partner or an event that is neither gone through nor the one it belongs to",
            )
            .help("give the partner a definition of it, and read that here"),
        );
        let site = self.site(span);
        Expr { op: Op::None, ty, site }
    }
}

/// Whom an aggregate over a tree reaches.
#[derive(Clone, Copy)]
enum Reach {
    /// All below; with `included` the partner himself; to a depth.
    Down { included: bool, depth: Option<u32> },
    /// All above.
    Up,
}

/// What an aggregate is over nobody.
pub(super) fn nobody(how: AggregateOp, ty: Ty, site: SiteId) -> Expr {
    match how {
        AggregateOp::Sum | AggregateOp::Count | AggregateOp::Any => Expr { op: Op::Const(0), ty, site },
        AggregateOp::Every => Expr { op: Op::Const(1), ty, site },
        AggregateOp::Largest | AggregateOp::Smallest => Expr { op: Op::None, ty: Ty { optional: true, ..ty }, site },
    }
}

pub(super) fn op(how: HirOp) -> AggregateOp {
    match how {
        HirOp::Sum => AggregateOp::Sum,
        HirOp::Count => AggregateOp::Count,
        HirOp::Largest => AggregateOp::Largest,
        HirOp::Smallest => AggregateOp::Smallest,
        HirOp::Any => AggregateOp::Any,
        HirOp::Every => AggregateOp::Every,
    }
}

/// How partial results are combined: counts are summed.
fn combine_op(how: AggregateOp) -> AggregateOp {
    if how == AggregateOp::Count { AggregateOp::Sum } else { how }
}

/// Whether two expressions are the same but for where they stand.
fn same(a: &Expr, b: &Expr) -> bool {
    super::schedule::expr_key(a) == super::schedule::expr_key(b)
}

/// The same value, spoken of from another row: the owner becomes `to`. `None` where it speaks of
/// any other row or of a memory.
pub(super) fn rebase(e: &Expr, owner: Option<&Expr>, to: &Expr) -> Option<Expr> {
    if owner.is_some_and(|o| same(o, e)) {
        return Some(to.clone());
    }
    let mut out = e.clone();
    match &mut out.op {
        Op::Handle(_) | Op::Var(_) => return None,
        _ => {
            for child in out.children_mut() {
                *child = rebase(child, owner, to)?;
            }
        }
    }
    Some(out)
}

/// Where an expression speaks of a row that is neither element nor receiver.
fn foreign(e: &Expr) -> Option<Span> {
    let mut found = None;
    e.walk(&mut |x| {
        if matches!(x.op, Op::Handle(Handle::Trigger | Handle::Earner) | Op::Var(_)) {
            found = Some(Span::default());
        }
    });
    found
}
