//! Definitions that refer to themselves along a tree; picks and places.

use super::term::{Attribute, Goal, Hold, Kind, Row, Scope, Term, Ty, Unit};
use super::{PickDecl, Writer};

impl Writer {
    /// A definition that refers to itself below or above.
    pub(super) fn fold(&mut self) {
        match self.rng.below(11) {
            0..=3 => self.volume_of_group(),
            4 => self.count_below(),
            5 => self.flag_below(),
            6 => self.depth_below(),
            7 => self.two_at_once(),
            8 => self.level(),
            9 => self.inherited(),
            _ => self.nearest_above(),
        }
    }

    pub(super) fn tree(&mut self) -> String {
        let at = self.rng.below(self.trees.len());
        self.trees[at].name.clone()
    }

    /// Whether a text names a tree that is not kept for earlier periods.
    pub(super) fn names_lost_tree(&self, text: &str) -> bool {
        self.trees.iter().any(|tree| tree.state && text.contains(&tree.name))
    }

    /// A partner's own value that a fold begins with: at the digits of its unit, there, and not too large.
    fn base(&mut self, unit: Unit) -> Term {
        let scope = Scope::of(Row::Partner, 1);
        let scale = self.scale_of(unit);
        let leaf = self
            .number_leaf(&scope, unit)
            .filter(|leaf| leaf.unit() == unit && !leaf.ty.optional && leaf.ty.scale <= scale);
        match leaf {
            Some(leaf) => leaf,
            None => self.number(&scope, Goal::of(unit, scale)),
        }
    }

    /// What may be said of a child, beside the definition itself.
    fn child_condition(&mut self, depth: u32) -> Term {
        let mut inner = Scope::of(Row::Partner, depth);
        inner.others.push(("my".to_owned(), Row::Partner));
        self.condition(&Scope { rows: false, subject: false, carry: false, element: true, ..inner })
    }

    fn put(&mut self, name: &str, text: &str, ty: Ty, parts: &[&Term]) {
        let mut attribute = Attribute::new(name, ty);
        attribute.state = self.names_lost_tree(text) || parts.iter().any(|part| part.state);
        self.item(format!("{name} = {text}"));
        self.partner.push(attribute);
    }

    /// `GV = PV + sum of GV over frontline in sponsor where …`
    fn volume_of_group(&mut self) {
        let (tree, unit) = (self.tree(), self.named_unit());
        let name = self.name("GV");
        let base = self.base(unit);
        let scale = self.scale_of(unit);
        let limit = self.positive_literal(unit);
        let zero = format!("0{}", self.unit_suffix(unit));
        let (mode, step) = (self.mode(), super::declare::step(scale));
        let condition = self.child_condition(1);
        let (literal, small) = (limit.within(Hold::Add), limit.ty.scale <= scale);
        let body = match self.rng.below(8) {
            0 if small => format!("({name} but at most {literal})"),
            1 => format!("(50% of {name} rounded {mode} to {step})"),
            2 => format!("({name} when {}, otherwise {zero})", condition.within(Hold::Or)),
            3 if self.partner.iter().any(|a| a.name == base.text) => format!("({name} but at most my {})", base.text),
            _ => name.clone(),
        };
        let filter = match self.rng.below(5) {
            0 => format!(" where {name} >= {}", limit.text),
            1 => format!(" where {}", condition.within(Hold::Or)),
            2 => format!(" where {name} < {} or {}", limit.text, condition.within(Hold::Not)),
            _ => String::new(),
        };
        let text = format!("{} + sum of {body} over frontline in {tree}{filter}", base.within(Hold::Add));
        let ty = Ty {
            kind: Kind::Number(unit),
            optional: false,
            scale: scale.max(base.ty.scale),
            size: base.ty.size + 2,
            natural: base.ty.natural,
        };
        self.put(&name, &text, ty, &[&base, &condition]);
    }

