//! Items: everything but the bodies of bonuses, pools, caps, grids and examples.

use super::grammar::Rule;
use super::tree::{Builder, Node, child, children, has};
use crate::syntax::ast::{
    Conditions, Definition, Earners, Event, Exception, Field, Holds, HoldsOn, Item, ItemKind, Liability, Nature,
    OnlyWhere, Param, Pick, Plan, Proof, Rate, Reversed, ReversedLines, ReversedVolume, Signed, State, Tree, TreeShape,
    TypeExpr, TypeKind, Unit, Verb, Waive,
};

impl<'t> Builder<'t> {
    /// The item at the root of the parser's tree.
    pub(super) fn item(&mut self, entry: Node<'t>) -> Option<Item> {
        let node = entry.into_inner().next()?;
        let docs = self.docs_above(node.as_span().start());
        let kind = match node.as_rule() {
            Rule::language => {
                let number = child(&node, Rule::number)?;
                ItemKind::Language(self.decimal(&number), self.span(&number))
            }
            Rule::plan => ItemKind::Plan(self.plan(&node)?),
            Rule::unit => {
                let step = child(&node, Rule::number)?;
                let (step_value, step_span) = (self.decimal(&step), self.span(&step));
                ItemKind::Unit(Unit { name: self.name(&node)?, step: step_value, step_span })
            }
            Rule::rate => {
                let mut names = self.names(&node).into_iter();
                let (from, to) = (names.next()?, names.next()?);
                ItemKind::Rate(Rate { from, to, value: self.rhs(&child(&node, Rule::rhs)?)? })
            }
            Rule::tree => ItemKind::Tree(self.tree(&node)?),
            Rule::earners => ItemKind::Earners(self.earners(&node)?),
            Rule::event | Rule::fact => ItemKind::Event(self.event(&node)?),
            Rule::partner_item => {
                let fields = children(&node, Rule::field).map(|field| self.field(&field)).collect::<Option<_>>()?;
                ItemKind::Partner(fields)
            }
            Rule::scale => {
                let mut names = self.names(&node).into_iter();
                ItemKind::Scale(names.next()?, names.collect())
            }
            Rule::table => ItemKind::Table(self.table(&node)?),
            Rule::tiers => ItemKind::Tiers(self.tiers(&node)?),
            Rule::ladder => ItemKind::Ladder(self.ladder(&node)?),
            Rule::definition => ItemKind::Definition(self.definition(&node)?),
            Rule::on_item => {
                let inner = children(&node, Rule::definition).map(|inner| {
                    let docs = self.docs_above(inner.as_span().start());
                    Some(Definition { docs, ..self.definition(&inner)? })
                });
                let definitions = inner.collect::<Option<_>>()?;
                ItemKind::On(self.name(&node)?, definitions)
            }
            Rule::pick => ItemKind::Pick(self.pick(&node)?),
            Rule::state => {
                let ty = self.simple_type(&child(&node, Rule::simple_type)?)?;
                let initial = self.rhs(&child(&node, Rule::rhs)?)?;
                let mut names = self.names(&node).into_iter();
                let per = self.per(&node);
                ItemKind::State(State { name: names.next()?, per, ty, subject: names.next()?, initial })
            }
            Rule::closing => ItemKind::Closing(self.name(&node)?, self.rhs(&child(&node, Rule::rhs)?)?),
            Rule::account => ItemKind::Account(self.account(&node)?),
            Rule::repeat => ItemKind::Repeat(self.repeat(&node)?),
            Rule::flow => ItemKind::Flow(self.flow(&node)?),
            Rule::bonus => ItemKind::Bonus(self.bonus(&node)?),
            Rule::pool => ItemKind::Pool(self.pool(&node)?),
            Rule::cap => ItemKind::Cap(self.cap(&node)?),
            Rule::assert => {
                let title = child(&node, Rule::text).map(|text| self.string(&text));
                ItemKind::Assert(title, self.expr(&child(&node, Rule::expr)?)?)
            }
            Rule::waive => {
                let texts: Vec<_> =
                    children(&node, Rule::text).map(|text| (self.string(&text), self.span(&text))).collect();
                let mut texts = texts.into_iter();
                ItemKind::Waive(Waive { code: texts.next()?, on: self.name(&node)?, because: texts.next()? })
            }
            Rule::prove => ItemKind::Prove(self.proof(&node)?),
            Rule::example => ItemKind::Example(self.example(&node)?),
            Rule::use_item => ItemKind::Use(self.path_text(&child(&node, Rule::text)?)),
            Rule::param_item => ItemKind::Param(self.parameter(&node)?),
            Rule::variant => ItemKind::Variant(self.variant(&node)?),
            _ => return None,
        };
        Some(Item { docs, kind, span: self.span(&node) })
    }

