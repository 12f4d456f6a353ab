//! Flows: volume or money that moves up a tree.
//!
//! A flow is five definitions of partners. For a flow `F` up a tree `T`:
//!
//! ```text
//! F's received = sum of F's passes over frontline in T
//! F's adds     = what the clause says
//! F's passes   = what the clause says, or what there is where that is less
//! F's company  = what the company adds where more is passed on than there is, else zero
//! F's kept     = received + adds + company - passes
//! ```
//!
//! So `kept` and `passes` together are always `received`, `adds` and `company`: nothing is made on the way, and nothing is
//! lost. What the root passes on stays with the company.

use super::Checker;
use super::expr::typed;
use super::types::join;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{
    Aggregate, AggregateOp, ClampSide, Definition, Expr, ExprKind, RowId, Rows, SUBJECT, Subject, Type, TypeKind,
    children_mut,
};
use crate::number::Decimal;
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp, Short, part_name};

impl Checker<'_> {
    /// A flow: its definitions.
    pub fn flow(&mut self, flow: &ast::Flow) -> Vec<Definition> {
        self.grain = self.per(flow.per.as_ref());
        let grain = self.grain;
        let ty = self.type_expr(&flow.ty, "");
        if !matches!(ty.kind, TypeKind::Number(..) | TypeKind::Error) || ty.optional {
            self.report(
                Diagnostic::new(Code::TypeMismatch, flow.ty.span, "only amounts and points flow")
                    .help("write the unit: `flow Rolled : BV up sponsor { … }`"),
            );
            return Vec::new();
        }
        if self.tree(&flow.tree).is_none() {
            return Vec::new();
        }
        let make = FlowParts { flow, ty: &ty, span: flow.name.span };
        let adds = self.flow_clause(flow, flow.adds.as_ref(), &ty, "adds");
        let passes = self.flow_clause(flow, flow.passes.as_ref(), &ty, "passes");
        let passes = make.bound(passes, SUBJECT);
        let there = make.sum(make.part("received"), make.part("adds"));
        let never_short = flow.passes.as_ref().is_some_and(never_short);
        if flow.short.is_none() && !never_short && !passes.ty.is_error() {
            self.report_missing(choose_short(flow));
        }
        let mut company = make.zero();
        let mut kept = make.less(there.clone(), make.part("passes"));
        let passed = match flow.short {
            Some(Short::CompanyAdds) => {
                let missing = make.less(make.part("passes"), there);
                company = make.at_least(missing, make.zero());
                kept = make.sum(kept, make.part("company"));
                passes
            }
            Some(Short::WhatThereIs) => make.smaller(passes, there),
            None => passes,
        };
        let parts =
            [("received", make.received()), ("adds", adds), ("passes", passed), ("kept", kept), ("company", company)];
        let definition = |(part, value): (&str, Expr)| Definition {
            grain,
            timeless: false,
            subject: Subject::Partner,
            name: part_name(&flow.name.text, part),
            params: Vec::new(),
            ty: ty.clone(),
            value,
            exclusive: Vec::new(),
            overridable: false,
            name_span: flow.name.span,
        };
        parts.into_iter().map(definition).collect()
    }

    /// `adds = …` or `passes = …`, where `received` and `adds` are those of the partner.
    fn flow_clause(&mut self, flow: &ast::Flow, clause: Option<&ast::Expr>, ty: &Type, name: &str) -> Expr {
        let Some(clause) = clause else {
            let example =
                if name == "adds" { "adds = PV" } else { "passes = received + adds when not active, otherwise 0 BV" };
            self.report_missing(
                Diagnostic::new(Code::MissingItem, flow.name.span, say!("the flow has no clause `{name} = …`"))
                    .help(say!("add `{example}`")),
            );
            return super::expr::error(flow.name.span);
        };
        self.row_scope(Subject::Partner);
        if name == "passes" {
            for local in ["received", "adds"] {
                self.declare_local(local, ty.clone(), clause.span);
            }
        }
        let value = self.infer(clause, Some(ty));
        if !value.ty.is_error() {
            self.expect_fits(&value, ty);
        }
        value
    }
}

