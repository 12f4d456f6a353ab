//! The hash of a company's data.

use super::{Company, ROOT, Reason};
use crate::hash::{Content, ContentHash, or_none};
use crate::texts::Texts;
use crate::values::widened;
use compline_compiler::lines::COMPANY;
use compline_compiler::program::{Kind, NONE, Program, Ty};
use compline_compiler::store::Values;
use std::borrow::Cow;

impl Company {
    /// The hash of everything in it, for the names that the program gives to trees, kinds and fields.
    ///
    /// It is the same for every order of rows and files, for CSV and Parquet, with and without
    /// optional columns that hold nothing.
    pub fn content_hash(&self, program: &Program) -> ContentHash {
        let mut content = Content::new();
        content.section("compline company 1", 0);
        let texts = SortedTexts::new(self, program);
        content.texts("texts", texts.as_ref().map_or(&self.texts, |sorted| &sorted.texts));
        self.hash_partners(program, texts.as_ref(), &mut content);
        self.hash_placements(program, &mut content);
        content.section("status", self.statuses.len());
        for status in &self.statuses {
            content.number(status.partner.into());
            content.text(status.standing.word());
            content.row([status.from.into(), status.to.into(), status.known_at]);
        }
        self.hash_events(program, texts.as_ref(), &mut content);
        self.hash_manual(program, &mut content);
        self.hash_reversals(program, &mut content);
        self.hash_prior(&mut content);
        content.finish()
    }

    /// Companies without lines for closed periods have the hash that they always had.
    fn hash_prior(&self, content: &mut Content) {
        if self.prior.is_empty() {
            return;
        }
        content.section("prior", self.prior.len());
        for one in &self.prior {
            for text in [&one.line, &one.context, &one.trigger_kind, &one.source, &one.trigger, &one.bonus, &one.level]
            {
                content.text(text);
            }
            for text in [&one.rank, &one.path, &one.plan, &one.base, &one.rate, &one.correction, &one.reason] {
                content.text(text);
            }
            content.text(one.cause.word());
            let measure = one.measure.map_or(NONE, i64::from);
            let (posted, earner) = (i64::from(one.posted), or_none(one.partner, COMPANY));
            content.row([posted, earner, one.paid, one.amount, one.kept, measure]);
        }
    }

    /// Companies without reversals have the hash that they always had.
    fn hash_reversals(&self, program: &Program, content: &mut Content) {
        for (kind, of) in program.events.iter().zip(&self.reversals).filter(|(_, of)| !of.rows.is_empty()) {
            content.section(&format!("{} reversals", kind.name), of.rows.len());
            for one in &of.rows {
                content.text(&one.id);
                content.text(&one.source);
                content.text(one.reason.map_or("", Reason::word));
                content.row([one.of.into(), one.day.into(), one.from.into(), one.known_at]);
                content.numbers("amounts", one.amounts.as_deref().unwrap_or_default().iter().copied());
            }
        }
        let lines = &self.lines;
        if lines.periods.is_empty() {
            return;
        }
        content.numbers("settlements", lines.periods.iter().map(|period| i64::from(*period)));
        content.section("lines", lines.lines.len());
        for line in &lines.lines {
            for text in [&line.line, &line.context, &line.bonus, &line.base, &line.rate, &line.mirrors] {
                content.text(text);
            }
            let measure = line.measure.map_or(NONE, i64::from);
            content.row([line.kind.into(), line.event.into(), or_none(line.partner, COMPANY), line.kept, measure]);
        }
    }

    fn hash_partners(&self, program: &Program, texts: Option<&SortedTexts>, content: &mut Content) {
        let partners = &self.partners;
        content.ids("partners", &partners.ids);
        // Who owns himself is not told apart from one whose owner has his id.
        content.section("persons", partners.len());
        for partner in 0..partners.len() {
            match &partners.persons {
                Some(persons) => content.text(persons.ids.get(persons.of.get(partner).map_or(0, |at| *at as usize))),
                None => content.text(&partners.ids.get(partner)),
            }
        }
        content.optional("joined_on", partners.joined_on.as_ref().filter(|v| !all_absent(v)));
        content.optional("known_at", partners.known_at.as_ref().filter(|v| !all_absent(v)));
        for (field, values) in program.partner_fields.iter().zip(&partners.fields) {
            content.values(&field.name, &as_sorted(texts, field.ty, values));
        }
    }

    fn hash_placements(&self, program: &Program, content: &mut Content) {
        for (tree, placements) in program.trees.iter().zip(&self.placements) {
            content.section(&tree.name, placements.len());
            for row in 0..placements.len() {
                let p = placements.get(row);
                content.row([
                    p.partner.into(),
                    or_none(p.parent, ROOT),
                    p.side.into(),
                    p.from.into(),
                    p.to.into(),
                    p.known_at,
                ]);
            }
            if !placements.ruled.is_empty() {
                content.numbers("by rule", placements.ruled.iter().map(|ruled| i64::from(*ruled)));
            }
        }
    }

