//! Yes and no.

use super::Writer;
use super::term::{Goal, Hold, Kind, Row, Scope, Term, Ty, Unit};

const YES_NO: Ty = Ty { kind: Kind::Bool, optional: false, scale: 0, size: 0, natural: true };

impl Writer {
    /// A condition.
    pub(super) fn condition(&mut self, scope: &Scope) -> Term {
        let choice = if scope.depth == 0 { self.rng.below(5) } else { self.rng.below(26) };
        let found = match choice {
            0 | 1 => self.attribute_condition(scope),
            2 | 3 => self.small_comparison(scope),
            4 | 5 => self.is_word(scope),
            6..=9 => Some(self.comparison(scope)),
            10..=12 => Some(self.joined_conditions(scope, true)),
            13 | 14 => Some(self.joined_conditions(scope, false)),
            15 | 16 => Some(self.negated(scope)),
            17 => Some(self.date_comparison(scope)),
            18 => self.is_known(scope),
            19 => self.guarded_condition(scope),
            20 => self.quotient_comparison(&scope.deeper()),
            21 => self.any_or_every(scope),
            22 => self.tree_condition(scope),
            23 => self.conditional(scope),
            24 => self.every_window(scope),
            _ => self.called(scope, |ty| ty.kind == Kind::Bool).map(|found| self.known(found)),
        };
        match found {
            Some(found) => found,
            None => self.attribute_condition(scope).unwrap_or_else(|| self.constant(YES_NO)),
        }
    }

    /// `active`, `seller is active`, `(sponsor's active, otherwise no)`
    fn attribute_condition(&mut self, scope: &Scope) -> Option<Term> {
        if self.rng.chance(25)
            && let Some(partner) = self.partner_or_none(scope).filter(|p| !p.ty.optional)
        {
            let flags = self.partner.iter().filter(|a| {
                a.ty.kind == Kind::Bool && !a.ty.optional && a.params.is_empty() && !(scope.earlier && a.state)
            });
            let flags: Vec<_> = flags.cloned().collect();
            if !flags.is_empty() {
                let flag = self.rng.pick(&flags).clone();
                let not = if self.rng.chance(40) { "not " } else { "" };
                let text = format!("{} is {not}{}", partner.within(Hold::Clamp), flag.name);
                let mut term = Term::of(text, Hold::Compare, YES_NO, &[&partner]);
                term.state |= flag.state;
                return Some(term);
            }
        }
        let leaf = self.leaf(scope, |ty| ty.kind == Kind::Bool)?;
        Some(self.known(leaf))
    }

