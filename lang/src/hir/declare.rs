//! What a plan declares, and its definitions.

use super::calendar::Begins;
use super::expr::{Builtin, Expr, ExprKind, OrderKey, RowId};
use super::types::{Grain, Subject, Type, TypeKind, Unit, Weeks};
use super::{
    Climb, HitPolicy, HoldsOn, PlaceGap, PlaceLeft, PlaceSearch, ReversedLines, ReversedVolume, TierMode, Verb,
};
use crate::number::Decimal;
use crate::source::Span;
use chrono::NaiveDate;

/// The header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The plan's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// First and last day of sales that it is for.
    pub valid: Option<(NaiveDate, Option<NaiveDate>)>,
    /// The currency's code.
    pub currency: String,
    /// Digits of the currency.
    pub currency_scale: u8,
    /// `day`, `week`, `month`, `quarter` or `year`.
    pub grain: String,
    /// Where they begin.
    pub begins: Begins,
    /// Where weeks begin, where the plan says so.
    pub weeks: Option<Weeks>,
    /// Time zone of cut-offs.
    pub zone: Option<String>,
    /// Where the plan is used: ISO 3166 codes, as far as the linter knows rules of them.
    pub jurisdictions: Vec<String>,
    /// By how much one unit of volume may change what somebody is paid, in the plan's currency.
    pub cliff: Option<Decimal>,
}

/// Of what nature an event is, for fairness and law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NatureKind {
    /// Taking part: a fee, a kit, a package that has to be bought.
    Joining,
    /// A partner buys for himself, to use or to keep in stock.
    Purchase,
    /// A sale to somebody who does not take part.
    Retail,
    /// A contract of life insurance.
    Life,
    /// A contract of health insurance that takes the place of the statutory one.
    SubstitutiveHealth,
    /// A contract of payment protection insurance.
    PaymentProtection,
    /// A contract of another insurance.
    OtherInsurance,
    /// Nothing of these.
    Other,
}

impl NatureKind {
    /// All of them, with the word that names them.
    pub const ALL: [(NatureKind, &'static str); 8] = [
        (Self::Joining, "joining"),
        (Self::Purchase, "purchase"),
        (Self::Retail, "retail"),
        (Self::Life, "life"),
        (Self::SubstitutiveHealth, "substitutive_health"),
        (Self::PaymentProtection, "payment_protection"),
        (Self::OtherInsurance, "other_insurance"),
        (Self::Other, "other"),
    ];
}

/// For which events of a kind something is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnlyWhere {
    /// The field.
    pub field: String,
    /// Indices of its words.
    pub words: Vec<u32>,
}

/// The nature of events of a kind; the first that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nature {
    /// What they are.
    pub kind: NatureKind,
    /// Of which; of all that are left where `None`.
    pub only: Option<OnlyWhere>,
    /// Where it stands.
    pub span: Span,
}

/// How long commission of events of a kind may be reclaimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Liability {
    /// Months.
    pub months: u32,
    /// Of which; of all where `None`.
    pub only: Option<OnlyWhere>,
    /// Where it stands.
    pub span: Span,
}

/// A finding of fairness or law that the author stands by, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The code of the finding.
    pub code: String,
    /// Where the code stands.
    pub code_span: Span,
    /// What the finding is about: a bonus, an event, a definition, the plan.
    pub on: String,
    /// The reason.
    pub because: String,
    /// Where the reason stands.
    pub because_span: Span,
}

/// A unit of points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitDecl {
    /// Its name.
    pub name: String,
    /// Digits stored.
    pub scale: u8,
}

/// A rate between units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateDecl {
    /// From.
    pub from: Unit,
    /// To.
    pub to: Unit,
    /// Values and the day from which they hold; the first day is open where none was written.
    pub values: Vec<(Decimal, Option<NaiveDate>)>,
    /// Greatest scale of the values.
    pub scale: u8,
}

