//! Why there is no bound.

use compline_compiler::program::SiteId;
use compline_lang::words::Text;
use std::fmt;

/// Why no finite bound was found, in words for those who write plans, with its place in the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What stands in the way.
    pub text: Text,
    /// What would help, where something is known.
    pub help: Option<Text>,
    /// Where it stands, where it stands somewhere.
    pub site: Option<SiteId>,
}

impl Cause {
    pub(crate) fn new(text: impl Into<Text>) -> Self {
        Self { text: text.into(), help: None, site: None }
    }

    pub(crate) fn help(mut self, help: impl Into<Text>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn at(mut self, site: Option<SiteId>) -> Self {
        self.site = self.site.or(site);
        self
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.text)
    }
}