    fn proof(&mut self, node: &Node<'t>) -> Option<Proof> {
        let limit = self.quantity_of(&child(node, Rule::quantity)?)?;
        let mut names = self.names(node).into_iter();
        Some(Proof { what: names.next()?, limit, of: names.next()?, field: names.next(), span: self.span(node) })
    }

    fn plan(&mut self, node: &Node<'t>) -> Option<Plan> {
        let version = child(node, Rule::plan_version).and_then(|version| child(&version, Rule::number));
        let version = version.map(|number| (self.decimal(&number), self.span(&number)));
        let mut plan = Plan {
            name: self.name(node)?,
            version,
            valid: None,
            currency: None,
            period: None,
            weeks: None,
            jurisdictions: None,
            cliff: None,
        };
        for clause in node.clone().into_inner() {
            match clause.as_rule() {
                Rule::plan_valid => {
                    let mut dates = children(&clause, Rule::date);
                    let from = self.date(&dates.next()?);
                    let to = dates.next().map(|date| self.date(&date));
                    self.set_once(&mut plan.valid, (from, to), &clause, "valid for sales");
                }
                Rule::plan_currency => {
                    let currency = self.name(&clause)?;
                    self.set_once(&mut plan.currency, currency, &clause, "currency");
                }
                Rule::plan_period => {
                    let period = self.period(&clause)?;
                    self.set_once(&mut plan.period, period, &clause, "period");
                }
                Rule::plan_weeks => {
                    let weeks = self.weeks(&clause);
                    self.set_once(&mut plan.weeks, weeks, &clause, "weeks from");
                }
                Rule::plan_jurisdictions => {
                    let names = self.names(&clause);
                    self.set_once(&mut plan.jurisdictions, names, &clause, "jurisdictions");
                }
                Rule::plan_cliff => {
                    let number = child(&clause, Rule::number)?;
                    let most = (self.decimal(&number), self.name(&clause)?);
                    self.set_once(&mut plan.cliff, most, &clause, "cliff at most");
                }
                _ => {}
            }
        }
        Some(plan)
    }

    fn tree(&mut self, node: &Node<'t>) -> Option<Tree> {
        let shape = if let Some(derived) = child(node, Rule::tree_derived) {
            let mut parent = None;
            for clause in children(&derived, Rule::tree_parent) {
                let value = self.rhs(&child(&clause, Rule::rhs)?)?;
                self.set_once(&mut parent, value, &clause, "parent");
            }
            TreeShape::From(self.name(&derived)?, parent)
        } else if let Some(sides) = child(node, Rule::tree_sides) {
            TreeShape::Sides(self.names(&sides))
        } else if let Some(width) = child(node, Rule::tree_width) {
            let number = child(&width, Rule::number)?;
            TreeShape::Width(self.decimal(&number), self.span(&number))
        } else {
            TreeShape::Unbounded
        };
        let placed = match child(node, Rule::tree_placed) {
            Some(placed) => Some(self.placed(&placed)?),
            None => None,
        };
        Some(Tree { name: self.name(node)?, with_customers: has(node, Rule::tree_customers), shape, placed })
    }

