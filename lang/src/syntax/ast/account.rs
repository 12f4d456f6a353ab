//! Accounts: balances in lots.

use super::*;

/// `account reserve : EUR of partner, by quarter { add …; draw …; release after 6 quarters }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name.
    pub name: Ident,
    /// What it holds.
    pub ty: TypeExpr,
    /// Whose it is.
    pub subject: Ident,
    /// `by quarter`: a lot for each quarter of origin. Without it the account is one balance.
    pub by: Option<Ident>,
    /// The movements, in the order in which they happen.
    pub movements: Vec<Movement>,
    /// What a draw on a lot does that is no longer kept; open when not written.
    pub closed: Option<(ClosedLots, Span)>,
}

/// A movement of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// What it is.
    pub kind: MovementKind,
    /// Where it stands.
    pub span: Span,
}

/// The movements of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MovementKind {
    /// `add 20% of commission over own Contract to quarter of signed_on`
    Add(Amount, Option<LotOf>),
    /// `draw reclaimed over own Cancellation from quarter of contract's signed_on, then later quarters oldest first`
    Draw(Amount, DrawFrom),
    /// `release …` (yes) or `expire …`
    Leave(bool, Leaving),
}

/// What is added or drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The amount, of the partner or of each row.
    pub value: Expr,
    /// The rows.
    pub over: Option<Rows>,
}

/// `quarter of signed_on`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotOf {
    /// The word of the calendar, which is that of the account.
    pub unit: Ident,
    /// The day that lies in the quarter.
    pub day: Expr,
}

/// Where a draw takes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrawFrom {
    /// Not written.
    Open,
    /// All lots in an order.
    All(LotOrder),
    /// The lot of a day, and then perhaps later ones, the oldest first.
    Lot(LotOf, Option<Ident>),
}

/// In which order lots are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LotOrder {
    /// `oldest first`
    OldestFirst,
    /// `newest first`
    NewestFirst,
}

/// What leaves an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// `after 6 quarters`: lots when they get older than that.
    After(Decimal, Span, Ident),
    /// `all`, `all when c`
    All(Option<Expr>),
    /// `above 6_000 BV, oldest first`: what is more than that.
    Above(Expr, Option<LotOrder>),
}

/// What a draw does on a lot that has been released or has expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClosedLots {
    /// `closed lots: draws are noted`
    Noted,
    /// `closed lots: draws go on`
    GoOn,
}

/// The values of an account, by which it is read.
pub const ACCOUNT_PARTS: [&str; 8] =
    ["opening", "available", "added", "drawn", "short", "released", "expired", "balance"];

impl Account {
    /// The names of its values: `reserve's balance`.
    pub fn parts(&self) -> impl Iterator<Item = String> + '_ {
        ACCOUNT_PARTS.iter().map(|part| part_name(&self.name.text, part))
    }

    /// All expressions in it.
    pub fn exprs(&self) -> Vec<&Expr> {
        let mut out = Vec::new();
        for movement in &self.movements {
            match &movement.kind {
                MovementKind::Add(amount, to) => {
                    out.push(&amount.value);
                    out.extend(to.iter().map(|to| &to.day));
                }
                MovementKind::Draw(amount, from) => {
                    out.push(&amount.value);
                    if let DrawFrom::Lot(of, _) = from {
                        out.push(&of.day);
                    }
                }
                MovementKind::Leave(_, Leaving::All(condition)) => out.extend(condition),
                MovementKind::Leave(_, Leaving::Above(limit, _)) => out.push(limit),
                MovementKind::Leave(_, Leaving::After(..)) => {}
            }
        }
        out
    }

    /// The rows that its amounts are of.
    pub fn rows(&self) -> impl Iterator<Item = &Rows> {
        self.movements.iter().filter_map(|movement| match &movement.kind {
            MovementKind::Add(amount, _) | MovementKind::Draw(amount, _) => amount.over.as_ref(),
            MovementKind::Leave(..) => None,
        })
    }
}