/// A tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeDecl {
    /// Its name.
    pub name: String,
    /// Sides.
    pub sides: Vec<String>,
    /// Greatest number of children.
    pub width: Option<u32>,
    /// The tree that it is derived from; the definition of its name says who is above.
    pub from: Option<String>,
    /// The rule by which partners are placed whose place no data state.
    pub placed: Option<PlacingDecl>,
}

/// By which rule partners get their places in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacingDecl {
    /// The tree that says below whom.
    pub below: String,
    /// The partner field that names the side; of the one above in that tree where the flag is set.
    pub side: Option<(bool, String)>,
    /// In which order free places are looked for.
    pub search: PlaceSearch,
    /// Days from joining to the day on which the rule places.
    pub days: u32,
    /// The partner field that decides on one day, and whether its largest values come first.
    pub key: Option<(String, bool)>,
    /// What happens to one whose partner above has no place.
    pub gap: PlaceGap,
    /// What becomes of the places of those who were terminated.
    pub left: PlaceLeft,
}

/// An event kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDecl {
    /// Its name.
    pub name: String,
    /// Its fields.
    pub fields: Vec<FieldDecl>,
    /// Date of the conditions.
    pub conditions: String,
    /// Conditions of the period before.
    pub conditions_before: bool,
    /// Date of the volume.
    pub volume: String,
    /// Date of payability.
    pub payable: String,
    /// What a reversal does.
    pub reversed: Option<(ReversedLines, ReversedVolume)>,
    /// The number field by which a part of a reversed event is measured, where the plan says one.
    pub measure: Option<String>,
    /// Of what nature they are, the first that fits.
    pub natures: Vec<Nature>,
    /// How long commission may be reclaimed.
    pub liabilities: Vec<Liability>,
    /// Where the name stands.
    pub name_span: Span,
    /// Of a fact: when it holds. Nothing is decided by the dates above then, which are its first day.
    pub holds: Option<Holds>,
}

/// When a fact holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holds {
    /// The field with its first day.
    pub from: String,
    /// The field with its last day, where it has one.
    pub to: Option<String>,
    /// On which days of a period it must hold to count there.
    pub days: HoldsOn,
}

impl EventDecl {
    /// The first field of type partner: whose event it is.
    pub fn owner(&self) -> Option<&FieldDecl> {
        self.fields.iter().find(|f| f.ty.kind == TypeKind::Partner)
    }
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDecl {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Least and largest value.
    pub range: Option<(Decimal, Decimal)>,
    /// Where the name stands.
    pub span: Span,
}

/// A list of words: ladder, scale or enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordList {
    /// Its name; `Event.field` for an enumeration declared in place.
    pub name: String,
    /// Whether the order means something.
    pub ordered: bool,
    /// Whether it is a ladder.
    pub ladder: bool,
    /// The words.
    pub words: Vec<String>,
}

/// A ladder's columns and values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderDecl {
    /// Its name, which is also its word list's.
    pub name: String,
    /// How it is climbed.
    pub climb: Climb,
    /// Ranks, lowest first.
    pub ranks: Vec<String>,
    /// Column names and types.
    pub columns: Vec<Param>,
    /// For each rank a constant for each column.
    pub rows: Vec<Vec<Expr>>,
    /// Where the ranks stand.
    pub spans: Vec<Span>,
}

/// A key condition of a table row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyCell {
    /// Exactly this (stored at the key's scale).
    Is(i128),
    /// Between, both ends included.
    Range(i128, i128),
    /// From here on.
    From(i128),
    /// Below this.
    Below(i128),
    /// Everything.
    Any,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDecl {
    /// Its name.
    pub name: String,
    /// Keys.
    pub params: Vec<Param>,
    /// Hit policy.
    pub policy: HitPolicy,
    /// Result columns; the name is empty in a table with one unnamed result.
    pub results: Vec<Param>,
    /// Key cells and the value of each result (a constant).
    pub rows: Vec<(Vec<KeyCell>, Vec<Expr>)>,
}

/// Tiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TiersDecl {
    /// Its name.
    pub name: String,
    /// The key.
    pub param: Param,
    /// How they apply.
    pub mode: TierMode,
    /// Type of the rate.
    pub result: Type,
    /// Rising bounds (at the key's scale) and values (constants).
    pub rows: Vec<(i128, Expr)>,
}

/// A pick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickDecl {
    /// Its name.
    pub name: String,
    /// Parameters.
    pub params: Vec<Param>,
    /// How many.
    pub count: Expr,
    /// The tree whose frontline is picked from.
    pub tree: String,
    /// The element's handle.
    pub element: RowId,
    /// Which rows take part.
    pub filter: Option<Expr>,
    /// The order; then by number.
    pub keys: Vec<OrderKey>,
}

/// A value that a variant, or whoever runs the plan, may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// What it is (a constant).
    pub value: Expr,
    /// What it is where nobody sets it (a constant).
    pub default: Expr,
    /// Least and largest value, in the stored form of the type; numbers and dates have one.
    pub range: Option<(i128, i128)>,
    /// What the plan says about it: language (`None`: the plan's own) and Markdown text.
    pub docs: Vec<(Option<String>, String)>,
}

/// A state of partners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateDecl {
    /// Its name.
    pub name: String,
    /// From which period to which it is carried; `None`: the plan's.
    pub grain: Option<Grain>,
    /// Its type.
    pub ty: Type,
    /// Its value before the first period (constant).
    pub initial: Expr,
}

/// The earners clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earners {
    /// Who may earn; the partner is [`SUBJECT`]. `None`: all.
    pub condition: Option<Expr>,
    /// What happens to others on a walk.
    pub others: Verb,
}

impl Earners {
    /// The condition as it is asked within a part of the plan's period: whether a partner has left counts on the part's
    /// last day, everything else is that of the whole period.
    pub fn condition_of_part(&self) -> Option<Expr> {
        fn of_part(e: &Expr) -> Expr {
            let kind = match e.kind.as_ref() {
                ExprKind::And(all) => ExprKind::And(all.iter().map(of_part).collect()),
                ExprKind::Or(all) => ExprKind::Or(all.iter().map(of_part).collect()),
                ExprKind::Not(of) => ExprKind::Not(of_part(of)),
                ExprKind::Builtin(_, Builtin::Terminated | Builtin::Inactive) => return e.clone(),
                _ => ExprKind::OfGrain(e.clone(), None),
            };
            Expr { kind: Box::new(kind), ..e.clone() }
        }
        self.condition.as_ref().map(of_part)
    }
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
}

/// A checked definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Whose.
    pub subject: Subject,
    /// Its name.
    pub name: String,
    /// The period that has a value of it; `None`: the plan's.
    pub grain: Option<Grain>,
    /// Whether its value has nothing to do with any period.
    pub timeless: bool,
    /// Parameters.
    pub params: Vec<Param>,
    /// Its type.
    pub ty: Type,
    /// The value; exceptions are cases in front.
    pub value: Expr,
    /// Conditions of several exceptions: no two may hold at once.
    pub exclusive: Vec<Expr>,
    /// Whether a manual fact may replace it.
    pub overridable: bool,
    /// Where the name stands.
    pub name_span: Span,
}

impl Definition {
    /// Whether it is a step on the way to a value of an item, which nobody can name: `reserve's lot 3 after 2`.
    pub fn is_inner(&self) -> bool {
        self.name.split_once("'s ").is_some_and(|(_, part)| part.contains(' '))
    }
}

/// What a plan says that it can never pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The bonus or pool; nothing for all that is paid.
    pub what: Option<String>,
    /// The greatest share: `0.55` is 55%.
    pub limit: Decimal,
    /// Event kind and field of which it is a share; nothing for the one field on which the plan pays.
    pub of: Option<(String, String)>,
    /// Where it stands.
    pub span: Span,
}
