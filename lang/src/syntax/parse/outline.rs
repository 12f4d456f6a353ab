//! What the formatter needs to know about an item: where its clauses, rows and
//! definitions begin, and which signs stand close to their neighbours.

use super::grammar::Rule;
use super::run;
use super::tree::{Node, child, children, has};
use crate::syntax::lex::{Token, TokenKind};
use std::ops::Range;

/// The outline of an item; positions are bytes of its text.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// `(` that stands directly behind its name.
    pub(crate) tight: Vec<usize>,
    /// Starts of types: the colon before has a blank on both sides.
    pub(crate) typed: Vec<usize>,
    /// Minus signs of numbers and values, without a blank behind.
    pub(crate) unary: Vec<usize>,
    /// Ranges without any blanks: zones and prices.
    pub(crate) solid: Vec<Range<usize>>,
    /// How it is laid out.
    pub(crate) shape: Shape,
}

/// How an item is laid out.
#[derive(Debug, Default)]
pub(crate) enum Shape {
    /// On one line, which may go on.
    #[default]
    Line,
    /// `name = value`, with the place of `=`; aligned with its neighbours where it has no parameters.
    Definition(Option<usize>),
    /// Clauses in braces.
    Body(Body),
    /// Rows of cells in braces.
    Grid(Grid),
}

/// Clauses in braces.
#[derive(Debug)]
pub(crate) struct Body {
    /// Where `{` stands.
    pub(crate) open: usize,
    /// Where `}` stands.
    pub(crate) close: usize,
    /// The clauses in the order written.
    pub(crate) parts: Vec<Part>,
}

/// One clause.
#[derive(Debug)]
pub(crate) struct Part {
    /// Its bytes.
    pub(crate) range: Range<usize>,
    /// Its place in the canonical order; clauses of one place keep their order.
    pub(crate) order: u8,
    /// How it is laid out.
    pub(crate) kind: PartKind,
}

/// How a clause is laid out.
#[derive(Debug)]
pub(crate) enum PartKind {
    /// On one line, which may go on.
    Plain,
    /// `name : type from 0 to 5`: places of `:` and `from`, aligned with the neighbours.
    Field(usize, Option<usize>),
    /// `volume on paid_on`: the place of `on`, aligned with the neighbours.
    Dated(usize),
    /// `name = value`: the place of `=`, aligned where it has no parameters.
    Definition(Option<usize>),
    /// Clauses of its own.
    Nested(Body),
}

/// Rows of cells in braces.
#[derive(Debug)]
pub(crate) struct Grid {
    /// Where `{` stands.
    pub(crate) open: usize,
    /// Where `}` stands.
    pub(crate) close: usize,
    /// The cells of each row.
    pub(crate) rows: Vec<Vec<Range<usize>>>,
}

/// The outline of an item that parses.
pub(crate) fn outline(text: &str, tokens: &[Token]) -> Option<Outline> {
    let entry = run(Rule::item_entry, text)?;
    let item = entry.clone().into_inner().next()?;
    let mut outline = Outline { shape: shape(&item, text, tokens)?, ..Outline::default() };
    for node in entry.into_inner().flatten() {
        let range = node.as_span().start()..node.as_span().end();
        match node.as_rule() {
            Rule::args | Rule::params => outline.tight.push(range.start),
            Rule::tiers | Rule::tally_type => outline.tight.extend(next(text, tokens, range.start, "(")),
            Rule::simple_type | Rule::field_type => outline.typed.push(range.start),
            Rule::minus | Rule::cell_minus => outline.unary.push(range.start),
            Rule::signed => outline.unary.extend(node.as_str().starts_with('-').then_some(range.start)),
            Rule::zone | Rule::unit_ref | Rule::month => outline.solid.push(range),
            _ => {}
        }
    }
    outline.tight.sort_unstable();
    outline.typed.sort_unstable();
    outline.unary.sort_unstable();
    outline.solid.sort_unstable_by_key(|range| range.start);
    Some(outline)
}

fn shape(item: &Node<'_>, text: &str, tokens: &[Token]) -> Option<Shape> {
    Some(match item.as_rule() {
        Rule::definition => Shape::Definition(equals(item)),
        Rule::plan
        | Rule::event
        | Rule::fact
        | Rule::partner_item
        | Rule::on_item
        | Rule::account
        | Rule::repeat
        | Rule::flow
        | Rule::bonus
        | Rule::pool
        | Rule::variant
        | Rule::example => Shape::Body(body(item, text, tokens)?),
        Rule::tree if has(item, Rule::tree_derived) => {
            Shape::Body(body(&child(item, Rule::tree_derived)?, text, tokens)?)
        }
        Rule::tree if has(item, Rule::tree_placed) => {
            Shape::Body(body(&child(item, Rule::tree_placed)?, text, tokens)?)
        }
        Rule::table | Rule::tiers | Rule::ladder => {
            let grid = child(item, Rule::grid)?;
            let rows =
                children(&grid, Rule::row).map(|row| children(&row, Rule::cell).map(|cell| bytes(&cell)).collect());
            let open = grid.as_span().start();
            Shape::Grid(Grid { open, close: last_brace(item, text, tokens)?, rows: rows.collect() })
        }
        _ => Shape::Line,
    })
}

fn bytes(node: &Node<'_>) -> Range<usize> {
    node.as_span().start()..node.as_span().end()
}

