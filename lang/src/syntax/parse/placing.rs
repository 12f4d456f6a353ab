//! Placement clauses of a tree.

use super::grammar::Rule;
use super::tree::{Builder, Node, child, has};
use crate::number::Decimal;
use crate::syntax::ast::{PlaceGap, PlaceLeft, PlaceOrder, PlaceSearch, Placing, SideField};

impl<'t> Builder<'t> {
    pub(super) fn placed(&mut self, node: &Node<'t>) -> Option<Placing> {
        let mut out = Placing {
            below: self.name(node)?,
            side: None,
            search: None,
            held: None,
            order: None,
            gap: None,
            left: None,
            span: self.span(node),
        };
        for clause in node.clone().into_inner() {
            let span = self.span(&clause);
            match clause.as_rule() {
                Rule::place_search => {
                    let search = if has(&clause, Rule::search_breadth) {
                        PlaceSearch::Breadth
                    } else if has(&clause, Rule::search_depth) {
                        PlaceSearch::Depth
                    } else if has(&clause, Rule::search_smallest) {
                        PlaceSearch::Smallest
                    } else {
                        PlaceSearch::Outermost
                    };
                    if out.search.is_none()
                        && let Some(side) = child(&clause, Rule::place_side)
                    {
                        let mut names = self.names(&side).into_iter();
                        let first = names.next()?;
                        out.side = Some(match names.next() {
                            Some(field) => SideField { of: Some(first), field },
                            None => SideField { of: None, field: first },
                        });
                    }
                    self.set_once(&mut out.search, (search, span), &clause, "breadth first");
                }
                Rule::place_due => {
                    let days = match child(&clause, Rule::number) {
                        Some(number) => self.decimal(&number),
                        None => Decimal::new(0, 0),
                    };
                    self.set_once(&mut out.held, (days, span), &clause, "at once");
                }
                Rule::place_order => {
                    let key = match child(&clause, Rule::name) {
                        Some(_) => Some((self.name(&clause)?, has(&clause, Rule::order_down))),
                        None => None,
                    };
                    let then_number = key.is_none() || has(&clause, Rule::order_number);
                    self.set_once(&mut out.order, PlaceOrder { key, then_number, span }, &clause, "on one day");
                }
                Rule::place_gap => {
                    let gap = if has(&clause, Rule::verb_skip) { PlaceGap::Skip } else { PlaceGap::Waits };
                    let value = (self.name(&clause)?, gap);
                    self.set_once(&mut out.gap, value, &clause, "without a place");
                }
                Rule::place_left => {
                    let left = if has(&clause, Rule::left_free) { PlaceLeft::Free } else { PlaceLeft::Keep };
                    self.set_once(&mut out.left, left, &clause, "terminated");
                }
                _ => {}
            }
        }
        Some(out)
    }
}
