//! Values as pieces of sentences.

use crate::condition::Form;
use crate::phrase::{Phrase, Tight, clean};
use crate::scope::{Scope, Who};
use crate::writer::Writer;
use compline_lang::hir::{
    Aggregate, AggregateOp, BetweenUnit, Builtin, CalendarUnit, ClampSide, Expr, ExprKind, OrderKey, RoundMode, Rows,
    Subject, TypeKind, Unit,
};
use compline_lang::number::Decimal;
use compline_lang::syntax::ast::BinaryOp;
use compline_words::Arg;

/// The case that a piece stands in; languages without cases say both alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// As the subject or object of a sentence.
    Plain,
    /// Behind "of", "from", "for".
    Of,
}

impl Writer<'_> {
    /// A value.
    pub fn value(&self, e: &Expr, s: &Scope) -> Phrase {
        self.value_in(e, s, Case::Plain)
    }

    /// A value behind "of" and the like.
    pub fn value_of(&self, e: &Expr, s: &Scope) -> Phrase {
        self.value_in(e, s, Case::Of)
    }

    fn value_in(&self, e: &Expr, s: &Scope, case: Case) -> Phrase {
        match e.kind.as_ref() {
            ExprKind::Number(number) => Phrase::whole(self.number(*number, &e.ty)),
            ExprKind::Bool(yes) => Phrase::whole(self.say(if *yes { "book-yes" } else { "book-no" })),
            ExprKind::Date(day) => Phrase::whole(self.day(*day)),
            ExprKind::Word(list, at) => Phrase::whole(self.word(list, *at)),
            ExprKind::Text(text) => Phrase::whole(self.say_with("book-quoted", &[("text", clean(text).into())])),
            ExprKind::None => Phrase::whole(self.say("book-none")),
            ExprKind::EmptyTally => Phrase::whole(self.say("book-empty-tally")),
            ExprKind::Row(row) => Phrase::whole(self.who(&s.who(*row), case)),
            ExprKind::Local(name) => Phrase::whole(self.local(name)),
            ExprKind::Field(of, name) => self.attribute(self.local(name), Some(of), s),
            ExprKind::Builtin(of, builtin) => self.builtin(of, *builtin, s, case),
            ExprKind::Parent(of, tree) => {
                let of = self.value_of(of, s).within(Tight::Whole);
                Phrase::sum(self.cased(case, "parent", &[("of", of.into()), ("tree", self.link("tree", tree).into())]))
            }
            ExprKind::Side(of, tree) => {
                let name = self.say_with("book-side", &[("tree", self.link("tree", tree).into())]);
                self.attribute(name, Some(of), s)
            }
            ExprKind::Definition { subject, name, row, args, computed } => {
                let mut text = self.definition_in(subject, name, case);
                if *computed {
                    text = self.say_with("book-computed", &[("value", text.into())]);
                }
                let text = self.called(subject, name, text, args, s);
                self.attribute(text, row.as_ref(), s)
            }
            ExprKind::Opening(of, state) => {
                let text = self.say_with("book-opening", &[("state", self.state_name(state).into())]);
                self.attribute(text, Some(of), s)
            }
            ExprKind::Table(table, args, result) => self.looked_up(table, args, result.as_deref(), s),
            ExprKind::Tiers(tiers, of) => self.by_tiers("tiers", tiers, of, s, case),
            ExprKind::Brackets(tiers, of) => self.by_tiers("brackets", tiers, of, s, case),
            ExprKind::Convert(of, unit, day) => {
                let of = self.value_in(of, s, case).within(Tight::Sum);
                let day = day.as_ref().map(|day| self.value_of(day, s).within(Tight::Sum));
                Phrase::sum(self.converted(of, unit.to_string(), day))
            }
            ExprKind::Of(rate, base) => {
                let rate = self.value_in(rate, s, case).within(Tight::Product);
                let base = self.value_of(base, s).within(Tight::Sum);
                Phrase::sum(self.say_with("book-of", &[("rate", rate.into()), ("base", base.into())]))
            }
            ExprKind::Negate(of) => {
                let of = self.value(of, s).within(Tight::Product);
                Phrase::new(format!("\u{2212}{of}"), Tight::Product)
            }
            ExprKind::Binary(op, a, b) => self.binary(*op, a, b, s, case),
            ExprKind::Clamp(of, side, bound) => {
                let of = self.value_in(of, s, case).within(Tight::Sum);
                let bound = self.value(bound, s).within(Tight::Sum);
                let args = [("value", of.into()), ("bound", bound.into())];
                Phrase::loose(match side {
                    ClampSide::AtMost => self.say_with("book-but-at-most", &args),
                    ClampSide::AtLeast => self.say_with("book-but-at-least", &args),
                })
            }
            ExprKind::Rounded(of, mode, scale) => {
                let of = self.value_in(of, s, case).within(Tight::Sum);
                if *scale == 0 && *mode == RoundMode::Down {
                    return Phrase::sum(self.cased(Case::Plain, "whole-part", &[("value", of.into())]));
                }
                let rounding = self.rounding_words(*mode, *scale);
                Phrase::loose(self.say_with("book-rounded", &[("value", of.into()), ("rounding", rounding.into())]))
            }
            ExprKind::Extreme(greater, of) => {
                let of: Vec<String> = of.iter().map(|e| self.value_of(e, s).within(Tight::Sum)).collect();
                let key = match (greater, of.len() > 2) {
                    (true, true) => "greatest",
                    (true, false) => "greater",
                    (false, true) => "least",
                    (false, false) => "smaller",
                };
                Phrase::sum(self.cased(case, key, &[("values", self.and(of).into())]))
            }
            ExprKind::Compare(..)
            | ExprKind::Is(..)
            | ExprKind::IsKnown(..)
            | ExprKind::IsIn(..)
            | ExprKind::IsBelow(..)
            | ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::Or(_) => {
                let condition = self.condition(e, s, Form::When).text;
                Phrase::loose(self.say_with("book-whether", &[("condition", condition.into())]))
            }
            ExprKind::TallyAtOrAbove(tally, rank) => {
                let (tally, rank) = (self.value_of(tally, s), self.value(rank, s));
                let args = [("tally", tally.within(Tight::Whole).into()), ("rank", rank.within(Tight::Whole).into())];
                Phrase::sum(self.cased(case, "tally", &args))
            }
            ExprKind::Cases(arms, otherwise) => {
                let mut parts: Vec<String> = arms.iter().map(|(value, when)| self.arm(value, when, s)).collect();
                let otherwise = self.value(otherwise, s).text;
                parts.push(self.say_with("book-otherwise", &[("value", otherwise.into())]));
                Phrase::loose(parts.join("; "))
            }
            ExprKind::Otherwise(of, instead) => {
                let args = [
                    ("value", self.value_in(of, s, case).within(Tight::Sum).into()),
                    ("instead", self.value(instead, s).within(Tight::Sum).into()),
                ];
                Phrase::loose(self.say_with("book-or-else", &args))
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, s, case),
            ExprKind::Highest(ladder, rule, otherwise) => {
                let rule = self.condition(rule, s, Form::When).text;
                let args = [
                    ("ladder", self.link("ladder", ladder).into()),
                    ("rule", rule.into()),
                    ("otherwise", self.value(otherwise, s).text.into()),
                ];
                Phrase::loose(self.cased(case, "highest", &args))
            }
            ExprKind::Window { op, body, count, latest, before_joining_counted } => {
                self.window(*op, body, (*count, *latest), *before_joining_counted, s, case)
            }
            ExprKind::Back(of, periods) => {
                let of = self.value_in(of, s, case).within(Tight::Sum);
                let args = [("value", of.into()), ("earlier", self.periods(*periods).into())];
                Phrase::sum(self.say_with("book-earlier", &args))
            }
            ExprKind::InSettled(of) => Phrase::sum(self.settled(self.value_in(of, s, case).within(Tight::Sum))),
            ExprKind::OfGrain(of, to) => {
                let said = self.in_grain(*to, || self.value_in(of, s, case));
                match of.kind.as_ref() {
                    // These name their periods themselves; what an event has it has in its own.
                    ExprKind::Window { .. } | ExprKind::Back(..) => said,
                    ExprKind::Definition { subject: Subject::Event(_), .. } => said,
                    _ => Phrase::sum(self.of_grain(said.within(Tight::Sum), *to)),
                }
            }
            ExprKind::OfDate { value, grain, date, .. } => {
                let said = self.in_grain(Some(*grain), || self.value_in(value, s, case)).within(Tight::Sum);
                let date = self.value_of(date, s).within(Tight::Sum);
                Phrase::sum(self.of_date(said, *grain, date))
            }
            ExprKind::Parts { op, body, grain, so_far, before_joining_counted } => {
                let window = self.parts_words(*grain, *so_far, *before_joining_counted);
                self.in_grain(Some(*grain), || self.over_window(*op, body, window, s, case))
            }
            ExprKind::Nearest { tree, of, element, filter } => {
                let of = self.value_of(of, s).within(Tight::Whole);
                let inner = s.over(*element, &Subject::Partner);
                let condition = self.condition(filter, &inner, Form::When).text;
                let args =
                    [("of", of.into()), ("tree", self.link("tree", tree).into()), ("condition", condition.into())];
                Phrase::loose(self.cased(case, "nearest", &args))
            }
            ExprKind::First { of, element, filter, keys } => {
                let inner = s.over(*element, &Subject::Partner);
                let rows = self.positions(of, s);
                let rows = match filter {
                    Some(filter) => {
                        let condition = self.condition(filter, &inner, Form::When).text;
                        self.say_with("book-rows-where", &[("rows", rows.into()), ("condition", condition.into())])
                    }
                    None => rows,
                };
                let args = [("rows", rows.into()), ("order", self.order(keys, &inner).into())];
                Phrase::loose(self.cased(case, "first", &args))
            }
            ExprKind::Place(tree, keys) => {
                let args = [("tree", self.link("tree", tree).into()), ("order", self.order(keys, s).into())];
                Phrase::loose(self.cased(case, "place", &args))
            }
            ExprKind::Dated(values) => {
                let one = |(value, from): &(Expr, chrono::NaiveDate)| {
                    let value = self.value(value, s).within(Tight::Sum);
                    // The first value may have no first day.
                    match *from == chrono::NaiveDate::MIN {
                        true => value,
                        false => {
                            self.say_with("book-dated", &[("value", value.into()), ("from", self.day(*from).into())])
                        }
                    }
                };
                Phrase::loose(values.iter().map(one).collect::<Vec<_>>().join("; "))
            }
            ExprKind::Between(unit, from, to) => {
                let (from, to) = (self.value_of(from, s).within(Tight::Sum), self.value_of(to, s).within(Tight::Sum));
                let key = match unit {
                    BetweenUnit::MonthsCompleted => "months-completed",
                    BetweenUnit::MonthsBegun => "months-begun",
                    BetweenUnit::Days => "days-between",
                    BetweenUnit::Calendar(CalendarUnit::Week) => "calendar-weeks",
                    BetweenUnit::Calendar(CalendarUnit::Month) => "calendar-months",
                    BetweenUnit::Calendar(CalendarUnit::Quarter) => "calendar-quarters",
                    BetweenUnit::Calendar(CalendarUnit::Year) => "calendar-years",
                };
                Phrase::sum(self.cased(case, key, &[("from", from.into()), ("to", to.into())]))
            }
            ExprKind::SettlementEnd => Phrase::whole(self.cased(case, "settlement-end", &[])),
            ExprKind::PeriodEdge(last) => {
                Phrase::whole(self.cased(case, if *last { "period-end" } else { "period-start" }, &[]))
            }
            ExprKind::Repeat(repeat) => self.of_loop(repeat.result.as_deref()),
            ExprKind::Scan(scan) => self.of_loop(scan.body.result.as_deref()),
            ExprKind::Error => Phrase::whole(self.say("book-unreadable")),
        }
    }

    /// A value of a loop that is described where it stands.
    fn of_loop(&self, result: Option<&str>) -> Phrase {
        Phrase::whole(result.map_or_else(|| self.cased(Case::Plain, "part-rounds", &[]), |memory| self.local(memory)))
    }

    /// A piece in a case.
    pub fn cased(&self, case: Case, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        match case {
            Case::Plain => self.words().say_with(&format!("book-nom-{key}"), args),
            Case::Of => self.words().say_with(&format!("book-dat-{key}"), args),
        }
    }

    /// What a row is called.
    pub fn who(&self, who: &Who, case: Case) -> String {
        let none: &[(&str, Arg<'_>)] = &[];
        match who {
            Who::Partner => self.cased(case, "partner", none),
            Who::Visited => self.cased(case, "visited", none),
            Who::Recipient => self.cased(case, "recipient", none),
            Who::Company => self.cased(case, "company", none),
            Who::Element => self.cased(case, "element", none),
            Who::Person => self.cased(case, "person", none),
            Who::ElementPerson => self.cased(case, "element-person", none),
            Who::Event(kind) => self.cased(case, "event", &[("event", self.link("event", kind).into())]),
            Who::ElementEvent(kind) => self.cased(case, "element-event", &[("event", self.link("event", kind).into())]),
            Who::Line(bonus) => self.cased(case, "line", &[("bonus", self.link("bonus", bonus).into())]),
        }
    }

    /// A word of a list.
    pub fn word(&self, list: &str, at: u32) -> String {
        let words = self.plan().words.iter().find(|words| words.name == list);
        let word = words.and_then(|words| words.words.get(at as usize));
        match (word, words) {
            (Some(word), Some(words)) if words.ladder => crate::phrase::name(word, &crate::writer::id("ladder", list)),
            (Some(word), _) => self.local(word),
            (None, _) => self.say("book-unreadable"),
        }
    }

    /// An attribute of a row: without its name where it is the row at hand.
    fn attribute(&self, name: String, of: Option<&Expr>, s: &Scope) -> Phrase {
        let Some(of) = of else { return Phrase::whole(name) };
        match of.kind.as_ref() {
            ExprKind::Row(row) if s.is_current(*row) => Phrase::whole(name),
            ExprKind::Row(row) => {
                let owner = self.who_of(&s.who(*row));
                Phrase::sum(self.say_with("book-attribute", &[("name", name.into()), ("owner", owner.into())]))
            }
            _ => {
                let owner = self.value_of(of, s).within(Tight::Sum);
                let args = [("name", name.into()), ("owner", owner.into())];
                Phrase::sum(self.say_with("book-attribute-of", &args))
            }
        }
    }

    /// `of the partner`.
    fn who_of(&self, who: &Who) -> String {
        match who {
            Who::Partner => self.say("book-his-partner"),
            Who::Visited => self.say("book-his-visited"),
            Who::Recipient => self.say("book-his-recipient"),
            Who::Company => self.say("book-his-company"),
            Who::Element => self.say("book-his-element"),
            Who::Person => self.say("book-his-person"),
            Who::ElementPerson => self.say("book-his-element-person"),
            Who::Event(kind) => self.say_with("book-his-event", &[("event", self.link("event", kind).into())]),
            Who::ElementEvent(kind) => {
                self.say_with("book-his-element-event", &[("event", self.link("event", kind).into())])
            }
            Who::Line(bonus) => self.say_with("book-his-line", &[("bonus", self.link("bonus", bonus).into())]),
        }
    }

    fn builtin(&self, of: &Expr, builtin: Builtin, s: &Scope, case: Case) -> Phrase {
        let name = match builtin {
            Builtin::JoinedOn => self.cased(case, "joined-on", &[]),
            Builtin::Terminated => self.say("book-terminated"),
            Builtin::Inactive => self.say("book-inactive"),
            Builtin::Person => self.cased(case, "owner", &[]),
            Builtin::LineEarner => self.cased(case, "line-earner", &[]),
            Builtin::LineAmount => self.cased(case, "line-amount", &[]),
        };
        self.attribute(name, Some(of), s)
    }

    /// The name of a state, with a link to it.
    pub fn state_name(&self, state: &str) -> String {
        match compline_lang::syntax::ast::owner_of(state) == state {
            true => self.link("state", state),
            false => self.definition(&Subject::Partner, state),
        }
    }

    /// A definition or pick with its arguments: those that are named like their parameter are not repeated.
    fn called(&self, subject: &Subject, name: &str, text: String, args: &[Expr], s: &Scope) -> String {
        if args.is_empty() {
            return text;
        }
        let definitions = self.plan().definitions.iter().map(|(_, definition)| definition);
        let params = definitions
            .filter(|definition| definition.name == name && definition.subject == *subject)
            .map(|definition| &definition.params)
            .next();
        self.with_arguments(text, params.map_or(&[], Vec::as_slice), args, s)
    }

    /// A pick with its arguments.
    pub fn pick(&self, name: &str, args: &[Expr], s: &Scope) -> String {
        let text = self.link("pick", name);
        let pick = self.plan().picks.iter().map(|(_, pick)| pick).find(|pick| pick.name == name);
        self.with_arguments(text, pick.map_or(&[], |pick| pick.params.as_slice()), args, s)
    }

    fn with_arguments(&self, text: String, params: &[compline_lang::hir::Param], args: &[Expr], s: &Scope) -> String {
        let args: Vec<String> = args
            .iter()
            .enumerate()
            .map(|(at, arg)| {
                let value = self.value(arg, s).within(Tight::Sum);
                match params.get(at).map(|param| self.local(&param.name)) {
                    Some(param) if param != value => {
                        self.say_with("book-argument", &[("name", param.into()), ("value", value.into())])
                    }
                    _ => value,
                }
            })
            .collect();
        if args.is_empty() {
            return text;
        }
        self.say_with("book-called", &[("name", text.into()), ("arguments", args.join("; ").into())])
    }

    fn looked_up(&self, table: &str, args: &[Expr], result: Option<&str>, s: &Scope) -> Phrase {
        let args: Vec<String> = args.iter().map(|arg| self.value_of(arg, s).within(Tight::Sum)).collect();
        let table = self.link("table", table);
        let name = match result {
            Some(result) => {
                self.say_with("book-column-of", &[("column", self.local(result).into()), ("table", table.into())])
            }
            None => table,
        };
        Phrase::sum(self.say_with("book-looked-up", &[("table", name.into()), ("keys", self.and(args).into())]))
    }

    fn by_tiers(&self, key: &str, tiers: &str, of: &Expr, s: &Scope, case: Case) -> Phrase {
        let of = self.value_of(of, s).within(Tight::Sum);
        Phrase::sum(self.cased(case, key, &[("tiers", self.link("table", tiers).into()), ("value", of.into())]))
    }

    fn binary(&self, op: BinaryOp, a: &Expr, b: &Expr, s: &Scope, case: Case) -> Phrase {
        // So many units, each worth one: the unit alone says it.
        if op == BinaryOp::Multiply
            && let ExprKind::Number(one) = b.kind.as_ref()
            && one.same_value(Decimal::integer(1))
            && let TypeKind::Number(unit @ (Unit::Points(_) | Unit::Money(_)), _) = &b.ty.kind
        {
            let of = self.value_in(a, s, case).within(Tight::Sum);
            let args = [("value", of.into()), ("unit", unit.to_string().into())];
            return Phrase::sum(self.say_with("book-each-one", &args));
        }
        let (sign, tight, right) = match op {
            BinaryOp::Add => ("+", Tight::Sum, Tight::Sum),
            BinaryOp::Subtract => ("\u{2212}", Tight::Sum, Tight::Product),
            BinaryOp::Multiply => ("\u{d7}", Tight::Product, Tight::Product),
            BinaryOp::Divide => ("\u{f7}", Tight::Product, Tight::Whole),
        };
        let (a, b) = (self.value_in(a, s, case).within(tight), self.value_in(b, s, case).within(right));
        Phrase::new(format!("{a} {sign} {b}"), tight)
    }

    /// One of several cases.
    pub fn arm(&self, value: &Expr, when: &Expr, s: &Scope) -> String {
        let condition = self.condition(when, s, Form::When).text;
        let value = self.value(value, s).within(Tight::Sum);
        self.say_with("book-case", &[("value", value.into()), ("condition", condition.into())])
    }

    fn aggregate(&self, aggregate: &Aggregate, s: &Scope, case: Case) -> Phrase {
        let (rows, inner) = self.rows(aggregate, s);
        let tight = if aggregate.filter.is_some() { Tight::Loose } else { Tight::Sum };
        let key = match aggregate.op {
            AggregateOp::Sum => "sum",
            AggregateOp::Count => "count",
            AggregateOp::Largest => "largest",
            AggregateOp::Smallest => "smallest",
            AggregateOp::Any | AggregateOp::Every => {
                let condition = self.any_or_every(aggregate, s, Form::When, false);
                return Phrase::loose(self.say_with("book-whether", &[("condition", condition.into())]));
            }
        };
        match &aggregate.body {
            Some(body) => {
                let value = self.value_of(body, &inner).within(Tight::Product);
                Phrase::new(self.cased(case, key, &[("value", value.into()), ("rows", rows.into())]), tight)
            }
            None => Phrase::new(self.cased(case, "count", &[("rows", rows.into())]), tight),
        }
    }

    /// The rows of an aggregate in the plural, with what must hold of them, and the scope within.
    pub fn rows(&self, aggregate: &Aggregate, s: &Scope) -> (String, Scope) {
        let subject = match &aggregate.rows {
            Rows::All(subject) | Rows::By { subject, .. } => subject.clone(),
            Rows::Positions(_) | Rows::Frontline(..) | Rows::Team { .. } | Rows::Upline(..) | Rows::Pick(..) => {
                Subject::Partner
            }
        };
        let inner = s.over(aggregate.element, &subject);
        if let Some((tree, condition)) = self.legs(aggregate, &inner) {
            let args = [("tree", self.link("tree", tree).into()), ("condition", condition.into())];
            return (self.say_with("book-rows-legs", &args), inner);
        }
        let rows = self.all_rows(&aggregate.rows, s);
        let rows = match &aggregate.filter {
            Some(filter) => {
                let condition = self.condition(filter, &inner, Form::When).text;
                self.say_with("book-rows-where", &[("rows", rows.into()), ("condition", condition.into())])
            }
            None => rows,
        };
        (rows, inner)
    }

    /// Partners directly below in whose team somebody is something: legs, and what that somebody is.
    fn legs<'e>(&self, aggregate: &'e Aggregate, inner: &Scope) -> Option<(&'e str, String)> {
        let (Rows::Frontline(tree, _), Some(filter)) = (&aggregate.rows, &aggregate.filter) else { return None };
        let ExprKind::Aggregate(any) = filter.kind.as_ref() else { return None };
        let Rows::Team { tree: team, of, included: true, depth: None } = &any.rows else { return None };
        let of_leg = matches!(of.kind.as_ref(), ExprKind::Row(row) if *row == aggregate.element);
        match (&any.op, &any.filter, &any.body) {
            (AggregateOp::Any, None, Some(body)) if of_leg && team == tree => {
                let scope = inner.over(any.element, &Subject::Partner);
                Some((tree.as_str(), self.condition(body, &scope, Form::When).text))
            }
            _ => None,
        }
    }

    fn all_rows(&self, rows: &Rows, s: &Scope) -> String {
        let is_own = |of: &Expr| matches!(of.kind.as_ref(), ExprKind::Row(row) if s.is_current(*row));
        match rows {
            Rows::All(subject) => self.rows_of(subject),
            Rows::By { subject, field, of } => {
                let event = match subject {
                    Subject::Event(kind) => self.plan().events.iter().find(|event| event.name == *kind),
                    _ => None,
                };
                match event {
                    Some(event) if is_own(of) && event.owner().is_some_and(|owner| owner.name == *field) => {
                        self.say_with("book-rows-own", &[("event", self.link("event", &event.name).into())])
                    }
                    _ => {
                        let args = [
                            ("rows", self.rows_of(subject).into()),
                            ("field", self.local(field).into()),
                            ("of", self.value(of, s).within(Tight::Whole).into()),
                        ];
                        self.say_with("book-rows-by", &args)
                    }
                }
            }
            Rows::Positions(of) => self.positions(of, s),
            Rows::Frontline(tree, of) if is_own(of) => {
                self.say_with("book-rows-frontline", &[("tree", self.link("tree", tree).into())])
            }
            Rows::Frontline(tree, of) => {
                let of = self.value_of(of, s).within(Tight::Whole);
                self.say_with("book-rows-frontline-of", &[("tree", self.link("tree", tree).into()), ("of", of.into())])
            }
            Rows::Team { tree, of, included, depth } => {
                let mut text = match (is_own(of), included) {
                    (true, true) => self.say_with("book-rows-team", &[("tree", self.link("tree", tree).into())]),
                    (true, false) => self.say_with("book-rows-downline", &[("tree", self.link("tree", tree).into())]),
                    (false, _) => {
                        let of = self.value_of(of, s).within(Tight::Whole);
                        let args = [("tree", self.link("tree", tree).into()), ("of", of.into())];
                        match included {
                            true => self.say_with("book-rows-team-of", &args),
                            false => self.say_with("book-rows-downline-of", &args),
                        }
                    }
                };
                if let Some(depth) = depth {
                    text = self.say_with("book-rows-depth", &[("rows", text.into()), ("depth", (*depth).into())]);
                }
                text
            }
            Rows::Upline(tree, of) => {
                let of = self.value_of(of, s).within(Tight::Whole);
                self.say_with("book-rows-upline", &[("tree", self.link("tree", tree).into()), ("of", of.into())])
            }
            Rows::Pick(pick, args, of) => {
                let picked = self.pick(pick, args, s);
                match is_own(of) {
                    true => self.say_with("book-rows-pick", &[("pick", picked.into())]),
                    false => {
                        let of = self.value_of(of, s).within(Tight::Whole);
                        self.say_with("book-rows-pick-of", &[("pick", picked.into()), ("of", of.into())])
                    }
                }
            }
        }
    }

    /// The positions of a person, in the plural.
    fn positions(&self, of: &Expr, s: &Scope) -> String {
        let own = match of.kind.as_ref() {
            ExprKind::Row(row) => s.is_current(*row),
            ExprKind::Builtin(partner, _) => matches!(partner.kind.as_ref(), ExprKind::Row(row) if s.is_current(*row)),
            _ => false,
        };
        match own {
            true => self.say("book-rows-positions"),
            false => {
                let of = self.value_of(of, s).within(Tight::Whole);
                self.say_with("book-rows-positions-of", &[("of", of.into())])
            }
        }
    }

    /// All rows of a subject, in the plural.
    pub fn rows_of(&self, subject: &Subject) -> String {
        match subject {
            Subject::Partner => self.say("book-rows-partners"),
            Subject::Person => self.say("book-rows-persons"),
            Subject::Company => self.say("book-rows-company"),
            Subject::Event(kind) => self.say_with("book-rows-events", &[("event", self.link("event", kind).into())]),
            Subject::Line(bonus) => self.say_with("book-rows-lines", &[("bonus", self.link("bonus", bonus).into())]),
        }
    }

    fn window(
        &self,
        op: AggregateOp,
        body: &Expr,
        (count, latest): (u32, u32),
        before_joining: bool,
        s: &Scope,
        case: Case,
    ) -> Phrase {
        let window = self.window_words(count, latest, before_joining);
        self.over_window(op, body, window, s, case)
    }

    fn over_window(&self, op: AggregateOp, body: &Expr, window: String, s: &Scope, case: Case) -> Phrase {
        let value = |case| self.value_in(body, s, case).within(Tight::Product);
        let text = match op {
            AggregateOp::Sum => {
                self.cased(case, "window-sum", &[("value", value(Case::Of).into()), ("window", window.into())])
            }
            AggregateOp::Largest => {
                self.cased(case, "window-largest", &[("value", value(Case::Of).into()), ("window", window.into())])
            }
            AggregateOp::Smallest => {
                self.cased(case, "window-smallest", &[("value", value(Case::Of).into()), ("window", window.into())])
            }
            AggregateOp::Count => {
                let condition = self.condition(body, s, Form::When).text;
                self.cased(case, "window-count", &[("condition", condition.into()), ("window", window.into())])
            }
            AggregateOp::Any | AggregateOp::Every => {
                let condition = self.window_condition(op, body, &window, s, Form::When, false);
                self.say_with("book-whether", &[("condition", condition.into())])
            }
        };
        Phrase::loose(text)
    }

    /// The keys of an order, and the last one that every order has.
    pub fn order(&self, keys: &[OrderKey], s: &Scope) -> String {
        let one = |key: &OrderKey| {
            let value = self.value(&key.key, s).within(Tight::Sum);
            match key.descending {
                true => self.say_with("book-largest-first", &[("value", value.into())]),
                false => self.say_with("book-smallest-first", &[("value", value.into())]),
            }
        };
        let mut parts: Vec<String> = keys.iter().map(one).collect();
        parts.push(self.say("book-then-number"));
        parts.join(", ")
    }

    /// How something is rounded, and to what.
    pub fn rounding_words(&self, mode: RoundMode, scale: u8) -> String {
        let step = self.figure(Decimal::new(1, scale));
        let args = [("step", step.into())];
        match mode {
            RoundMode::HalfUp => self.say_with("book-round-half-up", &args),
            RoundMode::HalfEven => self.say_with("book-round-half-even", &args),
            RoundMode::Up => self.say_with("book-round-up", &args),
            RoundMode::Down => self.say_with("book-round-down", &args),
        }
    }
}
