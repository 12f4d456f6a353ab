//! The stable text form of a program: what is computed, in order, one line for each column or clause.
//!
//! The text is for people (a plan's compiled form in the editor and in bug reports), for snapshots, and for
//! comparing programs; equal programs have equal text. Places in the plan are left out. Names are those of the
//! plan; where two columns share one, their numbers follow (`GV#7`).

mod expr;
mod names;
mod steps;

#[cfg(test)]
mod tests;

use crate::program::{
    Column, Definition, Event, Field, Grain, HoldsOn, PlaceGap, PlaceLeft, PlaceSearch, Placing, Program, Source,
    Space, State, Table, UnitKind, Words,
};
use chrono::NaiveDate;
use names::Names;

/// Writes a program as text.
pub fn render(program: &Program) -> String {
    let mut text = Text { program, names: Names::new(program), out: String::new() };
    text.head();
    text.world();
    text.data();
    text.steps();
    text.results();
    text.out
}

/// A text that is being written.
struct Text<'a> {
    program: &'a Program,
    names: Names<'a>,
    out: String,
}

impl Text<'_> {
    fn head(&mut self) {
        let program = self.program;
        let grain = match program.calendar.grain {
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Year => "year",
        };
        self.line(0, &format!("plan {} version {}", program.plan, program.version));
        let currency = self.names.unit(program.currency);
        self.line(0, &format!("currency {currency}, period {grain}{}", names::begins(program.calendar)));
        if let Some((from, to)) = program.valid {
            let date =
                |day: i32| NaiveDate::from_epoch_days(day).map_or_else(|| day.to_string(), |date| date.to_string());
            let to = to.map_or_else(String::new, |to| format!(" to {}", date(to)));
            self.line(0, &format!("valid for conditions from {}{to}", date(from)));
        }
        self.gap();
        for unit in &program.units {
            let kind = match unit.kind {
                UnitKind::Money => "money",
                UnitKind::Points => "points",
                UnitKind::Percent => "percent",
                UnitKind::Count => "count",
                UnitKind::Factor => "factor",
                UnitKind::Price => "price",
            };
            self.line(0, &format!("unit {}: {kind} to {}", unit.name, names::step(unit.scale)));
        }
        self.gap();
    }

    fn world(&mut self) {
        for words in &self.program.words {
            self.words(words);
        }
        self.gap();
        for event in &self.program.events {
            self.event(event);
        }
        for field in &self.program.partner_fields {
            self.field(0, "partner field ", field);
        }
        for (name, ty) in &self.program.overridables {
            self.line(0, &format!("overridable {name}: {}", self.names.ty(*ty)));
        }
        self.gap();
        for tree in &self.program.trees {
            let sides =
                if tree.sides.is_empty() { String::new() } else { format!(", sides {}", tree.sides.join(", ")) };
            let width = tree.width.map_or_else(String::new, |width| format!(", width {width}"));
            self.line(0, &format!("tree {}{sides}{width}", tree.name));
            if let Some(placing) = &tree.placing {
                self.placing(placing);
            }
        }
        for state in &self.program.states {
            self.state(state);
        }
        self.gap();
    }

    fn placing(&mut self, placing: &Placing) {
        let below = self.program.trees.get(placing.below.index()).map_or("?", |tree| &tree.name);
        let field = |at: u32| self.program.partner_fields.get(at as usize).map_or("?", |field| &field.name);
        let side = placing.side.as_ref().map_or_else(String::new, |side| {
            let owner = if side.of_above { format!("{below}'s ") } else { String::new() };
            format!(", on the side in {owner}{}", field(side.field))
        });
        let search = match placing.search {
            PlaceSearch::Breadth => "breadth first",
            PlaceSearch::Depth => "depth first",
            PlaceSearch::Smallest => "smallest leg first",
            PlaceSearch::Outermost => "outermost",
        };
        let key = placing.key.map_or_else(String::new, |(at, descending)| {
            let order = if descending { "largest" } else { "smallest" };
            format!("{} {order} first, ", field(at))
        });
        let gap = match placing.gap {
            PlaceGap::Waits => "waits",
            PlaceGap::Skip => "skip",
        };
        let left = match placing.left {
            PlaceLeft::Keep => "keep",
            PlaceLeft::Free => "free",
        };
        let text = format!(
            "placed below {below}{side}, {search}, after {} days, by {key}number, gap {gap}, terminated {left}",
            placing.days
        );
        self.line(1, &text);
    }

    fn words(&mut self, words: &Words) {
        let kind = match (words.ladder, words.ordered) {
            (true, _) => "ladder",
            (false, true) => "scale",
            (false, false) => "words",
        };
        let list = words.words.join(if words.ordered { " < " } else { ", " });
        self.line(0, &format!("{kind} {}: {list}", words.name));
    }

    fn event(&mut self, event: &Event) {
        let field = |at: u32| event.fields.get(at as usize).map_or("?", |field| &field.name);
        let owner = event.owner.map_or_else(String::new, |owner| format!(" by {}", field(owner)));
        if let Some(holds) = &event.holds {
            let to = holds.to.map_or_else(String::new, |to| format!(" to {}", field(to)));
            let days = match holds.days {
                HoldsOn::First => "the first day",
                HoldsOn::Last => "the last day",
                HoldsOn::Any => "any day",
                HoldsOn::Every => "every day",
            };
            self.line(0, &format!("fact {}{owner}, holds from {}{to}, on {days}", event.name, field(holds.from)));
            event.fields.iter().for_each(|field| self.field(1, "", field));
            return;
        }
        let before = if event.conditions_before { " in the period before" } else { "" };
        let dates = [
            field(event.conditions),
            before,
            ", volume on ",
            field(event.volume),
            ", payable on ",
            field(event.payable),
        ];
        self.line(0, &format!("event {}{owner}, conditions on {}", event.name, dates.concat()));
        for field in &event.fields {
            self.field(1, "", field);
        }
    }

    fn field(&mut self, depth: usize, what: &str, field: &Field) {
        let range = field.range.map_or_else(String::new, |(least, most)| format!(" from {least} to {most}"));
        self.line(depth, &format!("{what}{}: {}{range}", field.name, self.names.ty(field.ty)));
    }

    fn state(&mut self, state: &State) {
        let (initial, closing) = (self.names.stored(state.initial, state.ty), self.names.column(state.closing));
        let ty = self.names.ty(state.ty);
        self.line(0, &format!("state {}: {ty}, initially {initial}, closing {closing}", state.name));
    }

    fn data(&mut self) {
        for table in &self.program.tables {
            self.table(table);
        }
        self.gap();
        for (at, column) in self.program.columns.iter().enumerate() {
            self.column(at, column);
        }
        self.gap();
    }

    /// Keys with the least value of each slot; then the values, one line for each run of the last key.
    fn table(&mut self, table: &Table) {
        self.line(0, &format!("table {}: {}", table.name, self.names.ty(table.ty)));
        for key in &table.keys {
            let bounds: Vec<_> = key.bounds.iter().map(|bound| self.names.stored(*bound, key.ty)).collect();
            self.line(1, &format!("by {}: {} from {}", key.name, self.names.ty(key.ty), bounds.join(" | ")));
        }
        let run = table.keys.last().map_or(1, |key| key.bounds.len()).max(1);
        for values in table.values.chunks(run) {
            let values: Vec<_> = values
                .iter()
                .map(|value| value.map_or_else(|| "missing".to_owned(), |x| self.names.stored(x, table.ty)))
                .collect();
            self.line(1, &values.join(" | "));
        }
    }

    fn column(&mut self, at: usize, column: &Column) {
        let program = self.names.program();
        let back = |what: &str, at| format!("{what} {}", program.stretch(at)).trim_end().to_owned();
        let source = match column.source {
            Source::EventField(field) => format!("field {}", self.event_field(column.space, field)),
            Source::PartnerField(field) => {
                format!(
                    "partner field {}",
                    names::name(&self.program.partner_fields, field as usize, |field| &field.name)
                )
            }
            Source::JoinedOn => "joined on".to_owned(),
            Source::Terminated(periods) => back("terminated", periods),
            Source::Inactive(periods) => back("inactive", periods),
            Source::PersonOf => "person of".to_owned(),
            Source::Number => "number".to_owned(),
            Source::Opening(state) => {
                format!("opening {}", names::name(&self.program.states, state.index(), |state| &state.name))
            }
            Source::Override(definition, periods) => {
                let name = names::name(&self.program.overridables, definition as usize, |(name, _)| name);
                back(&format!("override of {name}"), periods)
            }
            Source::Settled(of) => format!("settled {}", self.names.column(of)),
            Source::Computed => "computed".to_owned(),
            Source::Carried(cap) => {
                format!("carried by {}", names::name(&self.program.caps, cap.index(), |cap| &cap.name))
            }
            Source::LineEarner => "earner of line".to_owned(),
            Source::LineAmount => "amount of line".to_owned(),
            Source::LineTrigger => "trigger of line".to_owned(),
        };
        let (space, ty) = (self.names.space(column.space), self.names.ty(column.ty));
        let width = names::width(column.width);
        let name = self.names.column_at(at);
        self.line(0, &format!("column {name} of {space}: {ty}, {width}, {source}"));
    }

    fn event_field(&self, space: Space, field: u32) -> &str {
        let Space::Event(set) = space else { return "?" };
        let set = self.program.event_sets.get(set.index());
        let event = set.and_then(|set| self.program.events.get(set.event.index()));
        event.map_or("?", |event| names::name(&event.fields, field as usize, |field| &field.name))
    }

    fn definition(&self, definition: u32) -> &str {
        names::name(&self.program.definitions, definition as usize, |definition| &definition.name)
    }

    fn results(&mut self) {
        for assert in &self.program.asserts {
            self.line(0, &format!("assert {}: {}", self.names.column(assert.column), assert.text));
        }
        for Definition { name, at, space, column, computed, site: _ } in &self.program.definitions {
            let computed =
                computed.map_or_else(String::new, |computed| format!(", computed {}", self.names.column(computed)));
            let (space, column) = (self.names.space(*space), self.names.column(*column));
            let at = match self.program.stretch(*at) {
                at if at.is_empty() => at,
                at => format!(" {at}"),
            };
            self.line(0, &format!("definition {name}{at} of {space}: {column}{computed}"));
        }
        for rule in &self.program.rank_rules {
            let definition =
                rule.definition.map_or_else(String::new, |definition| format!(" of {}", self.definition(definition)));
            let ladder = self.names.words(rule.ladder).map_or("?", |words| &words.name);
            self.line(0, &format!("ranks of {ladder}{definition}"));
            for (rank, conditions) in (0_i64..).zip(&rule.rows) {
                let conditions: Vec<_> =
                    conditions.iter().map(|condition| self.names.operand(condition, &[])).collect();
                let when = if conditions.is_empty() { "always".to_owned() } else { conditions.join(" and ") };
                self.line(1, &format!("{} when {when}", self.names.word(rule.ladder, rank)));
            }
        }
        if let Some(ranks) = &self.program.ranks {
            let (reached, paid_as) = (self.names.column(ranks.reached), self.names.column(ranks.paid_as));
            let title = ranks.title.map_or("none", |title| self.names.column(title));
            let overridden = ranks.overridden.map_or("none", |overridden| self.names.column(overridden));
            self.line(
                0,
                &format!("result ranks: reached {reached}, title {title}, paid as {paid_as}, overridden {overridden}"),
            );
        }
    }

    fn line(&mut self, depth: usize, text: &str) {
        for _ in 0..depth {
            self.out.push_str("  ");
        }
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// A blank line, unless there is one already.
    fn gap(&mut self) {
        if !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}
