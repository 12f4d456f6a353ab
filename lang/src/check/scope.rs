//! What names mean at a point of an item.

use crate::hir::{Grain, RowId, Subject, Type};

/// A parameter, ladder column, memory or let.
#[derive(Clone, Debug)]
pub struct Local {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
}

/// A row in scope.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Its id.
    pub id: RowId,
    /// Whose row it is.
    pub subject: Subject,
    /// Handles that name it (`my`, `earner`, `trigger`, a name given with `called`).
    pub handles: Vec<String>,
    /// The tree whose frontline it is an element of: there it has a `side`.
    pub tree: Option<String>,
}

/// All that is in scope.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Locals, the latest last.
    pub locals: Vec<Local>,
    /// Rows, the row at hand last.
    pub rows: Vec<Binding>,
    /// Next free row id.
    pub next_row: u32,
    /// Conditions known to hold, as normalized text (`gv > 0 BV`, `paid_on is known`).
    pub facts: Vec<String>,
    /// Whether the row at hand is of something that the plan does not declare.
    pub row_unknown: bool,
    /// The period at hand where it is not the plan's.
    pub grain: Option<Grain>,
    /// Whether a walk is in progress (a visited partner exists).
    pub walk: bool,
}

impl Scope {
    /// A scope with one row, which is also `my`.
    pub fn of(subject: Subject) -> Self {
        let mut scope = Scope { next_row: 2, ..Scope::default() };
        if subject != Subject::Company {
            // `my rank` is an attribute of the subject, `me` a partner himself.
            let mut handles = vec!["my".to_owned()];
            if subject == Subject::Partner {
                handles.push("me".to_owned());
            }
            scope.rows.push(Binding { id: crate::hir::SUBJECT, subject, handles, tree: None });
        }
        scope
    }

    /// The local of a name.
    pub fn local(&self, name: &str) -> Option<&Local> {
        self.locals.iter().rev().find(|local| local.name == name)
    }

    /// The row that a handle names.
    pub fn handle(&self, name: &str) -> Option<&Binding> {
        self.rows.iter().rev().find(|row| row.handles.iter().any(|h| h == name))
    }

    /// The row at hand.
    pub fn row(&self) -> Option<&Binding> {
        self.rows.last()
    }

    /// Binds a new row at hand.
    pub fn bind(&mut self, subject: Subject, handle: Option<String>) -> RowId {
        let id = RowId(self.next_row);
        self.next_row += 1;
        self.rows.push(Binding { id, subject, handles: handle.into_iter().collect(), tree: None });
        id
    }
}
