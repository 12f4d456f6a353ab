//! Accounts: what is declared about one, and the choices it leaves open. Its values are made in [`lots`].

mod lots;

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{AccountDecl, AccountMovement, TypeKind};
use crate::number::Decimal;
use crate::source::Span;
use crate::syntax::ast::{self, CalendarUnit, DrawFrom, Ident, Leaving, LotOf, Movement, MovementKind};

/// Most periods that a lot may live after its own: ten years of quarters, or five of months.
const MAX_AGE: u32 = 60;

impl Checker<'_> {
    /// What an account declares.
    pub fn account_item(&mut self, account: &ast::Account) -> AccountDecl {
        let ty = self.type_expr(&account.ty, "");
        if !matches!(ty.kind, TypeKind::Number(..) | TypeKind::Error) || ty.optional {
            self.report(
                Diagnostic::new(Code::TypeMismatch, account.ty.span, "an account holds amounts or points")
                    .help("write the unit: `account reserve : EUR of partner { … }`"),
            );
        }
        if account.subject.text != "partner" {
            self.report(
                Diagnostic::new(
                    Code::NotYet,
                    account.subject.span,
                    say!("not possible in this edition yet: an account of `{}`", account.subject.text),
                )
                .help("write `of partner`"),
            );
        }
        if !account.movements.iter().any(|m| matches!(m.kind, MovementKind::Add(..))) {
            self.report_missing(
                Diagnostic::new(Code::MissingItem, account.name.span, "nothing is ever added to this account")
                    .help("add a movement: `add 20% of commission over own Contract`"),
            );
        }
        let unit = account.by.as_ref().and_then(|by| self.lot_calendar(by));
        let age = self.lot_age(account, unit);
        self.lot_choices(account);
        let movements = account.movements.iter().map(|movement| self.told(movement)).collect();
        let closed = account.closed.map(|(closed, _)| closed);
        let (name, span) = (account.name.text.clone(), account.name.span);
        AccountDecl { name, ty, lots: unit.zip(age), movements, closed, span }
    }

    /// A movement, for those who read the plan.
    fn told(&self, movement: &Movement) -> AccountMovement {
        let day = |lot: &LotOf| self.slice(lot.day.span).trim().to_owned();
        match &movement.kind {
            MovementKind::Add(_, to) => AccountMovement::Add(to.as_ref().map(day)),
            MovementKind::Draw(_, DrawFrom::Lot(lot, later)) => AccountMovement::DrawLot(day(lot), later.is_some()),
            MovementKind::Draw(_, DrawFrom::All(order)) => AccountMovement::Draw(Some(*order)),
            MovementKind::Draw(_, DrawFrom::Open) => AccountMovement::Draw(None),
            MovementKind::Leave(released, Leaving::After(..)) => AccountMovement::Old(*released),
            MovementKind::Leave(released, Leaving::All(when)) => AccountMovement::All(*released, when.is_some()),
            MovementKind::Leave(released, Leaving::Above(_, order)) => AccountMovement::Above(*released, *order),
        }
    }

    /// The calendar of the lots.
    fn lot_calendar(&mut self, by: &Ident) -> Option<CalendarUnit> {
        let grain = self.env.header().grain.clone();
        let Some(unit) = CalendarUnit::ALL.into_iter().find(|unit| unit.word() == by.text) else {
            self.report(
                Diagnostic::new(Code::UnknownName, by.span, say!("there are no lots by `{}`", by.text))
                    .help("write `by week`, `by month`, `by quarter` or `by year`"),
            );
            return None;
        };
        if CalendarUnit::of_word(&grain).is_some_and(|period| unit < period) {
            self.report(
                Diagnostic::new(
                    Code::NotHere,
                    by.span,
                    say!(
                        "lots by {by} are shorter than the plan's period, the {grain}, and could not be told apart",
                        by = super::types::grain(&by.text),
                        grain = super::types::grain(&grain)
                    ),
                )
                .help(say!("write `by {grain}`, or something longer")),
            );
            return None;
        }
        Some(unit)
    }

    /// How old a lot becomes.
    fn lot_age(&mut self, account: &ast::Account, unit: Option<CalendarUnit>) -> Option<u32> {
        let mut age = None;
        for movement in &account.movements {
            let MovementKind::Leave(_, Leaving::After(count, span, word)) = &movement.kind else { continue };
            if account.by.is_none() {
                self.no_lots(account, movement.span);
            } else if age.is_some() {
                self.report(
                    Diagnostic::new(Code::DuplicateClause, movement.span, "a lot ends once")
                        .help("keep one of the two clauses"),
                );
            } else {
                self.same_calendar(account, word);
                age = Some(self.age(*count, *span));
            }
        }
        if let (Some(unit), None, Some(by)) = (unit, age, &account.by) {
            let word = unit.word();
            self.report_missing(
                Diagnostic::new(
                    Code::ChooseLotAge,
                    by.span,
                    say!("nothing says how old a lot of `{}` becomes", account.name.text),
                )
                .reading(
                    format!("release after 6 {word}s"),
                    "after its own and six more it is released: a bonus may pay it out",
                )
                .reading(format!("expire after 6 {word}s"), "after its own and six more what is left of it is gone")
                .help("add one of the clauses, at the place where it happens"),
            );
        }
        age
    }

    fn age(&mut self, count: Decimal, span: Span) -> u32 {
        let age = count.rescale(0).and_then(|whole| u32::try_from(whole.mantissa).ok());
        age.filter(|age| (1..=MAX_AGE).contains(age)).unwrap_or_else(|| {
            self.report(Diagnostic::new(Code::BadRange, span, say!("a lot may live for 1 to {MAX_AGE} periods")));
            1
        })
    }

    /// Which lots a movement is about, wherever it must say so.
    fn lot_choices(&mut self, account: &ast::Account) {
        let lots = account.by.is_some();
        let mut goes_on = false;
        for movement in &account.movements {
            match &movement.kind {
                MovementKind::Add(_, Some(lot)) => self.lot_of(account, lot),
                MovementKind::Draw(_, DrawFrom::Lot(lot, later)) => {
                    self.lot_of(account, lot);
                    if let Some(later) = later {
                        goes_on = true;
                        self.same_calendar(account, later);
                    }
                }
                MovementKind::Draw(_, DrawFrom::Open) | MovementKind::Leave(_, Leaving::Above(_, None)) if lots => {
                    self.choose_lot_order(account, movement);
                }
                MovementKind::Draw(_, DrawFrom::All(_)) | MovementKind::Leave(_, Leaving::Above(_, Some(_)))
                    if !lots =>
                {
                    self.no_lots(account, movement.span);
                }
                _ => {}
            }
        }
        match &account.closed {
            None if goes_on => self.report_missing(
                Diagnostic::new(
                    Code::ChooseClosedLots,
                    account.name.span,
                    "nothing says what a draw on a lot does that has been released or has expired",
                )
                .reading(
                    "closed lots: draws are noted",
                    "nothing is taken: what was released stays so, and counts as short",
                )
                .reading("closed lots: draws go on", "it is taken from later lots, as where a lot does not suffice")
                .help("add one of the clauses"),
            ),
            Some((_, span)) if !goes_on => self.report(
                Diagnostic::new(Code::NotHere, *span, "no draw goes on to later lots, so nothing is left open here")
                    .help("remove the clause"),
            ),
            _ => {}
        }
    }

    fn lot_of(&mut self, account: &ast::Account, lot: &LotOf) {
        if account.by.is_none() {
            self.no_lots(account, lot.unit.span);
        } else {
            self.same_calendar(account, &lot.unit);
        }
    }

    fn same_calendar(&mut self, account: &ast::Account, word: &Ident) {
        let Some(by) = &account.by else { return };
        if word.text.strip_suffix('s').unwrap_or(&word.text) != by.text {
            self.report(Diagnostic::new(
                Code::WrongKind,
                word.span,
                say!("the lots of `{}` are kept by {by}", account.name.text, by = super::types::grain(&by.text)),
            ));
        }
    }

    fn no_lots(&mut self, account: &ast::Account, span: Span) {
        self.report(
            Diagnostic::new(Code::NotHere, span, say!("`{}` is one balance, without lots", account.name.text))
                .help(say!("write `account {} : … of partner, by quarter {{`", account.name.text)),
        );
    }

    fn choose_lot_order(&mut self, account: &ast::Account, movement: &Movement) {
        let text = self.slice(movement.span).trim_end().to_owned();
        let comma = if matches!(movement.kind, MovementKind::Leave(..)) { "," } else { "" };
        self.report(
            Diagnostic::new(
                Code::ChooseLotOrder,
                movement.span,
                say!("nothing says which lots of `{}` are drawn first", account.name.text),
            )
            .reading(format!("{text}{comma} oldest first"), "what came in first goes out first; the youngest is left")
            .reading(
                format!("{text}{comma} newest first"),
                "what came in last goes out first; the old goes on getting older",
            )
            .help("say which"),
        );
    }
}
