//! What is wrong with the company's data: place, cause and cure of every bad row.

use std::fmt;

/// How many problems are listed where nobody says otherwise; the rest is counted.
pub const DEFAULT_LIMIT: usize = 100;

/// Everything that is wrong. Nothing is computed from data that has errors.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct DataErrors {
    /// The first problems, in order of files and lines.
    pub problems: Vec<Problem>,
    /// How many more there are.
    pub more: usize,
}

impl fmt::Display for DataErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.problems.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        match self.more {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub cause: Cause,
    /// What to do about it.
    pub cure: String,
}

/// A place in the company's data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Name of the file (or of the table, where there is no file).
    pub file: String,
    /// The row.
    pub row: Option<Row>,
    /// The column.
    pub column: Option<String>,
    /// What stands there.
    pub value: Option<String>,
}

/// A row of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Row {
    /// Line of a text file; the first line, the header, is 1.
    Line(u64),
    /// Row of a Parquet file or table; the first row is 1.
    Number(u64),
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// The file is not there.
    #[error("the file is missing")]
    MissingFile,
    /// CSV and Parquet of the same table.
    #[error("there is {0} as well")]
    TwoFiles(String),
    /// The operating system or the Parquet library refuses.
    #[error("cannot read: {0}")]
    Read(String),
    /// Not UTF-8.
    #[error("the file is not UTF-8 text ({0})")]
    Encoding(&'static str),
    /// The header is missing.
    #[error("the file is empty")]
    NoHeader,
    /// Comma or semicolon?
    #[error("the header has both `,` and `;`, so that the separator is not clear")]
    Separator,
    /// Tabs.
    #[error("the header is separated by tabs")]
    Tabs,
    /// A column that must be there.
    #[error("the column is missing")]
    MissingColumn,
    /// A column twice.
    #[error("the header has the column twice")]
    DuplicateColumn,
    /// A column that nothing reads (a warning).
    #[error("nothing reads this column")]
    UnknownColumn,
    /// A table that nothing reads (a warning).
    #[error("conversion rates are those of the plan; nothing of this file is used")]
    UnusedRates,
    /// More or fewer cells than the header.
    #[error("the row has {found} cells, the header has {expected}")]
    CellCount {
        /// Cells in the row.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// A partner where the company itself has a value.
    #[error("`{state}` is a value of the company, not of a partner")]
    NotOfPartner {
        /// The state.
        state: String,
    },
    /// Nothing in a cell that must be filled.
    #[error("the cell is empty")]
    Empty,
    /// Too much text.
    #[error("the column has more than 4 GiB of text")]
    TooMuchText,
    /// Too many rows.
    #[error("the table has more than 2,147,483,647 rows")]
    TooManyRows,
    /// Not a number.
    #[error("not a number")]
    Number,
    /// Not a percentage.
    #[error("not a percentage")]
    Percentage,
    /// A Parquet column of floating point numbers.
    #[error("the column holds floating point numbers, which are not exact")]
    Float,
    /// A Parquet column of a type that does not fit.
    #[error("the column holds {0}")]
    ColumnType(String),
    /// More digits after the point than the unit has.
    #[error("more than {scale} digits after the point")]
    TooManyDigits {
        /// Digits that the unit has.
        scale: u8,
    },
    /// Beyond what can be stored.
    #[error("too large a number")]
    TooLarge,
    /// Outside of the declared range.
    #[error("outside of the declared range from {least} to {most}")]
    OutOfRange {
        /// Least value.
        least: String,
        /// Largest value.
        most: String,
    },
    /// Not a date.
    #[error("not a date")]
    Date,
    /// Not a date or point in time.
    #[error("not a point in time")]
    Moment,
    /// Not a period of the plan's calendar.
    #[error("not a {0}")]
    Period(&'static str),
    /// Neither yes nor no.
    #[error("neither yes nor no")]
    YesNo,
    /// Not one of the words.
    #[error("not a {what}")]
    Word {
        /// What kind of word.
        what: String,
    },
    /// No such thing.
    #[error("there is no {what} with this id")]
    Unknown {
        /// `partner`, `Order`, …
        what: String,
    },
    /// No such thing, by name.
    #[error("the plan has no {what} of this name")]
    UnknownName {
        /// `tree`, `definition`, …
        what: &'static str,
    },
    /// The id is there in several sources.
    #[error("several sources have an event of kind {what} with this id")]
    Ambiguous {
        /// `Order`, …
        what: String,
    },
    /// Not a definition that may be overridden.
    #[error("the definition is not overridable")]
    NotOverridable,
    /// The same id twice.
    #[error("the id stands in {first} already")]
    Duplicate {
        /// Where it stood first.
        first: Row,
    },
    /// The same key twice.
    #[error("{what} stands in {first} already")]
    Twice {
        /// What.
        what: String,
        /// Where it stood first.
        first: Row,
    },
    /// The wrong currency.
    #[error("the plan's amounts in this file are in {expected}")]
    Currency {
        /// The currency of the fields.
        expected: String,
    },
    /// A span that ends before it starts.
    #[error("the end lies before the start {start}")]
    EndBeforeStart {
        /// The start.
        start: String,
    },
    /// Two values at the same time.
    #[error("{what} has {other} at the same time ({row})")]
    Overlap {
        /// Who has what twice.
        what: String,
        /// The other value.
        other: String,
        /// Where the other stands.
        row: Row,
    },
    /// Two parents at the same time.
    #[error("`{partner}` has the parent {other} in tree {tree} at the same time ({row})")]
    TwoParents {
        /// The partner.
        partner: String,
        /// The tree.
        tree: String,
        /// The other parent.
        other: String,
        /// Where that stands.
        row: Row,
    },
    /// A circle of parents.
    #[error("on {date} the placements of tree {tree} form a circle: {members}")]
    Cycle {
        /// The tree.
        tree: String,
        /// The day.
        date: String,
        /// The circle, from parent to child to the first one again.
        members: String,
    },
    /// The parent is not in the tree.
    #[error("on {date} the parent is not in tree {tree}")]
    ParentOutside {
        /// The tree.
        tree: String,
        /// The day.
        date: String,
    },
    /// A place is taken.
    #[error("on {date} `{by}` stands on this {what} under `{parent}` in tree {tree} ({row})")]
    Occupied {
        /// `side` or `position`.
        what: &'static str,
        /// The tree.
        tree: String,
        /// The day.
        date: String,
        /// Under whom.
        parent: String,
        /// Who stands there.
        by: String,
        /// Where that stands.
        row: Row,
    },
    /// A place was given to somebody by the rule of its tree.
    #[error(
        "on {date} `{by}` stands on this {what} under `{parent}` in tree {tree}: the tree's rule gave it to him on {since}"
    )]
    Given {
        /// `side` or `position`.
        what: &'static str,
        /// The tree.
        tree: String,
        /// The day.
        date: String,
        /// Under whom.
        parent: String,
        /// Who stands there.
        by: String,
        /// Since when.
        since: String,
    },
    /// More children than the tree is wide.
    #[error("on {date} `{parent}` has {count} children in tree {tree}, which is {width} wide")]
    TooWide {
        /// The tree.
        tree: String,
        /// The day.
        date: String,
        /// The parent.
        parent: String,
        /// How many children.
        count: usize,
        /// How many there may be.
        width: u32,
    },
    /// A side in a tree without sides, or the like.
    #[error("tree {tree} has no {what}s")]
    NoPlaces {
        /// `side` or `position`.
        what: &'static str,
        /// The tree.
        tree: String,
    },
    /// A side of a partner without parent.
    #[error("a partner without parent stands on no {what}")]
    RootPlace {
        /// `side` or `position`.
        what: &'static str,
    },
    /// No side in a tree with sides.
    #[error("tree {tree} has sides, so a partner with a parent stands on one")]
    NoSide {
        /// The tree.
        tree: String,
    },
    /// The event's partner is not known yet on the known date.
    #[error("the partner becomes known later than the event")]
    KnownLater,
    /// A reversal among the events that it reverses.
    #[error("reversals stand in a file of their own")]
    ReversalAmongSales,
    /// A reversal of what is reversed as a whole already.
    #[error("{event} is reversed as a whole in {first} already")]
    ReversedTwice {
        /// The event.
        event: String,
        /// Where.
        first: Row,
    },
    /// More is reversed than is left of it.
    #[error("only {left} is left to be reversed")]
    MoreThanLeft {
        /// What is left.
        left: String,
    },
    /// A reversal of nothing.
    #[error("nothing is reversed: all amounts are zero")]
    NothingReversed,
    /// A fact that is reversed.
    #[error("{kind} holds for a time, and is no event that can be reversed")]
    FactReversed {
        /// The kind.
        kind: String,
    },
    /// Lines that a reversal takes back are not there.
    #[error("what was paid for {event} in {period} is not in the data")]
    MissingLines {
        /// The event.
        event: String,
        /// The period that was settled.
        period: String,
    },
    /// A part of an event that is not the same part of all its amounts.
    #[error("the reversed parts of the amounts differ, and nothing says by which of them bonus `{bonus}` is measured")]
    PartsDiffer {
        /// The bonus.
        bonus: String,
    },
    /// A line whose parent is not there.
    #[error("the line that it was made for is not in the data")]
    NoParentLine,
    /// A partner who was paid, and was not there at the conditions of that pay.
    #[error("this partner was paid and is no part of the network of {period}")]
    NotInNetwork {
        /// The period.
        period: String,
    },
    /// A row about money paid before, of a bonus that is not brought up to date.
    #[error("the bonus says nothing of `true up`")]
    NotTrueUp,
    /// States of the period before are missing.
    #[error("there is no value of state `{state}` as of {period}")]
    MissingState {
        /// The state.
        state: String,
        /// The period.
        period: String,
    },
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Row::Line(line) => write!(f, "line {line}"),
            Row::Number(row) => write!(f, "row {row}"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, ", {row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column `{column}`")?;
        }
        if let Some(value) = &self.value {
            write!(f, ", value `{}`", shortened(value))?;
        }
        Ok(())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.cause)?;
        if self.cure.is_empty() { Ok(()) } else { write!(f, "\n  cure: {}", self.cure) }
    }
}

