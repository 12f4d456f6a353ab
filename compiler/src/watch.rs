//! How far long work is, told to whoever wants to know.

/// Whom to tell how far a piece of work is; by default nobody.
#[derive(Clone, Copy, Default)]
pub struct Watch<'a>(Option<&'a (dyn Fn(u64, u64) + Sync)>);

impl<'a> Watch<'a> {
    /// Tells a function: so much is done, of so much. Calls may come from several threads.
    pub fn new(tell: &'a (dyn Fn(u64, u64) + Sync)) -> Self {
        Self(Some(tell))
    }

    /// Tells that so much of the work is done.
    pub fn tell(self, done: u64, total: u64) {
        if let Some(tell) = self.0 {
            tell(done, total);
        }
    }
}

impl std::fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Watch(somebody)" } else { "Watch(nobody)" })
    }
}
