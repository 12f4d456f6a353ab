//! The generated parser. Nothing outside of `parse` sees its rules.

use pest_derive::Parser;

/// The parser that pest makes from `plan.pest`.
#[derive(Parser)]
#[grammar = "syntax/plan.pest"]
pub(super) struct PlanParser;
