//! The values of an account as definitions, movement by movement.
//!
//! Lots have an age: 0 is what came in in the calendar period at hand, 1 what came in in the one before. Where a new one
//! begins, every lot is one older than it was. So an account of partners whose lots live for `n` periods after their own is
//! made of lots of age 0 to n + 1; the last of them is full only in the period in which it leaves. After each movement a
//! lot that it changed is a definition of its own, `reserve's lot 3 after 2`; the last of them is what is kept.

use super::super::Checker;
use super::super::expr::typed;
use crate::hir::{
    AccountDecl, Aggregate, AggregateOp, BetweenUnit, CalendarUnit, ClampSide, CompareOp, Definition, Expr, ExprKind,
    SUBJECT, Subject, Type, TypeKind, Unit,
};
use crate::number::Decimal;
use crate::source::Span;
use crate::syntax::ast::{
    self, Amount, BinaryOp, ClosedLots, DrawFrom, Leaving, LotOf, LotOrder, MovementKind, part_name,
};

impl Checker<'_> {
    /// The definitions of an account.
    pub fn account(&mut self, account: &ast::Account) -> Vec<Definition> {
        // What is wrong with the declaration is told where it is checked as one.
        let decl = self.quietly(|c| c.account_item(account));
        if !matches!(decl.ty.kind, TypeKind::Number(..)) {
            return Vec::new();
        }
        let mut lots = Lots::new(&decl, self.env.header().grain.as_str());
        for (number, movement) in (1..).zip(&account.movements) {
            lots.movement = number;
            match &movement.kind {
                MovementKind::Add(amount, to) => {
                    let amount = self.amount(amount, to.as_ref(), &decl);
                    lots.add(&amount);
                }
                MovementKind::Draw(amount, from) => {
                    lots.before_draw();
                    match from {
                        DrawFrom::Lot(of, later) => {
                            let amount = self.amount(amount, Some(of), &decl);
                            let closed = account.closed.map_or(ClosedLots::Noted, |(closed, _)| closed);
                            lots.draw_lots(&amount, later.as_ref().map(|_| closed));
                        }
                        DrawFrom::Open | DrawFrom::All(LotOrder::OldestFirst) => {
                            let amount = self.amount(amount, None, &decl);
                            lots.draw(&amount, LotOrder::OldestFirst);
                        }
                        DrawFrom::All(order) => {
                            let amount = self.amount(amount, None, &decl);
                            lots.draw(&amount, *order);
                        }
                    }
                }
                MovementKind::Leave(released, Leaving::After(..)) => lots.leave_after(*released),
                MovementKind::Leave(released, Leaving::All(condition)) => {
                    self.row_scope(Subject::Partner);
                    let condition = condition.as_ref().map(|c| self.condition(c));
                    lots.leave_all(*released, condition);
                }
                MovementKind::Leave(released, Leaving::Above(limit, order)) => {
                    self.row_scope(Subject::Partner);
                    let limit = self.infer(limit, Some(&decl.ty));
                    self.expect_fits(&limit, &decl.ty);
                    lots.leave_above(*released, limit, order.unwrap_or(LotOrder::OldestFirst));
                }
            }
        }
        lots.finish()
    }

    /// What a movement moves, in total and by lot.
    fn amount(&mut self, amount: &Amount, lot: Option<&LotOf>, decl: &AccountDecl) -> Moved {
        let span = amount.value.span;
        let age_of = |unit: CalendarUnit, day: &ast::Expr| {
            let end = ast::Expr { kind: Box::new(ast::ExprKind::PeriodEdge(true)), span: day.span };
            let kind = ast::ExprKind::Between(BetweenUnit::Calendar(unit), day.clone(), end);
            ast::Expr { kind: Box::new(kind), span: day.span }
        };
        let age = lot.zip(decl.lots).map(|(lot, (unit, _))| age_of(unit, &lot.day));
        self.row_scope(Subject::Partner);
        let Some(rows) = &amount.over else {
            let value = self.infer(&amount.value, Some(&decl.ty));
            self.expect_fits(&value, &decl.ty);
            let age = age.map(|age| {
                let age = self.infer(&age, None);
                self.need_known(&age);
                age
            });
            return Moved { value, age };
        };
        let over = |op, body: &ast::Expr| ast::Aggregate { op, body: Some(body.clone()), rows: rows.clone() };
        let value = self.aggregate(&over(AggregateOp::Sum, &amount.value), span.to(rows.span));
        self.expect_fits(&value, &decl.ty);
        // The same rows once more, so that both speak of the same row.
        self.row_scope(Subject::Partner);
        let age = age.and_then(|age| {
            let ages = self.aggregate(&over(AggregateOp::Largest, &age), span.to(rows.span));
            match *ages.kind {
                ExprKind::Aggregate(Aggregate { body: Some(body), .. }) => {
                    // The condition of the rows may have made the day known.
                    let known = rows.filter.is_some() || !body.ty.optional;
                    if !known {
                        self.need_known(&body);
                    }
                    Some(body)
                }
                _ => None,
            }
        });
        Moved { value, age }
    }
}

