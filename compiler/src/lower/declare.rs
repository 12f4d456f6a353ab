//! What a plan declares: units, words, events, trees, and the types made of them.

use super::{Lower, small};
use crate::program::{
    Event, EventId, EventSet, EventSetId, Field, Holds, Kind, Placing, Reach, Reversal, Select, SideChoice, Tree,
    TreeId, TreeView, TreeViewId, Ty, Unit, UnitId, UnitKind, Words, WordsId,
};
use chrono::NaiveDate;
use compline_lang::hir::{self, TypeKind};

impl Lower<'_> {
    pub(super) fn declarations(&mut self) {
        for list in &self.plan.words {
            self.program.words.push(Words {
                name: list.name.clone(),
                ordered: list.ordered,
                ladder: list.ladder,
                words: list.words.clone(),
            });
        }
        for tree in self.plan.trees.iter().filter(|tree| tree.from.is_none()) {
            let placing = tree.placed.as_ref().map(|placed| self.placing(tree, placed));
            let (name, sides) = (tree.name.clone(), tree.sides.clone());
            self.program.trees.push(Tree { name, sides, width: tree.width, placing });
        }
        // View 0 decides the numbering of partners; take the first tree of the text.
        if !self.program.trees.is_empty() {
            self.program.tree_views.push(TreeView { tree: TreeId(0), at: Reach::NOW, derived: None });
        }
        for event in &self.plan.events {
            let fields: Vec<Field> = event.fields.iter().map(|f| self.field(f)).collect();
            let at = |name: &str| event.fields.iter().position(|f| f.name == name).map_or(0, small);
            let owner = event.owner().map(|o| at(&o.name));
            self.program.events.push(Event {
                name: event.name.clone(),
                fields,
                owner,
                conditions: at(&event.conditions),
                conditions_before: event.conditions_before,
                volume: at(&event.volume),
                payable: at(&event.payable),
                holds: event.holds.as_ref().map(|holds| Holds {
                    from: at(&holds.from),
                    to: holds.to.as_ref().map(|to| at(to)),
                    days: holds.days,
                }),
                reversal: event.reversed.map_or(Reversal::NOTHING, |(lines, volume)| Reversal {
                    lines,
                    volume,
                    measure: event.measure.as_ref().map(|measure| at(measure)),
                }),
            });
        }
        self.program.partner_fields = self.plan.partner_fields.iter().map(|f| self.field(f)).collect();
        for (item, definition) in &self.plan.definitions {
            if definition.overridable {
                self.item = *item;
                let ty = self.ty(&definition.ty.clone().optional(true), None);
                self.program.overridables.push((definition.name.clone(), ty));
            }
        }
    }

    fn placing(&self, tree: &hir::TreeDecl, placed: &hir::PlacingDecl) -> Placing {
        let fields = &self.plan.partner_fields;
        let field = |name: &str| fields.iter().position(|field| field.name == name).map_or(0, small);
        let mut data = self.plan.trees.iter().filter(|tree| tree.from.is_none());
        let side = placed.side.as_ref().map(|(of_above, name)| {
            let list = fields.iter().find(|field| field.name == *name).map(|field| &field.ty.kind);
            let words =
                self.plan.words.iter().find(|words| matches!(list, Some(TypeKind::Word(list)) if *list == words.name));
            let side = |word: &String| tree.sides.iter().position(|side| side == word);
            let sides = words.iter().flat_map(|words| &words.words);
            let sides = sides.map(|word| side(word).and_then(|at| u16::try_from(at).ok()).unwrap_or(0)).collect();
            SideChoice { of_above: *of_above, field: field(name), sides }
        });
        Placing {
            below: TreeId(data.position(|tree| tree.name == placed.below).map_or(0, small)),
            side,
            search: placed.search,
            days: placed.days,
            key: placed.key.as_ref().map(|(name, descending)| (field(name), *descending)),
            gap: placed.gap,
            left: placed.left,
        }
    }

    fn field(&mut self, field: &hir::FieldDecl) -> Field {
        // What a field refers to may be of any period.
        if let TypeKind::Event(name) = &field.ty.kind {
            self.event_set(name, Select::Any);
        }
        Field { name: field.name.clone(), ty: self.ty(&field.ty, None), range: field.range }
    }

    pub(super) fn unit(&mut self, unit: &hir::Unit) -> UnitId {
        let (name, kind, scale) = match unit {
            hir::Unit::Money(code) => {
                (code.clone(), UnitKind::Money, compline_lang::check::types::currency_scale(code).unwrap_or(2))
            }
            hir::Unit::Points(name) => {
                let scale = self.plan.units.iter().find(|u| u.name == *name).map_or(0, |u| u.scale);
                (name.clone(), UnitKind::Points, scale)
            }
            hir::Unit::Percent => ("percent".to_owned(), UnitKind::Percent, 4),
            hir::Unit::Count => ("count".to_owned(), UnitKind::Count, 0),
            hir::Unit::Factor => ("factor".to_owned(), UnitKind::Factor, 6),
            hir::Unit::Price(..) => (unit.to_string(), UnitKind::Price, 6),
        };
        let found = self.program.units.iter().position(|u| u.name == name && u.kind == kind);
        let at = found.unwrap_or_else(|| {
            self.program.units.push(Unit { name, kind, scale });
            self.program.units.len() - 1
        });
        UnitId(small(at))
    }

    /// The program's type of a checked type; events need the set that the row is of.
    pub(super) fn ty(&mut self, ty: &hir::Type, set: Option<EventSetId>) -> Ty {
        let kind = match &ty.kind {
            TypeKind::Number(unit, scale) => Kind::Number(self.unit(unit), *scale),
            TypeKind::Ratio(unit) => Kind::Number(self.unit(unit), 0),
            TypeKind::Bool | TypeKind::Error | TypeKind::Tally(_) => Kind::Bool,
            TypeKind::Date => Kind::Date,
            TypeKind::Word(list) => Kind::Word(self.words(list)),
            TypeKind::Partner => Kind::Partner,
            TypeKind::Person => Kind::Person,
            TypeKind::Event(name) => Kind::Event(set.or_else(|| self.referred(name)).unwrap_or(EventSetId(0))),
            TypeKind::Text => Kind::Text,
        };
        Ty { kind, optional: ty.optional }
    }

    pub(super) fn words(&self, list: &str) -> WordsId {
        WordsId(self.program.words.iter().position(|w| w.name == list).map_or(0, small))
    }

    pub(super) fn view(&mut self, tree: &str, at: Reach) -> TreeViewId {
        let source = self.plan.trees.iter().find(|t| t.name == tree).and_then(|t| t.from.clone());
        // A derived tree is one of the plan's period, whoever looks at it.
        let at = if source.is_some() { self.whole(at) } else { at };
        let derived = source.is_some().then(|| self.parents_in(tree, at));
        let placed = source.as_deref().unwrap_or(tree);
        let tree = TreeId(self.program.trees.iter().position(|t| t.name == placed).map_or(0, small));
        if derived.is_some() {
            // The tree that it is made from has a view of its own.
            let _ = self.tree_view(TreeView { tree, at, derived: None });
        }
        self.tree_view(TreeView { tree, at, derived })
    }

    /// Every derived tree is made, also one that is only asked who is above: so a parent who is not above is found.
    pub(super) fn derived_trees(&mut self) {
        for tree in self.plan.trees.iter().filter(|tree| tree.from.is_some()) {
            let _ = self.view(&tree.name, Reach::NOW);
        }
    }

    fn tree_view(&mut self, view: TreeView) -> TreeViewId {
        let at = self.program.tree_views.iter().position(|v| *v == view).unwrap_or_else(|| {
            self.program.tree_views.push(view);
            self.program.tree_views.len() - 1
        });
        TreeViewId(small(at))
    }

    /// The set that fields of an event type refer to, where there is such a field.
    fn referred(&self, event: &str) -> Option<EventSetId> {
        let id = EventId(self.plan.events.iter().position(|e| e.name == event).map(small)?);
        let set = EventSet { event: id, select: Select::Any };
        self.program.event_sets.iter().position(|s| *s == set).map(|at| EventSetId(small(at)))
    }

    /// Whether one date of an event decides everything: what is paid and what counts are the same events then, as long as
    /// the plan decides about whole periods.
    fn one_date(&self, id: EventId) -> bool {
        self.program.events.get(id.index()).is_some_and(|e| {
            e.holds.is_none() && !e.conditions_before && e.conditions == e.volume && e.volume == e.payable
        })
    }

    /// Whether what is paid and what counts are the same events of a kind but for those for which the plan is not valid,
    /// since it begins or ends within a period.
    pub(super) fn is_cut_by_validity(&self, event: &str) -> bool {
        let id = self.plan.events.iter().position(|e| e.name == event).map(|at| EventId(small(at)));
        id.is_some_and(|id| self.one_date(id)) && !whole_periods(&self.plan.header)
    }

    pub(super) fn event_set(&mut self, event: &str, select: Select) -> EventSetId {
        let id = EventId(self.plan.events.iter().position(|e| e.name == event).map_or(0, small));
        let same = self.one_date(id) && whole_periods(&self.plan.header);
        let select = match select {
            Select::Paid(at) if same && self.is_within_periods(at) => Select::Volume(at),
            other => other,
        };
        let set = EventSet { event: id, select };
        let at = self.program.event_sets.iter().position(|s| *s == set).unwrap_or_else(|| {
            self.program.event_sets.push(set);
            self.program.event_sets.len() - 1
        });
        EventSetId(small(at))
    }
}

/// Days since 1970-01-01.
pub(super) fn day(date: NaiveDate) -> i32 {
    date.to_epoch_days()
}

/// Whether a plan is valid for whole periods, so that it decides about all events of a period or about none.
fn whole_periods(header: &hir::Header) -> bool {
    let Some((from, to)) = header.valid else { return true };
    let begins = |date: NaiveDate| header.begins_on(date);
    begins(from) && to.is_none_or(|to| to.succ_opt().is_some_and(begins))
}
