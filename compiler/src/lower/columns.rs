//! Columns, made on demand.

use super::schedule::Def;
use super::{Lower, small};
use crate::program::{Column, ColumnId, Kind, Source, Space, Ty, Width};
use compline_lang::diagnostic::{Code, Diagnostic};
use compline_lang::source::Span;
use compline_lang::words::say;

/// Most columns of a program.
const MAX_COLUMNS: usize = 20_000;

impl Lower<'_> {
    /// A computed column by key, made where there is none yet.
    pub(super) fn computed(&mut self, key: String, name: &str, space: Space, ty: Ty, def: Def, span: Span) -> ColumnId {
        if let Some(id) = self.cache.get(&key) {
            return *id;
        }
        let id = self.new_column(name, space, ty, Source::Computed, def, span);
        self.cache.insert(key, id);
        id
    }

    /// A column of given data by key, made where there is none yet.
    pub(super) fn input(
        &mut self,
        key: String,
        name: &str,
        space: Space,
        ty: Ty,
        source: Source,
        span: Span,
    ) -> ColumnId {
        if let Some(id) = self.cache.get(&key) {
            return *id;
        }
        let id = self.new_column(name, space, ty, source, Def::Input, span);
        self.cache.insert(key, id);
        id
    }

    pub(super) fn new_column(
        &mut self,
        name: &str,
        space: Space,
        ty: Ty,
        source: Source,
        def: Def,
        span: Span,
    ) -> ColumnId {
        let id = ColumnId(small(self.program.columns.len()));
        if self.program.columns.len() >= MAX_COLUMNS && !self.full {
            self.full = true;
            self.report(
                Diagnostic::new(Code::TooLarge, span, say!("the plan has more than {MAX_COLUMNS} values to compute"))
                    .help("a function counts once for every set of arguments; call it with fewer different ones"),
            );
        }
        let width = self.width(ty, source, space, &def);
        self.program.columns.push(Column { name: name.to_owned(), space, ty, width, source });
        self.defs.push(def);
        self.homes.push((self.item, span));
        id
    }

    /// How wide a column is stored: words and flags narrow, numbers as their known range allows.
    pub(super) fn width(&self, ty: Ty, source: Source, space: Space, def: &Def) -> Width {
        match ty.kind {
            Kind::Bool => Width::W8,
            Kind::Word(list) => match self.program.words.get(list.index()).map_or(0, |w| w.words.len()) {
                0..=127 => Width::W8,
                _ => Width::W16,
            },
            Kind::Date | Kind::Partner | Kind::Person | Kind::Event(_) | Kind::Text => Width::W32,
            Kind::Number(_, scale) => {
                let range = match (source, space) {
                    (Source::EventField(f), Space::Event(set)) => self
                        .program
                        .event_sets
                        .get(set.index())
                        .and_then(|s| self.program.events.get(s.event.index()))
                        .and_then(|e| e.fields.get(f as usize))
                        .and_then(|f| f.range),
                    (Source::PartnerField(f), _) => self.program.partner_fields.get(f as usize).and_then(|f| f.range),
                    _ => None,
                };
                let range = match (range, def) {
                    (Some((a, b)), _) => a.rescale(scale).zip(b.rescale(scale)).map(|(a, b)| (a.mantissa, b.mantissa)),
                    (None, Def::Value(e)) if matches!(space, Space::Event(_)) => self.range_of(e, &[]),
                    _ => None,
                };
                match range {
                    Some((a, b)) if a > i128::from(i32::MIN) && b <= i128::from(i32::MAX) => Width::W32,
                    _ => Width::W64,
                }
            }
        }
    }
}
