//! Types and expressions in short.

use crate::program::{
    ChainRounding, Compare, Earner, EventSetId, Expr, Handle, Kind, Op, Pay, PickKey, RoundMode, Rounding, SiteId,
    TreeViewId, Ty, UnitId, Var, VarId, Walk, WordsId,
};

/// The currency of built programs, to 0.01.
pub const EUR: UnitId = UnitId(0);
/// Points, to 0.01.
pub const BV: UnitId = UnitId(1);
/// Percent, to 0.0001.
pub const PERCENT: UnitId = UnitId(2);
/// Whole numbers.
pub const COUNT: UnitId = UnitId(3);
/// Plain decimals.
pub const FACTOR: UnitId = UnitId(4);
/// The tree of built programs; its rows are in preorder.
pub const SPONSOR: TreeViewId = TreeViewId(0);
/// The site of everything that gets no other.
pub const SITE: SiteId = SiteId(0);

/// Euros with so many digits.
pub const fn eur(scale: u8) -> Ty {
    Ty::known(Kind::Number(EUR, scale))
}

/// Points with so many digits.
pub const fn bv(scale: u8) -> Ty {
    Ty::known(Kind::Number(BV, scale))
}

/// Percent with so many digits of the ratio: 5% is 5 with scale 2.
pub const fn percent(scale: u8) -> Ty {
    Ty::known(Kind::Number(PERCENT, scale))
}

/// A whole number.
pub const fn count() -> Ty {
    Ty::known(Kind::Number(COUNT, 0))
}

/// A plain decimal.
pub const fn factor(scale: u8) -> Ty {
    Ty::known(Kind::Number(FACTOR, scale))
}

/// Yes/no.
pub const fn yes_no() -> Ty {
    Ty::known(Kind::Bool)
}

/// A date.
pub const fn date() -> Ty {
    Ty::known(Kind::Date)
}

/// A partner.
pub const fn partner() -> Ty {
    Ty::known(Kind::Partner)
}

/// An event of a set.
pub const fn event(set: EventSetId) -> Ty {
    Ty::known(Kind::Event(set))
}

/// A word of a list.
pub const fn word(words: WordsId) -> Ty {
    Ty::known(Kind::Word(words))
}

/// The same type, or none.
pub const fn optional(ty: Ty) -> Ty {
    Ty { kind: ty.kind, optional: true }
}

/// An expression.
pub const fn expr(op: Op, ty: Ty) -> Expr {
    Expr { op, ty, site: SITE }
}

/// The expression at a site of its own.
pub fn at_site(site: u32, expr: Expr) -> Expr {
    Expr { site: SiteId(site), ..expr }
}

/// A constant in stored form.
pub const fn num(stored: i128, ty: Ty) -> Expr {
    expr(Op::Const(stored), ty)
}

/// Yes.
pub const fn yes() -> Expr {
    num(1, yes_no())
}

/// No.
pub const fn no() -> Expr {
    num(0, yes_no())
}

/// Absent.
pub const fn none(ty: Ty) -> Expr {
    expr(Op::None, optional(ty))
}

/// The partner at hand.
pub const fn row() -> Expr {
    expr(Op::Handle(Handle::Row), partner())
}

/// The owner of an aggregate or pick.
pub const fn my() -> Expr {
    expr(Op::Handle(Handle::My), partner())
}

/// The partner who is visited.
pub const fn earner() -> Expr {
    expr(Op::Handle(Handle::Earner), partner())
}

/// The trigger, a partner.
pub const fn trigger() -> Expr {
    expr(Op::Handle(Handle::Trigger), partner())
}

/// `a + b`.
pub fn add(a: Expr, b: Expr) -> Expr {
    let ty = wider(a.ty, b.ty);
    expr(Op::Add(a.into(), b.into()), ty)
}

/// `a - b`.
pub fn sub(a: Expr, b: Expr) -> Expr {
    let ty = wider(a.ty, b.ty);
    expr(Op::Sub(a.into(), b.into()), ty)
}

/// `a * b`; scales add, the unit is the one that is not percent, count or factor.
pub fn mul(a: Expr, b: Expr) -> Expr {
    let plain = |ty: Ty| matches!(ty.kind, Kind::Number(PERCENT | COUNT | FACTOR, _));
    let (of, scale) = (if plain(a.ty) { b.ty } else { a.ty }, a.ty.scale() + b.ty.scale());
    let ty = with_scale(Ty { optional: a.ty.optional || b.ty.optional, ..of }, scale);
    expr(Op::Mul(a.into(), b.into()), ty)
}

