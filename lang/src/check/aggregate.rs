//! Aggregates, windows, picks, places, the highest rank.

use super::Checker;
use super::env::Decl;
use super::expr::{error, error_of, typed};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{self, AggregateOp, Expr, ExprKind, Rows, Subject, Type, TypeKind, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast, RowsKind};

/// Longest window that is accepted, in periods.
const MAX_WINDOW: i128 = 120;
/// Deepest bounded team that is accepted, in levels.
const MAX_DEPTH: i128 = 50;

impl Checker<'_> {
    pub(super) fn aggregate(&mut self, aggregate: &ast::Aggregate, span: Span) -> Expr {
        if let RowsKind::Window(window) = &aggregate.rows.kind {
            return self.window(aggregate, window, span);
        }
        let mark = (self.scope.rows.len(), self.scope.facts.len());
        let Some((rows, element, phrase)) = self.rows(&aggregate.rows) else {
            self.scope.rows.truncate(mark.0);
            return error_of(self.shape_of_error(aggregate.op), span);
        };
        let mut filter = aggregate.rows.filter.as_ref().map(|f| {
            let checked = self.condition(f);
            self.assume(f);
            checked
        });
        if let Some(phrase) = phrase {
            filter = Some(match filter {
                Some(f) => {
                    let at = f.span;
                    typed(ExprKind::And(vec![f, phrase]), Type::bool(), at)
                }
                None => phrase,
            });
        }
        let body = aggregate.body.as_ref().map(|b| self.infer(b, None));
        if matches!(rows, Rows::Team { .. }) {
            for part in body.iter().chain(filter.iter()) {
                self.check_foldable(part, element);
            }
        }
        self.scope.rows.truncate(mark.0);
        self.scope.facts.truncate(mark.1);
        let ty = match (aggregate.op, &body) {
            (AggregateOp::Count, None) => Type::number(Unit::Count, 0),
            (AggregateOp::Count, Some(b)) => {
                self.report(
                    Diagnostic::new(Code::TypeMismatch, b.span, "`count` counts rows and takes no value")
                        .help("write `count over … where …`"),
                );
                return error(span);
            }
            (op, None) => {
                self.report(Diagnostic::new(
                    Code::Syntax,
                    span,
                    format!("`{}` needs a value: `{} of … over …`", op_word(op), op_word(op)),
                ));
                return error_of(self.shape_of_error(op), span);
            }
            (AggregateOp::Sum, Some(b)) => match &b.ty.kind {
                TypeKind::Number(..) => b.ty.clone().optional(false),
                TypeKind::Ratio(_) => {
                    return self.fail(
                        Diagnostic::new(Code::RatioNotStorable, b.span, "quotients cannot be summed")
                            .help("round each: `sum of (a / b rounded half up to 0.01) over …`"),
                    );
                }
                TypeKind::Error => return error(span),
                _ => return self.mismatch(b, "a number"),
            },
            (AggregateOp::Largest | AggregateOp::Smallest, Some(b)) => match &b.ty.kind {
                TypeKind::Number(..) | TypeKind::Date => b.ty.clone().optional(true),
                TypeKind::Word(list) if self.env.words(list).is_none_or(|w| w.ordered) => b.ty.clone().optional(true),
                TypeKind::Error => return error(span),
                _ => return self.mismatch(b, "something that has an order"),
            },
            (AggregateOp::Any | AggregateOp::Every, Some(b)) => match &b.ty.kind {
                TypeKind::Bool => {
                    if !self.need_known(b) {
                        return error_of(Type::bool(), span);
                    }
                    Type::bool()
                }
                TypeKind::Error => return error_of(Type::bool(), span),
                _ => return self.mismatch(b, "yes/no"),
            },
        };
        typed(ExprKind::Aggregate(hir::Aggregate { op: aggregate.op, body, rows, element, filter }), ty, span)
    }

    fn shape_of_error(&self, op: AggregateOp) -> Type {
        match op {
            AggregateOp::Count => Type::number(Unit::Count, 0),
            AggregateOp::Any | AggregateOp::Every => Type::bool(),
            _ => Type::error(),
        }
    }

    /// Row source; binds the element. The third part is the condition of a phrase (`legs in T with c`).
    fn rows(&mut self, rows: &ast::Rows) -> Option<(Rows, hir::RowId, Option<Expr>)> {
        let span = rows.span;
        let handle = rows.called.as_ref().map(|c| c.text.clone());
        match &rows.kind {
            RowsKind::Own(event) => {
                let decl = self.event(event)?;
                let Some(owner) = decl.owner() else {
                    self.report(
                        Diagnostic::new(
                            Code::WrongKind,
                            event.span,
                            format!("`{}` has no field of type partner, so no partner owns one", event.text),
                        )
                        .help("add a field: `seller : partner`"),
                    );
                    return None;
                };
                let field = owner.name.clone();
                let of = self.partner_at_hand(span)?;
                let subject = Subject::Event(event.text.clone());
                let id = self.scope.bind(subject.clone(), handle);
                Some((Rows::By { subject, field, of }, id, None))
            }
            RowsKind::By(event, field) => {
                let of = self.partner_at_hand(span)?;
                if event.text == "partners" {
                    let fields = self.env.partner_fields();
                    let Some(decl) = fields.iter().find(|f| f.name == field.text) else {
                        let d = self.unknown(
                            Code::UnknownAttribute,
                            field.span,
                            format!("partners have no field `{}`", field.text),
                            &field.text,
                            fields.iter().map(|f| f.name.clone()).collect(),
                        );
                        self.report(d);
                        return None;
                    };
                    if decl.ty.kind != TypeKind::Partner {
                        let ty = decl.ty.to_string();
                        self.report(Diagnostic::new(
                            Code::TypeMismatch,
                            field.span,
                            format!("`{}` is {ty}; rows are gathered by a field of type partner", field.text),
                        ));
                        return None;
                    }
                    let id = self.scope.bind(Subject::Partner, handle);
                    return Some((Rows::By { subject: Subject::Partner, field: field.text.clone(), of }, id, None));
                }
                let decl = self.event(event)?;
                let Some(found) = decl.fields.iter().find(|f| f.name == field.text) else {
                    let d = self.unknown(
                        Code::UnknownAttribute,
                        field.span,
                        format!("`{}` has no field `{}`", event.text, field.text),
                        &field.text,
                        decl.fields.iter().map(|f| f.name.clone()).collect(),
                    );
                    self.report(d);
                    return None;
                };
                if found.ty.kind != TypeKind::Partner {
                    let ty = found.ty.to_string();
                    self.report(Diagnostic::new(
                        Code::TypeMismatch,
                        field.span,
                        format!("`{}` is {ty}; rows are gathered by a field of type partner", field.text),
                    ));
                    return None;
                }
                let subject = Subject::Event(event.text.clone());
                let id = self.scope.bind(subject.clone(), handle);
                Some((Rows::By { subject, field: field.text.clone(), of }, id, None))
            }
            RowsKind::All(name) if self.env.kind(&name.text) == Some(super::NameKind::Pick) => {
                let of = self.partner_at_hand(span)?;
                let (name, args) = self.pick_call(name, &[])?;
                let id = self.scope.bind(Subject::Partner, handle);
                Some((Rows::Pick(name, args, of), id, None))
            }
            RowsKind::All(name) => {
                let subject = if name.text == "partners" {
                    Subject::Partner
                } else {
                    Subject::Event(self.event(name)?.name.clone())
                };
                let id = self.scope.bind(subject.clone(), handle);
                Some((Rows::All(subject), id, None))
            }
            RowsKind::Frontline(tree) => {
                let of = self.partner_at_hand(span)?;
                self.tree(tree)?;
                let id = self.scope.bind(Subject::Partner, handle);
                if let Some(row) = self.scope.rows.last_mut() {
                    row.tree = Some(tree.text.clone());
                }
                Some((Rows::Frontline(tree.text.clone(), of), id, None))
            }
            RowsKind::Legs(tree, condition) => {
                // Phrase: frontline whose team has one with the condition.
                let of = self.partner_at_hand(span)?;
                self.tree(tree)?;
                let id = self.scope.bind(Subject::Partner, handle);
                let head = typed(ExprKind::Row(id), Type::known(TypeKind::Partner), span);
                let member = self.scope.bind(Subject::Partner, None);
                let with = self.condition(condition);
                self.check_foldable(&with, member);
                self.scope.rows.pop();
                let team = Rows::Team { tree: tree.text.clone(), of: head, included: true, depth: None };
                let any = hir::Aggregate {
                    op: AggregateOp::Any,
                    body: Some(with),
                    rows: team,
                    element: member,
                    filter: None,
                };
                let phrase = typed(ExprKind::Aggregate(any), Type::bool(), condition.span);
                Some((Rows::Frontline(tree.text.clone(), of), id, Some(phrase)))
            }
            RowsKind::Team(tree, depth) | RowsKind::Downline(tree, depth) => {
                let of = self.partner_at_hand(span)?;
                self.tree(tree)?;
                let depth = match depth {
                    None => None,
                    Some(e) => Some(self.small_number(e, MAX_DEPTH, "levels")?),
                };
                let included = matches!(rows.kind, RowsKind::Team(..));
                let id = self.scope.bind(Subject::Partner, handle);
                Some((Rows::Team { tree: tree.text.clone(), of, included, depth }, id, None))
            }
            RowsKind::Pick(name, args) => {
                let of = self.partner_at_hand(span)?;
                let (name, args) = self.pick_call(name, args)?;
                let id = self.scope.bind(Subject::Partner, handle);
                Some((Rows::Pick(name, args, of), id, None))
            }
            RowsKind::Upline(tree) => {
                self.report(
                    Diagnostic::new(
                        Code::NotYet,
                        span,
                        format!("an aggregate over `upline in {}` looks at every pair of partners", tree.text),
                    )
                    .help(format!(
                        "define it down the tree: `x = … {}'s x …, otherwise …`, or walk up in a bonus",
                        tree.text
                    )),
                );
                None
            }
            RowsKind::Window(_) => None,
        }
    }

    /// A whole number from 1 to `most` written as a literal.
    pub(super) fn small_number(&mut self, e: &ast::Expr, most: i128, what: &str) -> Option<u32> {
        match e.kind.as_ref() {
            Ast::Number(v, None) if v.scale == 0 && (1..=most).contains(&v.mantissa) => u32::try_from(v.mantissa).ok(),
            _ => {
                self.report(
                    Diagnostic::new(
                        Code::BadRange,
                        e.span,
                        format!("a whole number from 1 to {most} is needed for the {what}"),
                    )
                    .help("write it as a number"),
                );
                None
            }
        }
    }

    fn partner_at_hand(&mut self, span: Span) -> Option<Expr> {
        match self.scope.row() {
            Some(row) if row.subject == Subject::Partner => {
                Some(typed(ExprKind::Row(row.id), Type::known(TypeKind::Partner), span))
            }
            _ => {
                let what = self.scope.row().map_or("the company".to_owned(), |r| r.subject.to_string());
                self.report_of_row(
                    Diagnostic::new(Code::NotHere, span, format!("these rows belong to a partner, and the row at hand is {what}"))
                        .help("define the value for partners (`x = sum of … over …`) and read it through a handle (`earner's x`, `seller's x`)"),
                );
                None
            }
        }
    }

    /// Law of foldability: over a whole team the body may not speak of rows outside of it.
    fn check_foldable(&mut self, e: &Expr, element: hir::RowId) {
        let mut outside = None;
        visit(e, &mut |x| {
            if let ExprKind::Row(id) = x.kind.as_ref()
                && id.0 < element.0
            {
                outside.get_or_insert(x.span);
            }
        });
        if let Some(at) = outside {
            self.report(
                Diagnostic::new(Code::NotFoldable, e.span, "the body speaks of a partner outside of the team that is aggregated")
                    .note(at, "this is not the element")
                    .help("every pair of partners would have to be looked at; compare with a constant, or walk up from the element in a bonus"),
            );
        }
    }

    fn window(&mut self, aggregate: &ast::Aggregate, window: &ast::Window, span: Span) -> Expr {
        let Some((count, latest, counted)) = self.window_head(window) else {
            return error_of(self.shape_of_error(aggregate.op), span);
        };
        let Some(body) = &aggregate.body else {
            return self.fail(Diagnostic::new(
                Code::Syntax,
                span,
                "a window needs a value: `sum of PV over last 3 months`",
            ));
        };
        let body = self.infer(body, None);
        if let Some(filter) = &aggregate.rows.filter {
            return self.fail(
                Diagnostic::new(Code::NotHere, filter.span, "periods are not filtered")
                    .help("put the condition into the value: `sum of (PV when …, otherwise 0 BV) over last …`"),
            );
        }
        let ty = match (aggregate.op, &body.ty.kind) {
            (_, TypeKind::Error) => return error(span),
            (AggregateOp::Sum, TypeKind::Number(..)) => {
                if !self.need_known(&body) {
                    return error_of(body.ty.clone().optional(false), span);
                }
                body.ty.clone()
            }
            (
                AggregateOp::Largest | AggregateOp::Smallest,
                TypeKind::Number(..) | TypeKind::Date | TypeKind::Word(_),
            ) => {
                let absent = body.ty.optional || !counted;
                body.ty.clone().optional(absent)
            }
            (AggregateOp::Any | AggregateOp::Every, TypeKind::Bool) => Type::bool(),
            (AggregateOp::Count, _) => {
                return self.fail(
                    Diagnostic::new(Code::NotHere, span, "periods are not counted")
                        .help("sum a number: `sum of (1 when …, otherwise 0) over last …`"),
                );
            }
            _ => return self.mismatch(&body, "a value that can be aggregated so"),
        };
        typed(ExprKind::Window { op: aggregate.op, body, count, latest, before_joining_counted: counted }, ty, span)
    }

    /// How many periods, how far back the latest, and whether those before joining count.
    fn window_head(&mut self, window: &ast::Window) -> Option<(u32, u32, bool)> {
        if !self.grain_word(&window.grain) {
            return None;
        }
        if self.scope.row().is_none_or(|r| r.subject != Subject::Partner) {
            self.report_of_row(
                Diagnostic::new(
                    Code::NotHere,
                    window.span,
                    "a window belongs to a partner, and the row at hand is none",
                )
                .help("give the window a definition of partners, and read that (`seller's x`, `earner's x`)"),
            );
            return None;
        }
        let count = self.small_number(&window.count, MAX_WINDOW, "periods")?;
        let grain = self.env.header().grain.clone();
        let latest = match window.including_this {
            Some(including) => u32::from(!including),
            None => {
                self.report(
                    Diagnostic::new(
                        Code::ChooseWindow,
                        window.span,
                        format!("the {grain} at hand may be one of the last {count} {grain}s, or not"),
                    )
                    .reading(
                        format!("last {count} {grain}s including this"),
                        format!("this {grain} and the {} before it", count - 1),
                    )
                    .reading(
                        format!("last {count} {grain}s before this"),
                        format!("the {count} {grain}s before this one"),
                    )
                    .help("say which"),
                );
                0
            }
        };
        match window.before_joining_counted {
            Some(counted) => Some((count, latest, counted)),
            None => {
                self.report(
                    Diagnostic::new(
                        Code::ChooseMonths,
                        window.span,
                        format!("a partner may have joined inside of the last {count} {grain}s"),
                    )
                    .reading(
                        format!("last {count} {grain}s, {grain}s before joining: not counted"),
                        "periods before the partner joined are left out",
                    )
                    .reading(
                        format!("last {count} {grain}s, {grain}s before joining: counted as empty"),
                        "they count like periods without any volume",
                    )
                    .help("say which"),
                );
                None
            }
        }
    }

    pub(super) fn in_every(
        &mut self,
        least: &ast::Expr,
        window: &ast::Window,
        condition: &ast::Expr,
        span: Span,
    ) -> Expr {
        let Some((count, latest, counted)) = self.window_head(window) else { return error_of(Type::bool(), span) };
        let Some(least) = self.small_number(least, i128::from(count), "periods") else {
            return error_of(Type::bool(), span);
        };
        let body = self.condition(condition);
        if least == count {
            return typed(
                ExprKind::Window { op: AggregateOp::Every, body, count, latest, before_joining_counted: counted },
                Type::bool(),
                span,
            );
        }
        // `in 2 of last 3`: as many periods hold.
        let number = |n: u32| {
            typed(ExprKind::Number(crate::number::Decimal::integer(i128::from(n))), Type::number(Unit::Count, 0), span)
        };
        let one = typed(ExprKind::Cases(vec![(number(1), body)], number(0)), Type::number(Unit::Count, 0), span);
        let held = ExprKind::Window { op: AggregateOp::Sum, body: one, count, latest, before_joining_counted: counted };
        let held = typed(held, Type::number(Unit::Count, 0), span);
        typed(ExprKind::Compare(ast::CompareOp::GreaterOrEqual, held, number(least)), Type::bool(), span)
    }

    /// Whether a grain word is the plan's own.
    pub(super) fn grain_word(&mut self, word: &ast::Ident) -> bool {
        let grain = self.env.header().grain.clone();
        let singular = word.text.strip_suffix('s').unwrap_or(&word.text);
        if singular == grain {
            return true;
        }
        if matches!(singular, "day" | "week" | "month" | "quarter" | "year") {
            self.report(Diagnostic::new(Code::NotYet, word.span, format!("the plan's period is the {grain}, and a second calendar beside it is not part of this edition's first part")).help(format!("write `{grain}s`")));
        } else {
            self.report(
                Diagnostic::new(Code::UnknownName, word.span, format!("`{}` is no period", word.text))
                    .help(format!("write `{grain}s`")),
            );
        }
        false
    }

    pub(super) fn is_in(&mut self, positive: bool, value: &ast::Expr, rows: &ast::Rows, span: Span) -> Expr {
        let value = self.infer(value, None);
        let (name, args): (&ast::Ident, &[ast::Expr]) = match &rows.kind {
            RowsKind::Pick(name, args) => (name, args),
            RowsKind::All(name) => (name, &[]),
            _ => {
                self.report(
                    Diagnostic::new(Code::NotHere, rows.span, "`is in` asks for the rows of a pick")
                        .help("declare `pick q = first … of … by …, then number`"),
                );
                return error_of(Type::bool(), span);
            }
        };
        if !self.expect_kind(&value, &TypeKind::Partner) {
            return error_of(Type::bool(), span);
        }
        match self.pick_call(name, args) {
            Some((name, args)) => typed(ExprKind::IsIn(positive, value, name, args), Type::bool(), span),
            None => error_of(Type::bool(), span),
        }
    }

    fn pick_call(&mut self, name: &ast::Ident, args: &[ast::Expr]) -> Option<(String, Vec<Expr>)> {
        let Some(Decl::Pick(params)) = self.env.resolve(&name.text) else {
            let d = self.unknown(
                Code::UnknownName,
                name.span,
                format!("there is no event or pick `{}`", name.text),
                &name.text,
                self.env.names(),
            );
            self.report(d);
            return None;
        };
        if params.len() != args.len() {
            self.report(Diagnostic::new(
                Code::BadArguments,
                name.span,
                format!("`{}` has {} parameter(s), {} given", name.text, params.len(), args.len()),
            ));
            return None;
        }
        let mut checked = Vec::new();
        for (arg, param) in args.iter().zip(&params) {
            let value = self.infer(arg, Some(&param.ty));
            self.expect_fits(&value, &param.ty);
            checked.push(value);
        }
        Some((name.text.clone(), checked))
    }

    pub(super) fn place(&mut self, tree: &ast::Ident, order: &ast::Order, span: Span) -> Expr {
        if self.tree(tree).is_none() {
            return error(span);
        }
        let keys = self.order(order);
        typed(ExprKind::Place(tree.text.clone(), keys), Type::number(Unit::Count, 0), span)
    }

    /// Keys of an order; asks for the tie-break.
    pub(super) fn order(&mut self, order: &ast::Order) -> Vec<hir::OrderKey> {
        if !order.then_number {
            self.report(
                Diagnostic::new(
                    Code::ChooseTieBreak,
                    order.span,
                    "two rows may have equal keys, and nothing says which comes first",
                )
                .reading("then number", "the smaller id in natural order comes first")
                .help("close the order with `, then number`"),
            );
        }
        let mut keys = Vec::new();
        for key in &order.keys {
            let value = self.infer(&key.key, None);
            match &value.ty.kind {
                TypeKind::Number(..) | TypeKind::Date | TypeKind::Bool | TypeKind::Word(_) | TypeKind::Error => {}
                _ => {
                    self.mismatch(&value, "something that has an order");
                }
            }
            keys.push(hir::OrderKey { key: value, descending: key.descending });
        }
        keys
    }
}

