//! What partners keep from one period to the next: balances of accounts and values of states, as readers see them.

use crate::booked::{Shown, View};
use crate::calendar::Period;
use crate::company::StateValues;
use crate::settle::Settled;
use crate::snapshot::Knowledge;
use compline_compiler::program::{Calendar, ColumnId, Grain, Kind, NONE, Program, Space};
use compline_lang::hir::{self, AccountMovement, CalendarUnit};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What somebody keeps under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The account or state.
    pub name: String,
    /// Before the period; nothing where the value is absent.
    pub opening: Option<Shown>,
    /// What came in; of accounts alone.
    pub added: Option<Shown>,
    /// What went out, and how; of accounts alone, and only what is not zero.
    pub gone: Vec<(Gone, Shown)>,
    /// After the period.
    pub closing: Option<Shown>,
    /// What the balance is made of, by the period in which it came in; the oldest first. Only what is not zero, and only where
    /// there are several.
    pub lots: Vec<(Period, Shown)>,
}

/// How something leaves an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// It was drawn.
    Drawn,
    /// It was released.
    Released,
    /// It expired.
    Expired,
}

/// What is in an account of what came in in one period of its calendar, and when it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// The account.
    pub account: String,
    /// The period in which it came in.
    pub from: Period,
    /// How much is left of it.
    pub amount: Shown,
    /// The period with whose beginning it leaves as it is, and how; nothing where the plan does not say when lots leave.
    pub leaves: Option<(Period, Gone)>,
}

/// Accounts and states of a settled period, ready to be read partner by partner.
#[derive(Debug)]
pub struct Keeping<'a> {
    view: View<'a>,
    settled: &'a Settled,
    accounts: Vec<Account>,
    states: Vec<State>,
}

#[derive(Debug)]
struct Account {
    name: String,
    opening: ColumnId,
    added: ColumnId,
    gone: Vec<(Gone, ColumnId)>,
    closing: ColumnId,
    lots: Vec<(Period, ColumnId)>,
    /// How lots leave that have become too old, and how many periods of their calendar they are kept behind their own.
    old: Option<(Gone, u32)>,
}

#[derive(Debug)]
struct State {
    at: usize,
    /// Numbers of partners with the value that they had before, where it is not the initial one.
    opening: BTreeMap<u32, i64>,
}

impl<'a> Keeping<'a> {
    /// What is kept in the period itself: all accounts, and the states that are asked for by name. Nothing where nothing is
    /// settled.
    pub fn of(plan: &hir::Plan, view: View<'a>, asked: impl Fn(&str) -> bool) -> Option<Self> {
        let settled = view.settled.first()?;
        let period = settled.context.period;
        let accounts = plan.accounts.iter().filter_map(|account| Account::of(view.program, account, period)).collect();
        let states = (0..)
            .zip(&view.program.states)
            .filter(|(_, state)| asked(&state.name) && !view.program.is_of_company(state));
        let (before, knowledge) = (period.back(1), settled.snapshot.knowledge);
        let states =
            states.map(|(at, _)| State { at, opening: opening(view.company.states.get(at), before, knowledge) });
        Some(Self { view, settled, accounts, states: states.collect() })
    }

