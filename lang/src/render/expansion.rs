//! A plan with its phrases written out in the core of the language.
//!
//! The result is plan text again and means the same: the checker expands phrases in the same
//! way (`check/bonus.rs`, `check/aggregate.rs`), and a test compares the programs of both.

use crate::bundle::Bundle;
use crate::source::Span;
use crate::syntax::ast::{
    self, Bonus, Cell, CellKind, Clause, ClauseKind, Expr, ExprKind, Item, ItemKind, LimitWord, Pay, PayTo, Reference,
    Rows, RowsKind,
};
use crate::syntax::{format, literate, parse_item, split};

/// Writes out every phrase, in every file of a bundle. Items with syntax errors stay as they are; of a literate plan the
/// prose is left out.
pub fn expansion(text: &str) -> String {
    let mut bundle = Bundle::read(text);
    for file in &mut bundle.files {
        let expanded = expanded_file(&literate::plan_text(&file.name, &file.text));
        file.text = if literate::is_literate(&file.name) { format!("```plan\n{expanded}```\n") } else { expanded };
    }
    bundle.text()
}

fn expanded_file(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for raw in split(text) {
        let parsed = parse_item(raw.text);
        match parsed.item {
            Some(item) if parsed.errors.is_empty() => out.push_str(&expanded(raw.text, &item)),
            _ => out.push_str(raw.text),
        }
    }
    format(&out).unwrap_or(out)
}

fn expanded(text: &str, item: &Item) -> String {
    let mut phrases = Phrases { text, edits: Vec::new() };
    phrases.item(&item.kind);
    phrases.edits.sort_by_key(|(span, _)| *span);
    phrases.slice(Span::new(0, u32::try_from(text.len()).unwrap_or(u32::MAX)))
}

/// Text of an item and what replaces parts of it. No edit lies across another's border.
struct Phrases<'t> {
    text: &'t str,
    edits: Vec<(Span, String)>,
}

