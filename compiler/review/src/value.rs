//! What is known of a value: an interval of exact numbers or a set of words, and whether it may be absent.
//!
//! Every operation here gives at least what can come out, never less. A number that does not fit is no bound.

use compline_compiler::program::{Kind, Program, RoundMode, Ty};
use num_integer::Integer;
use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Signed, Zero};

/// An exact number.
pub type Number = Ratio<i128>;

/// Most words of a list whose members are told apart; longer lists are intervals.
const MOST_WORDS: usize = 128;

/// What a value that is there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It is never there.
    Never,
    /// A number from the first to the second, both included; `None` where there is no bound.
    Range(Option<Number>, Option<Number>),
    /// One of these words, or no (0) and yes (1): bit `n` stands for the n-th.
    Words(u128),
}

/// What a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Values {
    /// Whether it may be absent.
    pub absent: bool,
    /// What it may be where it is there.
    pub known: Known,
}

impl Values {
    /// No value at all: what is computed from it is never computed.
    pub const NEVER: Self = Self { absent: false, known: Known::Never };
    /// Absent, and nothing else.
    pub const ABSENT: Self = Self { absent: true, known: Known::Never };
    /// Any number.
    pub const ANY: Self = Self { absent: false, known: Known::Range(None, None) };
    /// No.
    pub const NO: Self = Self { absent: false, known: Known::Words(0b01) };
    /// Yes.
    pub const YES: Self = Self { absent: false, known: Known::Words(0b10) };
    /// Yes or no.
    pub const YES_OR_NO: Self = Self { absent: false, known: Known::Words(0b11) };

    /// Everything that a type can hold.
    pub fn of_type(program: &Program, ty: Ty) -> Self {
        let known = match ty.kind {
            Kind::Bool => Known::Words(0b11),
            Kind::Word(list) => match program.words.get(list.index()).map(|list| list.words.len()) {
                Some(0) | None => Known::Range(None, None),
                Some(n) if n < MOST_WORDS => Known::Words((1_u128 << n) - 1),
                Some(n) => Known::Range(Some(Number::zero()), i128::try_from(n - 1).ok().map(Number::from_integer)),
            },
            _ => Known::Range(None, None),
        };
        Self { absent: ty.optional, known }
    }

    /// A constant in stored form.
    pub fn constant(stored: i128, ty: Ty) -> Self {
        let words = matches!(ty.kind, Kind::Bool | Kind::Word(_)) && (0..MOST_WORDS as i128).contains(&stored);
        let known = if words {
            Known::Words(1_u128 << stored)
        } else {
            let value = number(stored, ty.scale());
            Known::Range(value, value)
        };
        Self { absent: false, known }
    }

    /// Numbers from the first to the second.
    pub const fn range(low: Option<Number>, high: Option<Number>) -> Self {
        Self { absent: false, known: Known::Range(low, high) }
    }

    /// Whole numbers from zero.
    pub fn count() -> Self {
        Self::range(Some(Number::zero()), None)
    }

    /// The same, perhaps absent.
    #[must_use]
    pub const fn or_absent(mut self, absent: bool) -> Self {
        self.absent |= absent;
        self
    }

    /// The same where it is there.
    #[must_use]
    pub const fn present(mut self) -> Self {
        self.absent = false;
        self
    }

    /// Whether there is no value.
    pub fn is_never(self) -> bool {
        !self.absent && self.known == Known::Never
    }

    /// Whether it may be yes.
    pub fn may_be_yes(self) -> bool {
        self.has(1)
    }

    /// Whether it may be no.
    pub fn may_be_no(self) -> bool {
        self.has(0)
    }

    /// Whether it is zero and nothing else, or never there.
    pub fn is_nothing(self) -> bool {
        match self.bounds() {
            None => true,
            Some((low, high)) => low.is_some_and(|n| n.is_zero()) && high.is_some_and(|n| n.is_zero()),
        }
    }

    /// Whether it may be this word, or this whole number.
    pub fn has(self, word: u32) -> bool {
        match self.known {
            Known::Never => false,
            Known::Words(set) => word < 128 && set & (1_u128 << word) != 0,
            Known::Range(low, high) => {
                let n = Number::from_integer(i128::from(word));
                low.is_none_or(|low| low <= n) && high.is_none_or(|high| n <= high)
            }
        }
    }

