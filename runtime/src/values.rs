//! Small helpers over columns of any width.

use compline_compiler::program::{NONE, Width};
use compline_compiler::store::Values;

/// A stored integer of some width.
pub(crate) trait Stored: Copy + Default + Send + Sync + Into<i64> + TryFrom<i64> + 'static {
    /// The absent value.
    const ABSENT: Self;

    /// Widened, with the absent value of 64 bits.
    #[inline]
    fn widen(self) -> i64
    where
        Self: PartialEq,
    {
        if self == Self::ABSENT { NONE } else { self.into() }
    }

    /// Narrowed; `None` where it does not fit.
    #[inline]
    fn narrow(value: i64) -> Option<Self>
    where
        Self: PartialEq,
    {
        if value == NONE { Some(Self::ABSENT) } else { Self::try_from(value).ok().filter(|v| *v != Self::ABSENT) }
    }
}

impl Stored for i8 {
    const ABSENT: Self = i8::MIN;
}
impl Stored for i16 {
    const ABSENT: Self = i16::MIN;
}
impl Stored for i32 {
    const ABSENT: Self = i32::MIN;
}
impl Stored for i64 {
    const ABSENT: Self = i64::MIN;
}

/// Runs the same code for a column of any width, with the vector bound to a name.
macro_rules! each_width {
    ($values:expr, $v:ident => $body:expr) => {
        match $values {
            compline_compiler::store::Values::I8($v) => $body,
            compline_compiler::store::Values::I16($v) => $body,
            compline_compiler::store::Values::I32($v) => $body,
            compline_compiler::store::Values::I64($v) => $body,
        }
    };
}
pub(crate) use each_width;

/// Runs the same code for a column of any width and wraps the vector it makes.
macro_rules! map_width {
    ($values:expr, $v:ident => $body:expr) => {
        match $values {
            compline_compiler::store::Values::I8($v) => compline_compiler::store::Values::I8($body),
            compline_compiler::store::Values::I16($v) => compline_compiler::store::Values::I16($body),
            compline_compiler::store::Values::I32($v) => compline_compiler::store::Values::I32($body),
            compline_compiler::store::Values::I64($v) => compline_compiler::store::Values::I64($body),
        }
    };
}
pub(crate) use map_width;

/// Adds a value ([`NONE`] for an absent one); `false` where it does not fit, and nothing is added.
#[must_use]
#[inline]
pub(crate) fn push_value(values: &mut Values, value: i64) -> bool {
    fn put<T: Stored + PartialEq>(out: &mut Vec<T>, value: i64) -> bool {
        T::narrow(value).map(|value| out.push(value)).is_some()
    }
    each_width!(values, v => put(v, value))
}

/// The rows of a column in the given order.
pub(crate) fn permuted(values: &Values, order: &[u32]) -> Values {
    map_width!(values, v => gather(v, order))
}

/// The rows of a vector in the given order; rows that do not exist are zero.
pub(crate) fn gather<T: Copy + Default>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|at| values.get(*at as usize).copied().unwrap_or_default()).collect()
}

/// How wide a column is.
pub(crate) fn width(values: &Values) -> Width {
    match values {
        Values::I8(_) => Width::W8,
        Values::I16(_) => Width::W16,
        Values::I32(_) => Width::W32,
        Values::I64(_) => Width::W64,
    }
}

/// All values, widened.
pub(crate) fn widened(values: &Values) -> Box<dyn Iterator<Item = i64> + '_> {
    each_width!(values, v => Box::new(v.iter().map(|x| x.widen())))
}

/// A column in another width; `None` where a value does not fit.
pub(crate) fn converted(values: Values, wanted: Width) -> Option<Values> {
    if width(&values) == wanted {
        return Some(values);
    }
    fn narrow<T: Stored + PartialEq>(values: &Values) -> Option<Vec<T>> {
        widened(values).map(T::narrow).collect()
    }
    Some(match wanted {
        Width::W8 => Values::I8(narrow(&values)?),
        Width::W16 => Values::I16(narrow(&values)?),
        Width::W32 => Values::I32(narrow(&values)?),
        Width::W64 => Values::I64(narrow(&values)?),
    })
}
