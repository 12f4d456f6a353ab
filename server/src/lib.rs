//! The web server: pages of the back office, and its interface for programs.
//!
//! Thin on purpose. A page asks the office, and shows what it says; a form hands over what was typed. Nothing here
//! computes, and nothing here decides who may do what.
//!
//! Invariant: no page changes anything on GET, and every change is a POST from the same origin.

mod api;
mod app;
mod difference;
mod fault;
mod form;
mod jobs;
mod pages;
mod serve;
mod told;
mod visit;

pub use app::router;
pub use serve::{Front, Options, ServeError, serve};
