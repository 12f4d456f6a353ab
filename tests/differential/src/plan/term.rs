//! Pieces of plan text with their types.

/// How tightly a text holds together, from loose to tight; what is looser than its place needs brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hold {
    /// Cases, aggregates and all that takes what follows it.
    Open,
    /// `or`
    Or,
    /// `and`
    And,
    /// `not`
    Not,
    /// Comparisons.
    Compare,
    /// `but at most`, `rounded`
    Clamp,
    /// `+`, `-`
    Add,
    /// `*`, `/`
    Multiply,
    /// A sign.
    Negate,
    /// `of`
    Of,
    /// Names, literals, attributes, brackets.
    Tight,
}

/// Units of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A currency or a unit of points, by its place in the plan's list; 0 is the plan's currency.
    Named(usize),
    /// `5%`
    Percent,
    /// Whole numbers.
    Count,
    /// Plain decimals.
    Factor,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number(Unit),
    /// Yes/no.
    Bool,
    /// A date.
    Date,
    /// A word of a list.
    Word(usize),
    /// A partner.
    Partner,
}

/// A type, and what is known of the values beyond it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ty {
    /// What it is.
    pub kind: Kind,
    /// Whether it may be absent.
    pub optional: bool,
    /// Digits after the point.
    pub scale: u8,
    /// About how many digits the values have before the point.
    pub size: i32,
    /// Whether it is surely not negative.
    pub natural: bool,
}

impl Ty {
    /// Anything but a number.
    pub fn plain(kind: Kind) -> Self {
        Self { kind, optional: false, scale: 0, size: 0, natural: true }
    }

    /// A number.
    pub fn number(unit: Unit, scale: u8, size: i32, natural: bool) -> Self {
        Self { kind: Kind::Number(unit), optional: false, scale, size, natural }
    }

    /// The same, absent or not.
    pub fn optional(self, optional: bool) -> Self {
        Self { optional, ..self }
    }
}

/// A piece of text that is an expression.
#[derive(Clone, Debug)]
pub struct Term {
    /// The text.
    pub text: String,
    /// How tightly it holds.
    pub hold: Hold,
    /// Its type.
    pub ty: Ty,
    /// Whether it is a quotient, which must be rounded or compared.
    pub quotient: bool,
    /// Whether it reads what is not kept for earlier periods.
    pub state: bool,
    /// Whether it aggregates rows.
    pub gathers: bool,
}

impl Term {
    /// A term that needs no brackets anywhere.
    pub fn tight(text: impl Into<String>, ty: Ty) -> Self {
        Self { text: text.into(), hold: Hold::Tight, ty, quotient: false, state: false, gathers: false }
    }

    /// The text as an operand of something that holds so tightly.
    pub fn within(&self, hold: Hold) -> String {
        if self.hold >= hold { self.text.clone() } else { format!("({})", self.text) }
    }

    /// A term made of others: it reads what they read.
    pub fn of(text: String, hold: Hold, ty: Ty, parts: &[&Term]) -> Self {
        Self {
            text,
            hold,
            ty,
            quotient: false,
            state: parts.iter().any(|part| part.state),
            gathers: parts.iter().any(|part| part.gathers),
        }
    }

    /// The same in brackets.
    pub fn bracketed(self) -> Self {
        Self { text: format!("({})", self.text), hold: Hold::Tight, ..self }
    }

    /// The unit of a number.
    pub fn unit(&self) -> Unit {
        match self.ty.kind {
            Kind::Number(unit) => unit,
            _ => Unit::Count,
        }
    }
}

/// Something of a row that can be read by name: a field, a definition, a parameter, a memory.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Ty,
    /// Types of its parameters.
    pub params: Vec<Ty>,
    /// Whether it reads what is not kept for earlier periods.
    pub state: bool,
    /// Whether it is a function that aggregates rows.
    pub gathers: bool,
    /// Whether `computed` may stand before it.
    pub overridable: bool,
    /// Whether it is a definition of a partner or the company, whose value in the period settled may be read.
    pub defined: bool,
}

impl Attribute {
    /// A plain one.
    pub fn new(name: impl Into<String>, ty: Ty) -> Self {
        Self {
            name: name.into(),
            ty,
            params: Vec::new(),
            state: false,
            gathers: false,
            overridable: false,
            defined: false,
        }
    }
}

/// A row that expressions may speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// None: the company.
    Company,
    /// A partner.
    Partner,
    /// A person.
    Person,
    /// An event of a kind.
    Event(usize),
    /// A line of a bonus.
    Line,
}

/// What an expression may speak of.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The row at hand: bare names belong to it.
    pub row: Row,
    /// Other rows by their handles.
    pub others: Vec<(String, Row)>,
    /// Parameters, columns of ladders, memories, lets.
    pub locals: Vec<Attribute>,
    /// How deep expressions may still become.
    pub depth: u32,
    /// Whether rows may be aggregated here.
    pub rows: bool,
    /// Whether aggregates see the row at hand as `my`.
    pub subject: bool,
    /// Whether aggregates see the locals.
    pub carry: bool,
    /// Whether it is read in earlier periods.
    pub earlier: bool,
    /// Whether the row at hand is the element of an aggregate, which is of the earlier period too.
    pub element: bool,
}

impl Scope {
    /// Of a definition of a row.
    pub fn of(row: Row, depth: u32) -> Self {
        Self {
            row,
            others: Vec::new(),
            locals: Vec::new(),
            depth,
            rows: true,
            subject: true,
            carry: true,
            earlier: false,
            element: false,
        }
    }

    /// The same, less deep.
    pub fn deeper(&self) -> Self {
        Self { depth: self.depth.saturating_sub(1), ..self.clone() }
    }

    /// The same, at most so deep.
    pub fn at_depth(&self, depth: u32) -> Self {
        Self { depth: self.depth.min(depth), ..self.clone() }
    }

    /// The same without any rows to aggregate.
    pub fn without_rows(&self) -> Self {
        Self { rows: false, ..self.clone() }
    }
}

/// What a number should be like.
#[derive(Clone, Copy, Debug)]
pub struct Goal {
    /// Its unit; where it is a factor, a count will do.
    pub unit: Unit,
    /// Most digits after the point.
    pub scale: u8,
    /// Whether it may be absent.
    pub optional: bool,
}

impl Goal {
    /// A number that is there.
    pub fn of(unit: Unit, scale: u8) -> Self {
        Self { unit, scale, optional: false }
    }
}