    fn earners(&mut self, node: &Node<'t>) -> Option<Earners> {
        let condition = match child(node, Rule::where_part) {
            Some(filter) => Some(self.expr_in(&filter)?),
            None => None,
        };
        let others = child(node, Rule::verb).map(|word| (verb(&word), self.span(&word)));
        Some(Earners { condition, others })
    }

    fn event(&mut self, node: &Node<'t>) -> Option<Event> {
        let mut event = Event {
            name: self.name(node)?,
            fields: Vec::new(),
            conditions: None,
            volume: None,
            payable: None,
            reversed: None,
            natures: Vec::new(),
            liabilities: Vec::new(),
            is_fact: node.as_rule() == Rule::fact,
            holds: None,
        };
        for line in node.clone().into_inner() {
            match line.as_rule() {
                Rule::field => event.fields.push(self.field(&line)?),
                Rule::event_conditions => {
                    let monthly = match (child(&line, Rule::in_its), child(&line, Rule::in_the_before)) {
                        (Some(its), _) => Some((self.name(&its)?, false)),
                        (_, Some(before)) => Some((self.name(&before)?, true)),
                        _ => None,
                    };
                    let conditions = Conditions { field: self.name(&line)?, monthly };
                    self.set_once(&mut event.conditions, conditions, &line, "conditions on");
                }
                Rule::event_volume => {
                    let field = self.name(&line)?;
                    self.set_once(&mut event.volume, field, &line, "volume on");
                }
                Rule::event_payable => {
                    let field = self.name(&line)?;
                    self.set_once(&mut event.payable, field, &line, "payable on");
                }
                Rule::fact_holds => {
                    let mut names = self.names(&line).into_iter();
                    let days = line.clone().into_inner().find_map(|part| match part.as_rule() {
                        Rule::fact_first => Some(HoldsOn::First),
                        Rule::fact_last => Some(HoldsOn::Last),
                        Rule::fact_any => Some(HoldsOn::Any),
                        Rule::fact_every => Some(HoldsOn::Every),
                        _ => None,
                    });
                    let holds = Holds { from: names.next()?, to: names.next(), days };
                    self.set_once(&mut event.holds, holds, &line, "holds from");
                }
                Rule::event_reversed => {
                    let reversed = self.reversed(&line);
                    self.set_once(&mut event.reversed, reversed, &line, "reversed");
                }
                Rule::event_nature => {
                    event.natures.push(Nature { kind: self.name(&line)?, only: self.only_where(&line)? });
                }
                Rule::event_liability => {
                    let number = child(&line, Rule::number)?;
                    let months = self.decimal(&number);
                    let span = self.span(&line);
                    event.liabilities.push(Liability { months, only: self.only_where(&line)?, span });
                }
                _ => {}
            }
        }
        Some(event)
    }

    /// `when FIELD is WORD or WORD`; nothing where it is not written.
    fn only_where(&mut self, node: &Node<'t>) -> Option<Option<OnlyWhere>> {
        let Some(only) = child(node, Rule::only_where) else { return Some(None) };
        let mut names = self.names(&only).into_iter();
        Some(Some(OnlyWhere { field: names.next()?, words: names.collect() }))
    }

    fn reversed(&mut self, node: &Node<'t>) -> Reversed {
        let mut reversed = Reversed { lines: None, measure: None, volume: None, span: self.span(node) };
        for part in node.clone().into_inner() {
            match part.as_rule() {
                Rule::lines_mirrored => {
                    reversed.measure = self.name(&part);
                    self.set_once(&mut reversed.lines, ReversedLines::Mirrored, &part, "lines");
                }
                Rule::lines_stay => self.set_once(&mut reversed.lines, ReversedLines::Stay, &part, "lines"),
                Rule::volume_reversal => {
                    let volume = ReversedVolume::LeavesPeriodOfReversal;
                    self.set_once(&mut reversed.volume, volume, &part, "volume");
                }
                Rule::volume_sale => {
                    self.set_once(&mut reversed.volume, ReversedVolume::LeavesPeriodOfSale, &part, "volume");
                }
                Rule::volume_stays => self.set_once(&mut reversed.volume, ReversedVolume::Stays, &part, "volume"),
                _ => {}
            }
        }
        reversed
    }

