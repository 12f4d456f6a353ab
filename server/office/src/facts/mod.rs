//! Facts: what the company knows, each with the days for which it is true and the commit that learned it.

pub mod event_lists;
pub mod events;
pub mod load;
pub mod overrides;
pub mod partners;
pub mod people;