    fn count_below(&mut self) {
        let (tree, name) = (self.tree(), self.name("cnt"));
        let condition = self.child_condition(1);
        let own = self.condition(&Scope::of(Row::Partner, 1));
        let text = match self.rng.below(3) {
            0 => format!("1 + sum of {name} over frontline in {tree} where {}", condition.within(Hold::Or)),
            1 => format!("count over frontline in {tree} where {name} > 0 or {}", condition.within(Hold::Not)),
            _ => format!("(1 when {}, otherwise 0) + sum of {name} over frontline in {tree}", own.within(Hold::Or)),
        };
        self.put(&name, &text, Ty::number(Unit::Count, 0, 3, true), &[&condition, &own]);
    }

    fn flag_below(&mut self) {
        let (tree, name) = (self.tree(), self.name("has"));
        let own = self.condition(&Scope::of(Row::Partner, 1));
        let text = match self.rng.below(3) {
            0 => format!("{} or (any of {name} over frontline in {tree})", own.within(Hold::Not)),
            1 => format!("{} and (every of {name} over frontline in {tree})", own.within(Hold::Not)),
            _ => format!("{} or (count over frontline in {tree} where not {name}) >= 2", own.within(Hold::Not)),
        };
        self.put(&name, &text, Ty::plain(Kind::Bool), &[&own]);
    }

    fn depth_below(&mut self) {
        let (tree, name) = (self.tree(), self.name("deep"));
        let condition = self.child_condition(1);
        let filter = if self.rng.chance(40) { format!(" where {}", condition.within(Hold::Or)) } else { String::new() };
        let op = *self.rng.pick(&["largest", "smallest"]);
        let text = format!("1 + ({op} of {name} over frontline in {tree}{filter}, otherwise 0)");
        self.put(&name, &text, Ty::number(Unit::Count, 0, 3, true), &[&condition]);
    }

    /// Two definitions that refer to each other.
    fn two_at_once(&mut self) {
        let (tree, unit) = (self.tree(), self.named_unit());
        let (open, strong) = (self.name("open"), self.name("strong"));
        let base = self.base(unit);
        let limit = self.positive_literal(unit);
        let literal = limit.text.clone();
        let text = format!("{} + sum of {open} over frontline in {tree} where not {strong}", base.within(Hold::Add));
        let scale = self.scale_of(unit).max(base.ty.scale);
        let ty =
            Ty { kind: Kind::Number(unit), optional: false, scale, size: base.ty.size + 2, natural: base.ty.natural };
        self.put(&open, &text, ty, &[&base]);
        self.put(&strong, &format!("{open} >= {literal}"), Ty::plain(Kind::Bool), &[&base]);
    }

    fn level(&mut self) {
        let (tree, name) = (self.tree(), self.name("lvl"));
        let condition = self.condition(&Scope::of(Row::Partner, 1));
        let text = match self.rng.below(3) {
            0 => format!("1 + ({tree}'s {name}, otherwise 0)"),
            1 => format!("({tree}'s {name}, otherwise 0) + (1 when {}, otherwise 0)", condition.within(Hold::Or)),
            _ => format!("0 when {}, otherwise ({tree}'s {name}, otherwise 0) + 1", condition.within(Hold::Or)),
        };
        self.put(&name, &text, Ty::number(Unit::Count, 0, 3, true), &[&condition]);
    }

    /// A value that comes from above.
    fn inherited(&mut self) {
        let (tree, name, unit) = (self.tree(), self.name("inh"), self.named_unit());
        let base = self.base(unit);
        let condition = self.condition(&Scope::of(Row::Partner, 1));
        let scale = self.scale_of(unit);
        let parent = format!("({tree}'s {name}, otherwise 0{})", self.unit_suffix(unit));
        let text = match self.rng.below(3) {
            0 => format!("{} when {}, otherwise {parent}", base.within(Hold::Or), condition.within(Hold::Or)),
            1 => format!("greater of ({}, {parent})", base.text),
            _ => format!(
                "{} + (50% of {parent} rounded {} to {})",
                base.within(Hold::Add),
                self.mode(),
                super::declare::step(scale)
            ),
        };
        let ty = Ty {
            kind: Kind::Number(unit),
            optional: false,
            scale: scale.max(base.ty.scale),
            size: base.ty.size + 1,
            natural: base.ty.natural,
        };
        self.put(&name, &text, ty, &[&base, &condition]);
    }

