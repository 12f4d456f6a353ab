//! What explanations of the runtime say, in the reader's language. The printed plan says the same sentences in its
//! examples, so they are written there.

pub use compline_planbook::{period, told};
use compline_runtime::explain::ExplainError;

/// Why there is no explanation, as an error of the office.
pub fn unexplained(error: ExplainError) -> compline_office::OfficeError {
    use compline_office::OfficeError::{Missing, Settle};
    match error {
        ExplainError::UnknownPartner(id) => Missing { what: "partner", id },
        ExplainError::UnknownName { name, .. } => Missing { what: "bonus", id: name },
        ExplainError::UnknownOrder { order, .. } => Missing { what: "order", id: order },
        other => Settle(other.to_string()),
    }
}
