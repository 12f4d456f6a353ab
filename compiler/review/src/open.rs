//! What the plan leaves to others to set: values of parameters, which are constants of the program.

use crate::value::{Values, number};
use compline_compiler::program::{Program, SiteId, TableId};
use compline_lang::hir::{self, ExprKind, Parameter};
use compline_lang::source::{ItemIndex, Place};
use rustc_hash::{FxHashMap, FxHashSet};

/// Where a parameter stands, and what it may be set to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Open {
    sites: FxHashMap<SiteId, Values>,
    tables: FxHashSet<TableId>,
    items: FxHashSet<ItemIndex>,
}

impl Open {
    /// What a plan leaves open.
    pub(crate) fn new(plan: &hir::Plan, program: &Program) -> Self {
        if plan.parameter_places.is_empty() {
            return Self::default();
        }
        let items: FxHashSet<ItemIndex> = plan.parameter_places.iter().map(|(item, _, _)| *item).collect();
        let mut places: FxHashMap<Place, Values> = FxHashMap::default();
        for (item, span, parameter) in &plan.parameter_places {
            if let Some(parameter) = plan.parameters.get(*parameter) {
                places.insert(Place { item: *item, span: *span }, values(parameter));
            }
        }
        // Cells of ladders and rows of tiers stand in a program where they are read.
        let mut add = |item: ItemIndex, e: &hir::Expr| {
            hir::visit(e, &mut |part| match part.kind.as_ref() {
                ExprKind::Highest(ladder, ..) => {
                    let home = plan.home(ladder);
                    for (_, span, parameter) in plan.parameter_places.iter().filter(|(at, _, _)| *at == home) {
                        let set = plan.parameters.get(*parameter).map_or(Values::ANY, values);
                        places.insert(Place { item, span: *span }, set);
                    }
                }
                ExprKind::Tiers(tiers, _) | ExprKind::Brackets(tiers, _) if items.contains(&plan.home(tiers)) => {
                    places.insert(Place { item, span: part.span }, Values::ANY);
                }
                _ => {}
            });
        };
        crate::coverage::each(plan, &mut |item, e, _| add(item, e));
        let sites = (0_u32..).map(SiteId).zip(&program.sites);
        let sites = sites.filter_map(|(site, place)| Some((site, *places.get(place)?))).collect();
        let tables = (0_u32..).map(TableId).zip(&program.tables);
        let tables = tables.filter(|(_, table)| items.contains(&plan.home(base(&table.name)))).map(|(id, _)| id);
        let tables = tables.collect();
        Self { sites, tables, items }
    }

    /// What a constant may be set to; nothing where it stays as it is.
    pub(crate) fn constant(&self, site: SiteId) -> Option<Values> {
        self.sites.get(&site).copied()
    }

    /// Whether cells of a table can be set.
    pub(crate) fn table(&self, table: TableId) -> bool {
        self.tables.contains(&table)
    }

    /// Whether an item names a parameter.
    pub(crate) fn item(&self, item: ItemIndex) -> bool {
        self.items.contains(&item)
    }
}

/// The name of a table of the plan: one with several results is several of the program.
pub(crate) fn base(table: &str) -> &str {
    table.split('\'').next().unwrap_or(table)
}

/// What a parameter may be set to.
fn values(parameter: &Parameter) -> Values {
    let Some((low, high)) = parameter.range else { return Values::ANY };
    let bound = |stored: i128| number(stored, parameter.ty.scale());
    Values::range(bound(low), bound(high))
}

#[cfg(test)]
mod tests {
    use super::base;

    #[test]
    fn results_belong_to_their_table() {
        assert_eq!((base("rates's second"), base("rates")), ("rates", "rates"));
    }
}
