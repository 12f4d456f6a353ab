//! Columns that several owners hold at once.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A list that is shared by those who hold it: handing it on copies nothing. Whoever changes his own gets a copy first.
pub struct Shared<T>(Arc<Vec<T>>);

impl<T> Shared<T> {
    /// The values.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    /// Whether both are the same list in memory, and not only equal.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Where the list lies in memory, and how many bytes it takes there: what is counted once, however many hold it.
    pub fn place(&self) -> (usize, usize) {
        (Arc::as_ptr(&self.0).addr(), self.0.len() * size_of::<T>())
    }
}

impl<T: PartialEq> Shared<T> {
    /// The other one where its values are equal, so that one of the two can go.
    #[must_use]
    pub fn or_same(self, other: &Self) -> Self {
        if self == *other { other.clone() } else { self }
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(Arc::new(Vec::new()))
    }
}

impl<T> Deref for Shared<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        Arc::make_mut(&mut self.0).as_mut_slice()
    }
}

impl<T> From<Vec<T>> for Shared<T> {
    fn from(values: Vec<T>) -> Self {
        Self(Arc::new(values))
    }
}

impl<T> FromIterator<T> for Shared<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self::from(Vec::from_iter(values))
    }
}

impl<'a, T> IntoIterator for &'a Shared<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T: Clone> IntoIterator for &'a mut Shared<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || self.0 == other.0
    }
}

impl<T: Eq> Eq for Shared<T> {}

impl<T: PartialEq, const N: usize> PartialEq<[T; N]> for Shared<T> {
    fn eq(&self, other: &[T; N]) -> bool {
        self.as_slice() == other
    }
}

impl<T: PartialEq> PartialEq<Vec<T>> for Shared<T> {
    fn eq(&self, other: &Vec<T>) -> bool {
        self.as_slice() == other
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_shared_until_one_of_its_holders_changes_it() {
        let mut one: Shared<u32> = vec![1, 2, 3].into();
        let other = one.clone();
        assert!(one.is_same(&other));
        assert_eq!(one.place(), (other.place().0, 12));
        one.reverse();
        assert!(!one.is_same(&other));
        assert_eq!((one, other.clone()), (vec![3, 2, 1].into(), vec![1, 2, 3].into()));
        assert!(Shared::from(vec![1, 2, 3]).or_same(&other).is_same(&other));
        assert!(!Shared::from(vec![1, 2]).or_same(&other).is_same(&other));
    }
}
