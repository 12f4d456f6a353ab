//! The most that a plan can pay, and small networks that are paid much: for people who release it.
//!
//! Both are found from the text alone, so they are kept by its hash. The bound takes little time, the search for networks up to
//! some seconds; both go on when nobody waits any more.

use super::{PlanVersion, on_big_stack};
use crate::error::OfficeError;
use crate::office::Office;
use compline_analysis::{Bounds, Cause, Per, Total, bound, decimal, gap, shares};
use compline_compiler::compile::compile;
use compline_compiler::program::Program;
use compline_lang::hir;
use compline_lang::render::PlanText;
use compline_lang::words::Text;
use compline_runtime::witness::search;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a text that is no bundle is called.
const PLAIN: &str = "";

/// The most that a plan pays, over all periods together.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Each bonus and pool, in the order in which they are paid.
    pub paid: Vec<Limit>,
    /// All of them after all caps.
    pub sum: Limit,
    /// The caps that bound the sum.
    pub caps: Vec<String>,
    /// Whether caps bound nothing, because events may be paid in a later period than that of their sale.
    pub caps_do_not_count: bool,
    /// The plan's currency.
    pub currency: String,
}

/// The bound of a bonus, a pool or the sum.
#[derive(Clone, Debug)]
pub struct Limit {
    /// Which; empty for the sum.
    pub name: String,
    /// Shares of volume, or why there is no bound.
    pub bound: Result<Vec<LimitShare>, Reason>,
    /// Fixed amounts that no volume covers.
    pub fixed: Vec<LimitAmount>,
    /// What rounding may add.
    pub rounding: Vec<LimitAmount>,
    /// The cap that bounds it, where one does.
    pub cap: Option<String>,
}

/// A share of a volume.
#[derive(Clone, Debug)]
pub struct LimitShare {
    /// The event kind.
    pub event: String,
    /// The field that is summed.
    pub field: String,
    /// The field's unit.
    pub unit: String,
    /// In percent, with six digits at most and rounded up; nothing where the unit has no rate to the plan's currency.
    pub percent: Option<Decimal>,
    /// In the plan's currency for one of the unit, in the same way.
    pub amount: Decimal,
}

/// So much for each of something.
#[derive(Clone, Debug)]
pub struct LimitAmount {
    /// In the plan's currency, rounded up.
    pub amount: Decimal,
    /// For each of what.
    pub per: LimitPer,
}

/// What there is one of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LimitPer {
    /// An event of a kind.
    Event(String),
    /// A partner, in a period.
    Partner,
    /// A person, in a period.
    Person,
    /// A line of a bonus.
    Line(String),
    /// A period.
    Period,
}

/// Why there is no bound.
#[derive(Clone, Debug)]
pub struct Reason {
    /// What stands in the way.
    pub text: Text,
    /// What would help.
    pub help: Option<Text>,
    /// Where it stands: the file of a bundle, line and column.
    pub place: Option<(Option<String>, u32, u32)>,
}

/// The networks that were found.
#[derive(Clone, Debug, Default)]
pub struct Networks {
    /// By name of a bonus or pool.
    pub of: BTreeMap<String, Network>,
    /// For all that is paid.
    pub sum: Option<Network>,
}

/// A small network that is paid much.
#[derive(Clone, Debug)]
pub struct Network {
    /// What it is paid, in percent of its volume.
    pub percent: Decimal,
    /// What lies between that and the bound, in points of percent.
    pub gap: Option<Decimal>,
    /// The network as an example of the plan.
    pub example: String,
}

impl Office {
    /// The most that a version can pay; nothing where it has errors.
    ///
    /// # Errors
    /// Where there is no thread to find it.
    pub async fn limits(&self, version: &PlanVersion) -> Result<Arc<Option<Limits>>, OfficeError> {
        let text = version.text.clone();
        self.of_text("limits", &version.hash, on_big_stack(move || limits(&text))).await
    }

    /// Small networks that a version pays much for their volume; none where it has errors. This may take seconds.
    ///
    /// # Errors
    /// Where there is no thread to search for them.
    pub async fn networks(&self, version: &PlanVersion) -> Result<Arc<Networks>, OfficeError> {
        let (office, text) = (self.clone(), version.text.clone());
        let find = async move {
            let _turn = office.searches().acquire().await;
            on_big_stack(move || networks(&text)).await
        };
        self.of_text("networks", &version.hash, find).await
    }
}

