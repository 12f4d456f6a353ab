//! Reading by name: bare, through a handle, through a partner.

use super::term::{Attribute, Hold, Kind, Row, Scope, Term, Ty};
use super::{LINE_EARNER, Writer};

/// A way to a row.
#[derive(Clone, Debug)]
pub(super) struct Path {
    /// As it is written before an attribute; nothing for the row at hand.
    pub text: String,
    /// What is there.
    pub row: Row,
    /// Whether there may be nobody.
    pub optional: bool,
    /// Whether it leads over what is not kept for earlier periods.
    pub state: bool,
}

impl Path {
    /// An attribute of the row.
    pub(super) fn read(&self, name: &str) -> String {
        match self.text.as_str() {
            "" => name.to_owned(),
            _ if name == LINE_EARNER => name.to_owned(),
            "my" => format!("my {name}"),
            text => format!("{text}'s {name}"),
        }
    }
}

impl Writer {
    /// Ways to rows: those in scope, and at times a partner that one of them names.
    pub(super) fn paths(&mut self, scope: &Scope) -> Vec<Path> {
        let mut paths = vec![Path { text: String::new(), row: scope.row, optional: false, state: false }];
        let others = scope.others.iter();
        paths.extend(others.map(|(text, row)| Path { text: text.clone(), row: *row, optional: false, state: false }));
        if scope.earlier && !scope.element {
            paths.retain(|path| matches!(path.row, Row::Partner | Row::Person | Row::Company));
        }
        let mut further = Vec::new();
        for path in &paths {
            let mut at = path.clone();
            while self.rng.chance(45) && further.len() < 6 {
                let partners: Vec<Attribute> =
                    self.attributes(at.row).into_iter().filter(|a| self.is_partner(scope, a)).collect();
                if partners.is_empty() {
                    break;
                }
                let hop = self.rng.pick(&partners).clone();
                at = Path {
                    text: at.read(&hop.name),
                    row: Row::Partner,
                    optional: at.optional || hop.ty.optional,
                    state: at.state || hop.state,
                };
                further.push(at.clone());
            }
        }
        paths.extend(further);
        // The person to whom a partner belongs.
        if !self.person.is_empty() {
            let partners: Vec<Path> = paths.iter().filter(|path| path.row == Row::Partner).cloned().collect();
            for path in partners {
                if self.rng.chance(30) {
                    paths.push(Path { text: path.read("person"), row: Row::Person, ..path });
                }
            }
        }
        paths
    }

    fn is_partner(&self, scope: &Scope, attribute: &Attribute) -> bool {
        attribute.ty.kind == Kind::Partner && readable(scope, attribute)
    }

    /// Something that can be read by name and is as wanted; it may be absent.
    pub(super) fn leaf(&mut self, scope: &Scope, want: impl Fn(&Ty) -> bool) -> Option<Term> {
        let mut found: Vec<Term> = Vec::new();
        for local in scope.locals.iter().filter(|local| want(&local.ty)) {
            let text = if scope.subject && self.rng.chance(4) && scope.others.iter().any(|(text, _)| text == "my") {
                format!("my {}", local.name)
            } else {
                local.name.clone()
            };
            let term = Term { state: local.state, ..Term::tight(text, local.ty) };
            found.extend([term.clone(), term]);
        }
        for path in self.paths(scope) {
            for attribute in self.attributes(path.row) {
                let ty = attribute.ty.optional(attribute.ty.optional || path.optional);
                if readable(scope, &attribute) && want(&ty) {
                    found.push(self.attribute(scope, &path, &attribute));
                }
            }
        }
        if scope.row != Row::Company {
            for attribute in self.company.clone() {
                if readable(scope, &attribute) && want(&attribute.ty) {
                    found.push(Term { state: attribute.state, ..Term::tight(attribute.name.clone(), attribute.ty) });
                }
            }
        }
        (!found.is_empty()).then(|| self.rng.pick(&found).clone())
    }

    fn attribute(&mut self, scope: &Scope, path: &Path, attribute: &Attribute) -> Term {
        let ty = attribute.ty.optional(attribute.ty.optional || path.optional);
        if attribute.defined && !scope.earlier && self.part.is_none() && self.rng.chance(4) {
            let text = format!("{} in the settlement's {}", path.read(&attribute.name), self.grain);
            let term = Term::of(text, Hold::Tight, ty, &[]).bracketed();
            return Term { state: attribute.state || path.state, ..term };
        }
        let text = if attribute.overridable && path.text.is_empty() && self.rng.chance(15) {
            format!("computed {}", attribute.name)
        } else {
            path.read(&attribute.name)
        };
        Term { state: attribute.state || path.state, ..Term::tight(text, ty) }
    }

    /// A function, called at the row at hand or another one.
    pub(super) fn called(&mut self, scope: &Scope, want: impl Fn(&Ty) -> bool) -> Option<Term> {
        let mut found: Vec<(Path, Attribute)> = Vec::new();
        for path in self.paths(scope) {
            let functions = self.attributes(path.row).into_iter().filter(|f| !f.params.is_empty());
            found.extend(functions.map(|function| (path.clone(), function)));
        }
        if scope.row != Row::Company {
            let path = Path { text: String::new(), row: Row::Company, optional: false, state: false };
            let functions = self.company.iter().filter(|f| !f.params.is_empty());
            found.extend(functions.map(|function| (path.clone(), function.clone())));
        }
        found.retain(|(_, f)| want(&f.ty) && !(scope.earlier && f.state) && (scope.rows || !f.gathers));
        if found.is_empty() {
            return None;
        }
        let (path, function) = self.rng.pick(&found).clone();
        let own = path.text.is_empty();
        let mut args = Vec::new();
        for param in &function.params {
            // What a function aggregates cannot speak of memories or other rows: constants are always fine.
            let arg = if function.gathers && !(own && scope.subject && scope.carry) {
                self.constant(*param)
            } else {
                let inner = if function.gathers { scope.at_depth(1).without_rows() } else { scope.deeper() };
                self.of_type(&inner, *param)
            };
            args.push(arg);
        }
        let parts: Vec<&Term> = args.iter().collect();
        let texts: Vec<_> = args.iter().map(|arg| arg.text.clone()).collect();
        let text = format!("{}({})", path.read(&function.name), texts.join(", "));
        let ty = function.ty.optional(function.ty.optional || path.optional);
        let mut term = Term::of(text, Hold::Tight, ty, &parts);
        term.state |= function.state || path.state;
        term.gathers |= function.gathers;
        Some(term)
    }
}

/// Whether an attribute is a value that may be read here.
fn readable(scope: &Scope, attribute: &Attribute) -> bool {
    attribute.params.is_empty() && !(scope.earlier && attribute.state)
}
