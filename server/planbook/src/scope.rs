//! Which rows an expression speaks of, and what they are called.

use compline_lang::hir::{EARNER, RowId, SUBJECT, Subject};

/// What a row is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The partner whose figure it is.
    Partner,
    /// The partner whom a walk has come to.
    Visited,
    /// The partner who is paid.
    Recipient,
    /// The event at hand, by its kind.
    Event(String),
    /// The line at hand, by its bonus.
    Line(String),
    /// The company.
    Company,
    /// The person whose figure it is.
    Person,
    /// A partner out of several that are looked at.
    Element,
    /// A person out of several that are looked at.
    ElementPerson,
    /// An event out of several that are looked at, by its kind.
    ElementEvent(String),
}

/// The rows in scope. Attributes of the row at hand are said without its name, as in the plan itself.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The row at hand.
    pub current: RowId,
    rows: Vec<(RowId, Who)>,
}

impl Scope {
    /// The scope of a definition.
    pub fn of(subject: &Subject) -> Self {
        Scope { current: SUBJECT, rows: vec![(SUBJECT, subject_of(subject))] }
    }

    /// The scope of a bonus: the trigger, and the one who is paid.
    pub fn bonus(trigger: &Subject) -> Self {
        let mut scope = Scope::of(trigger);
        scope.rows.push((EARNER, Who::Recipient));
        scope
    }

    /// The same where the walk looks at somebody.
    pub fn visited(mut self) -> Self {
        self.rows.retain(|(row, _)| *row != EARNER);
        self.rows.push((EARNER, Who::Visited));
        self
    }

    /// The same, speaking of the one who is visited.
    pub fn at_visited(self) -> Self {
        let mut scope = self.visited();
        scope.current = EARNER;
        scope
    }

    /// Within an aggregate over rows of a subject.
    pub fn over(&self, element: RowId, subject: &Subject) -> Self {
        let mut scope = self.clone();
        let who = match subject {
            Subject::Event(kind) => Who::ElementEvent(kind.clone()),
            Subject::Partner => Who::Element,
            Subject::Person => Who::ElementPerson,
            Subject::Company => Who::Company,
            Subject::Line(bonus) => Who::Line(bonus.clone()),
        };
        scope.rows.push((element, who));
        scope.current = element;
        scope
    }

    /// What a row is called.
    pub fn who(&self, row: RowId) -> Who {
        let found = self.rows.iter().rev().find(|(id, _)| *id == row).map(|(_, who)| who.clone());
        found.unwrap_or(if row == EARNER { Who::Visited } else { Who::Element })
    }

    /// Whether a row is the one at hand.
    pub fn is_current(&self, row: RowId) -> bool {
        row == self.current
    }

    /// Whether a row is one of several that are looked at.
    pub fn is_element(&self, row: RowId) -> bool {
        matches!(self.who(row), Who::Element | Who::ElementPerson | Who::ElementEvent(_))
    }
}

fn subject_of(subject: &Subject) -> Who {
    match subject {
        Subject::Company => Who::Company,
        Subject::Partner => Who::Partner,
        Subject::Person => Who::Person,
        Subject::Event(kind) => Who::Event(kind.clone()),
        Subject::Line(bonus) => Who::Line(bonus.clone()),
    }
}
