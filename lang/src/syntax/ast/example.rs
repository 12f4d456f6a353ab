//! Examples.

use super::*;

/// `example "…" { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The title.
    pub title: String,
    /// Where the title stands.
    pub title_span: Span,
    /// The lines.
    pub lines: Vec<ExampleLine>,
}

/// A line of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleLine {
    /// What it says.
    pub kind: ExampleKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of lines of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExampleKind {
    /// `period 2026-03`, `period 2026-01 to 2026-03`
    Period(String, Option<String>),
    /// `sponsor: Anna > Ben > Cara, Ben > Dora`; with sides `placement: Anna > Ben on left`.
    /// Each edge is (parent, child, side); a lone name is a root.
    Tree {
        /// The tree.
        tree: Ident,
        /// Partners without a parent here, in order of first mention.
        roots: Vec<Ident>,
        /// Parent, child, side or position.
        edges: Vec<(Ident, Ident, Option<Ident>)>,
    },
    /// `partner Anna { joined_on 2026-01-01, terminated yes, person "P1" }`
    Partner {
        /// The partner.
        name: Ident,
        /// Attributes.
        fields: Vec<(Ident, Expr)>,
    },
    /// `Order by Ben on 2026-03-04 { bv 200 BV }`, `Order "A-17" by …`
    Event {
        /// The event kind.
        event: Ident,
        /// Its id, where given.
        id: Option<String>,
        /// `by Ben`: fills the first partner field.
        by: Option<Ident>,
        /// `on 2026-03-04`: fills every date that is not named.
        on: Option<Date>,
        /// Named fields.
        fields: Vec<(Ident, Expr)>,
    },
    /// `Order "A-17" reversed as returned on 2026-05-02 { bv 50 BV }`
    Reversal {
        /// The event kind.
        event: Ident,
        /// The id of the event that is reversed.
        id: (String, Span),
        /// Why.
        reason: Option<Ident>,
        /// The day.
        on: Date,
        /// What is reversed of its amounts; nothing for all that is left.
        fields: Vec<(Ident, Expr)>,
    },
    /// `override Ben's paid_rank is Gold`
    Override {
        /// The partner.
        partner: Ident,
        /// The definition.
        definition: Ident,
        /// Its value.
        value: Expr,
    },
    /// `opening Ben's title is Gold`
    Opening {
        /// The partner.
        partner: Ident,
        /// The state.
        state: Ident,
        /// Its value.
        value: Expr,
    },
    /// `expect Anna's Unilevel is 8.00 EUR because level is 1 and rate is 5%`
    Expect {
        /// Whose value; `None` for `expect total Unilevel is …` (company-wide).
        partner: Option<Ident>,
        /// A definition, a bonus, a pool, a cap, or `total`.
        what: Ident,
        /// `in 2026-02`: after which of the periods; the last one where it is not said.
        period: Option<String>,
        /// The expected value.
        value: Expr,
        /// `because level is 1 and rate is 5%`: one line of the bonus must show these.
        because: Vec<(Ident, Expr)>,
    },
}