/// What a movement moves: of the partner, and how old the lot is that it moves in, as of the row.
struct Moved {
    value: Expr,
    age: Option<Expr>,
}

/// The lots while movements are gone through.
struct Lots<'a> {
    decl: &'a AccountDecl,
    /// By age: the part that is its value now; `None` where nothing is left.
    now: Vec<Option<String>>,
    /// The movement at hand, from 1 on.
    movement: u32,
    /// Parts that make up `added`, `drawn`, `short`, `released`, `expired`.
    added: Vec<String>,
    drawn: Vec<String>,
    short: Vec<String>,
    released: Vec<String>,
    expired: Vec<String>,
    /// Whether a draw has come.
    drawing: bool,
    out: Vec<Definition>,
}

impl<'a> Lots<'a> {
    fn new(decl: &'a AccountDecl, grain: &str) -> Self {
        let mut lots = Self {
            decl,
            now: Vec::new(),
            movement: 0,
            added: Vec::new(),
            drawn: Vec::new(),
            short: Vec::new(),
            released: Vec::new(),
            expired: Vec::new(),
            drawing: false,
            out: Vec::new(),
        };
        let kept = decl.kept();
        let opening = |part: &String| {
            let partner = typed(ExprKind::Row(SUBJECT), Type::known(TypeKind::Partner), decl.span);
            typed(ExprKind::Opening(partner, part_name(&decl.name, part)), decl.ty.clone(), decl.span)
        };
        let mut younger = None;
        let turns = decl.lots.map(|(unit, _)| lots.turns(unit, grain));
        for (age, part) in kept.iter().map(Some).chain(decl.lots.map(|_| None)).enumerate() {
            let same = part.map_or_else(|| lots.zero(), &opening);
            let value = match &turns {
                None => same,
                Some(turns) => {
                    let before = younger.map_or_else(|| lots.zero(), &opening);
                    match turns {
                        Turns::Always => before,
                        Turns::When(new) => lots.choose(new.clone(), before, same),
                    }
                }
            };
            let name = format!("lot {age} at first");
            lots.define(&name, value);
            lots.now.push(Some(name));
            younger = part;
        }
        let all = lots.total();
        lots.define("opening", all);
        lots
    }

    /// Whether a calendar period begins with the period at hand.
    fn turns(&self, unit: CalendarUnit, grain: &str) -> Turns {
        if unit.word() == grain {
            return Turns::Always;
        }
        let day = Type::known(TypeKind::Date);
        let end = self.make(ExprKind::PeriodEdge(true), day.clone());
        let before = self.make(ExprKind::Back(end.clone(), 1), day);
        let count = Type::number(Unit::Count, 0);
        let begun = self.make(ExprKind::Between(BetweenUnit::Calendar(unit), before, end), count);
        Turns::When(self.compare(CompareOp::GreaterOrEqual, begun, 1))
    }

    // ------------------------------------------------------------ movements

    /// Adds. Without a day to the youngest lot; what belongs to a lot that is no longer kept is released at once.
    fn add(&mut self, moved: &Moved) {
        let all = self.name("added");
        self.define(&all, moved.value.clone());
        self.added.push(all.clone());
        match (&moved.age, self.decl.lots) {
            (Some(_), Some((_, oldest))) => {
                for age in 0..=oldest {
                    let part = self.of_age(moved, age);
                    self.change(age, part);
                }
                let late = self.name("late");
                let part = self.older_than(moved, oldest);
                self.define(&late, part);
                self.released.push(late);
            }
            _ => {
                let all = self.part(&all);
                self.change(0, all);
            }
        }
    }

