//! Examples: a small company, what happens in it, and what must come out.

use super::grammar::Rule;
use super::tree::{Builder, Node, child, children};
use crate::syntax::ast::{Example, ExampleKind, ExampleLine, Expr, Ident, part_name};

impl<'t> Builder<'t> {
    pub(super) fn example(&mut self, node: &Node<'t>) -> Option<Example> {
        let title = child(node, Rule::text)?;
        let mut lines = Vec::new();
        for line in node.clone().into_inner() {
            let span = self.span(&line);
            let kind = match line.as_rule() {
                Rule::ex_period => {
                    let mut periods = children(&line, Rule::month).map(|period| period.as_str().to_owned());
                    ExampleKind::Period(periods.next()?, periods.next())
                }
                Rule::ex_tree => self.example_tree(&line)?,
                Rule::ex_partner => {
                    ExampleKind::Partner { name: self.name(&line)?, fields: self.example_fields(&line)? }
                }
                Rule::ex_event => self.example_event(&line)?,
                Rule::ex_reversal => {
                    let mut names = self.names(&line).into_iter();
                    let id = child(&line, Rule::text)?;
                    let on = child(&line, Rule::ex_on).and_then(|on| child(&on, Rule::date))?;
                    ExampleKind::Reversal {
                        event: names.next()?,
                        id: (self.string(&id), self.span(&id)),
                        reason: names.next(),
                        on: self.date(&on),
                        fields: self.example_fields(&line)?,
                    }
                }
                Rule::ex_override => {
                    let (partner, definition, value) = self.partner_value(&line)?;
                    ExampleKind::Override { partner, definition, value }
                }
                Rule::ex_opening => {
                    let (partner, state, value) = self.partner_value(&line)?;
                    ExampleKind::Opening { partner, state, value }
                }
                Rule::ex_expect => self.expect(&line)?,
                _ => continue,
            };
            lines.push(ExampleLine { kind, span });
        }
        Some(Example { title: self.string(&title), title_span: self.span(&title), lines })
    }

    /// `sponsor: Anna > Ben > (Cara, Dora), Ben > Emil on left`
    fn example_tree(&mut self, node: &Node<'t>) -> Option<ExampleKind> {
        let tree = self.name(node)?;
        let mut mentioned: Vec<Ident> = Vec::new();
        let mut edges: Vec<(Ident, Ident, Option<Ident>)> = Vec::new();
        for chain in children(node, Rule::ex_chain) {
            let mut parents: Vec<Ident> = Vec::new();
            for link in children(&chain, Rule::ex_node) {
                let side = child(&link, Rule::ex_side).and_then(|side| {
                    let number = child(&side, Rule::number).map(|number| self.ident(&number));
                    self.name(&side).or(number)
                });
                let nodes = match child(&link, Rule::ex_group) {
                    Some(group) => self.names(&group),
                    None => self.names(&link),
                };
                for partner in &nodes {
                    if !mentioned.iter().any(|known| known.text == partner.text) {
                        mentioned.push(partner.clone());
                    }
                    edges.extend(parents.iter().map(|parent| (parent.clone(), partner.clone(), side.clone())));
                }
                parents = nodes;
            }
        }
        let roots = mentioned.into_iter().filter(|one| !edges.iter().any(|(_, below, _)| below.text == one.text));
        Some(ExampleKind::Tree { tree, roots: roots.collect(), edges })
    }

    fn example_event(&mut self, node: &Node<'t>) -> Option<ExampleKind> {
        let on = child(node, Rule::ex_on).and_then(|on| child(&on, Rule::date));
        Some(ExampleKind::Event {
            event: self.name(node)?,
            id: child(node, Rule::text).map(|text| self.string(&text)),
            by: child(node, Rule::ex_by).and_then(|by| self.name(&by)),
            on: on.map(|date| self.date(&date)),
            fields: self.example_fields(node)?,
        })
    }

    fn example_fields(&mut self, node: &Node<'t>) -> Option<Vec<(Ident, Expr)>> {
        let Some(fields) = child(node, Rule::ex_fields) else { return Some(Vec::new()) };
        children(&fields, Rule::ex_field).map(|field| self.named_value(&field)).collect()
    }

    /// `Ben's paid_rank is Gold`
    fn partner_value(&mut self, node: &Node<'t>) -> Option<(Ident, Ident, Expr)> {
        let mut names = self.names(node).into_iter();
        Some((names.next()?, names.next()?, self.expr_in(node)?))
    }

    fn expect(&mut self, node: &Node<'t>) -> Option<ExampleKind> {
        let of_partner = child(node, Rule::ex_of_partner);
        let of = match of_partner.clone() {
            Some(of) => of,
            None => child(node, Rule::ex_total)?,
        };
        let mut names = self.names(&of).into_iter();
        let partner = if of_partner.is_some() { names.next() } else { None };
        let mut what = names.next()?;
        if let Some(part) = names.next() {
            what.text = part_name(&what.text, &part.text);
            what.span.end = part.span.end;
        }
        let period = child(node, Rule::ex_in).and_then(|of| child(&of, Rule::month));
        let period = period.map(|period| period.as_str().to_owned());
        let because = match child(node, Rule::ex_because) {
            Some(because) => {
                children(&because, Rule::ex_fact).map(|fact| self.named_value(&fact)).collect::<Option<_>>()?
            }
            None => Vec::new(),
        };
        Some(ExampleKind::Expect { partner, what, period, value: self.expr_in(node)?, because })
    }
}
