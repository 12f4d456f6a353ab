//! Expressions: precedence, aggregates, rows, orders.
//!
//! The grammar gives a flat list of operands and operators; here it becomes a
//! tree. From tightest to loosest: attributes and `as`; `of`; `-` before a value;
//! `*` `/`; `+` `-`; `but at most` and `rounded`; comparisons; `not`; `and`; `or`;
//! cases.

use super::grammar::Rule;
use super::limits::MAX_DEPTH;
use super::tree::{Builder, Node, child, children, has};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{
    Aggregate, AggregateOp, BetweenUnit, BinaryOp, CalendarUnit, Cases, ClampSide, CompareOp, Date, Expr, ExprKind,
    Ident, Order, OrderKey, RoundMode, Rows, RowsKind, UnitRef, Window,
};

/// How tightly an operator holds its operands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Power {
    Or,
    And,
    Not,
    Compare,
    Clamp,
    Add,
    Multiply,
    Negate,
    Of,
    Tight,
}

impl Power {
    /// The next tighter one: what an operand beside an operator of this power must have.
    fn tighter(self) -> Self {
        match self {
            Power::Or => Power::And,
            Power::And => Power::Not,
            Power::Not => Power::Compare,
            Power::Compare => Power::Clamp,
            Power::Clamp => Power::Add,
            Power::Add => Power::Multiply,
            Power::Multiply => Power::Negate,
            Power::Negate => Power::Of,
            Power::Of | Power::Tight => Power::Tight,
        }
    }
}

/// The power of an infix operator or suffix; `None` for operands and prefixes.
fn power(rule: Rule) -> Option<Power> {
    Some(match rule {
        Rule::k_or => Power::Or,
        Rule::k_and => Power::And,
        Rule::cmp_op | Rule::is_op | Rule::is_known | Rule::is_in | Rule::is_below => Power::Compare,
        Rule::clamp | Rule::rounded => Power::Clamp,
        Rule::add_op => Power::Add,
        Rule::mul_op => Power::Multiply,
        Rule::k_of => Power::Of,
        Rule::attribute
        | Rule::convert
        | Rule::tally_above
        | Rule::in_before
        | Rule::in_settled
        | Rule::in_own
        | Rule::of_date => Power::Tight,
        _ => return None,
    })
}

/// The operands and operators of one level of brackets, read from the left.
struct Flat<'t> {
    nodes: std::iter::Peekable<std::vec::IntoIter<Node<'t>>>,
}

impl<'t> Flat<'t> {
    fn peek_power(&mut self) -> Option<Power> {
        self.nodes.peek().and_then(|node| power(node.as_rule()))
    }
}

/// Nothing of what cases have as values; a gap where that cannot be seen.
fn zero_like(cases: &Cases) -> String {
    match cases.arms.first().map(|(value, _)| &*value.kind) {
        Some(ExprKind::Percent(_)) => "0%".to_owned(),
        Some(ExprKind::Number(_, None)) => "0".to_owned(),
        Some(ExprKind::Number(_, Some(unit))) => format!("0 {}", unit.name.text),
        _ => "…".to_owned(),
    }
}

impl<'t> Builder<'t> {
    /// A right side, the inside of brackets, or any node with cases behind an expression.
    /// Cases need their `otherwise`.
    pub(super) fn rhs(&mut self, node: &Node<'t>) -> Option<Expr> {
        let value = self.cases(node)?;
        if let ExprKind::Cases(cases) = &*value.kind
            && cases.otherwise.is_none()
        {
            self.error(
                Diagnostic::new(Code::MissingOtherwise, value.span, "these cases have no `otherwise`")
                    .label("no value where no condition holds")
                    .help(say!("say what holds when no condition does: `…, otherwise {}`", zero_like(cases))),
            );
        }
        Some(value)
    }

