//! What a plan declares: header, units, rates, trees, events, words, parameters.

use super::{Compare, named, what};
use crate::graph::key;
use crate::normal::Normal;
use crate::value::{Arg, Kind, Sentence};
use compline_lang::hir::{
    EventDecl, FieldDecl, PlaceGap, PlaceLeft, PlaceSearch, RateDecl, ReversedLines, ReversedVolume, TreeDecl,
    TypeKind, Weeks,
};
use compline_lang::number::Decimal;

/// What a head says of weeks, as it is written.
fn weeks(weeks: Option<Weeks>) -> String {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let day = |first: u8| DAYS.get(usize::from(first)).copied().unwrap_or("Monday");
    match weeks {
        None => "no weeks".to_owned(),
        Some(Weeks::WhereTheyEnd(first)) => format!("weeks from {}, in the period in which they end", day(first)),
        Some(Weeks::Cut(first)) => format!("weeks from {}, cut where a period ends", day(first)),
        Some(Weeks::FromPeriod) => "weeks from the first day of each period".to_owned(),
    }
}

impl Compare<'_> {
    pub(super) fn header(&mut self) {
        let (old, new) = (&self.old.plan.header, &self.new.plan.header);
        let code = |text: &str| Arg::Code(text.to_owned());
        if old.name != new.name {
            let args = [("what", what(Kind::Plan, &old.name)), ("new", Arg::Name(new.name.clone()))];
            self.name_only(Kind::Plan, &new.name, Sentence::new("change-renamed", args));
        }
        if old.version != new.version {
            let args = [
                ("what", what(Kind::Plan, &new.name)),
                ("old", Arg::Name(old.version.clone())),
                ("new", Arg::Name(new.version.clone())),
            ];
            self.name_only(Kind::Plan, &new.name, Sentence::new("change-version", args));
        }
        let mut pairs = Vec::new();
        if old.valid != new.valid {
            let said = |valid: &Option<(chrono::NaiveDate, Option<chrono::NaiveDate>)>| match valid {
                None => "valid for all sales".to_owned(),
                Some((from, None)) => format!("valid for sales from {from}"),
                Some((from, Some(to))) => format!("valid for sales from {from} to {to}"),
            };
            pairs.push((said(&old.valid), said(&new.valid)));
        }
        if old.currency != new.currency {
            pairs.push((format!("currency {}", old.currency), format!("currency {}", new.currency)));
        }
        if (&old.grain, &old.zone, &old.begins) != (&new.grain, &new.zone, &new.begins) {
            pairs.push((old.period_as_written(), new.period_as_written()));
        }
        if old.weeks != new.weeks {
            pairs.push((weeks(old.weeks), weeks(new.weeks)));
        }
        let name = new.name.clone();
        for (old, new) in pairs {
            self.tell(
                Kind::Plan,
                &name,
                named("plan", ""),
                "change-instead",
                [("old", code(&old)), ("new", code(&new))],
            );
        }
        self.law_of_header();
    }

    pub(super) fn declarations(&mut self) {
        let (old, new) = (self.old.plan, self.new.plan);
        each(
            self,
            Kind::Unit,
            "unit",
            &old.units,
            &new.units,
            |u| u.name.clone(),
            |c, a, b| {
                if a.scale != b.scale {
                    let step = |scale| format!("to {}", Decimal::new(1, scale));
                    c.instead(Kind::Unit, &b.name, key("unit", &b.name), &step(a.scale), &step(b.scale));
                }
            },
        );
        let rate = |r: &RateDecl| format!("{} to {}", r.from, r.to);
        each(self, Kind::Rate, "rate", &old.rates, &new.rates, rate, |c, a, b| c.rate(a, b));
        each(self, Kind::Tree, "tree", &old.trees, &new.trees, |t| t.name.clone(), |c, a, b| c.tree(a, b));
        self.earners();
        each(self, Kind::Event, "event", &old.events, &new.events, |e| e.name.clone(), |c, a, b| c.event(a, b));
        self.fields(Kind::Partner, "", &old.partner_fields, &new.partner_fields);
        let scales = |plan: &compline_lang::hir::Plan| -> Vec<compline_lang::hir::WordList> {
            plan.words.iter().filter(|w| !w.ladder && !w.name.contains('.')).cloned().collect()
        };
        let list = |words: &[String]| words.join(", ");
        each(
            self,
            Kind::Scale,
            "scale",
            &scales(old),
            &scales(new),
            |w| w.name.clone(),
            |c, a, b| {
                if a.words != b.words {
                    c.instead(Kind::Scale, &b.name, key("scale", &b.name), &list(&a.words), &list(&b.words));
                }
            },
        );
        each(
            self,
            Kind::Parameter,
            "parameter",
            &old.parameters,
            &new.parameters,
            |p| p.name.clone(),
            |c, a, b| c.parameter(a, b),
        );
    }

    fn rate(&mut self, old: &RateDecl, new: &RateDecl) {
        let values = |rate: &RateDecl| -> Vec<(Decimal, Option<chrono::NaiveDate>)> {
            rate.values.iter().map(|(value, from)| (value.normalized(), *from)).collect()
        };
        if values(old) == values(new) {
            return;
        }
        let said = |rate: &RateDecl| {
            let one = |(value, from): &(Decimal, Option<chrono::NaiveDate>)| match from {
                Some(from) => format!("{value} from {from}"),
                None => value.to_string(),
            };
            rate.values.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        let name = format!("{} to {}", new.from, new.to);
        self.instead(Kind::Rate, &name, key("rate", &new.to.to_string()), &said(old), &said(new));
    }

    fn tree(&mut self, old: &TreeDecl, new: &TreeDecl) {
        let said = |tree: &TreeDecl| match (&tree.from, tree.width, tree.sides.as_slice()) {
            (Some(from), _, _) => format!("from {from}"),
            (None, Some(width), _) => format!("width {width}"),
            (None, None, []) => "any number below each".to_owned(),
            (None, None, sides) => format!("sides {}", sides.join(", ")),
        };
        let said = |tree: &TreeDecl| match &tree.placed {
            Some(placed) => {
                let side = placed.side.as_ref().map_or_else(String::new, |(of_above, field)| {
                    let owner = if *of_above { format!("{}'s ", placed.below) } else { String::new() };
                    format!("on the side in {owner}{field}, ")
                });
                let search = match placed.search {
                    PlaceSearch::Breadth => "breadth first",
                    PlaceSearch::Depth => "depth first",
                    PlaceSearch::Smallest => "smallest leg first",
                    PlaceSearch::Outermost => "outermost",
                };
                let held =
                    if placed.days == 0 { "at once".to_owned() } else { format!("held for {} days", placed.days) };
                let key = placed.key.as_ref().map_or_else(String::new, |(field, descending)| {
                    format!("{field} {} first, then ", if *descending { "largest" } else { "smallest" })
                });
                let gap = match placed.gap {
                    PlaceGap::Waits => "waits",
                    PlaceGap::Skip => "skip",
                };
                let left = match placed.left {
                    PlaceLeft::Keep => "keep",
                    PlaceLeft::Free => "free",
                };
                format!(
                    "{}, placed below {}: {side}{search}; {held}; on one day by {key}number; {2} without a place: {gap}; terminated: {left} their places",
                    said(tree),
                    placed.below,
                    placed.below
                )
            }
            None => said(tree),
        };
        if said(old) != said(new) {
            self.instead(Kind::Tree, &new.name, key("tree", &new.name), &said(old), &said(new));
        }
    }

    fn earners(&mut self) {
        let side = |c: &Self, new: bool| {
            let (side, names) = if new { (c.new, c.names) } else { (c.old, c.same) };
            side.plan.earners.as_ref().map(|(item, earners)| {
                let condition = earners.condition.as_ref();
                let normal = condition.map(|e| Normal::new(side, names).expr(Some(*item), e));
                let code = match condition {
                    Some(e) => format!(
                        "partners where {}; others: {}",
                        side.code_of(*item, e),
                        super::clauses::verb_word(earners.others)
                    ),
                    None => "partners".to_owned(),
                };
                (format!("{normal:?} {:?}", condition.map(|_| earners.others)), code)
            })
        };
        let (old, new) = (side(self, false), side(self, true));
        match (old, new) {
            (Some((a, before)), Some((b, after))) if a != b => {
                self.instead(Kind::Earners, "", key("earners", ""), &before, &after);
            }
            (None, Some(_)) => self.come(Kind::Earners, "", key("earners", "")),
            (Some(_), None) => self.gone(Kind::Earners, "", key("earners", "")),
            _ => {}
        }
    }

    fn event(&mut self, old: &EventDecl, new: &EventDecl) {
        self.fields(Kind::Event, &new.name, &old.fields, &new.fields);
        let conditions = |event: &EventDecl| {
            let before = if event.conditions_before { ", in the period before" } else { "" };
            format!("conditions on {}{before}", event.conditions)
        };
        let reversed = |event: &EventDecl| {
            event.reversed.map_or_else(
                || "no reversals".to_owned(),
                |(lines, volume)| {
                    let lines = match lines {
                        ReversedLines::Mirrored => "lines are mirrored",
                        ReversedLines::Stay => "lines stay",
                    };
                    let measure = event.measure.as_ref().map(|by| format!(" in proportion to {by}"));
                    let measure = measure.unwrap_or_default();
                    let volume = match volume {
                        ReversedVolume::LeavesPeriodOfReversal => "volume leaves the period of reversal",
                        ReversedVolume::LeavesPeriodOfSale => "volume leaves the period of the sale",
                        ReversedVolume::Stays => "volume stays",
                    };
                    format!("{lines}{measure}; {volume}")
                },
            )
        };
        let pairs = [
            (conditions(old), conditions(new)),
            (format!("volume on {}", old.volume), format!("volume on {}", new.volume)),
            (format!("payable on {}", old.payable), format!("payable on {}", new.payable)),
            (reversed(old), reversed(new)),
        ];
        for (before, after) in pairs.into_iter().filter(|(a, b)| a != b) {
            self.instead(Kind::Event, &new.name, key("event", &new.name), &before, &after);
        }
        self.law_of_event(old, new);
    }

    fn fields(&mut self, kind: Kind, name: &str, old: &[FieldDecl], new: &[FieldDecl]) {
        let of = key(if kind == Kind::Event { "event" } else { "fields" }, name);
        let find = |fields: &[FieldDecl], name: &str| fields.iter().find(|f| f.name == name).cloned();
        for field in new {
            match find(old, &field.name) {
                None => {
                    let args = [("field", Arg::Name(field.name.clone()))];
                    self.tell(kind, name, of.clone(), "change-field-new", args);
                }
                Some(before) => {
                    let (a, b) = (self.field(&before, false), self.field(field, true));
                    if a != b {
                        self.instead(kind, name, of.clone(), &a, &b);
                    }
                }
            }
        }
        for field in old.iter().filter(|field| find(new, &field.name).is_none()) {
            let args = [("field", Arg::Name(field.name.clone()))];
            self.tell(kind, name, of.clone(), "change-field-gone", args);
        }
    }

    /// A field as it is declared.
    fn field(&self, field: &FieldDecl, new: bool) -> String {
        let side = if new { self.new } else { self.old };
        let ty = match &field.ty.kind {
            TypeKind::Word(list) if list.contains('.') => side.words(list).join(", "),
            TypeKind::Word(list) => list.clone(),
            TypeKind::Number(unit, _) => unit.to_string(),
            TypeKind::Event(event) => event.clone(),
            TypeKind::Tally(ladder) => format!("tally({ladder})"),
            TypeKind::Ratio(unit) => unit.to_string(),
            TypeKind::Bool => "flag".to_owned(),
            TypeKind::Date => "date".to_owned(),
            TypeKind::Partner => "partner".to_owned(),
            TypeKind::Person => "person".to_owned(),
            // A plan with an error in a field's type is not compared.
            TypeKind::Text | TypeKind::Error => "text".to_owned(),
        };
        let none = if field.ty.optional { " or none" } else { "" };
        let range = field
            .range
            .map_or_else(String::new, |(from, to)| format!(" from {} to {}", from.normalized(), to.normalized()));
        format!("{} : {ty}{none}{range}", field.name)
    }

    fn parameter(&mut self, old: &compline_lang::hir::Parameter, new: &compline_lang::hir::Parameter) {
        let of = key("parameter", &new.name);
        let (a, b) = (self.old.value(&old.value), self.new.value(&new.value));
        if a != b {
            self.tell(Kind::Parameter, &new.name, of.clone(), "change-value", [("old", a), ("new", b)]);
        }
        let range = |side: &crate::side::Side<'_>, p: &compline_lang::hir::Parameter| {
            p.range.map(|(from, to)| (side.stored(from, &p.ty), side.stored(to, &p.ty)))
        };
        let (a, b) = (range(self.old, old), range(self.new, new));
        if a != b
            && let (Some((old_from, old_to)), Some((new_from, new_to))) = (a, b)
        {
            let args = [("oldfrom", old_from), ("oldto", old_to), ("newfrom", new_from), ("newto", new_to)];
            self.tell(Kind::Parameter, &new.name, of, "change-range", args);
        }
    }
}

/// Compares what goes by a name: in the order of the new plan, what is gone behind.
pub(super) fn each<'c, 'a, T>(
    compare: &'c mut Compare<'a>,
    kind: Kind,
    space: &str,
    old: &[T],
    new: &[T],
    name: impl Fn(&T) -> String,
    mut both: impl FnMut(&mut Compare<'a>, &T, &T),
) {
    for part in new {
        let other = compare.names.other(space, &name(part));
        match old.iter().find(|p| name(p) == other) {
            Some(before) => both(compare, before, part),
            None => compare.come(kind, &name(part), key(space, &name(part))),
        }
    }
    let kept: Vec<String> = new.iter().map(|part| compare.names.other(space, &name(part))).collect();
    for part in old.iter().filter(|part| !kept.contains(&name(part))) {
        compare.gone(kind, &name(part), key(space, &name(part)));
    }
}
