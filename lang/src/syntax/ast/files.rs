//! What plans of several files are made of: modules, parameters, variants.

use super::{Expr, Ident, TypeExpr};
use crate::source::Span;

/// A path in quotes, as written: relative to the file that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathText {
    /// The path.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// `param entry : percent = 5% in 0% to 10%`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name.
    pub name: Ident,
    /// Its type; found from the value where it is not written.
    pub ty: Option<TypeExpr>,
    /// What holds where nothing else is set.
    pub value: Expr,
    /// Least and largest value, both included.
    pub range: Option<(Expr, Expr)>,
}

/// `variant "Higher entry" of "base.plan" { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// What it is called.
    pub title: PathText,
    /// The file of the plan that it changes.
    pub base: PathText,
    /// `set entry = 6%`
    pub sets: Vec<Setting>,
    /// `replace Unilevel, PV`: items of the base whose place those of the variant take.
    pub replaces: Vec<Target>,
    /// `without FastStart`: items of the base that do not hold.
    pub withouts: Vec<Target>,
}

/// `set entry = 6%`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The parameter.
    pub name: Ident,
    /// Its value.
    pub value: Expr,
}

/// What a variant replaces or removes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What is named.
    pub kind: TargetKind,
    /// Where it is named.
    pub span: Span,
}

/// How an item of the base is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// `Unilevel`; also `plan`, `earners`, `partner`
    Name(String),
    /// `Order's cv`: a definition of an `on` block
    Of(String, String),
    /// `rate BV to EUR`
    Rate(String, String),
    /// `"pays less than half"`: an assertion
    Title(String),
}
