//! Files that banks, tax advisers and spreadsheets read and write.