    /// Like [`Builder::rhs`], for `pay`, where a missing `otherwise` means no line.
    pub(super) fn cases(&mut self, node: &Node<'t>) -> Option<Expr> {
        let flat = child(node, Rule::expr)?;
        let first = self.expr(&flat)?;
        if let Some(tail) = child(node, Rule::when_tail) {
            let place = first.span.to(self.span(&tail));
            let mut arms = vec![(first, self.expr(&child(&tail, Rule::expr)?)?)];
            for arm in children(&tail, Rule::arm) {
                let mut sides = children(&arm, Rule::expr);
                let (value, condition) = (sides.next()?, sides.next()?);
                arms.push((self.expr(&value)?, self.expr(&condition)?));
            }
            let otherwise = match child(&tail, Rule::otherwise_tail) {
                Some(last) => Some(self.expr(&child(&last, Rule::expr)?)?),
                None => None,
            };
            return Some(self.make(ExprKind::Cases(Cases { arms, otherwise }), place));
        }
        if let Some(tail) = child(node, Rule::otherwise_tail) {
            let place = first.span.to(self.span(&tail));
            let last = self.expr(&child(&tail, Rule::expr)?)?;
            return Some(match *first.kind {
                ExprKind::Highest { ladder, rule, otherwise: None } if is_bare_highest(&flat) => {
                    self.make(ExprKind::Highest { ladder, rule, otherwise: Some(last) }, place)
                }
                kind => {
                    let first = self.make(kind, first.span);
                    self.make(ExprKind::Otherwise(first, last), place)
                }
            });
        }
        if let Some(tail) = child(node, Rule::dated_tail) {
            let place = first.span.to(self.span(&tail));
            let start = self.date(&child(&tail, Rule::date)?);
            let mut values: Vec<(Expr, Date)> = vec![(first, start)];
            for arm in children(&tail, Rule::dated_arm) {
                let value = self.expr(&child(&arm, Rule::expr)?)?;
                values.push((value, self.date(&child(&arm, Rule::date)?)));
            }
            return Some(self.make(ExprKind::Dated(values), place));
        }
        Some(first)
    }

    /// The first expression below a node: `expr`, `sum` or `operand`.
    pub(super) fn expr_in(&mut self, node: &Node<'t>) -> Option<Expr> {
        let inner = node.clone().into_inner();
        let found = inner
            .into_iter()
            .find(|inner| matches!(inner.as_rule(), Rule::expr | Rule::sum | Rule::operand | Rule::moment))?;
        self.expr(&found)
    }

    /// A flat list of operands and operators. `None` also where it is too deep.
    pub(super) fn expr(&mut self, node: &Node<'t>) -> Option<Expr> {
        self.height.around += 1;
        if self.height.around > MAX_DEPTH {
            return self.too_deep(node);
        }
        let nodes: Vec<Node<'t>> = node.clone().into_inner().collect();
        self.check_mix(&nodes);
        self.check_aggregates(&nodes);
        let mut flat = Flat { nodes: nodes.into_iter().peekable() };
        let value = self.climb(&mut flat, Power::Or)?;
        if self.height.last > MAX_DEPTH {
            return self.too_deep(node);
        }
        self.height.below = self.height.below.max(self.height.last);
        self.height.around -= 1;
        Some(value)
    }

    fn too_deep(&mut self, node: &Node<'t>) -> Option<Expr> {
        let place = self.span(node);
        self.error(
            Diagnostic::new(Code::TooDeep, place, say!("this is nested deeper than {MAX_DEPTH} levels"))
                .help("give parts of it names: write them as definitions of their own"),
        );
        None
    }

    /// Reads something that contains expressions; it is one higher than the highest of them and `beside`.
    fn raised<T>(&mut self, beside: usize, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let outside = std::mem::take(&mut self.height.below);
        let value = read(self)?;
        self.height.last = self.height.below.max(beside) + 1;
        self.height.below = outside;
        Some(value)
    }

