//! What is said first: the bonuses at a glance, validity, units, trees, and who may earn.

use crate::bonuses::trigger;
use crate::condition::Form;
use crate::phrase::{capital, inline, plain};
use crate::scope::Scope;
use crate::tables::stored;
use crate::writer::{Writer, id, readable};
use compline_lang::hir::{
    Begins, Grain, ListedPeriod, NamedAfter, PlaceGap, PlaceLeft, PlaceSearch, PlacingDecl, Subject, TreeDecl, Verb,
};
use compline_lang::number::Decimal;
use compline_paper::{Block, Inline};

/// The days for which the plan is valid.
pub fn validity(w: &Writer<'_>) -> String {
    match w.plan().header.valid {
        Some((from, Some(to))) => {
            w.say_with("book-valid-to", &[("from", w.day(from).into()), ("to", w.day(to).into())])
        }
        Some((from, None)) => w.say_with("book-valid-from", &[("from", w.day(from).into())]),
        None => w.say("book-valid-always"),
    }
}

/// The periods that are settled, and where they begin and end.
pub fn calendar(w: &Writer<'_>) -> String {
    let header = &w.plan().header;
    let named = |named: NamedAfter| match named {
        NamedAfter::First => w.say("book-named-first"),
        NamedAfter::Last => w.say("book-named-last"),
    };
    let grain = match &header.begins {
        Begins::Usual => w.words().say(&format!("book-grain-{}", header.grain)),
        Begins::Weekday(first, after) => {
            let day = w.words().say(&format!("book-weekday-{first}"));
            w.say_with("book-begins-week", &[("day", day.into()), ("named", named(*after).into())])
        }
        Begins::Day { month, day, named: after } => {
            let month = w.words().say(&format!("book-month-{month}"));
            let args = [("day", day.to_string().into()), ("month", month.into()), ("named", named(*after).into())];
            w.words().say_with(&format!("book-begins-{}", header.grain), &args)
        }
        Begins::Listed(list) => {
            let own = Grain::of_word(&header.grain).unwrap_or(Grain::Month);
            let one = |period: &ListedPeriod| {
                let args = [("name", period.name(own).into()), ("from", w.day(period.from).into())];
                w.say_with("book-listed-one", &args)
            };
            let mut periods: Vec<String> = list.periods.iter().map(one).collect();
            periods.push(w.say_with("book-listed-to", &[("to", w.day(list.last).into())]));
            w.words().say_with(&format!("book-listed-{}", header.grain), &[("periods", periods.join(", ").into())])
        }
    };
    match &header.zone {
        Some(zone) => w.say_with("book-calendar", &[("grain", grain.into()), ("zone", zone.as_str().into())]),
        None => grain,
    }
}

/// Everything that is paid, in one table.
pub fn glance(w: &mut Writer<'_>) {
    let plan = w.plan();
    if plan.bonuses.is_empty() && plan.pools.is_empty() {
        return;
    }
    w.chapter("book-chapter-glance", "glance");
    let mut rows: Vec<Vec<Vec<Inline>>> = Vec::new();
    let first = |w: &Writer<'_>, key: &str| first_sentence(&w.prose_line(key));
    for (_, bonus) in &plan.bonuses {
        let said = w.in_grain(bonus.grain, || trigger(w, bonus, &Scope::bonus(&bonus.trigger)));
        rows.push(vec![inline(&w.link("bonus", &bonus.name)), inline(&capital(&said)), first(w, &bonus.name)]);
    }
    for (_, pool) in &plan.pools {
        let each = w.in_grain(pool.grain, || w.of_calendar(crate::writer::CalendarWord::Each));
        let said = w.say_with("book-glance-pool", &[("each", each.into())]);
        rows.push(vec![inline(&w.link("pool", &pool.name)), inline(&capital(&said)), first(w, &pool.name)]);
    }
    let heads =
        vec![(w.say("book-head-bonus"), false), (w.say("book-head-trigger"), false), (w.say("book-head-idea"), false)];
    w.table_of("", &heads, rows, false);
}

/// The first sentence of a line of prose; all of it where it is one.
fn first_sentence(line: &[Inline]) -> Vec<Inline> {
    let mut out = Vec::new();
    for part in line {
        if let Inline::Text { text } = part
            && let Some((sentence, _)) = text.split_once(". ")
        {
            out.push(Inline::text(format!("{sentence}.")));
            return out;
        }
        out.push(part.clone());
    }
    out
}