    /// Remembers what there is when the first draw comes.
    fn before_draw(&mut self) {
        if !self.drawing {
            self.drawing = true;
            let all = self.total();
            self.define("available", all);
        }
    }

    /// Draws from all lots in an order. Less than nothing is put into the youngest.
    fn draw(&mut self, moved: &Moved, order: LotOrder) {
        let asked = self.name("asked");
        self.define(&asked, moved.value.clone());
        let (asked, before) = (self.part(&asked), self.total());
        let there = self.minus(before, self.at_least_zero(asked.clone()));
        let missing = self.name("short");
        self.define(&missing, self.at_least_zero(self.minus(self.zero(), there)));
        self.short.push(missing.clone());
        let taken = self.name("drawn");
        self.define(&taken, self.minus(asked.clone(), self.part(&missing)));
        self.drawn.push(taken);
        self.take(&asked, order);
    }

    /// Takes an amount out of the lots in an order; what is less than nothing goes into the youngest.
    fn take(&mut self, asked: &Expr, order: LotOrder) {
        let mut ages: Vec<usize> = (0..self.now.len()).collect();
        if order == LotOrder::OldestFirst {
            ages.reverse();
        }
        let mut ahead: Option<String> = None;
        let count = ages.len();
        for (place, age) in ages.into_iter().enumerate() {
            let Some(here) = self.now.get(age).cloned().flatten() else { continue };
            let left = match &ahead {
                Some(ahead) => self.minus(asked.clone(), self.part(ahead)),
                None => asked.clone(),
            };
            let left = self.at_least_zero(left);
            let rest = self.at_least_zero(self.minus(self.part(&here), left));
            let rest = if age == 0 { self.minus(rest, self.at_most_zero(asked.clone())) } else { rest };
            if place + 1 < count {
                let so_far = match &ahead {
                    Some(ahead) => self.plus(self.part(ahead), self.part(&here)),
                    None => self.part(&here),
                };
                let name = self.name(&format!("ahead of {age}"));
                self.define(&name, so_far);
                ahead = Some(name);
            }
            self.set(age, rest);
        }
    }

    /// Draws each row from the lot of its day; what a lot lacks goes on to later ones where `goes_on`.
    fn draw_lots(&mut self, moved: &Moved, goes_on: Option<ClosedLots>) {
        let Some((_, oldest)) = self.decl.lots else { return };
        let asked = self.name("asked");
        self.define(&asked, moved.value.clone());
        let closed = self.name("closed");
        let part = self.older_than(moved, oldest + 1);
        self.define(&closed, part);
        let mut noted = vec![closed.clone()];
        // What older lots lack, on its way to later ones.
        let mut carried: Option<String> = None;
        if goes_on == Some(ClosedLots::GoOn) {
            carried = noted.pop();
        }
        for age in (0..=oldest + 1).rev() {
            let Some(here) = usize::try_from(age).ok().and_then(|age| self.now.get(age).cloned()).flatten() else {
                continue;
            };
            let own = self.name(&format!("lot {age} less"));
            let part = self.of_age(moved, age);
            self.define(&own, self.minus(self.part(&here), part));
            let lacking = self.at_least_zero(self.minus(self.zero(), self.part(&own)));
            let there = self.at_least_zero(self.part(&own));
            let rest = match &carried {
                Some(carried) => self.at_least_zero(self.minus(there.clone(), self.part(carried))),
                None => there.clone(),
            };
            let keeps = age <= oldest || goes_on == Some(ClosedLots::GoOn);
            match (goes_on, keeps) {
                (Some(_), true) => {
                    let still =
                        carried.take().map(|carried| self.at_least_zero(self.minus(self.part(&carried), there)));
                    let name = self.name(&format!("short from {age}"));
                    let value = match still {
                        Some(still) => self.plus(still, lacking),
                        None => lacking,
                    };
                    self.define(&name, value);
                    carried = Some(name);
                }
                _ => {
                    let name = self.name(&format!("short of {age}"));
                    self.define(&name, lacking);
                    noted.push(name);
                }
            }
            self.set(usize::try_from(age).unwrap_or(0), rest);
        }
        noted.extend(carried);
        let missing = self.name("short");
        let all = self.sum_of(&noted);
        self.define(&missing, all);
        let taken = self.name("drawn");
        self.define(&taken, self.minus(self.part(&asked), self.part(&missing)));
        self.short.push(missing);
        self.drawn.push(taken);
    }