    fn operator(&mut self) -> &'static str {
        let operators = ["<", "<=", ">", ">=", ">=", ">", "is", "is not"];
        operators[self.rng.below(operators.len())]
    }

    fn compared(&mut self, a: &Term, b: &Term) -> Term {
        let op = self.operator();
        let text = format!("{} {op} {}", a.within(Hold::Clamp), b.within(Hold::Clamp));
        Term::of(text, Hold::Compare, YES_NO, &[a, b])
    }

    /// Something read against a literal.
    fn small_comparison(&mut self, scope: &Scope) -> Option<Term> {
        let leaf = self.leaf(scope, |ty| matches!(ty.kind, Kind::Number(_)))?;
        let leaf = self.known(leaf);
        let literal = self.literal(leaf.unit(), 4);
        Some(self.compared(&leaf, &literal))
    }

    fn comparison(&mut self, scope: &Scope) -> Term {
        let unit = self.unit();
        let inner = scope.deeper();
        let goal = Goal::of(unit, 12);
        let (a, b) = (self.number(&inner, goal), self.number(&inner, goal));
        self.compared(&a, &b)
    }

    fn is_word(&mut self, scope: &Scope) -> Option<Term> {
        let leaf = self.leaf(scope, |ty| matches!(ty.kind, Kind::Word(_)))?;
        let Kind::Word(list) = leaf.ty.kind else { return None };
        let a = self.known(leaf);
        let b = self.word(&scope.deeper(), list);
        let op = if self.lists[list].ordered { self.operator() } else { *self.rng.pick(&["is", "is not"]) };
        let text = format!("{} {op} {}", a.within(Hold::Clamp), b.within(Hold::Clamp));
        Some(Term::of(text, Hold::Compare, YES_NO, &[&a, &b]))
    }

    fn date_comparison(&mut self, scope: &Scope) -> Term {
        let inner = scope.deeper();
        let (a, b) = (self.date(&inner), self.date(&inner));
        self.compared(&a, &b)
    }

    fn joined_conditions(&mut self, scope: &Scope, all: bool) -> Term {
        let inner = scope.deeper();
        let parts: Vec<Term> = (0..2 + self.rng.below(2)).map(|_| self.condition(&inner)).collect();
        // `and` and `or` do not stand side by side without brackets.
        let texts: Vec<_> = parts.iter().map(|part| part.within(Hold::Not)).collect();
        let (word, hold) = if all { (" and ", Hold::And) } else { (" or ", Hold::Or) };
        let parts: Vec<&Term> = parts.iter().collect();
        Term::of(texts.join(word), hold, YES_NO, &parts)
    }

    fn negated(&mut self, scope: &Scope) -> Term {
        let a = self.condition(&scope.deeper());
        Term::of(format!("not {}", a.within(Hold::Not)), Hold::Not, YES_NO, &[&a])
    }

    fn is_known(&mut self, scope: &Scope) -> Option<Term> {
        let leaf = self.leaf(scope, |ty| ty.optional)?;
        let not = if self.rng.chance(40) { "not " } else { "" };
        Some(Term::of(format!("{} is {not}known", leaf.within(Hold::Clamp)), Hold::Compare, YES_NO, &[&leaf]))
    }

    /// `seller is known and seller's x > 3`
    fn guarded_condition(&mut self, scope: &Scope) -> Option<Term> {
        let partner = self.leaf(scope, |ty| ty.kind == Kind::Partner && ty.optional)?;
        let mine = self.partner.iter().filter(|a| {
            !a.ty.optional
                && a.params.is_empty()
                && !(scope.earlier && a.state)
                && matches!(a.ty.kind, Kind::Bool | Kind::Number(_))
        });
        let mine: Vec<_> = mine.cloned().collect();
        if mine.is_empty() {
            return None;
        }
        let attribute = self.rng.pick(&mine).clone();
        let read = format!("{}'s {}", partner.text, attribute.name);
        let known = format!("{} is known", partner.text);
        let second = match attribute.ty.kind {
            Kind::Number(unit) => {
                let literal = self.literal(unit, 4);
                format!("{read} {} {}", self.operator(), literal.within(Hold::Clamp))
            }
            _ => read,
        };
        let mut term = Term::of(format!("{known} and {second}"), Hold::And, YES_NO, &[&partner]);
        term.state |= attribute.state;
        Some(term)
    }

    /// Who is above or below, who is the same.
    fn tree_condition(&mut self, scope: &Scope) -> Option<Term> {
        let (a, b) = (self.partner_or_none(scope)?, self.partner_or_none(scope)?);
        if self.rng.chance(20) {
            let op = *self.rng.pick(&["is", "is not"]);
            let text = format!("{}'s person {op} {}'s person", a.within(Hold::Tight), b.within(Hold::Tight));
            return Some(Term::of(text, Hold::Compare, YES_NO, &[&a, &b]));
        }
        if self.rng.chance(40) {
            let op = *self.rng.pick(&["is", "is not"]);
            let text = format!("{} {op} {}", a.within(Hold::Clamp), b.within(Hold::Clamp));
            return Some(Term::of(text, Hold::Compare, YES_NO, &[&a, &b]));
        }
        let tree = self.tree();
        let not = if self.rng.chance(25) { "not " } else { "" };
        let lost = self.names_lost_tree(&tree);
        if lost && scope.earlier {
            return None;
        }
        let text = format!("{} is {not}below {} in {tree}", a.within(Hold::Clamp), b.within(Hold::Add));
        let mut term = Term::of(text, Hold::Compare, YES_NO, &[&a, &b]);
        term.state |= lost;
        Some(term)
    }

    fn conditional(&mut self, scope: &Scope) -> Option<Term> {
        let (condition, a, b) = self.case(scope, Self::condition);
        let text =
            format!("{} when {}, otherwise {}", a.within(Hold::Or), condition.within(Hold::Or), b.within(Hold::Or));
        Some(Term::of(text, Hold::Open, YES_NO, &[&condition, &a, &b]).bracketed())
    }

    fn every_window(&mut self, scope: &Scope) -> Option<Term> {
        let periods = 1 + self.rng.below(4);
        let window = self.window_words(scope, periods)?;
        let earlier = self.earlier(scope);
        let condition = self.condition(&earlier.without_rows());
        if condition.state {
            return None;
        }
        let least = if self.rng.chance(60) { "every".to_owned() } else { (1 + self.rng.below(periods)).to_string() };
        let text = format!("in {least} of {window}: {}", condition.within(Hold::Or));
        Some(Term::of(text, Hold::Open, YES_NO, &[&condition]).bracketed())
    }

    /// The scope of what is read in earlier periods.
    pub(super) fn earlier(&mut self, scope: &Scope) -> Scope {
        Scope { earlier: true, depth: scope.depth.min(1), ..scope.clone() }
    }

    /// `last 3 months, months before joining: counted as empty`, where the row at hand is a partner.
    pub(super) fn window_words(&mut self, scope: &Scope, periods: usize) -> Option<String> {
        if scope.row != Row::Partner || scope.earlier {
            return None;
        }
        let grain = self.grain;
        let counted = if self.rng.chance(50) { "counted as empty" } else { "not counted" };
        let this = *self.rng.pick(&["including", "including", "before"]);
        Some(format!("last {periods} {grain}s {this} this, {grain}s before joining: {counted}"))
    }

    /// A number of partners, units or things that is mostly small.
    pub(super) fn small_count(&mut self, scope: &Scope) -> Term {
        if self.rng.chance(60) {
            let count = self.rng.below(5);
            return Term::tight(count.to_string(), Ty::number(Unit::Count, 0, 1, true));
        }
        self.number(&scope.at_depth(1), Goal::of(Unit::Count, 0))
    }
}