    fn hash_events(&self, program: &Program, texts: Option<&SortedTexts>, content: &mut Content) {
        for (kind, table) in program.events.iter().zip(&self.events) {
            content.ids(&kind.name, &table.ids);
            match &table.sources {
                Some(sources) => {
                    content.texts("sources", &sources.names);
                    content
                        .numbers("source ends", sources.ends.iter().map(|end| i64::try_from(*end).unwrap_or(i64::MAX)));
                }
                None => content.section("sources", 0),
            }
            content.section("reverses", 0);
            content.optional("known_at", table.known_at.as_ref().filter(|v| !all_absent(v)));
            if let Some(payable) = table.payable.as_ref() {
                content.optional("payable", Some(payable));
            }
            for (field, values) in kind.fields.iter().zip(&table.fields) {
                content.values(&field.name, &as_sorted(texts, field.ty, values));
            }
        }
    }

    fn hash_manual(&self, program: &Program, content: &mut Content) {
        content.section("overrides", self.overrides.len());
        for entry in &self.overrides {
            content.text(program.overridables.get(entry.definition as usize).map_or("", |(name, _)| name));
            content.row([entry.partner.into(), entry.value, entry.from.into(), entry.to.into(), entry.known_at]);
            content.text(&entry.reason);
            content.text(&entry.by);
        }
        let unit = |at: u32| program.units.get(at as usize).map_or("", |unit| unit.name.as_str());
        content.section("rates", self.rates.len());
        for rate in &self.rates {
            content.text(unit(rate.from));
            content.text(unit(rate.to));
            content.number(rate.date.into());
            content.text(&rate.rate.normalized().to_string());
            if rate.known_at != NONE {
                content.number(rate.known_at);
            }
        }
        // Companies whose plan brings nothing up to date keep the hashes that they had.
        if !self.paid.is_empty() {
            content.section("paid", self.paid.len());
            for line in &self.paid {
                let [bonus, event, partner] = [line.bonus, line.event, line.partner].map(i64::from);
                content.row([bonus, event, partner, i64::from(line.as_of), line.amount]);
            }
            if self.paid.iter().any(|line| line.known_at != NONE) {
                content.numbers("paid known_at", self.paid.iter().map(|line| line.known_at));
            }
        }
        for (state, values) in program.states.iter().zip(&self.states) {
            content.section(&state.name, values.value.len());
            for ((as_of, partner), value) in values.as_of.iter().zip(&values.partner).zip(&values.value) {
                content.row([i64::from(*as_of), i64::from(*partner), *value]);
            }
            if !values.known_at.is_empty() {
                content.numbers("known_at", values.known_at.iter().copied());
            }
        }
    }
}

fn all_absent(values: &Values) -> bool {
    widened(values).all(|value| value == NONE)
}

/// The texts of the data alone, all of them sorted: a text that a plan mentions changes no hash.
struct SortedTexts {
    texts: Texts,
    /// By place in the company's texts the place here.
    places: Vec<i64>,
}

impl SortedTexts {
    /// `None` where the company's texts are sorted already.
    fn new(company: &Company, program: &Program) -> Option<Self> {
        if program.texts.is_empty() {
            return None;
        }
        let mut used = vec![false; company.texts.len()];
        let fields = program.partner_fields.iter().zip(&company.partners.fields);
        let events = program.events.iter().zip(&company.events);
        for (field, values) in fields.chain(events.flat_map(|(kind, table)| kind.fields.iter().zip(&table.fields))) {
            if field.ty.kind == Kind::Text {
                for value in widened(values) {
                    if let Some(used) = usize::try_from(value).ok().and_then(|at| used.get_mut(at)) {
                        *used = true;
                    }
                }
            }
        }
        let mut sorted: Vec<(&str, usize)> =
            company.texts.iter().zip(0..).filter(|(_, at)| used.get(*at) == Some(&true)).collect();
        sorted.sort_unstable();
        let mut places = vec![NONE; company.texts.len()];
        for ((_, at), place) in sorted.iter().zip(0..) {
            if let Some(slot) = places.get_mut(*at) {
                *slot = place;
            }
        }
        Some(Self { texts: sorted.into_iter().map(|(text, _)| text).collect(), places })
    }
}

/// Values of a field, texts by their places among the sorted ones.
fn as_sorted<'v>(texts: Option<&SortedTexts>, ty: Ty, values: &'v Values) -> Cow<'v, Values> {
    match texts {
        Some(texts) if ty.kind == Kind::Text => {
            let place = |value: i64| usize::try_from(value).ok().and_then(|at| texts.places.get(at).copied());
            Cow::Owned(Values::I64(widened(values).map(|value| place(value).unwrap_or(NONE)).collect()))
        }
        _ => Cow::Borrowed(values),
    }
}