/// Where `=` of a definition without parameters stands.
fn equals(node: &Node<'_>) -> Option<usize> {
    if has(node, Rule::params) {
        return None;
    }
    child(node, Rule::eq).map(|equals| equals.as_span().start())
}

/// The first such sign at or behind a place.
fn next(text: &str, tokens: &[Token], from: usize, sign: &str) -> Option<usize> {
    let first = tokens.partition_point(|token| token.start < from);
    let mut rest = tokens.get(first..)?.iter();
    rest.find(|token| !token.is_comment() && token.text(text) == sign).map(|token| token.start)
}

/// The `}` that ends a node.
fn last_brace(node: &Node<'_>, text: &str, tokens: &[Token]) -> Option<usize> {
    let end = tokens.partition_point(|token| token.start < node.as_span().end());
    let mut before = tokens.get(..end)?.iter().rev();
    before.find(|token| token.kind == TokenKind::Close && token.text(text) == "}").map(|token| token.start)
}

fn body(node: &Node<'_>, text: &str, tokens: &[Token]) -> Option<Body> {
    let mut parts = Vec::new();
    for inner in node.clone().into_inner() {
        let Some(order) = order(&inner) else { continue };
        let kind = match inner.as_rule() {
            Rule::field => {
                let colon = next(text, tokens, inner.as_span().start(), ":")?;
                PartKind::Field(colon, child(&inner, Rule::field_range).map(|range| range.as_span().start()))
            }
            Rule::event_conditions | Rule::event_volume | Rule::event_payable => {
                PartKind::Dated(child(&inner, Rule::k_on)?.as_span().start())
            }
            Rule::definition | Rule::flow_adds | Rule::flow_passes | Rule::tree_parent => {
                PartKind::Definition(equals(&inner))
            }
            Rule::plan_period if has(&inner, Rule::period_list) => {
                PartKind::Nested(body(&child(&inner, Rule::period_list)?, text, tokens)?)
            }
            Rule::except_clause => PartKind::Nested(body(&inner, text, tokens)?),
            _ => PartKind::Plain,
        };
        parts.push(Part { range: bytes(&inner), order, kind });
    }
    let close = last_brace(node, text, tokens)?;
    let open = match parts.first() {
        Some(first) => brace_before(first.range.start, text, tokens)?,
        None => brace_before(close, text, tokens)?,
    };
    Some(Body { open, close, parts })
}

/// The last `{` before a place.
fn brace_before(at: usize, text: &str, tokens: &[Token]) -> Option<usize> {
    let end = tokens.partition_point(|token| token.start < at);
    let mut before = tokens.get(..end)?.iter().rev();
    before.find(|token| token.kind == TokenKind::Open && token.text(text) == "{").map(|token| token.start)
}

/// The place of a clause in the canonical order; `None` for what is no clause.
fn order(node: &Node<'_>) -> Option<u8> {
    Some(match node.as_rule() {
        // Lines of examples and definitions keep the author's order.
        Rule::definition
        | Rule::ex_period
        | Rule::ex_tree
        | Rule::ex_partner
        | Rule::ex_event
        | Rule::ex_reversal
        | Rule::ex_override
        | Rule::ex_opening
        | Rule::ex_expect => 0,
        Rule::listed_entry | Rule::listed_end => 0,
        // What an account does, it does in the order written.
        Rule::account_add | Rule::account_draw | Rule::account_leave => 0,
        Rule::account_closed => 1,
        Rule::tree_parent => 1,
        Rule::place_search => 1,
        Rule::place_due => 2,
        Rule::place_order => 3,
        Rule::place_gap => 4,
        Rule::place_left => 5,
        Rule::variant_set => 1,
        Rule::variant_replace => 2,
        Rule::variant_without => 3,
        Rule::flow_adds => 1,
        Rule::flow_passes => 2,
        Rule::flow_short => 3,
        Rule::plan_valid => 1,
        Rule::plan_currency => 2,
        Rule::plan_period => 3,
        Rule::plan_weeks => 4,
        Rule::plan_jurisdictions => 5,
        Rule::plan_cliff => 6,
        Rule::field => 1,
        Rule::event_conditions | Rule::fact_holds => 2,
        Rule::event_volume => 3,
        Rule::event_payable => 4,
        Rule::event_reversed => 5,
        Rule::event_nature => 6,
        Rule::event_liability => 7,
        Rule::pool_share => 1,
        Rule::pool_over => 2,
        Rule::pool_weight => 3,
        Rule::pool_remainder => 4,
        Rule::pool_nobody => 5,
        Rule::at_conditions => 1,
        Rule::walk_up => 2,
        Rule::differential => 3,
        Rule::generations => 4,
        Rule::at_most => 5,
        Rule::remember => 6,
        Rule::stop if has(node, Rule::k_before) => 7,
        Rule::verb_clause => match child(node, Rule::verb) {
            Some(verb) if has(&verb, Rule::verb_skip) => 8,
            Some(verb) if has(&verb, Rule::verb_pass) => 9,
            _ => 10,
        },
        Rule::let_clause => 11,
        Rule::pay => 12,
        Rule::then_clause => 13,
        Rule::stop => 14,
        Rule::finally => 15,
        Rule::round_clause => 16,
        Rule::once | Rule::true_up => 17,
        Rule::except_clause => 18,
        _ => return None,
    })
}
