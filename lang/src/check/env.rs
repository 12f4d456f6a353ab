//! What a check can see of the rest of the plan.

use crate::hir::{
    AccountDecl, Earners, EventDecl, FieldDecl, Grain, Header, LadderDecl, Param, Parameter, RateDecl, StateDecl,
    Subject, TableDecl, TiersDecl, TreeDecl, Type, Unit, UnitDecl, WordList,
};
use crate::syntax::ast;
use crate::words::Text;
use std::sync::Arc;

/// A declared thing of the plan's one name space (definitions are asked for by subject).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decl {
    /// A unit of points.
    Unit(UnitDecl),
    /// A tree.
    Tree(TreeDecl),
    /// An event kind.
    Event(Arc<EventDecl>),
    /// A scale.
    Scale(Arc<WordList>),
    /// A ladder.
    Ladder(Arc<LadderDecl>),
    /// A table.
    Table(Arc<TableDecl>),
    /// Tiers.
    Tiers(Arc<TiersDecl>),
    /// A state.
    State(Arc<StateDecl>),
    /// A pick, with its parameters.
    Pick(Vec<Param>),
    /// A bonus, with its trigger and its period where it is not the plan's.
    Bonus(Subject, Option<Grain>),
    /// A `repeat`.
    Repeat,
    /// A flow.
    Flow,
    /// An account.
    Account(Arc<AccountDecl>),
    /// A parameter.
    Param(Arc<Parameter>),
    /// A pool.
    Pool {
        /// Its period where it is not the plan's.
        grain: Option<Grain>,
        /// Whether what nobody shares is added to the next one.
        carried: bool,
    },
    /// A cap.
    Cap {
        /// Its period where it is not the plan's.
        grain: Option<Grain>,
        /// The bonuses and pools it names, `None` for all.
        on: Option<Vec<String>>,
        /// Whether it cuts lines; else it cuts totals of partners.
        by_line: bool,
        /// Whether what it takes away waits for a later period.
        carried: bool,
    },
}

impl Decl {
    /// What to call it in a message.
    pub fn noun(&self) -> Text {
        match self {
            Decl::Unit(_) => say!("a unit"),
            Decl::Tree(_) => say!("a tree"),
            Decl::Event(event) if event.holds.is_some() => say!("a fact"),
            Decl::Event(_) => say!("an event"),
            Decl::Scale(_) => say!("a scale"),
            Decl::Ladder(_) => say!("a ladder"),
            Decl::Table(_) => say!("a table"),
            Decl::Tiers(_) => say!("tiers"),
            Decl::State(_) => say!("a state"),
            Decl::Pick(_) => say!("a pick"),
            Decl::Bonus(..) => say!("a bonus"),
            Decl::Repeat => say!("a `repeat`"),
            Decl::Flow => say!("a flow"),
            Decl::Account(_) => say!("an account"),
            Decl::Param(_) => say!("a parameter"),
            Decl::Pool { .. } => say!("a pool"),
            Decl::Cap { .. } => say!("a cap"),
        }
    }
}

/// What a name stands for, without looking inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A unit of points.
    Unit,
    /// A tree.
    Tree,
    /// An event kind.
    Event,
    /// A scale.
    Scale,
    /// A ladder.
    Ladder,
    /// A table.
    Table,
    /// Tiers.
    Tiers,
    /// A state.
    State,
    /// A pick.
    Pick,
    /// A bonus.
    Bonus,
    /// A pool.
    Pool,
    /// A cap.
    Cap,
    /// A `repeat`.
    Repeat,
    /// A flow.
    Flow,
    /// An account.
    Account,
    /// A parameter.
    Param,
}

/// What callers of a definition see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Parameters.
    pub params: Vec<Param>,
    /// Type of the value.
    pub ty: Type,
    /// Whether a manual fact may replace it.
    pub overridable: bool,
    /// The period that has a value of it; `None`: the plan's.
    pub grain: Option<Grain>,
    /// Whether its value has nothing to do with any period.
    pub timeless: bool,
}

/// The rest of the plan, asked piece by piece so that an answer that does not change spares its readers.
pub trait Env {
    /// What a name stands for.
    fn kind(&self, name: &str) -> Option<NameKind>;
    /// A declared thing by name.
    fn resolve(&self, name: &str) -> Option<Decl>;
    /// A definition.
    fn definition(&self, subject: &Subject, name: &str) -> Option<Signature>;
    /// Names of all definitions of a subject, for suggestions.
    fn definition_names(&self, subject: &Subject) -> Vec<String>;
    /// The lists that have a word, with its index.
    fn word(&self, word: &str) -> Vec<(String, u32)>;
    /// A word list by name.
    fn words(&self, list: &str) -> Option<Arc<WordList>>;
    /// Declared columns of the partners file.
    fn partner_fields(&self) -> Arc<Vec<FieldDecl>>;
    /// The header.
    fn header(&self) -> Arc<Header>;
    /// The rate between two units.
    fn rate(&self, from: &Unit, to: &Unit) -> Option<Arc<RateDecl>>;
    /// What a variant sets a parameter to, where one does.
    fn setting(&self, parameter: &str) -> Option<ast::Expr>;
    /// The earners clause.
    fn earners(&self) -> Option<Arc<Earners>>;
    /// Names of bonuses and pools in the order of the plan.
    fn payers(&self) -> Vec<String>;
    /// Names of caps that apply to a bonus or pool.
    fn caps_on(&self, payer: &str) -> Vec<String>;
    /// The caps that a cap names behind `after`.
    fn cap_after(&self, cap: &str) -> Vec<String>;
    /// Whether the first cap is said to come after the second, directly or through others.
    fn cap_is_after(&self, cap: &str, other: &str) -> bool;
    /// Whether a name may be declared in text that could not be read, or for rows that nobody declares.
    fn is_lost(&self, name: &str) -> bool;
    /// All names of declared things, for suggestions.
    fn names(&self) -> Vec<String>;
}