/// `a / b`, a ratio in the type of `a`.
pub fn div(a: Expr, b: Expr) -> Expr {
    let ty = Ty { optional: a.ty.optional || b.ty.optional, ..a.ty };
    expr(Op::Div(a.into(), b.into()), ty)
}

/// `-a`.
pub fn neg(a: Expr) -> Expr {
    let ty = a.ty;
    expr(Op::Neg(a.into()), ty)
}

/// `a` rounded to a scale.
pub fn round(a: Expr, mode: RoundMode, scale: u8) -> Expr {
    let ty = with_scale(a.ty, scale);
    expr(Op::Round(a.into(), mode), ty)
}

/// The smaller one.
pub fn min(a: Expr, b: Expr) -> Expr {
    let ty = wider(a.ty, b.ty);
    expr(Op::Min(a.into(), b.into()), ty)
}

/// The greater one.
pub fn max(a: Expr, b: Expr) -> Expr {
    let ty = wider(a.ty, b.ty);
    expr(Op::Max(a.into(), b.into()), ty)
}

/// A comparison.
pub fn compare(compare: Compare, a: Expr, b: Expr) -> Expr {
    expr(Op::Compare(compare, a.into(), b.into()), yes_no())
}

/// `a >= b`.
pub fn at_least(a: Expr, b: Expr) -> Expr {
    compare(Compare::Ge, a, b)
}

/// `a > b`.
pub fn above(a: Expr, b: Expr) -> Expr {
    compare(Compare::Gt, a, b)
}

/// Both.
pub fn and(a: Expr, b: Expr) -> Expr {
    expr(Op::And(a.into(), b.into()), yes_no())
}

/// Either.
pub fn or(a: Expr, b: Expr) -> Expr {
    expr(Op::Or(a.into(), b.into()), yes_no())
}

/// Not.
pub fn not(a: Expr) -> Expr {
    let ty = a.ty;
    expr(Op::Not(a.into()), ty)
}

/// `then` where the condition is yes, else `otherwise`.
pub fn when(condition: Expr, then: Expr, otherwise: Expr) -> Expr {
    let ty = wider(then.ty, otherwise.ty);
    expr(Op::If(condition.into(), then.into(), otherwise.into()), ty)
}

/// Whether it is there.
pub fn is_known(a: Expr) -> Expr {
    expr(Op::IsKnown(a.into()), yes_no())
}

/// The first where it is there, else the second.
pub fn or_else(a: Expr, b: Expr) -> Expr {
    let ty = Ty { optional: b.ty.optional, ..wider(a.ty, b.ty) };
    expr(Op::OrElse(a.into(), b.into()), ty)
}

/// The partner above in the sponsor tree.
pub fn sponsor(of: Expr) -> Expr {
    expr(Op::Parent(SPONSOR, of.into()), optional(partner()))
}

/// Each line rounded alone, half up to 0.01.
pub const EACH_CENT: Rounding = Rounding { mode: RoundMode::HalfUp, scale: 2, chain: ChainRounding::EachLine };

/// A clause that pays the visited partner.
pub fn pay(amount: Expr) -> Pay {
    Pay { to: Earner::Visited, when: None, amount, rate: None, base: None, site: SITE }
}

/// A clause that pays somebody else.
pub fn pay_to(to: Earner, amount: Expr) -> Pay {
    Pay { to, ..pay(amount) }
}

/// A memory or let that is recorded with lines.
pub fn shown(name: &str, ty: Ty) -> Var {
    Var { name: name.to_owned(), ty, shown: true }
}

/// A memory or let that is not recorded.
pub fn hidden(name: &str, ty: Ty) -> Var {
    Var { name: name.to_owned(), ty, shown: false }
}

/// The value of a variable of the given type.
pub const fn var(id: u32, ty: Ty) -> Expr {
    expr(Op::Var(VarId(id)), ty)
}

/// A walk up the sponsor tree.
pub const fn up(from: Expr, included: bool) -> Walk {
    Walk { tree: SPONSOR, from, included }
}

/// A key of an order.
pub const fn by(key: Expr, descending: bool) -> PickKey {
    PickKey { key, descending }
}

fn wider(a: Ty, b: Ty) -> Ty {
    with_scale(Ty { optional: a.optional || b.optional, ..a }, a.scale().max(b.scale()))
}

fn with_scale(ty: Ty, scale: u8) -> Ty {
    match ty.kind {
        Kind::Number(unit, _) => Ty { kind: Kind::Number(unit, scale), ..ty },
        _ => ty,
    }
}
