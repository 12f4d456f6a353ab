//! The plan's period, and periods within it: `period month`, `per week`, `weeks from …`, `weeks of this month`.

use super::grammar::Rule;
use super::tree::{Builder, Node, child, children, has};
use crate::syntax::ast::{
    Ident, NamedAfter, PartsOf, PeriodBegin, PeriodClause, PeriodEntry, PeriodList, SharedWeek, Weeks,
};

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

    /// `period month from day 26 in Europe/Berlin, named after its last day`
    pub(super) fn period(&mut self, node: &Node<'t>) -> Option<PeriodClause> {
        let zone = child(node, Rule::zone).map(|zone| (zone.as_str().to_owned(), self.span(&zone)));
        let begins = if let Some(list) = child(node, Rule::period_list) {
            let mut entries = Vec::new();
            for entry in children(&list, Rule::listed_entry) {
                let name = child(&entry, Rule::month)?;
                let from = child(&entry, Rule::date)?;
                let name = (name.as_str().to_owned(), self.span(&name));
                entries.push(PeriodEntry { name, from: self.date(&from) });
            }
            let end = child(&list, Rule::listed_end).and_then(|end| child(&end, Rule::date));
            let end = end.map(|end| self.date(&end));
            Some(PeriodBegin::Listed(PeriodList { entries, end, span: self.span(&list) }))
        } else {
            child(node, Rule::period_begin).map(|begin| {
                let day = child(&begin, Rule::number).map(|number| (self.decimal(&number), self.span(&number)));
                PeriodBegin::On { day, name: self.name(&begin), span: self.span(&begin) }
            })
        };
        let named = child(node, Rule::period_named).map(|named| {
            let after = if has(&named, Rule::k_first) { NamedAfter::First } else { NamedAfter::Last };
            (after, self.span(&named))
        });
        Some(PeriodClause { grain: self.name(node)?, zone, begins, named, span: self.span(node) })
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