    fn field(&mut self, node: &Node<'t>) -> Option<Field> {
        let docs = self.docs_above(node.as_span().start());
        let range = match child(node, Rule::field_range) {
            Some(range) => {
                let mut ends = children(&range, Rule::signed);
                let (from, to) = (ends.next()?, ends.next()?);
                Some((self.signed(&from), self.signed(&to)))
            }
            None => None,
        };
        let written = child(node, Rule::field_type)?;
        let kind = match child(&written, Rule::words) {
            Some(words) => TypeKind::Words(self.names(&words)),
            None => self.type_kind(&written)?,
        };
        let ty = TypeExpr { kind, optional: has(&written, Rule::or_none), span: self.span(&written) };
        Some(Field { docs, name: self.name(node)?, ty, range })
    }

    fn signed(&mut self, node: &Node<'t>) -> Signed {
        Signed { value: self.decimal(node), span: self.span(node) }
    }

    /// A type of one word, or `tally(…)`.
    pub(super) fn simple_type(&mut self, node: &Node<'t>) -> Option<TypeExpr> {
        let kind = self.type_kind(node)?;
        Some(TypeExpr { kind, optional: has(node, Rule::or_none), span: self.span(node) })
    }

    fn type_kind(&mut self, node: &Node<'t>) -> Option<TypeKind> {
        Some(match child(node, Rule::tally_type) {
            Some(tally) => TypeKind::Tally(self.name(&tally)?),
            None => TypeKind::Named(self.name(node)?),
        })
    }

    /// Parameters, none where there are no brackets.
    pub(super) fn params(&mut self, node: &Node<'t>) -> Option<Vec<Param>> {
        let Some(params) = child(node, Rule::params) else { return Some(Vec::new()) };
        children(&params, Rule::param).map(|param| self.param(&param)).collect()
    }

    pub(super) fn param(&mut self, node: &Node<'t>) -> Option<Param> {
        let ty = match child(node, Rule::simple_type) {
            Some(ty) => Some(self.simple_type(&ty)?),
            None => None,
        };
        Some(Param { name: self.name(node)?, ty })
    }

    fn definition(&mut self, node: &Node<'t>) -> Option<Definition> {
        let mut definition = Definition {
            docs: Vec::new(),
            name: self.name(node)?,
            params: self.params(node)?,
            per: self.per(node),
            value: self.rhs(&child(node, Rule::rhs)?)?,
            exceptions: Vec::new(),
            overridable: None,
            span: self.span(node),
        };
        for tail in node.clone().into_inner() {
            match tail.as_rule() {
                Rule::overridable => {
                    let place = self.span(&child(&tail, Rule::k_overridable)?);
                    self.set_once(&mut definition.overridable, place, &tail, "overridable");
                }
                Rule::exception => definition.exceptions.push(Exception {
                    condition: self.expr(&child(&tail, Rule::expr)?)?,
                    value: self.rhs(&child(&tail, Rule::rhs)?)?,
                    span: self.span(&tail),
                }),
                _ => {}
            }
        }
        Some(definition)
    }

    fn pick(&mut self, node: &Node<'t>) -> Option<Pick> {
        Some(Pick {
            name: self.name(node)?,
            params: self.params(node)?,
            count: self.expr(&child(node, Rule::operand)?)?,
            rows: self.rows(&child(node, Rule::pick_rows)?)?,
            order: self.order(&child(node, Rule::order)?)?,
        })
    }
}

/// `skip`, `pass`, `hand on`.
pub(super) fn verb(node: &Node<'_>) -> Verb {
    if has(node, Rule::verb_skip) {
        Verb::Skip
    } else if has(node, Rule::verb_pass) {
        Verb::Pass
    } else {
        Verb::HandOn
    }
}