    /// `a and b or c` has no order of its own.
    fn check_mix(&mut self, nodes: &[Node<'t>]) {
        let first_and = nodes.iter().find(|node| node.as_rule() == Rule::k_and);
        let first_or = nodes.iter().find(|node| node.as_rule() == Rule::k_or);
        if let (Some(and), Some(or)) = (first_and, first_or) {
            let (and, or) = (self.span(and), self.span(or));
            let (early, late) = if and.start < or.start { (and, or) } else { (or, and) };
            let ways = self.bracketed(nodes, Rule::k_or).zip(self.bracketed(nodes, Rule::k_and));
            let (first, second) = ways.unwrap_or_else(|| ("(a and b) or c".to_owned(), "a and (b or c)".to_owned()));
            self.error(
                Diagnostic::new(Code::MixedAndOr, late, "`and` and `or` stand side by side without brackets")
                    .note(early, "the other one")
                    .help(say!("put brackets around what belongs together: `{first}`, or `{second}`")),
            );
        }
    }

    /// Text from one node to another, where it fits on a line.
    fn short(&self, from: &Node<'t>, to: &Node<'t>) -> Option<&'t str> {
        const MOST: usize = 80;
        let place = self.span(from).to(self.span(to));
        let text = self.text.get(place.start as usize..place.end as usize)?.trim();
        (text.chars().count() <= MOST && !text.contains(['\n', '#'])).then_some(text)
    }

