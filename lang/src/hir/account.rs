//! Accounts: how many lots they keep, and the states that hold them.

use super::declare::StateDecl;
use super::expr::{Expr, ExprKind, SUBJECT};
use super::types::{Subject, Type, TypeKind};
use crate::number::Decimal;
use crate::source::Span;
use crate::syntax::ast::{CalendarUnit, ClosedLots, LotOrder, part_name};

/// An account of partners.
///
/// What it holds from period to period is one state for each lot: `reserve's lot 0` is what came in in the quarter at hand,
/// `reserve's lot 1` what came in in the one before it. An account without lots is one state, `reserve's balance`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountDecl {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub ty: Type,
    /// The calendar of its lots, and how many periods of it a lot lives after its own.
    pub lots: Option<(CalendarUnit, u32)>,
    /// What happens, in this order: for those who read the plan. Its values are definitions.
    pub movements: Vec<AccountMovement>,
    /// What a draw on a lot does that is no longer kept, where that is asked.
    pub closed: Option<ClosedLots>,
    /// Where the name stands.
    pub span: Span,
}

/// A movement of an account. Amounts stand in its definitions: [`AccountDecl::amount`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountMovement {
    /// Adds to the youngest lot, or each row to the lot of a day (as it is written).
    Add(Option<String>),
    /// Draws from all lots in an order; of an account without lots, from the balance.
    Draw(Option<LotOrder>),
    /// Draws each row from the lot of a day (as it is written), and then perhaps from later ones.
    DrawLot(String, bool),
    /// Lots that have become too old are released (yes) or expire.
    Old(bool),
    /// Everything is released (yes) or expires, perhaps only under a condition.
    All(bool, bool),
    /// What is above a limit is released (yes) or expires.
    Above(bool, Option<LotOrder>),
}

impl AccountDecl {
    /// The parts that are kept from period to period; they name the states, and the definitions with their closing values.
    pub fn kept(&self) -> Vec<String> {
        match self.lots {
            Some((_, age)) => (0..=age).map(|age| format!("lot {age}")).collect(),
            None => vec!["balance".to_owned()],
        }
    }

    /// Its states. They begin empty.
    pub fn states(&self) -> impl Iterator<Item = StateDecl> {
        let zero = Expr {
            kind: Box::new(ExprKind::Number(Decimal::new(0, self.ty.scale()))),
            ty: self.ty.clone(),
            span: self.span,
        };
        self.kept().into_iter().map(move |part| StateDecl {
            name: part_name(&self.name, &part),
            grain: None,
            ty: self.ty.clone(),
            initial: zero.clone(),
        })
    }

    /// The closing equations of its states: each is a definition of the same name.
    pub fn closings(&self) -> impl Iterator<Item = (String, Expr)> {
        self.kept().into_iter().map(|part| (part_name(&self.name, &part), self.value(&part)))
    }

    /// The part that holds what the n-th movement (from 1 on) is about: what is added, asked for or gone.
    pub fn amount(number: usize, movement: &AccountMovement) -> String {
        let what = match movement {
            AccountMovement::Add(_) => "added",
            AccountMovement::Draw(_) | AccountMovement::DrawLot(..) => "asked",
            AccountMovement::Old(_) | AccountMovement::All(..) | AccountMovement::Above(..) => "gone",
        };
        format!("{what} after {number}")
    }

    /// One of its values, of the partner at hand.
    pub fn value(&self, part: &str) -> Expr {
        let partner =
            Expr { kind: Box::new(ExprKind::Row(SUBJECT)), ty: Type::known(TypeKind::Partner), span: self.span };
        let kind = ExprKind::Definition {
            subject: Subject::Partner,
            name: part_name(&self.name, part),
            row: Some(partner),
            args: Vec::new(),
            computed: false,
        };
        Expr { kind: Box::new(kind), ty: self.ty.clone(), span: self.span }
    }
}