    /// The nearest partner above who is something.
    fn nearest_above(&mut self) {
        let (tree, name) = (self.tree(), self.name("boss"));
        let flags: Vec<_> = self
            .partner
            .iter()
            .filter(|a| a.ty.kind == Kind::Bool && a.params.is_empty() && !a.ty.optional)
            .cloned()
            .collect();
        let flag = self.rng.pick(&flags).clone();
        let text = format!("{tree} when ({tree}'s {}, otherwise no), otherwise {tree}'s {name}", flag.name);
        let mut attribute = Attribute::new(name.clone(), Ty::plain(Kind::Partner).optional(true));
        attribute.state = flag.state || self.names_lost_tree(&text);
        self.item(format!("{name} = {text}"));
        self.partner.push(attribute);
    }

    // --- picks and places

    fn order_keys(&mut self, scope: &Scope) -> (String, bool) {
        let mut keys = Vec::new();
        let mut state = false;
        for _ in 0..1 + self.rng.below(2) {
            let key = match self.rng.below(4) {
                0 => self.leaf(scope, |ty| matches!(ty.kind, Kind::Bool | Kind::Date | Kind::Word(_))),
                _ => None,
            };
            let key = match key {
                Some(key) => key,
                None => {
                    let unit = self.unit();
                    self.number(scope, Goal { unit, scale: 6, optional: true })
                }
            };
            let direction = *self.rng.pick(&["", " smallest first", " largest first", " largest first"]);
            state |= key.state;
            keys.push(format!("{}{direction}", key.within(Hold::Add)));
        }
        (keys.join(", then "), state)
    }

    /// `pick q(n : count) = first n of frontline in T where … by …, then number`, and definitions that use it.
    pub(super) fn pick(&mut self) {
        let (tree, name) = (self.tree(), self.name("pick"));
        let local = self.local("par", Ty::number(Unit::Count, 0, 1, false));
        let counted = self.rng.chance(75);
        let mut params = if counted { vec![(local.clone(), "count".to_owned())] } else { Vec::new() };
        if counted && self.rng.chance(60) {
            let (written, ty) = self.parameter();
            let local = self.local("par", ty);
            params.push((local, written));
        }
        let mut inner = Scope::of(Row::Partner, 1);
        inner.rows = self.rng.chance(10);
        inner.others.push(("my".to_owned(), Row::Partner));
        inner.locals = params.iter().map(|(local, _)| local.clone()).collect();
        inner = Scope { subject: false, carry: false, element: true, ..inner };
        let called = if self.rng.chance(20) { format!(" called {}", self.name("leg")) } else { String::new() };
        let condition = self.condition(&inner);
        let filter = if self.rng.chance(65) { format!(" where {}", condition.within(Hold::Or)) } else { String::new() };
        let (keys, state) = self.order_keys(&inner);
        let written: Vec<_> = params.iter().map(|(local, written)| format!("{} : {written}", local.name)).collect();
        let written = if counted { format!("({})", written.join(", ")) } else { String::new() };
        let count = if counted { local.name } else { (1 + self.rng.below(4)).to_string() };
        self.item(format!(
            "pick {name}{written} = first {count} of frontline in {tree}{called}{filter} by {keys}, then number"
        ));
        let types: Vec<Ty> = params.iter().map(|(local, _)| local.ty).collect();
        let state = state || condition.state || self.names_lost_tree(&tree);
        self.picks.push(PickDecl { name: name.clone(), params: types.clone(), state });
        for _ in 0..1 + self.rng.below(2) {
            self.use_of_pick(&name, &tree, &types, state);
        }
    }