    /// Whether nothing can be kept.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.states.is_empty()
    }

    /// What a partner keeps, by its number in the company. What was nothing, is nothing and has not moved is left out.
    pub fn by(&self, number: usize) -> Vec<Kept> {
        let row = self.settled.snapshot.row_of.get(number).map_or(usize::MAX, |row| *row as usize);
        if row >= self.settled.snapshot.rows() {
            return Vec::new();
        }
        let accounts = self.accounts.iter().filter_map(|account| self.account(account, row));
        let states = self.states.iter().filter_map(|state| self.state(state, number, row));
        accounts.chain(states).collect()
    }

    /// The names of the accounts, in the order of the plan.
    pub fn accounts(&self) -> impl Iterator<Item = &str> {
        self.accounts.iter().map(|account| account.name.as_str())
    }

    /// The lots of a partner's accounts that are not empty at the end of the period, the oldest first; of an account without
    /// lots there are none.
    pub fn lots(&self, number: usize) -> Vec<Lot> {
        let row = self.settled.snapshot.row_of.get(number).map_or(usize::MAX, |row| *row as usize);
        if row >= self.settled.snapshot.rows() {
            return Vec::new();
        }
        let of = |account: &Account| {
            let lots = account.lots.iter().filter_map(|(from, column)| {
                let amount = self.view.column(self.settled, *column, row).filter(|shown| !is_zero(shown))?;
                let leaves = account.old.and_then(|(how, kept)| {
                    let behind = i32::try_from(kept).ok()?.checked_add(1)?;
                    Some((Period::from_index(from.calendar(), from.index().checked_add(behind)?), how))
                });
                Some(Lot { account: account.name.clone(), from: *from, amount, leaves })
            });
            lots.collect::<Vec<_>>()
        };
        self.accounts.iter().flat_map(of).collect()
    }

    fn account(&self, account: &Account, row: usize) -> Option<Kept> {
        let value = |column: ColumnId| self.view.column(self.settled, column, row);
        let moved = |column: ColumnId| value(column).filter(|shown| !is_zero(shown));
        let gone: Vec<_> = account.gone.iter().filter_map(|(how, column)| Some((*how, moved(*column)?))).collect();
        let lots: Vec<_> =
            account.lots.iter().filter_map(|(period, column)| Some((*period, moved(*column)?))).collect();
        let still = [account.opening, account.added, account.closing].into_iter().all(|column| moved(column).is_none());
        (!still || !gone.is_empty()).then(|| Kept {
            name: account.name.clone(),
            opening: value(account.opening),
            added: moved(account.added),
            gone,
            closing: value(account.closing),
            lots: if lots.len() > 1 { lots } else { Vec::new() },
        })
    }

    fn state(&self, state: &State, number: usize, row: usize) -> Option<Kept> {
        let declared = self.view.program.states.get(state.at)?;
        let number = u32::try_from(number).ok()?;
        let before = state.opening.get(&number).copied().unwrap_or(declared.initial);
        // Files know partners by their numbers in the company, a settled period by their rows.
        let before = match (declared.ty.kind, usize::try_from(before)) {
            (Kind::Partner, Ok(of)) => self.settled.snapshot.row_of.get(of).map_or(NONE, |row| i64::from(*row)),
            _ => before,
        };
        let after = self.settled.store.get(declared.closing, row);
        let nothing = |value: i64| value == declared.initial || value == NONE;
        (!nothing(before) || !nothing(after)).then(|| Kept {
            name: declared.name.clone(),
            opening: self.view.shown(self.settled, declared.ty, before),
            added: None,
            gone: Vec::new(),
            closing: self.view.shown(self.settled, declared.ty, after),
            lots: Vec::new(),
        })
    }
}

impl Account {
    fn of(program: &Program, account: &hir::AccountDecl, period: Period) -> Option<Self> {
        let part = |part: &str| {
            let name = format!("{}'s {part}", account.name);
            let found = program.definitions.iter().find(|one| one.name == name && one.space == Space::Partner);
            found.map(|one| one.column)
        };
        let gone = [(Gone::Drawn, "drawn"), (Gone::Released, "released"), (Gone::Expired, "expired")];
        let lots = account.lots.iter().flat_map(|(unit, oldest)| {
            let own = Period::containing(Calendar::usual(grain(*unit)), period.end());
            (0..=*oldest).rev().map(move |age| (own.back(age), format!("{}'s lot {age}", account.name)))
        });
        let state = |name: &str| program.states.iter().find(|state| state.name == name).map(|state| state.closing);
        let old = account.movements.iter().find_map(|movement| match movement {
            AccountMovement::Old(released) => Some(if *released { Gone::Released } else { Gone::Expired }),
            _ => None,
        });
        Some(Self {
            name: account.name.clone(),
            opening: part("opening")?,
            added: part("added")?,
            gone: gone.into_iter().filter_map(|(how, name)| Some((how, part(name)?))).collect(),
            closing: part("balance")?,
            lots: lots.filter_map(|(period, name)| Some((period, state(&name)?))).collect(),
            old: old.zip(account.lots.map(|(_, oldest)| oldest)),
        })
    }
}

fn grain(unit: CalendarUnit) -> Grain {
    match unit {
        CalendarUnit::Week => Grain::Week,
        CalendarUnit::Month => Grain::Month,
        CalendarUnit::Quarter => Grain::Quarter,
        CalendarUnit::Year => Grain::Year,
    }
}

/// The values of the period before.
fn opening(values: Option<&StateValues>, before: Period, knowledge: Knowledge) -> BTreeMap<u32, i64> {
    values.and_then(|values| values.as_of(before, knowledge)).into_iter().flatten().collect()
}

fn is_zero(shown: &Shown) -> bool {
    match shown {
        Shown::Number { value, .. } | Shown::Percent(value) => *value == Decimal::ZERO,
        Shown::YesNo(yes) => !yes,
        Shown::Text(_) | Shown::Day(_) => false,
    }
}