    /// The lot that has become too old leaves.
    fn leave_after(&mut self, released: bool) {
        let Some((_, oldest)) = self.decl.lots else { return };
        let Some(last) = usize::try_from(oldest + 1).ok().and_then(|age| self.now.get_mut(age)) else { return };
        if let Some(part) = last.take() {
            self.leaves(released, part);
        }
    }

    /// Everything leaves, perhaps only where a condition holds.
    fn leave_all(&mut self, released: bool, condition: Option<Expr>) {
        let gone = self.name("gone");
        let all = self.total();
        let all = match &condition {
            Some(c) => self.choose(c.clone(), all, self.zero()),
            None => all,
        };
        self.define(&gone, all);
        for age in 0..self.now.len() {
            let Some(here) = self.now.get(age).cloned().flatten() else { continue };
            match &condition {
                Some(c) => {
                    let rest = self.choose(c.clone(), self.zero(), self.part(&here));
                    self.set(age, rest);
                }
                None => {
                    if let Some(slot) = self.now.get_mut(age) {
                        *slot = None;
                    }
                }
            }
        }
        self.leaves(released, gone);
    }

    /// What is more than a limit leaves.
    fn leave_above(&mut self, released: bool, limit: Expr, order: LotOrder) {
        let gone = self.name("gone");
        let all = self.total();
        self.define(&gone, self.at_least_zero(self.minus(all, self.at_least_zero(limit))));
        let asked = self.part(&gone);
        self.take(&asked, order);
        self.leaves(released, gone);
    }

    fn leaves(&mut self, released: bool, part: String) {
        if released { self.released.push(part) } else { self.expired.push(part) }
    }

    /// All definitions.
    fn finish(mut self) -> Vec<Definition> {
        self.before_draw();
        let lists = [
            ("added", std::mem::take(&mut self.added)),
            ("drawn", std::mem::take(&mut self.drawn)),
            ("short", std::mem::take(&mut self.short)),
            ("released", std::mem::take(&mut self.released)),
            ("expired", std::mem::take(&mut self.expired)),
        ];
        for (name, parts) in lists {
            let sum = self.sum_of(&parts);
            self.define(name, sum);
        }
        let all = self.total();
        self.define("balance", all);
        if self.decl.lots.is_some() {
            for (age, part) in self.decl.kept().into_iter().enumerate() {
                let value = self.now.get(age).cloned().flatten().map_or_else(|| self.zero(), |now| self.part(&now));
                self.define(&part, value);
            }
        }
        self.out
    }

    // ------------------------------------------------------------ lots and their amounts

    /// A lot and what is put into it; where that is less than nothing and the lot does not hold it, the rest is short.
    fn change(&mut self, age: u32, amount: Expr) {
        let at = usize::try_from(age).unwrap_or(0);
        let Some(here) = self.now.get(at).cloned() else { return };
        let sum = self.name(&format!("lot {age} with"));
        let value = match here {
            Some(here) => self.plus(self.part(&here), amount),
            None => amount,
        };
        self.define(&sum, value);
        let missing = self.name(&format!("lot {age} short"));
        self.define(&missing, self.at_least_zero(self.minus(self.zero(), self.part(&sum))));
        self.short.push(missing);
        let rest = self.at_least_zero(self.part(&sum));
        self.set(at, rest);
    }

    fn set(&mut self, age: usize, value: Expr) {
        let name = self.name(&format!("lot {age}"));
        self.define(&name, value);
        if let Some(slot) = self.now.get_mut(age) {
            *slot = Some(name);
        }
    }