impl Phrases<'_> {
    /// The text of a range, with the edits inside of it.
    fn slice(&self, span: Span) -> String {
        let raw = |from: u32, to: u32| self.text.get(from as usize..to as usize).unwrap_or_default();
        let mut inside: Vec<&(Span, String)> =
            self.edits.iter().filter(|(edit, _)| span.start <= edit.start && edit.end <= span.end).collect();
        inside.sort_by_key(|(edit, _)| (edit.start, std::cmp::Reverse(edit.end)));
        let mut out = String::new();
        let mut at = span.start;
        for (edit, replacement) in inside {
            // The text of an outer edit holds the inner ones already.
            if edit.start >= at {
                out.push_str(raw(at, edit.start));
                out.push_str(replacement);
                at = edit.end;
            }
        }
        out.push_str(raw(at, span.end));
        out
    }

    /// The text of an expression, in brackets where it is more than an operand.
    fn operand(&self, e: &Expr) -> String {
        let text = self.slice(e.span);
        let is_operand = matches!(
            e.kind.as_ref(),
            ExprKind::Number(..)
                | ExprKind::Percent(_)
                | ExprKind::PerMille(_)
                | ExprKind::Name(_)
                | ExprKind::Attribute(..)
                | ExprKind::Call(..)
                | ExprKind::AttributeCall(..)
        );
        if is_operand { text } else { format!("({text})") }
    }

    fn item(&mut self, item: &ItemKind) {
        match item {
            ItemKind::Earners(earners) => self.each(&earners.condition),
            ItemKind::Definition(definition) => self.definition(definition),
            ItemKind::On(_, definitions) => definitions.iter().for_each(|d| self.definition(d)),
            ItemKind::Pick(pick) => {
                self.expr(&pick.count);
                self.rows(&pick.rows);
                self.order(&pick.order);
            }
            ItemKind::State(state) => self.expr(&state.initial),
            ItemKind::Closing(_, value) | ItemKind::Assert(_, value) => self.expr(value),
            ItemKind::Tree(ast::Tree { shape: ast::TreeShape::From(_, parent), .. }) => self.each(parent),
            ItemKind::Flow(flow) => flow.adds.iter().chain(&flow.passes).for_each(|e| self.expr(e)),
            ItemKind::Account(account) => {
                account.exprs().into_iter().for_each(|e| self.expr(e));
                account.rows().for_each(|rows| self.rows(rows));
            }
            ItemKind::Repeat(repeat) => {
                if let Some((rows, order)) = &repeat.over {
                    self.rows(rows);
                    self.order(order);
                }
                repeat.clauses.iter().for_each(|clause| self.clause(clause, None));
            }
            ItemKind::Bonus(bonus) => self.bonus(bonus),
            ItemKind::Pool(pool) => {
                self.each(&pool.share);
                self.each(&pool.weight);
                pool.over.iter().for_each(|rows| self.rows(rows));
            }
            ItemKind::Cap(cap) => self.each(&cap.at),
            // Constants: no phrase fits there.
            ItemKind::Language(..)
            | ItemKind::Plan(_)
            | ItemKind::Unit(_)
            | ItemKind::Rate(_)
            | ItemKind::Tree(ast::Tree {
                shape: ast::TreeShape::Unbounded | ast::TreeShape::Sides(_) | ast::TreeShape::Width(..),
                ..
            })
            | ItemKind::Event(_)
            | ItemKind::Partner(_)
            | ItemKind::Scale(..)
            | ItemKind::Waive(_)
            | ItemKind::Use(_)
            | ItemKind::Param(_)
            | ItemKind::Variant(_)
            | ItemKind::Prove(_)
            | ItemKind::Example(_) => {}
            ItemKind::Table(table) => table.rows.iter().flat_map(|row| &row.cells).for_each(|cell| self.cell(cell)),
            ItemKind::Tiers(tiers) => tiers.rows.iter().for_each(|row| self.cell(&row.value)),
            ItemKind::Ladder(ladder) => ladder.ranks.iter().flat_map(|row| &row.cells).for_each(|cell| self.cell(cell)),
        }
    }

    fn definition(&mut self, definition: &ast::Definition) {
        self.expr(&definition.value);
        for exception in &definition.exceptions {
            self.expr(&exception.condition);
            self.expr(&exception.value);
        }
    }

    fn cell(&mut self, cell: &Cell) {
        if let CellKind::Value(value) = &cell.kind {
            self.expr(value);
        }
    }

    fn bonus(&mut self, bonus: &Bonus) {
        self.each(&bonus.filter);
        let start = bonus.clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Up { from, included: Some(false), .. } => Some(from),
            _ => None,
        });
        bonus.clauses.iter().for_each(|clause| self.clause(clause, start));
    }

    fn clause(&mut self, clause: &Clause, start: Option<&Expr>) {
        match &clause.kind {
            ClauseKind::Up { from, .. } => self.expr(from),
            ClauseKind::Remember { value, .. } => self.expr(value),
            ClauseKind::StopBefore(e)
            | ClauseKind::StopAfter(e)
            | ClauseKind::Verb(_, e)
            | ClauseKind::Let(_, e)
            | ClauseKind::Then(_, e) => {
                self.expr(e);
            }
            ClauseKind::Pay(pay) | ClauseKind::Finally(pay) => self.pay(pay),
            ClauseKind::Except(condition, clauses) => {
                self.expr(condition);
                clauses.iter().for_each(|clause| self.clause(clause, start));
            }
            ClauseKind::AtConditions(_) | ClauseKind::Round(_) | ClauseKind::Once | ClauseKind::TrueUp => {}
            ClauseKind::AtMost(limit, word) => {
                self.expr(limit);
                let limit = self.operand(limit);
                self.phrase(
                    clause.span,
                    match word {
                        LimitWord::Levels => vec![
                            "remember level = 1".to_owned(),
                            format!("stop before when level > {limit}"),
                            "then level = level + 1".to_owned(),
                        ],
                        LimitWord::Generations => vec![format!("stop before when gen > {limit}")],
                    },
                );
            }
            ClauseKind::Generations { by, closes } => {
                self.expr(by);
                let leader = self.slice(by.span);
                let first = match (closes, start) {
                    (Some(false), Some(from)) => {
                        format!("2 when {}, otherwise 1", self.with_name(by, "earner", &self.slice(from.span)))
                    }
                    _ => "1".to_owned(),
                };
                self.phrase(
                    clause.span,
                    vec![format!("remember gen = {first}"), format!("then gen = gen + 1 when {leader}, otherwise gen")],
                );
            }
            ClauseKind::Differential { by, reference } => {
                self.expr(by);
                let by = self.operand(by);
                let next = match reference {
                    Some((Reference::PartnerJustBelow, _)) => by.clone(),
                    _ => format!("paid but at least {by}"),
                };
                self.phrase(
                    clause.span,
                    vec![
                        "remember paid = 0%".to_owned(),
                        format!("let rate = {by} - paid but at least 0%"),
                        format!("then paid = {next}"),
                    ],
                );
            }
        }
    }

    /// Replaces a clause, and names it beside the first of its parts.
    fn phrase(&mut self, span: Span, mut clauses: Vec<String>) {
        let words = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(first) = clauses.first_mut() {
            first.push_str("  # ");
            first.push_str(words.trim_end_matches([';', ',']));
        }
        clauses.push(String::new());
        self.edits.push((span, clauses.join("\n  ")));
    }

    /// The text of an expression that speaks of another partner.
    fn with_name(&self, e: &Expr, name: &str, with: &str) -> String {
        let text = self.slice(e.span);
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(name) {
            let letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '`');
            let whole = !before.ends_with(letter) && !after.starts_with(letter);
            out.push_str(before);
            out.push_str(if whole { with } else { name });
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn pay(&mut self, pay: &Pay) {
        self.expr(&pay.amount);
        if let Some(PayTo::Partner(to)) = &pay.to {
            self.expr(to);
        }
    }

    fn order(&mut self, order: &ast::Order) {
        order.keys.iter().for_each(|key| self.expr(&key.key));
    }

    fn rows(&mut self, rows: &Rows) {
        self.each(&rows.filter);
        match &rows.kind {
            RowsKind::Legs(tree, condition) => {
                self.expr(condition);
                let called =
                    rows.called.as_ref().map(|name| format!(" called {}", self.slice(name.span))).unwrap_or_default();
                let filter = rows
                    .filter
                    .as_ref()
                    .map(|filter| format!("({}) and ", self.slice(filter.span)))
                    .unwrap_or_default();
                let tree = self.slice(tree.span);
                let condition = self.slice(condition.span);
                let core =
                    format!("frontline in {tree}{called} where {filter}(any of ({condition}) over team in {tree})");
                self.edits.push((rows.span, core));
            }
            RowsKind::Team(_, depth) | RowsKind::Downline(_, depth) => self.each(depth),
            RowsKind::Pick(_, args) => self.each(args),
            RowsKind::Window(window) => self.expr(&window.count),
            RowsKind::Parts(_) => {}
            RowsKind::Own(_) | RowsKind::All(_) | RowsKind::By(..) | RowsKind::Frontline(_) | RowsKind::Upline(_) => {}
        }
    }

    fn each<'e>(&mut self, list: impl IntoIterator<Item = &'e Expr>) {
        list.into_iter().for_each(|e| self.expr(e));
    }

    fn expr(&mut self, e: &Expr) {
        match e.kind.as_ref() {
            ExprKind::Attribute(a, _)
            | ExprKind::Negate(a)
            | ExprKind::Rounded(a, ..)
            | ExprKind::WholePart(a)
            | ExprKind::IsKnown(_, a)
            | ExprKind::Not(a)
            | ExprKind::Before(a, _)
            | ExprKind::InSettled(a, ..)
            | ExprKind::InIts(a, ..) => self.expr(a),
            ExprKind::Convert(a, _, day) => {
                self.expr(a);
                self.each(day);
            }
            ExprKind::AttributeCall(a, _, args) => {
                self.expr(a);
                self.each(args);
            }
            ExprKind::Call(_, parts) | ExprKind::Extreme(_, parts) | ExprKind::And(parts) | ExprKind::Or(parts) => {
                self.each(parts)
            }
            ExprKind::Of(a, b)
            | ExprKind::Binary(_, a, b)
            | ExprKind::Clamp(a, _, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::Is(_, a, b)
            | ExprKind::IsBelow(_, a, b, _)
            | ExprKind::TallyAtOrAbove(a, b)
            | ExprKind::OfDate(a, _, _, b)
            | ExprKind::Otherwise(a, b)
            | ExprKind::Between(_, a, b) => self.each([a, b]),
            ExprKind::IsIn(_, a, rows) => {
                self.expr(a);
                self.rows(rows);
            }
            ExprKind::Cases(cases) => {
                for (value, condition) in &cases.arms {
                    self.each([value, condition]);
                }
                self.each(&cases.otherwise);
            }
            ExprKind::Aggregate(aggregate) => {
                self.each(&aggregate.body);
                self.rows(&aggregate.rows);
            }
            ExprKind::Highest { rule, otherwise, .. } => {
                self.expr(rule);
                self.each(otherwise);
            }
            ExprKind::InEvery(count, window, condition) => self.each([count, &window.count, condition]),
            ExprKind::Place(_, order) => self.order(order),
            ExprKind::First(rows, order) => {
                self.rows(rows);
                self.order(order);
            }
            ExprKind::Nearest(_, filter) => self.expr(filter),
            ExprKind::Dated(values) => values.iter().for_each(|(value, _)| self.expr(value)),
            ExprKind::Number(..)
            | ExprKind::Percent(_)
            | ExprKind::PerMille(_)
            | ExprKind::Date(_)
            | ExprKind::Text(_)
            | ExprKind::Bool(_)
            | ExprKind::None
            | ExprKind::Empty
            | ExprKind::Name(_)
            | ExprKind::Opening(_)
            | ExprKind::Computed(_)
            | ExprKind::PeriodEdge(_)
            | ExprKind::Missing => {}
        }
    }
}
