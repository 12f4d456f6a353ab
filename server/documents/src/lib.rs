//! Statements and credit notes as PDF/A.
