//! Components of pages: frame, lists, records, forms, charts; and the assets they need.
