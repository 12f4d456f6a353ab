//! Accounts and their movements.

use super::grammar::Rule;
use super::tree::{Builder, Node, child, children, has};
use crate::syntax::ast::{Account, Amount, ClosedLots, DrawFrom, Leaving, LotOf, LotOrder, Movement, MovementKind};

impl<'t> Builder<'t> {
    pub(super) fn account(&mut self, node: &Node<'t>) -> Option<Account> {
        let mut names = self.names(node).into_iter();
        let (name, subject) = (names.next()?, names.next()?);
        let ty = self.simple_type(&child(node, Rule::simple_type)?)?;
        let by = match child(node, Rule::account_by) {
            Some(by) => Some(self.name(&by)?),
            None => None,
        };
        let mut account = Account { name, ty, subject, by, movements: Vec::new(), closed: None };
        for clause in node.clone().into_inner() {
            let span = self.span(&clause);
            let kind = match clause.as_rule() {
                Rule::account_add => {
                    let to = match child(&clause, Rule::lot_of) {
                        Some(lot) => Some(self.lot_of(&lot)?),
                        None => None,
                    };
                    MovementKind::Add(self.amount(&clause)?, to)
                }
                Rule::account_draw => {
                    let from = if let Some(lot) = child(&clause, Rule::lot_of) {
                        let later = match child(&clause, Rule::lots_later) {
                            Some(later) => Some(self.name(&later)?),
                            None => None,
                        };
                        DrawFrom::Lot(self.lot_of(&lot)?, later)
                    } else {
                        child(&clause, Rule::lots_order)
                            .map_or(DrawFrom::Open, |order| DrawFrom::All(lot_order(&order)))
                    };
                    MovementKind::Draw(self.amount(&clause)?, from)
                }
                Rule::account_leave => MovementKind::Leave(has(&clause, Rule::k_release), self.leaving(&clause)?),
                Rule::account_closed => {
                    let closed = if has(&clause, Rule::closed_noted) { ClosedLots::Noted } else { ClosedLots::GoOn };
                    self.set_once(&mut account.closed, (closed, span), &clause, "closed lots");
                    continue;
                }
                _ => continue,
            };
            account.movements.push(Movement { kind, span });
        }
        Some(account)
    }

    fn amount(&mut self, node: &Node<'t>) -> Option<Amount> {
        let amount = child(node, Rule::account_amount)?;
        if let Some(value) = child(&amount, Rule::cases) {
            return Some(Amount { value: self.rhs(&value)?, over: None });
        }
        let over = Some(self.rows(&child(&amount, Rule::pick_rows)?)?);
        Some(Amount { value: self.expr(&child(&amount, Rule::expr)?)?, over })
    }

    fn lot_of(&mut self, node: &Node<'t>) -> Option<LotOf> {
        Some(LotOf { unit: self.name(node)?, day: self.expr(&child(node, Rule::operand)?)? })
    }

    fn leaving(&mut self, node: &Node<'t>) -> Option<Leaving> {
        if let Some(after) = child(node, Rule::leave_after) {
            let number = child(&after, Rule::number)?;
            return Some(Leaving::After(self.decimal(&number), self.span(&number), self.name(&after)?));
        }
        if let Some(above) = child(node, Rule::leave_above) {
            let order = child(&above, Rule::lots_order).map(|order| lot_order(&order));
            return Some(Leaving::Above(self.expr(&child(&above, Rule::expr)?)?, order));
        }
        let all = child(node, Rule::leave_all)?;
        let condition = match children(&all, Rule::expr).next() {
            Some(condition) => Some(self.expr(&condition)?),
            None => None,
        };
        Some(Leaving::All(condition))
    }
}

fn lot_order(node: &Node<'_>) -> LotOrder {
    if has(node, Rule::k_oldest) { LotOrder::OldestFirst } else { LotOrder::NewestFirst }
}
