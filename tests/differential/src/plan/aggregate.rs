//! Aggregates and windows.

use super::Writer;
use super::rows::Rows;
use super::term::{Goal, Hold, Kind, Scope, Term, Ty, Unit};

impl Writer {
    /// `over ROWS where C`
    fn over(&mut self, rows: &Rows, chance: u32) -> (String, bool) {
        if !self.rng.chance(chance) {
            return (rows.text.clone(), rows.state);
        }
        let condition = self.condition(&rows.inner);
        (format!("{} where {}", rows.text, condition.within(Hold::Or)), rows.state || condition.state)
    }

    fn aggregated(&mut self, text: String, ty: Ty, state: bool) -> Term {
        Term { text, hold: Hold::Open, ty, quotient: false, state, gathers: true }
    }

    /// A sum, a number of rows, the largest or the smallest of a number.
    pub(super) fn number_aggregate(&mut self, scope: &Scope, goal: Goal) -> Option<Term> {
        let rows = self.rows(scope)?;
        if goal.unit == Unit::Count && self.rng.chance(60) {
            let (over, state) = self.over(&rows, 75);
            let ty = Ty::number(Unit::Count, 0, 2 + rows.growth, true);
            return Some(self.aggregated(format!("count over {over}"), ty, state));
        }
        let scale = self.scale_of(goal.unit).max(goal.scale).min(8);
        let body = self.number(&rows.inner, Goal { unit: goal.unit, scale, optional: true });
        let (over, state) = self.over(&rows, 45);
        let op = self.rng.weighted(&[(6, "sum"), (2, "largest"), (2, "smallest")]);
        let ty = match op {
            "sum" => Ty { optional: false, size: body.ty.size + rows.growth, ..body.ty },
            _ => body.ty.optional(true),
        };
        let text = format!("{op} of {} over {over}", body.within(Hold::Tight));
        Some(self.aggregated(text, ty, state || body.state))
    }

    /// The largest or smallest word or date, with what holds over no rows.
    pub(super) fn ordered_aggregate(&mut self, scope: &Scope, ty: Ty) -> Option<Term> {
        let rows = self.rows(scope)?;
        let body = self.leaf(&rows.inner, |t| t.kind == ty.kind)?;
        let (over, state) = self.over(&rows, 45);
        let op = *self.rng.pick(&["largest", "smallest"]);
        let aggregate = self.aggregated(
            format!("{op} of {} over {over}", body.within(Hold::Tight)),
            ty.optional(true),
            state || body.state,
        );
        let otherwise = self.constant(ty);
        let text = format!("{}, otherwise {}", aggregate.within(Hold::Or), otherwise.within(Hold::Or));
        Some(Term::of(text, Hold::Open, ty, &[&aggregate]).bracketed())
    }

    /// Whether any or every row is so.
    pub(super) fn any_or_every(&mut self, scope: &Scope) -> Option<Term> {
        let rows = self.rows(scope)?;
        let body = self.condition(&rows.inner);
        let (over, state) = self.over(&rows, 35);
        let op = *self.rng.pick(&["any", "any", "every"]);
        let text = format!("{op} of {} over {over}", body.within(Hold::Tight));
        Some(self.aggregated(text, Ty::plain(Kind::Bool), state || body.state))
    }

    /// A number over the last periods.
    pub(super) fn number_window(&mut self, scope: &Scope, goal: Goal) -> Option<Term> {
        let periods = 1 + self.rng.below(4);
        let window = self.window_words(scope, periods)?;
        let earlier = self.earlier(scope);
        let scale = self.scale_of(goal.unit).max(goal.scale).min(8);
        let op = self.rng.weighted(&[(5, "sum"), (2, "largest"), (2, "smallest")]);
        // A sum over periods needs a value in each of them.
        let body = self.number(&earlier.without_rows(), Goal { unit: goal.unit, scale, optional: op != "sum" });
        if body.state {
            return None;
        }
        let left_out = window.ends_with("not counted");
        let ty = match op {
            "sum" => Ty { size: body.ty.size + 1, ..body.ty },
            _ => body.ty.optional(body.ty.optional || left_out),
        };
        let text = format!("{op} of {} over {window}", body.within(Hold::Tight));
        let mut term = self.aggregated(text, ty, false);
        term.gathers = body.gathers;
        Some(term)
    }
}