    /// Smallest and largest value; `None` where it is never there.
    pub fn bounds(self) -> Option<(Option<Number>, Option<Number>)> {
        match self.known {
            Known::Never | Known::Words(0) => None,
            Known::Range(low, high) => Some((low, high)),
            Known::Words(set) => {
                let whole = |n: u32| Some(Number::from_integer(i128::from(n)));
                Some((whole(set.trailing_zeros()), whole(127 - set.leading_zeros())))
            }
        }
    }

    /// The one value that it has, where it has one.
    pub fn single(self) -> Option<Number> {
        match self.bounds()? {
            (Some(low), Some(high)) if low == high => Some(low),
            _ => None,
        }
    }

    /// What one or the other may be.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let known = match (self.known, other.known) {
            (Known::Never, known) | (known, Known::Never) => known,
            (Known::Words(a), Known::Words(b)) => Known::Words(a | b),
            _ => match (self.bounds(), other.bounds()) {
                (Some((a, b)), Some((c, d))) => Known::Range(lower(a, c), higher(b, d)),
                (Some((a, b)), None) | (None, Some((a, b))) => Known::Range(a, b),
                (None, None) => Known::Never,
            },
        };
        Self { absent: self.absent || other.absent, known }
    }

    /// What both may be.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let known = match (self.known, other.known) {
            (Known::Never, _) | (_, Known::Never) => Known::Never,
            (Known::Words(a), Known::Words(b)) => words(a & b),
            (Known::Words(a), Known::Range(low, high)) | (Known::Range(low, high), Known::Words(a)) => {
                words(within(a, low, high))
            }
            (Known::Range(a, b), Known::Range(c, d)) => range(highest_low(a, c), lowest_high(b, d)),
        };
        Self { absent: self.absent && other.absent, known }
    }

    /// What is left when bounds that moved are given up: `next` is the same value one round later.
    #[must_use]
    pub fn widened(self, next: Self) -> Self {
        let both = self.or(next);
        let known = match (self.known, both.known) {
            (Known::Range(a, b), Known::Range(c, d)) => {
                Known::Range(if a == c { a } else { None }, if b == d { b } else { None })
            }
            (_, known) => known,
        };
        Self { known, ..both }
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.numeric(other, |(a, b), (c, d)| (sum(a, c), sum(b, d)))
    }

    /// The difference.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        self.plus(other.negated())
    }

    /// With the opposite sign.
    #[must_use]
    pub fn negated(self) -> Self {
        let known = match self.bounds() {
            None => Known::Never,
            Some((low, high)) => Known::Range(high.map(|n| -n), low.map(|n| -n)),
        };
        Self { known, ..self }
    }

    /// The product.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        self.numeric(other, product)
    }

    /// The quotient of a divisor that is not zero where it is evaluated.
    #[must_use]
    pub fn divided_by(self, other: Self) -> Self {
        self.numeric(other, |top, (low, high)| {
            let positive = low.is_some_and(|n| !n.is_negative());
            let negative = high.is_some_and(|n| !n.is_positive());
            if !positive && !negative {
                return (None, None);
            }
            // The reciprocal; a bound at zero stands for numbers that come as near to it as one likes.
            let reciprocal = |n: Option<Number>| match n {
                None => Some(Number::zero()),
                Some(n) if n.is_zero() => None,
                Some(n) => Number::from_integer(1).checked_div(&n),
            };
            product(top, (reciprocal(high), reciprocal(low)))
        })
    }

    /// The smaller one, or the greater one.
    #[must_use]
    pub fn extreme(self, other: Self, greatest: bool) -> Self {
        let absent = self.absent || other.absent;
        let (Some((a, b)), Some((c, d))) = (self.bounds(), other.bounds()) else {
            return Self { absent, known: Known::Never };
        };
        let (low, high) = if greatest { (highest_low(a, c), higher(b, d)) } else { (lower(a, c), lowest_high(b, d)) };
        let known = match (self.known, other.known) {
            (Known::Words(x), Known::Words(y)) => words(within(x | y, low, high)),
            _ => range(low, high),
        };
        Self { absent, known }
    }

    /// Rounded to so many digits.
    #[must_use]
    pub fn rounded(self, mode: RoundMode, scale: u8) -> Self {
        let known = match self.bounds() {
            None => Known::Never,
            Some((low, high)) => {
                Known::Range(low.and_then(|n| round(n, mode, scale)), high.and_then(|n| round(n, mode, scale)))
            }
        };
        Self { known, ..self }
    }

    fn numeric(self, other: Self, f: impl FnOnce(Bounds, Bounds) -> Bounds) -> Self {
        let absent = self.absent || other.absent;
        let known = match (self.bounds(), other.bounds()) {
            (Some(a), Some(b)) => {
                let (low, high) = f(a, b);
                Known::Range(low, high)
            }
            _ => Known::Never,
        };
        Self { absent, known }
    }
}