/// The word of an aggregate.
pub(super) fn op_word(op: AggregateOp) -> &'static str {
    match op {
        AggregateOp::Sum => "sum",
        AggregateOp::Count => "count",
        AggregateOp::Largest => "largest",
        AggregateOp::Smallest => "smallest",
        AggregateOp::Any => "any",
        AggregateOp::Every => "every",
    }
}

/// Calls `f` for an expression and all below it.
pub fn visit(e: &Expr, f: &mut dyn FnMut(&Expr)) {
    f(e);
    match e.kind.as_ref() {
        ExprKind::Field(a, _)
        | ExprKind::Builtin(a, _)
        | ExprKind::Parent(a, _)
        | ExprKind::Side(a, _)
        | ExprKind::Opening(a, _) => visit(a, f),
        ExprKind::Tiers(_, a)
        | ExprKind::Brackets(_, a)
        | ExprKind::Convert(a, _)
        | ExprKind::Negate(a)
        | ExprKind::Rounded(a, ..) => visit(a, f),
        ExprKind::IsKnown(_, a) | ExprKind::Not(a) | ExprKind::Back(a, _) => visit(a, f),
        ExprKind::Window { body, .. } => visit(body, f),
        ExprKind::Definition { row, args, .. } => row.iter().chain(args).for_each(|x| visit(x, f)),
        ExprKind::Table(_, args, _) | ExprKind::Extreme(_, args) | ExprKind::And(args) | ExprKind::Or(args) => {
            args.iter().for_each(|x| visit(x, f))
        }
        ExprKind::IsIn(_, a, _, args) => {
            visit(a, f);
            args.iter().for_each(|x| visit(x, f));
        }
        ExprKind::Of(a, b)
        | ExprKind::Binary(_, a, b)
        | ExprKind::Clamp(a, _, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::Is(_, a, b)
        | ExprKind::IsBelow(_, a, b, _)
        | ExprKind::TallyAtOrAbove(a, b)
        | ExprKind::Otherwise(a, b)
        | ExprKind::Highest(_, a, b)
        | ExprKind::Between(_, a, b) => {
            visit(a, f);
            visit(b, f);
        }
        ExprKind::Cases(arms, otherwise) => {
            for (v, c) in arms {
                visit(c, f);
                visit(v, f);
            }
            visit(otherwise, f);
        }
        ExprKind::Aggregate(a) => {
            match &a.rows {
                Rows::By { of, .. } | Rows::Frontline(_, of) | Rows::Team { of, .. } => visit(of, f),
                Rows::Pick(_, args, of) => {
                    visit(of, f);
                    args.iter().for_each(|x| visit(x, f));
                }
                Rows::All(_) => {}
            }
            a.filter.iter().chain(&a.body).for_each(|x| visit(x, f));
        }
        ExprKind::Place(_, keys) => keys.iter().for_each(|k| visit(&k.key, f)),
        ExprKind::Dated(values) => values.iter().for_each(|(v, _)| visit(v, f)),
        ExprKind::Number(_)
        | ExprKind::Bool(_)
        | ExprKind::Date(_)
        | ExprKind::Word(..)
        | ExprKind::Text(_)
        | ExprKind::None
        | ExprKind::EmptyTally
        | ExprKind::Row(_)
        | ExprKind::Local(_)
        | ExprKind::PeriodEdge(_)
        | ExprKind::Error => {}
    }
}