/// The chapter of what holds for everything.
pub fn basics(w: &mut Writer<'_>) {
    w.chapter("book-chapter-basics", "basics");
    units(w);
    rates(w);
    trees(w);
    earners(w);
    parameters(w);
}

fn units(w: &mut Writer<'_>) {
    let plan = w.plan();
    if plan.units.is_empty() {
        return;
    }
    let title = w.say("book-units");
    w.heading(2, &title, "basics-units".to_owned());
    let heads =
        [(w.say("book-head-unit"), false), (w.say("book-head-step"), true), (w.say("book-head-meaning"), false)];
    let mut rows = Vec::new();
    for unit in &plan.units {
        let step = w.figure(Decimal::new(1, unit.scale));
        rows.push(vec![vec![Inline::text(unit.name.as_str())], inline(&step), w.prose_line(&unit.name)]);
    }
    w.table_of("", &heads, rows, false);
    let said = w.say("book-units-no-money");
    w.paragraph(&said);
}

fn rates(w: &mut Writer<'_>) {
    let plan = w.plan();
    if plan.rates.is_empty() {
        return;
    }
    let title = w.say("book-rates");
    w.heading(2, &title, "basics-rates".to_owned());
    let heads =
        [(w.say("book-head-from-unit"), false), (w.say("book-head-worth"), true), (w.say("book-head-from-day"), false)];
    let mut rows = Vec::new();
    for rate in &plan.rates {
        for (value, from) in &rate.values {
            let from = from.map_or_else(|| w.say("book-always"), |from| w.day(from));
            let worth = format!("{}\u{a0}{}", w.figure(*value), rate.to);
            rows.push(vec![format!("1\u{a0}{}", rate.from), worth, from]);
        }
    }
    w.table("", &heads, rows, false);
    let said = w.say("book-rates-dated");
    w.paragraph(&said);
    for rate in &plan.rates {
        w.doc(&format!("rate {} {}", rate.from, rate.to));
    }
}

fn trees(w: &mut Writer<'_>) {
    let plan = w.plan();
    if plan.trees.is_empty() {
        return;
    }
    let title = w.say("book-trees");
    w.heading(2, &title, "basics-trees".to_owned());
    for tree in &plan.trees {
        w.heading_of(3, &tree.name, id("tree", &tree.name));
        w.doc(&tree.name);
        one_tree(w, tree);
    }
}

fn one_tree(w: &mut Writer<'_>, tree: &TreeDecl) {
    let name = w.local(&tree.name);
    let said = match (&tree.from, tree.width, tree.sides.is_empty()) {
        (Some(from), _, _) => {
            w.say_with("book-tree-derived", &[("name", name.into()), ("from", w.link("tree", from).into())])
        }
        (None, _, false) => {
            let sides = w.and(tree.sides.iter().map(|side| w.local(side)).collect());
            w.say_with("book-tree-sides", &[("name", name.into()), ("sides", sides.into())])
        }
        (None, Some(width), true) => w.say_with("book-tree-width", &[("name", name.into()), ("width", width.into())]),
        (None, None, true) => w.say_with("book-tree-free", &[("name", name.into())]),
    };
    w.paragraph(&said);
    if let Some(placed) = &tree.placed {
        placement(w, placed);
    }
    let derived = w.plan().definitions.iter().map(|(_, d)| d).find(|d| tree.from.is_some() && d.name == tree.name);
    if let Some(parent) = derived {
        let value = w.value(&parent.value, &Scope::of(&Subject::Partner)).text;
        let said = w.say_with("book-tree-parent", &[("value", value.into())]);
        w.paragraph(&said);
    }
}