fn limits(text: &str) -> Option<Limits> {
    let (plan, program) = compile(text).result?;
    let bounds = bound(&program);
    let plain = PlanText::new(PLAIN, text);
    let limit = |name: &str, found: &Result<Total, Cause>, cap: Option<&String>| {
        let empty = Total::default();
        let total = found.as_ref().unwrap_or(&empty);
        Limit {
            name: name.to_owned(),
            bound: match found {
                Ok(total) => Ok(parts(&program, &plan, total)),
                Err(cause) => Err(reason(&plain, &program, cause)),
            },
            fixed: amounts(&program, &total.fixed),
            rounding: amounts(&program, &total.slack),
            cap: cap.cloned(),
        }
    };
    let paid = bounds.paid.iter().map(|paid| limit(&paid.name, &paid.after, paid.cap.as_ref()));
    Some(Limits {
        paid: paid.collect(),
        sum: limit("", &bounds.sum, None),
        caps: bounds.caps.clone(),
        caps_do_not_count: bounds.late,
        currency: plan.header.currency.clone(),
    })
}

fn parts(program: &Program, plan: &hir::Plan, total: &Total) -> Vec<LimitShare> {
    let shares = shares(program, plan, total).into_iter().map(|share| LimitShare {
        percent: share.ratio().map(|ratio| percent(&ratio)),
        amount: number(&decimal(&share.amount)),
        event: share.of.event,
        field: share.of.name,
        unit: share.of.unit,
    });
    shares.collect()
}

fn reason(text: &PlanText<'_>, program: &Program, cause: &Cause) -> Reason {
    let site = cause.site.and_then(|site| program.sites.get(site.index()));
    let place = site.map(|site| {
        let (line, column) = text.line_column(site.item, site.span);
        (Some(text.start_of(site.item).0).filter(|file| file != PLAIN), line, column)
    });
    Reason { text: cause.text.clone(), help: cause.help.clone(), place }
}

fn amounts(program: &Program, amounts: &BTreeMap<Per, compline_analysis::Exact>) -> Vec<LimitAmount> {
    let event = |id: compline_compiler::program::EventId| {
        program.events.get(id.index()).map(|event| event.name.clone()).unwrap_or_default()
    };
    let per = |per: &Per| match per {
        Per::Event(id) => LimitPer::Event(event(*id)),
        Per::Partner => LimitPer::Partner,
        Per::Person => LimitPer::Person,
        Per::Period => LimitPer::Period,
        Per::Line(id) => {
            LimitPer::Line(program.bonuses.get(id.index()).map(|bonus| bonus.name.clone()).unwrap_or_default())
        }
    };
    amounts.iter().map(|(of, amount)| LimitAmount { amount: number(&decimal(amount)), per: per(of) }).collect()
}

fn networks(text: &str) -> Networks {
    let Some((plan, program)) = compile(text).result else { return Networks::default() };
    let bounds = bound(&program);
    let found = search(text, &plan, &program, &bounds);
    let network = |bound: Option<&Result<Total, Cause>>, capped: bool, found: &compline_analysis::Found| {
        let total = bound.and_then(|bound| bound.as_ref().ok()).filter(|_| !capped);
        let gap = total.and_then(|total| gap(total, &shares(&program, &plan, total), &found.ratio));
        Network {
            percent: percent(&found.ratio),
            gap: gap.as_ref().map(percent),
            example: found.example.trim_end().to_owned(),
        }
    };
    let of = found.of.iter().map(|(name, one)| {
        let paid = bounds_of(&bounds, name);
        let capped = paid.is_some_and(|paid| paid.cap.is_some());
        (name.clone(), network(paid.map(|paid| &paid.after), capped, one))
    });
    Networks { of: of.collect(), sum: found.sum.as_ref().map(|one| network(Some(&bounds.sum), false, one)) }
}

fn bounds_of<'b>(bounds: &'b Bounds, name: &str) -> Option<&'b compline_analysis::Paid> {
    bounds.paid.iter().find(|paid| paid.name == name)
}

/// A ratio in percent.
fn percent(ratio: &compline_analysis::Exact) -> Decimal {
    number(compline_analysis::per_hundred(ratio).trim_end_matches('%'))
}

/// A number of the analysis, which has six digits behind the point at most. One that no decimal can hold is the largest one.
fn number(text: &str) -> Decimal {
    text.parse().unwrap_or(Decimal::MAX)
}