/// Expressions about the values of a flow.
struct FlowParts<'a> {
    flow: &'a ast::Flow,
    ty: &'a Type,
    span: Span,
}

impl FlowParts<'_> {
    fn make(&self, kind: ExprKind) -> Expr {
        typed(kind, self.ty.clone(), self.span)
    }

    fn part_at(&self, part: &str, row: RowId) -> Expr {
        let row = typed(ExprKind::Row(row), Type::known(TypeKind::Partner), self.span);
        let name = part_name(&self.flow.name.text, part);
        let (subject, args) = (Subject::Partner, Vec::new());
        self.make(ExprKind::Definition { subject, name, row: Some(row), args, computed: false })
    }

    fn part(&self, part: &str) -> Expr {
        self.part_at(part, SUBJECT)
    }

    /// What comes from those directly below.
    fn received(&self) -> Expr {
        let element = RowId(SUBJECT.0 + 2);
        let of = typed(ExprKind::Row(SUBJECT), Type::known(TypeKind::Partner), self.span);
        self.make(ExprKind::Aggregate(Aggregate {
            op: AggregateOp::Sum,
            body: Some(self.part_at("passes", element)),
            rows: Rows::Frontline(self.flow.tree.text.clone(), of),
            element,
            filter: None,
        }))
    }

    fn zero(&self) -> Expr {
        self.make(ExprKind::Number(Decimal::new(0, self.ty.scale())))
    }

    fn sum(&self, a: Expr, b: Expr) -> Expr {
        self.make(ExprKind::Binary(BinaryOp::Add, a, b))
    }

    fn less(&self, a: Expr, b: Expr) -> Expr {
        self.make(ExprKind::Binary(BinaryOp::Subtract, a, b))
    }

    fn smaller(&self, a: Expr, b: Expr) -> Expr {
        let ty = join(&a.ty, self.ty).unwrap_or_else(|| self.ty.clone());
        typed(ExprKind::Extreme(false, vec![a, b]), ty, self.span)
    }

    fn at_least(&self, value: Expr, least: Expr) -> Expr {
        self.make(ExprKind::Clamp(value, ClampSide::AtLeast, least))
    }

    /// The same with `received` and `adds` read at the partner.
    fn bound(&self, mut value: Expr, row: RowId) -> Expr {
        self.bind(&mut value, row);
        value
    }

    fn bind(&self, value: &mut Expr, row: RowId) {
        if let ExprKind::Local(name) = value.kind.as_ref()
            && matches!(name.as_str(), "received" | "adds")
        {
            let span = value.span;
            *value = Expr { span, ..self.part_at(name, row) };
            return;
        }
        children_mut(value, &mut |child| self.bind(child, row));
    }
}

/// Whether a clause cannot pass on more than there is: everything, or nothing, in each case.
fn never_short(e: &ast::Expr) -> bool {
    use ast::ExprKind as Ast;
    match e.kind.as_ref() {
        Ast::Number(number, _) => number.mantissa == 0,
        Ast::Binary(BinaryOp::Add, a, b) => {
            let name = |e: &ast::Expr, text: &str| matches!(e.kind.as_ref(), Ast::Name(name) if name == text);
            (name(a, "received") && name(b, "adds")) || (name(a, "adds") && name(b, "received"))
        }
        Ast::Cases(cases) => {
            cases.arms.iter().all(|(value, _)| never_short(value)) && cases.otherwise.as_ref().is_some_and(never_short)
        }
        _ => false,
    }
}

fn choose_short(flow: &ast::Flow) -> Diagnostic {
    Diagnostic::new(
        Code::ChooseShort,
        flow.passes.as_ref().map_or(flow.name.span, |passes| passes.span),
        say!("nothing says what happens where `{}` would pass on more than there is", flow.name.text),
    )
    .reading("short: passes what there is", "the partner passes on all that he received and added, and keeps nothing")
    .reading("short: company adds", "the company pays what is missing: a guarantee, and money that no sale has brought")
    .help("add one of the clauses")
}
