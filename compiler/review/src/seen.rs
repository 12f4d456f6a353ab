//! What was seen of conditions and limits while a program was gone through, by place in the plan.
//!
//! One place of a plan may stand in a program several times: a function for each set of arguments, a ladder's rule for
//! each rank, a definition for each period. Only what holds for all of them is said of the place.

use crate::value::Values;
use compline_compiler::program::{Expr, Kind, Op, Program, SiteId};
use compline_lang::source::{ItemIndex, Place, Span};
use rustc_hash::FxHashMap;

/// How often, and how, something turned out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks(u8);

impl Marks {
    const YES: u8 = 1;
    const NO: u8 = 2;
    const LEFT: u8 = 4;
    const RIGHT: u8 = 8;
    const COMPARED: u8 = 16;

    /// It may be yes.
    pub(crate) fn yes(self) -> bool {
        self.0 & Self::YES != 0
    }
    /// It may be no, or absent.
    pub(crate) fn no(self) -> bool {
        self.0 & Self::NO != 0
    }
    /// Of two values the first may be the one that is taken, and differ from the second.
    pub(crate) fn left(self) -> bool {
        self.0 & Self::LEFT != 0
    }
    /// It is a comparison somewhere.
    pub(crate) fn compared(self) -> bool {
        self.0 & Self::COMPARED != 0
    }
    /// Of two values the second may be the one that is taken, and differ from the first.
    pub(crate) fn right(self) -> bool {
        self.0 & Self::RIGHT != 0
    }
}

/// What was seen, by site.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    marks: FxHashMap<SiteId, Marks>,
    pairs: FxHashMap<SiteId, (Values, Values)>,
    /// Every value, for tests that hold them against what a run comes to.
    pub(crate) all: Option<FxHashMap<usize, Values>>,
}

impl Seen {
    /// Nothing yet; with `keep_all` every value is kept.
    pub(crate) fn new(keep_all: bool) -> Self {
        Self { all: keep_all.then(FxHashMap::default), ..Self::default() }
    }

    pub(crate) fn value(&mut self, e: &Expr, value: Values) {
        if let Some(all) = &mut self.all {
            let known = all.entry(std::ptr::from_ref(e) as usize).or_insert(Values::NEVER);
            *known = known.or(value);
        }
        if e.ty.kind != Kind::Bool {
            return;
        }
        let mut mark = 0;
        if value.may_be_yes() {
            mark |= Marks::YES;
        }
        if value.may_be_no() || value.absent {
            mark |= Marks::NO;
        }
        if mark != 0 {
            self.marks.entry(e.site).or_default().0 |= mark;
        }
    }

    pub(crate) fn pair(&mut self, e: &Expr, a: Values, b: Values) {
        if matches!(e.op, Op::Compare(..)) {
            self.marks.entry(e.site).or_default().0 |= Marks::COMPARED;
        } else if let (Some((a_low, a_high)), Some((b_low, b_high))) = (a.bounds(), b.bounds()) {
            let below = |x, y| match (x, y) {
                (Some(x), Some(y)) => x < y,
                _ => true,
            };
            let (a_below, b_below) = (below(a_low, b_high), below(b_low, a_high));
            let (left, right) = if matches!(e.op, Op::Max(..)) { (b_below, a_below) } else { (a_below, b_below) };
            let mark = (if left { Marks::LEFT } else { 0 }) | (if right { Marks::RIGHT } else { 0 });
            self.marks.entry(e.site).or_default().0 |= mark;
        }
        let known = self.pairs.entry(e.site).or_insert((Values::NEVER, Values::NEVER));
        *known = (known.0.or(a), known.1.or(b));
    }

    /// The same by place.
    pub(crate) fn places(self, program: &Program) -> Places {
        let mut out = Places::default();
        let place = |site: SiteId| program.sites.get(site.index()).copied().unwrap_or_default();
        for (site, marks) in self.marks {
            out.marks.entry(place(site)).or_default().0 |= marks.0;
        }
        for (site, (a, b)) in self.pairs {
            let known = out.pairs.entry(place(site)).or_insert((Values::NEVER, Values::NEVER));
            *known = (known.0.or(a), known.1.or(b));
        }
        out
    }
}

/// What was seen, by place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    marks: FxHashMap<Place, Marks>,
    pairs: FxHashMap<Place, (Values, Values)>,
}

impl Places {
    /// How the condition or limit at a place turned out; `None` where it was never come to.
    pub(crate) fn marks(&self, item: ItemIndex, span: Span) -> Option<Marks> {
        self.marks.get(&Place { item, span }).copied()
    }

    /// What both sides of a comparison or limit may be.
    pub(crate) fn pair(&self, item: ItemIndex, span: Span) -> Option<(Values, Values)> {
        self.pairs.get(&Place { item, span }).copied()
    }
}