    /// What of an amount belongs to the lot of an age; days that lie ahead belong to the youngest.
    fn of_age(&self, moved: &Moved, age: u32) -> Expr {
        let Some(is) = &moved.age else { return self.zero() };
        let holds = match age {
            0 => self.compare(CompareOp::LessOrEqual, is.clone(), 0),
            _ => {
                let number = self.number(age);
                self.make(ExprKind::Is(true, is.clone(), number), Type::bool())
            }
        };
        self.where_(moved, holds)
    }

    /// What of an amount belongs to lots older than an age.
    fn older_than(&self, moved: &Moved, age: u32) -> Expr {
        let Some(is) = &moved.age else { return self.zero() };
        self.where_(moved, self.compare(CompareOp::Greater, is.clone(), age))
    }

    /// The amount of those rows for which a condition holds, or of the partner where it holds.
    fn where_(&self, moved: &Moved, holds: Expr) -> Expr {
        let mut value = moved.value.clone();
        match value.kind.as_mut() {
            ExprKind::Aggregate(aggregate) => {
                aggregate.filter = Some(match aggregate.filter.take() {
                    Some(filter) => self.make(ExprKind::And(vec![filter, holds]), Type::bool()),
                    None => holds,
                });
                value
            }
            _ => self.choose(holds, value, self.zero()),
        }
    }

    /// What is in all lots now.
    fn total(&self) -> Expr {
        let parts: Vec<String> = self.now.iter().flatten().cloned().collect();
        self.sum_of(&parts)
    }

    // ------------------------------------------------------------ expressions

    /// A part that belongs to the movement at hand.
    fn name(&self, what: &str) -> String {
        format!("{what} after {}", self.movement)
    }

    fn define(&mut self, part: &str, value: Expr) {
        self.out.push(Definition {
            grain: None,
            timeless: false,
            subject: Subject::Partner,
            name: part_name(&self.decl.name, part),
            params: Vec::new(),
            ty: self.decl.ty.clone(),
            value,
            exclusive: Vec::new(),
            overridable: false,
            name_span: self.span(),
        });
    }

    fn span(&self) -> Span {
        self.decl.span
    }

    fn make(&self, kind: ExprKind, ty: Type) -> Expr {
        typed(kind, ty, self.span())
    }

    fn part(&self, part: &str) -> Expr {
        self.decl.value(part)
    }

    fn zero(&self) -> Expr {
        self.make(ExprKind::Number(Decimal::new(0, self.decl.ty.scale())), self.decl.ty.clone())
    }

    fn number(&self, number: u32) -> Expr {
        self.make(ExprKind::Number(Decimal::new(i128::from(number), 0)), Type::number(Unit::Count, 0))
    }

    fn plus(&self, a: Expr, b: Expr) -> Expr {
        self.make(ExprKind::Binary(BinaryOp::Add, a, b), self.decl.ty.clone())
    }

    fn minus(&self, a: Expr, b: Expr) -> Expr {
        self.make(ExprKind::Binary(BinaryOp::Subtract, a, b), self.decl.ty.clone())
    }

    fn at_least_zero(&self, a: Expr) -> Expr {
        self.make(ExprKind::Clamp(a, ClampSide::AtLeast, self.zero()), self.decl.ty.clone())
    }

    fn at_most_zero(&self, a: Expr) -> Expr {
        self.make(ExprKind::Clamp(a, ClampSide::AtMost, self.zero()), self.decl.ty.clone())
    }

    fn choose(&self, when: Expr, then: Expr, otherwise: Expr) -> Expr {
        self.make(ExprKind::Cases(vec![(then, when)], otherwise), self.decl.ty.clone())
    }

    fn compare(&self, op: CompareOp, a: Expr, b: u32) -> Expr {
        let b = self.number(b);
        self.make(ExprKind::Compare(op, a, b), Type::bool())
    }

    fn sum_of(&self, parts: &[String]) -> Expr {
        let mut parts = parts.iter().map(|part| self.part(part));
        let first = parts.next().unwrap_or_else(|| self.zero());
        parts.fold(first, |sum, part| self.plus(sum, part))
    }
}

/// When lots get older.
enum Turns {
    /// In every period.
    Always,
    /// In periods where this holds.
    When(Expr),
}
