//! The checker: one item at a time, asking an [`Env`] for the rest of the plan.
//!
//! Invariant: a check reads nothing but its own item and the answers of the
//! environment, so that an edit re-checks what depends on it and nothing else.

mod account;
mod aggregate;
mod arithmetic;
mod bonus;
mod bounded;
mod calendar;
mod calls;
mod carry;
mod compare;
mod constants;
mod coverage;
mod definitions;
mod derived;
pub mod env;
mod events;
mod example;
mod expr;
mod facts;
mod flow;
mod grains;
mod guess;
mod holding;
mod items;
mod ladders;
mod mismatch;
mod names;
mod natures;
mod order;
mod parameters;
mod parts;
mod pay;
mod payout;
mod phrases;
mod placing;
mod prove;
mod repeat;
mod reversal;
mod rows;
mod scope;
mod tables;
mod tiers;
mod trigger;
pub mod types;
mod windows;

pub use constants::{days, stored_form};
pub use coverage::{cell_fits, rows_that_fit};
pub use env::{Decl, Env, NameKind, Signature};
pub use natures::{JURISDICTIONS, WAIVABLE};

use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{EventDecl, Expr, Grain, Subject, Type, TypeKind};
use crate::source::Span;
use crate::syntax::ast::{self, Ident};
use crate::syntax::words;
use crate::words::Text;
use scope::{Local, Scope};
use std::sync::Arc;

/// Checks one item.
pub struct Checker<'a> {
    env: &'a dyn Env,
    text: &'a str,
    diagnostics: Vec<Diagnostic>,
    scope: Scope,
    /// The period of the item where it is not the plan's.
    grain: Option<Grain>,
    quiet: u32,
    /// Names in the part of the item that could not be read; `None` where all was read.
    lost: Option<Vec<String>>,
}

impl<'a> Checker<'a> {
    /// A checker for an item with this text, of which these ranges could not be read.
    pub fn new(env: &'a dyn Env, text: &'a str, lost: &[Span]) -> Self {
        let mut checker =
            Self { env, text, diagnostics: Vec::new(), scope: Scope::default(), grain: None, quiet: 0, lost: None };
        if !lost.is_empty() {
            checker.lost = Some(lost.iter().flat_map(|span| words(checker.slice(*span))).collect());
        }
        checker
    }

    /// What was found.
    pub fn finish(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.quiet == 0 && !self.diagnostics.contains(&diagnostic) && !self.names_what_is_lost(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Reports that something is missing, unless it may stand in what could not be read.
    fn report_missing(&mut self, diagnostic: Diagnostic) {
        if self.lost.is_none() {
            self.report(diagnostic);
        }
    }

    /// Reports what the row at hand does not have, unless nobody knows what row that is.
    fn report_of_row(&mut self, diagnostic: Diagnostic) {
        if !self.scope.row_unknown {
            self.report(diagnostic);
        }
    }

    /// Whether a name is unknown only because what declares it may be text that could not be read.
    fn names_what_is_lost(&self, diagnostic: &Diagnostic) -> bool {
        if !matches!(diagnostic.code, Code::UnknownName | Code::UnknownAttribute | Code::UnknownType) {
            return false;
        }
        let named = words(self.slice(diagnostic.span));
        let [name] = named.as_slice() else { return false };
        self.env.is_lost(name)
            || self
                .lost
                .as_ref()
                .is_some_and(|lost| lost.contains(name) || phrases::PHRASE_NAMES.contains(&name.as_str()))
    }

    /// Reports and stands in for the value.
    fn fail(&mut self, diagnostic: Diagnostic) -> Expr {
        let span = diagnostic.span;
        self.report(diagnostic);
        expr::error(span)
    }

    /// Looks without reporting.
    fn quietly<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        self.quiet += 1;
        let out = f(self);
        self.quiet -= 1;
        out
    }

    /// The text of a range.
    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("…")
    }

    /// The text of a range with white space folded, for comparing expressions.
    fn plain(&self, span: Span) -> String {
        let text = self.slice(span).replace('’', "'");
        let mut plain: Vec<&str> = text.split_whitespace().collect();
        while let (Some(&"("), Some(&")")) = (plain.first(), plain.last()) {
            plain = plain.get(1..plain.len() - 1).unwrap_or_default().to_vec();
        }
        plain.join(" ")
    }

    /// An unknown name with the nearest known ones as help.
    fn unknown(
        &self,
        code: Code,
        span: Span,
        message: impl Into<Text>,
        name: &str,
        candidates: Vec<String>,
    ) -> Diagnostic {
        let d = Diagnostic::new(code, span, message);
        match nearest(name, &candidates) {
            Some(near) => d.help(say!("did you mean `{near}`?")),
            None => d,
        }
    }

    fn event(&mut self, name: &Ident) -> Option<Arc<EventDecl>> {
        match self.env.resolve(&name.text) {
            Some(Decl::Event(event)) => Some(event),
            Some(other) => {
                let noun = other.noun();
                self.report(Diagnostic::new(
                    Code::WrongKind,
                    name.span,
                    say!("`{}` is {noun}, not an event", name.text),
                ));
                None
            }
            None => {
                let d = self.unknown(
                    Code::UnknownName,
                    name.span,
                    say!("there is no event `{}`", name.text),
                    &name.text,
                    self.env.names(),
                );
                let d = match self.guess_event(&name.text) {
                    Some(help) => d.help(help),
                    None => d.help_if_none(say!("declare it: `event {} {{ … }}`", name.text)),
                };
                self.report(d);
                None
            }
        }
    }