/// Lower and upper bound.
type Bounds = (Option<Number>, Option<Number>);

/// A stored integer of a scale as a number; `None` past the range of numbers here.
pub fn number(stored: i128, scale: u8) -> Option<Number> {
    Some(Number::new(stored, 10_i128.checked_pow(u32::from(scale))?))
}

/// The smallest step of a scale.
pub fn step(scale: u8) -> Option<Number> {
    number(1, scale)
}

fn words(set: u128) -> Known {
    if set == 0 { Known::Never } else { Known::Words(set) }
}

fn range(low: Option<Number>, high: Option<Number>) -> Known {
    match (low, high) {
        (Some(a), Some(b)) if a > b => Known::Never,
        _ => Known::Range(low, high),
    }
}

/// Members of a set that lie between two bounds.
fn within(set: u128, low: Option<Number>, high: Option<Number>) -> u128 {
    (0..128_u32)
        .filter(|n| set & (1_u128 << n) != 0)
        .filter(|n| {
            let n = Number::from_integer(i128::from(*n));
            low.is_none_or(|low| low <= n) && high.is_none_or(|high| n <= high)
        })
        .fold(0, |out, n| out | (1_u128 << n))
}

fn lower(a: Option<Number>, b: Option<Number>) -> Option<Number> {
    Some(a?.min(b?))
}

fn higher(a: Option<Number>, b: Option<Number>) -> Option<Number> {
    Some(a?.max(b?))
}

fn highest_low(a: Option<Number>, b: Option<Number>) -> Option<Number> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    }
}

fn lowest_high(a: Option<Number>, b: Option<Number>) -> Option<Number> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn sum(a: Option<Number>, b: Option<Number>) -> Option<Number> {
    a?.checked_add(&b?)
}

/// A corner of a product: finite, or endless with its sign. A number that does not fit is endless to both sides.
#[derive(Clone, Copy)]
enum Corner {
    Finite(Number),
    Endless(bool),
    Unknown,
}

fn product(a: Bounds, b: Bounds) -> Bounds {
    let corners = [(a.0, b.0, true, true), (a.0, b.1, true, false), (a.1, b.0, false, true), (a.1, b.1, false, false)]
        .map(|(x, y, x_low, y_low)| corner(x, y, x_low, y_low));
    let finite = || corners.iter().filter_map(|c| if let Corner::Finite(n) = c { Some(*n) } else { None });
    let down = corners.iter().any(|c| matches!(c, Corner::Endless(false) | Corner::Unknown));
    let up = corners.iter().any(|c| matches!(c, Corner::Endless(true) | Corner::Unknown));
    (if down { None } else { finite().min() }, if up { None } else { finite().max() })
}

/// The product of two bounds, of which `None` is endless: downwards where it is a lower bound.
fn corner(x: Option<Number>, y: Option<Number>, x_low: bool, y_low: bool) -> Corner {
    match (x, y) {
        (Some(x), Some(y)) => x.checked_mul(&y).map_or(Corner::Unknown, Corner::Finite),
        (None, None) => Corner::Endless(x_low == y_low),
        (Some(n), None) | (None, Some(n)) if n.is_zero() => Corner::Finite(Number::zero()),
        (Some(n), None) => Corner::Endless(n.is_positive() != y_low),
        (None, Some(n)) => Corner::Endless(n.is_positive() != x_low),
    }
}

/// Rounds as the language does; `None` where it does not fit.
pub fn round(n: Number, mode: RoundMode, scale: u8) -> Option<Number> {
    let power = 10_i128.checked_pow(u32::from(scale))?;
    let scaled = n.checked_mul(&Number::from_integer(power))?;
    let (top, bottom) = (*scaled.numer(), *scaled.denom());
    let (whole, rest) = top.checked_abs()?.div_rem(&bottom);
    let twice = rest.checked_mul(2)?;
    let up = match mode {
        RoundMode::Down => false,
        RoundMode::Up => rest != 0,
        RoundMode::HalfUp => twice >= bottom,
        RoundMode::HalfEven => twice > bottom || (twice == bottom && whole % 2 != 0),
    };
    let rounded = whole.checked_add(i128::from(up))?.checked_mul(top.signum())?;
    Some(Number::new(rounded, power))
}

/// The difference of two numbers; `None` where it does not fit.
pub fn difference(a: Number, b: Number) -> Option<Number> {
    a.checked_sub(&b)
}

#[cfg(test)]
mod tests;
