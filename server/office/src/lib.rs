//! The settlement: from facts to payment files and books.