    /// A mixed row of `and` and `or` with brackets around what stands between the outer of the two.
    fn bracketed(&self, nodes: &[Node<'t>], outer: Rule) -> Option<String> {
        let sign = if outer == Rule::k_or { " or " } else { " and " };
        let part = |part: &[Node<'t>]| {
            let text = self.short(part.first()?, part.last()?)?;
            let mixed = part.iter().any(|node| matches!(node.as_rule(), Rule::k_and | Rule::k_or));
            Some(if mixed { format!("({text})") } else { text.to_owned() })
        };
        let parts: Option<Vec<String>> = nodes.split(|node| node.as_rule() == outer).map(part).collect();
        Some(parts?.join(sign))
    }

    /// `count over R >= 3` must be bracketed, or its `where` would swallow the comparison.
    fn check_aggregates(&mut self, nodes: &[Node<'t>]) {
        let sides = nodes.split(|node| matches!(node.as_rule(), Rule::k_and | Rule::k_or | Rule::k_not));
        for side in sides {
            let compared = side.iter().any(|node| power(node.as_rule()) == Some(Power::Compare));
            let aggregate = side.iter().find(|node| matches!(node.as_rule(), Rule::aggregate | Rule::highest));
            if let (true, Some(aggregate)) = (compared, aggregate) {
                let place = self.span(aggregate);
                let all = side.first().zip(side.last()).and_then(|(first, last)| self.short(first, last));
                let written = aggregate.as_str().trim_end();
                let cured = match all {
                    Some(all) => all.replacen(written, &format!("({written})"), 1),
                    None => "(count over …) …".to_owned(),
                };
                self.error(
                    Diagnostic::new(
                        Code::BracketComparison,
                        place,
                        "this sum, count or the like is compared without brackets",
                    )
                    .help(say!("put brackets around it: `{cured}`")),
                );
            }
        }
    }

    /// Precedence climbing: an expression of operators that hold at least as tightly as `least`.
    fn climb(&mut self, flat: &mut Flat<'t>, least: Power) -> Option<Expr> {
        let mut left = self.prefixed(flat, least)?;
        // The right side of the last comparison.
        let mut compared: Option<Expr> = None;
        while let Some(power) = flat.peek_power().filter(|power| *power >= least) {
            let node = flat.nodes.next()?;
            if power == Power::Compare
                && let Some(middle) = compared.take()
            {
                let text = |span: crate::source::Span| self.text.get(span.start as usize..span.end as usize);
                let (first, again) = (text(left.span).unwrap_or("…"), text(middle.span).unwrap_or("…"));
                let sign = node.as_str().trim();
                let help = say!("join two comparisons by `and`: `{first} and {again} {sign} …`");
                let place = self.span(&node);
                self.error(Diagnostic::new(Code::Syntax, place, "comparisons cannot be chained").help(help));
                // What was meant is known, and checked as such.
                let right = self.climb(flat, power.tighter())?;
                let place = middle.span.to(right.span);
                let second = self.make(infix(&node, middle, right), place);
                let place = left.span.to(place);
                self.height.last += 1;
                left = self.make(ExprKind::And(vec![left, second]), place);
                continue;
            }
            let height = self.height.last;
            left = match node.as_rule() {
                Rule::k_and | Rule::k_or => self.list(flat, left, node.as_rule(), power)?,
                Rule::k_of => {
                    let right = self.climb(flat, Power::Of)?;
                    let place = left.span.to(right.span);
                    self.height.last = self.height.last.max(height) + 1;
                    self.make(ExprKind::Of(left, right), place)
                }
                Rule::add_op | Rule::mul_op | Rule::cmp_op | Rule::is_op => {
                    let right = self.climb(flat, power.tighter())?;
                    let place = left.span.to(right.span);
                    self.height.last = self.height.last.max(height) + 1;
                    if power == Power::Compare {
                        compared = Some(right.clone());
                    }
                    self.make(infix(&node, left, right), place)
                }
                _ => self.raised(height, |this| this.suffixed(left, &node))?,
            };
        }
        Some(left)
    }

    /// `a and b and c`, `a or b or c`: one list.
    fn list(&mut self, flat: &mut Flat<'t>, first: Expr, rule: Rule, power: Power) -> Option<Expr> {
        let mut height = self.height.last;
        let mut parts = vec![first, self.climb(flat, power.tighter())?];
        height = height.max(self.height.last);
        while flat.nodes.next_if(|next| next.as_rule() == rule).is_some() {
            parts.push(self.climb(flat, power.tighter())?);
            height = height.max(self.height.last);
        }
        self.height.last = height + 1;
        let place = parts.iter().map(|part| part.span).reduce(Span::to)?;
        Some(self.make(if rule == Rule::k_and { ExprKind::And(parts) } else { ExprKind::Or(parts) }, place))
    }

    fn prefixed(&mut self, flat: &mut Flat<'t>, least: Power) -> Option<Expr> {
        let node = flat.nodes.next()?;
        let (inner, make): (Power, fn(Expr) -> ExprKind) = match node.as_rule() {
            Rule::k_not => (Power::Not, ExprKind::Not),
            Rule::minus => (Power::Negate, ExprKind::Negate),
            Rule::whole_part => (Power::Of, ExprKind::WholePart),
            _ => return self.raised(0, |this| this.primary(&node)),
        };
        let start = self.span(&node);
        if inner == Power::Not && least > Power::Not {
            self.error(
                Diagnostic::new(Code::Syntax, start, "`not` stands inside of a calculation or comparison")
                    .help("put brackets around it: `(not …)`; to compare, write `is not`"),
            );
        }
        // A row of prefixes is not a recursion of the grammar, so it is limited here.
        self.height.around += 1;
        if self.height.around > MAX_DEPTH {
            return self.too_deep(&node);
        }
        let value = self.climb(flat, inner)?;
        self.height.around -= 1;
        self.height.last += 1;
        let place = start.to(value.span);
        Some(self.make(make(value), place))
    }

    fn suffixed(&mut self, left: Expr, node: &Node<'t>) -> Option<Expr> {
        let place = left.span.to(self.span(node));
        let positive = !has(node, Rule::k_not);
        let kind = match node.as_rule() {
            Rule::attribute => {
                let name = self.name(node)?;
                let period = matches!(&*left.kind, ExprKind::Name(owner) if owner == "period");
                match name.text.as_str() {
                    "end" if period => ExprKind::PeriodEdge(true),
                    "start" if period => ExprKind::PeriodEdge(false),
                    _ => match child(node, Rule::args) {
                        Some(args) => ExprKind::AttributeCall(left, name, self.expr_list(&args)?),
                        None => ExprKind::Attribute(left, name),
                    },
                }
            }
            Rule::convert => {
                let day = match child(node, Rule::moment) {
                    Some(_) => Some(self.expr_in(node)?),
                    None => None,
                };
                ExprKind::Convert(left, self.name(node)?, day)
            }
            Rule::tally_above => ExprKind::TallyAtOrAbove(left, self.expr_in(node)?),
            Rule::in_before => ExprKind::Before(left, self.name(node)?),
            Rule::in_settled => {
                let mut names = self.names(node).into_iter();
                ExprKind::InSettled(left, names.next()?, names.next()?)
            }
            Rule::of_date => ExprKind::OfDate(left, has(node, Rule::k_on), self.name(node)?, self.expr_in(node)?),
            Rule::in_own => ExprKind::InIts(left, has(node, Rule::own_last), self.name(node)?),
            Rule::clamp => {
                let side = if has(node, Rule::k_most) { ClampSide::AtMost } else { ClampSide::AtLeast };
                ExprKind::Clamp(left, side, self.expr_in(node)?)
            }
            Rule::rounded => {
                let mode = round_mode(&child(node, Rule::round_mode)?);
                let step = child(node, Rule::number)?;
                let value = self.decimal(&step);
                ExprKind::Rounded(left, mode, value, self.span(&step))
            }
            Rule::is_known => ExprKind::IsKnown(positive, left),
            Rule::is_in => ExprKind::IsIn(positive, left, self.rows(&child(node, Rule::rows)?)?),
            Rule::is_below => ExprKind::IsBelow(positive, left, self.expr_in(node)?, self.name(node)?),
            _ => return None,
        };
        Some(self.make(kind, place))
    }

    fn primary(&mut self, node: &Node<'t>) -> Option<Expr> {
        let place = self.span(node);
        let kind = match node.as_rule() {
            Rule::paren => {
                let inner = self.rhs(&child(node, Rule::cases)?)?;
                // The brackets belong to the place, so that a message underlines them.
                return Some(Expr { kind: inner.kind, span: place });
            }
            Rule::date => ExprKind::Date(self.date(node)),
            Rule::quantity | Rule::cell_quantity => self.quantity(node)?,
            Rule::text => ExprKind::Text(self.string(node)),
            Rule::k_yes => ExprKind::Bool(true),
            Rule::k_no => ExprKind::Bool(false),
            Rule::k_none => ExprKind::None,
            Rule::k_empty => ExprKind::Empty,
            Rule::hole => ExprKind::Missing,
            Rule::name => ExprKind::Name(self.ident(node).text),
            Rule::my_ref => {
                let start = self.span(&child(node, Rule::k_my)?);
                let owner = self.make(ExprKind::Name("my".to_owned()), start);
                let name = self.name(node)?;
                match child(node, Rule::args) {
                    Some(args) => ExprKind::AttributeCall(owner, name, self.expr_list(&args)?),
                    None => ExprKind::Attribute(owner, name),
                }
            }
            Rule::call => {
                let name = self.name(node)?;
                match child(node, Rule::args) {
                    Some(args) => ExprKind::Call(name, self.expr_list(&args)?),
                    None => ExprKind::Name(name.text),
                }
            }
            Rule::opening => ExprKind::Opening(self.name(node)?),
            Rule::computed => ExprKind::Computed(self.name(node)?),
            Rule::extreme => ExprKind::Extreme(has(node, Rule::k_greater), self.expr_list(node)?),
            Rule::highest => {
                let rule = self.expr_in(&child(node, Rule::where_part)?)?;
                ExprKind::Highest { ladder: self.name(node)?, rule, otherwise: None }
            }
            Rule::aggregate => ExprKind::Aggregate(self.aggregate(node)?),
            Rule::in_every => self.in_every(node)?,
            Rule::between => {
                let mut ends = children(node, Rule::operand);
                let (from, to) = (ends.next()?, ends.next()?);
                let (from, to) = (self.expr(&from)?, self.expr(&to)?);
                ExprKind::Between(between_unit(&child(node, Rule::between_unit)?), from, to)
            }
            Rule::nearest => {
                let filter = self.expr_in(&child(node, Rule::where_part)?)?;
                ExprKind::Nearest(self.name(node)?, filter)
            }
            Rule::first_of => {
                let rows = self.rows(&child(node, Rule::pick_rows)?)?;
                ExprKind::First(rows, self.order(&child(node, Rule::order)?)?)
            }
            Rule::place => {
                let order = self.order(&child(node, Rule::order)?)?;
                ExprKind::Place(self.name(node)?, order)
            }
            _ => return None,
        };
        Some(self.make(kind, place))
    }

    /// A primary that stands alone: a literal or name in a cell.
    pub(super) fn literal(&mut self, node: &Node<'t>) -> Option<Expr> {
        self.primary(node)
    }

    /// A number with `%`, `‰` or a unit.
    fn quantity(&mut self, node: &Node<'t>) -> Option<ExprKind> {
        let value = self.decimal(&child(node, Rule::number)?);
        if has(node, Rule::percent_sign) {
            return Some(ExprKind::Percent(value));
        }
        if has(node, Rule::permille_sign) || has(node, Rule::k_permille) {
            return Some(ExprKind::PerMille(value));
        }
        let unit = child(node, Rule::unit_ref).and_then(|unit| {
            let mut names = self.names(&unit).into_iter();
            Some(UnitRef { name: names.next()?, per: names.next() })
        });
        Some(ExprKind::Number(value, unit))
    }

    /// A number with its sign of percent or its unit, as an expression.
    pub(super) fn quantity_of(&mut self, node: &Node<'t>) -> Option<Expr> {
        let kind = self.quantity(node)?;
        Some(self.make(kind, self.span(node)))
    }

    /// A plain number or an operand, where both may stand.
    pub(super) fn count(&mut self, node: &Node<'t>) -> Option<Expr> {
        if let Some(number) = child(node, Rule::number) {
            let value = self.decimal(&number);
            let place = self.span(&number);
            return Some(self.make(ExprKind::Number(value, None), place));
        }
        self.expr(&child(node, Rule::operand)?)
    }

    fn expr_list(&mut self, node: &Node<'t>) -> Option<Vec<Expr>> {
        children(node, Rule::expr).map(|inner| self.expr(&inner)).collect()
    }

    fn aggregate(&mut self, node: &Node<'t>) -> Option<Aggregate> {
        let rows = self.rows(&child(node, Rule::rows)?)?;
        let Some(word) = child(node, Rule::agg_word) else {
            return Some(Aggregate { op: AggregateOp::Count, body: None, rows });
        };
        let op = match word.into_inner().next()?.as_rule() {
            Rule::k_sum => AggregateOp::Sum,
            Rule::k_largest => AggregateOp::Largest,
            Rule::k_smallest => AggregateOp::Smallest,
            Rule::k_any => AggregateOp::Any,
            _ => AggregateOp::Every,
        };
        let body = self.expr(&child(node, Rule::operand)?)?;
        Some(Aggregate { op, body: Some(body), rows })
    }

    /// Rows, with `called` and `where`.
    pub(super) fn rows(&mut self, node: &Node<'t>) -> Option<Rows> {
        let place = self.span(node);
        let source = node.clone().into_inner().next()?;
        let mut names = self.names(&source).into_iter();
        let kind = match source.as_rule() {
            Rule::rows_own => RowsKind::Own(names.next()?),
            Rule::rows_frontline => RowsKind::Frontline(names.next()?),
            Rule::rows_team => RowsKind::Team(names.next()?, self.depth(&source)?),
            Rule::rows_downline => RowsKind::Downline(names.next()?, self.depth(&source)?),
            Rule::rows_upline => RowsKind::Upline(names.next()?),
            Rule::rows_legs => RowsKind::Legs(names.next()?, self.expr_in(&source)?),
            Rule::rows_window => match child(&source, Rule::parts) {
                Some(parts) => RowsKind::Parts(self.parts_of(&parts)?),
                None => RowsKind::Window(self.window(&child(&source, Rule::window)?)?),
            },
            Rule::rows_pick => RowsKind::Pick(names.next()?, self.expr_list(&child(&source, Rule::args)?)?),
            Rule::rows_by => RowsKind::By(names.next()?, names.next()?),
            _ => RowsKind::All(names.next()?),
        };
        let called = child(node, Rule::called).and_then(|called| self.name(&called));
        let filter = match child(node, Rule::where_part) {
            Some(filter) => Some(self.expr_in(&filter)?),
            None => None,
        };
        Some(Rows { kind, called, filter, span: place })
    }

    /// `to depth n`; the outer `None` is a broken tree, the inner one no limit.
    fn depth(&mut self, node: &Node<'t>) -> Option<Option<Expr>> {
        match child(node, Rule::to_depth) {
            Some(limit) => Some(Some(self.count(&limit)?)),
            None => Some(None),
        }
    }

    fn window(&mut self, node: &Node<'t>) -> Option<Window> {
        let joining = child(node, Rule::joining);
        Some(Window {
            count: self.count(node)?,
            grain: self.name(node)?,
            including_this: child(node, Rule::including).map(|including| has(&including, Rule::k_including)),
            before_joining_counted: joining.map(|joining| has(&joining, Rule::joining_counted)),
            span: self.span(node),
        })
    }

    /// `in every of last 3 months: c`, `in 2 of last 3 months: c`.
    fn in_every(&mut self, node: &Node<'t>) -> Option<ExprKind> {
        let window = self.window(&child(node, Rule::window)?)?;
        let least = if has(node, Rule::k_every) { window.count.clone() } else { self.count(node)? };
        let condition = self.expr(&child(node, Rule::expr)?)?;
        Some(ExprKind::InEvery(least, window, condition))
    }

    /// `by KEY smallest first, then number`
    pub(super) fn order(&mut self, node: &Node<'t>) -> Option<Order> {
        let mut keys = Vec::new();
        for key in children(node, Rule::order_key) {
            keys.push(OrderKey { key: self.expr_in(&key)?, descending: has(&key, Rule::order_down) });
        }
        Some(Order { keys, then_number: has(node, Rule::order_number), span: self.span(node) })
    }

    /// The names and expressions of `name expr` or `name is expr`.
    pub(super) fn named_value(&mut self, node: &Node<'t>) -> Option<(Ident, Expr)> {
        Some((self.name(node)?, self.expr_in(node)?))
    }
}

fn infix(node: &Node<'_>, left: Expr, right: Expr) -> ExprKind {
    match (node.as_rule(), node.as_str()) {
        (Rule::is_op, _) => ExprKind::Is(!has(node, Rule::k_not), left, right),
        (_, "+") => ExprKind::Binary(BinaryOp::Add, left, right),
        (_, "-") => ExprKind::Binary(BinaryOp::Subtract, left, right),
        (_, "*") => ExprKind::Binary(BinaryOp::Multiply, left, right),
        (_, "/") => ExprKind::Binary(BinaryOp::Divide, left, right),
        (_, "<") => ExprKind::Compare(CompareOp::Less, left, right),
        (_, "<=") => ExprKind::Compare(CompareOp::LessOrEqual, left, right),
        (_, ">") => ExprKind::Compare(CompareOp::Greater, left, right),
        _ => ExprKind::Compare(CompareOp::GreaterOrEqual, left, right),
    }
}

/// Whether an expression is nothing but `highest of … where …`, without brackets.
fn is_bare_highest(flat: &Node<'_>) -> bool {
    flat.clone().into_inner().all(|node| node.as_rule() == Rule::highest)
}

fn between_unit(node: &Node<'_>) -> BetweenUnit {
    let calendar = child(node, Rule::calendar_unit).and_then(|unit| CalendarUnit::of_word(unit.as_str().trim()));
    if let Some(unit) = calendar {
        BetweenUnit::Calendar(unit)
    } else if has(node, Rule::k_completed) {
        BetweenUnit::MonthsCompleted
    } else if has(node, Rule::k_begun) {
        BetweenUnit::MonthsBegun
    } else {
        BetweenUnit::Days
    }
}

/// `half up`, `half even`, `up`, `down`.
pub(super) fn round_mode(node: &Node<'_>) -> RoundMode {
    if has(node, Rule::round_half_up) {
        RoundMode::HalfUp
    } else if has(node, Rule::round_half_even) {
        RoundMode::HalfEven
    } else if has(node, Rule::k_up) {
        RoundMode::Up
    } else {
        RoundMode::Down
    }
}
