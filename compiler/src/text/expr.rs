//! Expressions in infix form.

use super::names::{Names, mode, name, step, word_like};
use crate::program::{Compare, Expr, Grain, Handle, MonthCount, Op, PeriodEdge, Reach, Repeat, Var};

/// How tightly an operation binds; an operand that binds less stands in brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Choice,
    Logic,
    Not,
    Compare,
    Sum,
    Product,
    Negation,
    Atom,
}

impl Names<'_> {
    fn stretch(&self, at: Reach) -> String {
        match at {
            Reach::Period(back) => back.to_string(),
            Reach::Part(_) => self.program().stretch(at),
        }
    }

    /// An expression; `vars` are those of the bonus.
    pub fn expr(&self, expr: &Expr, vars: &[Var]) -> String {
        Infix { names: self, vars }.expr(expr)
    }

    /// An expression that can stand beside `and`.
    pub fn operand(&self, expr: &Expr, vars: &[Var]) -> String {
        Infix { names: self, vars }.at_least(Binding::Not, expr)
    }
}

struct Infix<'a> {
    names: &'a Names<'a>,
    vars: &'a [Var],
}

impl Infix<'_> {
    fn expr(&self, expr: &Expr) -> String {
        match &expr.op {
            Op::Const(stored) => self.names.constant(*stored, expr.ty),
            Op::None => "none".to_owned(),
            Op::Handle(Handle::Row) => "row".to_owned(),
            Op::Handle(Handle::My) => "my".to_owned(),
            Op::Handle(Handle::Trigger) => "trigger".to_owned(),
            Op::Handle(Handle::Earner) => "earner".to_owned(),
            Op::Var(var) => word_like(name(self.vars, var.index(), |var| &var.name)),
            Op::Load(column, row) => format!("{}[{}]", self.names.column(*column), self.expr(row)),
            Op::Company(column) => format!("{}[company]", self.names.column(*column)),
            Op::Parent(tree, row) => format!("{}.parent({})", self.names.tree(*tree), self.expr(row)),
            Op::Side(tree, row) => format!("{}.side({})", self.names.tree(*tree), self.expr(row)),
            Op::Add(a, b) => self.infix(Binding::Sum, a, "+", b),
            Op::Sub(a, b) => self.infix(Binding::Sum, a, "-", b),
            Op::Mul(a, b) => self.infix(Binding::Product, a, "*", b),
            Op::Div(a, b) => self.infix(Binding::Product, a, "/", b),
            Op::Neg(a) => format!("-{}", self.at_least(Binding::Atom, a)),
            Op::Round(a, how) => format!("round({}, {}, {})", self.expr(a), mode(*how), step(expr.ty.scale())),
            Op::Min(a, b) => format!("min({}, {})", self.expr(a), self.expr(b)),
            Op::Max(a, b) => format!("max({}, {})", self.expr(a), self.expr(b)),
            Op::Compare(how, a, b) => {
                let (a, b) = (self.at_least(Binding::Sum, a), self.at_least(Binding::Sum, b));
                format!("{a} {} {b}", symbol(*how))
            }
            Op::And(a, b) => self.logic(expr, a, "and", b),
            Op::Or(a, b) => self.logic(expr, a, "or", b),
            Op::Not(a) => format!("not {}", self.at_least(Binding::Atom, a)),
            Op::If(condition, then, otherwise) => {
                let [condition, then, otherwise] =
                    [condition, then, otherwise].map(|part| self.at_least(Binding::Logic, part));
                format!("if {condition} then {then} else {otherwise}")
            }
            Op::IsKnown(a) => format!("{} is known", self.at_least(Binding::Sum, a)),
            Op::OrElse(a, b) => {
                format!("{} otherwise {}", self.at_least(Binding::Logic, a), self.at_least(Binding::Logic, b))
            }
            Op::Lookup(table, keys) => {
                let keys: Vec<_> = keys.iter().map(|key| self.expr(key)).collect();
                let table = name(&self.names.program().tables, table.index(), |table| &table.name);
                format!("{}({})", word_like(table), keys.join(", "))
            }
            Op::IsBelow(tree, a, b) => format!("{}.below({}, {})", self.names.tree(*tree), self.expr(a), self.expr(b)),
            Op::Period(PeriodEdge::Start, at) => format!("period.start({})", self.names.stretch(*at)),
            Op::Period(PeriodEdge::Settled, _) => "settlement.end".to_owned(),
            Op::Period(PeriodEdge::End, at) => format!("period.end({})", self.names.stretch(*at)),
            Op::Between(how, from, to) => {
                let how = match how {
                    MonthCount::Completed => "months.completed",
                    MonthCount::Begun => "months.begun",
                    MonthCount::Days => "days",
                    MonthCount::Calendar(Grain::Day) => "calendar.days",
                    MonthCount::Calendar(Grain::Week) => "calendar.weeks",
                    MonthCount::Calendar(Grain::Month) => "calendar.months",
                    MonthCount::Calendar(Grain::Quarter) => "calendar.quarters",
                    MonthCount::Calendar(Grain::Year) => "calendar.years",
                };
                format!("{how}({}, {})", self.expr(from), self.expr(to))
            }
            Op::Repeat(repeat) => self.repeat(repeat),
        }
    }

    fn repeat(&self, repeat: &Repeat) -> String {
        let inner = Infix { names: self.names, vars: &repeat.vars };
        let var = |at: usize| word_like(name(&repeat.vars, at, |var| &var.name));
        let start = repeat.start.iter().enumerate().map(|(at, e)| format!("{} = {}", var(at), self.expr(e)));
        let stop = repeat.stop_before.iter().map(|e| format!("stop {}", inner.expr(e)));
        let lets = repeat.lets.iter().map(|(id, e)| format!("let {} = {}", var(id.index()), inner.expr(e)));
        let then = repeat.then.iter().map(|(id, e)| format!("then {} = {}", var(id.index()), inner.expr(e)));
        let result = repeat.result.map_or_else(|| "rounds".to_owned(), |id| var(id.index()).to_string());
        let parts: Vec<String> = start.chain(stop).chain(lets).chain(then).collect();
        format!("repeat({}; {}; {result})", repeat.most, parts.join("; "))
    }

    /// Left to right: what binds equally may stand bare on the left only.
    fn infix(&self, binding: Binding, a: &Expr, symbol: &str, b: &Expr) -> String {
        let right = if binding == Binding::Sum { Binding::Product } else { Binding::Negation };
        format!("{} {symbol} {}", self.at_least(binding, a), self.at_least(right, b))
    }

    /// `and` and `or` do not mix without brackets.
    fn logic(&self, whole: &Expr, a: &Expr, word: &str, b: &Expr) -> String {
        let same = std::mem::discriminant(&whole.op) == std::mem::discriminant(&a.op);
        let a = if same { self.expr(a) } else { self.at_least(Binding::Not, a) };
        format!("{a} {word} {}", self.at_least(Binding::Not, b))
    }

    fn at_least(&self, least: Binding, expr: &Expr) -> String {
        let text = self.expr(expr);
        if binding(expr) < least { format!("({text})") } else { text }
    }
}

fn binding(expr: &Expr) -> Binding {
    match &expr.op {
        Op::If(..) | Op::OrElse(..) => Binding::Choice,
        Op::And(..) | Op::Or(..) => Binding::Logic,
        Op::Not(_) => Binding::Not,
        Op::Compare(..) | Op::IsKnown(_) => Binding::Compare,
        Op::Add(..) | Op::Sub(..) => Binding::Sum,
        Op::Mul(..) | Op::Div(..) => Binding::Product,
        Op::Neg(_) => Binding::Negation,
        // A negative number reads as a negation.
        Op::Const(stored) if *stored < 0 => Binding::Negation,
        _ => Binding::Atom,
    }
}

fn symbol(compare: Compare) -> &'static str {
    match compare {
        Compare::Eq => "is",
        Compare::Ne => "is not",
        Compare::Lt => "<",
        Compare::Le => "<=",
        Compare::Gt => ">",
        Compare::Ge => ">=",
    }
}
