//! Small helpers over columns of any width.

use compline_compiler::program::NONE;
use compline_compiler::store::Values;

/// A stored integer of some width.
pub(crate) trait Stored: Copy + Default + Ord + Send + Sync + Into<i64> + TryFrom<i64> + 'static {
    /// The absent value, which is the least.
    const ABSENT: Self;
    /// The largest value.
    const MOST: Self;

    /// Widened, with the absent value of 64 bits.
    #[inline(always)]
    fn widen(self) -> i64 {
        if self == Self::ABSENT { NONE } else { self.into() }
    }

    /// Narrowed; `None` where it does not fit.
    #[inline(always)]
    fn narrow(value: i64) -> Option<Self> {
        if value == NONE { Some(Self::ABSENT) } else { Self::try_from(value).ok().filter(|v| *v != Self::ABSENT) }
    }

    /// Narrowed without looking: the lowest bits, and absent for absent. For values that are known to fit.
    fn cut(value: i64) -> Self;
}

macro_rules! stored {
    ($($ty:ty)*) => {
        $(impl Stored for $ty {
            const ABSENT: Self = <$ty>::MIN;
            const MOST: Self = <$ty>::MAX;

            #[inline(always)]
            fn cut(value: i64) -> Self {
                if value == NONE { Self::ABSENT } else { value as $ty }
            }
        })*
    };
}
stored!(i8 i16 i32 i64);

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

/// Adds a value ([`NONE`] for an absent one); `false` where it does not fit, and nothing is added.
#[must_use]
#[inline]
pub(crate) fn push_value(values: &mut Values, value: i64) -> bool {
    fn put<T: Stored>(out: &mut Vec<T>, value: i64) -> bool {
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

/// All values, widened.
pub(crate) fn widened(values: &Values) -> Box<dyn Iterator<Item = i64> + '_> {
    each_width!(values, v => Box::new(v.iter().map(|x| x.widen())))
}