/// A value as it is shown: at most 60 characters, control characters escaped.
fn shortened(value: &str) -> String {
    let mut out: String = value
        .chars()
        .take(60)
        .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
        .collect();
    if value.chars().nth(60).is_some() {
        out.push('…');
    }
    out
}

/// Problems up to a limit; what comes after is counted.
#[derive(Clone, Debug)]
pub(crate) struct Problems {
    limit: usize,
    list: Vec<Problem>,
    more: usize,
}

impl Problems {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, list: Vec::new(), more: 0 }
    }

    /// Adds a problem, which is made only if it will be listed.
    pub(crate) fn add(&mut self, problem: impl FnOnce() -> Problem) {
        if self.list.len() < self.limit {
            self.list.push(problem());
        } else {
            self.more += 1;
        }
    }

    /// Adds the problems of another list after those of this one.
    pub(crate) fn append(&mut self, other: Problems) {
        let more = other.more;
        for problem in other.list {
            self.add(|| problem);
        }
        self.more += more;
    }

    /// Adds the problems of another list over the same rows; both are in order of rows, and so is the result.
    pub(crate) fn merge_by_row(&mut self, other: Problems) {
        self.list.extend(other.list);
        self.list.sort_by_key(|problem| problem.place.row);
        let listed = self.list.len().min(self.limit);
        self.more += other.more + self.list.len() - listed;
        self.list.truncate(listed);
    }

    /// An empty list with the same limit.
    pub(crate) fn sibling(&self) -> Self {
        Self::new(self.limit)
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.list.len() + self.more
    }

    /// `Err` where there are any.
    pub(crate) fn finish(self) -> Result<(), DataErrors> {
        if self.count() == 0 { Ok(()) } else { Err(DataErrors { problems: self.list, more: self.more }) }
    }
}
