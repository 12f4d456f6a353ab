//! Many short texts in one buffer, and ids.

use crate::natural;
use std::borrow::Cow;

/// Texts one after another in one buffer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    bytes: String,
    ends: Vec<u32>,
}

/// More than 4 GiB of text in one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than 4 GiB of text in one column")]
pub struct TooMuchText;

impl Texts {
    /// No texts.
    pub const fn new() -> Self {
        Self { bytes: String::new(), ends: Vec::new() }
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A text; empty where there is none.
    pub fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        let end = self.ends.get(at).map_or(start, |end| *end as usize);
        self.bytes.get(start..end).unwrap_or("")
    }

    /// All texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let end = *end as usize;
            let text = self.bytes.get(start..end).unwrap_or("");
            start = end;
            text
        })
    }

    /// Adds a text.
    ///
    /// # Errors
    ///
    /// Where the buffer is full.
    pub fn push(&mut self, text: &str) -> Result<(), TooMuchText> {
        let end = u32::try_from(self.bytes.len() + text.len()).map_err(|_| TooMuchText)?;
        self.bytes.push_str(text);
        self.ends.push(end);
        Ok(())
    }

    /// Adds all texts of another list.
    ///
    /// # Errors
    ///
    /// Where the buffer is full.
    pub fn append(&mut self, other: &Texts) -> Result<(), TooMuchText> {
        u32::try_from(self.bytes.len() + other.bytes.len()).map_err(|_| TooMuchText)?;
        let offset = u32::try_from(self.bytes.len()).map_err(|_| TooMuchText)?;
        self.bytes.push_str(&other.bytes);
        self.ends.extend(other.ends.iter().map(|end| end + offset));
        Ok(())
    }

    /// The digits of numbers; nothing for an absent one. Those beyond 4 GiB are left out.
    pub(crate) fn of_numbers(numbers: &[i64]) -> Texts {
        let mut out = Texts { bytes: String::new(), ends: Vec::with_capacity(numbers.len()) };
        let mut digits = itoa::Buffer::new();
        for number in numbers {
            let text = if *number == compline_compiler::program::NONE { "" } else { digits.format(*number) };
            if out.push(text).is_err() {
                break;
            }
        }
        out
    }

    /// The same texts in the given order.
    pub(crate) fn permuted(&self, order: &[u32]) -> Texts {
        let mut out = Texts { bytes: String::with_capacity(self.bytes.len()), ends: Vec::with_capacity(order.len()) };
        for at in order {
            // As long as this buffer, so it fits.
            let _ = out.push(self.get(*at as usize));
        }
        out
    }
}

impl FromIterator<String> for Texts {
    /// Collects texts; those beyond 4 GiB are left out.
    fn from_iter<I: IntoIterator<Item = String>>(texts: I) -> Self {
        let mut out = Texts::default();
        for text in texts {
            if out.push(&text).is_err() {
                break;
            }
        }
        out
    }
}

impl<'a> FromIterator<&'a str> for Texts {
    /// Collects texts; those beyond 4 GiB are left out.
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        let mut out = Texts::default();
        for text in texts {
            if out.push(text).is_err() {
                break;
            }
        }
        out
    }
}

/// Ids in natural order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ids {
    /// `0`, `1`, `2`, …: so many numbers.
    Sequence(usize),
    /// Whole numbers that a file holds as such, rising, none of them negative. Each is the same id as the text of
    /// its digits without zeros in front.
    Numbers(Vec<i64>),
    /// As the company gave them.
    Texts(Texts),
}

impl Default for Ids {
    fn default() -> Self {
        Ids::Texts(Texts::default())
    }
}

impl Ids {
    /// Number of ids.
    pub fn len(&self) -> usize {
        match self {
            Ids::Sequence(count) => *count,
            Ids::Numbers(numbers) => numbers.len(),
            Ids::Texts(texts) => texts.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An id.
    pub fn get(&self, at: usize) -> Cow<'_, str> {
        match self {
            Ids::Sequence(_) => Cow::Owned(at.to_string()),
            Ids::Numbers(numbers) => Cow::Owned(numbers.get(at).map(i64::to_string).unwrap_or_default()),
            Ids::Texts(texts) => Cow::Borrowed(texts.get(at)),
        }
    }

    /// Where an id stands, by search; for single questions. Ids from `range` on only.
    pub fn find_in(&self, range: std::ops::Range<usize>, id: &str) -> Option<usize> {
        if let Ids::Numbers(numbers) = self {
            let found = numbers.get(range.clone())?.binary_search(&number(id.as_bytes())?).ok()?;
            return Some(range.start + found);
        }
        let (mut low, mut high) = (range.start, range.end.min(self.len()));
        while low < high {
            let middle = low.midpoint(high);
            match natural::compare(self.get(middle).as_bytes(), id.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// Where an id stands, by search; for single questions.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.find_in(0..self.len(), id)
    }

    /// The same ids in the given order.
    pub(crate) fn permuted(&self, order: &[u32]) -> Ids {
        match self {
            Ids::Sequence(_) => Ids::Texts(order.iter().map(|at| self.get(*at as usize).into_owned()).collect()),
            Ids::Numbers(numbers) => Ids::Numbers(crate::values::gather(numbers, order)),
            Ids::Texts(texts) => Ids::Texts(texts.permuted(order)),
        }
    }

    /// The ids as texts.
    pub(crate) fn to_texts(&self) -> Cow<'_, Texts> {
        match self {
            Ids::Texts(texts) => Cow::Borrowed(texts),
            Ids::Numbers(numbers) => Cow::Owned(Texts::of_numbers(numbers)),
            Ids::Sequence(_) => Cow::Owned((0..self.len()).map(|at| at.to_string()).collect()),
        }
    }
}

/// The number whose digits a text is, written as an id is: nothing else, no zeros in front.
pub(crate) fn number(text: &[u8]) -> Option<i64> {
    if text.is_empty() || (text.len() > 1 && text.first() == Some(&b'0')) {
        return None;
    }
    let mut value = 0_i64;
    for byte in text {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    Some(value)
}
