//! What definitions and bonuses cost: how the work of a run grows with them.

use compline_lang::hir::{self, Bonus, CompareOp, Expr, ExprKind, Plan, Rows, Subject};
use compline_lang::source::{ItemIndex, Span};
use compline_lang::syntax::ast::owner_of;
use compline_lang::words::{Text, say};
use serde::Serialize;

/// How much has to be looked at for all rows together, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Nothing: the same for every row.
    Constant,
    /// The row itself.
    OwnRow,
    /// The events of each partner.
    OwnRows,
    /// All rows once, for the company.
    AllRows,
    /// A tree, once.
    TreePass,
    /// One look for each trigger.
    PerTrigger,
    /// For each trigger a walk up the tree.
    WalkPerTrigger,
}

/// What a definition or bonus costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// Its name.
    pub name: String,
    /// The item.
    pub item: ItemIndex,
    /// Where the name stands.
    pub span: Span,
    /// What is looked at.
    pub class: Class,
    /// In how many periods.
    pub periods: u32,
    /// Most rounds of loops for each row; 1 where there is none.
    pub rounds: u32,
    /// Most visits of a walk; `None` where only the tree ends it, or where there is no walk.
    pub visits: Option<u32>,
}

impl Cost {
    /// In words: `one pass over the tree, in 12 periods`.
    pub fn words(&self) -> Text {
        let mut out = match self.class {
            Class::Constant => say!("constant"),
            Class::OwnRow => say!("its own row"),
            Class::OwnRows => say!("its own events"),
            Class::AllRows => say!("everything, once"),
            Class::TreePass => say!("one pass over the tree"),
            Class::PerTrigger => say!("once for each trigger"),
            Class::WalkPerTrigger => match self.visits {
                Some(1) => say!("a walk for each trigger, 1 level"),
                Some(n) => say!("a walk for each trigger, at most {n} levels"),
                None => say!("a walk for each trigger, to the top"),
            },
        };
        if self.periods > 1 {
            out = say!("{out}, in {} periods", self.periods);
        }
        if self.rounds > 1 {
            out = say!("{out}, at most {} rounds", self.rounds);
        }
        out
    }
}

/// What each definition, loop, bonus and pool costs, in the order of the text. A definition that reads another is charged
/// for its own rule alone.
pub fn costs(plan: &Plan) -> Vec<Cost> {
    let mut out = Vec::new();
    for (item, definition) in &plan.definitions {
        let mut own = Work::default();
        own.look(plan, &definition.value, &definition.subject, &definition.name);
        // All values of a loop, a flow or an account are made at once.
        let name = owner_of(&definition.name);
        let same = out.iter_mut().find(|known: &&mut Cost| known.item == *item && known.name == name);
        if let (Some(known), true) = (same, name != definition.name) {
            known.class = known.class.max(own.class);
            known.periods = known.periods.max(own.periods);
            known.rounds = known.rounds.max(own.rounds);
            known.span = known.span.min(definition.name_span);
            continue;
        }
        out.push(Cost {
            name: name.to_owned(),
            item: *item,
            span: definition.name_span,
            class: own.class,
            periods: own.periods.max(1),
            rounds: own.rounds.max(1),
            visits: None,
        });
    }
    for (item, bonus) in &plan.bonuses {
        let class = if bonus.walk.is_some() { Class::WalkPerTrigger } else { Class::PerTrigger };
        let (item, span, visits) = (*item, bonus.name_span, visits(bonus));
        out.push(Cost { name: bonus.name.clone(), item, span, class, periods: 1, rounds: 1, visits });
    }
    for (item, pool) in &plan.pools {
        let (item, span) = (*item, pool.name_span);
        out.push(Cost {
            name: pool.name.clone(),
            item,
            span,
            class: Class::AllRows,
            periods: 1,
            rounds: 1,
            visits: None,
        });
    }
    out.sort_by_key(|cost| (cost.item, cost.span));
    out
}

