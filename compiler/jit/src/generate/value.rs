//! Values of the language inside of generated code.

use crate::range::Range;
use compline_compiler::program::Space;
use cranelift_codegen::ir;

/// A value in registers: its stored integer at a static scale, and whether it is there.
#[derive(Clone, Copy, Debug)]
pub struct Val {
    /// The integer or flag.
    pub bits: ir::Value,
    /// Which of the two.
    pub repr: Repr,
    /// Whether the value is there.
    pub known: Known,
    /// Digits after the point.
    pub scale: u8,
    /// What the integer may be, where the value is there.
    pub range: Range,
    /// Whether the integer is in `range` even where the value is absent.
    pub clean: bool,
    /// The space of which it is certainly a row.
    pub rows: Option<Space>,
}

/// How a value is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repr {
    /// 64 bits.
    Int,
    /// 8 bits, 1 for yes and 0 for no.
    Flag,
}

/// Whether a value is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It is.
    Always,
    /// It is not.
    Never,
    /// Where this flag is 1.
    If(ir::Value),
}

impl Val {
    /// A number that is there.
    pub fn int(bits: ir::Value, scale: u8, range: Range) -> Self {
        Self { bits, repr: Repr::Int, known: Known::Always, scale, range, clean: true, rows: None }
    }

    /// A flag that is there.
    pub fn flag(bits: ir::Value) -> Self {
        Self { bits, repr: Repr::Flag, known: Known::Always, scale: 0, range: Range::FLAG, clean: true, rows: None }
    }

    /// A row of a space.
    pub fn row(bits: ir::Value, space: Space) -> Self {
        Self { rows: Some(space), ..Self::int(bits, 0, Range::new(0, i128::from(u32::MAX))) }
    }

    /// The same, but only there where something else is.
    pub fn with_known(self, known: Known) -> Self {
        Self { known, ..self }
    }

    /// Whether it is there in any case.
    pub fn is_always(&self) -> bool {
        self.known == Known::Always
    }
}