/// By which rule partners get their places.
fn placement(w: &mut Writer<'_>, placed: &PlacingDecl) {
    let below = w.link("tree", &placed.below);
    let said = w.say_with("book-placed-below", &[("below", below.into())]);
    let search = w.say(match placed.search {
        PlaceSearch::Breadth => "book-placed-breadth",
        PlaceSearch::Depth => "book-placed-depth",
        PlaceSearch::Smallest => "book-placed-smallest",
        PlaceSearch::Outermost => "book-placed-outermost",
    });
    w.paragraph(&said);
    if let Some((of_above, field)) = &placed.side {
        let field = w.local(field);
        let key = if *of_above { "book-placed-side-above" } else { "book-placed-side-own" };
        let side = w.say_with(key, &[("field", field.into())]);
        w.paragraph(&side);
    }
    w.paragraph(&search);
    let due = w.say_with("book-placed-days", &[("days", placed.days.into())]);
    w.paragraph(&due);
    let order = match &placed.key {
        None => w.say("book-placed-number"),
        Some((field, descending)) => {
            let field = w.local(field);
            let key = if *descending { "book-placed-largest" } else { "book-placed-least" };
            w.say_with(key, &[("field", field.into())])
        }
    };
    w.paragraph(&order);
    let gap = w.say(match placed.gap {
        PlaceGap::Waits => "book-placed-waits",
        PlaceGap::Skip => "book-placed-skip",
    });
    w.paragraph(&gap);
    let left = w.say(match placed.left {
        PlaceLeft::Keep => "book-placed-keep",
        PlaceLeft::Free => "book-placed-free",
    });
    w.paragraph(&left);
}

fn earners(w: &mut Writer<'_>) {
    let Some((_, earners)) = &w.plan().earners else { return };
    let title = w.say("book-earners");
    w.heading(2, &title, "basics-earners".to_owned());
    w.doc("earners");
    let Some(condition) = &earners.condition else {
        let said = w.say("book-earners-all");
        w.paragraph(&said);
        return;
    };
    let condition = w.condition(condition, &Scope::of(&Subject::Partner), Form::When).text;
    let others = match earners.others {
        Verb::Skip => w.say("book-others-skip"),
        Verb::Pass => w.say("book-others-pass"),
        Verb::HandOn => w.say("book-others-hand-on"),
    };
    let said = w.say_with("book-earners-where", &[("condition", condition.into())]);
    w.paragraph(&said);
    w.paragraph(&others);
}

/// What may be set otherwise without another plan, and how far.
fn parameters(w: &mut Writer<'_>) {
    let plan = w.plan();
    if plan.parameters.is_empty() {
        return;
    }
    let title = w.say("book-parameters");
    w.heading(2, &title, "basics-parameters".to_owned());
    let said = w.say("book-parameters-said");
    w.paragraph(&said);
    let heads = [
        (w.say("book-head-parameter"), false),
        (w.say("book-head-value"), true),
        (w.say("book-head-allowed"), true),
        (w.say("book-head-meaning"), false),
    ];
    let mut rows = Vec::new();
    for parameter in &plan.parameters {
        let value = w.value(&parameter.value, &Scope::of(&Subject::Company)).text;
        let allowed = parameter.range.map_or_else(String::new, |(from, to)| {
            let (from, to) = (stored(w, from, &parameter.ty), stored(w, to, &parameter.ty));
            w.say_with("book-parameter-range", &[("from", from.into()), ("to", to.into())])
        });
        let name = inline(&plain(&w.local(&parameter.name)));
        rows.push(vec![name, inline(&value), inline(&allowed), w.prose_line(&parameter.name)]);
    }
    w.table_of("", &heads, rows, false);
}

/// Columns of partners and scales of words: they stand behind the events.
pub fn columns(w: &mut Writer<'_>) {
    let plan = w.plan();
    if !plan.partner_fields.is_empty() {
        let title = w.say("book-partner-fields");
        w.heading(2, &title, "basics-partner-fields".to_owned());
        w.doc("partner");
        let fields = plan.partner_fields.iter();
        let rows = fields.map(|field| crate::events::field(w, "partner", field)).collect();
        let heads =
            [(w.say("book-head-field"), false), (w.say("book-head-type"), false), (w.say("book-head-meaning"), false)];
        w.table_of("", &heads, rows, false);
    }
    let scales = plan.words.iter().filter(|words| !words.ladder && !words.name.contains('.'));
    for scale in scales {
        w.heading_of(2, &scale.name, id("scale", &scale.name));
        w.doc(&scale.name);
        let words = scale.words.iter().map(|word| plain(&w.local(word))).collect::<Vec<_>>().join(", ");
        let args = [("name", readable(&scale.name).into()), ("words", words.into())];
        let said =
            if scale.ordered { w.say_with("book-scale-ordered", &args) } else { w.say_with("book-scale", &args) };
        w.push(Block::Paragraph { text: inline(&said) });
    }
}
