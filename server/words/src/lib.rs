//! Texts, numbers, amounts and dates in the language of their reader.