struct Work {
    class: Class,
    periods: u32,
    rounds: u32,
}

impl Default for Work {
    fn default() -> Self {
        Self { class: Class::Constant, periods: 1, rounds: 1 }
    }
}

impl Work {
    fn look(&mut self, plan: &Plan, e: &Expr, subject: &Subject, name: &str) {
        hir::visit(e, &mut |part| {
            let class = match part.kind.as_ref() {
                ExprKind::Aggregate(aggregate) => match &aggregate.rows {
                    Rows::All(_) => Class::AllRows,
                    Rows::By { .. } | Rows::Positions(_) => Class::OwnRows,
                    Rows::Frontline(..) | Rows::Team { .. } | Rows::Upline(..) | Rows::Pick(..) => Class::TreePass,
                },
                ExprKind::First { .. } => Class::OwnRows,
                ExprKind::Nearest { .. } | ExprKind::Place(..) => Class::TreePass,
                // Up a tree by itself.
                ExprKind::Definition { subject: of, name: read, row: Some(row), .. }
                    if of == subject && read == name && matches!(row.kind.as_ref(), ExprKind::Parent(..)) =>
                {
                    Class::TreePass
                }
                ExprKind::Scan(scan) => {
                    // Without a limit there is a round for each event.
                    self.rounds = self.rounds.max(if scan.body.most == u32::MAX { 1 } else { scan.body.most });
                    Class::OwnRows
                }
                ExprKind::Repeat(repeat) => {
                    self.rounds = self.rounds.max(repeat.most);
                    Class::OwnRow
                }
                ExprKind::Window { count, .. } => {
                    self.periods = self.periods.saturating_mul((*count).max(1));
                    Class::OwnRow
                }
                ExprKind::Row(_) => Class::OwnRow,
                ExprKind::Definition { subject: of, name: read, args, .. } if !args.is_empty() => {
                    let function =
                        plan.definitions.iter().map(|(_, d)| d).find(|d| d.subject == *of && d.name == *read);
                    if let Some(function) = function.filter(|function| function.name != name) {
                        let mut inner = Self::default();
                        inner.look(plan, &function.value, of, read);
                        self.periods = self.periods.max(inner.periods);
                        self.rounds = self.rounds.max(inner.rounds);
                        inner.class
                    } else {
                        Class::OwnRow
                    }
                }
                _ => Class::Constant,
            };
            self.class = self.class.max(class);
        });
    }
}

/// Most visits of a walk: from a memory that begins with a number, rises by one, and is compared in a stop.
fn visits(bonus: &Bonus) -> Option<u32> {
    bonus.walk.as_ref()?;
    let number = |e: &Expr| match e.kind.as_ref() {
        ExprKind::Number(n) => n.rescale(0).map(|n| n.mantissa),
        _ => None,
    };
    bonus
        .stop_before
        .iter()
        .filter_map(|stop| {
            let ExprKind::Compare(op, a, b) = stop.kind.as_ref() else { return None };
            let (ExprKind::Local(memory), Some(limit)) = (a.kind.as_ref(), number(b)) else { return None };
            let (_, _, start) = bonus.memories.iter().find(|(name, _, _)| name == memory)?;
            let (_, next) = bonus.then.iter().find(|(name, _)| name == memory)?;
            let ExprKind::Binary(compline_lang::syntax::ast::BinaryOp::Add, own, step) = next.kind.as_ref() else {
                return None;
            };
            let by_one =
                matches!(own.kind.as_ref(), ExprKind::Local(name) if name == memory) && number(step) == Some(1);
            let rounds = limit - number(start)?;
            let rounds = match op {
                CompareOp::Greater => rounds + 1,
                CompareOp::GreaterOrEqual => rounds,
                _ => return None,
            };
            // Those who are skipped are visited as well; levels are those who are not.
            by_one.then_some(()).and_then(|()| u32::try_from(rounds.max(0)).ok())
        })
        .min()
}