    fn use_of_pick(&mut self, pick: &str, tree: &str, params: &[Ty], state: bool) {
        let variant = self.rng.below(5);
        let mut args = Vec::new();
        let mut arg_state = state;
        for (at, param) in params.iter().enumerate() {
            let scope = Scope::of(Row::Partner, 1).without_rows();
            let arg = match at {
                // Inside of `where` bare names belong to the element, and the pick to somebody else.
                _ if variant == 2 => self.constant(*param),
                0 => self.small_count(&scope),
                _ if self.rng.chance(50) => self.constant(*param),
                _ => self.of_type(&scope, *param),
            };
            arg_state |= arg.state;
            args.push(arg.text);
        }
        let args = if args.is_empty() { String::new() } else { format!("({})", args.join(", ")) };
        let unit = self.named_unit();
        let element = Scope { element: true, subject: false, ..Scope::of(Row::Partner, 1).without_rows() };
        let base = self.number(&element, Goal::of(unit, self.scale_of(unit)));
        let scalar = Ty { kind: Kind::Number(unit), optional: false, size: base.ty.size + 1, ..base.ty };
        let (stem, text, ty) = match variant {
            0 => ("npick", format!("count over {pick}{args}"), Ty::number(Unit::Count, 0, 2, true)),
            1 => ("vpick", format!("sum of {} over {pick}{args}", base.within(Hold::Tight)), scalar),
            2 => {
                let leg = self.name("leg");
                let not = if self.rng.chance(60) { "not " } else { "" };
                let text = format!(
                    "sum of {} over frontline in {tree} called {leg} where {leg} is {not}in {pick}{args}",
                    base.within(Hold::Tight)
                );
                ("rest", text, scalar)
            }
            3 => {
                let condition = self.condition(&element);
                arg_state |= condition.state;
                let text = format!("(count over {pick}{args} where {}) >= 1", condition.within(Hold::Or));
                ("qual", text, Ty::plain(Kind::Bool))
            }
            _ => {
                let text =
                    format!("any of {} over {pick}{args}", if self.rng.chance(50) { "terminated" } else { "inactive" });
                ("anyp", text, Ty::plain(Kind::Bool))
            }
        };
        let name = self.name(stem);
        let mut attribute = Attribute::new(name.clone(), ty);
        attribute.state = arg_state || base.state;
        self.item(format!("{name} = {text}"));
        self.partner.push(attribute);
    }

    /// `main = first of own positions where … by …, then number`, of a partner or of a person.
    pub(super) fn first_position(&mut self) {
        let of_person = self.rng.chance(50);
        let name = self.name("main");
        let mut inner = Scope::of(Row::Partner, 1);
        inner.rows = self.rng.chance(10);
        if of_person {
            inner.others.push(("my".to_owned(), Row::Person));
        }
        let inner = Scope { subject: false, carry: false, element: true, ..inner };
        let condition = self.condition(&inner);
        let filter = if self.rng.chance(50) { format!(" where {}", condition.within(Hold::Or)) } else { String::new() };
        let (keys, state) = self.order_keys(&inner);
        let mut attribute = Attribute::new(name.clone(), Ty::plain(Kind::Partner).optional(true));
        attribute.state = state || condition.state;
        let text = format!("{name} = first of own positions{filter} by {keys}, then number");
        if of_person {
            self.item(format!("on person {{\n  {text}\n}}"));
            self.person.push(attribute);
        } else {
            self.item(text);
            self.partner.push(attribute);
        }
    }

    pub(super) fn place(&mut self) {
        let (tree, name) = (self.tree(), self.name("nth"));
        let mut scope = Scope::of(Row::Partner, 1);
        scope.rows = self.rng.chance(20);
        scope.subject = false;
        let (keys, state) = self.order_keys(&scope);
        let mut attribute = Attribute::new(name.clone(), Ty::number(Unit::Count, 0, 3, true));
        attribute.state = state || self.names_lost_tree(&tree);
        self.item(format!("{name} = place among siblings in {tree} by {keys}, then number"));
        self.partner.push(attribute);
    }
}
