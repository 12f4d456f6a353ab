//! Conditions as clauses: `PV is at least 100 BV`, in the order of words of a main clause or behind "when".

use crate::phrase::{Phrase, Tight};
use crate::scope::Scope;
use crate::value::Case;
use crate::writer::Writer;
use compline_lang::hir::{Aggregate, AggregateOp, Builtin, CompareOp, Expr, ExprKind, Subject, TypeKind};
use compline_words::Arg;

/// Where a clause stands; languages in which that makes no difference say both alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As a sentence of its own.
    That,
    /// Behind "when", "where", "whether".
    When,
}

impl Writer<'_> {
    /// A condition.
    pub fn condition(&self, e: &Expr, s: &Scope, form: Form) -> Phrase {
        self.judged(e, s, form, false)
    }

    fn judged(&self, e: &Expr, s: &Scope, form: Form, not: bool) -> Phrase {
        match e.kind.as_ref() {
            ExprKind::Bool(yes) => {
                Phrase::new(self.clause(form, if *yes == not { "never" } else { "always" }, &[]), Tight::Sum)
            }
            ExprKind::Not(of) => self.judged(of, s, form, !not),
            ExprKind::And(of) => self.both(of, s, form, not, not),
            ExprKind::Or(of) => self.both(of, s, form, not, !not),
            ExprKind::Compare(op, a, b) => {
                let op = if not { opposite(*op) } else { *op };
                let key = match op {
                    CompareOp::Less => "less-than",
                    CompareOp::LessOrEqual => "at-most",
                    CompareOp::Greater => "more-than",
                    CompareOp::GreaterOrEqual => "at-least",
                };
                self.compared(form, key, a, b, s)
            }
            ExprKind::Is(is, a, b) => match b.kind.as_ref() {
                // A yes/no value that is compared with yes or no is itself the condition.
                ExprKind::Bool(yes) => self.judged(a, s, form, (*is == *yes) == not),
                _ => self.compared(form, if *is == not { "is-not" } else { "is" }, a, b, s),
            },
            ExprKind::IsKnown(is, of) => {
                let of = self.value_of(of, s).within(Tight::Sum);
                let key = if *is == not { "unknown" } else { "known" };
                Phrase::new(self.clause(form, key, &[("value", of.into())]), Tight::Sum)
            }
            ExprKind::IsIn(is, of, pick, args) => {
                let args = [
                    ("value", self.value(of, s).within(Tight::Whole).into()),
                    ("pick", self.pick(pick, args, s).into()),
                ];
                Phrase::new(self.clause(form, if *is == not { "not-in" } else { "in" }, &args), Tight::Sum)
            }
            ExprKind::IsBelow(is, of, above, tree) => {
                let args = [
                    ("value", self.value(of, s).within(Tight::Whole).into()),
                    ("above", self.value_of(above, s).within(Tight::Whole).into()),
                    ("tree", self.link("tree", tree).into()),
                ];
                Phrase::new(self.clause(form, if *is == not { "not-below" } else { "below" }, &args), Tight::Sum)
            }
            ExprKind::Aggregate(aggregate) if matches!(aggregate.op, AggregateOp::Any | AggregateOp::Every) => {
                Phrase::new(self.any_or_every(aggregate, s, form, not), Tight::Loose)
            }
            ExprKind::Window { op, body, count, latest, before_joining_counted }
                if matches!(op, AggregateOp::Any | AggregateOp::Every) =>
            {
                let window = self.window_words(*count, *latest, *before_joining_counted);
                Phrase::new(self.window_condition(*op, body, &window, s, form, not), Tight::Loose)
            }
            ExprKind::Parts { op, body, grain, so_far, before_joining_counted }
                if matches!(op, AggregateOp::Any | AggregateOp::Every) =>
            {
                let window = self.parts_words(*grain, *so_far, *before_joining_counted);
                let said = self.in_grain(Some(*grain), || self.window_condition(*op, body, &window, s, form, not));
                Phrase::new(said, Tight::Loose)
            }
            ExprKind::InSettled(of) => {
                let inner = self.judged(of, s, Form::That, not).text;
                Phrase::new(self.clause(form, "settled", &[("condition", inner.into())]), Tight::Loose)
            }
            ExprKind::OfGrain(of, to) => {
                let inner = self.in_grain(*to, || self.judged(of, s, form, not));
                match of.kind.as_ref() {
                    ExprKind::Window { .. } | ExprKind::Back(..) => inner,
                    ExprKind::Definition { subject: Subject::Event(_), .. } => inner,
                    _ => Phrase::new(self.holds_in(inner.text, *to), Tight::Loose),
                }
            }
            ExprKind::OfDate { value, grain, date, .. } => {
                let inner = self.in_grain(Some(*grain), || self.judged(value, s, form, not)).text;
                let date = self.value_of(date, s).within(Tight::Sum);
                Phrase::new(self.holds_on(inner, *grain, date), Tight::Loose)
            }
            ExprKind::Back(of, periods) => {
                let inner = self.judged(of, s, Form::That, not).text;
                let args = [("condition", inner.into()), ("earlier", self.periods(*periods).into())];
                Phrase::new(self.clause(form, "earlier", &args), Tight::Loose)
            }
            ExprKind::Builtin(of, builtin @ (Builtin::Terminated | Builtin::Inactive)) => {
                let who = self.subject(of, s);
                let key = match (builtin, not) {
                    (Builtin::Terminated, false) => "terminated",
                    (Builtin::Terminated, true) => "not-terminated",
                    (_, false) => "inactive",
                    (_, true) => "not-inactive",
                };
                Phrase::new(self.clause(form, key, &[("who", who.into())]), Tight::Sum)
            }
            // A yes/no attribute: of somebody, or of the row at hand among several.
            ExprKind::Field(of, _) => self.attribute_holds(e, Some(of), s, form, not),
            ExprKind::Definition { row, .. } => self.attribute_holds(e, row.as_ref(), s, form, not),
            ExprKind::Local(_)
            | ExprKind::Builtin(..)
            | ExprKind::Opening(..)
            | ExprKind::Table(..)
            | ExprKind::Tiers(..)
            | ExprKind::Brackets(..)
            | ExprKind::Cases(..)
            | ExprKind::Otherwise(..)
            | ExprKind::Aggregate(_)
            | ExprKind::Window { .. }
            | ExprKind::Parts { .. }
            | ExprKind::Dated(_)
            | ExprKind::Repeat(_)
            | ExprKind::Scan(_)
            | ExprKind::Side(..)
            | ExprKind::Extreme(..)
            | ExprKind::Error => {
                let value = self.value(e, s).within(Tight::Sum);
                let key = if not { "fails" } else { "holds" };
                Phrase::new(self.clause(form, key, &[("value", value.into())]), Tight::Sum)
            }
            // Never yes/no.
            ExprKind::Number(_)
            | ExprKind::Date(_)
            | ExprKind::Word(..)
            | ExprKind::Text(_)
            | ExprKind::None
            | ExprKind::EmptyTally
            | ExprKind::Row(_)
            | ExprKind::Parent(..)
            | ExprKind::Convert(..)
            | ExprKind::Of(..)
            | ExprKind::Negate(_)
            | ExprKind::Binary(..)
            | ExprKind::Clamp(..)
            | ExprKind::Rounded(..)
            | ExprKind::TallyAtOrAbove(..)
            | ExprKind::Highest(..)
            | ExprKind::Nearest { .. }
            | ExprKind::First { .. }
            | ExprKind::Place(..)
            | ExprKind::Between(..)
            | ExprKind::SettlementEnd
            | ExprKind::PeriodEdge(_) => Phrase::new(self.say("book-unreadable"), Tight::Sum),
        }
    }

    /// A clause of the catalogue.
    pub fn clause(&self, form: Form, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        match form {
            Form::That => self.words().say_with(&format!("book-that-{key}"), args),
            Form::When => self.words().say_with(&format!("book-when-{key}"), args),
        }
    }

    fn both(&self, of: &[Expr], s: &Scope, form: Form, not: bool, or: bool) -> Phrase {
        let tight = if or { Tight::Or } else { Tight::And };
        // The looser word inside of the tighter one stands in brackets.
        let parts: Vec<String> = of.iter().map(|e| self.judged(e, s, form, not).within(tight_inside(tight))).collect();
        let text = if or { self.or(parts) } else { self.and(parts) };
        Phrase::new(text, tight)
    }

    fn compared(&self, form: Form, key: &str, a: &Expr, b: &Expr, s: &Scope) -> Phrase {
        let args = [
            ("left", self.value(a, s).within(Tight::Sum).into()),
            ("right", self.value(b, s).within(Tight::Sum).into()),
        ];
        Phrase::new(self.clause(form, key, &args), Tight::Sum)
    }

    /// `the partner is active`; of a row among several `active applies`.
    fn attribute_holds(&self, e: &Expr, of: Option<&Expr>, s: &Scope, form: Form, not: bool) -> Phrase {
        let named = match of.map(|of| of.kind.as_ref()) {
            None => None,
            Some(ExprKind::Row(row)) if s.is_element(*row) => None,
            Some(ExprKind::Row(row)) => Some(self.who(&s.who(*row), Case::Plain)),
            Some(_) => of.map(|of| self.value(of, s).within(Tight::Whole)),
        };
        // The name alone, without whose it is.
        let name = match (e.kind.as_ref(), named.is_some()) {
            (ExprKind::Field(_, name), true) => self.local(name),
            (ExprKind::Definition { subject, name, args, computed, .. }, true) => {
                let bare = Expr {
                    kind: Box::new(ExprKind::Definition {
                        subject: subject.clone(),
                        name: name.clone(),
                        row: None,
                        args: args.clone(),
                        computed: *computed,
                    }),
                    ty: e.ty.clone(),
                    span: e.span,
                };
                self.value(&bare, s).text
            }
            _ => self.value(e, s).within(Tight::Sum),
        };
        let text = match named {
            Some(who) => {
                self.clause(form, if not { "is-not" } else { "is" }, &[("left", who.into()), ("right", name.into())])
            }
            None => self.clause(form, if not { "fails" } else { "holds" }, &[("value", name.into())]),
        };
        Phrase::new(text, Tight::Sum)
    }

    /// Who a clause is about.
    fn subject(&self, of: &Expr, s: &Scope) -> String {
        self.value(of, s).within(Tight::Whole)
    }

    /// `for at least one of the partners below …`.
    pub fn any_or_every(&self, aggregate: &Aggregate, s: &Scope, form: Form, not: bool) -> String {
        let (rows, inner) = self.rows(aggregate, s);
        let condition = match &aggregate.body {
            Some(body) => self.condition(body, &inner, form).text,
            None => self.clause(form, "always", &[]),
        };
        let key = match (aggregate.op == AggregateOp::Every, not) {
            (false, false) => "any",
            (false, true) => "no-one",
            (true, false) => "every",
            (true, true) => "not-every",
        };
        self.clause(form, key, &[("rows", rows.into()), ("condition", condition.into())])
    }

    /// `in each of the last 3 months …`.
    pub fn window_condition(
        &self,
        op: AggregateOp,
        body: &Expr,
        window: &str,
        s: &Scope,
        form: Form,
        not: bool,
    ) -> String {
        let condition = self.condition(body, s, form).text;
        let key = match (op == AggregateOp::Every, not) {
            (false, false) => "in-any",
            (false, true) => "in-none",
            (true, false) => "in-every",
            (true, true) => "in-not-every",
        };
        self.clause(form, key, &[("window", window.into()), ("condition", condition.into())])
    }

    /// A yes/no value or any other one, with what it is: `X applies when …`, `X is …`. Cases and long conditions are
    /// lists below it.
    pub fn defined(&mut self, name: &str, e: &Expr, s: &Scope) {
        let name_arg = || ("name", Arg::from(name.to_owned()));
        match e.kind.as_ref() {
            ExprKind::And(parts) if parts.len() > 2 => {
                let said = self.say_with("book-applies-all", &[name_arg()]);
                self.paragraph(&said);
                let parts = parts.iter().map(|e| self.condition(e, s, Form::That).text).collect();
                self.bullets(parts);
            }
            ExprKind::Or(parts) if parts.len() > 2 => {
                let said = self.say_with("book-applies-any", &[name_arg()]);
                self.paragraph(&said);
                let parts = parts.iter().map(|e| self.condition(e, s, Form::That).text).collect();
                self.bullets(parts);
            }
            ExprKind::Cases(arms, otherwise) => {
                let said = self.say_with("book-is-cases", &[name_arg()]);
                self.paragraph(&said);
                let mut parts: Vec<String> = arms.iter().map(|(value, when)| self.arm(value, when, s)).collect();
                let otherwise = self.value(otherwise, s).text;
                parts.push(self.say_with("book-otherwise", &[("value", otherwise.into())]));
                self.bullets(parts);
            }
            _ if e.ty.kind == TypeKind::Bool && !e.ty.optional => {
                let condition = self.condition(e, s, Form::When).text;
                let said = self.say_with("book-applies-when", &[name_arg(), ("condition", condition.into())]);
                self.paragraph(&said);
            }
            ExprKind::Definition { .. } => {
                let value = self.value_of(e, s).text;
                let said = self.say_with("book-is-same", &[name_arg(), ("value", value.into())]);
                self.paragraph(&said);
            }
            _ => {
                let value = self.value(e, s).text;
                let said = self.say_with("book-is-value", &[name_arg(), ("value", value.into())]);
                self.paragraph(&said);
            }
        }
    }

    /// A list of what must hold together, or one sentence.
    pub fn together(&self, e: &Expr, s: &Scope) -> Vec<String> {
        match e.kind.as_ref() {
            ExprKind::And(parts) => parts.iter().map(|e| self.condition(e, s, Form::That).text).collect(),
            _ => vec![self.condition(e, s, Form::That).text],
        }
    }
}

fn tight_inside(tight: Tight) -> Tight {
    if tight == Tight::And { Tight::And } else { Tight::Or }
}

fn opposite(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Less => CompareOp::GreaterOrEqual,
        CompareOp::LessOrEqual => CompareOp::Greater,
        CompareOp::Greater => CompareOp::LessOrEqual,
        CompareOp::GreaterOrEqual => CompareOp::Less,
    }
}
