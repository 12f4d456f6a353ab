//! Items of which several values are read by name: `cycles's rounds`, `Override's kept`, `reserve's balance`.

use super::Checker;
use super::env::NameKind;
use crate::diagnostic::Code;
use crate::hir::Subject;
use crate::source::Span;
use crate::syntax::ast::{Ident, part_name};

impl Checker<'_> {
    /// Whether a name is that of a loop or a flow, and of nothing nearer.
    pub(super) fn has_parts(&self, name: &str) -> bool {
        self.scope.local(name).is_none()
            && self.scope.handle(name).is_none()
            && matches!(self.env.kind(name), Some(NameKind::Repeat | NameKind::Flow | NameKind::Account))
    }

    /// The definition that holds a value of a loop or a flow; `None` where there is no such value.
    pub(super) fn part_of(&mut self, owner: &str, span: Span, part: &Ident) -> Option<Ident> {
        let name = part_name(owner, &part.text);
        let events = self.env.names().into_iter().filter(|name| self.env.kind(name) == Some(NameKind::Event));
        let subjects: Vec<Subject> = std::iter::once(Subject::Partner).chain(events.map(Subject::Event)).collect();
        if subjects.iter().any(|subject| self.env.definition(subject, &name).is_some()) {
            return Some(Ident { text: name, span: span.to(part.span) });
        }
        let prefix = part_name(owner, "");
        let known = subjects.iter().flat_map(|subject| self.env.definition_names(subject));
        let mut parts: Vec<String> = known.filter_map(|known| known.strip_prefix(&prefix).map(str::to_owned)).collect();
        parts.sort();
        parts.dedup();
        let message = say!("`{owner}` has no value `{}`", part.text);
        let help = say!("it has `{}`", parts.join("`, `"));
        let d = self.unknown(Code::UnknownAttribute, part.span, message, &part.text, parts);
        self.report(d.help_if_none(help));
        None
    }
}
