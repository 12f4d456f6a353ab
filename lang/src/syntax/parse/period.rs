//! Periods within the plan's own: `per week`, `weeks from …`, `weeks of this month`.

use super::grammar::Rule;
use super::tree::{Builder, Node, child, has};
use crate::syntax::ast::{Ident, PartsOf, SharedWeek, Weeks};

impl<'t> Builder<'t> {
    /// `per week`, where it is written.
    pub(super) fn per(&self, node: &Node<'t>) -> Option<Ident> {
        child(node, Rule::per).and_then(|per| self.name(&per))
    }

    /// `weeks from Monday, in the period in which they end`
    pub(super) fn weeks(&self, node: &Node<'t>) -> Weeks {
        let shared = if has(node, Rule::weeks_end) {
            Some(SharedWeek::WhereItEnds)
        } else if has(node, Rule::weeks_cut) {
            Some(SharedWeek::Cut)
        } else {
            None
        };
        Weeks { from: self.name(node), shared, span: self.span(node) }
    }

    /// `weeks of this month so far, weeks before joining: not counted`
    pub(super) fn parts_of(&self, node: &Node<'t>) -> Option<PartsOf> {
        let mut names = self.names(node).into_iter();
        let joining = child(node, Rule::joining);
        Some(PartsOf {
            grain: names.next()?,
            whole: names.next()?,
            so_far: has(node, Rule::so_far),
            before_joining_counted: joining.map(|joining| has(&joining, Rule::joining_counted)),
            span: self.span(node),
        })
    }
}
