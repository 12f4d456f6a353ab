//! Modules, parameters, variants.

use super::grammar::Rule;
use super::tree::{Builder, Node, child, children};
use crate::syntax::ast::{Parameter, PathText, Setting, Target, TargetKind, Variant};

impl<'t> Builder<'t> {
    pub(super) fn path_text(&mut self, node: &Node<'t>) -> PathText {
        PathText { text: self.string(node), span: self.span(node) }
    }

    pub(super) fn parameter(&mut self, node: &Node<'t>) -> Option<Parameter> {
        let ty = match child(node, Rule::simple_type) {
            Some(ty) => Some(self.simple_type(&ty)?),
            None => None,
        };
        let range = match child(node, Rule::param_range) {
            Some(range) => {
                let mut ends = children(&range, Rule::sum);
                let (from, to) = (ends.next()?, ends.next()?);
                Some((self.expr(&from)?, self.expr(&to)?))
            }
            None => None,
        };
        Some(Parameter { name: self.name(node)?, ty, value: self.expr(&child(node, Rule::sum)?)?, range })
    }

    pub(super) fn variant(&mut self, node: &Node<'t>) -> Option<Variant> {
        let mut texts = children(node, Rule::text);
        let (title, base) = (texts.next()?, texts.next()?);
        let mut variant = Variant {
            title: self.path_text(&title),
            base: self.path_text(&base),
            sets: Vec::new(),
            replaces: Vec::new(),
            withouts: Vec::new(),
        };
        for clause in node.clone().into_inner() {
            match clause.as_rule() {
                Rule::variant_set => {
                    let value = self.expr(&child(&clause, Rule::sum)?)?;
                    variant.sets.push(Setting { name: self.name(&clause)?, value });
                }
                Rule::variant_replace => {
                    variant.replaces.extend(children(&clause, Rule::variant_target).filter_map(|t| self.target(&t)));
                }
                Rule::variant_without => {
                    variant.withouts.extend(children(&clause, Rule::variant_target).filter_map(|t| self.target(&t)));
                }
                _ => {}
            }
        }
        Some(variant)
    }

    fn target(&mut self, node: &Node<'t>) -> Option<Target> {
        let kind = if let Some(rate) = child(node, Rule::variant_rate) {
            let mut names = self.names(&rate).into_iter();
            TargetKind::Rate(names.next()?.text, names.next()?.text)
        } else if let Some(title) = child(node, Rule::text) {
            TargetKind::Title(self.string(&title))
        } else {
            let mut names = self.names(node).into_iter();
            let first = names.next()?.text;
            match names.next() {
                Some(second) => TargetKind::Of(first, second.text),
                None => TargetKind::Name(first),
            }
        };
        Some(Target { kind, span: self.span(node) })
    }
}
