//! Normal forms: two expressions mean the same where theirs are equal.
//!
//! Taken out are places, types (they follow from the rest; units of literals stay), numbers of rows, and names that the
//! other plan has otherwise. Words are told by their name, not by their place in a list.

use crate::renames::Renames;
use crate::side::Side;
use compline_lang::hir::{Expr, ExprKind, Repeat, RowId, Rows, Scan, Subject, Type, TypeKind, children_mut};
use compline_lang::number::Decimal;
use compline_lang::source::{ItemIndex, Span};
use std::collections::BTreeMap;

/// How one plan's parts are brought into normal form.
pub(crate) struct Normal<'a> {
    side: &'a Side<'a>,
    renames: &'a Renames,
    /// Locals: name here → name there.
    locals: BTreeMap<String, String>,
    rows: Vec<RowId>,
}

/// Rows with a meaning of their own: the subject and the earner.
const FIXED: u32 = 2;

impl<'a> Normal<'a> {
    pub(crate) fn new(side: &'a Side<'a>, renames: &'a Renames) -> Self {
        Self { side, renames, locals: BTreeMap::new(), rows: Vec::new() }
    }

    /// The same with names of locals: those of this side on the left.
    pub(crate) fn with_locals(mut self, locals: BTreeMap<String, String>) -> Self {
        self.locals = locals;
        self
    }

    /// The normal form of an expression of an item; constants outside of items have none.
    pub(crate) fn expr(&mut self, item: Option<ItemIndex>, e: &Expr) -> Expr {
        self.rows.clear();
        let mut out = e.clone();
        self.walk(item, &mut out);
        out
    }

    /// The name that a local has on the other side.
    pub(crate) fn local(&self, name: &str) -> String {
        self.locals.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    pub(crate) fn subject(&self, subject: &Subject) -> Subject {
        match subject {
            Subject::Line(bonus) => Subject::Line(self.renames.payer(bonus)),
            other => other.clone(),
        }
    }

    fn row(&mut self, id: RowId) -> RowId {
        if id.0 < FIXED {
            return id;
        }
        let at = self.rows.iter().position(|known| *known == id).unwrap_or_else(|| {
            self.rows.push(id);
            self.rows.len() - 1
        });
        RowId(u32::try_from(at).unwrap_or(u32::MAX).saturating_add(FIXED))
    }

    fn walk(&mut self, item: Option<ItemIndex>, e: &mut Expr) {
        if let Some(item) = item
            && matches!(
                e.kind.as_ref(),
                ExprKind::Number(_) | ExprKind::Bool(_) | ExprKind::Date(_) | ExprKind::Word(..)
            )
            && let Some(parameter) = self.side.parameter(item, e)
        {
            *e.kind = ExprKind::Text(format!("param {}", self.renames.other("parameter", parameter)));
            (e.ty, e.span) = (Type::error(), Span::default());
            return;
        }
        self.shallow(e);
        let mut kind = std::mem::replace(&mut *e.kind, ExprKind::Error);
        let mut whole = Expr { kind: Box::new(kind), ty: Type::error(), span: Span::default() };
        children_mut(&mut whole, &mut |child| self.walk(item, child));
        kind = *whole.kind;
        *e.kind = kind;
        (e.ty, e.span) = (Type::error(), Span::default());
    }

    /// What an expression says itself, without its parts.
    fn shallow(&mut self, e: &mut Expr) {
        let unit = match &e.ty.kind {
            TypeKind::Number(unit, _) => unit.to_string(),
            _ => String::new(),
        };
        let renames = self.renames;
        match e.kind.as_mut() {
            ExprKind::Number(number) => {
                let number: Decimal = number.normalized();
                *e.kind = ExprKind::Text(format!("{number} {unit}"));
            }
            ExprKind::Word(list, at) => {
                let word = self.side.word(list, *at);
                *e.kind = ExprKind::Text(format!("{list}:{word}"));
            }
            ExprKind::Text(text) => *text = format!("\"{text}\""),
            ExprKind::Row(id) => *id = self.row(*id),
            ExprKind::Local(name) => *name = self.local(name),
            ExprKind::Definition { subject, name, .. } => {
                let key = crate::renames::definition(subject, name);
                *name = renames.of_definition(&key, name);
                *subject = self.subject(subject);
            }
            ExprKind::Opening(_, state) => *state = renames.other("state", state),
            ExprKind::Table(name, _, _) => *name = renames.other("table", name),
            ExprKind::Tiers(name, _) | ExprKind::Brackets(name, _) => *name = renames.other("tiers", name),
            ExprKind::IsIn(_, _, pick, _) => *pick = renames.other("pick", pick),
            ExprKind::Aggregate(aggregate) => {
                aggregate.element = self.row(aggregate.element);
                match &mut aggregate.rows {
                    Rows::All(subject) | Rows::By { subject, .. } => *subject = self.subject(subject),
                    Rows::Pick(pick, _, _) => *pick = renames.other("pick", pick),
                    Rows::Positions(_) | Rows::Frontline(..) | Rows::Team { .. } | Rows::Upline(..) => {}
                }
            }
            ExprKind::Nearest { element, .. } | ExprKind::First { element, .. } => *element = self.row(*element),
            ExprKind::Repeat(repeat) => self.repeat(repeat),
            ExprKind::Scan(scan) => {
                let Scan { element, name, body, .. } = scan;
                *element = self.row(*element);
                name.clear();
                self.repeat(body);
            }
            _ => {}
        }
    }

    /// Memories and lets of a loop are called by their place.
    fn repeat(&mut self, repeat: &mut Repeat) {
        let names = repeat.memories.iter().map(|(name, _, _)| name).chain(repeat.lets.iter().map(|(name, _)| name));
        let names: Vec<(String, String)> =
            names.enumerate().map(|(at, name)| (name.clone(), format!("loop {at}"))).collect();
        self.locals.extend(names);
        for (name, ty, _) in &mut repeat.memories {
            (*name, *ty) = (self.locals.get(name).cloned().unwrap_or_default(), Type::error());
        }
        for (name, _) in repeat.lets.iter_mut().chain(&mut repeat.then) {
            *name = self.locals.get(name).cloned().unwrap_or_default();
        }
        repeat.then.sort_by(|a, b| a.0.cmp(&b.0));
        if let Some(result) = &mut repeat.result {
            *result = self.locals.get(result).cloned().unwrap_or_default();
        }
    }
}