    fn tree(&mut self, name: &Ident) -> Option<()> {
        match self.env.resolve(&name.text) {
            Some(Decl::Tree(_)) => Some(()),
            Some(other) => {
                let noun = other.noun();
                self.report(Diagnostic::new(Code::WrongKind, name.span, say!("`{}` is {noun}, not a tree", name.text)));
                None
            }
            None => {
                let d = self.unknown(
                    Code::UnknownName,
                    name.span,
                    say!("there is no tree `{}`", name.text),
                    &name.text,
                    self.env.names(),
                );
                self.report(d.help_if_none(say!("declare it: `tree {}`", name.text)));
                None
            }
        }
    }

    fn declare_local(&mut self, name: &str, ty: Type, span: Span) {
        if self.scope.local(name).is_some() {
            self.report(
                Diagnostic::new(Code::DuplicateName, span, say!("`{name}` is already a name here"))
                    .help("choose another one"),
            );
        } else if self.scope.row().is_some_and(|r| self.has_attribute(&r.subject, name)) {
            self.report(
                Diagnostic::new(Code::ShadowedName, span, say!("`{name}` hides the attribute of the same name"))
                    .help("choose another name, so that readers need not know which one wins"),
            );
        }
        self.scope.locals.push(Local { name: name.to_owned(), ty });
    }

    /// A type as written.
    fn type_expr(&mut self, t: &ast::TypeExpr, owner: &str) -> Type {
        use crate::hir::Unit;
        let kind = match &t.kind {
            ast::TypeKind::Words(_) => TypeKind::Word(owner.to_owned()),
            ast::TypeKind::Tally(ladder) => match self.env.kind(&ladder.text) {
                Some(NameKind::Ladder) => TypeKind::Tally(ladder.text.clone()),
                _ => {
                    self.report(Diagnostic::new(
                        Code::UnknownType,
                        ladder.span,
                        say!("there is no ladder `{}`", ladder.text),
                    ));
                    TypeKind::Error
                }
            },
            ast::TypeKind::Named(name) => match name.text.as_str() {
                "percent" => TypeKind::Number(Unit::Percent, types::PERCENT_SCALE),
                "count" => TypeKind::Number(Unit::Count, 0),
                "factor" => TypeKind::Number(Unit::Factor, types::FACTOR_SCALE),
                "date" => TypeKind::Date,
                "partner" => TypeKind::Partner,
                "text" => TypeKind::Text,
                "flag" => TypeKind::Bool,
                other => match self.env.kind(other) {
                    Some(NameKind::Unit) => match self.env.resolve(other) {
                        Some(Decl::Unit(u)) => TypeKind::Number(Unit::Points(u.name), u.scale),
                        _ => TypeKind::Error,
                    },
                    Some(NameKind::Ladder | NameKind::Scale) => TypeKind::Word(other.to_owned()),
                    Some(NameKind::Event) => TypeKind::Event(other.to_owned()),
                    _ => match types::currency_scale(other) {
                        Some(scale) => TypeKind::Number(Unit::Money(other.to_owned()), scale),
                        None => {
                            let mut names = self.env.names();
                            names.extend(
                                ["percent", "count", "factor", "date", "partner", "text", "flag"].map(str::to_owned),
                            );
                            let d = self.unknown(
                                Code::UnknownType,
                                name.span,
                                say!("there is no type `{other}`"),
                                other,
                                names,
                            );
                            let d = match guess::other_type(other) {
                                Some(near) => d.help(say!("did you mean `{near}`?")),
                                None => d,
                            };
                            self.report(d.help_if_none("types are `percent`, `count`, `factor`, `date`, `partner`, `text`, `flag`, units, currencies, ladders, scales and events"));
                            TypeKind::Error
                        }
                    },
                },
            },
        };
        Type { kind, optional: t.optional }
    }

    fn row_scope(&mut self, subject: Subject) {
        self.scope = Scope { grain: self.grain, ..Scope::of(subject) };
    }
}

impl Diagnostic {
    /// Adds help where there is none yet.
    #[must_use]
    pub(crate) fn help_if_none(mut self, text: impl Into<Text>) -> Self {
        self.help.get_or_insert(text.into());
        self
    }
}

/// The candidate nearest to a name, if one is near enough to be meant.
pub fn nearest<T: AsRef<str>>(name: &str, candidates: impl IntoIterator<Item = T>) -> Option<String> {
    let limit = (name.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter(|c| c.as_ref() != name)
        .map(|c| (distance(name, c.as_ref()), c))
        .filter(|(d, c)| *d <= limit || c.as_ref().to_lowercase() == name.to_lowercase())
        .min_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.as_ref().cmp(b.1.as_ref())))
        .map(|(_, c)| c.as_ref().to_owned())
}

/// Edit distance with insertions, deletions and replacements.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            let cost = if x == *y { diagonal } else { 1 + diagonal.min(left).min(*above) };
            diagonal = *above;
            left = cost;
            next.push(cost);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
