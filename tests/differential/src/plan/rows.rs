//! Rows that are aggregated.

use super::Writer;
use super::term::{Attribute, Hold, Kind, Row, Scope, Term, Ty};

/// Rows as they are written, and what may be said of one of them.
pub(super) struct Rows {
    /// The text, without `where`.
    pub text: String,
    /// What the element's expressions may speak of.
    pub inner: Scope,
    /// By how many digits a sum is larger than its summands.
    pub growth: i32,
    /// Whether the rows themselves read what is not kept for earlier periods.
    pub state: bool,
}

impl Writer {
    /// Some rows that may be aggregated here.
    pub(super) fn rows(&mut self, scope: &Scope) -> Option<Rows> {
        if !scope.rows {
            return None;
        }
        let tree = self.rng.pick(&self.trees.clone()).clone();
        let (text, element, growth, tie, state) = if scope.row == Row::Partner && self.rng.chance(85) {
            self.rows_of_partner(scope, &tree.name)?
        } else if scope.row == Row::Person && self.rng.chance(85) {
            ("own positions".to_owned(), Row::Partner, 1, Tie::Owner, false)
        } else if !self.person.is_empty() && self.rng.chance(20) {
            ("persons".to_owned(), Row::Person, 2, Tie::None, false)
        } else if self.rng.chance(75) {
            let at = self.rng.below(self.events.len());
            (self.events[at].name.clone(), Row::Event(at), 3, Tie::None, false)
        } else {
            ("partners".to_owned(), Row::Partner, 2, Tie::None, false)
        };
        let lost = self.names_lost_tree(&text);
        if lost && scope.earlier {
            return None;
        }
        let tied = tie == Tie::Owner;
        let others = if tied && scope.subject { vec![("my".to_owned(), scope.row)] } else { Vec::new() };
        let locals: Vec<Attribute> = if tied && scope.carry { scope.locals.clone() } else { Vec::new() };
        let nested = element == Row::Partner && scope.depth > 1 && self.rng.chance(25);
        let mut inner = Scope {
            row: element,
            others,
            locals,
            depth: scope.depth.saturating_sub(1).min(2),
            rows: nested,
            subject: false,
            carry: false,
            earlier: scope.earlier,
            element: true,
        };
        if text.starts_with("frontline")
            && let Some(side) = tree.side
        {
            inner.locals.push(Attribute::new("side", Ty { size: 1, ..Ty::plain(side) }));
        }
        let mut text = text;
        if self.rng.chance(12) {
            let handle = self.name("leg");
            text.push_str(&format!(" called {handle}"));
            inner.others.push((handle, element));
        }
        Some(Rows { text, inner, growth, state: state || lost })
    }

    fn rows_of_partner(&mut self, scope: &Scope, tree: &str) -> Option<(String, Row, i32, Tie, bool)> {
        let depth = 1 + self.rng.below(4);
        let with_owner: Vec<usize> = (0..self.events.len()).filter(|at| self.events[*at].owner.is_some()).collect();
        let choice = self.rng.below(16);
        Some(match choice {
            0..=3 if !with_owner.is_empty() => {
                let at = *self.rng.pick(&with_owner);
                (format!("own {}", self.events[at].name), Row::Event(at), 1, Tie::Owner, false)
            }
            4 => {
                let at = self.rng.below(self.events.len());
                let fields: Vec<_> = self.events[at].attributes.iter().filter(|a| a.ty.kind == Kind::Partner).collect();
                let declared: Vec<String> = fields
                    .iter()
                    .filter(|a| a.name.contains("seller") || a.name.contains("friend"))
                    .map(|a| a.name.clone())
                    .collect();
                if declared.is_empty() {
                    return None;
                }
                let field = self.rng.pick(&declared).clone();
                (format!("{} by {field}", self.events[at].name), Row::Event(at), 1, Tie::Owner, false)
            }
            5 if !self.friends.is_empty() => {
                let field = self.rng.pick(&self.friends.clone()).clone();
                (format!("partners by {field}"), Row::Partner, 1, Tie::Owner, false)
            }
            6 => (format!("team in {tree}"), Row::Partner, 2, Tie::None, false),
            7 => (format!("downline in {tree}"), Row::Partner, 2, Tie::None, false),
            8 => (format!("team in {tree} to depth {depth}"), Row::Partner, 2, Tie::None, false),
            9 => (format!("downline in {tree} to depth {depth}"), Row::Partner, 2, Tie::None, false),
            10 => {
                let member = Scope { locals: Vec::new(), others: Vec::new(), ..scope.at_depth(1).without_rows() };
                let member = Scope { element: true, ..member };
                let with = self.condition(&member);
                (format!("legs in {tree} with {}", with.within(Hold::Or)), Row::Partner, 1, Tie::Owner, with.state)
            }
            11 if !self.picks.is_empty() && scope.subject => {
                let picks: Vec<_> = self.picks.iter().filter(|p| !(p.state && scope.earlier)).cloned().collect();
                if picks.is_empty() {
                    return None;
                }
                let pick = self.rng.pick(&picks).clone();
                let args: Vec<Term> = pick.params.iter().map(|param| self.constant(*param)).collect();
                let args: Vec<_> = args.into_iter().map(|arg| arg.text).collect();
                let args = if args.is_empty() { String::new() } else { format!("({})", args.join(", ")) };
                let my = if !args.is_empty() && self.rng.chance(20) { "my " } else { "" };
                (format!("{my}{}{args}", pick.name), Row::Partner, 1, Tie::Owner, pick.state)
            }
            12 | 13 => ("own positions".to_owned(), Row::Partner, 1, Tie::None, false),
            _ => (format!("frontline in {tree}"), Row::Partner, 1, Tie::Owner, false),
        })
    }
}

/// Whether elements belong to the row at hand, so that they may speak of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tie {
    Owner,
    None,
}
